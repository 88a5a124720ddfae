"""The timeline: a column a step, a row a signal. Gates step at the borders, a memory in mid-column, outputs are bars.

A column changes only when its numbers do, or when time passes it. So each is one primitive, kept for the next picture;
the current one, which moves, is one primitive a row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from simulator.engine.source import Source
from simulator.language import Cell
from simulator.render import format as fmt
from simulator.render.motion import progress
from simulator.render.primitives import Box, Canvas, Group, Line, Picture, Point, Primitive, Run, Text
from simulator.render.timeline_rows import DESKTOP, Layout, Metrics, Row, lay_out, rough_width

_ZERO = 0.005  # smaller values read as zero
_STEP = 0.25  # px: a step smaller than this is none

Tense = Literal["past", "now", "future", "hidden"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a timeline is shown: with values after the current step, numbers in full, a ring around a field."""

    future: bool = True
    exact: bool = False
    marked: tuple[int, int] | None = None  # row and column, counted from 0


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
    look = look or Look()
    place = lay_out(rows, source.steps, width, height, metrics, first_column, first_row)
    canvas = Canvas()
    now = step - 1
    seen = first_column <= now < first_column + place.columns
    if seen:
        canvas.add("current ground", Box(place.left(now), 1.2, place.column_width, place.bottom, 6, "colnow"))
    canvas.items.update(_ground(place))
    numbers = _Numbers(source, cell, place)
    shares = {row.signal: progress(cell, row.signal, phase) for row in place.seen if row.kind != "input"}
    for column in range(first_column, first_column + place.columns):
        values = numbers.of(column)
        if column == now:
            for k, row in enumerate(place.seen):
                parts = _field(place, k, column, "now", values[k], shares.get(row.signal, 1.0), look.exact)
                canvas.add(f"now {row.signal} {row.unit}", *parts)
        else:
            tense: Tense = "past" if column < now else "future" if look.future else "hidden"
            canvas.add(f"column {column}", _column(place, column, tense, values, look.exact))
    if seen:
        _mark_now(canvas, place, now)
    if look.marked and (field := place.place(*look.marked)):
        x, y, across, down = field
        z = metrics.k
        canvas.add("marked", Box(x + 6 * z, y + 1.5 * z, across - 12 * z, down - 3 * z, 5 * z, None, "ink", 2 * z))
    return Picture(width, height, canvas.items)


class _Numbers:
    """The numbers of the columns in sight: for each row the value before a step and the one at it, None if unknown."""

    def __init__(self, source: Source, cell: Cell, place: Layout) -> None:
        self.start = place.first_column
        stop = self.start + place.columns
        self.ready = max(self.start, min(stop, source.ready))
        inputs = source.inputs(self.start, stop)
        found = {}
        for name in {row.signal for row in place.seen if row.kind != "input"}:
            values = source.signal(name, max(0, self.start - 1), self.ready)
            if self.start == 0:
                own = values[0] if len(values) else np.zeros(values.shape[1])  # what is no state has no value before
                first = source.initial(name) if name in cell.states else own
                values = np.vstack([first.reshape(1, -1), values.reshape(-1, first.size)])
            found[name] = values
        self.rows = [
            [*inputs[:, row.unit].tolist()] if row.kind == "input" else found[row.signal][:, row.unit].tolist()
            for row in place.seen
        ]
        self.kinds = [row.kind for row in place.seen]

    def of(self, column: int) -> tuple[tuple[float, float] | None, ...]:
        """Return the numbers of a column, by row."""
        k = column - self.start
        known = column < self.ready
        return tuple(
            (values[k], values[k]) if kind == "input" else (values[k], values[k + 1]) if known else None
            for kind, values in zip(self.kinds, self.rows, strict=True)
        )


# -- what stands still


@lru_cache(maxsize=16)
def _ground(place: Layout) -> dict[str, Primitive]:
    """Grid, zero lines and the column of names: all that does not depend on the numbers."""
    lines: list[Primitive] = []
    names: list[Primitive] = []
    for k, row in enumerate(place.seen):
        top = place.tops[k]
        names += _name(place, row, top)
        if row.kind != "input":
            lines.append(Line(((24 * place.metrics.k, top), (place.right, top)), "hair"))
    for column in range(place.first_column, place.first_column + place.columns + 1):
        x = place.left(column)
        lines.append(Line(((x, place.metrics.header), (x, place.bottom)), "hair"))
    for k, row in enumerate(place.seen):
        if row.kind in ("memory", "bar") or (row.kind == "wave" and row.low < 0):
            zero = _y(place, row, place.tops[k], 0.0)
            lines.append(Line(((place.metrics.labels, zero), (place.right, zero)), f"{row.hue}@0.5"))
    return {"grid": Group(tuple(lines)), "names": Group(tuple(names))}


def _name(place: Layout, row: Row, top: float) -> list[Primitive]:
    sizes, k = place.metrics, place.metrics.k
    height = sizes.of(row.kind)
    y = top + height / 2
    left = 24 * k
    end = sizes.labels - (26 if sizes.axis else 8) * k  # where the axis has its numbers, if it has any
    wide = sum(rough_width(run.text, sizes.name * (0.7 if run.shift else 1.0)) for run in row.symbol)
    label = max(54 * k, left + wide + 8 * k)
    clip = (left, top, end - left, height)
    parts: list[Primitive] = [Text(left, y, row.symbol, sizes.name, row.hue, 600, clip=clip)]
    if label < end:
        clip = (label, top, end - label, height)
        parts.append(Text(label, y, (Run(row.label),), sizes.label, "ink2", 500, clip=clip))
    low, high = _ends(place, row, top)
    if sizes.axis and row.kind in ("wave", "memory") and low - high >= 12:
        for value, level in ((row.high, high + 1), (row.low, low - 1)):
            parts.append(Text(sizes.labels - 8, level, (Run(fmt.short(value)),), sizes.axis, "ink3", 500, "right"))
    return parts


def _mark_now(canvas: Canvas, place: Layout, now: int) -> None:
    left, wide, k = place.left(now), place.column_width, place.metrics.k
    canvas.add("current frame", Box(left, 1.2, wide, place.bottom, 6 * k, None, "ink", 2.2 * k))
    middle, size = left + wide / 2, (38 + 8 * len(str(now + 1))) * place.metrics.label / 13
    runs = (Run("t", italic=True), Run(f" = {now + 1}"))
    canvas.add(
        "current step",
        Box(middle - size / 2, 4, size, place.metrics.header - 6, 11 * k, "ink"),
        Text(middle, place.metrics.header / 2 + 1, runs, place.metrics.label, "bg", 600, "center"),
    )


# -- columns


@lru_cache(maxsize=2048)
def _column(
    place: Layout, column: int, tense: Tense, values: tuple[tuple[float, float] | None, ...], exact: bool
) -> Group:
    """Return a column that is not the current one."""
    middle = place.left(column) + place.column_width / 2
    sizes = place.metrics
    head = Text(middle, sizes.header / 2 + 1, (Run(str(column + 1)),), sizes.label, "ink2", 500, "center")
    parts: list[Primitive] = [head]
    for k in range(len(place.seen)):
        parts += _field(place, k, column, tense, values[k], 1.0, exact)
    return Group(tuple(parts))


def _field(
    place: Layout, k: int, column: int, tense: Tense, values: tuple[float, float] | None, share: float, exact: bool
) -> list[Primitive]:
    """Return what stands in one column of one row; ``share`` says how far its value has come in the current step."""
    row, x, top = place.seen[k], place.left(column), place.tops[k]
    if row.kind == "input":
        assert values is not None  # inputs are always known
        return _input(place, x, top, values[1], tense == "now", exact)
    if values is None or tense == "hidden":
        return []
    field = _Field(place, row, x, top, tense, exact)
    draw = {"wave": field.wave, "memory": field.memory, "bar": field.bar}[row.kind]
    return draw(*values, share)


def _input(place: Layout, x: float, top: float, value: float, current: bool, exact: bool) -> list[Primitive]:
    height, wide, k = place.metrics.input, place.column_width, place.metrics.k
    bold = current or abs(value) >= _ZERO
    edge, width = ("inp", 1.5 * k) if current else ("line", 1.0)
    return [
        Box(x + 6 * k, top + 1.5 * k, wide - 12 * k, height - 3 * k, 5 * k, "bg", edge, width),
        _number(place, value, x + wide / 2, top + height / 2, wide - 20 * k, "ink" if bold else "ink2", bold, exact),
    ]


class _Field:
    """A field of a signal's row, about to be drawn."""

    def __init__(self, place: Layout, row: Row, x: float, top: float, tense: Tense, exact: bool) -> None:
        self.place, self.row, self.x, self.top, self.exact = place, row, x, top, exact
        self.wide = place.column_width
        self.height = place.metrics.of(row.kind)
        self.later = tense == "future"
        self.now = tense == "now"
        self.tint = f"{row.hue}_t@0.45" if self.later else f"{row.hue}_t"
        self.k = place.metrics.k
        self.stroke, self.pen = (f"{row.hue}_m", 2.0 * self.k) if self.later else (row.hue, 2.6 * self.k)
        self.zero = self.y(0.0)

    def y(self, value: float) -> float:
        """Return the level of a value."""
        return _y(self.place, self.row, self.top, value)

    def wave(self, before: float, value: float, share: float) -> list[Primitive]:
        """A level that steps at the border; the current one grows from the left."""
        old, level = self.y(before), self.y(value)
        end = self.x + self.wide * share
        points: list[Point] = [(self.x, old)] if abs(old - level) > _STEP else []
        parts = self._tinted(self.x, end, level) if share > 0 else []
        if share > 0:
            parts.append(Line((*points, (self.x, level), (end, level)), self.stroke, self.pen, cap="square"))
        if share < 0.5:
            return parts
        nothing = abs(value) < _ZERO
        share_of_row = (value - self.row.low) / (self.row.high - self.row.low)
        y = self.top + self.height / 2
        crossed = not nothing and 0.12 < share_of_row < 0.88  # the line runs through the number
        if not crossed and self.height < 24 * self.k:
            y += (1.6 if share_of_row > 0.5 else -1.8) * self.k
        number = self._text(value, self.x + self.wide / 2, y, self.wide - 8 * self.k, nothing)
        if crossed:
            parts.append(self._ground(number))
        return [*parts, number]

    def memory(self, before: float, value: float, share: float) -> list[Primitive]:
        """The old level up to mid-column, where it is written, then the new one."""
        old, new, middle = self.y(before), self.y(value), self.x + self.wide / 2
        end = middle + self.wide / 2 * share
        points: list[Point] = [(self.x, old), (middle, old)]
        parts = self._tinted(self.x, middle, old)
        if share > 0:
            parts += self._tinted(middle, end, new)
            points = [*(points if abs(old - new) > _STEP else points[:1]), (middle, new), (end, new)]
        parts.append(Line(tuple(points), self.stroke, self.pen, cap="square"))
        if not self.exact:
            parts.append(self._beside(before, self.x + self.wide / 4, self.wide / 2, True))
        if share >= 0.5:
            at, room = (middle, self.wide) if self.exact else (middle + self.wide / 4, self.wide / 2)
            number = self._beside(value, at, room, False)
            parts += [self._ground(number), number] if self.exact else [number]  # a long one meets the step
        return parts

    def bar(self, _before: float, value: float, share: float) -> list[Primitive]:
        """A bar of half a column, hollow below zero."""
        middle = self.x + self.wide / 2
        nothing = math.isnan(value) or abs(value) < _ZERO
        parts: list[Primitive] = []
        if not nothing:
            level = self.zero + (self.y(value) - self.zero) * share
            left, right = middle - self.wide / 4, middle + self.wide / 4
            outline = ((left, self.zero), (left, level), (right, level), (right, self.zero))
            parts.append(Line(outline, self.stroke, 2.0 * self.k, fill=None if value < 0 else self.tint))
        if share >= 0.5:
            beside = None if nothing else self._beside_bar(value)
            y = self.top + self.height / 2 if beside is None else beside
            number = self._text(value, middle, y, self.wide - 8 * self.k, nothing, strong=not nothing)
            parts += [self._ground(number), number] if beside is None and not nothing else [number]
        return parts

    def _tinted(self, start: float, end: float, level: float) -> list[Primitive]:
        top, depth = min(level, self.zero), abs(level - self.zero)
        return [Box(start, top, end - start, depth, 0, self.tint)] if depth > 0.5 else []

    def _beside_bar(self, value: float) -> float | None:
        """Return where a bar's number stands clear: in the bar, or at its end; None where there is no room for it."""
        level = self.y(value)
        high = self.place.metrics.figure
        if abs(self.zero - level) >= high:
            return (self.zero + level) / 2 + (1 if value > 0 else -1)
        free = level - self.top if value > 0 else self.top + self.height - level
        if free < high + 1:
            return None
        return level - (high / 2 + 1) if value > 0 else level + (high / 2 + 1)

    def _ground(self, number: Text) -> Box:
        """Return the small ground on which a number stands in the way of a line."""
        room = number.size * 0.64 * len(number.runs[0].text) + 6
        half = max(7.0, 0.48 * self.place.metrics.number)
        return Box(number.x - room / 2, number.y - half, room, 2 * half, 3, "colnow" if self.now else "bg")

    def _text(self, value: float, x: float, y: float, room: float, nothing: bool, strong: bool = False) -> Text:
        colour = "ink3" if self.later and not strong else "ink" if nothing else self.row.hue
        bold = not nothing and (strong or not self.later)
        return _number(self.place, value, x, y, room, colour, bold, self.exact)

    def _beside(self, value: float, x: float, room: float, old: bool) -> Text:
        """A memory's number: above its level where the level is low, below it where it is high."""
        level, half = self.y(value), max(7.5, 0.41 * self.place.metrics.number)
        y = level - half - 3 if level - 2 * half - 3 >= self.top else level + half + 3
        plain = old or self.later
        colour = "ink3" if plain else self.row.hue
        return _number(
            self.place,
            value,
            x,
            min(y, self.top + self.height - half),
            room - (10 if self.exact else 4),
            colour,
            not plain,
            self.exact,
        )


def _number(place: Layout, value: float, x: float, y: float, room: float, colour: str, bold: bool, exact: bool) -> Text:
    text = fmt.exact(value) if exact else fmt.short(value)
    size = max(7.0, min(place.metrics.number, room / ((0.66 if bold else 0.62) * max(1, len(text)))))
    return Text(x, y, (Run(text),), size, colour, 700 if bold else 500, "center")


def _ends(place: Layout, row: Row, top: float) -> tuple[float, float]:
    """Return where a row's axis ends: the y of its low and of its high value."""
    height = place.metrics.of(row.kind)
    k = place.metrics.k
    if row.kind == "memory":
        return top + height - 5 * k, top + 5 * k
    return top + height - 4.6 * k, top + min(5.6 * k, height * 0.2)


def _y(place: Layout, row: Row, top: float, value: float) -> float:
    low, high = _ends(place, row, top)
    if math.isnan(value):
        return low
    share = (min(row.high, max(row.low, value)) - row.low) / (row.high - row.low)
    return low + (high - low) * share
