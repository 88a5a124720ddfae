"""Clipping: a gradient that is too long or has too large numbers is cut, so that one step cannot throw everything away.

Both work in place on one flat vector and change nothing that lies within the limit.
"""

from __future__ import annotations

import math

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.optimisation.settings import Setting

LECTURE_LIMIT = 15.0
"""What the lecturer recalls of Mikolov's code: no number of a gradient beyond ±15."""

_LIMIT = Setting("limit", LECTURE_LIMIT, 1e-30, math.inf, "The longest gradient, or its largest number, let through.")

_SAFE = {np.dtype(name): float(np.finfo(name).tiny / np.finfo(name).eps) for name in ("float32", "float64")}
"""A number so large that what is lost in the sum of squares to underflow does not count."""


def norm(vector: Array) -> float:
    """Return the Euclidean norm, also where squares overflow or vanish; inf or NaN where the vector holds one.

    It is inf, too, where the norm itself is larger than any float.
    """
    square = float(np.vdot(vector, vector))  # unlike dot it does not warn of an overflow
    if _SAFE[vector.dtype] < square < math.inf:
        return math.sqrt(square)
    largest = float(np.abs(vector).max(initial=0))
    if largest == 0 or not math.isfinite(largest):
        return largest
    parts = vector / largest
    return largest * math.sqrt(float(parts.dot(parts)))


def clip_norm(gradient: Array, limit: float) -> float:
    """Scale a gradient to the norm ``limit`` if its norm is larger; return the norm before.

    A gradient whose norm is inf or NaN stays as it is: nothing scales it to something sensible, so whoever steps looks
    at the norm first. SOURCE: Pascanu, Mikolov and Bengio 2013, algorithm 1. Raises UserError for a limit that is not
    above 0.
    """
    limit = _LIMIT.check(limit, "clipping by norm")
    before = norm(gradient)
    if limit < before < math.inf:
        scale = limit / before
        if scale > _SAFE[gradient.dtype]:
            np.multiply(gradient, scale, gradient)
        else:  # too small a number for the dtype, but its root is not
            np.multiply(gradient, math.sqrt(scale), gradient)
            np.multiply(gradient, math.sqrt(scale), gradient)
    return before


def clip_value(gradient: Array, limit: float) -> None:
    """Bring every number of a gradient into ±``limit``; inf becomes the limit, NaN stays NaN.

    SOURCE: the lecture, after Mikolov's code, with ``LECTURE_LIMIT``. Raises UserError for a limit that is not above 0.
    """
    limit = _LIMIT.check(limit, "clipping by value")
    if limit < float(np.finfo(gradient.dtype).max):  # beyond it nothing is too large
        np.minimum(gradient, limit, out=gradient)
        np.maximum(gradient, -limit, out=gradient)
