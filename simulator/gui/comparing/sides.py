"""The runs of a session: the document's, and those beside it while they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from simulator.document import Document, Layer, State, Tracer
from simulator.document.sequence import SetInputs
from simulator.document.side_edits import MOST_SHOWN
from simulator.document.state import Run, Side
from simulator.engine import Explained
from simulator.engine.finding.differences import Pair, differ, next_difference, shared
from simulator.render.timeline.rows import Track

COMPARE = "compare"
"""The id of the view that shows them."""


class Running:
    """A run as the pictures read it (``TimelineSource``): its numbers as far as they are computed."""

    def __init__(self, tracer: Tracer, key: int = 0) -> None:
        self.tracer, self.key = tracer, key
        self._extents: dict[str, tuple[float, float]] = {}

    @property
    def layer(self) -> Layer:
        """What runs."""
        return self.tracer.layer

    @property
    def sizes(self) -> dict[str, int]:
        """The length of each signal."""
        layer = self.layer
        return layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)

    @property
    def steps(self) -> int:
        """Length of the sequence."""
        return self.tracer.total

    @property
    def ready(self) -> int:
        """How many steps have been computed."""
        return self.tracer.ready_steps

    def inputs(self, start: int, stop: int) -> np.ndarray:
        """Return the inputs of some steps, from 0: (stop - start, inputs)."""
        return self.tracer.sequence.array(start, stop)

    def signal(self, name: str, start: int, stop: int) -> np.ndarray:
        """Return a signal at some steps, from 0: (stop - start, size)."""
        return self.tracer.signal(name, start, stop)

    def initial(self, name: str) -> np.ndarray:
        """Return a state before the first step: (size,)."""
        return self.layer.initial[name]

    def extent(self, name: str) -> tuple[float, float]:
        """Return the smallest and largest finite value of a signal so far, or of an input such as "x[1]"."""
        if name not in self._extents:
            self._extents[name] = self.tracer.extent(name)
        return self._extents[name]

    def spread(self, name: str, unit: int | None, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the smallest and largest value of a signal, or of the inputs "x", between neighbouring edges."""
        return self.tracer.spread(name, unit, edges)

    def set_inputs(self, start: int, stop: int) -> SetInputs:
        """Return the inputs of some steps that are not 0: rows (from ``start``), columns, numbers."""
        return self.tracer.sequence.set_inputs(start, stop)

    def heads(self, start: int, stop: int) -> tuple[str, ...] | None:
        """Return the words over some steps, from 0; None where steps are numbered."""
        return self.tracer.sequence.heads_at(start, stop)

    def explained(self, step: int) -> Explained | None:
        """Return every number of a step (from 1); None where it is not computed yet, or there is none."""
        return self.tracer.explained(step) if 1 <= step <= self.ready else None

    def advance(self, budget: float) -> bool:
        """Go on computing for about so many seconds; return whether all is done."""
        self._extents.clear()
        return self.tracer.advance(budget)


class Sides:
    """The runs beside the document that are on show, in their order. They are computed only while they are seen."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.runs: tuple[Running, ...] = ()
        self._alike: frozenset[str] | None = None

    def follow(self, state: State, seen: bool) -> None:
        """Keep up with the state: begin to run what is shown and runs, and forget all else."""
        known = {run.key: run for run in self.runs}
        wanted = [side.key for side in shown_sides(state) if side.run(state) is not None] if seen else []
        self.runs = tuple(known[key] if key in known else self._begin(key) for key in wanted)
        for run in self.runs:
            run.tracer.follow(state)

    def alike(self, first: Running) -> frozenset[str]:
        """Return the signals that all runs have and that never differ; none before everything is computed."""
        runs = (first, *self.runs)
        if any(run.ready < run.steps for run in runs) or len({run.steps for run in runs}) > 1:
            return frozenset()
        if self._alike is None:
            every = pairs(first, self.runs)
            names = set(first.sizes).intersection(*(names for _, _, names in every))
            found = (name for name in names if next_difference([(a, b, (name,)) for a, b, _ in every], 0) is None)
            self._alike = frozenset(found)
        return self._alike

    def forget(self) -> None:
        """Numbers are new."""
        self._alike = None

    def tracks(self) -> tuple[Track, ...]:
        """Return them as the timeline takes them."""
        return tuple(Track(run, run.layer.cell) for run in self.runs)

    def _begin(self, key: int) -> Running:
        return Running(Tracer(self._document, partial(_pick, key), subscribe=False), key)


def shown_sides(state: State) -> tuple[Side, ...]:
    """Return the sides that are shown beside the document."""
    return tuple(side for side in state.sides if side.shown)[:MOST_SHOWN]


def pairs(first: Running, others: Sequence[Running]) -> tuple[Pair, ...]:
    """Return the first run with each other, and the signals that both have."""
    return tuple((first, other, shared(first.sizes, other.sizes)) for other in others)


def _pick(key: int, state: State) -> Run | None:
    return next((side.run(state) for side in state.sides if side.key == key), None)


__all__ = ["COMPARE", "Running", "Sides", "differ", "next_difference", "pairs", "shown_sides"]
