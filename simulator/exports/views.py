"""The views of the window as pictures without a window: the same functions on a finished trace. One row a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from simulator.document import State
from simulator.document.bands import chosen_bands, usual_signals
from simulator.document.layout_edits import set_layout
from simulator.errors import UserError
from simulator.exports.comparison import comparison
from simulator.exports.finished import FinishedTrace
from simulator.render.diagram import diagram, layouts
from simulator.render.equations import equations
from simulator.render.primitives import Picture
from simulator.render.timeline import timeline
from simulator.render.timeline.bands import chosen_rows
from simulator.render.timeline.layout import lay_out, projected_within
from simulator.render.timeline.rows import COMPACT, DESKTOP, Metrics, Row, places_of, timeline_rows
from simulator.render.timeline.rows import projected as in_hall
from simulator.render.unrolled import Look, unrolled
from simulator.render.unrolled_lanes import lane
from simulator.render.unrolled_place import first_column
from simulator.render.view import CellView, is_signed

_Draw = Callable[..., Picture]
"""(state, trace, step, phase, width, height) -> its picture."""


def picture_of(
    state: State,
    view: str = "cell",
    step: int = 1,
    phase: float = 1.0,
    size: tuple[int, int] | None = None,
    projected: bool = False,
    unit: int | None = 1,
) -> Picture:
    """Return a view of a document at a step (from 1) and phase (0..1), in logical pixels.

    ``projected`` takes the sizes that are read at the back of a hall. ``unit`` (from 1) is
    the one that a diagram shows where it has room for one; None: all of them.

    Raises UserError for a view, step, phase, unit or size that is not there.
    """
    if view not in VIEWS:
        raise UserError(f"there is no view “{view}”. The views are {', '.join(VIEWS)}.")
    steps = state.sequence.steps
    if not 1 <= step <= steps:
        raise UserError(f"there is no step {step}. The sequence has the steps 1 to {steps}.")
    if not 0 <= phase <= 1:
        raise UserError(f"the phase {phase:g} is not between 0 and 1.")
    if unit is not None and not 1 <= unit <= state.layer.units:
        raise UserError(f"there is no unit {unit}. {state.title} has the units 1 to {state.layer.units}.")
    if unit != 1 and view != "cell":
        raise UserError(f"a unit is chosen for the view “cell”, and the view “{view}” shows all. Leave the unit out.")
    draw, (width, height) = _PROJECTED.get(view, VIEWS[view]) if projected else VIEWS[view]
    if size is not None:
        width, height = size
    if view == "cell":
        draw = partial(draw, unit=unit)
    return draw(state, FinishedTrace(state.run), step, phase, float(width), float(height))


def in_layout(state: State, layout: str) -> State:
    """Return the document with its cell drawn in a layout. Raises UserError if the cell cannot be drawn so."""
    names = layouts(_cell_view(state, FinishedTrace(state.run), 1))
    if layout not in names:
        known = f"Its layouts are {', '.join(names)}." if names else "It is laid out by itself: leave --layout out."
        raise UserError(f"{state.title} has no layout “{layout}”. {known}")
    return set_layout(state, layout).state


def _cell_view(
    state: State, source: FinishedTrace, step: int, projected: bool = False, unit: int | None = 1
) -> CellView:
    now, before = source.explained(step), source.explained(step - 1)
    assert now is not None  # the step has been checked
    signed = is_signed(state.layer.cell, source.extent)
    layout, places = state.layer.layout, state.layer.places
    shown = CellView(now, before, state.labels, state.scale, signed, layout, projected=projected, places=places)
    return replace(shown, unit=(unit or 1) - 1, all_units=unit is None)


def _cell(
    state: State,
    source: FinishedTrace,
    step: int,
    phase: float,
    width: float,
    height: float,
    projected: bool = False,
    unit: int | None = 1,
) -> Picture:
    return diagram(_cell_view(state, source, step, projected, unit), phase, width, height)


def _equations(
    state: State, source: FinishedTrace, step: int, phase: float, width: float, height: float, projected: bool = False
) -> Picture:
    return equations(_cell_view(state, source, step, projected), phase, width, height)


def _unrolled(
    state: State, source: FinishedTrace, step: int, phase: float, width: float, height: float, projected: bool = False
) -> Picture:
    layer = state.layer
    sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
    lanes = (lane(layer.cell, source, layer.inputs, sizes, source.extent, state.scale),)
    first = first_column((lanes[0].shape,), source.steps, width, height, step - 1, projected=projected)
    return unrolled(lanes, step, phase, width, height, first, Look(projected=projected))


def _timeline(
    state: State, source: FinishedTrace, step: int, phase: float, width: float, height: float, projected: bool = False
) -> Picture:
    layer, chosen = state.layer, chosen_bands(state)
    sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
    make = partial(
        timeline_rows,
        layer.cell,
        layer.inputs,
        sizes,
        source.extent,
        state.labels,
        scale=state.scale,
        places=places_of(state.encoding, state.labels),
    )

    def fit(rows: tuple[Row, ...], metrics: Metrics = DESKTOP) -> bool:
        return len(lay_out(rows, source.steps, width, height, metrics).tops) > len(rows)

    rows = make(show=usual_signals(state, layer)) if chosen is None else chosen_rows(chosen, make)
    if projected:
        scale = min(width / 1600, height / 328)
        if chosen is None and not fit(rows, in_hall(rows, scale)):
            rows = make()  # without the sums
        metrics = in_hall(rows, scale) if chosen is None else projected_within(rows, source.steps, height, scale)
    else:
        metrics = DESKTOP if fit(rows) else COMPACT
    whole = lay_out(rows, source.steps, width, height, metrics).whole_columns
    first = max(0, min(step - 1 - whole // 2, source.steps - whole))  # the current column near the middle
    return timeline(source, layer.cell, rows, step, phase, width, height, first, metrics=metrics)


VIEWS: dict[str, tuple[_Draw, tuple[int, int]]] = {
    "cell": (_cell, (1008, 632)),
    "unrolled": (_unrolled, (1328, 680)),
    "equations": (_equations, (1008, 632)),
    "timeline": (_timeline, (1600, 276)),
    "compare": (comparison, (1328, 820)),
}
"""View -> how it is drawn, and its size where none is given."""

_PROJECTED: dict[str, tuple[_Draw, tuple[int, int]]] = {
    "cell": (partial(_cell, projected=True), (1600, 650)),
    "unrolled": (partial(_unrolled, projected=True), (1600, 650)),
    "equations": (partial(_equations, projected=True), (1600, 650)),
    "timeline": (partial(_timeline, projected=True), (1600, 328)),
}
"""The views that are shown in a projection, in its sizes."""
