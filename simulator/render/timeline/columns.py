"""Columns that have room for their numbers: gates step at the borders, a memory in mid-column, outputs are bars.

A column changes only when its numbers do, or when time passes it. So each is one primitive, kept for the next picture;
the current one, which moves, is one primitive a row.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from simulator.engine.finding.differences import apart
from simulator.render import format as fmt
from simulator.render.fitting import cut
from simulator.render.heat import binned, levels
from simulator.render.primitives import Box, Group, Heat, Line, Point, Primitive, Run, Text
from simulator.render.timeline import places
from simulator.render.timeline.axes import beside, level
from simulator.render.timeline.layout import Layout
from simulator.render.timeline.places import Set, sets
from simulator.render.timeline.rows import DASHES, Row, Track, read

ZERO = 0.005  # smaller values read as zero
AGAINST = (2.0, 3.0)
"""The dash of the run that another is compared with."""
_STEP = 0.25  # px: a step smaller than this is none

Tense = Literal["past", "now", "future", "hidden"]


Values = tuple[float, ...] | tuple[tuple[float, float], ...] | bytes | Set | None
"""The numbers of a field: of a row before a step and at it (and the same two of the run that it is compared with), of
each member of an overlay, the levels of a heat-map, or what is set."""


class Numbers:
    """The numbers of the columns in sight; None for what is not known yet."""

    def __init__(self, tracks: Sequence[Track], place: Layout) -> None:
        self.tracks, self.place = tracks, place
        self.start = place.first_column
        self.stop = place.stop
        self.ready = [max(self.start, min(self.stop, track.source.ready)) for track in tracks]
        self.found: dict[tuple[int, str], np.ndarray] = {}  # (columns + 1, size): that before the first column first
        self.rows = [self._of_row(row) for row in place.seen]
        self.inputs = [row.signal == "x" for row in place.seen]

    def _before_and_now(self, row: Row) -> list[tuple[float, float]]:
        source, cell = self.tracks[row.side]
        if row.signal == "x":
            known = source.inputs(max(0, self.start - 1), self.stop)[:, row.unit].tolist()
            known = known if self.start else [*known[:1], *known]
            return list(itertools.pairwise(known))
        key = row.side, row.signal
        if key not in self.found:
            values = source.signal(row.signal, max(0, self.start - 1), self.ready[row.side])
            if self.start == 0:
                own = values[0] if len(values) else np.zeros(values.shape[1])  # what is no state has no value before
                first = source.initial(row.signal) if row.signal in cell.states else own
                values = np.vstack([first.reshape(1, -1), values.reshape(-1, first.size)])
            self.found[key] = values
        values = self.found[key][:, row.unit]
        return list(zip(values[:-1].tolist(), values[1:].tolist(), strict=True))

    def _of_row(self, row: Row) -> list[Values]:
        match row.kind:
            case "title":
                return []
            case "heat":
                stop = self.stop if row.signal == "x" else self.ready[row.side]
                numbers = read(self.tracks[row.side].source, row.signal, self.start, stop)
                most = max(1, round(self.place.metrics.of(row)))  # more could not be told apart
                return [levels(values, row.high) for values in binned(numbers, most)]
            case "places":
                source = self.tracks[row.side].source
                return list(sets(source, row, self.start, min(self.stop, source.steps)))
            case "overlay":
                return list(zip(*map(self._before_and_now, row.members), strict=False))  # x is known before the rest
        own = self._before_and_now(row)
        if row.against is None:
            return list(own)
        others: list[tuple[float, ...]] = list(self._before_and_now(row.against))
        others += [()] * (len(own) - len(others))  # where the other run is over
        return [(*one, *other) for one, other in zip(own, others, strict=False)]

    def of(self, column: int) -> tuple[Values, ...]:
        """Return the numbers of a column, by row."""
        k = column - self.start
        return tuple(values[k] if k < len(values) else None for values in self.rows)


@lru_cache(maxsize=2048)
def column(
    place: Layout, number: int, tense: Tense, values: tuple[Values, ...], exact: bool, head: str = ""
) -> Group:
    """Return a column that is not the current one; ``head`` is the word that stands over it."""
    middle = place.left(number) + place.column_width / 2
    sizes = place.metrics
    over = cut(head, place.column_width - 8, sizes.label) or str(number + 1)
    parts: list[Primitive] = [Text(middle, sizes.header / 2 + 1, (Run(over),), sizes.label, "ink2", 500, "center")]
    for k in range(len(place.seen)):
        parts += field(place, k, number, tense, values[k], 1.0, exact)
    return Group(tuple(parts))


def field(
    place: Layout, k: int, column: int, tense: Tense, values: Values, share: float, exact: bool
) -> list[Primitive]:
    """Return what stands in one column of one row; ``share`` says how far its value has come in the current step."""
    row, x, top = place.seen[k], place.left(column), place.tops[k]
    if values is None or (tense == "hidden" and row.signal != "x" and not row.members):
        return []
    if isinstance(values, bytes):
        if tense == "now" and share < 0.5:
            return []
        return [Heat(x + 3, top + 1, place.column_width - 6, place.metrics.of(row) - 3, 1, values)]
    if isinstance(values, Set):
        return places.field(place, row, x, top, values, tense == "now", exact)
    if row.kind == "overlay":
        parts: list[Primitive] = []
        for number, member in enumerate(row.members):
            if tense == "hidden" and member.signal != "x":
                continue
            shift = beside(row, number, place.metrics.k)
            drawn = Field(place, replace(member, kind="overlay"), x, top + shift, tense, exact)
            pair = values[number]
            assert isinstance(pair, tuple)
            parts += drawn.bare(*pair, share, DASHES[number])
        return parts
    before, now, *other = values
    assert isinstance(before, float)
    assert isinstance(now, float)
    if row.kind == "input":
        return [*_input(place, x, top, now, tense == "now", exact), *_difference(place, row, x, top, values)]
    drawn = Field(place, row, x, top, tense, exact)
    draw = {"wave": drawn.wave, "memory": drawn.memory, "bar": drawn.bar}[row.kind]
    parts = draw(before, now, share)
    if share >= 0.5 and (corner := _difference(place, row, x, top, values)):
        behind = len(parts)  # the numbers, with their grounds, stand last
        while behind and (isinstance(parts[behind - 1], Text) or _is_ground(parts[behind - 1])):
            behind -= 1
        parts[behind:behind] = drawn.other(float(other[1]))  # type: ignore[arg-type]  # a number
        parts += corner
    return parts


def _is_ground(part: Primitive) -> bool:
    return isinstance(part, Box) and part.fill in ("bg", "colnow")


def _difference(place: Layout, row: Row, x: float, top: float, values: tuple[Any, ...]) -> list[Primitive]:
    """A filled corner where a run differs from the one it is compared with, as two decimals show it."""
    if len(values) < 4 or not apart(np.array(values[1]), np.array(values[3])):
        return []
    k, right = place.metrics.k, x + place.column_width - 1
    if row.kind == "input":
        right -= 6 * k
    return [Line(((right - 9 * k, top + 1), (right, top + 1), (right, top + 1 + 9 * k)), None, closed=True, fill="ink")]


def _input(place: Layout, x: float, top: float, value: float, current: bool, exact: bool) -> list[Primitive]:
    height, wide, k = place.metrics.input, place.column_width, place.metrics.k
    bold = current or abs(value) >= ZERO
    edge, width = ("inp", 1.5 * k) if current else ("line", 1.0)
    return [
        Box(x + 6 * k, top + 1.5 * k, wide - 12 * k, height - 3 * k, 5 * k, "bg", edge, width),
        _number(place, value, x + wide / 2, top + height / 2, wide - 20 * k, "ink" if bold else "ink2", bold, exact),
    ]


class Field:
    """A field of a signal's row, about to be drawn."""

    def __init__(self, place: Layout, row: Row, x: float, top: float, tense: Tense, exact: bool) -> None:
        self.place, self.row, self.x, self.top, self.exact = place, row, x, top, exact
        self.wide = place.column_width
        self.height = place.metrics.of(row)
        self.later = tense == "future"
        self.now = tense == "now"
        self.tint = f"{row.hue}_t@0.45" if self.later else f"{row.hue}_t"
        self.k = place.metrics.k
        self.stroke, self.pen = (f"{row.hue}_m", 2.0 * self.k) if self.later else (row.hue, 2.6 * self.k)
        self.zero = self.y(0.0)

    def y(self, value: float) -> float:
        """Return the level of a value."""
        return level(self.place, self.row, self.top, value)

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
        nothing = abs(value) < ZERO
        share_of_row = (value - self.row.low) / (self.row.high - self.row.low)
        y = self.top + self.height / 2
        crossed = not nothing and 0.12 < share_of_row < 0.88  # the line runs through the number
        if not crossed and self.height < 24 * self.k:
            y += (1.6 if share_of_row > 0.5 else -1.8) * self.k
        number = self._text(value, self.x + self.wide / 2, y, self.wide - 8 * self.k, nothing)
        if crossed:
            parts.append(self._ground(number))
        return [*parts, number]

    def bare(self, before: float, value: float, share: float, dash: tuple[float, ...]) -> list[Primitive]:
        """A level without ground and number, for several over one another."""
        if share <= 0:
            return []
        old, level = self.y(before), self.y(value)
        points: list[Point] = [(self.x, old)] if abs(old - level) > _STEP else []
        line = (*points, (self.x, level), (self.x + self.wide * share, level))
        return [Line(line, self.stroke, self.pen, dash)]

    def other(self, value: float) -> list[Primitive]:
        """The level of the run that this one is compared with, dashed."""
        y = self.y(value)
        start = self.x + self.wide / 2 if self.row.kind == "memory" else self.x
        if self.row.kind == "bar":
            middle = self.x + self.wide / 2
            ends = (middle - self.wide / 4 - 6 * self.k, y), (middle + self.wide / 4 + 6 * self.k, y)
        else:
            ends = (start + 2, y), (self.x + self.wide - 2, y)
        return [Line(ends, "ink2", 1.6 * self.k, AGAINST)]

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
        nothing = math.isnan(value) or abs(value) < ZERO
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
