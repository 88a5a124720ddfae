"""Where a value stands within its row."""

from __future__ import annotations

import math

import numpy as np

from simulator.render.timeline.layout import Layout
from simulator.render.timeline.rows import Row


def ends(place: Layout, row: Row, top: float) -> tuple[float, float]:
    """Return where a row's axis ends: the y of its low and of its high value."""
    height = place.metrics.of(row)
    k = place.metrics.k
    if row.kind == "overlay":  # its lines stand a little above and below where they would alone
        return top + height - 9 * k, top + 9 * k
    if row.kind == "memory":
        return top + height - 5 * k, top + 5 * k
    return top + height - 4.6 * k, top + min(5.6 * k, height * 0.2)


def level(place: Layout, row: Row, top: float, value: float) -> float:
    """Return the y of a value; what is beyond the axis stands at its end, what is no number at its low one."""
    low, high = ends(place, row, top)
    if math.isnan(value):
        return low
    share = (min(row.high, max(row.low, value)) - row.low) / (row.high - row.low)
    return low + (high - low) * share


def beside(row: Row, number: int, k: float) -> float:
    """Return how far below its place a line of an overlay is drawn: so lines at one level do not hide each other."""
    return (number - (len(row.members) - 1) / 2) * 2.6 * k


def levels(place: Layout, row: Row, top: float, values: np.ndarray) -> np.ndarray:
    """Return the y of many values; NaN stays NaN."""
    low, high = ends(place, row, top)
    share = (np.clip(values, row.low, row.high) - row.low) / (row.high - row.low)
    found: np.ndarray = low + (high - low) * share
    return found
