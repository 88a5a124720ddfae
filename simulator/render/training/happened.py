"""What happened during a training, marked on its curves: gradients that were clipped, settings that were changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.render import format as fmt
from simulator.render.primitives import Envelope, Line, Primitive
from simulator.render.strokes import spans
from simulator.render.training.axis import reading
from simulator.render.training.chart import AXIS, Chart, triangle, wide
from simulator.render.training.curve import Band
from simulator.render.training.labels import Taken

CLIFF = 10.0
"""How many times the threshold a gradient has to be to be called a cliff."""

_APART = 26.0  # px at scale 1 between two marks
_MOST = 10  # marks
_ROWS = 3  # of words for changed settings
_RISE = 20.0  # px at scale 1 from the plot up to the marks


@dataclass(frozen=True, eq=False)
class Clippings:
    """The updates whose gradient was clipped, rising, and its length before and after: (n,) each."""

    updates: np.ndarray
    before: np.ndarray
    after: np.ndarray

    def at(self, update: int) -> int | None:
        """Return the place of an update; None if it was not clipped."""
        place = int(np.searchsorted(self.updates, update))
        return place if place < len(self.updates) and self.updates[place] == update else None


@dataclass(frozen=True, slots=True)
class Change:
    """Settings that were changed after an update, in words: "rate 0.003 → 0.001"."""

    update: int
    text: str


def mark_clippings(chart: Chart, clipped: Clippings, band: Band) -> None:
    """Mark all clipped updates by a strip above the plot, the steepest by triangles, cliffs with a line to the curve.

    The length of the gradient stands beside as many triangles as there is room for, the largest first.
    """
    axis, k = chart.x_axis, chart.k
    inside = (clipped.updates >= axis.low) & (clipped.updates <= axis.high)
    xs = chart.xs(clipped.updates[inside])
    if not xs.size:
        return
    before, after, updates = clipped.before[inside], clipped.after[inside], clipped.updates[inside]
    hit = np.zeros(chart.pixels)
    hit[np.minimum((xs - chart.left).astype(int), chart.pixels - 1)] = 3 * k
    strip = Envelope(chart.left, chart.top - 8 * k, 3 * k, "ink3", spans(np.zeros(chart.pixels), hit, 3 * k))
    parts: list[Primitive] = [strip]
    steepest: list[int] = []
    for place in np.argsort(-np.nan_to_num(before, nan=np.inf), kind="stable").tolist():
        if all(abs(xs[place] - xs[other]) >= _APART * k for other in steepest):
            steepest.append(place)
        if len(steepest) == _MOST:
            break
    taken, tip = Taken(), chart.top - _RISE * k + 9 * k
    for place in steepest:
        taken.claim(xs[place] - 8 * k, 0, xs[place] + 8 * k, 1)
    for place in steepest:
        x, update = float(xs[place]), int(updates[place])
        pixel = min(chart.pixels - 1, int(x - chart.left))
        end = band.first[pixel] if np.isfinite(band.first[pixel]) else chart.bottom
        if end > tip + 6 * k and before[place] >= CLIFF * after[place]:
            parts.append(Line(((x, tip + 2 * k), (x, float(end))), "ink3", 1.3 * k, (1.5 * k, 3 * k)))
        parts.append(triangle(x, tip, 11 * k, "ink"))
        text = reading(float(before[place]))
        across = wide(chart.kit, text, AXIS)
        if x + 10 * k + across < chart.width and taken.claim(x + 8 * k, 0, x + 14 * k + across, 1):
            parts.append(chart.kit.text(x + 9 * k, tip - 5 * k, text, AXIS, "ink2", 600))
        chart.canvas.spot(
            f"spike[{update}]", x - 9 * k, tip - 16 * k, 18 * k, 20 * k, clipping_words(chart, clipped, update)
        )
    chart.canvas.add("clipped", *parts)


def clipping_words(chart: Chart, clipped: Clippings, update: int) -> str:
    """Return the words for a clipped update."""
    place = clipped.at(update)
    if place is None:
        return ""
    before, after = float(clipped.before[place]), float(clipped.after[place])
    words = chart.look.say("update {update}: gradient {before}, clipped to {after}")
    return words.format(update=fmt.grouped(update), before=fmt.exact(before), after=fmt.exact(after))


def mark_changes(chart: Chart, changes: tuple[Change, ...]) -> None:
    """Mark where settings were changed by a line each, with words at the top where there is room for them."""
    k, kit, parts = chart.k, chart.kit, list[Primitive]()
    row = 1.5 * kit.size(AXIS)
    for change in changes:
        if not chart.x_axis.low <= change.update <= chart.x_axis.high:
            continue
        x = chart.x(change.update)
        parts.append(Line(((x, chart.top), (x, chart.bottom)), "edge", 1.2 * k))
        parts.append(triangle(x, chart.bottom, 8 * k, "ink2"))
        tip = chart.look.say("after update {update}: {change}").format(
            update=fmt.grouped(change.update), change=change.text
        )
        chart.canvas.spot(f"change[{change.update}]", x - 6 * k, chart.bottom - 12 * k, 12 * k, 12 * k, tip)
        across = wide(kit, change.text, AXIS)
        places = [
            (start, chart.top + number * row)
            for number in range(_ROWS)
            for start in (x + 6 * k, x - 6 * k - across)
            if start >= chart.left and start + across <= chart.width - 2 * k
        ]
        for start, top in places:
            if chart.taken.claim(start, top, start + across + 6 * k, top + row):
                parts.append(kit.text(start, top + 0.5 * row, change.text, AXIS, "ink2", 600, "left", "bg"))
                break
    if parts:
        chart.canvas.add("changes", *parts)
