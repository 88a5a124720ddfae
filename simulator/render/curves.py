"""The small curves in the squares of functions, as points from -1 to 1."""

from __future__ import annotations

import math
from functools import cache

from simulator.language import FUNCTIONS

_SPANS = {"sigmoid": 5.0, "hard_sigmoid": 5.0, "softmax": 5.0, "tanh": 2.6}  # the arguments a small curve shows


def curve_point(function: str, a: float) -> tuple[float, float]:
    """Return where an argument and its value stand on a function's small curve, both from -1 to 1."""
    span = _SPANS.get(function, 1.0)
    a = min(span, max(-span, a))
    drawn = FUNCTIONS["sigmoid" if function == "softmax" else function]
    value = float(drawn([a])[0])
    low, high = drawn.range
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = (-2.72, 2.72) if function == "exp" else (-1.0, 1.0)
    return a / span, 2 * (value - low) / (high - low) - 1


@cache
def curve(function: str) -> tuple[tuple[float, float], ...]:
    """Return the points of a function's small curve, from left to right."""
    span = _SPANS.get(function, 1.0)
    return tuple(curve_point(function, span * (step / 12 - 1)) for step in range(25))
