"""Forward and backward through time for a whole network: the tapes of its parts, wired once on memory of their own."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.memory import Array, Call
from simulator.engine.networks.padding import backward_order, inside
from simulator.engine.tape import Tape

if TYPE_CHECKING:
    from simulator.engine.networks.network import Network


class NetworkTape:
    """A network's pass forward and back for (steps, batch). Like a Tape, it is filled, run and read.

    Fill ``x`` (steps, inputs, batch) and run ``forward``, read ``output`` (steps, outputs, batch), fill
    ``output_gradient`` and run ``backward``, read ``gradient``, laid out as ``network.flat``. With ``input_gradient``
    there is ``x_gradient`` too. ``initial`` and ``final`` hold the states by name ("1.c"), (size, batch) each.

    ``masked``: sequences of unequal length, as ``mask`` says; states are held behind their ends, and a backward
    direction reverses each within its own length. ``x`` must be finite in the padding and ``output_gradient`` 0; what
    ``output`` holds there means nothing.
    """

    def __init__(
        self,
        network: Network,
        steps: int,
        batch: int,
        *,
        input_gradient: bool = False,
        signal_gradients: bool = False,
        at_argument: bool = False,
        masked: bool = False,
    ) -> None:
        self.steps, self.batch = steps, batch
        self.gradient = np.zeros_like(network.flat)
        self._order = np.zeros((steps, 1, batch), np.intp)  # of a backward direction
        self.tapes = {
            part: Tape(
                model,
                steps,
                batch,
                input_gradient=input_gradient or part not in ("1", "1.backward"),
                signal_gradients=model.cell.signals if signal_gradients else (),
                at_argument=at_argument and model is network.top,
                masked=masked,
                gradient=self.gradient[network.slices[part]],
            )
            for part, model in network.models.items()
        }
        parts = [(str(k), f"{k}.backward") for k in range(1, len(network.layers) + 1)]
        parts += [("readout", "")] * (network.readout is not None)
        order = self._order if masked else None
        stages = [
            _Stage(self.tapes[one], self.tapes.get(other), bool(k) or input_gradient, order)
            for k, (one, other) in enumerate(parts)
        ]
        for lower, upper in pairwise(stages):
            lower.forward.append((np.copyto, (upper.x, lower.output)))
            upper.backward.append((np.copyto, (lower.output_gradient, upper.x_gradient)))
        self._forward = [call for stage in stages for call in stage.forward]
        self._backward = [call for stage in reversed(stages) for call in stage.backward]
        self.x, self.x_gradient = stages[0].x, stages[0].x_gradient
        self.output, self.output_gradient = stages[-1].output, stages[-1].output_gradient
        places = {name: name.rpartition(".") for name in network.states}
        self.initial = {name: self.tapes[part].initial[state] for name, (part, _, state) in places.items()}
        self.final = {name: self.tapes[part].final[state] for name, (part, _, state) in places.items()}

    def mask(self, lengths: Array) -> None:
        """Say how long each sequence is, (batch,), checked."""
        self._order[:, 0] = backward_order(lengths, self.steps)
        active = inside(lengths, self.steps)
        for tape in self.tapes.values():
            tape.active[:, 0] = active

    def carry(self) -> None:
        """Let the states at the end be the initial ones, for the next window of a long sequence (truncated BPTT).

        A backward direction reads each window from its own end, where nothing is known of what follows: from zero.
        """
        for name, initial in self.initial.items():
            if ".backward." not in name:
                np.copyto(initial, self.final[name])

    def reset(self) -> None:
        """Let all states be zero at first again."""
        for initial in self.initial.values():
            initial[...] = 0

    def forward(self) -> None:
        """Compute ``output`` and ``final``."""
        for function, arguments in self._forward:
            function(*arguments)

    def backward(self) -> None:
        """Compute ``gradient``, and ``x_gradient`` where it was asked for."""
        for function, arguments in self._backward:
            function(*arguments)


class _Stage:
    """A layer's tapes as one: what is copied where, and what is called, on the way forward and on the way back."""

    def __init__(self, one: Tape, other: Tape | None, input_gradient: bool, order: Array | None) -> None:
        self.x, self.x_gradient = one.x, one.x_gradient
        self.output, self.output_gradient = one.output, one.output_gradient
        self.forward: list[Call] = [(one.forward, ())]
        self.backward: list[Call] = [(one.backward, ())]
        if other is not None:
            self._join(one, other, input_gradient, order)

    def _join(self, one: Tape, other: Tape, input_gradient: bool, order: Array | None) -> None:
        steps, width, batch = one.output.shape
        self.output = np.zeros((steps, 2 * width, batch), one.output.dtype)
        self.output_gradient = np.zeros_like(self.output)
        ours, theirs = slice(0, width), slice(width, None)
        self.forward = [
            _turn(one.x, other.x, order),
            (one.forward, ()),
            (other.forward, ()),
            (np.copyto, (self.output[:, ours], one.output)),
            _turn(other.output, self.output[:, theirs], order),
        ]
        self.backward = [
            (np.copyto, (one.output_gradient, self.output_gradient[:, ours])),
            _turn(self.output_gradient[:, theirs], other.output_gradient, order),
            (one.backward, ()),
            (other.backward, ()),
        ]
        if input_gradient:
            self.x_gradient = np.zeros_like(one.x_gradient)
            self.backward += [
                _turn(other.x_gradient, self.x_gradient, order),
                (_add, (self.x_gradient, one.x_gradient, self.x_gradient)),
            ]


def _turn(source: Array, out: Array, order: Array | None) -> Call:
    """Return what copies an array to another from its last step to its first, or in the order given, if one is."""
    if order is None:
        return np.copyto, (out, source[::-1])
    return _reorder, (source, order, out)


def _reorder(source: Array, order: Array, out: Array) -> None:
    out[...] = np.take_along_axis(source, order, axis=0)


def _add(one: Array, other: Array, out: Array) -> None:
    with np.errstate(all="ignore"):  # infinite gradients of opposite sign are no number, which whoever trains sees
        np.add(one, other, out)
