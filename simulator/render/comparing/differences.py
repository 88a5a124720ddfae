"""What differs between several runs at one step: which signals, and what each run has there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine import Explained
from simulator.engine.finding.differences import apart


@dataclass(frozen=True, slots=True)
class Difference:
    """A signal that is not the same in all runs that have it.

    ``unit`` (from 0) is where it differs most; ``values`` are the runs' values there, None where a run has no such
    signal, or not of this size.
    """

    signal: str
    unit: int
    values: tuple[float | None, ...]


def differences(runs: Sequence[Explained | None]) -> tuple[Difference, ...]:
    """Return what differs, in the order of the first run's equations; a run that is None is over, or not known yet.

    Runs are compared with the first. Inputs are there as "x".
    """
    first = runs[0]
    if first is None:
        return ()
    found = []
    for name in ("x", *first.cell.signals):
        own = first[name]
        others = [_same(run, name, len(own)) for run in runs[1:]]
        far = [apart(own, other) for other in others if other is not None]
        if not any(part.any() for part in far):
            continue
        with np.errstate(invalid="ignore"):
            gaps = [np.abs(own - other) for other in others if other is not None]
        sizes = np.nan_to_num(
            [np.where(np.isnan(gap) & part, np.inf, gap) for gap, part in zip(gaps, far, strict=True)]
        )
        unit = int(np.argmax(sizes.max(axis=0)))
        values = [None if other is None else float(other[unit]) for other in others]
        found.append(Difference(name, unit, (float(own[unit]), *values)))
    return tuple(found)


def _same(run: Explained | None, name: str, size: int) -> np.ndarray | None:
    """Return a signal of a run, if it has one of that name and size."""
    if run is None or (name != "x" and name not in run.cell.signals) or len(run[name]) != size:
        return None
    return run[name]
