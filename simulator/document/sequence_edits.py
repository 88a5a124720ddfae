"""Edits of several steps of the sequence at once: repeat them, reverse them, shuffle them. Words go with their steps.

A block is rows start … stop - 1, counted from 0. It is touched only between the first and the last row that changes;
the rest is shared. The first step of an edit is that of its block even where rows after it are the first to change: in
a gesture, what is on show is not the state that the edit begins with.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.document.edits import Edit, check_row, check_steps
from simulator.document.entry import check_seed
from simulator.document.sequence import Array, Sequence, differing_rows
from simulator.document.state import State
from simulator.errors import UserError

REPEAT_ONE, REPEAT = "Repeat step {step}", "Repeat {count} steps"
REVERSE = "Reverse {count} steps"
SHUFFLE = "Shuffle {count} steps"

TEMPLATES = (REPEAT_ONE, REPEAT, REVERSE, SHUFFLE)
"""The names these edits have, for translators."""


def repeat_steps(state: State, start: int, stop: int, times: int = 1) -> Edit:
    """Put a block behind itself, ``times`` times more, with its words."""
    sequence = block_of(state, start, stop)
    if times < 1:
        raise UserError(f"steps are repeated at least once, not {times} times. Use a larger number.")
    check_steps(sequence.steps + (stop - start) * times)
    rows = np.tile(sequence.array(start, stop), (times, 1))
    heads = sequence.heads_at(start, stop)
    changed = sequence.spliced(stop, stop, rows, heads and heads * times)
    values = {"step": start + 1, "count": stop - start}
    return Edit(REPEAT_ONE if stop - start == 1 else REPEAT, state.with_sequence(changed), values, None, stop)


def reverse_steps(state: State, start: int, stop: int) -> Edit:
    """Turn the order of a block around, and its words with it: what a cell makes of it shows that order matters."""
    block_of(state, start, stop)
    return _reordered(state, start, np.arange(stop - start)[::-1], REVERSE)


def shuffle_steps(state: State, start: int, stop: int, seed: int, gesture: str | None = None) -> Edit:
    """Put a block, and its words with it, into a random order; the same seed gives the same order."""
    block_of(state, start, stop)
    check_seed(seed)
    return _reordered(state, start, np.random.default_rng(seed).permutation(stop - start), SHUFFLE, gesture)


def block_of(state: State, start: int, stop: int) -> Sequence:
    """Return the sequence on show. Raises UserError if the block is not in it."""
    sequence = state.sequence
    if start >= stop:
        raise UserError("no steps are chosen. Choose at least one.")
    check_row(sequence, start)
    check_row(sequence, stop - 1)
    return sequence


def with_rows(state: State, start: int, rows: Array, heads: tuple[str, ...] | None = None) -> State:
    """Return the state with other rows in place of as many, and other words (None: the words stay).

    It is the same state if nothing of it differs.
    """
    sequence = state.sequence
    stop = start + len(rows)
    old = sequence.heads_at(start, stop)
    different = differing_rows(sequence.array(start, stop), rows)
    if old is not None and heads is not None:
        moved = [row for row, (one, two) in enumerate(zip(old, heads, strict=True)) if one != two]
        different = np.union1d(different, np.array(moved, dtype=np.intp))
    if not len(different):
        return state
    first, last = int(different[0]), int(different[-1]) + 1
    words = old if heads is None else heads
    changed = sequence.spliced(start + first, start + last, rows[first:last], words and words[first:last])
    return state.with_sequence(changed)


def _reordered(state: State, start: int, order: NDArray[np.intp], template: str, gesture: str | None = None) -> Edit:
    """Return the edit that puts rows from ``start`` on, and their words, into another order."""
    stop = start + len(order)
    heads = state.sequence.heads_at(start, stop)
    moved = None if heads is None else tuple(heads[place] for place in order)
    new = with_rows(state, start, state.sequence.array(start, stop)[order], moved)
    return Edit(template, new, {"count": len(order)}, gesture, start)
