"""Marks in a diagram: a dashed frame around a signal that differs between runs, a padlock at one that is held."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from simulator.render.kit import advance
from simulator.render.primitives import Box, Circle, Curve, Group, Hotspot, Picture, Primitive, Run, Text

_Area = tuple[float, float, float, float]
_ALONG = 0.28  # of a frame, where its mark stands
_REACH = 6.0  # px that a frame stands off


def marked(picture: Picture, differing: Collection[str], held: Collection[str] = (), k: float = 1.0) -> Picture:
    """Return a diagram in which the first place of some signals has a frame, or a padlock; ``k`` scales the marks."""
    places: dict[str, Hotspot] = {}
    for spot in picture.hotspots:
        places.setdefault(spot.target, spot)
    items = dict(picture.items)
    written = [_around(text) for text in _texts(picture.items.values())] if differing else []
    for name in filter(differing.__contains__, places):  # in the order of the picture, not of a set
        items[f"differs {name}"] = _frame(places[name], k, written)
    for name in filter(held.__contains__, places):
        items[f"held {name}"] = _padlock(places[name], k)
    return replace(picture, items=items)


def _frame(spot: Hotspot, k: float, written: Sequence[_Area]) -> Group:
    """The frame, with its mark on its upper edge where no words are covered: at the left, the right, or between."""
    reach, radius = _REACH * k, 8.5 * k
    x, y = spot.x - reach, spot.y - reach
    wide, high = spot.width + 2 * reach, spot.height + 2 * reach
    frame = Box(x, y, wide, high, 8 * k, None, "ink", 1.8 * k, (5 * k, 3 * k))
    free = [x + max(_ALONG * wide, 21 * k), x + wide, x + (1 - _ALONG) * wide]
    middle = next((at for at in free if not any(_touch(area, at, y, radius) for area in written)), free[0])
    disc = Circle(middle, y, radius, "ink", "bg", 1.5 * k)
    return Group((frame, disc, Text(middle, y, (Run("≠"),), max(11.5, 13 * k), "bg", 700, "center")))


def _texts(items: Iterable[Primitive]) -> Iterator[Text]:
    for item in items:
        if isinstance(item, Text):
            yield item
        elif isinstance(item, Group):
            yield from _texts(item.children)


def _around(text: Text) -> _Area:
    """About the area that a text takes: left, right, top, bottom."""
    wide = advance(text.runs) * text.size
    left = text.x - {"left": 0.0, "center": 0.5, "right": 1.0}[text.align] * wide
    return left, left + wide, text.y - text.size / 2, text.y + text.size / 2


def _touch(area: _Area, x: float, y: float, radius: float) -> bool:
    left, right, top, bottom = area
    return left - radius < x < right + radius and top - radius < y < bottom + radius


def _padlock(spot: Hotspot, k: float) -> Group:
    return padlock(spot.x - _REACH * k, spot.y - _REACH * k, k)


def padlock(x: float, y: float, k: float = 1.0) -> Group:
    """A padlock around (x, y): what stands there is held."""
    reach, half = 9 * k, 4.6 * k
    shackle = (
        ("M", x - 3 * k, y - 1 * k),
        ("L", x - 3 * k, y - 2.6 * k),
        ("C", x - 3 * k, y - 6.8 * k, x + 3 * k, y - 6.8 * k, x + 3 * k, y - 2.6 * k),
        ("L", x + 3 * k, y - 1 * k),
    )
    parts: tuple[Primitive, ...] = (
        Box(x - reach, y - reach, 2 * reach, 2 * reach, 5 * k, "ink", "bg", 1.5 * k),
        Curve(shackle, "bg", 1.6 * k),
        Box(x - half, y - 1.4 * k, 2 * half, 6.6 * k, 1.4 * k, "bg"),
    )
    return Group(parts)
