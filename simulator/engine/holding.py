"""What if a signal had another value? A run in which signals are held: at some steps they are what they are told to be.

Outside these steps the cell runs as it is. Within them it runs as a cell of its own, in whose graph the value of a held
signal passes through a node that puts the held units in place; so all that follows from it follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.model import Model
from simulator.language import Cell, Graph, Node


@dataclass(frozen=True, slots=True)
class Hold:
    """A signal has ``value`` at rows ``start`` … ``stop`` - 1 (from 0; None: to the end), whatever its equation says.

    ``unit`` is one of its units, from 0; None: all of them. Of several holds of one unit the last one counts.
    """

    signal: str
    unit: int | None
    start: int
    stop: int | None
    value: float

    def covers(self, row: int) -> bool:
        """Return whether it is in force at a row, from 0."""
        return self.start <= row and (self.stop is None or row < self.stop)

    def fits(self, sizes: Mapping[str, int]) -> bool:
        """Return whether a cell whose signals have these sizes has what is held."""
        return self.signal in sizes and (self.unit is None or self.unit < sizes[self.signal])


Holds = tuple[Hold, ...]


class HeldModel:
    """A model whose signals are held at some steps; without holds it runs as the model does, bit for bit."""

    def __init__(self, model: Model, holds: Sequence[Hold] = ()) -> None:
        self.model = model
        self.holds = tuple(holds)
        self._variants: dict[tuple[str, ...], Model] = {}

    def resume(self, x: Array, states: Mapping[str, Array], first: int = 1) -> dict[str, Array]:
        """Go on with a sequence (steps, inputs) from ``states``; return every signal, (steps, size).

        ``first`` is the number of the first step, as the holds count: from 1.
        """
        if not self.holds:
            return dict(self.model.resume(x, states, first).values)
        pieces: list[Mapping[str, Array]] = []
        start = first - 1
        for one, two in pairwise(_borders(self.holds, start, start + len(x))):
            holds = tuple(hold for hold in self.holds if hold.covers(one))
            model = self._variant(holds) if holds else self.model
            trace = model.compute(x[one - start : two - start], states, model.cell.signals, one + 1)
            states = trace.final
            pieces.append(trace.values)
        if len(pieces) == 1:
            return dict(pieces[0])
        return {name: np.concatenate([piece[name] for piece in pieces]) for name in self.model.cell.signals}

    def _variant(self, holds: Holds) -> Model:
        """Return the model of some steps at which the same holds are in force."""
        model, sizes = self.model, self.model.signal_sizes
        masks = {name: np.zeros(sizes[name]) for name in dict.fromkeys(hold.signal for hold in holds)}
        values = {name: np.zeros_like(mask) for name, mask in masks.items()}
        for hold in holds:
            units = slice(None) if hold.unit is None else hold.unit
            masks[hold.signal][units], values[hold.signal][units] = 1.0, hold.value
        names = tuple(sorted(masks))
        if names not in self._variants:
            zeros = {given: np.zeros(sizes[name]) for name in names for given in _parameters(name)}
            parameters = {**model.parameters, **zeros}
            cell = held_cell(model.cell, names)
            self._variants[names] = Model(cell, **model.sizes, parameters=parameters, dtype=model.dtype.name)
        found = self._variants[names]
        for name in names:
            found.parameters.update(dict(zip(_parameters(name), (masks[name], values[name]), strict=True)))
        return found


def held_units(holds: Iterable[Hold], row: int, sizes: Mapping[str, int]) -> dict[str, frozenset[int]]:
    """Return which units of which signals are held at a row, from 0."""
    found: dict[str, frozenset[int]] = {}
    for hold in holds:
        if hold.covers(row):
            units = range(sizes[hold.signal]) if hold.unit is None else (hold.unit,)
            found[hold.signal] = found.get(hold.signal, frozenset()).union(units)
    return found


@lru_cache(maxsize=64)
def held_cell(cell: Cell, names: tuple[str, ...]) -> Cell:
    """Return a cell in which the units of some signals are held that a parameter names.

    For a signal f these are two vectors of its size: “f held” is 1 for a unit that is held, “f value” is its value.
    """
    nodes: list[Node] = []
    moved: dict[int, int] = {}  # index in the cell's graph -> in the new one
    for node in cell.graph.nodes:
        new = replace(node, index=len(nodes), args=tuple(moved[arg] for arg in node.args))
        if node.signal not in names:
            nodes.append(new)
        else:
            nodes.append(replace(new, signal=""))
            for name in _parameters(node.signal):
                nodes.append(Node(len(nodes), "parameter", (), node.size, name))
            last = len(nodes)
            nodes.append(Node(last, "hold", (last - 3, last - 2, last - 1), node.size, signal=node.signal))
        moved[node.index] = nodes[-1].index
    equations = f"{cell.equations}\n# held: {', '.join(names)}"  # cells are told apart by them
    return Cell(equations, cell.output, Graph(tuple(nodes)), cell.id)


def _parameters(signal: str) -> tuple[str, str]:
    """Return the names of a held signal's parameters, which no equation can have."""
    return f"{signal} held", f"{signal} value"


def _borders(holds: Holds, start: int, stop: int) -> list[int]:
    """Return the rows from ``start`` to ``stop`` where a hold begins or ends, with these two."""
    ends = {end for hold in holds for end in (hold.start, hold.stop) if end is not None and start < end < stop}
    return [start, *sorted(ends), stop]
