"""Axes of plots, linear or logarithmic: where a value stands, and which round values are written beside them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.render.format import MINUS, grouped, short, small
from simulator.render.primitives import Run

_ROUND = (1.0, 2.0, 5.0, 10.0)  # digits that a round number begins with


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high``; if it is logarithmic, both are positive."""

    low: float
    high: float
    log: bool = False

    def shares(self, values: np.ndarray) -> np.ndarray:
        """Return how far along the axis values stand, 0 to 1.

        What lies beyond an end stands at it, infinities and, on a logarithmic axis, zero and negative numbers too. NaN
        stays NaN.
        """
        with np.errstate(all="ignore"):
            clipped = np.clip(np.asarray(values, float), self.low, self.high)
            if self.log:
                low, high = math.log10(self.low), math.log10(self.high)  # their ratio may overflow
                found = (np.log10(clipped) - low) / (high - low)
            else:  # halves: the span itself may overflow
                found = (clipped / 2 - self.low / 2) / (self.high / 2 - self.low / 2)
        return np.asarray(found)

    def share(self, value: float) -> float:
        """Return how far along the axis a value stands, 0 to 1."""
        return float(self.shares(np.asarray(value)))

    def ticks(self, most: int) -> tuple[float, ...]:
        """Return round values on the axis, at most so many (and one, if ``most`` is less), from the lowest on."""
        return _decades(self, max(2, most)) if self.log else _steps(self.low, self.high, max(2, most))


def linear(low: float, high: float, most: int = 6) -> Axis:
    """Return an axis with round ends that holds two finite numbers."""
    if low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    step = _step((high / 2 - low / 2) / max(1, most - 1) * 2)
    return Axis(max(-1e308, math.floor(low / step) * step), min(1e308, math.ceil(high / step) * step))


def logarithmic(low: float, high: float) -> Axis:
    """Return a logarithmic axis with round ends that holds two positive numbers."""
    low, high = (min(max(end, 1e-300), 1e300) for end in (low, high))
    low, high = _round_down(low), _round_up(high)
    return Axis(low, high if high > low else 10 * low, True)


def _power(value: float) -> float:
    """Return the power of ten that a positive number begins in."""
    return 10.0 ** math.floor(math.log10(value) + 1e-9)


def _round_down(value: float) -> float:
    power = _power(value)
    return max(_exact(digit, power) for digit in _ROUND if digit * power <= value * (1 + 1e-9))


def _round_up(value: float) -> float:
    power = _power(value)
    return min(_exact(digit, power) for digit in _ROUND if digit * power >= value * (1 - 1e-9))


def _exact(digit: float, power: float) -> float:
    """Return a digit times a power of ten as it is written, free of the product's last bit."""
    return float(f"{digit * power:.3g}")


def _step(least: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten."""
    return _round_up(max(least, 1e-300))


def _steps(low: float, high: float, most: int) -> tuple[float, ...]:
    step = _step(max((high / 2 - low / 2) / most * 2, 1e-300))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if last - first + 1 > most:
        step = _step(step * 1.5)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(float(f"{number * step:.12g}") for number in range(first, last + 1))


def _decades(axis: Axis, most: int) -> tuple[float, ...]:
    first, last = math.ceil(math.log10(axis.low) - 1e-9), math.floor(math.log10(axis.high) + 1e-9)
    if last - first + 1 >= 3 or (last > first and most < 4):
        span = last - first
        few = [step for step in (1, 2, 3, 4, 5, 8, 10, 20, 50, 100, 200, 500, 1000) if span // step + 1 <= most]
        every = next((step for step in few if span % step == 0 and step <= 2 * few[0]), few[0])  # to end at the end
        # counted from the highest, which is where a loss begins
        return tuple(float(f"1e{power}") for power in range(last, first - 1, -every))[::-1]
    found = [
        value
        for power in range(math.floor(math.log10(axis.low)), last + 1)
        for digit in _ROUND[:3]
        if axis.low * (1 - 1e-9) <= (value := float(f"{digit:g}e{power}")) <= axis.high * (1 + 1e-9)
    ]
    if len(found) > most:
        found = [value for value in found if f"{value:e}"[0] == "1"] or found[:: len(found) - 1]
    return tuple(found)


def tick(value: float) -> tuple[Run, ...]:
    """Typeset a round value: 10, 0.001, 4,000, 10⁻⁴, 2·10⁻⁵."""
    size = abs(value)
    if value == 0 or not math.isfinite(value):
        return (Run(short(value)),)
    if 1e-3 * (1 - 1e-9) <= size < 1e6:
        return (Run(grouped(value) if value == round(value) else f"{value:.6g}".replace("-", MINUS)),)
    mantissa, exponent = f"{value:.3e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".").replace("-", MINUS)
    before = {"1": "10", f"{MINUS}1": f"{MINUS}10"}.get(mantissa, f"{mantissa}·10")
    return (Run(before), Run(str(int(exponent)).replace("-", MINUS), shift="sup"))


def reading(value: float) -> str:
    """Write a loss or the length of a gradient with two digits, large ones whole: 3.1e−4, 0.044, 31, 184, 20,752."""
    if 100 <= abs(value) < 1e6:
        return grouped(value)
    return f"{value:.2g}".replace("-", MINUS) if 1e-3 <= abs(value) < 100 else small(value)
