"""A slice of the error surface as numbers: what the pictures of it, from above and in perspective, have in common."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.render.heat import ZERO, field
from simulator.render.training.axis import Axis, linear, logarithmic

_STEEP = 30.0  # times the smallest loss that the largest is, from which the losses stand on a logarithmic axis
_BEYOND = 1e8  # times the usual loss: what is larger, or smaller by as much, stands at the end of the axis
_DEEPEST = 0.92  # of the deepest colour, for the highest part
LEVELS = 12  # contours at most


@dataclass(frozen=True, eq=False)
class Trail:
    """A way across the surface, called ``name``: its points (n,), in the slice's directions, with their losses.

    ``updates`` (n,) are the updates that led there, if they are known; they then answer the pointer. ``flew``: why it
    ended before it was over, in a few words ("flies off"), or nothing.
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    losses: np.ndarray | None = None
    updates: np.ndarray | None = None
    flew: str = ""

    def thinned(self, most: int) -> Trail:
        """Return the same trail with about so many points at most; the first and the last are among them."""
        if len(self.x) <= most:
            return self
        kept = np.unique(np.rint(np.linspace(0, len(self.x) - 1, most)).astype(int))
        losses, updates = (None if part is None else part[kept] for part in (self.losses, self.updates))
        return Trail(self.name, self.x[kept], self.y[kept], losses, updates, self.flew)


@dataclass(frozen=True, eq=False)
class Surface:
    """The losses over a rectangle: ``losses`` (rows, columns) at ``y`` (rows,) and ``x`` (columns,), both rising.

    An infinite loss, or NaN, is one that overflowed. While a slice is being computed, ``complete`` is False, and NaN
    stands where nothing is known yet: the finest regular part that is known is drawn. ``log``: whether the axis of the
    losses is logarithmic; None: as far apart as they are. ``x_name`` and ``y_name`` say what was moved.
    """

    x: np.ndarray
    y: np.ndarray
    losses: np.ndarray
    x_name: str = "x"
    y_name: str = "y"
    complete: bool = True
    log: bool | None = None

    @cached_property
    def shown(self) -> Surface | None:
        """The finest regular part that is known: every point, or every second, fourth …; None if there is none."""
        if self.complete or not np.isnan(self.losses).any():
            return self if min(self.losses.shape) >= 2 else None
        stride = 2
        while -(-min(self.losses.shape) // stride) >= 2:
            part = self.losses[::stride, ::stride]
            if not np.isnan(part).any():
                names = self.x_name, self.y_name
                return Surface(self.x[::stride], self.y[::stride], part, *names, True, self.log)
            stride *= 2
        return None

    def why_empty(self, say: Callable[[str], str]) -> str:
        """Return why nothing is shown, in words."""
        return say("a surface has two points at least each way") if self.complete else say("being computed")

    @cached_property
    def overflowed(self) -> np.ndarray:
        """Where the loss is no finite number."""
        return np.asarray(~np.isfinite(self.losses))

    @cached_property
    def axis(self) -> Axis:
        """The axis of the losses."""
        known = self.losses[~self.overflowed]
        if not known.size:
            return Axis(0.0, 1.0)
        positive = known[known > 0]
        steep = positive.size > 0 and float(positive.max()) > _STEEP * float(positive.min())
        if (self.log is None and steep and known.min() >= 0) or (self.log and positive.size):
            usual = float(np.median(positive))
            low, high = float(positive.min()), float(positive.max())
            return logarithmic(max(low, usual / _BEYOND), min(high, usual * _BEYOND))
        return linear(float(known.min()), float(known.max()), 8)

    @cached_property
    def heights(self) -> np.ndarray:
        """How high each loss is on its axis, 0 to 1; one that overflowed is as high as can be."""
        return np.where(self.overflowed, 1.0, self.axis.shares(self.losses))

    @cached_property
    def levels(self) -> tuple[tuple[float, float], ...]:
        """Losses with their heights, from the lowest: where one colour ends and the next begins.

        They are round; where these are few, there is one more between each two of them, a NaN as it is not written.
        """
        ticks = self.axis.ticks(LEVELS)
        round_ = [(value, self.axis.share(value)) for value in ticks]
        if len(round_) * 2 <= LEVELS + 1:
            between = [(math.nan, (one[1] + two[1]) / 2) for one, two in itertools.pairwise(round_)]
            round_ = sorted([*round_, *between], key=lambda level: level[1])
        return tuple(level for level in round_ if 0 < level[1] < 1)

    def bands(self, heights: np.ndarray) -> np.ndarray:
        """Return the band that each height lies in, counted from the lowest."""
        return np.searchsorted([level for _, level in self.levels], heights, "right")

    def band_colour(self, band: int) -> str:
        """Return the colour of a band, counted from the lowest; the higher, the deeper."""
        depth = band / max(1, len(self.levels))
        return field(ZERO + round(_DEEPEST * depth * (ZERO - 1)))

    def height_at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the heights between the points of the grid; NaN outside."""
        column, row = (
            np.interp(values, ends, np.arange(len(ends)), left=np.nan, right=np.nan)
            for values, ends in ((x, self.x), (y, self.y))
        )
        outside = np.isnan(column + row)
        column, row = np.where(outside, 0.0, column), np.where(outside, 0.0, row)
        left = np.minimum(column.astype(int), len(self.x) - 2)
        low = np.minimum(row.astype(int), len(self.y) - 2)
        across, up = column - left, row - low
        z = self.heights
        bottom = z[low, left] * (1 - across) + z[low, left + 1] * across
        top = z[low + 1, left] * (1 - across) + z[low + 1, left + 1] * across
        return np.where(outside, np.nan, bottom * (1 - up) + top * up)
