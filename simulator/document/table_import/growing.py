"""An array of which nobody knows beforehand how long it will be."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator.document.sequence import Array


class Growing:
    """Rows that come in parts, in one array that is hardly larger than they will be.

    ``most``: more will never come; ``shape``: that of a row.
    """

    def __init__(self, most: int, shape: tuple[int, ...] = (), dtype: Any = np.float64) -> None:
        self.count = 0
        self._most = most
        self._array: Array = np.empty((0, *shape), dtype)

    @property
    def last(self) -> Array | None:
        """The row that came last."""
        return self._array[self.count - 1].copy() if self.count else None

    def add(self, rows: Any, share: float) -> None:
        """Take in rows; with them, this share of the file is read."""
        count = self.count + len(rows)
        if count > len(self._array):
            expected = min(self._most, math.ceil(1.02 * count / share))
            self._array.resize((max(count, expected), *self._array.shape[1:]), refcheck=False)
        self._array[self.count : count] = rows
        self.count = count

    def finished(self) -> Array:
        """Return all rows, read-only."""
        self._array.resize((self.count, *self._array.shape[1:]), refcheck=False)
        self._array.setflags(write=False)
        return self._array
