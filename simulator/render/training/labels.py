"""Places for labels: which of them have room, and how they are moved apart."""

from __future__ import annotations

from collections.abc import Sequence


class Taken:
    """The rectangles where something is written already."""

    def __init__(self) -> None:
        self._boxes: list[tuple[float, float, float, float]] = []

    def claim(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Take a rectangle and return True, or return False because something stands in it."""
        if any(left < x2 and x1 < right and top < y2 and y1 < bottom for x1, y1, x2, y2 in self._boxes):
            return False
        self._boxes.append((left, top, right, bottom))
        return True


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
