"""The views of the window as pictures without a window: the same functions on a finished trace. One row a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from simulator.document import State
from simulator.document.layout_edits import set_layout
from simulator.document.sequence import SetInputs
from simulator.engine import Model, explain
from simulator.engine.spread import Spread
from simulator.errors import UserError
from simulator.render.diagram import diagram, layouts
from simulator.render.equations import equations
from simulator.render.primitives import Picture
from simulator.render.timeline import timeline
from simulator.render.timeline.layout import lay_out
from simulator.render.timeline.rows import COMPACT, DESKTOP, Metrics, Row, places_of, timeline_rows
from simulator.render.timeline.rows import projected as in_hall
from simulator.render.unrolled import Look, unrolled
from simulator.render.unrolled_lanes import TraceSource, lane
from simulator.render.unrolled_place import first_column
from simulator.render.view import CellView, is_signed

_Draw = Callable[..., Picture]
"""(state, trace, step, phase, width, height) -> its picture."""


class FinishedTrace(TraceSource):
    """A whole sequence run through a document's layer, as the timeline reads it."""

    def __init__(self, state: State) -> None:
        layer = state.layer
        self.model = Model(layer.cell, layer.inputs, layer.units, layer.outputs, parameters=layer.parameters)
        super().__init__(self.model.run(state.sequence.array(), initial=layer.initial))
        self._sequence = state.sequence

    def spread(self, name: str, unit: int | None, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the smallest and largest value between neighbouring edges."""
        return Spread(self.trace[name]).over(edges, unit)

    def set_inputs(self, start: int, stop: int) -> SetInputs:
        """Return the inputs of some steps that are not 0: rows (from ``start``), columns, numbers."""
        return self._sequence.set_inputs(start, stop)

    def heads(self, start: int, stop: int) -> tuple[str, ...] | None:
        """Return the words over some steps."""
        return self._sequence.heads_at(start, stop)


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
    return draw(state, FinishedTrace(state), step, phase, float(width), float(height))


def in_layout(state: State, layout: str) -> State:
    """Return the document with its cell drawn in a layout. Raises UserError if the cell cannot be drawn so."""
    names = layouts(_cell_view(state, FinishedTrace(state), 1))
    if layout not in names:
        known = f"Its layouts are {', '.join(names)}." if names else "It is laid out by itself: leave --layout out."
        raise UserError(f"{state.title} has no layout “{layout}”. {known}")
    return set_layout(state, layout).state


def _cell_view(
    state: State, source: FinishedTrace, step: int, projected: bool = False, unit: int | None = 1
) -> CellView:
    now = explain(source.model, source.trace, step)
    before = explain(source.model, source.trace, step - 1) if step > 1 else None
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
    layer = state.layer
    sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
    places = places_of(state.encoding, state.labels)

    def rows_of(show: tuple[str, ...]) -> tuple[Row, ...]:
        return timeline_rows(
            layer.cell, layer.inputs, sizes, source.extent, state.labels, show, state.scale, places=places
        )

    def fit(rows: tuple[Row, ...], metrics: Metrics = DESKTOP) -> bool:
        return len(lay_out(rows, source.steps, width, height, metrics).tops) > len(rows)

    rows = rows_of(state.show if state.lesson else ())
    if projected:
        scale = min(width / 1600, height / 328)
        rows = rows if fit(rows, in_hall(rows, scale)) else rows_of(())  # without the sums
        metrics = in_hall(rows, scale)
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
}
"""View -> how it is drawn, and its size where none is given."""

_PROJECTED: dict[str, tuple[_Draw, tuple[int, int]]] = {
    "cell": (partial(_cell, projected=True), (1600, 650)),
    "unrolled": (partial(_unrolled, projected=True), (1600, 650)),
    "equations": (partial(_equations, projected=True), (1600, 650)),
    "timeline": (partial(_timeline, projected=True), (1600, 328)),
}
"""The views that are shown in a projection, in its sizes."""
