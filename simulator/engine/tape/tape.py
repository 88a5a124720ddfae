"""The tape: forward and backward through time for one cell, batch after batch, on memory allocated once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.memory import Array, Call
from simulator.engine.plan import make_plan
from simulator.engine.tape.backward import Backward
from simulator.engine.tape.forward import Forward
from simulator.engine.tape.rows import Memory, Rows, Section
from simulator.engine.tape.weights import Weights
from simulator.language import FUNCTIONS

if TYPE_CHECKING:
    from simulator.engine.model import Model


class Tape:
    """Forward and backward through time for ``batch`` sequences of ``steps`` steps each.

    Fill ``x`` (steps, inputs, batch) and, if they are not zero, ``initial``; call ``forward()``; read ``output`` and
    ``final``; fill ``output_gradient`` (steps, size, batch) with d loss / d output, and ``final_gradient`` if
    the loss reads the final states; call ``backward()``; read ``gradient``, laid out as ``model.parameters.flat``.
    Parameters are read anew at each ``forward()``. Signals of no influence on the output or a state are left out.
    Numbers differ from a trace's in the last digits: a sigmoid is computed as tanh(a / 2) / 2 + 1 / 2, which never
    overflows and shares its call with the tanhs.

    ``gradient``: where to write the gradients, None for an array of its own. ``input_gradient``: fill ``x_gradient``
    too. ``signal_gradients``: signals whose gradients at every step are kept in ``signal_gradient``. ``at_argument``:
    ``output_gradient`` is d loss / d argument of the function that the output is (softmax, sigmoid, …), for losses that
    know it exactly. ``masked``: where ``active`` (steps, 1, batch) is False, states stay as they are. That is for the
    padding at the end of a sequence: its output gradient has to be zero.

    Source: back propagation through time, Werbos 1990.
    """

    def __init__(
        self,
        model: Model,
        steps: int,
        batch: int,
        *,
        gradient: Array | None = None,
        input_gradient: bool = False,
        signal_gradients: Iterable[str] = (),
        at_argument: bool = False,
        masked: bool = False,
    ) -> None:
        cell, sizes, parameters = model.cell, model.sizes, model.parameters
        graph, dtype = cell.graph, model.dtype
        memory = Memory(steps, batch, dtype)
        keep = {graph.signals[name] for name in signal_gradients}
        output = graph.signals[cell.output]
        plan = make_plan(graph, (cell.output,), still=not keep)
        self.gradient = np.zeros_like(parameters.flat) if gradient is None else gradient
        self.parameter_gradients: dict[str, Array] = {}
        first = 0
        for name, array in parameters.items():
            self.parameter_gradients[name] = self.gradient[first : first + array.size].reshape(array.shape)
            first += array.size
        self.steps, self.batch = steps, batch
        self.active = np.ones((steps, 1, batch), bool)
        idle = np.zeros_like(self.active)
        weights = Weights(parameters.flat, parameters, self.gradient)
        forward = Forward(graph, plan, sizes, parameters, memory, weights, output, idle if masked else None)
        weights.seal()
        self.output_gradient = memory.new(steps, forward.size(output))
        self.output = np.broadcast_to(forward.values[output].array, self.output_gradient.shape)
        inside = at_argument and graph.nodes[output].op in FUNCTIONS
        seed = graph.nodes[output].args[0] if inside else output
        inputs = {node.index for node in graph.nodes if node.op == "input"}
        backward = Backward(
            forward,
            plan,
            weights,
            (seed, Rows(self.output_gradient)),
            keep | (inputs if input_gradient else set()),
            input_gradient,
        )
        found = next((forward.values[index] for index in inputs if index in forward.values), None)
        self.x = memory.new(steps, sizes["inputs"]) if found is None else found.array

        def gradient_of(index: int) -> Array:
            rows = backward.gradients.get(index)
            return memory.new(steps, forward.size(index)) if rows is None else rows.array

        self.x_gradient = next(map(gradient_of, inputs), np.zeros_like(self.x)) if input_gradient else np.zeros(0)
        self.signal_gradient = {name: gradient_of(graph.signals[name]) for name in signal_gradients}
        self.initial: dict[str, Array] = {}
        self.final: dict[str, Array] = {}
        self.initial_gradient: dict[str, Array] = {}
        self.final_gradient: dict[str, Array] = {}
        for name in graph.states:
            index = graph.signals[name]
            zero = memory.new(1, forward.size(index))[0]
            nothing = np.zeros_like(zero)
            if index in forward.stores:
                self.initial[name], self.final[name] = forward.stores[index][0], forward.stores[index][-1]
            else:  # the same at every step, and what reads it at t-1 leads nowhere
                self.initial[name] = zero
                self.final[name] = np.broadcast_to(forward.values[index].array, zero.shape)
            self.initial_gradient[name] = backward.initial.get(index, nothing)
            self.final_gradient[name] = backward.final.get(index, nothing)
        refresh = Section(steps)
        if masked:
            refresh.run(np.logical_not, self.active, idle)
        weights.refresh(refresh)
        refresh.calls += forward.refresh.calls
        self._forward = list(chain.from_iterable(section.tape() for section in (refresh, *forward.sections)))
        self._backward = list(chain.from_iterable(section.tape() for section in backward.sections))

    def forward(self) -> None:
        """Compute all values, from the first step to the last."""
        _run(self._forward)

    def backward(self) -> None:
        """Compute all gradients, from the last step to the first."""
        _run(self._backward)


def _run(calls: list[Call]) -> None:
    with np.errstate(all="ignore"):  # an overflow to infinity is a value like any other
        for function, arguments in calls:
            function(*arguments)
