"""Sizes of type: in projection it grows more than the parts do, to be read at the back of a hall."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

SMALLEST = 11.5  # px: no text is smaller
PROJECTED = 1.22  # scale of the parts in projection
_AT_DESK = (11.5, 14.5, 18.0, 22.0, 56.0)  # px of type at scale 1 (style guide, section 2) …
_IN_HALL = (18.0, 26.0, 36.0, 38.0, 84.0)  # … and in projection; straight lines in between


def in_hall(size: float) -> float:
    """Return the size of a text in projection for its size at a desk."""
    return _between(size, _AT_DESK, _IN_HALL)


def at_desk(size: float) -> float:
    """Return the size of a text at a desk for its size in projection."""
    return _between(size, _IN_HALL, _AT_DESK)


@cache
def _between(value: float, given: tuple[float, ...], wanted: tuple[float, ...]) -> float:
    """Return what belongs to a value by straight lines through pairs; beyond them, in proportion to the nearest."""
    if value <= given[0]:
        return value * wanted[0] / given[0]
    for (low, high), (start, end) in zip(pairwise(given), pairwise(wanted), strict=True):
        if value <= high:
            return start + (end - start) * (value - low) / (high - low)
    return value * wanted[-1] / given[-1]
