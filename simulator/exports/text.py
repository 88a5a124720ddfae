"""Numbers as text: the shortest digits that read back as the same number, as Python's ``repr`` writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray


def digits(array: NDArray[Any]) -> Iterable[str]:
    """Return each number of a one-dimensional array as text: 0.1, also where it is a float32."""
    return map(repr, _shortest(array) if array.dtype == np.float32 else array.tolist())


def rows(array: NDArray[Any]) -> Iterable[str]:
    """Return each row of a two-dimensional array as text, joined by commas."""
    if array.dtype == np.float32:
        return (",".join(map(repr, _shortest(row))) for row in array)
    return (",".join(map(repr, row)) for row in array.tolist())


def _shortest(array: NDArray[Any]) -> Iterable[float]:
    """Return Python's numbers with the digits of float32 ones: NumPy's own layout of them differs between versions."""
    return map(float, map(str, array))
