"""What a heat-map's colours mean: how large the deepest is, how its numbers are written, and the bar that says so."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from simulator.render.format import MINUS, fixed
from simulator.render.heat import levels
from simulator.render.kit import Kit
from simulator.render.primitives import Box, Heat, Primitive, Run
from simulator.render.training.axis import reading, tick
from simulator.render.training.chart import AXIS, wide

_LEVELS = 33  # of the bar


def largest_of(arrays: Iterable[np.ndarray]) -> float:
    """Return the largest finite size among numbers; 1 if all are 0, or none is finite."""
    sizes = [float(np.abs(part[np.isfinite(part)]).max(initial=0.0)) for part in arrays]
    return max(sizes, default=0.0) or 1.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers up to ``largest`` in size. They are written as multiples of a power of ten where they need one."""

    largest: float

    @property
    def power(self) -> int:
        """The power of ten that is left out of the written numbers."""
        exponent = math.floor(math.log10(self.largest) + 1e-9) if self.largest > 0 else 0
        return 0 if -1 <= exponent <= 2 else max(-300, exponent)

    def text(self, value: float) -> str:
        """Write a number with as many decimals as all have: one, or none from a hundred on."""
        if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"
        return fixed(value / 10.0**self.power, 0 if self.power == 0 and self.largest >= 100 else 1)

    def bar(self, kit: Kit, left: float, y: float, width: float) -> list[Primitive]:
        """Return the bar of colours with its ends, and what the written numbers are multiples of."""
        k, high = kit.k, 9 * kit.k
        end = self.text(self.largest) if self.power else reading(self.largest)
        low, top = f"{MINUS}{end}", f"+{end}"
        start = left + wide(kit, low, AXIS) + 8 * k
        factor: tuple[Run, ...] = (Run("  × "), *tick(float(f"1e{self.power}"))) if self.power else ()
        after = wide(kit, (Run(top), *factor), AXIS) + 8 * k
        across = min(150 * k, left + width - start - after)
        if across < 16 * k:
            return []
        return [
            kit.text(start - 8 * k, y, low, AXIS, "ink2", 500, "right"),
            Heat(start, y - high / 2, across, high, _LEVELS, levels(np.linspace(-1, 1, _LEVELS), 1.0)),
            Box(start, y - high / 2, across, high, 0, None, "edge"),
            kit.text(start + across + 8 * k, y, (Run(top), *factor), AXIS, "ink2", 500),
        ]
