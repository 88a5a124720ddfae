"""Several pictures put together as one: each at its place, with ids and hotspots of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from simulator.render.primitives import (
    Box,
    Circle,
    Clip,
    Curve,
    Envelope,
    Group,
    Heat,
    Hotspot,
    Line,
    Picture,
    Primitive,
    Text,
)


class Part(NamedTuple):
    """A picture and where its corner stands in another."""

    name: str
    picture: Picture
    x: float
    y: float


def composed(parts: Iterable[Part], width: float, height: float, background: str = "bg") -> Picture:
    """Return one picture of several. A part's ids begin with its name, which no other part has."""
    items: dict[str, Primitive] = {}
    spots: list[Hotspot] = []
    for name, picture, x, y in parts:
        for identity, primitive in picture.items.items():
            items[f"{name} {identity}"] = moved(primitive, x, y)
        spots += [replace(spot, x=spot.x + x, y=spot.y + y) for spot in picture.hotspots]
    return Picture(width, height, items, tuple(spots), background)


def moved(primitive: Primitive, dx: float, dy: float) -> Primitive:
    """Return a primitive further right and down."""
    match primitive:
        case Line(points=points):
            return replace(primitive, points=tuple((x + dx, y + dy) for x, y in points))
        case Curve(commands=commands):
            return replace(primitive, commands=tuple(_moved(command, dx, dy) for command in commands))
        case Group(children=children, clip=clip):
            inside = tuple(moved(child, dx, dy) for child in children)
            return Group(inside, _clip(clip, dx, dy))
        case Text(x=x, y=y, clip=clip):
            return replace(primitive, x=x + dx, y=y + dy, clip=_clip(clip, dx, dy))
        case Box(x=x, y=y) | Circle(x=x, y=y) | Heat(x=x, y=y) | Envelope(x=x, y=y):
            return replace(primitive, x=x + dx, y=y + dy)


def _moved(command: tuple[str | float, ...], dx: float, dy: float) -> tuple[str | float, ...]:
    """Return a command of a path further right and down: a letter, then x and y in turns."""
    letter, *numbers = command
    return (letter, *(float(number) + (dy if k % 2 else dx) for k, number in enumerate(numbers)))


def _clip(clip: Clip | None, dx: float, dy: float) -> Clip | None:
    return None if clip is None else (clip[0] + dx, clip[1] + dy, clip[2], clip[3])
