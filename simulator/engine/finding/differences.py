"""Where two runs differ: signals of one name, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.source import Source

VISIBLE = 0.005  # two decimals show it
_FIRST, _GROWTH = 64, 4  # steps that are looked at first, and how many times more each further look
_NUMBERS = 1 << 18  # of one signal at a time

Pair = tuple[Source, Source, Sequence[str]]
"""Two runs, and the signals that both have."""


def shared(one: Mapping[str, int], other: Mapping[str, int]) -> tuple[str, ...]:
    """Return the signals that two cells have by one name and of one size, in the order of the first."""
    return tuple(name for name, size in one.items() if other.get(name) == size)


def apart(one: Array, other: Array) -> Array:
    """Return where two arrays differ so that two decimals show it, or in that one of them is no number."""
    with np.errstate(invalid="ignore"):
        far = ~(np.abs(one - other) <= VISIBLE)
    same = (one == other) | (np.isnan(one) & np.isnan(other))  # infinities are apart from themselves
    return np.asarray(far & ~same)


def differ(pairs: Sequence[Pair], start: int, stop: int) -> Array:
    """Return at which steps any pair differs: (stop - start,), truths. Beyond what both have ready, none does."""
    found = np.zeros(stop - start, bool)
    for one, other, names in pairs:
        last = min(stop, one.ready, other.ready)
        if last <= start:
            continue
        for name in names:
            found[: last - start] |= apart(one.signal(name, start, last), other.signal(name, start, last)).any(axis=1)
    return found


def next_difference(pairs: Sequence[Pair], step: int, way: Literal[1, -1] = 1) -> int | None:
    """Return the next step after ``step`` (from 1; 0 is before all) at which a pair differs, or the last one before.

    None if there is none on that way.
    """
    ready = max((min(one.ready, other.ready) for one, other, _ in pairs), default=0)
    start, stop = (min(ready, step), ready) if way > 0 else (0, min(ready, max(0, step - 1)))
    longest = max(_FIRST, _NUMBERS // max((_widest(pair) for pair in pairs), default=1))
    length = _FIRST
    while start < stop:
        length = min(length, longest, stop - start)
        first = start if way > 0 else stop - length
        places = np.flatnonzero(differ(pairs, first, first + length))
        if len(places):
            return first + int(places[0 if way > 0 else -1]) + 1
        start, stop = (start + length, stop) if way > 0 else (start, stop - length)
        length *= _GROWTH
    return None


def _widest(pair: Pair) -> int:
    one, _, names = pair
    return max((one.signal(name, 0, 0).shape[1] for name in names), default=1)
