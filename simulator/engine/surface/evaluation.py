"""Evaluates a slice: row by row and coarse points first, so that there is something to see at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.surface.landscape import Landscape
from simulator.engine.surface.plane import Slice

STRIDES = (8, 4, 2, 1)
"""First every 8th point of every 8th row, then of what is between them every 4th, and so on."""

NUMBERS = 2_000_000
"""Parameters of all points that are evaluated at once: 16 MB, also of large networks."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Points of one row of a slice just computed: their ``columns`` and ``losses``, infinite where they overflow.

    ``stride``: which pass it belongs to. ``done``: the share of all points that are known with it, 0 to 1.
    """

    row: int
    columns: Array
    losses: Array
    stride: int
    done: float


class Surface:
    """The losses of a slice, as far as they are known: ``losses`` (rows, columns), NaN where they are not yet."""

    def __init__(self, plane: Slice) -> None:
        self.plane = plane
        self.losses = np.full((plane.rows, plane.columns), np.nan)

    def take(self, row: Row) -> None:
        """Put in points that were computed, in another process say."""
        self.losses[row.row, row.columns] = row.losses

    @property
    def complete(self) -> bool:
        """Whether all points are known."""
        return not bool(np.isnan(self.losses).any())

    def filled(self) -> Array:
        """Return the losses (rows, columns), each that is not known yet as that of the nearest coarser point.

        NaN only where not even that is known.
        """
        found = np.full_like(self.losses, np.nan)
        for stride in STRIDES:
            near = [np.minimum((np.arange(n) + stride // 2) // stride, (n - 1) // stride) * stride for n in found.shape]
            coarse = self.losses[np.ix_(*near)]
            found = np.where(np.isnan(coarse), found, coarse)
        return found


def sweep(landscape: Landscape, plane: Slice) -> Iterator[Row]:
    """Yield all points of a slice, each once, row by row, the coarse ones first. Whoever stops asking cancels."""
    total, done = plane.rows * plane.columns, 0
    x, y = plane.x, plane.y
    for stride in STRIDES:
        for row in range(0, plane.rows, stride):
            columns = np.arange(0, plane.columns, stride)
            if stride < STRIDES[0] and row % (2 * stride) == 0:
                columns = columns[1::2]  # the others were in a pass before
            if columns.size:
                pieces = np.array_split(columns, -(-columns.size * plane.centre.size // NUMBERS))
                losses = np.concatenate([landscape.losses(plane.points(x[piece], y[row])) for piece in pieces])
                done += columns.size
                yield Row(row, columns, losses, stride, done / total)


def evaluate(landscape: Landscape, plane: Slice, progress: Callable[[Row], bool | None] | None = None) -> Array:
    """Return the losses of a slice, (rows, columns).

    ``progress`` is called with each row as it comes. If it returns False the rest is left, and is NaN.
    """
    surface = Surface(plane)
    for row in sweep(landscape, plane):
        surface.take(row)
        if progress is not None and progress(row) is False:
            break
    return surface.losses
