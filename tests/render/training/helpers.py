"""What tests ask of a picture: its parts one by one, its texts, and where what is drawn reaches."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulator.render.primitives import Box, Circle, Curve, Envelope, Group, Heat, Line, Picture, Primitive, Text


def flat(what: Picture | Primitive) -> list[Primitive]:
    """Return all parts, in painting order."""
    if isinstance(what, Picture):
        return [part for item in what.items.values() for part in flat(item)]
    return [part for child in what.children for part in flat(child)] if isinstance(what, Group) else [what]


def text_of(text: Text) -> str:
    """Return what a text says."""
    return "".join(run.text for run in text.runs)


def texts(what: Picture | Primitive) -> list[str]:
    """Return all that is written."""
    return [text_of(part) for part in flat(what) if isinstance(part, Text)]


def numbers(part: Primitive) -> Iterator[float]:
    """Yield every coordinate of a part."""
    match part:
        case Line():
            for point in part.points:
                yield from point
        case Curve():
            for command in part.commands:
                yield from (float(value) for value in command[1:])
        case Circle():
            yield from (part.x, part.y, part.radius)
        case Box() | Heat():
            yield from (part.x, part.y, part.width, part.height)
        case Envelope():
            yield from (part.x, part.y, part.height)
        case Text():
            yield from (part.x, part.y, part.size)
        case Group():
            for child in part.children:
                yield from numbers(child)


def assert_sound(picture: Picture) -> None:
    """Fail if anything has no finite place, or a place that answers lies outside the picture."""
    assert picture.width > 0
    assert picture.height > 0
    for name, item in picture.items.items():
        assert all(math.isfinite(value) for value in numbers(item)), name
    for spot in picture.hotspots:
        assert spot.width >= 0, spot
        assert spot.height >= 0, spot
        assert -1 <= spot.x <= spot.x + spot.width <= picture.width + 1, spot
        assert -1 <= spot.y <= spot.y + spot.height <= picture.height + 1, spot
