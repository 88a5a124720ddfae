"""The paths by which a gradient comes to a state: which they are, and how much comes along each.

A path begins where a gradient is known, at a state or at the loss, and ends at the next state it meets: at the same
step, or one step earlier through ``[t-1]``. So what the paths to a state carry adds up to its gradient. There may be
more paths through a step than atoms in the world (a = b * b; c = a * a; …): beyond ``MOST`` they are bundled.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from simulator.engine.flow.backward import StepsBackward
from simulator.engine.flow.links import Link
from simulator.engine.memory import Array
from simulator.language import Cell

MOST = 16  # paths from one source to one end that are told apart

LOSS = "loss"


@dataclass(frozen=True, eq=False)
class Factor:
    """One factor along a path, with its size at every step: rows 0 to steps, as those of the path.

    ``text``: "× f", "× tanh′(z)", "Uᵀ"; ``name``: "f", "tanh", "U". ``link`` is None for a bundle of paths. ``ratio``:
    what it multiplied the length of this path's gradient by, NaN where nothing came. ``largest``: the most that it
    could have, whatever came: the largest |number| of a gate or slope, the largest singular value of a matrix.
    ``always``: the same whatever the inputs too, so 1 for a gate and for tanh′, 1/4 for σ′; infinite where there is no
    bound.
    """

    name: str
    text: str
    link: Link | None
    ratio: Array
    largest: Array
    always: float


@dataclass(frozen=True, eq=False)
class Path:
    """One path of the gradient to a state, at all steps.

    ``text``: the signals on its way, as in "c → i → z_i → h[t-1]", in the equations of one step. If it ends at
    ``[t-1]`` (``earlier``), what comes to step t has come through the equations of step t + 1. ``gradient``
    (steps + 1, size): what it brings to the state at steps 0 (the initial state) to ``steps``. ``norm`` (steps + 1,):
    its Euclidean length. ``paths``: how many it stands for, 1 unless they are bundled.
    """

    state: str
    source: str
    earlier: bool
    text: str
    factors: tuple[Factor, ...]
    gradient: Array
    norm: Array
    paths: int = 1


def lengths(vectors: Array) -> Array:
    """Return the Euclidean length of each row, also where squares would be too large or too small for a float."""
    sizes = np.abs(vectors).astype(float)
    largest = sizes.max(axis=-1)
    inside = np.isfinite(largest) & (largest > 0)
    scale = np.where(inside, largest, 1.0)
    scaled = np.where(inside[..., np.newaxis], sizes / scale[..., np.newaxis], 0.0)
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(np.where(inside, scale * np.sqrt((scaled * scaled).sum(axis=-1)), largest))


def ratio(after: Array, before: Array) -> Array:
    """Return after / before; NaN where there is nothing before."""
    with np.errstate(all="ignore"):
        return np.where(before > 0, np.divide(after, before), np.nan)


def paths(steps: StepsBackward, cell: Cell, state: str, sources: Mapping[str, Array]) -> tuple[Path, ...]:
    """Return the paths to a state, in the order of the equations.

    ``sources``, (steps, size) each: the gradients of the states and, as ``LOSS``, what the loss gives the output.
    """
    maker = _Paths(steps, cell, state)
    found: list[Path] = []
    for source, gradient in sources.items():
        if source != LOSS or cell.output not in cell.states:
            found += maker.from_source(source, gradient)
        elif cell.output == state:  # what goes on from there is the state's
            found.append(maker.direct(gradient))
    return tuple(found)


class _Paths:
    """Finds the paths to one state."""

    def __init__(self, steps: StepsBackward, cell: Cell, state: str) -> None:
        self.steps, self.cell, self.state, self.graph = steps, cell, state, cell.graph
        self.ends = {
            node.index: node.op == "previous"
            for node in self.graph.nodes
            if state in (node.signal, node.name if node.op == "previous" else "")
        }
        self.counts = {end: self._counts(end) for end in self.ends}

    def _counts(self, end: int) -> list[int]:
        """Return by node how many paths lead from it to ``end``, and through no state."""
        states = {self.graph.signals[name] for name in self.cell.states}
        counts: list[int] = []
        for index, links in enumerate(self.steps.links):
            inside = 0 if index in states else sum(counts[link.operand] for link in links)
            counts.append(1 if index == end else inside)
        return counts

    def direct(self, gradient: Array) -> Path:
        """Return the path from the loss to an output that is the state."""
        return self._path(LOSS, (), gradient, self.graph.signals[self.state])

    def from_source(self, source: str, gradient: Array) -> Iterator[Path]:
        """Yield the paths from a source, which has this gradient."""
        start = self.graph.signals[self.cell.output if source == LOSS else source]
        for end in self.ends:
            if end != start:
                for way in self._ways(start, end):
                    yield self._path(source, way, gradient, end)

    def _ways(self, start: int, end: int) -> list[tuple[Link, ...]]:
        """Return the ways from a node to an end, breadth first; where they would be too many, they stop short."""
        found: list[tuple[Link, ...]] = []
        waiting: deque[tuple[Link, ...]] = deque([()])
        while waiting:
            way = waiting.popleft()
            place = way[-1].operand if way else start
            onward = [link for link in self.steps.links[place] if self.counts[end][link.operand]]
            room = len(onward) <= max(1, MOST - len(found) - len(waiting)) or not way
            if place == end or not room:
                found.append(way)
            else:
                waiting += [(*way, link) for link in onward]
        return found

    def _path(self, source: str, way: tuple[Link, ...], gradient: Array, end: int) -> Path:
        steps, earlier = self.steps, self.ends[end]
        names = [LOSS, self.cell.output] if source == LOSS else [source]
        place = self.graph.signals[names[-1]]
        factors: list[Factor] = []
        before = lengths(gradient)

        def passed(name: str, text: str, link: Link | None, largest: Array, always: float) -> None:
            by, most = (self._at_arrival(array, earlier, np.nan) for array in (ratio(after, before), largest))
            factors.append(Factor(name, text, link, by, most, always))

        for link in way:
            gradient, place = steps.pull(link, gradient), link.operand
            after = lengths(gradient)
            if link.kind != "same":
                passed(link.name, link.text, link, steps.largest(link), steps.always(link))
            before = after
            names.append(self.graph.nodes[place].signal)
        bundled = 1
        if place != end:
            bundled = self.counts[end][place]
            gradient = steps.bundle(place, gradient, end, self.counts[end])
            after = lengths(gradient)
            text = f"{bundled:,} paths"
            passed(text, text, None, np.full(steps.steps, np.inf), np.inf)
            names += ["…", "" if earlier else self.state]
        names += [f"{self.state}[t-1]"] * earlier
        arrived = self._at_arrival(gradient, earlier, 0.0)
        text = " → ".join(filter(None, names))
        return Path(self.state, source, earlier, text, tuple(factors), arrived, lengths(arrived), bundled)

    def _at_arrival(self, array: Array, earlier: bool, nothing: float) -> Array:
        """Return rows of the steps 1, 2, … as rows of the steps 0, 1, … at which a path arrives."""
        rows = np.full((self.steps.steps + 1, *array.shape[1:]), nothing, array.dtype)
        rows[slice(None, -1) if earlier else slice(1, None)] = array
        return rows
