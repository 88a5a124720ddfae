"""Parts that only diagrams laid out by themselves have: valves on level pipes, bundles of strands, cells of weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from simulator.engine import Term, Terms
from simulator.engine.terms import largest
from simulator.render.format import short
from simulator.render.kit import Kit, advance, symbol
from simulator.render.layered.shapes import NAMED
from simulator.render.primitives import Box, Canvas, Circle, Curve, Line, Point, Primitive, Run

STRANDS = 4  # of a bundle, at most


def level_valve(k: float, place: Point, below: bool, opening: float, inflow: float, outflow: float) -> list[Primitive]:
    """A knife gate on a pipe that runs to the right, its bonnet up or down; lengths of the kit at scale ``k``."""
    upright = Kit(Canvas(), k).valve(0.0, 0.0, 1 if below else -1, opening, inflow, outflow, True)
    return [_turned(part, *place) for part in upright]


def _turned(part: Primitive, x: float, y: float) -> Primitive:
    """Turn a part by a quarter, what runs up runs to the right, and move it to a place."""

    def point(at: Point) -> Point:
        return x - at[1], y + at[0]

    match part:
        case Box():
            corner = x - part.y - part.height, y + part.x
            return Box(*corner, part.height, part.width, part.radius, part.fill, part.stroke, part.stroke_width)
        case Line():
            points = tuple(point(at) for at in part.points)
            return Line(points, part.stroke, part.width, part.dash, part.cap, part.corner)
        case Circle():
            return Circle(*point((part.x, part.y)), part.radius, part.fill, part.stroke, part.stroke_width)
        case Curve():
            commands = tuple((name, *_pairs(numbers, x, y)) for name, *numbers in part.commands)
            return Curve(commands, part.stroke, part.width, part.fill, part.dash)
    raise TypeError(part)


def _pairs(numbers: Sequence[str | float], x: float, y: float) -> list[float]:
    values = [float(number) for number in numbers]
    return [value for a, b in zip(values[::2], values[1::2], strict=True) for value in (x - b, y + a)]


def bundle(kit: Kit, points: Sequence[Point], values: Sequence[float]) -> list[Primitive]:
    """The strands of a vector side by side, each in the colour of its value; one alone is a wire of its width."""
    corner = 7 * kit.k
    if len(values) == 1:
        return kit.strand(points, values[0], corner)
    shown = values[:STRANDS]
    pitch = 3.2 * max(kit.k, 0.8)
    parts: list[Primitive] = []
    for number, value in enumerate(shown):
        colour = "zero" if abs(value) < 0.005 or math.isnan(value) else "pos" if value > 0 else "neg"
        way = beside(points, (number - (len(shown) - 1) / 2) * pitch)
        parts.append(Line(way, colour, 1.6 * max(kit.k, 0.8), corner=corner))
    return parts


def beside(points: Sequence[Point], distance: float) -> tuple[Point, ...]:
    """Return a way of level and upright pieces, moved to its own right by a distance."""
    if distance == 0:
        return tuple(points)
    shifts = []
    for a, b in pairwise(points):
        length = math.dist(a, b) or 1.0
        shifts.append((-(b[1] - a[1]) / length * distance, (b[0] - a[0]) / length * distance))
    found = []
    for number, (x, y) in enumerate(points):
        before, after = shifts[max(0, number - 1)], shifts[min(number, len(shifts) - 1)]
        # at a corner one of the two is level and moves it up or down, the other to the side
        dx = before[0] if abs(before[0]) > abs(after[0]) else after[0]
        dy = before[1] if abs(before[1]) > abs(after[1]) else after[1]
        found.append((x + dx, y + dy))
    return tuple(found)


def cell(
    kit: Kit, x: float, y: float, width: float, height: float, lines: Sequence[Sequence[Run]], colour: str
) -> list[Primitive]:
    """A small white cell with lines of text, its left end at x."""
    k = kit.k
    parts: list[Primitive] = [
        Box(x, y - height / 2, width, height, min(8 * k, height / 2), "bg", colour, 1.4 * max(k, 0.8))
    ]
    pitch = (height - 4 * k) / len(lines)
    for number, runs in enumerate(lines):
        size = min(13.0, (width - 8 * k) / max(0.1, advance(tuple(runs))) / k)
        line = y + (number - (len(lines) - 1) / 2) * pitch
        parts.append(kit.text(x + width / 2, line, runs, size, "ink", 600, "center"))
    return parts


def weight_lines(terms: Terms, sign: int) -> list[tuple[tuple[Run, ...], Term | None]]:
    """Return the lines of a cell of weights: all of a few, the strongest of many and how many there are besides."""
    if len(terms) == 1:
        return [((Run(f"× {short(sign * terms[0].weight)}"),), terms[0])]
    many = len(terms) > NAMED + 1  # the line that says how many more has room for one
    shown = [] if many else list(terms)
    if many:
        shown = [terms[int(number)] for number in largest(terms.weights, NAMED)]
    found: list[tuple[tuple[Run, ...], Term | None]] = [
        ((*element(term), Run(f" × {short(sign * term.weight)}")), term) for term in shown
    ]
    if many:
        found.append(((Run(f"+ {len(terms) - NAMED} …", colour="ink2", weight=500),), None))
    return found


def element(term: Term) -> tuple[Run, ...]:
    """Typeset which element of a vector a weight is for, as a person counts: x2, h3; 2: where it has no name."""
    number = str(term.index[-1] + 1) if term.index else "1"
    name = term.source.partition("[")[0]
    if not name.isidentifier():
        return (Run(f"{number}:"),)
    return (*symbol(name), Run(number, shift="sub"))
