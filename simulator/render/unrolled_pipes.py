"""What leads from copy to copy in an unrolled network: states through time, outputs up to the next layer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from simulator.render.formula import role_colour
from simulator.render.kit import Kit, along, symbol
from simulator.render.primitives import Box, Canvas, Group, Line, Point, Primitive, Run
from simulator.render.unrolled_copy import Copy, Style, Values, pipe
from simulator.render.unrolled_place import CHIP, FEED, GUTTER, MARGIN, Place, chip_width


@lru_cache(maxsize=2048)  # from phase to phase only one column has others
def pipes_into(place: Place, lane: int, column: int, state: str, style: Style, values: Values, share: float) -> Group:
    """Return the pipe that brings a state into a copy from the one before it, and from the last one the way out."""
    shape, k = place.shapes[lane], place.k
    begin, end = (place.steps - 1, 0) if shape.backward else (0, place.steps - 1)
    points = _route(place, lane, column, state, column == begin)
    low, high = shape.axis(state) if dict(shape.axes).get(state) else (0.0, 1.0)
    parts = pipe(k, points, values, max(abs(low), abs(high)), style, share)
    if column != begin:
        parts += _name(place, lane, column, state, style)
    if column == end:
        way = -1 if shape.backward else 1
        y = _leaves(place, lane, state)
        start = place.middle(column) + way * _reach(place, lane, state)
        out = place.middle(column) + way * (place.block / 2 + (GUTTER / 2 + 6) * k)
        parts += pipe(k, ((start, y), (out, y)), (), 1.0, style, 0.0)
        parts += _head(out + way * 3 * k, y, way, k)
    return Group(tuple(parts))


def starts(place: Place, lane: int, column: int, initial: Mapping[str, Values], exact: bool) -> tuple[Primitive, ...]:
    """Return the boxes that hold the states before the first copy."""
    shape, k, style = place.shapes[lane], place.k, Style("past", exact)
    copy = Copy(place, lane, column, style)
    parts: list[Primitive] = []
    for state, values in initial.items():
        x, y = _start(place, lane, column, state)
        wide, high = 50 * k, 24 * k
        parts.append(Box(x - wide / 2, y - high / 2, wide, high, 4 * k, "bg", "mem", 1.6 * k, (4 * k, 3 * k)))
        name = symbol(state, str(place.steps + 1) if shape.backward else "0")
        if len(set(values)) == 1:
            parts += copy.named(name, values[:1], x, y, wide, "mem", 13.5)
        else:
            parts.append(copy.kit.text(x, y, name, 13.5, "mem", 600, "center"))
    return tuple(parts)


def outputs_up(place: Place, lane: int, column: int, style: Style, fed: float, done: float) -> tuple[Primitive, ...]:
    """Return the ways between lanes: what a layer reads, past the lane below, and what it gives to the next."""
    shapes, bands, k = place.shapes, place.bands, place.k
    shape, band, x = shapes[lane], bands[lane], place.middle(column)
    side = place.block / 2 + 8 * k
    parts: list[Primitive] = []
    if shape.backward and lane > 0:  # around the forward lane, which reads the same
        below = bands[lane - 1]
        y = below.bottom + place.high(FEED) * 0.55
        entry = band.bottom + place.high(FEED) * 0.3
        way = ((x, y), (x - side, y), (x - side, entry), (x, entry), (x, band.bottom + 3 * k))
        parts += _way(way, style, "inp", fed, k)
    elif shape.layer > 1:
        below = bands[lane - 1]
        straight = ((x, below.chip - CHIP / 2 * k + 1 * k), (x, band.bottom + 3 * k))
        parts += _way(straight, style, "inp", fed, k)
    above = lane + 1 < len(shapes) and shapes[lane + 1].layer == shape.layer
    if above and shape.layer < max(one.layer for one in shapes):  # the output of the lower lane of two, past the other
        top = bands[lane + 1].chip - (CHIP / 2 + 5) * k
        start = band.chip - CHIP / 2 * k - 5 * k
        way = ((x, band.chip - CHIP / 2 * k + 1 * k), (x, start), (x + side, start), (x + side, top), (x, top))
        hue = role_colour(shape.cell, shape.cell.output) or "out"
        parts += _way(way, style, hue, done, k, head=False)
    return tuple(parts)


def _way(
    points: tuple[Point, ...], style: Style, hue: str, share: float, k: float, head: bool = True
) -> list[Primitive]:
    colour, (x, y), a = style.stroke(hue), points[-1], 4 * k
    parts: list[Primitive] = []
    if share < 1:
        parts.append(Line(points, "line", 1.6 * k, corner=5 * k))
    if share > 0:
        parts.append(Line(along(points, share), colour, 2 * k, corner=5 * k))
    if head:
        parts.append(
            Line(((x - a, y + a), (x, y), (x + a, y + a)), colour if share >= 1 else "line", 2 * k, cap="round")
        )
    return parts


def _route(place: Place, lane: int, column: int, state: str, first: bool) -> tuple[Point, ...]:
    """Return the way of a state into a copy: straight, or down the gutter between the copies."""
    shape, k = place.shapes[lane], place.k
    way = -1 if shape.backward else 1
    middle, end = place.middle(column), _arrives(place, lane, state)
    stop = middle - way * (place.block / 2 - (10 * k if shape.enters(state) else -1 * k))
    if first:
        x, _ = _start(place, lane, column, state)
        return (x + way * 25 * k, end), (stop, end)
    start, y = middle - way * (place.column_width - _reach(place, lane, state)), _leaves(place, lane, state)
    if abs(y - end) < 1:
        return (start, end), (stop, end)
    bent = [name for name in shape.cell.states if abs(_leaves(place, lane, name) - _arrives(place, lane, name)) >= 1]
    turn = middle - way * (place.block / 2 + GUTTER / 2 * k)
    turn += way * (bent.index(state) - (len(bent) - 1) / 2) * 15 * k
    return (start, y), (turn, y), (turn, end), (stop, end)


def _leaves(place: Place, lane: int, state: str) -> float:
    """Return at which height a state leaves its copy."""
    band = place.bands[lane]
    vessel = band.vessel(state)
    if vessel is not None:
        return vessel
    return band.chip if state == place.shapes[lane].cell.output else band.entry


def _arrives(place: Place, lane: int, state: str) -> float:
    """Return at which height a state arrives in the next copy."""
    band = place.bands[lane]
    vessel = band.vessel(place.shapes[lane].enters(state))
    return band.entry if vessel is None else vessel


def _reach(place: Place, lane: int, state: str) -> float:
    """Return how far from the middle of its copy a state begins."""
    k, shape = place.k, place.shapes[lane]
    if place.bands[lane].vessel(state) is not None:
        return place.block / 2 - 10 * k
    return (chip_width(place, shape) if state == shape.cell.output else place.block) / 2


def _start(place: Place, lane: int, column: int, state: str) -> Point:
    """Return where the box of an initial state stands."""
    k, backward = place.k, place.shapes[lane].backward
    side = place.column_width / 2 + (MARGIN * 0.5 + 8) * k
    return place.middle(column) + (side if backward else -side), _arrives(place, lane, state)


def _name(place: Place, lane: int, column: int, state: str, style: Style) -> list[Primitive]:
    """The state's name, beside its pipe."""
    k = place.k
    way = -1 if place.shapes[lane].backward else 1
    x = place.middle(column) - way * (place.block / 2 + GUTTER * 0.27 * k)
    ink = "mem" if style.solid == 1 else "ink3"
    runs: tuple[Run, ...] = symbol(state)
    return [Kit(Canvas(), k).text(x, _leaves(place, lane, state) - 14 * k, runs, 13, ink, 600, "center")]


def _head(x: float, y: float, way: int, k: float) -> list[Primitive]:
    a = 4 * k
    return [Line(((x - way * a, y - a), (x, y), (x - way * a, y + a)), "pipe_e", 2 * k, cap="round")]
