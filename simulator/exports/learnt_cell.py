"""The cell that a network has learnt, beside the one that was set by hand: diagrams of a step of one sequence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from simulator.document.learnt import BY_HAND
from simulator.document.state import Run, State
from simulator.exports.finished import FinishedTrace
from simulator.render.composing import Part, composed
from simulator.render.diagram import diagram
from simulator.render.primitives import Line, Picture, Text
from simulator.render.primitives import Run as Words
from simulator.render.view import CellView, is_signed

LEARNT = "Learnt"
WORDS = (LEARNT, BY_HAND)
"""What the diagrams are called, for translators."""

HEAD = 40.0  # px of the line with a diagram's name
SIDE = 560.0  # px of a diagram at least, of two side by side; where there is less only the learnt one is shown


class LearntCell:
    """A document of what was learnt (``document.learnt``), run to its end, and what runs beside it."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.sources = [FinishedTrace(run) for run in self._runs()]
        self.steps = state.sequence.steps
        self.signed = any(is_signed(one.run.layer.cell, one.extent) for one in self.sources)

    def _runs(self) -> list[Run]:
        beside = (side.run(self.state) for side in self.state.sides)
        return [self.state.run, *(run for run in beside if run is not None)]

    @property
    def titles(self) -> list[str]:
        """What each is called, in English."""
        return [LEARNT, *(side.title for side in self.state.sides)][: len(self.sources)]

    def view(self, number: int, step: int, unit: int = 0) -> CellView:
        """Return a step (from 1) of the learnt cell, number 0, or of what runs beside it, as diagrams take it."""
        source, state = self.sources[number], self.state
        layer = source.run.layer
        now = source.explained(step)
        assert now is not None  # the caller keeps to the steps there are
        before = source.explained(step - 1)
        return CellView(now, before, state.labels, state.scale, self.signed, layer.layout, unit=unit)

    def picture(
        self,
        step: int,
        phase: float,
        width: float,
        height: float,
        unit: int = 0,
        say: Callable[[str], str] = str,
        projected: bool = False,
        name: Callable[[str], str] = str,
    ) -> Picture:
        """Return the diagrams side by side, the learnt one first, ``width`` by ``height`` px.

        ``say`` translates the words of a diagram, ``name`` what each is called. ``unit`` counts from 0.
        """
        shown = range(len(self.sources) if width >= SIDE * len(self.sources) else 1)
        wide = width / len(shown)
        parts = []
        for number in shown:
            view = replace(self.view(number, step, unit), say=say, projected=projected)
            drawn = diagram(view, phase, max(1.0, wide - 8), max(1.0, height - HEAD))
            head = _head(name(self.titles[number]), number, wide)
            parts += [Part(f"head {number}", head, number * wide, 0.0)]
            parts += [Part("AB"[number], drawn, number * wide + 4, HEAD)]
        return composed(parts, width, height)


def _head(title: str, number: int, width: float) -> Picture:
    text = Text(24, HEAD / 2 + 4, (Words(title),), 17, "ink", 700, clip=(24, 0, max(1.0, width - 40), HEAD))
    if number:
        return Picture(width, HEAD, {"title": text, "rule": Line(((0.5, 0), (0.5, HEAD)), "line")})
    return Picture(width, HEAD, {"title": text})
