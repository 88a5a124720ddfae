"""Where a run first left the finite numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array


@dataclass(frozen=True)
class Overflow:
    """The first number that is infinite, or none at all: of a signal's unit (from 0) at a step (from 1)."""

    signal: str
    unit: int
    step: int
    value: float


def first_overflow(signals: Mapping[str, Array]) -> Overflow | None:
    """Return the first of all numbers (steps, size) that is not finite: the earliest step, there the first signal."""
    found: Overflow | None = None
    for name, array in signals.items():
        rows = array if found is None else array[: found.step - 1]
        with np.errstate(all="ignore"):
            if np.isfinite(rows.sum()):  # far faster than to ask of each number; a sum of finite ones may overflow too
                continue
        bad = ~np.isfinite(rows)
        steps = np.flatnonzero(bad.any(axis=1))
        if len(steps):
            row = int(steps[0])
            unit = int(np.flatnonzero(bad[row])[0])
            found = Overflow(name, unit, row + 1, float(rows[row, unit]))
    return found
