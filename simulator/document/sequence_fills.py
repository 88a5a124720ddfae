"""Edits that fill several steps of the sequence with numbers: one value, random ones, a ramp, pulses.

A block is rows start … stop - 1; ``columns`` are the inputs that are filled (None: all). Rows and columns count from 0.
Words stay with their steps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Sequence as Items
from typing import Any

import numpy as np

from simulator.document.edits import Edit, check_column
from simulator.document.entry import check_finite, check_seed
from simulator.document.sequence import Sequence
from simulator.document.sequence_edits import block_of, with_rows
from simulator.document.state import State
from simulator.errors import UserError

SET_ONE, SET = "Set step {step} to {value}", "Set {count} steps to {value}"
CLEAR_ONE, CLEAR = "Clear step {step}", "Clear {count} steps"
DRAW_ONE, DRAW = "Draw step {step} at random", "Draw {count} steps at random"
RAMP = "Make a ramp of {count} steps"
PULSE_ONE, PULSE = "Put a pulse at step {step}", "Put {count} pulses"

TEMPLATES = (SET_ONE, SET, CLEAR_ONE, CLEAR, DRAW_ONE, DRAW, RAMP, PULSE_ONE, PULSE)
"""The names these edits have, for translators."""

_LARGEST_WHOLE = 2**53  # up to here every whole number is a float


def set_steps(
    state: State,
    start: int,
    stop: int,
    value: float,
    columns: Items[int] | None = None,
    gesture: str | None = None,
) -> Edit:
    """Set every number of a block to one value."""
    block_of(state, start, stop)
    check_finite(value)
    return _filled(state, start, stop, columns, value, (SET_ONE, SET), {"value": f"{value:g}"}, gesture)


def clear_steps(state: State, start: int, stop: int, columns: Items[int] | None = None) -> Edit:
    """Set every number of a block to 0; the words stay."""
    block_of(state, start, stop)
    return _filled(state, start, stop, columns, 0.0, (CLEAR_ONE, CLEAR))


def draw_steps(
    state: State,
    start: int,
    stop: int,
    low: float,
    high: float,
    seed: int,
    whole: bool = False,
    columns: Items[int] | None = None,
    gesture: str | None = None,
) -> Edit:
    """Fill a block with numbers drawn evenly from ``low`` to ``high``; with ``whole`` whole ones, both ends included.

    The same seed gives the same numbers, row by row.
    """
    sequence = block_of(state, start, stop)
    check_finite(low, "The lowest number")
    check_finite(high, "The highest number")
    check_seed(seed)
    if low > high:
        raise UserError(f"the lowest number, {low:g}, is above the highest, {high:g}. Exchange them.")
    size = (stop - start, len(_columns(sequence, columns)))
    random = np.random.default_rng(seed)
    if whole:
        first, last = math.ceil(low), math.floor(high)
        if first > last:
            raise UserError(f"there is no whole number from {low:g} to {high:g}. Choose numbers further apart.")
        if max(abs(first), abs(last)) > _LARGEST_WHOLE:
            raise UserError(f"whole numbers are drawn up to {_LARGEST_WHOLE:,} and no further. Choose smaller numbers.")
        drawn: Any = random.integers(first, last, size, endpoint=True)
    else:
        _check_range(low, high)
        drawn = random.uniform(low, high, size)
    return _filled(state, start, stop, columns, drawn, (DRAW_ONE, DRAW), gesture=gesture)


def draw_choices(
    state: State,
    start: int,
    stop: int,
    choices: Items[float],
    seed: int,
    columns: Items[int] | None = None,
    gesture: str | None = None,
) -> Edit:
    """Fill a block with numbers drawn from some choices, each as likely; one given twice is twice as likely."""
    sequence = block_of(state, start, stop)
    check_seed(seed)
    if not choices:
        raise UserError("there is nothing to choose from. Give some numbers such as 0 and 1.")
    for choice in choices:
        check_finite(choice)
    size = (stop - start, len(_columns(sequence, columns)))
    drawn = np.random.default_rng(seed).choice(np.array(choices, dtype=np.float64), size)
    return _filled(state, start, stop, columns, drawn, (DRAW_ONE, DRAW), gesture=gesture)


def ramp_steps(
    state: State,
    start: int,
    stop: int,
    first: float,
    last: float,
    columns: Items[int] | None = None,
    gesture: str | None = None,
) -> Edit:
    """Fill a block with numbers that go in equal steps from ``first`` to ``last``, both included."""
    block_of(state, start, stop)
    check_finite(first, "The first number")
    check_finite(last, "The last number")
    count = stop - start
    if count == 1:
        raise UserError("a ramp needs at least two steps, its first and its last. Choose more steps.")
    _check_range(first, last)
    # Multiplied before it is divided: a ramp from 0 to 1 in eleven steps holds 0.3, not 0.30000000000000004.
    ramp = first + (last - first) * np.arange(count) / (count - 1)
    ramp[0], ramp[-1] = first, last
    return _filled(state, start, stop, columns, ramp[:, np.newaxis], (RAMP, RAMP), gesture=gesture)


def pulse_steps(
    state: State,
    start: int,
    stop: int,
    height: float,
    every: int,
    first: int | None = None,
    columns: Items[int] | None = None,
    gesture: str | None = None,
) -> Edit:
    """Fill a block with pulses: ``height`` at row ``first`` (None: the first of the block) and ``every`` so many rows
    from there to its end, and 0 between."""
    block_of(state, start, stop)
    check_finite(height)
    first = start if first is None else first
    if every < 1:
        raise UserError(f"pulses are at least 1 step apart, not {every}. Use a larger number.")
    if not start <= first < stop:
        raise UserError(
            f"the first pulse is at one of steps {start + 1} to {stop}, not at step {first + 1}. Choose one of them."
        )
    pulses = np.zeros((stop - start, 1))
    pulses[first - start :: every] = height
    count = len(range(first, stop, every))
    names = (PULSE_ONE, PULSE_ONE) if count == 1 else (PULSE, PULSE)
    return _filled(state, start, stop, columns, pulses, names, {"step": first + 1, "count": count}, gesture)


# -- inside


def _columns(sequence: Sequence, columns: Items[int] | None) -> list[int]:
    if columns is None:
        return list(range(sequence.inputs))
    if not columns:
        raise UserError("no inputs are chosen. Choose at least one.")
    for column in columns:
        check_column(sequence, column)
    return list(columns)


def _check_range(low: float, high: float) -> None:
    """Raise UserError where the distance, or a million times it, is no number any more."""
    if not math.isfinite((high - low) * 1e6):
        raise UserError(f"{low:g} and {high:g} are too far apart. Choose numbers closer together.")


def _filled(
    state: State,
    start: int,
    stop: int,
    columns: Items[int] | None,
    numbers: Any,
    templates: tuple[str, str],
    values: Mapping[str, Any] | None = None,
    gesture: str | None = None,
) -> Edit:
    """Return the edit that puts numbers, (), (rows, 1) or (rows, columns), into some columns of a block."""
    sequence = state.sequence
    rows = sequence.array(start, stop).copy()
    rows[:, _columns(sequence, columns)] = numbers
    template = templates[0] if stop - start == 1 else templates[1]
    named = {"step": start + 1, "count": stop - start, **(values or {})}
    return Edit(template, with_rows(state, start, rows), named, gesture, start)
