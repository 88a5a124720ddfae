"""Curves of any length in bounded memory: beyond so many points, each stands for a block of updates that it sums up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array

POINTS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A curve to be drawn: for each point the update it ends at, how many it stands for, and what those lie between.

    While there is a point for every update, ``low``, ``high`` and ``mean`` are the same. After that no spike is lost:
    it is the ``high`` of its block.
    """

    updates: Array
    counts: Array
    low: Array
    high: Array
    mean: Array

    def smoothed(self, share: float = 0.02) -> Array:
        """Return the mean around each point, over this share of all points; at the ends, over what there is of it."""
        half = min(round(share * len(self.mean) / 2), (len(self.mean) - 1) // 2)
        if half <= 0:
            return self.mean
        window = np.ones(2 * half + 1)
        weights = np.convolve(self.counts, window, "same")
        with np.errstate(over="ignore"):  # means near the largest number
            found: Array = np.convolve(self.mean * self.counts, window, "same") / weights
        return found


class Blocks:
    """Rows of numbers, one an update, summed up in at most ``points`` (an even number) blocks of as many updates each.

    They begin behind the update ``begin``. When there is no room for another, each two become one. Updates may come
    again, as after a stop: then their block has both.
    """

    def __init__(self, columns: int, begin: int = 0, points: int = POINTS) -> None:
        self.begin = self.last = begin
        self.width, self.points, self.columns = 1, points, columns
        self._counts = np.zeros(points, np.int64)
        self._low = np.full((points, columns), np.inf)
        self._high = np.full((points, columns), -np.inf)
        self._mean = np.zeros((points, columns))

    def add(self, first: int, rows: Array) -> None:
        """Take the rows (updates, columns) of updates that follow each other, from number ``first`` on.

        Those up to ``begin`` are none of ours: a stop may go back an update further than where one began.
        """
        early = max(0, self.begin + 1 - first)
        first, rows = first + early, rows[early:]
        if not len(rows):
            return
        places = np.arange(first - self.begin - 1, first - self.begin - 1 + len(rows))
        while places[-1] // self.width >= self.points:
            self._halve()
        blocks, starts = np.unique(places // self.width, return_index=True)
        counts = np.diff(starts, append=len(rows))
        both = self._counts[blocks] + counts
        # Divided before they are added: the sum of the largest numbers is too large for one, their mean is not.
        shares = rows / np.repeat(both, counts)[:, np.newaxis]
        old = (self._counts[blocks] / both)[:, np.newaxis]
        self._counts[blocks] = both
        self._low[blocks] = np.minimum(self._low[blocks], np.minimum.reduceat(rows, starts))
        self._high[blocks] = np.maximum(self._high[blocks], np.maximum.reduceat(rows, starts))
        self._mean[blocks] = self._mean[blocks] * old + np.add.reduceat(shares, starts)
        self.last = first + len(rows) - 1

    def cut(self, update: int) -> None:
        """Forget what came after an update, and with it the block in which that lies, unless it ends there."""
        if update >= self.last:
            return
        kept = max(0, update - self.begin) // self.width
        self._forget(kept)
        self.last = self.begin + kept * self.width

    def line(self, column: int) -> Line:
        """Return the curve of a column."""
        there = np.flatnonzero(self._counts)
        ends = np.minimum(self.begin + (there + 1) * self.width, self.last)
        low, high, mean = (array[there, column] for array in (self._low, self._high, self._mean))
        return Line(ends, self._counts[there], low, high, mean)

    def arrays(self) -> dict[str, Array]:
        """Return all there is, as copies; ``restore`` takes it."""
        used = 1 + max(np.flatnonzero(self._counts), default=-1)
        place = np.array([self.begin, self.last, self.width, self.points])
        kept = {"counts": self._counts, "low": self._low, "high": self._high, "mean": self._mean}
        return {"place": place} | {name: array[:used].copy() for name, array in kept.items()}

    @classmethod
    def of(cls, arrays: Mapping[str, Array]) -> Blocks:
        """Return what ``arrays`` were of. Raises KeyError, TypeError or ValueError if they are of something else."""
        begin, last, width, points = map(int, arrays["place"])
        counts, low = np.asarray(arrays["counts"]), np.asarray(arrays["low"])
        if not (0 <= begin <= last and width >= 1 and 2 <= points <= 10 * POINTS) or len(counts) > points:
            raise ValueError("blocks that are none")
        made = cls(low.shape[1], begin, points)
        made.last, made.width = last, width
        made._counts[: len(counts)] = counts
        for name, own in (("low", made._low), ("high", made._high), ("mean", made._mean)):
            own[: len(counts)] = arrays[name]
        return made

    def _halve(self) -> None:
        """Make each two blocks one."""
        half = self.points // 2
        one, two = self._counts[::2], self._counts[1::2]
        both = one + two
        shares = [(part / np.maximum(both, 1))[:, np.newaxis] for part in (one, two)]
        self._mean[:half] = self._mean[::2] * shares[0] + self._mean[1::2] * shares[1]
        self._low[:half] = np.minimum(self._low[::2], self._low[1::2])
        self._high[:half] = np.maximum(self._high[::2], self._high[1::2])
        self._counts[:half] = both
        self.width *= 2
        self._forget(half)

    def _forget(self, kept: int) -> None:
        """Let there be so many blocks and no more."""
        self._counts[kept:], self._mean[kept:] = 0, 0
        self._low[kept:], self._high[kept:] = np.inf, -np.inf
