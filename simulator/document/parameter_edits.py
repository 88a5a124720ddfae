"""Edits of whole arrays of a layer, its parameters and what its states hold before the first step: fill, paste, draw.

Rows and columns count from 0; a vector is a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Rows
from dataclasses import dataclass, replace

import numpy as np

from simulator.document.edits import Edit, place, set_initial, set_parameter
from simulator.document.entry import check_finite, check_seed
from simulator.document.sequence import Array
from simulator.document.state import Layer, State, frozen
from simulator.engine.optimisation.initialisers import initialise
from simulator.engine.parameters import Parameters
from simulator.errors import UserError

FILL_ONE, FILL = "Set all of {name} to {value}", "Set {count} arrays to {value}"
PASTE_NUMBERS = "Paste into {name}"
IDENTITY = "Make {name} the identity"
DRAW_ONE, DRAW = "Draw {name} at random", "Draw {count} parameters at random"
RESTORE_ONE, RESTORE = "Set {name} as it was given", "Set {count} arrays as they were given"

TEMPLATES = (FILL_ONE, FILL, PASTE_NUMBERS, IDENTITY, DRAW_ONE, DRAW, RESTORE_ONE, RESTORE)
"""The names these edits have, for translators."""


@dataclass(frozen=True)
class Which:
    """One array of a layer: a parameter, or with ``initial`` what a state holds before the first step."""

    name: str
    initial: bool = False

    @property
    def label(self) -> str:
        """How a person reads it: W_i, or c(0)."""
        return f"{self.name}(0)" if self.initial else self.name


def arrays_of(layer: Layer) -> dict[Which, Array]:
    """Return all arrays of a layer, its parameters first."""
    parameters = {Which(name): layer.parameters[name] for name in layer.cell.parameters}
    return parameters | {Which(name, True): layer.initial[name] for name in layer.cell.states}


def set_number(state: State, which: Which, index: tuple[int, ...], value: float, gesture: str | None = None) -> Edit:
    """Change one number of an array."""
    if which.initial:
        return set_initial(state, which.name, index[0], value, gesture)
    return set_parameter(state, which.name, index, value, gesture)


def fill(state: State, whiches: Iterable[Which], value: float, gesture: str | None = None) -> Edit:
    """Set every number of some arrays to one value. Raises UserError if it is not finite."""
    check_finite(value)
    arrays = arrays_of(state.layer)
    new = {which: np.full_like(arrays[which], value) for which in whiches}
    return _edit(state, new, FILL_ONE, FILL, gesture, value=f"{value:g}")


def paste_numbers(state: State, which: Which, row: int, column: int, block: Rows[Rows[float]] | Array) -> Edit:
    """Put a block of numbers into an array, its first one at (row, column).

    Raises UserError if the block is empty, goes past the array's end, or holds what is not finite.
    """
    array = arrays_of(state.layer)[which]
    table = as_table(array).copy()
    numbers = np.array(block, dtype=np.float64)
    if numbers.ndim != 2 or numbers.size == 0:
        raise UserError("there is nothing to paste. Copy a block of numbers first.")
    room = table.shape[0] - row, table.shape[1] - column
    if numbers.shape[0] > room[0] or numbers.shape[1] > room[1]:
        raise UserError(
            f"the block is {numbers.shape[0]} x {numbers.shape[1]} numbers, and from here on {which.label} has room "
            f"for {room[0]} x {room[1]}. Paste further up or left, or copy fewer."
        )
    for bad in np.argwhere(~np.isfinite(numbers))[:1]:
        check_finite(float(numbers[tuple(bad)]), f"row {bad[0] + 1} of the block, column {bad[1] + 1}")
    table[row : row + numbers.shape[0], column : column + numbers.shape[1]] = numbers
    return _edit(state, {which: table.reshape(array.shape)}, PASTE_NUMBERS, PASTE_NUMBERS)


def identity(state: State, which: Which) -> Edit:
    """Put ones on the diagonal of a matrix, and zeros beside it. Raises UserError for a vector."""
    array = arrays_of(state.layer)[which]
    if array.ndim != 2:
        raise UserError(f"{which.label} is no matrix, so it has no diagonal. Choose a matrix.")
    return _edit(state, {which: np.eye(*array.shape)}, IDENTITY, IDENTITY)


def draw(state: State, names: Iterable[str], how: str, seed: int) -> Edit:
    """Draw some parameters as an initialiser does; the same seed gives the same numbers. Raises UserError.

    All of them are drawn and these are kept, so that one gets the numbers it would have among the others.
    """
    check_seed(seed)
    layer = state.layer
    shapes = layer.cell.parameter_shapes(layer.inputs, layer.units, layer.outputs)
    drawn = Parameters(shapes, np.dtype(np.float64))
    sizes = {"inputs": layer.inputs, "units": layer.units, "outputs": layer.outputs}
    initialise(drawn, layer.cell, sizes, how, seed)
    return _edit(state, {Which(name): drawn[name] for name in names}, DRAW_ONE, DRAW)


def restore(state: State, given: Mapping[Which, Array]) -> Edit:
    """Give arrays back what they held when the lesson or the cell was opened."""
    arrays = arrays_of(state.layer)
    changed = {which: array for which, array in given.items() if array.tobytes() != arrays[which].tobytes()}
    return _edit(state, changed, RESTORE_ONE, RESTORE)


def as_table(array: Array) -> Array:
    """Return an array as rows and columns: a vector is one column."""
    return array if array.ndim == 2 else array[:, np.newaxis]


def number_label(which: Which, index: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """Name one number of an array: W_i[2, 1], counted from 1."""
    return place(which.label, index, shape)


def _edit(
    state: State, new: Mapping[Which, Array], one: str, many: str, gesture: str | None = None, value: str = ""
) -> Edit:
    """Return the edit that puts new arrays in place; those that hold the same bits are shared."""
    layer = state.layer
    arrays = arrays_of(layer)
    changed = {which: frozen(array) for which, array in new.items() if array.tobytes() != arrays[which].tobytes()}
    first = next(iter(new), None)
    values = {"name": first.label if first else "", "count": len(new), "value": value}
    template = one if len(new) == 1 else many
    if not changed:
        return Edit(template, state, values, gesture)
    parameters = {which.name: array for which, array in changed.items() if not which.initial}
    initial = {which.name: array for which, array in changed.items() if which.initial}
    with_new = replace(
        layer,
        parameters={**layer.parameters, **parameters} if parameters else layer.parameters,
        initial={**layer.initial, **initial} if initial else layer.initial,
    )
    return Edit(template, state.with_layer(with_new), values, gesture, None if parameters else 0)
