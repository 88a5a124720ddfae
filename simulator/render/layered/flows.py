"""The numbers of a diagram at a moment: of every node of the graph, named or not, for the unit that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.engine import Terms
from simulator.language import Cell
from simulator.render.layered.parts import Row
from simulator.render.motion import PHASES, drained, schedule, stage_share
from simulator.render.view import Moment, blend

_SUMS = ("add", "sub", "neg")
_EARLY = (*_SUMS, "matmul", "mul")


@lru_cache(maxsize=64)
def windows(cell: Cell) -> Mapping[int, tuple[int, float, float]]:
    """Return for every node its sub-step, and between which shares of that it moves.

    The nodes of an equation share the time of its signal by depth; sums that wait for no other signal of the step move
    with the sums.
    """
    found: dict[int, tuple[int, float, float]] = {}
    nodes = cell.graph.nodes
    for name, root in cell.graph.signals.items():
        stage, start, stop = schedule(cell)[name]
        depth: dict[int, int] = {}
        waits: dict[int, bool] = {}
        for index in cell.graph.inside(name):
            node = nodes[index]
            inner = [arg for arg in node.args if arg in depth]
            waits[index] = any(nodes[arg].signal for arg in node.args) or any(waits[arg] for arg in inner)
            below = [depth[arg] + (0 if node.op in _SUMS and nodes[arg].op in _SUMS else 1) for arg in inner]
            depth[index] = max(below, default=0 if node.args else -1)
        steps = max(1, depth[root] + 1)
        for index, level in depth.items():
            if index != root and not waits[index] and nodes[index].op in _EARLY:
                found[index] = 0, 0.0, 1.0
            else:
                share = (stop - start) / steps
                first = start + max(0, level) * share
                found[index] = stage, first, stop if index == root else first + share
    return found


@dataclass(frozen=True)
class Flow:
    """What runs in a pipe: a value, and how far its front has come."""

    value: float
    front: float = 1.0


class Flows:
    """Answers with values; ``unit`` counts from 0, and a shorter vector shows its last one."""

    def __init__(self, moment: Moment, unit: int) -> None:
        self.moment, self.unit = moment, unit
        self.now, self.last = moment.view.now, moment.view.before
        self.nodes = moment.cell.graph.nodes
        self.windows = windows(moment.cell)

    def share(self, index: int) -> float:
        """Return how far a node has come to its new value."""
        if index not in self.windows:
            return 1.0
        return stage_share(self.moment.phase, *self.windows[index])

    def of(self, index: int, unit: int | None = None) -> float:
        """Return a node's value as it is shown now."""
        node = self.nodes[index]
        if node.op == "previous":
            return self.pick(self.moment.remembered(node.name), unit)
        new = self.pick(self.now.values[index], unit)
        if node.op in ("input", "number", "parameter") and not node.signal:
            return new
        return float(blend(self.old(index, unit), new, self.share(index)))

    def old(self, index: int, unit: int | None = None) -> float:
        """Return a node's value at the step before: 0 before the first, the initial value of a state."""
        if self.last is not None:
            return self.pick(self.last.values[index], unit)
        name = self.nodes[index].signal
        return self.pick(self.now.previous(name), unit) if name in self.moment.cell.states else 0.0

    def flow(self, index: int, still: bool = False) -> Flow:
        """Return what runs out of a part: the last step's liquid runs off first, the new comes when it is its time.

        ``still`` is for what a tank or a delay holds, which is always there.
        """
        node = self.nodes[index]
        if still or node.op in ("previous", "input", "number", "parameter"):
            return Flow(self.of(index))
        stage, start, _ = self.windows[index]
        begins = PHASES[stage] + start * (PHASES[stage + 1] - PHASES[stage])
        if self.moment.phase > begins:
            return Flow(self.pick(self.now.values[index]), self.share(index))
        return Flow(float(blend(self.old(index), 0.0, drained(self.moment.phase))))

    def terms(self, row: Row) -> Terms:
        """Return the products of an addend at the step."""
        return self.now.terms(row.node, min(self.unit, len(self.now.values[row.node]) - 1))

    def addend(self, row: Row) -> float:
        """Return what an addend contributes now."""
        return row.sign * self.of(row.node)

    def pick(self, values: np.ndarray, unit: int | None = None) -> float:
        """Return the chosen unit of a vector."""
        return float(values[min(self.unit if unit is None else unit, len(values) - 1)])
