"""What is unrolled through time: lanes, one a direction of a layer, and in which order their copies are evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine import Trace
from simulator.engine.source import Source
from simulator.language import Cell
from simulator.render.timeline.rows import timeline_rows

if TYPE_CHECKING:
    from simulator.engine.networks.network import (
        NetworkTrace,  # loads what trains, which a window on one layer does not need
    )

Axis = tuple[float, float]


_INPUT = re.compile(r"x\[(\d+)\]")


class TraceSource:
    """A finished trace as a source of numbers."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

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
        """Return a state before the first step (for a backward trace: after the last)."""
        return self.trace.initial[name]

    def extent(self, name: str) -> Axis:
        """Return the smallest and the largest finite value of a signal, its initial value included.

        Of an input where the name is such as "x[1]".
        """
        found = _INPUT.fullmatch(name)
        values = self.trace.x[:, int(found[1]) - 1] if found else self.trace[name].ravel()
        if name in self.trace.initial:
            values = np.concatenate([values, self.trace.initial[name]])
        values = values[np.isfinite(values)]
        return (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)


@dataclass(frozen=True)
class Shape:
    """What a copy of a lane's cell consists of, from its inputs up: all that its drawing needs beside the numbers.

    ``layer`` counts from 1, from the inputs up; a backward lane reads the sequence from its end. ``inputs`` is 0 where
    the inputs are the outputs of the layer below, which stand there already. ``sizes`` and ``axes`` are by signal: how
    many units it has, and from where to where its values go. ``readout`` marks what stands above the last layer.
    """

    cell: Cell
    inputs: int
    sizes: tuple[tuple[str, int], ...]
    axes: tuple[tuple[str, Axis], ...]
    layer: int = 1
    backward: bool = False
    readout: bool = False

    @cached_property
    def items(self) -> tuple[str, ...]:
        """What stands side by side in the lower part: gates, candidates, and states that are no memory."""
        roles, cell = self.cell.roles, self.cell
        carried = [name for name in cell.states if roles[name] not in ("memory", "output") and name != cell.output]
        return tuple(name for name in cell.signals if roles[name] in ("gate", "candidate") or name in carried)

    @cached_property
    def vessels(self) -> tuple[str, ...]:
        """The memories, each of the width of the copy."""
        return tuple(name for name in self.cell.signals if self.cell.roles[name] == "memory")

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """Every signal of which a copy shows the value."""
        return tuple(dict.fromkeys((*self.items, *self.vessels, self.cell.output)))

    def axis(self, name: str) -> Axis:
        """Return from where to where a signal goes."""
        return dict(self.axes)[name]

    def size(self, name: str) -> int:
        """Return how many units a signal has."""
        return dict(self.sizes)[name]

    def enters(self, state: str) -> str:
        """Return where a state arrives in the next copy: at itself, if it is a memory that reads itself, else ""."""
        nodes = self.cell.graph.nodes
        read = (nodes[arg] for index in self.cell.graph.inside(state) for arg in (index, *nodes[index].args))
        own = any(node.op == "previous" and node.name == state for node in read)
        return state if own and state in self.vessels else ""


@dataclass(frozen=True)
class Lane:
    """A row of copies of one cell: its shape and where its numbers come from."""

    shape: Shape
    source: Source


def lane(
    cell: Cell,
    source: Source,
    inputs: int,
    sizes: Mapping[str, int],
    extent: Callable[[str], Axis],
    scale: float | None = None,
    layer: int = 1,
    backward: bool = False,
    readout: bool = False,
) -> Lane:
    """Return one lane. ``extent`` gives a signal's smallest and largest value; ``scale`` is what fills a memory."""
    shape = Shape(cell, inputs, tuple(sizes.items()), (), layer, backward, readout)
    rows = timeline_rows(cell, 0, sizes, extent, show=shape.shown, scale=scale)
    axes = tuple((row.signal, (row.low, row.high)) for row in rows if row.unit == 0)
    return Lane(replace(shape, axes=axes), source)


def network_lanes(trace: NetworkTrace) -> tuple[Lane, ...]:
    """Return the lanes of a network that has run one sequence, from the bottom up: layers, and the readout."""
    parts = [
        (part, layer, backward, False)
        for layer, directions in enumerate(trace.layers, 1)
        for backward, part in enumerate(directions)
    ]
    if trace.readout is not None:
        parts.append((trace.readout, len(trace.layers) + 1, 0, True))
    lanes = []
    for part, layer, backward, readout in parts:
        source, inputs = TraceSource(part), part.x.shape[1] if layer == 1 else 0
        sizes = {name: part[name].shape[-1] for name in part.signals}
        lanes.append(lane(part.cell, source, inputs, sizes, source.extent, None, layer, bool(backward), readout))
    return tuple(lanes)


@lru_cache(maxsize=32)
def evaluation(lanes: tuple[tuple[int, bool], ...], steps: int) -> tuple[np.ndarray, ...]:
    """Return for every lane (layer, backward) at which moment, from 1, each of its copies is evaluated: (steps,).

    A copy waits for the one before it (in a backward lane: the one after it) and for what the layer below gives at
    its step. So a stack of forward layers goes through a step at once, from the bottom up; a layer above two
    directions begins when both have met, in the order in which they have passed each other.
    """
    columns = np.arange(steps)
    ready = np.ones(steps, dtype=int)
    found: dict[int, np.ndarray] = {}
    for layer in sorted({layer for layer, _ in lanes}):
        own = [(k, backward) for k, (number, backward) in enumerate(lanes) if number == layer]
        for k, backward in own:
            needed = ready[::-1] if backward else ready
            moments = columns + np.maximum.accumulate(needed - columns)
            found[k] = moments[::-1] if backward else moments
        ready = np.maximum.reduce([found[k] for k, _ in own])
    return tuple(found[k] for k in range(len(lanes)))


def moments(lanes: Sequence[Lane], steps: int) -> tuple[np.ndarray, ...]:
    """Return when each copy of each lane is evaluated."""
    return evaluation(tuple((one.shape.layer, one.shape.backward) for one in lanes), steps)
