"""Parts turned into another direction: what is drawn for a vertical pipe stands on a horizontal one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from simulator.render.primitives import Box, Circle, Curve, Envelope, Group, Heat, Line, Point, Primitive, Text


def turned(parts: Iterable[Primitive], x: float, y: float) -> list[Primitive]:
    """Return parts mirrored at the falling diagonal through (x, y): down becomes right, right becomes down.

    Texts only change their places.
    """

    def at(px: float, py: float) -> Point:
        return x + py - y, y + px - x

    def turn(part: Primitive) -> Primitive:
        match part:
            case Line():
                return replace(part, points=tuple(at(*point) for point in part.points))
            case Box():
                left, top = at(part.x, part.y)
                return replace(part, x=left, y=top, width=part.height, height=part.width)
            case Heat():
                (left, top), rows = at(part.x, part.y), len(part.levels) // part.columns
                columns = bytes(level for start in range(part.columns) for level in part.levels[start :: part.columns])
                return Heat(left, top, part.height, part.width, rows, columns)
            case Envelope():
                raise TypeError("an envelope stands upright")
            case Circle() | Text():
                px, py = at(part.x, part.y)
                return replace(part, x=px, y=py)
            case Curve():
                return replace(part, commands=tuple(_turned_command(command) for command in part.commands))
            case Group():
                return replace(part, children=tuple(map(turn, part.children)))

    def _turned_command(command: tuple[str | float, ...]) -> tuple[str | float, ...]:
        numbers = [float(value) for value in command[1:]]
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return (command[0], *(value for pair in pairs for value in at(*pair)))

    return [turn(part) for part in parts]
