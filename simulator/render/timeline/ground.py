"""What stands still in a timeline: its grid, and the mark of the current step."""

from __future__ import annotations

import math
from functools import lru_cache

from simulator.render.primitives import Box, Group, Line, Primitive, Run, Text
from simulator.render.timeline.axes import level
from simulator.render.timeline.layout import Layout
from simulator.render.timeline.names import name_of
from simulator.render.timeline.rows import rough_width

_APART = 90.0  # px between the numbers of narrow columns, at least
_WORD = 30.0  # px of a column from which words are tried
_FRAMED = 20.0  # px of a column from which the current one has a frame


@lru_cache(maxsize=16)
def ground(place: Layout) -> dict[str, Primitive]:
    """Grid, zero lines and the column of names: all that does not depend on the numbers."""
    lines: list[Primitive] = []
    names: list[Primitive] = []
    for k, row in enumerate(place.seen):
        top = place.tops[k]
        names += name_of(place, row, top)
        if row.kind not in ("input", "title"):
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


@lru_cache(maxsize=16)
def heads(place: Layout, words: tuple[str, ...] | None) -> Group:
    """Return what stands over narrow columns: their words where they have room, else the numbers of round steps."""
    sizes, parts = place.metrics, list[Primitive]()
    y, wide = sizes.header / 2 + 1, place.column_width
    for column in ticks(place):
        text = str(column + 1)
        x = place.left(column) + wide / 2
        if x + len(text) * 0.3 * sizes.label < place.width:
            parts.append(Text(x, y, (Run(text),), sizes.label, "ink2", 500, "center"))
    if words is None or wide < _WORD * sizes.k:
        return Group(tuple(parts))
    fitting = (
        Text(place.left(place.first_column + k) + wide / 2, y, (Run(word),), sizes.label, "ink2", 500, "center")
        for k, word in enumerate(words)
        if rough_width(word, sizes.label) <= wide - 4
    )
    return Group(tuple(fitting))


def mark_now(place: Layout, now: int) -> dict[str, Primitive]:
    """Return the frame of the current column with its number: a line where it is narrow, an arrow out of sight."""
    k, sizes = place.metrics.k, place.metrics
    words = str(now + 1)
    wide = (38 + 8 * len(words)) * sizes.label / 13
    first, last = sizes.labels + wide / 2, min(place.right, place.width) - wide / 2
    across = place.column_width
    middle = place.left(now) + across / 2
    runs: tuple[Run, ...] = (Run("t", italic=True), Run(f" = {words}"))
    found: dict[str, Primitive] = {}
    if not place.first_column <= now < place.stop or middle > place.width + 0.5:
        before = now < place.first_column
        middle = sizes.labels + wide / 2 + 10 * k if before else place.width - wide / 2 - 16 * k
        runs = (Run("‹ "), *runs) if before else (*runs, Run(" ›"))
        wide += 16 * k
    elif across >= _FRAMED * k:
        found["current frame"] = Box(place.left(now), 1.2, across, place.bottom, 6 * k, None, "ink", 2.2 * k)
    else:
        line = ((middle, sizes.header - 4 * k), (middle, place.bottom))
        found["current frame"] = Line(line, "ink", 2.2 * k)
        middle = min(max(middle, first), max(first, last))
    found["current step"] = Group(
        (
            Box(middle - wide / 2, 4, wide, sizes.header - 6, 11 * k, "ink"),
            Text(middle, sizes.header / 2 + 1, runs, sizes.label, "bg", 600, "center"),
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
