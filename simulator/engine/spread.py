"""The smallest and the largest of very many numbers, stretch by stretch, without looking at each every time.

A pixel of a long timeline stands for thousands of steps. Blocks of steps are summed up once, and blocks of blocks; what
changes makes only its own blocks anew, when they are next asked for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BLOCK = 32
"""Steps in a block, and blocks in a block of blocks."""

_COARSE = 2  # blocks from which a stretch is taken from blocks: it may then begin a quarter of itself too early


class Spread:
    """Sums up an array of shape (steps, size); ``grow`` and ``change`` say what has happened to it.

    What is no number is passed over; infinite numbers count.
    """

    def __init__(self, array: Array) -> None:
        self._array = array
        self._levels: list[tuple[Array, Array]] = []
        self._dirty = (0, len(array))

    def change(self, start: int, stop: int, array: Array | None = None) -> None:
        """Rows start … stop - 1 hold other numbers; the array may be another one of the same shape."""
        if array is not None:
            self._array = array
        first, last = self._dirty
        self._dirty = (min(first, start), max(last, stop)) if first < last else (start, stop)

    def over(self, edges: NDArray[np.int64], column: int | None = None) -> tuple[Array, Array]:
        """Return the smallest and largest number of a column in each stretch between neighbouring edges.

        ``edges``: rows, rising, (n + 1,), within the array. Returns two arrays (n,), or (n, size) of all columns; NaN
        where a stretch is empty. Long stretches begin and end with a block, so that every row belongs to exactly one.
        """
        chosen = slice(None) if column is None else column
        low, high, bounds = self._array[:, chosen], self._array[:, chosen], edges
        if len(edges) < 2:
            return low[:0], high[:0]
        reach = int(edges[-1] - edges[0]) / (len(edges) - 1)
        if reach >= _COARSE * BLOCK:
            self._settle()
            size = BLOCK
            level = 0
            while level + 1 < len(self._levels) and reach >= _COARSE * size * BLOCK:
                level, size = level + 1, size * BLOCK
            low, high = (part[:, chosen] for part in self._levels[level])
            bounds = np.minimum(np.rint(edges / size).astype(np.int64), len(low))
            if edges[-1] == len(self._array):
                bounds[-1] = len(low)
        return _stretches(np.fmin, low, bounds), _stretches(np.fmax, high, bounds)

    def whole(self, column: int) -> tuple[float, float]:
        """Return the smallest and largest number of a column; NaN where there is none."""
        if not len(self._array):
            return float("nan"), float("nan")
        self._settle()
        if not self._levels:
            part = self._array[:, column]
            return float(np.fmin.reduce(part)), float(np.fmax.reduce(part))
        low, high = self._levels[-1]
        return float(np.fmin.reduce(low[:, column])), float(np.fmax.reduce(high[:, column]))

    def _settle(self) -> None:
        """Bring the blocks up to date."""
        start, stop = self._dirty
        self._dirty = (0, 0)
        if start >= stop:
            return
        low = high = self._array
        level = 0
        while len(low) > BLOCK:
            start, stop = start // BLOCK, -(-stop // BLOCK)
            count = -(-len(low) // BLOCK)
            if level == len(self._levels):
                shape = (count, low.shape[1])
                self._levels.append((np.full(shape, np.nan), np.full(shape, np.nan)))
            blocks = self._levels[level]
            for part, whole, into in ((np.fmin, low, blocks[0]), (np.fmax, high, blocks[1])):
                piece = whole[start * BLOCK : stop * BLOCK]
                full = len(piece) // BLOCK
                split = piece[: full * BLOCK].reshape(full, BLOCK, whole.shape[1])
                part.reduce(split, axis=1, out=into[start : start + full])
                if full * BLOCK < len(piece):
                    part.reduce(piece[full * BLOCK :], axis=0, out=into[start + full])
            low, high = blocks
            level += 1


def _stretches(part: np.ufunc, numbers: Array, bounds: NDArray[np.int64]) -> Array:
    """Return what a ufunc makes of each stretch; NaN of an empty one."""
    first, last = int(bounds[0]), int(bounds[-1])
    found = np.full((len(bounds) - 1, *numbers.shape[1:]), np.nan)
    if first == last:
        return found
    starts, stops = bounds[:-1], bounds[1:]
    some = starts < stops
    found[some] = part.reduceat(numbers[first:last], starts[some] - first, axis=0)
    return found
