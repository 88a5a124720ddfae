"""The ways of trainings across a map of the error surface: told apart by dashes and marks, named where they end."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulator.render import format as fmt
from simulator.render.primitives import Circle, Group, Line, Point, Primitive
from simulator.render.training.axis import reading
from simulator.render.training.chart import WORD, Chart, wide
from simulator.render.training.curve import DASHES
from simulator.render.training.labels import beside
from simulator.render.training.surface import Trail

_DOTS = 60  # points of a trail up to which each is marked
_MOST_SPOTS = 300  # places of a trail that answer
_MOST = 1500  # points that are drawn
_FAR = 4.0  # maps away from the map: lines go no further

Way = tuple[tuple[Point, ...], bool, bool]
"""The points up to the end, or to where a trail leaves the map for good; whether it starts there, and leaves."""


def draw_trails(chart: Chart, trails: Sequence[Trail]) -> None:
    """Draw all trails: lines, then where they start and end, then their names, and let their points answer."""
    trails = [trail.thinned(_MOST) for trail in trails]
    ways = [_way(chart, trail) for trail in trails]
    ends = [_draw(chart, trail, way, number) for number, (trail, way) in enumerate(zip(trails, ways, strict=True))]
    name_trails(chart, trails, ends, [np.array(way[0]) for way in ways if way is not None])


def _draw(chart: Chart, trail: Trail, way: Way | None, number: int) -> Point | None:
    """Draw one trail; return where it ends, or leaves the map for good. None if it is nowhere on it."""
    k = chart.k
    if way is None:
        return None
    points, starts_here, leaves = way
    dash = tuple(part * k for part in DASHES[number % len(DASHES)])
    parts: list[Primitive] = [
        Line(points, "bg@0.8", 5.0 * k, cap="round"),
        Line(points, "ink", 2.0 * k, dash, "butt" if dash else "round"),
    ]
    if len(points) <= _DOTS:
        parts += [mark(x, y, 3.0 * k, number) for x, y in points[1:]]
    area = (chart.left, chart.top, chart.right - chart.left, chart.bottom - chart.top)
    chart.canvas.add(f"trail {number}", Group(tuple(parts), area))
    ends: list[Primitive] = []
    if leaves and len(points) > 1:
        ends.append(arrow_head(points[-2], points[-1], 11 * k))
    else:
        ends.append(Circle(*points[-1], 5.5 * k, "ink", "bg", 2.0 * k))
    if starts_here:
        ends.append(Circle(*points[0], 5.5 * k, "bg", "ink", 2.2 * k))
    chart.canvas.add(f"ends {number}", *ends)
    x, y = np.asarray(trail.x, float), np.asarray(trail.y, float)
    outside = (x < chart.x_axis.low) | (x > chart.x_axis.high) | (y < chart.y_axis.low) | (y > chart.y_axis.high)
    answer(chart, trail, np.where(outside[:, np.newaxis], np.nan, np.stack([chart.xs(x), chart.ys(y)], axis=1)))
    return points[-1]


def mark(x: float, y: float, size: float, number: int) -> Primitive:
    """Return the mark of a trail's points: a disc, a square, a triangle, a lozenge."""
    match number % 4:
        case 0:
            return Circle(x, y, size, "ink", "bg", 1.2)
        case 1:
            corners: tuple[Point, ...] = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        case 2:
            corners = ((-1.2, 1), (0, -1.3), (1.2, 1))
        case _:
            corners = ((-1.4, 0), (0, -1.4), (1.4, 0), (0, 1.4))
    return Line(tuple((x + a * size, y + b * size) for a, b in corners), "bg", 1.2, closed=True, fill="ink")


def _shares(chart: Chart, trail: Trail) -> np.ndarray:
    """Return the points as shares of the map's width and height, (n, 2), up to the first one that is no number."""
    found = np.empty((len(trail.x), 2))
    for side, (values, axis) in enumerate(((trail.x, chart.x_axis), (trail.y, chart.y_axis))):
        with np.errstate(all="ignore"):
            found[:, side] = (values - axis.low) / (axis.high - axis.low)
    wild = np.flatnonzero(~np.isfinite(found).all(axis=1))
    return found[: wild[0]] if wild.size else found


def _way(chart: Chart, trail: Trail) -> Way | None:
    """Return a trail's way on the map; None if it is nowhere on it."""
    shares = _shares(chart, trail)
    inside = np.all((shares >= 0) & (shares <= 1), axis=1)
    if not inside.any():
        return None
    last = int(np.flatnonzero(inside)[-1])
    leaves = last + 1 < len(trail.x)
    kept = np.clip(shares[: last + 1], -_FAR, _FAR)
    if last + 1 < len(shares):  # as far as the edge
        step = shares[last + 1] - shares[last]
        with np.errstate(all="ignore"):
            room = np.where(step > 0, (1 - shares[last]) / step, np.where(step < 0, -shares[last] / step, np.inf))
        kept = np.vstack([kept, shares[last] + step * float(room.min())])
    xs = chart.left + kept[:, 0] * (chart.right - chart.left)
    ys = chart.bottom - kept[:, 1] * (chart.bottom - chart.top)
    return tuple(zip(xs.tolist(), ys.tolist(), strict=True)), bool(inside[0]), leaves


def arrow_head(before: Point, tip: Point, size: float) -> Line:
    """Return the head of an arrow that comes from a point."""
    length = math.dist(before, tip) or 1.0
    u, v = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
    base = tip[0] - u * size, tip[1] - v * size
    half = 0.55 * size
    corners = ((base[0] - v * half, base[1] + u * half), tip, (base[0] + v * half, base[1] - u * half))
    return Line(corners, "bg", 1.4, closed=True, fill="ink")


def answer(chart: Chart, trail: Trail, points: np.ndarray) -> None:
    """Let points whose updates are known answer the pointer: (n, 2) in the picture, NaN where there is nothing."""
    if trail.updates is None:
        return
    reach = 5 * chart.k
    for point in range(0, len(points), max(1, -(-len(points) // _MOST_SPOTS))):
        x, y = points[point].tolist()
        if math.isnan(x + y):
            continue
        update = int(trail.updates[point])
        words = chart.look.say("update {update}").format(update=fmt.grouped(update))
        if trail.losses is not None and not math.isnan(trail.losses[point]):
            words += ": " + chart.look.say("loss {loss}").format(loss=fmt.exact(float(trail.losses[point])))
        target = f"{trail.name} update[{update}]"
        chart.canvas.spot(target, x - reach, y - reach, 2 * reach, 2 * reach, f"{trail.name}, {words}")


def name_trails(
    chart: Chart, trails: Sequence[Trail], ends: Sequence[Point | None], drawn: Sequence[np.ndarray]
) -> None:
    """Write the name of each trail beside its end, with its last loss, or that it flies off, clear of the others.

    ``drawn``: the points of all trails, (n, 2) each; names keep off them where they can.
    """
    k, kit, taken, parts = chart.k, chart.kit, chart.taken, list[Primitive]()
    area = (chart.left, chart.top, chart.right, chart.bottom)
    crossed = np.concatenate([*(points[:: max(1, len(points) // _DOTS)] for points in drawn), np.empty((0, 2))])
    for x, y in (end for end in ends if end is not None):
        taken.claim(x - 6 * k, y - 6 * k, x + 6 * k, y + 6 * k)
    for trail, end in zip(trails, ends, strict=True):
        if end is None or not trail.name:
            continue
        text = trail.name
        if trail.flew:
            text += f", {trail.flew}"
        elif trail.losses is not None and (known := trail.losses[np.isfinite(trail.losses)]).size:
            text += f"  {reading(float(known[-1]))}"
        place = beside(end, wide(kit, text, WORD), 1.5 * kit.size(WORD), area, taken, crossed)
        if place is not None:
            parts.append(kit.text(*place, text, WORD, "ink", 700, "left", "bg"))
    for x, y in crossed.tolist():  # what is written after the trails keeps off them, too
        taken.claim(x - 3, y - 3, x + 3, y + 3)
    if parts:
        chart.canvas.add("names", *parts)
