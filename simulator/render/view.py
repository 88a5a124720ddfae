"""One moment of a cell as the diagrams see it: every number between the step before and this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simulator.engine import Explained
from simulator.language import FUNCTIONS, Cell
from simulator.render import format as fmt
from simulator.render.motion import drained, progress, stage_share
from simulator.render.products import Products
from simulator.tables import Words, words

_NAMES = {
    "i": "Input gate",
    "f": "Forget gate",
    "o": "Output gate",
    "z": "Update gate",
    "r": "Reset gate",
    "c": "Memory cell",
    "h": "Hidden state",
    "y": "Output",
}


@dataclass(frozen=True)
class CellView:
    """What a diagram shows: one step explained, the step before it (None at the first), and how to show it.

    ``scale`` is the value that fills a tank and a pipe; ``signed`` puts the tank's zero in its middle. ``selected`` is
    the signal to be marked; ``exact`` writes all digits; ``projected`` takes the
    sizes that can be read at the back of a hall. ``say`` translates the few words of a picture; ``language``
    chooses among the texts of a file. ``unit`` (from 0) is the one that is drawn where a picture has room for one;
    ``all_units`` shows every unit of the cell instead, where there are several. ``places`` (part -> place in % of the
    pane) moves parts of a diagram that lays itself out; None: as the cell's file says.
    """

    now: Explained
    before: Explained | None = None
    labels: Mapping[str, Words] = field(default_factory=dict)
    scale: float = 1.0
    signed: bool = False
    layout: str | None = None
    selected: str = ""
    exact: bool = False
    say: Callable[[str], str] = str
    language: str = "en"
    projected: bool = False
    unit: int = 0
    all_units: bool = False
    places: Mapping[str, tuple[float, float]] | None = None


@dataclass(frozen=True)
class Moment:
    """A CellView at a phase: answers with the numbers to be shown."""

    view: CellView
    phase: float = 1.0

    @property
    def cell(self) -> Cell:
        """The cell that is shown."""
        return self.view.now.cell

    @property
    def units(self) -> int:
        """How many units the cell has."""
        return self.view.now.sizes["units"]

    @property
    def unit(self) -> int:
        """The unit that is drawn, from 0."""
        return min(self.view.unit, self.units - 1)

    def unit_of(self, name: str) -> int:
        """Return which of a signal's values belongs to the unit that is drawn."""
        return min(self.view.unit, len(self.view.now[name]) - 1)

    def before(self, name: str) -> np.ndarray:
        """Return a signal at the step before, (size,): its initial value, or zero, at the first step."""
        view = self.view
        if view.before is not None:
            return view.before[name]
        if name in self.cell.states:
            return view.now.previous(name)
        return np.zeros_like(view.now[name])

    def share(self, name: str) -> float:
        """Return how far a signal has come to its new value."""
        return progress(self.cell, name, self.phase)

    def sum_share(self, name: str) -> float:
        """Return how far the products of a signal's sum have come: with the sums, unless they wait for a signal."""
        if self.cell.roles[name] == "sum" or self.cell.graph.reads(name):
            return self.share(name)
        return stage_share(self.phase, 0)

    def shown(self, name: str) -> np.ndarray:
        """Return a signal as it is shown at this phase, (size,)."""
        return blend(self.before(name), self.view.now[name], self.share(name))

    def remembered(self, name: str) -> np.ndarray:
        """Return what the delay holds, the signal at t-1: it takes the new value as the step begins."""
        view = self.view
        old = view.before.previous(name) if view.before is not None else view.now.previous(name)
        return blend(old, view.now.previous(name), drained(self.phase))

    def terms(self, name: str, unit: int | None = None) -> Products:
        """Return the products that a signal sums, inside its function if it has one, each with the value shown now.

        They are those of the unit that is drawn, or of another.
        """
        graph = self.cell.graph
        index = graph.signals[name]
        if graph.nodes[index].op in FUNCTIONS:
            index = graph.nodes[index].args[0]
        return self.terms_at(index, self.sum_share(name), self.unit_of(name) if unit is None else unit)

    def terms_at(self, index: int, share: float, unit: int) -> Products:
        """Return the products that a node sums, each on its way from the last step's to the new by ``share``."""
        now = self.view.now.terms(index, unit)
        if share >= 1:
            return Products(now, now.products)
        if self.view.before is None:
            return Products(now, now.products * share if share > 0 else np.zeros(len(now)))
        old = self.view.before.terms(index, unit)
        return Products(now, blend(old.products, now.products, share))

    def number(self, value: float) -> str:
        """Write a number: two decimals, or all of them."""
        return fmt.exact(value) if self.view.exact else fmt.short(value)

    def counted(self, value: float, name: str, unit: int | None = None) -> str:
        """Write a signal's value on its way: with no more decimals than where it comes from and goes to."""
        if self.view.exact:
            return fmt.exact(value)
        unit = self.unit_of(name) if unit is None else unit
        return fmt.between(value, float(self.before(name)[unit]), float(self.view.now[name][unit]))

    def gate(self, value: float) -> str:
        """Write a gate's value: two decimals kept, or all of them."""
        return fmt.exact(value) if self.view.exact else fmt.fixed(value)

    def title(self, name: str) -> str:
        """Return what a signal is called: by the lesson's label, or by its customary name."""
        if name in self.view.labels:
            label = words(self.view.labels[name], self.view.language)
            return label[:1].upper() + label[1:]
        return self.view.say(_NAMES[name]) if name in _NAMES else name

    @cached_property
    def inputs(self) -> np.ndarray:
        """The inputs of the step, (inputs,)."""
        return self.view.now.x


def is_signed(cell: Cell, extent: Callable[[str], tuple[float, float]]) -> bool:
    """Return whether the tanks need room below zero; ``extent`` gives a signal's smallest and largest value."""
    kept = [name for name in cell.signals if cell.roles[name] == "memory" or name in cell.states]
    return any(extent(name)[0] < -0.005 for name in kept)


def blend(old: np.ndarray | float, new: np.ndarray | float, share: float) -> np.ndarray:
    """Return what lies between two values; exactly the new one at the end (also where one is infinite)."""
    if share >= 1:
        return np.asarray(new)
    if share <= 0:
        return np.asarray(old)
    with np.errstate(all="ignore"):
        return np.asarray(old + (np.asarray(new) - old) * share)
