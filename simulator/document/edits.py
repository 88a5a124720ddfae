"""Every change is an edit: a name a person can read, and the state it leads to. Pure functions, State -> Edit.

Rows and columns count from 0, as in arrays; what a person reads (names of edits, errors) counts from 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Sequence as Rows
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from simulator.document.entry import check_finite
from simulator.document.sequence import Array, Sequence
from simulator.document.state import Layer, State, frozen
from simulator.errors import UserError
from simulator.tables import words

MAX_STEPS = 1_000_000

CHANGE_INPUT = "Change {input} at step {step}"
PASTE_ONE, PASTE = "Paste a step", "Paste {rows} steps"
ADD_ONE, ADD = "Add a step", "Add {count} steps"
DELETE_ONE, DELETE = "Delete step {step}", "Delete {count} steps"
CHANGE_PARAMETER = "Change {parameter}"
CHANGE_PARAMETERS = "Change the parameters"
CHANGE_INITIAL = "Change the start of {signal}"
OPEN = "Open {title}"

TEMPLATES = (
    CHANGE_INPUT,
    PASTE_ONE,
    PASTE,
    ADD_ONE,
    ADD,
    DELETE_ONE,
    DELETE,
    CHANGE_PARAMETER,
    CHANGE_PARAMETERS,
    CHANGE_INITIAL,
    OPEN,
)
"""The names edits have, for translators; what stands in braces comes from ``Edit.values``."""


@dataclass(frozen=True, eq=False)
class Edit:
    """A named change.

    ``template`` with ``values`` is its name; ``state`` is what it leads to. Edits of one ``gesture`` (a drag, a held
    key) are undone together. ``first_step`` is the first row whose trace may change (None: all, for the cell changes).
    """

    template: str
    state: State
    values: Mapping[str, Any] = field(default_factory=dict)
    gesture: str | None = None
    first_step: int | None = None

    @property
    def name(self) -> str:
        """The name in English."""
        return self.template.format(**self.values)


def set_input(state: State, row: int, column: int, value: float, gesture: str | None = None) -> Edit:
    """Change one number of the sequence. Raises UserError if it is not finite, or the place is not in the sequence."""
    sequence = state.sequence
    check_row(sequence, row)
    check_column(sequence, column)
    name = f"x{column + 1}"
    check_finite(value, f"Step {row + 1}, {name}")
    changed = sequence.with_value(row, column, value) if _differs(sequence.row(row)[column], value) else sequence
    return Edit(CHANGE_INPUT, _with(state, changed), {"input": name, "step": row + 1}, gesture, row)


def paste(state: State, row: int, column: int, rows: Rows[Rows[float]]) -> Edit:
    """Put a block of numbers into the sequence, its first number at (row, column).

    The sequence grows if the block goes past its end; new steps are 0 beside the block. Raises UserError if the block
    is empty, too wide or too long, or holds what is not finite.
    """
    sequence = state.sequence
    check_column(sequence, column)
    if not 0 <= row <= sequence.steps:
        raise UserError(f"there is no step {row + 1}: the sequence has {sequence.steps}. Paste at one of them.")
    block = np.array(rows, dtype=np.float64)
    if block.ndim != 2 or block.size == 0:
        raise UserError("there is nothing to paste. Copy a block of numbers first.")
    room = sequence.inputs - column
    if block.shape[1] > room:
        raise UserError(
            f"the block is {block.shape[1]} numbers wide, and from x{column + 1} on there is room for {room}. "
            "Paste further left, or copy fewer columns."
        )
    for bad in np.argwhere(~np.isfinite(block))[:1]:
        check_finite(float(block[tuple(bad)]), f"row {bad[0] + 1} of the block, column {bad[1] + 1}")
    stop = row + len(block)
    check_steps(max(stop, sequence.steps))
    new = np.zeros((len(block), sequence.inputs))
    covered = min(stop, sequence.steps)
    new[: covered - row] = sequence.array(row, covered)
    new[:, column : column + block.shape[1]] = block
    template = PASTE_ONE if len(block) == 1 else PASTE
    changed = sequence.spliced(row, covered, new, sequence.heads_at(row, stop))
    return Edit(template, _with(state, changed), {"rows": len(block)}, None, row)


def insert_steps(state: State, at: int, count: int = 1) -> Edit:
    """Add steps of zeros before row ``at``; at the end if it is the number of steps."""
    sequence = state.sequence
    if not 0 <= at <= sequence.steps or count < 1:
        raise UserError(f"steps cannot be added there: the sequence has {sequence.steps}. Choose one of them.")
    check_steps(sequence.steps + count)
    changed = sequence.spliced(at, at, np.zeros((count, sequence.inputs)))
    return Edit(ADD_ONE if count == 1 else ADD, _with(state, changed), {"count": count}, None, at)


def delete_steps(state: State, at: int, count: int = 1) -> Edit:
    """Take away ``count`` steps from row ``at`` on. At least one step must be left."""
    sequence = state.sequence
    check_row(sequence, at)
    if not 1 <= count <= sequence.steps - at:
        raise UserError(f"there are no {count} steps to delete from step {at + 1} on. Choose fewer.")
    if count == sequence.steps:
        raise UserError("A sequence needs at least one step.")
    changed = sequence.spliced(at, at + count, np.empty((0, sequence.inputs)))
    values = {"step": at + 1, "count": count}
    return Edit(DELETE_ONE if count == 1 else DELETE, _with(state, changed), values, None, at)


def set_parameter(
    state: State, name: str, index: tuple[int, ...], value: float, gesture: str | None = None
) -> Edit:
    """Change one number of a parameter; the other parameters are shared."""
    old = state.layer.parameters[name]
    shown = place(name, index, old.shape)
    array = _changed(old, index, check_finite(value, shown))
    layer = state.layer
    if array is not old:
        layer = replace(layer, parameters={**layer.parameters, name: array})
    return Edit(CHANGE_PARAMETER, _with(state, layer), {"parameter": shown}, gesture)


def set_parameters(state: State, parameters: Mapping[str, Any]) -> Edit:
    """Change whole parameters, such as back to a lesson's; those not named are shared."""
    layer = state.layer
    shapes = layer.cell.parameter_shapes(layer.inputs, layer.units, layer.outputs)
    new = {}
    for name, value in parameters.items():
        if name not in shapes:
            raise UserError(f"{name} is no parameter of the cell. Its parameters are {', '.join(shapes)}.")
        array = frozen(value)
        if array.shape != shapes[name]:
            raise UserError(f"{name} must have the shape {shapes[name]}, and has {array.shape}.")
        if not np.isfinite(array).all():
            raise UserError(f"{name} holds what is not a finite number. Give numbers such as 0.5.")
        new[name] = array
    if all(_same_bits(layer.parameters[name], array) for name, array in new.items()):
        return Edit(CHANGE_PARAMETERS, state)
    return Edit(CHANGE_PARAMETERS, _with(state, replace(layer, parameters={**layer.parameters, **new})))


def set_initial(state: State, name: str, index: int, value: float, gesture: str | None = None) -> Edit:
    """Change what a state holds before the first step."""
    old = state.layer.initial[name]
    shown = place(name, (index,), old.shape)
    array = _changed(old, (index,), check_finite(value, f"Start of {shown}"))
    layer = state.layer
    if array is not old:
        layer = replace(layer, initial={**layer.initial, name: array})
    return Edit(CHANGE_INITIAL, _with(state, layer), {"signal": shown}, gesture, 0)


def open_state(new: State) -> Edit:
    """Put another session in place of this one; like every edit it can be undone."""
    return Edit(OPEN, new, {"title": words(new.titles)})


def place(name: str, index: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """Name one number of an array as a person reads it: "b" alone in it, "W[2, 1]" else; counted from 1."""
    if math.prod(shape) == 1:
        return name
    return f"{name}[{', '.join(str(number + 1) for number in index)}]"


def _changed(old: Array, index: tuple[int, ...], value: float) -> Array:
    """Return the array with one number changed; the same array if it is the number it has."""
    if not _differs(old[index], value):
        return old
    array = old.copy()
    array[index] = value
    return frozen(array)


def _with(state: State, part: Sequence | Layer) -> State:
    """Return the state with a new part; the same state if the part is the one it has."""
    if isinstance(part, Sequence):
        return state if part is state.sequence else state.with_sequence(part)
    return state if part is state.layer else state.with_layer(part)


def _differs(old: float, new: float) -> bool:
    return old != new or math.copysign(1.0, old) != math.copysign(1.0, new)


def _same_bits(one: Any, two: Any) -> bool:
    return bool(one.tobytes() == two.tobytes())


def check_row(sequence: Sequence, row: int) -> None:
    """Raise UserError for a row that the sequence does not have."""
    if not 0 <= row < sequence.steps:
        raise UserError(f"there is no step {row + 1}: the sequence has {sequence.steps}. Choose one of them.")


def check_column(sequence: Sequence, column: int) -> None:
    """Raise UserError for an input that the cell does not have."""
    if not 0 <= column < sequence.inputs:
        raise UserError(f"there is no input x{column + 1}: the cell has {sequence.inputs}. Choose one of them.")


def check_steps(steps: int) -> None:
    """Raise UserError for more steps than a sequence may have."""
    if steps > MAX_STEPS:
        raise UserError(f"a sequence has at most {MAX_STEPS:,} steps, and this would be {steps:,}. Use fewer.")
