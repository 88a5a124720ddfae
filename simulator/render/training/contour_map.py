"""The error surface from above: bands of equal loss, and the ways that trainings took across it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from simulator.render import format as fmt
from simulator.render.primitives import Box, Curve, Group, Line, Picture, Primitive
from simulator.render.training.axis import Axis, tick
from simulator.render.training.chart import AXIS, EDGE, WORD, Chart, Look, Sides, element, head, wide
from simulator.render.training.contours import Outline, outlines
from simulator.render.training.surface import Surface, Trail
from simulator.render.training.trails import draw_trails

_SIDES = Sides(76.0, 84.0, 96.0, 56.0)
_HATCH = 9.0  # px at scale 1 between the strokes over what overflowed
_TRIES = 24  # places of an outline that are tried for its number

Level = tuple[float, int, list[Outline]]
"""A loss, the number of its level from 1, and where it is reached."""

MAP = "surface"
"""The place that the map answers by; ``loss_at`` says which point of it is meant."""


def contour_map(
    surface: Surface, trails: Sequence[Trail], width: float, height: float, look: Look | None = None
) -> Picture:
    """Return the map. Points of a trail whose updates are known answer as ``NAME update[N]``."""
    look = look or Look()
    chart = _chart(surface, width, height, look)
    head(chart.kit, width, look.say("Error surface"))
    area = (chart.left, chart.top, chart.right - chart.left, chart.bottom - chart.top)
    shown = surface.shown
    if shown is None:
        drawn: list[Level] = []
        middle = (chart.left + chart.right) / 2, (chart.top + chart.bottom) / 2
        words = chart.kit.text(*middle, surface.why_empty(look.say), WORD, "ink2", 500, "center")
        chart.canvas.add("bands", Box(*area, 0, "sunk"), words)
    else:
        drawn = _bands(chart, shown)
        _legend(chart, shown)
    _axes(chart, surface)
    chart.canvas.spot(MAP, *area)
    draw_trails(chart, trails)
    if shown is not None:
        _label(chart, shown, drawn)
    return chart.picture()


def loss_at(surface: Surface, x: float, y: float, width: float, height: float, look: Look | None = None) -> str:
    """Return the words for the point of the grid nearest to a point of the picture; nothing beside the map."""
    chart = _chart(surface, width, height, look or Look())
    if not (chart.left <= x <= chart.right and chart.top <= y <= chart.bottom) or not surface.losses.size:
        return ""
    column = int(np.argmin(np.abs(chart.xs(surface.x) - x)))
    row = int(np.argmin(np.abs(chart.ys(surface.y) - y)))
    at = fmt.exact(float(surface.x[column])), fmt.exact(float(surface.y[row]))
    loss = float(surface.losses[row, column])
    words = (look or Look()).say("not computed yet") if math.isnan(loss) and not surface.complete else fmt.exact(loss)
    return f"{surface.x_name} = {at[0]}, {surface.y_name} = {at[1]}: {words}"


def _chart(surface: Surface, width: float, height: float, look: Look) -> Chart:
    x, y = (
        Axis(float(ends[0]), float(ends[-1])) if len(ends) > 1 and ends[-1] > ends[0] else Axis(0.0, 1.0)
        for ends in (surface.x, surface.y)
    )
    return Chart(width, height, look, x, y, _SIDES)


def _bands(chart: Chart, surface: Surface) -> list[Level]:
    """Fill what reaches each level, the lowest first; so every band shows between its outline and the next."""
    xs, ys = chart.xs(surface.x), chart.ys(surface.y)
    left, right, top, bottom = float(xs[0]), float(xs[-1]), float(ys[-1]), float(ys[0])
    wide_, high = chart.right - chart.left, chart.bottom - chart.top
    parts: list[Primitive] = [
        Box(chart.left, chart.top, wide_, high, 0, "sunk"),  # coarse points may not reach the end
        Box(left, top, right - left, bottom - top, 0, surface.band_colour(0)),
    ]
    drawn: list[Level] = []
    for number, (value, level) in enumerate(surface.levels, 1):
        found = outlines(surface.heights, level, xs, ys)
        parts.append(Curve(_path(found), "ink3@0.55", 1.0, surface.band_colour(number)))
        drawn.append((value, number, found))
    if surface.overflowed.any():
        found = outlines(surface.overflowed.astype(float), 0.5, xs, ys)
        parts.append(Curve(_path(found), "ink3", 1.2 * chart.k, "sunk"))
        parts += _hatch(chart, surface.overflowed, xs, ys)
    chart.canvas.add("bands", Group(tuple(parts), (chart.left, chart.top, wide_, high)))
    return drawn


def _path(found: list[Outline]) -> tuple[tuple[str | float, ...], ...]:
    commands: list[tuple[str | float, ...]] = []
    for outline in found:
        commands.append(("M", *outline[0]))
        commands += [("L", x, y) for x, y in outline[1:]]
        commands.append(("Z",))
    return tuple(commands)


def _hatch(chart: Chart, overflowed: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> list[Primitive]:
    """Strokes over what overflowed, so that it is not only told by its grey."""
    wide_, high = chart.right - chart.left, chart.bottom - chart.top
    along = np.arange(0.0, wide_ + high, 3.0)
    parts: list[Primitive] = []
    for start in np.arange(-high, wide_, _HATCH * chart.k).tolist():
        x, y = chart.left + start + along, chart.bottom - along
        column = np.rint(np.interp(x, xs, np.arange(len(xs)), left=-1, right=-1)).astype(int)
        row = np.rint(np.interp(-y, -ys, np.arange(len(ys)), left=-1, right=-1)).astype(int)
        inside = (column >= 0) & (row >= 0) & overflowed[row, column]
        edges = np.flatnonzero(np.diff(inside, prepend=False, append=False)).reshape(-1, 2)
        parts += [
            Line(((float(x[first]), float(y[first])), (float(x[end - 1]), float(y[end - 1]))), "edge")
            for first, end in edges.tolist()
            if end - first > 1
        ]
    return parts


def _label(chart: Chart, surface: Surface, drawn: list[Level]) -> None:
    """Write losses on their outlines, on the longest of each level, where there is room."""
    kit, parts = chart.kit, list[Primitive]()
    left, right = (float(edge) for edge in chart.xs(surface.x[[0, -1]]))
    bottom, top = (float(edge) for edge in chart.ys(surface.y[[0, -1]]))
    for value, number, found in drawn:
        if math.isnan(value):
            continue
        runs = tick(value)
        half, high = wide(kit, runs, AXIS) / 2 + 3, 0.8 * kit.size(AXIS)
        outline = max(found, key=len, default=[])
        for x, y in outline[len(outline) // 2 :: max(1, len(outline) // _TRIES)]:
            inside = left + half < x < right - half and top + high < y < bottom - high
            if inside and chart.taken.claim(x - half, y - high, x + half, y + high):
                ground = surface.band_colour(number)
                ink = ground.replace("heat", "ink")
                parts.append(kit.text(x, y, runs, AXIS, ink, 600, "center", ground))
                break
    if parts:
        chart.canvas.add("levels", *parts)


def _legend(chart: Chart, surface: Surface) -> None:
    """The colours of the bands, one upon the other, with the losses between them."""
    k, kit = chart.k, chart.kit
    x, across = chart.right + 22 * k, 14 * k
    ends = (0.0, *(height for _, height in surface.levels), 1.0)
    high = chart.bottom - chart.top
    parts: list[Primitive] = []
    for number, (low, top) in enumerate(itertools.pairwise(ends)):
        colour = surface.band_colour(number)
        parts.append(Box(x, chart.bottom - top * high, across, (top - low) * high, 0, colour))
    parts.append(Box(x, chart.top, across, high, 0, None, "edge"))
    free = math.inf
    for value, height in surface.levels:
        y = chart.bottom - height * high
        if y < free and not math.isnan(value):
            parts.append(kit.text(x + across + 7 * k, y, tick(value), AXIS, "ink2", 500))
            free = y - 1.25 * kit.size(AXIS)
    parts.append(kit.text(x, chart.top - 17 * k, chart.look.say("loss"), AXIS, "ink2", 600))
    if surface.overflowed.any():
        y = chart.bottom + 16 * k
        parts.append(Box(x, y - 6 * k, across, 12 * k, 0, "sunk", "ink3", 1.2))
        parts.append(Line(((x, y + 6 * k), (x + across, y - 6 * k)), "edge"))
        parts.append(kit.text(x + across + 7 * k, y, "∞", WORD, "ink2", 500))
    chart.canvas.add("legend", *parts)


def _axes(chart: Chart, surface: Surface) -> None:
    """The frame, round values along it, and what was moved."""
    k, kit = chart.k, chart.kit
    parts: list[Primitive] = []
    size = kit.size(AXIS)
    for value in chart.y_axis.ticks(int((chart.bottom - chart.top) / (3.5 * size)) + 1):
        y = chart.y(value)
        parts.append(Line(((chart.left - 4 * k, y), (chart.left, y)), "edge", 1.2 * k))
        parts.append(kit.text(chart.left - 9 * k, y, tick(value), AXIS, "ink2", 500, "right"))
    for value in chart.x_axis.ticks(int((chart.right - chart.left) / (6 * size)) + 1):
        x = chart.x(value)
        parts.append(Line(((x, chart.bottom), (x, chart.bottom + 4 * k)), "edge", 1.2 * k))
        parts.append(kit.text(x, chart.bottom + 15 * k, tick(value), AXIS, "ink2", 500, "center"))
    frame = (chart.left, chart.top, chart.right - chart.left, chart.bottom - chart.top)
    parts.append(Box(*frame, 0, None, "edge", 1.2 * k))
    middle = (chart.left + chart.right) / 2
    parts.append(kit.text(middle, chart.bottom + 37 * k, element(surface.x_name), WORD, "ink", 600, "center"))
    parts.append(kit.text(EDGE * k, chart.top - 17 * k, element(surface.y_name), WORD, "ink", 600))
    chart.canvas.add("axes", *parts)
