"""The strip below a timeline that shows the whole sequence in one row, and which part of it is in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulator.language import Cell
from simulator.render.primitives import Box, Canvas, Line, Picture, Primitive, Text
from simulator.render.timeline.layout import Layout, lay_out
from simulator.render.timeline.lines import Lines, Now
from simulator.render.timeline.rows import DESKTOP, Metrics, Row, TimelineSource, Track

HEIGHT = 30.0
_TOP = 4.0
ZOOM_OUT, ZOOM_IN, ZOOM_ALL = "zoom out", "zoom in", "whole sequence"
"""The places of its three buttons."""


def overview(
    source: TimelineSource,
    cell: Cell,
    row: Row,
    seen: Layout,
    now: int,
    metrics: Metrics = DESKTOP,
    found: np.ndarray | None = None,
) -> Picture:
    """Return the strip: ``row`` over all steps, the part that ``seen`` shows, and the current step (from 0).

    ``found`` are steps, from 0, that are marked along its top.
    """
    canvas = Canvas()
    place = whole(row, seen.steps, seen.width, metrics)
    left, right = place.metrics.labels, place.right
    canvas.add("track", Box(left, _TOP, right - left, HEIGHT - 2 * _TOP, 3, "sunk"))
    canvas.add("course", *Lines((Track(source, cell),), place, Now(seen.steps, True)).row(0))
    if found is not None and len(found):
        canvas.add("found", *_marks(place, found))
    start, stop = place.left(seen.first_column), place.left(min(seen.stop, seen.first_column + seen.whole_columns))
    bottom = HEIGHT - _TOP + 1
    for name, one, two in (("before", left, start), ("behind", stop, right)):
        if two - one > 0.5:
            canvas.add(name, Box(one, _TOP - 1, two - one, bottom - _TOP + 1, 0, "bg@0.62"))
    wide = max(6.0, stop - start)
    canvas.add("window", Box(min(start, right - wide), _TOP - 1, wide, bottom - _TOP + 1, 3, None, "ink", 1.8))
    x = place.left(now) + place.column_width / 2
    canvas.add("now", Line(((x - 4, 0), (x + 4, 0), (x, 5)), None, closed=True, fill="ink"))
    canvas.add("name", Text(24, HEIGHT / 2, row.symbol, metrics.label, row.hue, 600))
    _buttons(canvas, metrics)
    return Picture(seen.width, HEIGHT, canvas.items, tuple(canvas.hotspots))


def row_of_strip(rows: Sequence[Row], selected: str) -> Row:
    """Return the row that the strip shows: that of the selected signal, or else of a memory, as far as it is a line.

    Rows of the first run count, and the lines of groups by themselves.
    """
    lines = [line for row in rows if row.side == 0 for line in row.members or (row,)]
    shown = [row for row in lines if row.kind not in ("heat", "places")]
    shown = shown or [row for row in lines if row.signal != "x"] or lines
    row = next((row for row in shown if row.signal == selected), None)
    return row or next((row for row in shown if row.kind == "memory"), shown[-1])


def whole(row: Row, steps: int, width: float, metrics: Metrics = DESKTOP) -> Layout:
    """Return where the steps stand in the strip."""
    flat = replace(metrics, header=_TOP, gap=0.0, wave=HEIGHT - 2 * _TOP)
    return lay_out((replace(row, kind="wave", units=1),), steps, width, HEIGHT, flat, 0, 0, 0.0)


def _marks(place: Layout, found: np.ndarray) -> list[Primitive]:
    """Ticks of the steps that are marked, one for all of a pixel."""
    pixels = np.unique(np.rint(place.left(0) + (found + 0.5) * place.column_width)).tolist()
    return [Line(((x, _TOP - 3), (x, _TOP + 4)), "ink2", 1.6) for x in pixels]


def _buttons(canvas: Canvas, metrics: Metrics) -> None:
    """Less, more, and all: how much of the sequence is in sight."""
    y, side = HEIGHT / 2, 22.0
    left = metrics.labels - 3 * (side + 4) - 10
    for number, target in enumerate((ZOOM_OUT, ZOOM_IN, ZOOM_ALL)):
        x = left + number * (side + 4)
        middle = x + side / 2
        parts: list[Primitive] = [Box(x, y - side / 2, side, side, 5, "bg", "edge", 1.2)]
        if target == ZOOM_ALL:
            for way in (-1, 1):
                tip = middle + way * 6.5
                parts.append(Line(((tip - way * 3.5, y - 3.5), (tip, y), (tip - way * 3.5, y + 3.5)), "ink", 1.6))
            parts.append(Line(((middle - 6, y), (middle + 6, y)), "ink", 1.6))
        else:
            parts.append(Line(((middle - 5, y), (middle + 5, y)), "ink", 1.8))
            if target == ZOOM_IN:
                parts.append(Line(((middle, y - 5), (middle, y + 5)), "ink", 1.8))
        canvas.add(target, *parts)
        canvas.spot(target, x, y - side / 2, side, side)
