"""What shows one update among all: the cursor, the callout, and the places that answer the pointer."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulator.render import format as fmt
from simulator.render.primitives import Box, Circle, Line, Primitive, Run
from simulator.render.training.axis import reading
from simulator.render.training.chart import AXIS, WORD, Chart, wide
from simulator.render.training.curve import Band, Curve, parted
from simulator.render.training.happened import CLIFF, Clippings

_HIDDEN = 1e5  # what it costs to hide a label, in pixels of a curve that are covered
_COLUMN = 4  # px of the plot that answer as one


def update_spots(chart: Chart, curve: Curve, word: str) -> None:
    """Let every few pixels of the plot answer for the update with the largest value in them, ``update[N]``."""
    updates = curve.updates
    starts, parts, stop = parted(updates, chart.x_axis, max(1, chart.pixels // _COLUMN))
    if not len(starts):
        return
    first = starts[0]
    high = np.nan_to_num(curve.high[first:stop], nan=math.inf)
    lows = np.minimum.reduceat(curve.low[:stop], starts)
    largest = np.maximum.reduceat(high, starts - first)
    counts = np.diff(np.append(starts, stop))
    reached = first + np.flatnonzero(high == np.repeat(largest, counts))
    places = reached[np.searchsorted(reached, starts)]
    begins = np.concatenate([[0], updates[starts[1:] - 1]]) + 1
    ends = updates[starts + counts - 1]
    across = (chart.right - chart.left) / max(1, chart.pixels // _COLUMN)
    say, height = chart.look.say, chart.bottom - chart.top
    one = say("update {update}: {what} {value}")
    several = say("updates {first} to {last}: {what} {low} to {high}")
    numbers = (parts, updates[places], begins, ends, lows, curve.high[places], counts)
    for at, update, begin, end, low, top, count in zip(*(part.tolist() for part in numbers), strict=True):
        if count == 1 and low == top:
            tip = one.format(update=fmt.grouped(update), what=word, value=fmt.exact(top))
        else:
            span = {"first": fmt.grouped(begin), "last": fmt.grouped(end)}
            tip = several.format(what=word, low=fmt.exact(low), high=fmt.exact(top), **span)
        chart.canvas.spot(f"update[{update}]", chart.left + at * across, chart.top, across, height, tip)


def veil(chart: Chart, update: int) -> None:
    """Draw back what came after an update."""
    x, reach = chart.x(update), 2 * chart.k
    chart.canvas.add(
        "veil", Box(x, chart.top - reach, chart.right - x + reach, chart.bottom - chart.top + reach - 1, 0, "bg@0.6")
    )


def cursor(chart: Chart, curves: Sequence[Curve], update: int) -> None:
    """Mark the update that is shown elsewhere, with its place on every line."""
    k, kit = chart.k, chart.kit
    x = chart.x(update)
    text = (Run(chart.look.say("update {update}").format(update=fmt.grouped(update))),)
    half = wide(kit, text, AXIS) / 2 + 9 * k
    middle = min(max(x, half), chart.width - half)
    y, high = chart.bottom + 17 * k, kit.size(AXIS) * 1.7
    parts: list[Primitive] = [
        Line(((x, chart.top - 6 * k), (x, chart.bottom + 6 * k)), "ink", 1.6 * k),
        Box(middle - half, y - high / 2, 2 * half, high, high / 2, "ink"),
        kit.text(middle, y, text, AXIS, "bg", 700, "center"),
    ]
    chart.taken.claim(x - 6 * k, chart.top, x + 6 * k, chart.bottom)
    for curve in curves:
        point = curve.at(update)
        if point is not None and math.isfinite(value := float(curve.line[point])):
            parts.append(Circle(x, chart.y(value), 4.5 * k, "ink", "bg", 2 * k))
    chart.canvas.add("cursor", *parts)


def callout(
    chart: Chart, curve: Curve, bands: Sequence[Band], update: int, clipped: Clippings | None
) -> None:
    """Explain one update in a box beside it: a cliff, where its gradient was clipped by far, else its loss."""
    point = curve.at(update)
    if point is None:
        return
    k, kit, say = chart.k, chart.kit, chart.look.say
    title, text = _words(chart, curve, point, update, clipped)
    x = chart.x(update)
    pixel = min(chart.pixels - 1, max(0, int(x - chart.left)))
    y = float(bands[0].first[pixel])
    y = y if math.isfinite(y) else chart.y(float(curve.line[point]))
    y = y if math.isfinite(y) else chart.top
    line = 1.55 * kit.size(WORD)
    across = max(wide(kit, say(title), WORD), wide(kit, text, WORD)) + 24 * k
    high = 2 * line + 12 * k
    left, top = _clear(chart, bands, x, y, across, high)
    edge = left if left > x else left + across
    parts: list[Primitive] = [
        Circle(x, y, 4 * k, "ink", "bg", 1.6 * k),
        Line(((x, y), (edge, min(max(y, top + 8 * k), top + high - 8 * k))), "ink", 1.4 * k),
        Box(left, top, across, high, 8 * k, "bg", "ink", 1.6 * k),
        kit.text(left + 12 * k, top + 6 * k + line / 2, title, WORD, "ink", 700),
        kit.text(left + 12 * k, top + 6 * k + 1.5 * line, text, WORD, "ink2", 500),
    ]
    chart.canvas.add("callout", *parts)


def _words(chart: Chart, curve: Curve, point: int, update: int, clipped: Clippings | None) -> tuple[str, str]:
    say = chart.look.say
    number = fmt.grouped(update)
    place = clipped.at(update) if clipped is not None else None
    if clipped is None or place is None:
        loss = reading(float(curve.high[point]))
        return say("Update {update}").format(update=number), say("loss {loss}").format(loss=loss)
    before, after = float(clipped.before[place]), float(clipped.after[place])
    title = say("Cliff at update {update}") if before >= CLIFF * after else say("Clipped at update {update}")
    text = say("gradient {before}, clipped to {after}").format(before=reading(before), after=reading(after))
    return title.format(update=number), text


def _clear(
    chart: Chart, bands: Sequence[Band], x: float, y: float, across: float, high: float
) -> tuple[float, float]:
    """Return the corner of a box beside a point where it covers no label, and as little of the curves as can be."""
    away = 14 * chart.k
    top, bottom = chart.top + 4 * chart.k, chart.bottom - high - 4 * chart.k
    best: tuple[float, float, float] | None = None
    for left in (x + away, x - away - across):
        if not (chart.left <= left and left + across <= chart.width - 4):
            continue
        for share in (0.5, 0.0, 1.0, 1.5, -0.5, 2.0, -1.0, 3.0, -2.0):
            level = min(max(y - high * share, top), max(top, bottom))
            start = left - chart.left
            covered = sum(band.covers(start, start + across, level, level + high) for band in bands)
            hides = 0 if chart.taken.free(left, level, left + across, level + high) else _HIDDEN
            cost = covered + hides + 0.2 * abs(level + high / 2 - y) + (0 if left > x else 8)
            if best is None or cost < best[0]:
                best = cost, left, level
    if best is None:  # a very narrow plot
        return max(2.0, min(x + away, chart.width - across - 4)), top
    return best[1:]
