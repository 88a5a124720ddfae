"""The timeline: a column a step, a row a signal. Gates are step waves, a memory steps in mid-column, outputs are bars."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.language import Cell
from simulator.render import format as fmt
from simulator.render.motion import progress
from simulator.render.primitives import Box, Canvas, Line, Picture, Point, Primitive, Run, Text
from simulator.render.timeline_rows import DESKTOP, LABELS, Layout, Metrics, Row, Source, lay_out

_ZERO = 0.005  # smaller values read as zero


@dataclass(frozen=True, slots=True)
class Look:
    """How a timeline is shown: with values after the current step, numbers in full, a ring around a field."""

    future: bool = True
    exact: bool = False
    marked: tuple[int, int] | None = None  # row and column, counted from 0
    focused: bool = True  # whether the ring is that of the keyboard


def timeline(
    source: Source,
    cell: Cell,
    rows: tuple[Row, ...],
    step: int,
    phase: float,
    width: float,
    height: float,
    first_column: int = 0,
    first_row: int = 0,
    metrics: Metrics = DESKTOP,
    look: Look | None = None,
) -> Picture:
    """Return the timeline with the cursor at ``step`` (from 1) and ``phase``.

    Only the columns from ``first_column`` (from 0) that fit into ``width`` are made, so that the length of the sequence
    does not matter.
    """
    place = lay_out(rows, source.steps, width, height, metrics, first_column, first_row)
    drawn = _Timeline(source, cell, place, step - 1, phase, look or Look())
    drawn.draw()
    return Picture(width, height, drawn.canvas.items)


class _Timeline:
    def __init__(self, source: Source, cell: Cell, place: Layout, now: int, phase: float, look: Look) -> None:
        self.source = source
        self.cell = cell
        self.place = place
        self.now = now  # the current column, from 0
        self.phase = phase
        self.look = look
        self.canvas = Canvas()
        self.start = place.first_column
        self.stop = place.first_column + place.columns
        self.ready = max(self.start, min(self.stop, source.ready))
        self.values: dict[str, np.ndarray] = {}

    def draw(self) -> None:
        """Draw ground, grid, rows and frame, in that order."""
        place = self.place
        seen = self.start <= self.now < self.stop
        left, wide = place.left(self.now), place.column_width
        if seen:
            self.canvas.add("current ground", Box(left, 1.2, wide, place.bottom, 6, "colnow"))
        self._grid()
        for k in range(len(place.tops) - 1):
            row, top = place.rows[place.first_row + k], place.tops[k]
            self.canvas.add(f"name {row.signal} {row.unit}", *self._name(row, top))
            if row.kind == "input":
                self._inputs(row, place.first_row + k, top)
            else:
                self._signal(row, top)
        self.canvas.add("header", *self._header())
        if seen:
            self.canvas.add("current frame", Box(left, 1.2, wide, place.bottom, 6, None, "ink", 2.2))
            middle = left + wide / 2
            size = 26 + 8 * len(str(self.now + 1)) + 12
            self.canvas.add(
                "current step",
                Box(middle - size / 2, 4, size, place.metrics.header - 6, 11, "ink"),
                Text(middle, place.metrics.header / 2 + 1, _at(self.now + 1), 13, "bg", 600, "center"),
            )

    # -- ground

    def _grid(self) -> None:
        place = self.place
        top, bottom = place.metrics.header, place.bottom
        parts: list[Primitive] = []
        for k in range(len(place.tops) - 1):
            if place.rows[place.first_row + k].kind != "input":
                y = place.tops[k]
                parts.append(Line(((24, y), (place.right, y)), "hair"))
        edges = [place.left(k) for k in range(self.start, self.stop + 1)]
        parts += [Line(((x, top), (x, bottom)), "hair") for x in edges]
        self.canvas.add("grid", *parts)

    def _header(self) -> Iterable[Primitive]:
        middle, y = self.place.column_width / 2, self.place.metrics.header / 2 + 1
        return [
            Text(self.place.left(k) + middle, y, (Run(str(k + 1)),), 13, "ink2", 500, "center")
            for k in range(self.start, self.stop)
            if k != self.now
        ]

    def _name(self, row: Row, top: float) -> list[Primitive]:
        height = self.place.metrics.of(row.kind)
        y = top + height / 2
        parts: list[Primitive] = [
            Text(24, y, row.symbol, 14.5, row.hue, 600),
            Text(54, y, (Run(row.label),), 13, "ink2", 500, clip=(54, top, LABELS - 54 - 26, height)),
        ]
        if row.kind != "input" and row.kind != "bar":
            ends = self._ends(row, top)
            if ends[0] - ends[1] >= 12:
                parts += [_axis(fmt.short(row.high), ends[1] + 1), _axis(fmt.short(row.low), ends[0] - 1)]
        return parts

    # -- rows

    def _inputs(self, row: Row, number: int, top: float) -> None:
        place = self.place
        height, wide = place.metrics.input, place.column_width
        values = self._inputs_of(row.unit)
        for k in range(self.start, self.stop):
            x, value, current = place.left(k), values[k - self.start], k == self.now
            marked = self.look.marked == (number, k)
            edge = "ink" if marked and self.look.focused else "inp" if current else "line"
            bold = current or abs(value) >= _ZERO
            self.canvas.add(
                f"x {row.unit} {k}",
                Box(x + 6, top + 1.5, wide - 12, height - 3, 5, "bg", edge, 2 if marked else 1.5 if current else 1),
                self._number(
                    value, x + wide / 2, top + height / 2, wide - 20, "ink" if bold else "ink2", 700 if bold else 500
                ),
            )

    def _signal(self, row: Row, top: float) -> None:
        values = self._signal_values(row)
        share = progress(self.cell, row.signal, self.phase)
        height = self.place.metrics.of(row.kind)
        if row.kind == "bar":
            self._bars(row, top, values, share)
        else:
            self._wave(row, top, values, share)
        for k in range(self.start, self.ready):
            if k > self.now and not self.look.future:
                break
            if k == self.now and share < 0.5 and row.kind != "memory":
                continue
            parts = self._numbers(row, top, height, values, k, share)
            self.canvas.add(f"value {row.signal} {row.unit} {k}", *parts)

    def _numbers(
        self, row: Row, top: float, height: float, values: Sequence[float], k: int, share: float
    ) -> list[Primitive]:
        """Return the number, or the two of a memory, in column k."""
        x, wide = self.place.left(k), self.place.column_width
        value = values[k - self.start + 1]
        future = k > self.now
        middle = x + wide / 2
        strong = "ink3" if future else row.hue
        if row.kind == "memory":
            whole = self.look.exact
            parts: list[Primitive] = []
            if not whole:
                before = values[k - self.start]
                parts.append(self._beside(row, top, height, before, x + wide / 4, wide / 2, "ink3", 500))
            if k != self.now or share >= 0.5:
                place, room = (middle, wide) if whole else (middle + wide / 4, wide / 2)
                parts.append(self._beside(row, top, height, value, place, room, strong, 500 if future else 700))
            return parts
        nothing = abs(value) < _ZERO
        colour = "ink3" if future else "ink" if nothing else row.hue
        weight = 500 if future or nothing else 700
        y = top + height / 2
        if row.kind == "bar" and not nothing:
            colour, weight = row.hue, 700
            y = self._bar_number_y(row, top, value)
        share_of_row = (value - row.low) / (row.high - row.low)
        crossed = row.kind == "wave" and not nothing and 0.12 < share_of_row < 0.88  # the line runs through the number
        if row.kind == "wave" and not crossed and height < 24:
            y += 1.6 if share_of_row > 0.5 else -1.8
        number = self._number(value, middle, y, wide - 8, colour, weight)
        if not crossed:
            return [number]
        room = number.size * 0.6 * len(number.runs[0].text) + 6
        ground = "colnow" if k == self.now else "bg"
        return [Box(middle - room / 2, y - 7, room, 14, 3, ground), number]

    def _beside(
        self, row: Row, top: float, height: float, value: float, x: float, room: float, colour: str, weight: int
    ) -> Text:
        """A memory's number: above its level where the level is low, below it where it is high."""
        level, half = self._y(row, top, value), 7.5
        y = level - half - 3 if level - 2 * half - 3 >= top else level + half + 3
        return self._number(value, x, min(y, top + height - half), room - 4, colour, weight)

    def _wave(self, row: Row, top: float, values: Sequence[float], share: float) -> None:
        """A step line over a tint down to zero; a memory steps in mid-column, where it is written."""
        points: list[Point] = []
        later: list[Point] = []
        wide = self.place.column_width
        for k in range(self.start, self.ready):
            x, level = self.place.left(k), self._y(row, top, values[k - self.start + 1])
            target = points if k <= self.now else later
            if row.kind == "memory":
                before = self._y(row, top, values[k - self.start])
                target += [(x, before), (x + wide / 2, before)]
                x, length = x + wide / 2, wide / 2
            else:
                length = wide
            grown = share if k == self.now else 1.0
            if grown > 0:
                target += [(x, level), (x + length * grown, level)]
        zero = self._y(row, top, 0.0)
        parts: list[Primitive] = []
        if row.low < 0 or row.kind == "memory":
            parts.append(Line(((LABELS, zero), (self.place.right, zero)), f"{row.hue}@0.45"))
        if later and self.look.future:
            parts += _step_line(later, zero, f"{row.hue}_t@0.45", f"{row.hue}_m", 2.0)
        if points:
            parts += _step_line(points, zero, f"{row.hue}_t", row.hue, 2.6)
        if parts:
            self.canvas.add(f"wave {row.signal} {row.unit}", *parts)

    def _bars(self, row: Row, top: float, values: Sequence[float], share: float) -> None:
        wide = self.place.column_width
        zero = self._y(row, top, 0.0)
        parts: list[Primitive] = [Line(((LABELS, zero), (self.place.right, zero)), f"{row.hue}@0.6")]
        for k in range(self.start, self.ready):
            value = values[k - self.start + 1]
            if (k > self.now and not self.look.future) or math.isnan(value) or abs(value) < _ZERO:
                continue
            level = zero + (self._y(row, top, value) - zero) * (share if k == self.now else 1.0)
            x, later = self.place.left(k) + wide / 4, k > self.now
            fill = None if value < 0 else f"{row.hue}_t@0.45" if later else f"{row.hue}_t"
            outline = ((x, zero), (x, level), (x + wide / 2, level), (x + wide / 2, zero))
            parts.append(Line(outline, f"{row.hue}_m" if later else row.hue, 2.0, fill=fill))
        self.canvas.add(f"bars {row.signal} {row.unit}", *parts)

    def _bar_number_y(self, row: Row, top: float, value: float) -> float:
        zero, level = self._y(row, top, 0.0), self._y(row, top, value)
        if abs(zero - level) >= 14:
            return (zero + level) / 2 + (1 if value > 0 else -1)
        free = level - top if value > 0 else top + self.place.metrics.bar - level
        return level - 8 if value > 0 and free >= 15 else level + 8 if value < 0 and free >= 15 else (zero + level) / 2

    # -- helpers

    def _ends(self, row: Row, top: float) -> tuple[float, float]:
        """Return where a row's axis ends: the y of its low and of its high value."""
        height = self.place.metrics.of(row.kind)
        if row.kind == "memory":
            return top + height - 5, top + 5
        return top + height - 4.6, top + min(5.6, height * 0.2)

    def _y(self, row: Row, top: float, value: float) -> float:
        low, high = self._ends(row, top)
        if math.isnan(value):
            return low
        share = (min(row.high, max(row.low, value)) - row.low) / (row.high - row.low)
        return low + (high - low) * share

    def _number(self, value: float, x: float, y: float, room: float, colour: str, weight: int) -> Text:
        text = fmt.exact(value) if self.look.exact else fmt.short(value)
        largest = 14.5 if self.place.metrics.wave >= 24 else 12.5
        size = min(largest, room / (0.62 * max(1, len(text))))
        return Text(x, y, (Run(text),), max(size, 7.0), colour, weight, "center")

    def _inputs_of(self, unit: int) -> list[float]:
        if "x" not in self.values:
            self.values["x"] = self.source.inputs(self.start, self.stop)
        return [float(value) for value in self.values["x"][:, unit]]

    def _signal_values(self, row: Row) -> list[float]:
        """Return a row's values: first the one before the first column, then those that are ready."""
        name = row.signal
        if name not in self.values:
            earlier = max(0, self.start - 1)
            found = self.source.signal(name, earlier, self.ready) if self.ready > earlier else None
            if self.start == 0:
                size = max(unit.unit for unit in self.place.rows if unit.signal == name) + 1
                first = self.source.initial(name) if name in self.cell.states else np.zeros(size)
                found = (
                    np.vstack([first[np.newaxis, :size], found[:, :size]]) if found is not None else first[np.newaxis]
                )
            assert found is not None  # columns before those seen are ready
            self.values[name] = found
        return [float(value) for value in self.values[name][:, row.unit]]


def _at(step: int) -> tuple[Run, ...]:
    return (Run("t", italic=True), Run(f" = {step}"))


def _axis(text: str, y: float) -> Text:
    return Text(LABELS - 8, y, (Run(text),), 11.5, "ink3", 500, "right")


def _step_line(points: list[Point], zero: float, tint: str, stroke: str, width: float) -> list[Primitive]:
    level = points[0][1]
    flat = [(x, level := y if abs(y - level) > 0.25 else level) for x, y in points]  # a step too small to see is none
    bends = [flat[0]]
    for point, following in zip(flat[1:], [*flat[2:], None], strict=True):
        if following is None or not bends[-1][1] == point[1] == following[1]:  # straight on needs no point
            bends.append(point)
    area = ((bends[0][0], zero), *bends, (bends[-1][0], zero))
    return [Line(area, None, closed=True, fill=tint), Line(tuple(bends), stroke, width)]
