"""Edits of the list of sequences: add, copy, import, rename, delete, move, and choose the one on show.

Sequences count from 0. Their names are not empty and no two are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.document.edits import Edit, check_steps
from simulator.document.entry import check_finite
from simulator.document.sequence import Sequence
from simulator.document.state import State
from simulator.errors import UserError, one_line
from simulator.lessons import SEQUENCE_NAME

LONGEST_NAME = 100  # characters

ADD_SEQUENCE = "Add the sequence {name}"
COPY_SEQUENCE = "Copy the sequence {name}"
IMPORT_SEQUENCE = "Import the sequence {name}"
RENAME_SEQUENCE = "Rename the sequence {name} to {new}"
DELETE_SEQUENCE = "Delete the sequence {name}"
MOVE_SEQUENCE = "Move the sequence {name}"
SHOW_SEQUENCE = "Show the sequence {name}"

TEMPLATES = (
    ADD_SEQUENCE,
    COPY_SEQUENCE,
    IMPORT_SEQUENCE,
    RENAME_SEQUENCE,
    DELETE_SEQUENCE,
    MOVE_SEQUENCE,
    SHOW_SEQUENCE,
)
"""The names these edits have, for translators."""


def free_name(state: State, like: str = SEQUENCE_NAME) -> str:
    """Return a name that no sequence has yet: the one given, or the same with the next free number, “Sequence 2”."""
    taken = {sequence.name for sequence in state.sequences}
    name = " ".join(one_line(like).split())[:LONGEST_NAME].strip() or SEQUENCE_NAME
    if name not in taken:
        return name
    bare = re.sub(r" \d+$", "", name)[: LONGEST_NAME - 8].rstrip()
    number = 2
    while f"{bare} {number}" in taken:
        number += 1
    return f"{bare} {number}"


def add_sequence(state: State, steps: int, name: str | None = None) -> Edit:
    """Add a sequence of zeros behind the others, on show. Without a name it gets the next free one."""
    if steps < 1:
        raise UserError("A sequence needs at least one step.")
    check_steps(steps)
    return _added(state, Sequence.of(_name(state, name), np.zeros((steps, state.layer.inputs))), ADD_SEQUENCE)


def add_rows(state: State, rows: Any, heads: Iterable[str] | None = None, name: str | None = None) -> Edit:
    """Add a sequence of given rows (steps, inputs), with a word for each or none, behind the others, on show."""
    return _added(state, _of_rows(state, _name(state, name), rows, heads), ADD_SEQUENCE)


def import_rows(state: State, name: str, rows: Any, heads: Iterable[str] | None = None) -> Edit:
    """Add a table that was read from a file as a sequence behind the others, on show.

    Raises UserError if it is not as wide as the cell's inputs, if it is too long, or if the name cannot be.
    """
    return _added(state, _of_rows(state, _name(state, name), rows, heads), IMPORT_SEQUENCE)


def copy_sequence(state: State, index: int | None = None, name: str | None = None) -> Edit:
    """Add a copy of a sequence (None: of the one on show) behind it, on show; the numbers are shared."""
    index = state.chosen if index is None else index
    old = _sequence(state, index)
    copied = replace(old, name=_name(state, name, like=old.name))
    sequences = (*state.sequences[: index + 1], copied, *state.sequences[index + 1 :])
    return Edit(COPY_SEQUENCE, replace(state, sequences=sequences, chosen=index + 1), {"name": old.name}, None, 0)


def rename_sequence(state: State, index: int, name: str) -> Edit:
    """Give a sequence another name."""
    old = _sequence(state, index)
    new = _name(state, name, but=index)
    values = {"name": old.name, "new": new}
    if new == old.name:
        return Edit(RENAME_SEQUENCE, state, values, None, state.sequence.steps)
    changed = state.with_sequence_at(index, replace(old, name=new))
    return Edit(RENAME_SEQUENCE, changed, values, None, state.sequence.steps)


def delete_sequence(state: State, index: int) -> Edit:
    """Take a sequence away. If it is the one on show, the next one is shown. At least one must be left."""
    old = _sequence(state, index)
    if len(state.sequences) == 1:
        raise UserError("A session needs at least one sequence.")
    sequences = (*state.sequences[:index], *state.sequences[index + 1 :])
    chosen = min(state.chosen - (index < state.chosen), len(sequences) - 1)
    first = 0 if index == state.chosen else state.sequence.steps
    return Edit(DELETE_SEQUENCE, replace(state, sequences=sequences, chosen=chosen), {"name": old.name}, None, first)


def move_sequence(state: State, index: int, to: int) -> Edit:
    """Move a sequence to another place in the list; the one on show stays on show."""
    moved = _sequence(state, index)
    _sequence(state, to)
    values = {"name": moved.name}
    if to == index:
        return Edit(MOVE_SEQUENCE, state, values, None, state.sequence.steps)
    order = [place for place in range(len(state.sequences)) if place != index]
    order.insert(to, index)
    sequences = tuple(state.sequences[place] for place in order)
    new = replace(state, sequences=sequences, chosen=order.index(state.chosen))
    return Edit(MOVE_SEQUENCE, new, values, None, state.sequence.steps)


def show_sequence(state: State, index: int) -> Edit:
    """Choose the sequence that is on show."""
    values = {"name": _sequence(state, index).name}
    return Edit(SHOW_SEQUENCE, state if index == state.chosen else replace(state, chosen=index), values, None, 0)


# -- inside


def _sequence(state: State, index: int) -> Sequence:
    if not 0 <= index < len(state.sequences):
        raise UserError(
            f"there is no sequence {index + 1}: the session has {len(state.sequences)}. Choose one of them."
        )
    return state.sequences[index]


def _name(state: State, name: str | None, like: str = SEQUENCE_NAME, but: int | None = None) -> str:
    """Return a name as it is kept, in one line; the next free one for None. ``but`` is the sequence that may have it.

    Raises UserError.
    """
    if name is None:
        return free_name(state, like)
    kept = " ".join(one_line(name).split())
    if not kept:
        raise UserError("A sequence needs a name. Type one such as Sequence 2.")
    if len(kept) > LONGEST_NAME:
        raise UserError(f"a sequence's name has at most {LONGEST_NAME} characters, not {len(kept):,}. Shorten it.")
    if any(sequence.name == kept for place, sequence in enumerate(state.sequences) if place != but):
        raise UserError(f"there is already a sequence “{kept}”. Choose another name.")
    return kept


def _of_rows(state: State, name: str, rows: Any, heads: Iterable[str] | None) -> Sequence:
    table = np.asarray(rows, dtype=np.float64)
    if table.ndim != 2 or table.size == 0:
        raise UserError("there are no rows of numbers. Give at least one step.")
    given, inputs = table.shape[1], state.layer.inputs
    if given != inputs:
        choose = f"Choose {inputs} of the columns" if given > inputs else f"Use a table with {inputs}"
        raise UserError(
            f"the table has {_counted(given, 'column')} of numbers, and the cell has {_counted(inputs, 'input')}. "
            f"{choose}, or open a cell with {given}."
        )
    check_steps(len(table))
    for row, column in np.argwhere(~np.isfinite(table))[:1]:
        check_finite(float(table[row, column]), f"Step {row + 1}, x{column + 1}")
    return Sequence.of(name, table, heads)


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"


def _added(state: State, sequence: Sequence, template: str) -> Edit:
    new = replace(state, sequences=(*state.sequences, sequence), chosen=len(state.sequences))
    return Edit(template, new, {"name": sequence.name}, None, 0)
