"""What runs side by side as one picture: diagrams with marks, what differs, and one timeline for all."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from simulator.document import State
from simulator.document.bands import bands_beside, chosen_bands, usual_signals
from simulator.document.state import Side
from simulator.engine.finding.differences import differ, next_difference, shared
from simulator.errors import UserError
from simulator.exports.finished import FinishedTrace
from simulator.render.comparing import LETTERS
from simulator.render.comparing.differences import differences
from simulator.render.comparing.listing import HEIGHT, listing
from simulator.render.comparing.marks import marked
from simulator.render.comparing.rows import in_order, together
from simulator.render.composing import Part, composed
from simulator.render.diagram import diagram
from simulator.render.primitives import Group, Line, Picture, Primitive, Run, Text
from simulator.render.timeline import Look, timeline
from simulator.render.timeline.bands import chosen_rows
from simulator.render.timeline.layout import lay_out
from simulator.render.timeline.names import badge
from simulator.render.timeline.rows import COMPACT, DESKTOP, Row, Track, places_of, timeline_rows
from simulator.render.view import CellView, is_signed
from simulator.tables import words

_HEAD = 36.0  # px of the line with a run's letter and name
_WIDE, _LEAST = 656.0, 400.0  # px of a diagram at least


def comparison(state: State, source: FinishedTrace, step: int, phase: float, width: float, height: float) -> Picture:
    """Return the document and the sides on show, wider than asked for where they need it.

    Raises UserError if there are none, or one of them does not run.
    """
    sides = [side for side in state.sides if side.shown]
    if not sides:
        raise UserError(f"{state.title} is compared with nothing. Choose a lesson that compares, such as ten-or-three.")
    sources = [source, *(_finished(state, side) for side in sides)]
    titles = [_own_title(state, sides), *(side.title for side in sides)]
    width = max(width, _WIDE * len(sources))
    steps = [one.explained(step) for one in sources]
    found = differences(steps)
    differing = {one.signal for one in found}
    signed = any(is_signed(one.run.layer.cell, one.extent) for one in sources)
    below = _timeline(state, sources, step, phase, width, height - _HEAD - HEIGHT - _LEAST)
    wide, high = width / len(sources), height - _HEAD - HEIGHT - below.height
    parts = []
    for number, one in enumerate(sources):
        parts.append(Part(f"head {number}", _head(number, titles[number], wide), number * wide, 0.0))
        now = steps[number]
        if now is not None:
            layer = one.run.layer
            view = CellView(now, one.explained(step - 1), state.labels, state.scale, signed, layer.layout)
            drawn = diagram(replace(view, places=layer.places), phase, wide - 8, high)
            parts.append(Part(LETTERS[number], marked(drawn, differing, now.held), number * wide + 4, _HEAD))
    pairs = [(source, one, shared(source.sizes, one.sizes)) for one in sources[1:]]
    near = next_difference(pairs, step, -1), next_difference(pairs, step)
    parts.append(Part("list", listing(state.layer.cell, found, width, *near), 0.0, _HEAD + high))
    parts.append(Part("timeline", below, 0.0, _HEAD + high + HEIGHT))
    return composed(parts, width, height)


def _finished(state: State, side: Side) -> FinishedTrace:
    run = side.run(state)
    if run is None:
        raise UserError(f"“{side.title}” does not run beside {state.title}: its cell and the sequence do not fit.")
    return FinishedTrace(run)


def _own_title(state: State, sides: list[Side]) -> str:
    """Return what the document is called: by what the sides differ in."""
    if any(side.layer is not None and side.layer.cell.id != state.layer.cell.id for side in sides):
        return words(state.layer.cell.titles)
    return state.sequence.name if any(side.sequence is not None for side in sides) else "Original"


def _head(number: int, title: str, width: float) -> Picture:
    items: dict[str, Primitive] = {
        "badge": Group(tuple(badge(26, _HEAD / 2, LETTERS[number], 1.1))),
        "title": Text(44, _HEAD / 2, (Run(title),), 14.5, "ink", 700, clip=(44, 0, width - 52, _HEAD)),
    }
    if number:
        return Picture(width, _HEAD, {**items, "rule": Line(((0.5, 0), (0.5, _HEAD)), "line")})
    return Picture(width, _HEAD, items)


def _timeline(
    state: State, sources: list[FinishedTrace], step: int, phase: float, width: float, room: float
) -> Picture:
    """Return the timeline of all runs, as high as it needs and no higher than there is room."""
    own = state.sequence
    put_together = together if chosen_bands(state) is None else in_order
    rows = put_together(
        [_rows(state, one) for one in sources], [one.run.sequence is own for one in sources[1:]], _alike(sources)
    )
    steps = max(one.steps for one in sources)
    needed = lay_out(rows, steps, width, 1e9, DESKTOP).bottom + 2
    metrics = DESKTOP if needed <= room else COMPACT
    height = max(120.0, min(room, lay_out(rows, steps, width, 1e9, metrics).bottom + 2))
    place = lay_out(rows, steps, width, height, metrics)
    first = max(0, min(step - 1 - place.whole_columns // 2, steps - place.whole_columns))
    pairs = [(sources[0], one, shared(sources[0].sizes, one.sizes)) for one in sources[1:]]
    seen = range(first, min(steps, first + place.columns))
    far = differ(pairs, first, seen.stop)
    look = Look(differing=tuple(column for column, differs in zip(seen, far, strict=True) if differs))
    tracks = [Track(one, one.run.layer.cell) for one in sources]
    return timeline(*tracks[0], rows, step, phase, width, height, first, metrics=metrics, look=look, beside=tracks[1:])


def _rows(state: State, source: FinishedTrace) -> tuple[Row, ...]:
    layer = source.run.layer
    bands = bands_beside(state, layer)
    make = partial(
        timeline_rows,
        layer.cell,
        layer.inputs,
        source.sizes,
        source.extent,
        state.labels,
        scale=state.scale,
        places=places_of(state.encoding, state.labels),
    )
    return make(show=usual_signals(state, layer)) if bands is None else chosen_rows(bands, make)


def _alike(sources: list[FinishedTrace]) -> set[str]:
    """Return the signals that all runs have and that never differ."""
    if len({one.steps for one in sources}) > 1:
        return set()
    names = set(sources[0].sizes).intersection(*(shared(sources[0].sizes, one.sizes) for one in sources[1:]))
    return {name for name in names if next_difference([(sources[0], one, (name,)) for one in sources[1:]], 0) is None}
