"""The whole timeline as a picture: columns with numbers where they have room, lines where steps are narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.language import Cell
from simulator.render.motion import progress
from simulator.render.primitives import Box, Canvas, Hotspot, Picture
from simulator.render.timeline.columns import Numbers, Tense, column, field
from simulator.render.timeline.ground import ground, has_words, heads, mark_now, marks, pill
from simulator.render.timeline.layout import Layout, lay_out
from simulator.render.timeline.lines import Lines, Now
from simulator.render.timeline.names import mark_name
from simulator.render.timeline.rows import DESKTOP, Metrics, Row, TimelineSource, Track

CURRENT = "current step"
"""The place that leads back to the current step where that is out of sight."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a timeline is shown: with values after the current step, numbers in full, a ring around a field.

    All is counted from 0: ``marked`` is a row and a column, ``block`` the first and the last row, the first column and
    the one behind the last, ``found`` columns in sight that are marked, ``differing`` those in sight at which the runs
    that are compared differ, ``loop`` the first column and the one behind the last of those that are played again and
    again; ``chosen`` is the row whose name is marked.
    """

    future: bool = True
    exact: bool = False
    marked: tuple[int, int] | None = None
    block: tuple[int, int, int, int] | None = None
    found: tuple[int, ...] = ()
    loop: tuple[int, int] | None = None
    differing: tuple[int, ...] = ()
    chosen: int | None = None


def timeline(
    source: TimelineSource,
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
    pitch: float | None = None,
    beside: Sequence[Track] = (),
) -> Picture:
    """Return the timeline with the cursor at ``step`` (from 1) and ``phase``.

    Only the columns from ``first_column`` (from 0) that fit into ``width`` are made, so that the length of the sequence
    does not matter. ``pitch`` is the width of a column where it has been zoomed. ``beside`` are other runs that there
    are rows of (``Row.side`` 1, 2, …); the longest says how many steps there are.
    """
    look = look or Look()
    tracks = (Track(source, cell), *beside)
    steps = max(track.source.steps for track in tracks)
    place = lay_out(rows, steps, width, height, metrics, first_column, first_row, pitch)
    canvas = Canvas()
    now = step - 1
    if place.wide and first_column <= now < place.stop:
        canvas.add("current ground", Box(place.left(now), 1.2, place.column_width, place.bottom, 6, "colnow"))
    canvas.items.update(ground(place))
    own = source.heads(now, now + 1)
    mark = pill(place, now, own[0] if own else "")
    if not place.wide:
        canvas.add("heads", heads(place, source.heads(first_column, place.stop) if has_words(place) else None, mark))
    draw = _columns if place.wide else _lines
    draw(canvas, tracks, place, now, phase, look)
    if look.chosen is not None:
        canvas.items.update(mark_name(place, look.chosen))
    canvas.items.update(mark_now(place, now, mark))
    canvas.items.update(marks(place, look.found, look.loop, look.differing))
    if look.block is not None:
        canvas.items.update(_block(place, *look.block))
    if look.marked and (at := place.place(*look.marked)) and place.wide:
        x, y, across, down = at
        z = metrics.k
        canvas.add("marked", Box(x + 6 * z, y + 1.5 * z, across - 12 * z, down - 3 * z, 5 * z, None, "ink", 2 * z))
    return Picture(width, height, canvas.items, _way_back(place, now))


def _block(place: Layout, first: int, last: int, start: int, stop: int) -> dict[str, Box]:
    """Return the frame of the selected block, as far as it is in sight."""
    seen = [k - place.first_row for k in range(first, last + 1) if 0 <= k - place.first_row < len(place.seen)]
    left, right = max(place.left(start), place.metrics.labels), min(place.left(stop), place.width)
    if not seen or right <= left:
        return {}
    top, bottom = place.tops[seen[0]], place.tops[seen[-1]] + place.metrics.of(place.seen[seen[-1]])
    return {"block": Box(left + 1, top, max(3.0, right - left - 2), bottom - top, 4, "ink@0.08", "ink", 1.8)}


def _columns(
    canvas: Canvas, tracks: Sequence[Track], place: Layout, now: int, phase: float, look: Look
) -> None:
    numbers = Numbers(tracks, place)
    words = tracks[0].source.heads(place.first_column, place.stop)
    shares = {
        (row.side, name): progress(tracks[row.side].cell, name, phase)
        for row in place.seen
        for name in (row.signal, *(member.signal for member in row.members))
        if name in tracks[row.side].cell.signals
    }
    for number in range(place.first_column, place.stop):
        values = numbers.of(number)
        if number == now:
            for k, row in enumerate(place.seen):
                share = min(shares.get((part.side, part.signal), 1.0) for part in row.members or (row,))
                parts = field(place, k, number, "now", values[k], share, look.exact)
                canvas.add(f"now {row.id}", *parts)
        else:
            tense: Tense = "past" if number < now else "future" if look.future else "hidden"
            head = words[number - place.first_column] if words else ""
            canvas.add(f"column {number}", column(place, number, tense, values, look.exact, head))


def _lines(
    canvas: Canvas, tracks: Sequence[Track], place: Layout, now: int, phase: float, look: Look
) -> None:
    lines = Lines(tracks, place, Now(now + (phase >= 1), look.future))
    for k, row in enumerate(place.seen):
        canvas.add(f"row {row.id}", *lines.row(k))


def _way_back(place: Layout, now: int) -> tuple[Hotspot, ...]:
    """Return the place that leads to the current step, while that is out of sight."""
    if place.first_column <= now < place.stop and place.left(now) <= place.width:
        return ()
    left = place.metrics.labels if now < place.first_column else place.width - 130
    return (Hotspot(CURRENT, left, 0, 130, place.metrics.header),)
