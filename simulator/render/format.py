"""Numbers as a person reads them: two decimals in pictures, four in the inspector, all of them on demand."""

from __future__ import annotations

import math
from functools import lru_cache

MINUS = "\u2212"


def _sign(text: str) -> str:
    return text.replace("-", MINUS)


def _unusual(value: float) -> str | None:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if abs(value) >= 1e6:
        mantissa, exponent = f"{value:.1e}".split("e")
        return _sign(f"{mantissa.removesuffix('.0')}e{int(exponent)}")
    return None


@lru_cache(maxsize=4096)  # most numbers of a frame stand in the frame before, too
def short(value: float) -> str:
    """Two decimals, trailing zeros dropped: 7, 0.46, −0.5. Nothing is ever −0."""
    return _unusual(value) or _sign(_zero(f"{value:.2f}".rstrip("0").rstrip(".")))


def between(value: float, old: float, new: float) -> str:
    """A number that counts from one to another, with as many decimals as the two have: 3, 4, 5, 6, 7."""
    ends = short(old), short(new)
    if value in (old, new) or any(not math.isfinite(end) for end in (value, old, new)):
        return short(value)
    decimals = max(len(end.partition(".")[2]) for end in ends)
    return short(round(value, decimals)) if "e" in "".join(ends) else fixed(value, decimals)


def fixed(value: float, decimals: int = 2) -> str:
    """Two decimals kept: 0.00, 1.00 (gates in the diagram)."""
    return _unusual(value) or _sign(_zero(f"{value:.{decimals}f}"))


def four(value: float) -> str:
    """Four decimals kept: the inspector."""
    return fixed(value, 4)


@lru_cache(maxsize=4096)
def exact(value: float) -> str:
    """All digits that distinguish the number."""
    return _unusual(value) if not math.isfinite(value) else _sign(_zero(repr(float(value)).removesuffix(".0")))  # type: ignore[return-value]  # never None here


def small(value: float) -> str:
    """A few digits of a number of any size: 0.5, 12, 4.5e−5, 2.1e8."""
    if value == 0 or not math.isfinite(value):
        return short(value)
    if 1e-3 <= abs(value) < 1e4:
        return _sign(f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}")
    mantissa, exponent = f"{value:.1e}".split("e")
    return _sign(f"{mantissa.removesuffix('.0')}e{int(exponent)}")


def grouped(value: float) -> str:
    """A whole number with its thousands set apart: 11,950."""
    return _sign(f"{value:,.0f}")


def percent(value: float) -> str:
    """A gate's opening: 0 %, 46 %, 100 %."""
    return _unusual(value) or f"{_sign(_zero(f'{100 * value:.0f}'))} %"


def added(first: str, second: str) -> str:
    """Two written numbers as a sum: 4 + 3, 0.14 − 0.27."""
    return f"{first} {MINUS} {second[1:]}" if second.startswith(MINUS) else f"{first} + {second}"


def _zero(text: str) -> str:
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text
