"""The names of a timeline's rows, at its left: of a signal, of a group, and of the lines over one another."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.render import format as fmt
from simulator.render.primitives import Box, Line, Primitive, Run, Text
from simulator.render.timeline.axes import ends
from simulator.render.timeline.layout import Layout
from simulator.render.timeline.rows import DASHES, Row, rough_width
from simulator.render.type_sizes import SMALLEST

_INSIDE = 8.0  # px that the members of a group stand further to the right
_SAMPLE = 24.0  # px of a line behind its name
_APART = 9.0  # px between a line's sample and the next name


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a line of an overlay has its name: from ``x`` to ``end``, with its sample from ``sample`` on."""

    x: float
    y: float  # the middle of the text
    sample: float
    end: float


def name_of(place: Layout, row: Row, top: float) -> list[Primitive]:
    """Return what stands at the left of a row."""
    if row.kind == "title":
        return _title(place, row, top)
    if row.kind == "overlay":
        return [*_legend(place, row, top), *_axis(place, row, top)]
    sizes, k = place.metrics, place.metrics.k
    height = sizes.of(row)
    y = top + height / 2
    first, left, end = (24 + (_INSIDE if row.group else 0)) * k, _left(place, row), _end(place)
    wide = _width(row.symbol, sizes.name)
    label = max(first + 30 * k, left + wide + 8 * k)
    clip = (left, top, end - left, height)
    parts: list[Primitive] = badge(first + 8 * k, y, row.letter, k) if row.letter else []
    parts.append(Text(left, y, row.symbol, sizes.name, row.hue, 600, clip=clip))
    if label < end:
        clip = (label, top, end - label, height)
        parts.append(Text(label, y, (Run(row.label),), sizes.label, "ink2", 500, clip=clip))
    if row.group:
        parts.append(Line(((18 * k, top), (18 * k, top + height)), "line", 1.5 * k))
    return [*parts, *_axis(place, row, top)]


def badge(x: float, y: float, letter: str, k: float = 1.0) -> list[Primitive]:
    """The letter of a run that is compared with others, in a frame around (x, y)."""
    return [
        Box(x - 8 * k, y - 8 * k, 16 * k, 16 * k, 4 * k, "bg", "ink2", 1.4 * k),
        Text(x, y, (Run(letter),), 11.5 * max(k, 1.0), "ink", 700, "center"),
    ]


def entries(place: Layout, row: Row, top: float) -> tuple[Entry, ...]:
    """Return where the lines of an overlay have their names, below that of the group: as many to a line as fit."""
    size, pitch, lines = _arranged(place, row)
    k = place.metrics.k
    y = top + place.metrics.of(row) / 2 + pitch * (bool(row.label) - (len(lines) - 1) / 2 - bool(row.label) / 2)
    found = []
    for line in lines:
        x = _left(place, row)
        for number in line:
            sample = x + _width(row.members[number].symbol, size) + 5 * k
            found.append(Entry(x, y, sample, sample + _SAMPLE * k))
            x = found[-1].end + _APART * k
        y += pitch
    return tuple(found)


def mark_name(place: Layout, number: int) -> dict[str, Primitive]:
    """Return the mark of the row that is selected, while it is seen."""
    k, z = number - place.first_row, place.metrics.k
    if not 0 <= k < len(place.seen):
        return {}
    height = place.metrics.of(place.seen[k])
    return {"chosen": Box(9 * z, place.tops[k] + 3 * z, 3 * z, height - 6 * z, 1.5 * z, "ink")}


def _arranged(place: Layout, row: Row) -> tuple[float, float, list[list[int]]]:
    """Return the size of type of a legend, the distance of its lines, and which members stand in each."""
    sizes, k = place.metrics, place.metrics.k
    room = _end(place) - _left(place, row)
    size = sizes.label
    for _ in range(2):  # once more if it has to be smaller
        lines: list[list[int]] = []
        x = 0.0
        for number, member in enumerate(row.members):
            wide = _width(member.symbol, size) + (5 + _SAMPLE) * k
            if not lines or x + wide > room:
                lines.append([])
                x = 0.0
            lines[-1].append(number)
            x += wide + _APART * k
        pitch = min(1.3 * sizes.label, (sizes.of(row) - 4) / (len(lines) + bool(row.label)))
        size = max(SMALLEST, min(size, pitch))
    return size, pitch, lines


def _legend(place: Layout, row: Row, top: float) -> list[Primitive]:
    """The name of a group and of each of its lines, with its dashes: so that colour is not needed to tell them."""
    size, pitch, _ = _arranged(place, row)
    k, height, left, end = place.metrics.k, place.metrics.of(row), _left(place, row), _end(place)
    clip = (left, top, end - left, height)
    found = entries(place, row, top)
    parts: list[Primitive] = badge(left - 14 * k, top + height / 2, row.letter, k) if row.letter else []
    if row.label:
        parts.append(Text(left, found[0].y - pitch, (Run(row.label),), size, "ink2", 600, clip=clip))
    for number, (member, entry) in enumerate(zip(row.members, found, strict=True)):
        parts.append(Text(entry.x, entry.y, member.symbol, size, member.hue, 600, clip=clip))
        sample = ((entry.sample, entry.y), (min(end, entry.end), entry.y))
        parts.append(Line(sample, member.hue, 2.2 * k, DASHES[number]))
    return parts


def _title(place: Layout, row: Row, top: float) -> list[Primitive]:
    """The name of a group behind a triangle that folds it; what is folded away is named as well."""
    sizes, k = place.metrics, place.metrics.k
    y, left, end = top + sizes.of(row) / 2, 28 * k, sizes.labels - 8 * k
    points = ((15.0, -4.5), (21.5, 0.0), (15.0, 4.5)) if row.folded else ((14.0, -3.0), (22.0, -3.0), (18.0, 3.5))
    parts: list[Primitive] = [
        Line(tuple((x * k, y + dy * k) for x, dy in points), None, closed=True, fill="ink2"),
        Text(left, y, (Run(row.label),), sizes.label, "ink2", 600, clip=(left, top, end - left, sizes.of(row))),
    ]
    behind = left + rough_width(row.label, sizes.label) * 1.06 + 8 * k
    if row.folded and row.symbol and behind < end:
        clip = (behind, top, end - behind, sizes.of(row))
        parts.append(Text(behind, y, row.symbol, sizes.label, "ink3", 500, clip=clip))
    return parts


def _axis(place: Layout, row: Row, top: float) -> list[Primitive]:
    """The ends of a row's axis, where there is room for both."""
    sizes, (low, high) = place.metrics, ends(place, row, top)
    if not sizes.axis or row.kind not in ("wave", "memory", "overlay") or low - high < 12:
        return []
    return [
        Text(sizes.labels - 8, at, (Run(fmt.short(value)),), sizes.axis, "ink3", 500, "right")
        for value, at in ((row.high, high + 1), (row.low, low - 1))
    ]


def _left(place: Layout, row: Row) -> float:
    """Where a name begins: further to the right in a group, and behind the letter of a run."""
    return (24 + (_INSIDE if row.group else 0) + (22 if row.letter else 0)) * place.metrics.k


def _end(place: Layout) -> float:
    """Where the axes have their numbers, if they have any."""
    return place.metrics.labels - (26 if place.metrics.axis else 8) * place.metrics.k


def _width(runs: tuple[Run, ...], size: float) -> float:
    return sum(rough_width(run.text, size * (0.7 if run.shift else 1.0)) for run in runs)
