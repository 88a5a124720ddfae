"""Steps too narrow for their numbers: each row is one line.

Where steps are narrower than pixels, it is what all the steps of a pixel reach between them. So nothing is hidden, and
the length of the sequence does not matter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.render import format as fmt
from simulator.render.heat import binned
from simulator.render.heat import levels as heat_levels
from simulator.render.primitives import Envelope, Heat, Line, Point, Primitive, Run, Text
from simulator.render.strokes import spans
from simulator.render.timeline import places
from simulator.render.timeline.axes import beside, level, levels
from simulator.render.timeline.columns import AGAINST
from simulator.render.timeline.layout import FEW, Layout
from simulator.render.timeline.rows import DASHES, Row, Track, read, rough_width
from simulator.render.type_sizes import SMALLEST

_THICK = 2.2  # px of a line at least
_NUMBERED = 24.0  # px of a column from which a short number may have room


@dataclass(frozen=True)
class Now:
    """Where the cursor is in a narrow timeline: the first column that is not over, from 0, and whether to go on."""

    end: int
    future: bool


class Lines:
    """Draws the rows of a layout whose columns are narrow."""

    def __init__(self, tracks: Sequence[Track], place: Layout, now: Now) -> None:
        self.tracks, self.place, self.now = tracks, place, now
        self.start = place.first_column

    def _stop(self, row: Row) -> int:
        """Return the column behind the last one that there is, and that is ready."""
        source = self.tracks[row.side].source
        return max(self.start, min(self.place.stop, source.steps if row.signal == "x" else source.ready))

    def row(self, k: int) -> list[Primitive]:
        """Return what is drawn of the k-th row that is seen."""
        row, top = self.place.seen[k], self.place.tops[k]
        if row.kind == "title":
            return []
        if row.kind == "heat":
            return self._heat(row, top)
        if row.kind == "places":
            return places.narrow(self.place, row, top, self.tracks[row.side].source)
        if row.kind == "overlay":
            return [
                part
                for number, member in enumerate(row.members)
                for part in self._line(member, row, top + beside(row, number, self.place.metrics.k), DASHES[number])
            ]
        other = row.against
        below = self._line(replace(other, kind="overlay", hue=""), row, top, AGAINST, True) if other else []
        return [*below, *self._line(row, row, top, ())]

    # -- lines

    def _line(
        self, row: Row, frame: Row, top: float, dash: tuple[float, ...], bare: bool = False
    ) -> list[Primitive]:
        """Return one row's line on the axis of its own, in the frame of a row that may be another.

        A row without a hue is that of the run which another is compared with.
        """
        axis = replace(row, kind=frame.kind)
        bare = bare or bool(frame.members)
        if self.place.column_width < FEW:
            return self._strokes(axis, top, bare, dash if row.hue else ())
        stop = self._stop(row)
        before, values = self._values(row, stop)
        parts: list[Primitive] = []
        inputs = row.signal == "x"
        end = stop if inputs else min(max(self.start, self.now.end), stop)
        for first, last, later in ((self.start, end, False), (end, stop, True)):
            if first < last and (self.now.future or not later):
                known = before if first == self.start else float(values[first - self.start - 1])
                drawn = values[first - self.start : last - self.start]
                parts += self._polyline(axis, top, first, known, drawn, later, dash, not bare)
        return parts

    def _values(self, row: Row, stop: int) -> tuple[float, np.ndarray]:
        """Return what a row has before the first column that is seen, and in the columns up to ``stop``."""
        source, cell = self.tracks[row.side]
        first = max(0, self.start - 1)
        values = read(source, row.signal, first, stop)[:, row.unit]
        if self.start > first:
            return float(values[0]) if len(values) else 0.0, values[1:]
        if row.signal in cell.states:
            return float(source.initial(row.signal)[row.unit]), values
        return float(values[0]) if len(values) else 0.0, values

    def _polyline(
        self,
        row: Row,
        top: float,
        first: int,
        before: float,
        values: np.ndarray,
        later: bool,
        dash: tuple[float, ...],
        filled: bool,
    ) -> list[Primitive]:
        place, k = self.place, self.place.metrics.k
        wide, left = place.column_width, place.left(first)
        shift = wide / 2 if row.kind == "memory" else 0.0  # a memory is written in mid-column
        old = level(place, row, top, before)
        points: list[Point] = [(left, old)]
        for number, value in enumerate(values):
            y, x = level(place, row, top, float(value)), left + number * wide + shift
            points += [(x, points[-1][1]), (x, y)]
        points.append((left + len(values) * wide, points[-1][1]))
        zero = level(place, row, top, min(max(0.0, row.low), row.high))
        stroke, pen = (f"{row.hue}_m", 2.0 * k) if later else (row.hue, _THICK * k)
        if not row.hue:
            stroke, pen = "ink2", 1.6 * k
        parts: list[Primitive] = []
        if filled:
            ground = ((points[0][0], zero), *points, (points[-1][0], zero))
            parts.append(Line(ground, None, closed=True, fill=f"{row.hue}_t@0.45" if later else f"{row.hue}_t"))
        parts.append(Line(_bare(points), stroke, pen, dash))
        if filled and wide >= _NUMBERED * k:
            parts += self._numbers(row, top, left, values, later)
        return parts

    def _numbers(self, row: Row, top: float, left: float, values: np.ndarray, later: bool) -> list[Primitive]:
        """The numbers that have room in their columns, clear of the line."""
        place, parts = self.place, list[Primitive]()
        wide, height = place.column_width, place.metrics.of(row)
        size = max(SMALLEST, place.metrics.axis)
        for number, value in enumerate(values.tolist()):
            text = fmt.short(value)
            if rough_width(text, size) > wide - 3:
                continue
            at = level(place, row, top, value)
            y = at + size * 0.75 if at < top + height / 2 else at - size * 0.65
            colour = "ink3" if later or abs(value) < 0.005 else row.hue
            x = left + (number + 0.5) * wide + (wide / 4 if row.kind == "memory" and wide > 40 else 0.0)
            parts.append(Text(x, y, (Run(text),), size, colour, 600, "center"))
        return parts

    # -- pixel by pixel

    def _pixels(self, stop: int) -> np.ndarray:
        """Return the first row of every pixel of the columns up to ``stop``, and the end: (pixels + 1,)."""
        pitch = self.place.column_width
        count = min(int(self.place.width - self.place.metrics.labels), math.ceil((stop - self.start) * pitch))
        edges = self.start + np.floor(np.arange(max(0, count) + 1) / pitch).astype(np.int64)
        return np.minimum(edges, stop)

    def _spread(self, row: Row, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the smallest and largest value of every pixel; of one within a step, the step's."""
        if self.place.column_width < 1:
            return self.tracks[row.side].source.spread(row.signal, row.unit, edges)
        _, values = self._values(row, int(edges[-2]) + 1)
        found = values[edges[:-1] - self.start]
        return found, found

    def _strokes(self, row: Row, top: float, bare: bool, dash: tuple[float, ...]) -> list[Primitive]:
        inputs = row.signal == "x"
        edges = self._pixels(self._stop(row))
        if len(edges) < 2:
            return []
        low, high = self._spread(row, edges)
        place = self.place
        height = place.metrics.of(row)
        joined_low = np.fmin(low, np.concatenate([high[:1], high[:-1]]))  # a step is drawn from where the last ended
        joined_high = np.fmax(high, np.concatenate([low[:1], low[:-1]]))
        first, last = levels(place, row, top, joined_high) - top, levels(place, row, top, joined_low) - top
        thin = np.maximum(0.0, _THICK - (last - first)) / 2
        if dash:
            gaps = _gaps(dash, self.start * place.column_width, len(low)) & (last - first < 2 * _THICK)
            first[gaps] = last[gaps] = np.nan
        zero = level(place, row, top, min(max(0.0, row.low), row.high)) - top
        near = np.where(low > 0, low, np.where(high < 0, high, np.nan))
        area = levels(place, row, top, near) - top
        pixel = max(0, min(len(low), round((self.now.end - self.start) * place.column_width)))
        parts: list[Primitive] = []
        for start, stop, later in ((0, pixel, False), (pixel, len(low), not inputs)):
            if start >= stop or (later and not self.now.future):
                continue
            cut, x = slice(start, stop), place.metrics.labels + start
            if not bare:
                tint = f"{row.hue}_t@0.45" if later else f"{row.hue}_t"
                filled = spans(np.fmin(area, zero)[cut], np.fmax(area, zero)[cut], height)
                parts.append(Envelope(x, top, height, tint, filled))
            stroke = "ink3" if not row.hue else f"{row.hue}_m" if later else row.hue
            parts.append(Envelope(x, top, height, stroke, spans((first - thin)[cut], (last + thin)[cut], height)))
        return parts

    # -- many units

    def _heat(self, row: Row, top: float) -> list[Primitive]:
        place, height = self.place, self.place.metrics.of(row) - 3
        source, stop = self.tracks[row.side].source, self._stop(row)
        stop = stop if self.now.future or row.signal == "x" else min(stop, self.now.end)
        if stop <= self.start:
            return []
        if place.column_width < 1:
            edges = self._pixels(stop)
            low, high = source.spread(row.signal, None, edges)
            values = np.where(-low > high, low, high)
            wide = float(len(values))
        else:
            values = read(source, row.signal, self.start, stop)
            wide = len(values) * place.column_width
        found = heat_levels(np.ascontiguousarray(binned(values, max(1, round(height))).T), row.high)
        return [Heat(place.metrics.labels, top + 1, wide, height, len(values), found)]


def _gaps(dash: tuple[float, ...], first: float, count: int) -> np.ndarray:
    """Return which of so many pixels lie between dashes; they stay with the steps while those are scrolled."""
    ends = np.cumsum(dash)
    found: np.ndarray = np.searchsorted(ends, (first + np.arange(count)) % ends[-1], "right") % 2 == 1
    return found


def _bare(points: list[Point]) -> tuple[Point, ...]:
    """Return a step line without the points in the middle of its levels."""
    kept = points[:1]
    for number in range(1, len(points) - 1):
        if not points[number - 1][1] == points[number][1] == points[number + 1][1]:
            kept.append(points[number])
    return (*kept, points[-1])
