"""The program of a cell: a flat tape of NumPy calls on arrays allocated once, for blocks of steps and one batch size.

Its numbers do not depend on where a sequence is cut into blocks: a product over many steps is one product a step, and
everything else works number by number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import numpy as np

from simulator.engine.lowering import Loop, StepCall, at_once
from simulator.engine.memory import Array, Call, Memory
from simulator.engine.plan import make_plan
from simulator.language import Cell

LARGEST = 512  # steps of a block: more were no faster when it was measured
_NUMBERS = 1 << 20  # of all values of a block together; beyond this a block gets shorter,
_FEW = 16  # but not shorter than this
_LIMIT = 1 << 24  # while it has no more numbers than this


def block_steps(cell: Cell, sizes: Mapping[str, int], batch: int, steps: int) -> int:
    """Return how many steps a program should hold for a sequence of ``steps``: a power of two."""
    width = sum(cell.signal_sizes(**sizes).values()) * 2 + sizes["inputs"]
    step = max(1, width * batch)
    fitting = max(1, min(_FEW, _LIMIT // step), min(LARGEST, _NUMBERS // step))
    return 1 << min(fitting.bit_length() - 1, max(0, steps - 1).bit_length())


class Program:
    """Computes up to ``capacity`` steps at a time for ``batch`` sequences.

    ``parameters`` are read anew for every block, from the arrays given here. ``wanted`` signals and all states are
    computed; what feeds neither is left out.
    """

    def __init__(
        self,
        cell: Cell,
        sizes: Mapping[str, int],
        parameters: Mapping[str, Array],
        capacity: int,
        batch: int,
        dtype: np.dtype[Any],
        wanted: Iterable[str],
    ) -> None:
        self.cell, self.capacity = cell, capacity
        self.memory = Memory(cell.graph, sizes, parameters, capacity, batch, dtype)
        self.x = self.memory.new(capacity, sizes["inputs"])
        self.sections: list[tuple[list[Call], list[Call], int]] = []  # for all steps; step by step; calls a step
        plan = make_plan(cell.graph, wanted)
        for index in plan.constants:
            node = cell.graph.nodes[index]
            out = self.memory.hold_constant(node)
            if out is not None:
                self.memory.refresh += at_once(self.memory, node, out)
        for stage in plan.stages:
            if stage.loop:
                loop = Loop(self.memory, stage.nodes)
                self.sections.append((loop.before, _tape(loop.calls, capacity), len(loop.calls)))
            else:
                self.sections.append((self._vectorised(stage.nodes), [], 0))

    def _vectorised(self, nodes: Iterable[int]) -> list[Call]:
        calls: list[Call] = []
        for index in nodes:
            node = self.cell.graph.nodes[index]
            if node.op == "input":
                self.memory.values[index] = self.x
            elif node.op == "previous":
                calls += self.memory.previous(node)
            else:
                calls += at_once(self.memory, node, self.memory.hold(index))
        return calls

    def run(self, x: Array, before: Mapping[str, Array]) -> None:
        """Compute a block: ``x`` (steps, inputs, batch) and the states before it, (size, batch) each."""
        steps = len(x)
        self.x[:steps] = x
        stores, signals = self.memory.stores, self.cell.graph.signals
        for name, value in before.items():
            if signals[name] in stores:
                stores[signals[name]][0] = value
        with np.errstate(all="ignore"):  # an overflow to infinity is a value like any other
            for function, arguments in self.memory.refresh:
                function(*arguments)
            for calls, tape, width in self.sections:
                for function, arguments in calls if steps == self.capacity else _shortened(calls, steps):
                    function(*arguments)
                for function, arguments in tape if steps == self.capacity else tape[: steps * width]:
                    function(*arguments)

    def signal(self, name: str, steps: int) -> Array:
        """Return a signal of the block just computed, (steps, size, batch): a view that the next block overwrites."""
        value = self.memory.values[self.cell.graph.signals[name]]
        if value.ndim == 3:
            return value[:steps]
        return np.broadcast_to(value, (steps, len(value), self.memory.batch))


def _tape(calls: list[StepCall], steps: int) -> list[Call]:
    columns = []
    for function, arguments in calls:
        rows = [row for row, _ in zip(zip(*arguments, strict=False), range(steps), strict=False)]
        columns.append([(function, row) for row in rows])
    return list(chain.from_iterable(zip(*columns, strict=True)))


def _shortened(calls: list[Call], steps: int) -> list[Call]:
    """Return the same calls for the first steps of the block only."""
    return [
        (function, tuple(array[:steps] if array.ndim == 3 else array for array in arguments))
        for function, arguments in calls
    ]
