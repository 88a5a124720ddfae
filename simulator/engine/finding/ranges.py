"""Between which numbers a value lies, gathered block by block, and said in as few digits as are true."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array

_MINUS = "\u2212"
_ALL_DIGITS = 17


@dataclass(slots=True)
class Range:
    """Between which finite numbers values lie (low is above high where there are none), and whether all are finite."""

    low: float = math.inf
    high: float = -math.inf
    finite: bool = True

    def look(self, values: Array) -> None:
        """Take some more values in."""
        finite = np.isfinite(values)
        self.finite = self.finite and bool(finite.all())
        self.low = min(self.low, float(values.min(where=finite, initial=math.inf)))
        self.high = max(self.high, float(values.max(where=finite, initial=-math.inf)))

    def can(self, sign: str, other: Range) -> bool:
        """Whether the sign of a comparison can hold between a number here and one of the other range."""
        match sign:
            case "<":
                return self.low < other.high
            case "<=":
                return self.low <= other.high
            case ">":
                return self.high > other.low
            case ">=":
                return self.high >= other.low
            case "==":
                return self.low <= other.high and self.high >= other.low
            case _:
                return not self.low == self.high == other.low == other.high

    def said(self, subject: str, limits: Iterable[float] = ()) -> str:
        """Say where a value lies, such as “f lies between 0.000045 and 1”, on the right side of all limits."""
        if self.low > self.high:
            return f"{subject} is no finite number at any step"
        limits = [limit for limit in limits if math.isfinite(limit)]
        low, high = say(self.low, limits), say(self.high, limits)
        where = "" if self.finite else " where it is finite"
        if self.low == self.high:
            return f"{subject} is {low}{where or ' at every step'}"
        return f"{subject} lies between {low} and {high}{where}"


def together(ranges: Sequence[Range]) -> Range:
    """Return the range of all values of several."""
    low, high = min(one.low for one in ranges), max(one.high for one in ranges)
    return Range(low, high, all(one.finite for one in ranges))


def say(value: float, limits: Sequence[float] = ()) -> str:
    """Return a number in two digits or two decimals, or in as many as it needs to stay above or below the limits."""
    digits = 2
    while digits < _ALL_DIGITS and not _keeps(float(_written(value, digits)), value, limits):
        digits += 1
    return _written(value, digits).replace("-", _MINUS)


def _keeps(shown: float, value: float, limits: Sequence[float]) -> bool:
    return all((shown < limit) == (value < limit) and (shown > limit) == (value > limit) for limit in limits)


def _written(value: float, digits: int) -> str:
    size = abs(value)
    if size == 0:
        return "0"
    if 1e-6 <= size < 0.1:
        return np.format_float_positional(value, digits, fractional=False, trim="-")
    if 0.1 <= size < 1e6:
        return f"{value:.{digits}f}".rstrip("0").rstrip(".")
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
