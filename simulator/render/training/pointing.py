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
from simulator.render.training.happened import Clippings

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


def level_line(chart: Chart, name: str, value: float, template: str, bands: Sequence[Band]) -> None:
    """Draw a level across the plot, with words where the curves leave room for them; it answers by its name."""
    k, kit, y = chart.k, chart.kit, chart.y(value)
    words = template.format(value=reading(value))
    across, high = wide(kit, words, WORD) + 8 * k, 1.4 * kit.size(WORD)
    sides = [side for side in (y - high, y) if chart.top <= side and side + high <= chart.bottom] or [y - high]
    places = [(left, top) for top in sides for left in (chart.right - across, chart.left)]
    left, top = min(places, key=lambda at: _covered(chart, bands, at[0], at[1], across, high))
    chart.taken.claim(left, top, left + across, top + high)
    chart.canvas.add(
        name,
        Line(((chart.left, y), (chart.right, y)), "ink2", 1.4 * k, (2 * k, 4 * k)),
        kit.text(left + 4 * k, top + high / 2, words, WORD, "ink2", 500, "left", "bg"),
    )
    # smaller than a column of updates, which would be found before it
    down = min(high, 0.8 * _COLUMN * (chart.bottom - chart.top) / across)
    tip = template.format(value=fmt.exact(value))
    chart.canvas.spot(name, left, top + (high - down) / 2, across, down, tip)


def _covered(chart: Chart, bands: Sequence[Band], left: float, top: float, across: float, high: float) -> float:
    """Return how much of the curves a rectangle would cover, and far more where it would cover a label."""
    start = left - chart.left
    hides = 0.0 if chart.taken.free(left, top, left + across, top + high) else _HIDDEN
    return hides + sum(band.covers(start, start + across, top, top + high) for band in bands)


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


def callout(chart: Chart, curve: Curve, bands: Sequence[Band], update: int, clipped: Clippings | None) -> None:
    """Explain one update in a box beside it: a cliff, where its gradient was clipped by far, else its loss."""
    point = curve.at(update)
    if point is None:
        return
    k, kit = chart.k, chart.kit
    title, text = _words(chart, curve, point, update, clipped)
    x = chart.x(update)
    pixel = min(chart.pixels - 1, max(0, int(x - chart.left)))
    y = float(bands[0].first[pixel])
    y = y if math.isfinite(y) else chart.y(float(curve.line[point]))
    y = y if math.isfinite(y) else chart.top
    line = 1.55 * kit.size(WORD)
    across = max(wide(kit, title, WORD), wide(kit, text, WORD)) + 24 * k
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
    title = say("Cliff at update {update}") if clipped.is_cliff(place) else say("Clipped at update {update}")
    text = say("gradient {before}, clipped to {after}").format(before=reading(before), after=reading(after))
    return title.format(update=number), text


def _clear(chart: Chart, bands: Sequence[Band], x: float, y: float, across: float, high: float) -> tuple[float, float]:
    """Return the corner of a box beside a point where it covers no label, and as little of the curves as can be."""
    away = 14 * chart.k
    top, bottom = chart.top + 4 * chart.k, chart.bottom - high - 4 * chart.k
    best: tuple[float, float, float] | None = None
    for left in (x + away, x - away - across):
        if not (chart.left <= left and left + across <= chart.width - 4):
            continue
        for share in (0.5, 0.0, 1.0, 1.5, -0.5, 2.0, -1.0, 3.0, -2.0):
            level = min(max(y - high * share, top), max(top, bottom))
            covered = _covered(chart, bands, left, level, across, high)
            cost = covered + 0.2 * abs(level + high / 2 - y) + (0 if left > x else 8)
            if best is None or cost < best[0]:
                best = cost, left, level
    if best is None:  # a very narrow plot
        return max(2.0, min(x + away, chart.width - across - 4)), top
    return best[1:]
