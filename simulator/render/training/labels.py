"""Places for labels: which of them have room, and how they are moved apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.render.primitives import Point

_EVERY = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


class Taken:
    """The rectangles where something is written already."""

    def __init__(self) -> None:
        self._boxes: list[tuple[float, float, float, float]] = []

    def claim(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Take a rectangle and return True, or return False because something stands in it."""
        if not self.free(left, top, right, bottom):
            return False
        self._boxes.append((left, top, right, bottom))
        return True

    def free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Return whether nothing stands in a rectangle."""
        return not any(left < x2 and x1 < right and top < y2 and y1 < bottom for x1, y1, x2, y2 in self._boxes)


def beside(
    point: Point,
    across: float,
    high: float,
    area: tuple[float, float, float, float],
    taken: Taken,
    crossed: np.ndarray,
) -> Point | None:
    """Take the place for a line of text beside a point that covers fewest of the points ``crossed`` (n, 2).

    It lies in ``area`` (left, top, right, bottom). Returns its left end and its middle, or None if there is no room.
    """
    x, y = point
    away, up = 0.75 * high, high
    places = [(x + away, y), (x - away - across, y), (x - across / 2, y - 1.3 * up), (x - across / 2, y + 1.3 * up)]
    places += [(left, y + way * up) for way in (-1, 1) for left in (x + away, x - away - across)]
    best: tuple[int, Point] | None = None
    for left, middle in places:
        box = (left, middle - high / 2, left + across, middle + high / 2)
        inside = area[0] <= box[0] and area[1] <= box[1] and box[2] <= area[2] and box[3] <= area[3]
        if not inside or not taken.free(*box):
            continue
        covered = (crossed > box[:2]) & (crossed < box[2:])
        cost = int(np.count_nonzero(covered.all(axis=1)))
        if best is None or cost < best[0]:
            best = cost, (left, middle)
    if best is None:
        return None
    left, middle = best[1]
    taken.claim(left, middle - high / 2, left + across, middle + high / 2)
    return left, middle


def written(count: int, pitch: float, needed: float) -> list[int]:
    """Return which of ``count`` columns (from 0) have their number written: round ones, as many as have room.

    ``pitch`` is from one column to the next, ``needed`` what a number takes. The first is one of them where all, or
    every second, has room.
    """
    every = next((n for n in _EVERY if n * pitch >= needed), 0)
    if not every:
        return []
    return [number for number in range(count) if (number + 1) % every == 0 or (number == 0 and every <= 2)]


def spread(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return places moved as little as need be to stand ``apart`` and between two ends, in the order they are given.

    Where there is not room for all, they share what there is.
    """
    if not places:
        return []
    apart = min(apart, (high - low) / max(1, len(places) - 1))
    order = sorted(range(len(places)), key=lambda number: places[number])
    heights = [min(high, max(low, places[number])) for number in order]
    for number in range(1, len(heights)):  # downwards, then what went too far back up
        heights[number] = max(heights[number], heights[number - 1] + apart)
    heights[-1] = min(heights[-1], high)
    for number in range(len(heights) - 2, -1, -1):
        heights[number] = min(heights[number], heights[number + 1] - apart)
    found = [0.0] * len(places)
    for number, height in zip(order, heights, strict=True):
        found[number] = height
    return found
