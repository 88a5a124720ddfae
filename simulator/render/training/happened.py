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

_CLIFF, _STEEPER = 4.0, 10.0  # times what is usual: where few gradients are clipped, and where most are
_NEAR = 0.02  # of all updates: what a gradient is compared with
_APART = 26.0  # px at scale 1 between two triangles
_MOST, _LOOKED_AT = 10, 400  # marks, and of how many gradients
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

    def is_cliff(self, place: int) -> bool:
        """Return whether a gradient is far longer than usual around its update.

        Usual is what clipping leaves where less than half of the updates are clipped, else the median of these.
        """
        update, reach = int(self.updates[place]), max(5, int(_NEAR * int(self.updates[-1])))
        first, last = (int(n) for n in np.searchsorted(self.updates, [update - reach, update + reach + 1]))
        before = float(self.before[place])
        if last - first > reach:
            return before >= _STEEPER * float(np.median(self.before[first:last]))
        return before >= _CLIFF * float(self.after[place])


@dataclass(frozen=True, slots=True)
class Change:
    """Settings that were changed after an update, in words: "rate 0.003 → 0.001"."""

    update: int
    text: str


def mark_clippings(chart: Chart, clipped: Clippings, band: Band) -> None:
    """Mark all clipped updates by a strip above the plot, and cliffs by triangles with lines down to the curve.

    The length of the gradient stands beside as many triangles as there is room for, the largest first.
    """
    axis, k, kit = chart.x_axis, chart.k, chart.kit
    inside = np.flatnonzero((clipped.updates >= axis.low) & (clipped.updates <= axis.high))
    if not inside.size:
        return
    xs = chart.xs(clipped.updates)
    hit = np.zeros(chart.pixels)
    hit[np.minimum((xs[inside] - chart.left).astype(int), chart.pixels - 1)] = 3 * k
    strip = Envelope(chart.left, chart.top - 8 * k, 3 * k, "ink3", spans(np.zeros(chart.pixels), hit, 3 * k))
    parts: list[Primitive] = [strip]
    cliffs = _cliffs(clipped, inside, xs, _APART * k)
    tip = chart.top - (_RISE - 9) * k
    for place in cliffs:
        chart.taken.claim(xs[place] - 8 * k, tip - 12 * k, xs[place] + 8 * k, tip)
    for place in cliffs:
        x, update = float(xs[place]), int(clipped.updates[place])
        pixel = min(chart.pixels - 1, int(x - chart.left))
        end = float(band.first[pixel]) if np.isfinite(band.first[pixel]) else chart.bottom
        if end > tip + 6 * k:
            parts.append(Line(((x, tip + 2 * k), (x, end)), "ink3", 1.3 * k, (1.5 * k, 3 * k)))
        parts.append(triangle(x, tip, 11 * k, "ink"))
        text = reading(float(clipped.before[place]))
        right = x + 14 * k + wide(kit, text, AXIS)
        if right < chart.width and chart.taken.claim(x + 8 * k, tip - 12 * k, right, tip):
            parts.append(kit.text(x + 9 * k, tip - 5 * k, text, AXIS, "ink2", 600))
        words = clipping_words(chart, clipped, update)
        chart.canvas.spot(f"spike[{update}]", x - 9 * k, tip - 16 * k, 18 * k, 20 * k, words)
    chart.canvas.add("clipped", *parts)


def _cliffs(clipped: Clippings, inside: np.ndarray, xs: np.ndarray, apart: float) -> list[int]:
    """Return the places of the steepest cliffs that stand apart, the steepest first."""
    found: list[int] = []
    places: list[float] = []
    lengths = np.nan_to_num(clipped.before[inside], nan=np.inf)
    steepest = inside[np.argsort(-lengths, kind="stable")[:_LOOKED_AT]]
    for place, x in zip(steepest.tolist(), xs[steepest].tolist(), strict=True):
        if all(abs(x - other) >= apart for other in places) and clipped.is_cliff(place):
            found.append(place)
            places.append(x)
        if len(found) == _MOST:
            break
    return found


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
