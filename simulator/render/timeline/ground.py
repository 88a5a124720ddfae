"""What stands still in a timeline: its grid, and the mark of the current step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from simulator.render.fitting import cut, width
from simulator.render.primitives import Box, Group, Line, Primitive, Run, Text
from simulator.render.timeline.axes import level
from simulator.render.timeline.layout import Layout
from simulator.render.timeline.names import name_of

_APART = 90.0  # px between the numbers of narrow columns, at least
_WORD = 30.0  # px of a column from which words are tried
_FRAMED = 20.0  # px of a column from which the current one has a frame
_PILL = 190.0  # px that the mark of the current step takes at most where columns are narrower
_APART_FROM_PILL = 4.0  # px that other words keep from it


@lru_cache(maxsize=16)
def ground(place: Layout) -> dict[str, Primitive]:
    """Grid, zero lines and the column of names: all that does not depend on the numbers."""
    lines: list[Primitive] = []
    names: list[Primitive] = []
    for k, row in enumerate(place.seen):
        top = place.tops[k]
        names += name_of(place, row, top)
        if row.kind not in ("input", "places", "title"):
            lines.append(Line(((24 * place.metrics.k, top), (place.right, top)), "hair"))
    for column in range(place.first_column, place.stop + 1) if place.wide else ticks(place):
        x = place.left(column)
        lines.append(Line(((x, place.metrics.header), (x, place.bottom)), "hair"))
    for k, row in enumerate(place.seen):
        if row.kind in ("memory", "bar") or (row.kind in ("wave", "overlay") and row.low < 0):
            zero = level(place, row, place.tops[k], 0.0)
            lines.append(Line(((place.metrics.labels, zero), (place.right, zero)), f"{row.hue}@0.5"))
    return {"grid": Group(tuple(lines)), "names": Group(tuple(names))}


def ticks(place: Layout) -> range:
    """Return the columns that have a number where not all have room for one: round steps, some way apart."""
    apart = _APART * place.metrics.k / place.column_width
    power = 10 ** max(0, math.floor(math.log10(max(1.0, apart))))
    every = next(power * step for step in (1, 2, 5, 10, 20) if power * step >= apart)
    first = -(-(place.first_column + 1) // every) * every
    return range(max(1, first) - 1, place.stop, every)


def has_words(place: Layout) -> bool:
    """Whether columns may have room for a word."""
    return place.column_width >= _WORD * place.metrics.k


@lru_cache(maxsize=64)
def heads(place: Layout, words: tuple[str, ...] | None, pill: Pill) -> Group:
    """Return what stands over narrow columns: their words where they have room, else the numbers of round steps.

    What the mark of the current step would cover in part is left out.
    """
    sizes, found = place.metrics, list[tuple[int, str]]()
    wide = place.column_width
    if words is None:
        found = [(column, str(column + 1)) for column in ticks(place)]
    else:
        columns = enumerate(words, place.first_column)
        found = [(column, cut(word or str(column + 1), wide - 4, sizes.label)) for column, word in columns]
    parts: list[Primitive] = []
    for column, text in found:
        x, half = place.left(column) + wide / 2, width(text, sizes.label) / 2
        apart = abs(x - pill.middle) - half - pill.wide / 2
        if text and x + half < place.width and apart > _APART_FROM_PILL * sizes.k:
            parts.append(Text(x, sizes.header / 2 + 1, (Run(text),), sizes.label, "ink2", 500, "center"))
    return Group(tuple(parts))


@dataclass(frozen=True, slots=True)
class Pill:
    """The mark of the current step in the header: its middle, its width, what is written on it, what it stands over.

    ``over`` says whether the step is in sight.
    """

    middle: float
    wide: float
    runs: tuple[Run, ...]
    over: bool


def pill(place: Layout, now: int, word: str = "") -> Pill:
    """Return the mark of the current step with its number, and with its word as far as there is room."""
    k, sizes, across = place.metrics.k, place.metrics, place.column_width
    number = str(now + 1)
    scale = sizes.label / 13
    wide = (38 + 8 * len(number)) * scale
    middle = place.left(now) + across / 2
    runs: tuple[Run, ...] = (Run("t", italic=True), Run(f" = {number}"))
    if not place.first_column <= now < place.stop or middle > place.width + 0.5:
        before = now < place.first_column
        middle = sizes.labels + wide / 2 + 10 * k if before else place.width - wide / 2 - 16 * k
        return Pill(middle, wide + 16 * k, (Run("‹ "), *runs) if before else (*runs, Run(" ›")), False)
    room = across - 8 * k if place.wide else _PILL * k
    if text := cut(word, room - wide - 12 * scale, sizes.label):
        runs = (Run(f"{text}   ", weight=700), *runs)
        wide += width(text, sizes.label) + 12 * scale
    first, last = sizes.labels + wide / 2, min(place.right, place.width) - wide / 2
    return Pill(min(max(middle, first), max(first, last)), wide, runs, True)


def mark_now(place: Layout, now: int, mark: Pill) -> dict[str, Primitive]:
    """Return the frame of the current column with its mark: a line where it is narrow, an arrow out of sight."""
    k, sizes = place.metrics.k, place.metrics
    across = place.column_width
    found: dict[str, Primitive] = {}
    if mark.over and across >= _FRAMED * k:
        found["current frame"] = Box(place.left(now), 1.2, across, place.bottom, 6 * k, None, "ink", 2.2 * k)
    elif mark.over:
        x = place.left(now) + across / 2
        found["current frame"] = Line(((x, sizes.header - 4 * k), (x, place.bottom)), "ink", 2.2 * k)
    found["current step"] = Group(
        (
            Box(mark.middle - mark.wide / 2, 4, mark.wide, sizes.header - 6, 11 * k, "ink"),
            Text(mark.middle, sizes.header / 2 + 1, mark.runs, sizes.label, "bg", 600, "center"),
        )
    )
    return found


def marks(
    place: Layout, found: tuple[int, ...], loop: tuple[int, int] | None, differing: tuple[int, ...] = ()
) -> dict[str, Primitive]:
    """Return the bars below the header over columns that were found, and the bracket over those that are looped.

    Where the runs that are compared differ, there is a filled corner, as in the fields.
    """
    sizes, k = place.metrics, place.metrics.k
    y, wide = sizes.header - 1.5 * k, place.column_width
    items: dict[str, Primitive] = {}
    if found:
        inset = 4 * k if wide > 24 * k else 0.0
        reach = max(wide - inset, inset + 1.6)
        lefts = [place.left(column) for column in found]
        items["found"] = Group(tuple(Line(((x + inset, y), (x + reach, y)), "ink", 3 * k) for x in lefts))
    if differing:
        side = max(1.6, min(9 * k, wide))
        rights = [place.left(column) + max(wide, side) for column in differing]
        top = sizes.header - 12 * k
        corners = [Line(((x - side, top), (x, top), (x, top + 9 * k)), None, closed=True, fill="ink") for x in rights]
        items["differing"] = Group(tuple(corners))
    if loop is not None:
        left, right = max(place.left(loop[0]), sizes.labels), min(place.left(loop[1]), place.width)
        if left < right:
            top, foot = 3 * k, sizes.header - 4 * k
            way = ((left + 2, foot), (left + 2, top), (right - 2, top), (right - 2, foot))
            items["loop"] = Line(way, "ink2", 1.8 * k, dash=(5 * k, 3 * k), corner=6 * k)
    return items
