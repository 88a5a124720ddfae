"""The next step, or the one before, where a condition holds: near steps first."""

from __future__ import annotations

from typing import Literal

import numpy as np

from simulator.engine.finding.evaluation import holds, most_rows
from simulator.engine.source import Source
from simulator.language.condition import Condition

_FIRST = 64  # steps that are looked at first: the next one is often near
_GROWTH = 4  # each further look is at so many times more


def find(condition: Condition, source: Source, step: int, way: Literal[1, -1] = 1, wrap: bool = True) -> int | None:
    """Return the next step after ``step`` where a condition holds, or with ``way`` -1 the last one before it.

    Steps count from 1; 0 is before all of them. Only those that are ready are searched. With ``wrap`` the search goes
    on from the other end, and comes to ``step`` itself at last. None if there is no such step.
    """
    ready = source.ready
    border = min(ready, max(0, step if way > 0 else step - 1))
    ahead, behind = ((border, ready), (0, border)) if way > 0 else ((0, border), (border, ready))
    found = _first(condition, source, *ahead, way)
    return _first(condition, source, *behind, way) if found is None and wrap else found


def count(condition: Condition, source: Source, start: int = 0, stop: int | None = None) -> int:
    """Return at how many steps a condition holds, of some steps counted from 0, or of all that are ready."""
    stop = source.ready if stop is None else min(stop, source.ready)
    rows = most_rows(condition)
    pieces = (holds(condition, source, first, min(first + rows, stop)) for first in range(start, stop, rows))
    return sum(int(np.count_nonzero(piece)) for piece in pieces)


def _first(condition: Condition, source: Source, start: int, stop: int, way: int) -> int | None:
    """Return the first step (from 1) among rows start … stop - 1 that one meets going this way."""
    longest = most_rows(condition)
    length = _FIRST
    while start < stop:
        length = min(length, longest, stop - start)
        first = start if way > 0 else stop - length
        places = np.flatnonzero(holds(condition, source, first, first + length))
        if len(places):
            return first + int(places[0 if way > 0 else -1]) + 1
        if way > 0:
            start += length
        else:
            stop -= length
        length *= _GROWTH
    return None
