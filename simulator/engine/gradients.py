"""Gradients of a model over a sequence of any length: back propagation through time, block by block.

A long sequence is run once to know the states at which its blocks begin; then each block is run again and gone back
through, from the last to the first. So the memory needed does not grow with more than the inputs and the results.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.parameters import check_names, numbers, say_shape
from simulator.engine.tape import Tape
from simulator.errors import UserError

if TYPE_CHECKING:
    from simulator.engine.model import Model

BLOCK = 512  # steps of a tape


@dataclass(frozen=True)
class Gradients:
    """The gradients of sum(output * output_gradient).

    ``parameters``: name -> array of the parameter's shape. ``x``: as the sequence, (steps[, batch], inputs).
    ``initial``: state -> (size,) or (batch, size). ``signals``: signal -> (steps[, batch], size), what a change of the
    signal at that step alone, and of all that follows from it, would do.
    """

    parameters: dict[str, Array]
    x: Array
    initial: dict[str, Array]
    signals: dict[str, Array]


def gradients(
    model: Model,
    x: Any,
    output_gradient: Any,
    initial: Mapping[str, Any] | None = None,
    signals: Iterable[str] | None = None,
) -> Gradients:
    """Return the gradients of sum(output * output_gradient): see ``Model.gradients``."""
    array = model.sequence(x)
    alone = array.ndim == 2
    start = model.initial(initial, array)
    wanted = _wanted(model, signals)
    size = model.signal_sizes[model.cell.output]
    shape = (*array.shape[:-1], size)
    given = numbers(output_gradient, "the output gradient", model.dtype)
    if given.shape != shape:
        raise UserError(f"the output gradient must be {say_shape(shape)}, and is {say_shape(given.shape)}.")
    columns = _columns(array)
    arriving = _columns(given)
    steps, batch = len(array), columns.shape[2]
    found = Gradients(
        parameters={name: np.zeros_like(value) for name, value in model.parameters.items()},
        x=np.empty((steps, batch, array.shape[-1]), model.dtype),
        initial={},
        signals={name: np.empty((steps, batch, model.signal_sizes[name]), model.dtype) for name in wanted},
    )
    states = {name: np.atleast_2d(value).T for name, value in start.items()}
    tapes: dict[int, Tape] = {}

    def tape_for(first: int) -> Tape:
        length = min(BLOCK, steps - first)
        if length not in tapes:
            tapes[length] = Tape(model, length, batch, input_gradient=True, signal_gradients=wanted)
        return tapes[length]

    def forward(first: int) -> Tape:
        tape = tape_for(first)
        tape.x[...] = columns[first : first + tape.steps]
        for name, value in begun[first].items():
            tape.initial[name][...] = value
        tape.forward()
        return tape

    begun = {0: states}
    blocks = range(0, steps, BLOCK)
    for first in blocks[:-1]:
        tape = forward(first)
        begun[first + BLOCK] = {name: value.copy() for name, value in tape.final.items()}
    late = {name: np.zeros_like(value) for name, value in states.items()}
    for first in reversed(blocks):
        tape = forward(first)
        tape.output_gradient[...] = arriving[first : first + tape.steps]
        for name, value in late.items():
            tape.final_gradient[name][...] = value
        tape.backward()
        late = {name: value.copy() for name, value in tape.initial_gradient.items()}
        block = slice(first, first + tape.steps)
        for name, value in tape.parameter_gradients.items():
            found.parameters[name][...] += value
        found.x[block] = tape.x_gradient.transpose(0, 2, 1)
        for name in wanted:
            found.signals[name][block] = tape.signal_gradient[name].transpose(0, 2, 1)
    return Gradients(
        parameters=found.parameters,
        x=found.x[:, 0] if alone else found.x,
        initial={name: value[:, 0] if alone else value.T for name, value in late.items()},
        signals={name: value[:, 0] if alone else value for name, value in found.signals.items()},
    )


def _columns(array: Array) -> Array:
    """Return (steps[, batch], size) as the tape has it, (steps, size, batch)."""
    return (array if array.ndim == 3 else array[:, np.newaxis, :]).transpose(0, 2, 1)


def _wanted(model: Model, signals: Iterable[str] | None) -> tuple[str, ...]:
    if signals is None:
        return model.cell.signals
    chosen = [signals] if isinstance(signals, str) else list(signals)
    check_names(chosen, model.cell.signals, "signal")
    return tuple(name for name in model.cell.signals if name in chosen)
