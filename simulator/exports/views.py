"""The views of the window as pictures without a window: the same functions on a finished trace. One row a view."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.document import State
from simulator.engine import Model, Trace, explain
from simulator.errors import UserError
from simulator.render.diagram import diagram
from simulator.render.primitives import Picture
from simulator.render.timeline import timeline
from simulator.render.timeline_rows import COMPACT, DESKTOP, lay_out, timeline_rows
from simulator.render.view import CellView, is_signed

_Draw = Callable[[State, "FinishedTrace", int, float, float, float], Picture]


class FinishedTrace:
    """A whole sequence run through a document's layer, as the timeline reads it."""

    def __init__(self, state: State) -> None:
        layer = state.layer
        self.model = Model(layer.cell, layer.inputs, layer.units, layer.outputs, parameters=layer.parameters)
        self.trace: Trace = self.model.run(state.sequence.array(), initial=layer.initial)

    @property
    def steps(self) -> int:
        """Length of the sequence."""
        return self.trace.steps

    @property
    def ready(self) -> int:
        """How many steps are computed: all."""
        return self.trace.steps

    def inputs(self, start: int, stop: int) -> np.ndarray:
        """Return the inputs of some steps, counted from 0."""
        return self.trace.x[start:stop]

    def signal(self, name: str, start: int, stop: int) -> np.ndarray:
        """Return a signal at some steps, counted from 0."""
        return self.trace[name][start:stop]

    def initial(self, name: str) -> np.ndarray:
        """Return a state before the first step."""
        return self.trace.initial[name]

    def extent(self, name: str) -> tuple[float, float]:
        """Return the smallest and the largest finite value of a signal, its initial value included."""
        values = self.trace[name].ravel()
        if name in self.trace.initial:
            values = np.concatenate([values, self.trace.initial[name]])
        values = values[np.isfinite(values)]
        return (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)


def picture_of(
    state: State, view: str = "cell", step: int = 1, phase: float = 1.0, size: tuple[int, int] | None = None
) -> Picture:
    """Return a view of a document at a step (from 1) and phase (0..1), in logical pixels.

    Raises UserError for a view, step, phase or size that is not there.
    """
    if view not in VIEWS:
        raise UserError(f"there is no view “{view}”. The views are {', '.join(VIEWS)}.")
    steps = state.sequence.steps
    if not 1 <= step <= steps:
        raise UserError(f"there is no step {step}. The sequence has the steps 1 to {steps}.")
    if not 0 <= phase <= 1:
        raise UserError(f"the phase {phase:g} is not between 0 and 1.")
    draw, (width, height) = VIEWS[view]
    if size is not None:
        width, height = size
    return draw(state, FinishedTrace(state), step, phase, float(width), float(height))


def _cell(state: State, source: FinishedTrace, step: int, phase: float, width: float, height: float) -> Picture:
    now = explain(source.model, source.trace, step)
    before = explain(source.model, source.trace, step - 1) if step > 1 else None
    signed = is_signed(state.layer.cell, source.extent)
    view = CellView(now, before, state.labels, state.scale, signed, state.layer.layout)
    return diagram(view, phase, width, height)


def _timeline(state: State, source: FinishedTrace, step: int, phase: float, width: float, height: float) -> Picture:
    layer = state.layer
    sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
    show = state.show if state.lesson else ()
    rows = timeline_rows(layer.cell, layer.inputs, sizes, source.extent, state.labels, show, state.scale)
    metrics = DESKTOP if len(lay_out(rows, source.steps, width, height).tops) > len(rows) else COMPACT
    whole = lay_out(rows, source.steps, width, height, metrics).whole_columns
    first = max(0, min(step - 1 - whole // 2, source.steps - whole))  # the current column near the middle
    return timeline(source, layer.cell, rows, step, phase, width, height, first, metrics=metrics)


VIEWS: dict[str, tuple[_Draw, tuple[int, int]]] = {
    "cell": (_cell, (1008, 632)),
    "timeline": (_timeline, (1600, 276)),
}
"""View -> how it is drawn, and its size where none is given."""
