"""Inputs that words set: of very many only those that are set, by name; marks of them where columns are narrow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

import numpy as np

from simulator.render import format as fmt
from simulator.render.fitting import cut, width
from simulator.render.heat import binned, levels
from simulator.render.kit import symbol
from simulator.render.primitives import Box, Heat, Primitive, Run, Text
from simulator.render.timeline.layout import Layout
from simulator.render.timeline.rows import Row, TimelineSource
from simulator.render.type_sizes import SMALLEST

NOTHING = "–"
_BETWEEN = "  "
_KEPT = 40  # places of a step of which the names are kept: more have no room anywhere
_NAMED = 26.0  # px of a column from which names are tried
_MARK = 2.0  # px of a mark's height, at least
_LOOKED_THROUGH = 256  # inputs up to which a pixel of many steps is looked up by blocks instead of place by place


@dataclass(frozen=True, slots=True)
class Set:
    """What a step sets: the first places with their numbers, and how many places there are."""

    first: tuple[tuple[int, float], ...]
    count: int


def sets(source: TimelineSource, row: Row, start: int, stop: int) -> list[Set]:
    """Return what each of some steps sets: the places in the order in which they stand in its word, as far as they do.
    """
    rows, columns, numbers = source.set_inputs(start, stop)
    assert row.places is not None
    words = source.heads(start, stop) if row.places.few else None
    ends = np.searchsorted(rows, np.arange(stop - start + 1)).tolist()
    found = []
    for step, (one, two) in enumerate(pairwise(ends)):
        there = dict(zip(columns[one:two].tolist(), numbers[one:two].tolist(), strict=True))
        wanted = row.places.encoding.in_order(words[step]) if words else ()
        ordered = dict.fromkeys((*(index for index in wanted if index in there), *there))
        found.append(Set(tuple((index, there[index]) for index in islice(ordered, _KEPT)), two - one))
    return found


def field(
    place: Layout, row: Row, x: float, top: float, values: Set, current: bool = False, exact: bool = False
) -> list[Primitive]:
    """Return the field of a step in a column with room: a box, as an input has it, with the names inside."""
    k, height, wide = place.metrics.k, place.metrics.of(row), place.column_width
    edge, stroke = ("inp", 1.5 * k) if current else ("line", 1.0)
    box = Box(x + 6 * k, top + 1.5 * k, wide - 12 * k, height - 3 * k, 5 * k, "bg", edge, stroke)
    return [box, *_names(place, row, x, top, values, wide - 22 * k, exact)]


def narrow(place: Layout, row: Row, top: float, source: TimelineSource) -> list[Primitive]:
    """Return the row where columns are narrow: as many names as fit, or marks at the heights of the places."""
    stop = min(place.stop, source.steps)
    if place.column_width >= _NAMED * place.metrics.k:
        parts: list[Primitive] = []
        for column, values in enumerate(sets(source, row, place.first_column, stop), place.first_column):
            if values.count:
                parts += _names(place, row, place.left(column), top, values, place.column_width - 4, False)
        return parts
    return _marks(place, row, top, source, stop) if stop > place.first_column else []


def _names(
    place: Layout, row: Row, x: float, top: float, values: Set, room: float, exact: bool
) -> list[Primitive]:
    sizes, height = place.metrics, place.metrics.of(row)
    assert row.places is not None
    size = max(SMALLEST, sizes.label if row.places.few else min(sizes.number, sizes.label + 0.5 * sizes.k))
    middle, y = x + place.column_width / 2, top + height / 2
    if not values.count:
        return [Text(middle, y, (Run(NOTHING),), size, "ink3", 500, "center")]
    names = tuple(_name(row, index, number, exact) for index, number in values.first)
    if values.count == 1 and (whole := _with_symbol(values.first[0][0], names[0], room, size)):
        return [Text(middle, y, whole, size, "ink", 600, "center")]
    lines = fitted(names, values.count, room, size, 2 if row.places.few else 1)
    pitch = height * 0.42
    return [
        Text(middle, y + (number - (len(lines) - 1) / 2) * pitch, (Run(line),), size, "ink", 600, "center")
        for number, line in enumerate(lines)
    ]


def _name(row: Row, index: int, number: float, exact: bool) -> str:
    """Return what a place is called, with its number unless that is 1."""
    assert row.places is not None
    name = row.places.name(index)
    return name if number == 1 else f"{name} {fmt.exact(number) if exact else fmt.short(number)}"


def _with_symbol(index: int, name: str, room: float, size: float) -> tuple[Run, ...]:
    """Return the name of the only place with the symbol of its input before it; nothing where there is no room."""
    runs = symbol(f"x{index + 1}", colour="inp")
    digits = sum(width(run.text, size * (0.7 if run.shift else 1.0)) for run in runs)
    named = f"{_BETWEEN}{name}"
    return (*runs, Run(named)) if digits + width(named, size) <= room else ()


@lru_cache(maxsize=1024)
def fitted(names: tuple[str, ...], count: int, room: float, size: float, lines: int) -> tuple[str, ...]:
    """Return lines of names, as many as fit; the last one ends with how many more there are of ``count``, or with “…”.

    Where not even one name fits it is shortened.
    """
    for counted in (True, False):
        for kept in range(len(names), 0, -1):
            rest = count - kept
            words = (*names[:kept], f"+{rest}" if counted else "…") if rest else names
            found = _filled(words, room, size)
            if len(found) <= lines and all(width(line, size) <= room for line in found):
                return found
    return (cut(names[0] if count == 1 else f"{names[0]} …", room, size) or "…",)


def _filled(words: tuple[str, ...], room: float, size: float) -> tuple[str, ...]:
    """Return words in lines, each as full as it can be."""
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]}{_BETWEEN}{word}"
        if width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _marks(place: Layout, row: Row, top: float, source: TimelineSource, stop: int) -> list[Primitive]:
    """Return a heat-map of as many rows as can be told apart: the same word has the same marks wherever it stands."""
    start, pitch, height = place.first_column, place.column_width, place.metrics.of(row) - 3
    wide = min((stop - start) * pitch, place.width - place.metrics.labels)
    across = stop - start if pitch >= 1 else max(1, int(wide))
    bins = max(1, min(row.units, int(height / (_MARK * place.metrics.k))))
    if pitch < 1 and row.units <= _LOOKED_THROUGH:
        edges = np.minimum(start + np.floor(np.arange(across + 1) / pitch).astype(np.int64), stop)
        low, high = source.spread("x", None, edges)
        picture = binned(np.where(-low > high, low, high), bins).T
    else:
        rows, columns, numbers = source.set_inputs(start, stop)
        picture = np.zeros((bins, across))
        at = columns * bins // row.units, np.minimum((rows * min(1.0, pitch)).astype(np.int64), across - 1)
        order = np.argsort(np.abs(numbers), kind="stable")  # the largest is written last, and stays
        picture[at[0][order], at[1][order]] = numbers[order]
    largest = max(1.0, float(np.nanmax(np.abs(picture), initial=0.0)))
    shown = levels(np.ascontiguousarray(picture), largest)
    return [Heat(place.metrics.labels, top + 1, across * max(1.0, pitch), height, across, shown)]
