"""A run to its end, as pictures read it."""

from __future__ import annotations

import numpy as np

from simulator.document.sequence import SetInputs
from simulator.document.state import Run
from simulator.engine import Explained, Model, Trace, explain_step
from simulator.engine.holding import HeldModel
from simulator.engine.spread import Spread
from simulator.render.unrolled_lanes import TraceSource


class FinishedTrace(TraceSource):
    """A whole sequence run through a layer, with what is held in it, as the timeline reads it."""

    def __init__(self, run: Run) -> None:
        layer, x = run.layer, run.sequence.array()
        self.run = run
        self.model = model = Model(layer.cell, layer.inputs, layer.units, layer.outputs, parameters=layer.parameters)
        values = HeldModel(model, run.holds).resume(x, model.initial(layer.initial, x))
        final = {name: values[name][-1] for name in layer.initial}
        super().__init__(Trace(layer.cell, model.sizes, dict(model.parameters), x, values, layer.initial, final))

    @property
    def sizes(self) -> dict[str, int]:
        """The length of each signal."""
        return self.model.signal_sizes

    def spread(self, name: str, unit: int | None, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the smallest and largest value between neighbouring edges."""
        return Spread(self.trace[name]).over(edges, unit)

    def set_inputs(self, start: int, stop: int) -> SetInputs:
        """Return the inputs of some steps that are not 0: rows (from ``start``), columns, numbers."""
        return self.run.sequence.set_inputs(start, stop)

    def heads(self, start: int, stop: int) -> tuple[str, ...] | None:
        """Return the words over some steps."""
        return self.run.sequence.heads_at(start, stop)

    def explained(self, step: int) -> Explained | None:
        """Return every number of a step, from 1; None where there is none."""
        if not 1 <= step <= self.steps:
            return None
        row, layer = step - 1, self.run.layer
        before = {name: self.trace[name][row - 1] if row else layer.initial[name] for name in layer.initial}
        known = {name: self.trace[name][row] for name in layer.cell.signals}
        return explain_step(self.model, step, self.trace.x[row], before, known, self.run.holds)
