"""How far axes reach: to all that is usual, and to spikes that are not so far off that nothing else would be seen."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulator.render.training.axis import Axis, linear, logarithmic
from simulator.render.training.curve import Curve

_BEYOND = 1e4  # times what is usual: spikes that reach further up a logarithmic axis are cut there …
_BELOW = 1e-3  # … and dips that reach further down
_LOOKED_AT = 2048  # points of a curve that say what is usual


def update_axis(curves: Sequence[Curve], planned: int = 0) -> Axis:
    """Return the axis of updates, from 0 to those that are planned, or else to a round number beyond the last."""
    last = max((float(curve.updates[-1]) for curve in curves if len(curve.updates)), default=0.0)
    return Axis(0.0, float(planned)) if planned >= max(last, 1.0) else linear(0.0, max(last, 10.0), 5)


def log_axis(curves: Sequence[Curve], also: Sequence[np.ndarray] = ()) -> Axis:
    """Return a logarithmic axis for curves, and for other numbers that it has to hold."""
    lines = [*(curve.line for curve in curves), *also]
    usual, (low, high) = _usual(lines, True), _ends(_raw(curves, lines), True)
    if math.isnan(low):
        return Axis(0.1, 1.0, True)
    if usual.size:
        low, high = max(low, float(usual[0]) * _BELOW), min(high, float(usual[-1]) * _BEYOND)
    return logarithmic(low, max(low, high, _ends(also, True)[1]))


def linear_axis(curves: Sequence[Curve], also: Sequence[np.ndarray] = ()) -> Axis:
    """Return an axis from 0, or a negative number, for curves, and for other numbers that it has to hold."""
    lines = [curve.line for curve in curves]
    usual = _usual(_raw(curves, [*lines, *also]), False)
    if not usual.size:
        return Axis(0.0, 1.0)
    bottom, top = float(usual[0]), float(usual[-1])
    low, high = _ends(lines, False)
    if not math.isnan(high):  # what is drawn as a line is seen whole, unless it explodes
        top, bottom = max(top, min(high, top + 2 * abs(top))), min(bottom, max(low, bottom - 2 * abs(bottom)))
    low, high = _ends(also, False)
    if not math.isnan(high):
        top, bottom = max(top, high), min(bottom, low)
    return linear(min(0.0, bottom), top)


def _raw(curves: Sequence[Curve], lines: Sequence[np.ndarray]) -> list[np.ndarray]:
    parts = [*lines, *(part for curve in curves for part in (curve.low, curve.high))]
    return list({id(part): part for part in parts}.values())  # of single updates they are one and the same


def _finite(array: np.ndarray, positive: bool) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.asarray(array[np.isfinite(array) & (array > 0) if positive else np.isfinite(array)])


def _ends(arrays: Sequence[np.ndarray], positive: bool) -> tuple[float, float]:
    """Return the smallest and the largest finite number; NaN if there is none."""
    known = [part for array in arrays if (part := _finite(array, positive)).size]
    if not known:
        return math.nan, math.nan
    return min(float(part.min()) for part in known), max(float(part.max()) for part in known)


def _usual(arrays: Sequence[np.ndarray], positive: bool) -> np.ndarray:
    """Return the numbers of some of the points, rising, without the hundredth at each end."""
    known = np.concatenate(
        [_finite(array[:: max(1, len(array) // _LOOKED_AT)], positive) for array in arrays] or [np.empty(0)]
    )
    cut = len(known) // 100
    return np.asarray(np.sort(known)[cut : len(known) - cut])
