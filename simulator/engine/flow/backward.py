"""A plain backward pass through the equations of every step by itself, all steps side by side.

SOURCE: back propagation through time, Werbos 1990.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from simulator.engine.flow.links import Link, links
from simulator.engine.interpreter import evaluate
from simulator.engine.memory import Array
from simulator.engine.trace import Trace
from simulator.language import FUNCTIONS

_LEAVES = ("input", "previous", "parameter", "number")


class StepsBackward:
    """The steps ``rows`` of a trace of one sequence, or of several side by side, with the value of every node.

    Vectors are (steps, size), one row a step, of several sequences one row a step of each: step 1 of all of them, then
    step 2, …; matrices are as they are. The trace has to hold all signals. Where it is ``backward``, its initial states
    must be zero if its sequences are of unequal length.
    """

    def __init__(self, trace: Trace, rows: slice = slice(None)) -> None:
        self.graph = trace.cell.graph

        def side_by_side(array: Array) -> Array:
            return array[rows].reshape(-1, array.shape[-1])

        x = side_by_side(trace.x)
        self.steps = len(x)
        before = {name: side_by_side(_earlier(trace, name)) for name in trace.cell.states}
        known = {name: side_by_side(trace[name]) for name in trace.signals}
        values = evaluate(self.graph, trace.sizes, trace.parameters, x, before, known)
        self.values = [
            value if node.columns is not None else np.broadcast_to(value, (self.steps, value.shape[-1]))
            for node, value in zip(self.graph.nodes, values, strict=True)
        ]
        self._norms: dict[int, float] = {}

    @cached_property
    def links(self) -> list[tuple[Link, ...]]:
        """By node: the ways to its operands."""
        return [links(self.graph, node.index) for node in self.graph.nodes]

    def edges(
        self, arriving: Mapping[str, Array], inside: Mapping[int, Array] | None = None
    ) -> Iterator[tuple[Link, Array]]:
        """Go back through the equations: yield every link with the whole gradient of its reader.

        ``arriving``: the gradient of each signal, (steps, size). What has no name gets the sum of what its
        readers send, and of what comes from outside to it, ``inside`` by node.
        """
        found = {self.graph.signals[name]: gradient for name, gradient in arriving.items()} | dict(inside or {})
        for node in reversed(self.graph.nodes):
            gradient = found.pop(node.index, None)
            if gradient is None:
                continue
            for link in self.links[node.index]:
                yield link, gradient
                operand = self.graph.nodes[link.operand]
                if not operand.signal and operand.op not in _LEAVES:
                    found[link.operand] = self.pull(link, gradient) + found.get(link.operand, 0.0)

    def bundle(self, start: int, gradient: Array, end: int, through: Sequence[int]) -> Array:
        """Return what a gradient at one node becomes at another, along all paths through nodes with a ``through``."""
        found = {start: gradient}
        for index in range(start, end, -1):
            if index in found:
                for link in self.links[index]:
                    if through[link.operand]:
                        found[link.operand] = self.pull(link, found[index]) + found.get(link.operand, 0.0)
        return found[end]

    def pull(self, link: Link, gradient: Array) -> Array:
        """Return what a gradient (steps, size) becomes along a link; at a matrix itself (steps, rows, columns)."""
        if link.kind == "same":
            return gradient
        factor = self.factor(link)
        with np.errstate(
            all="ignore"
        ):  # a gradient that has exploded is infinite, and infinite times zero is no number
            if link.kind == "matrix":
                return np.asarray(gradient @ factor)
            if link.kind == "outer":
                return gradient[:, :, np.newaxis] * factor[:, np.newaxis, :]
            if link.kind != "vector":
                return gradient * factor
            back = FUNCTIONS[link.name].backward
            assert back is not None  # this is what makes it a vector's
            out = np.empty((*gradient.shape, 1), gradient.dtype)
            back(factor[..., np.newaxis], gradient[..., np.newaxis], out)
            return out[..., 0]

    def factor(self, link: Link) -> Array:
        """Return what a gradient is multiplied by: (steps, size), (steps, 1) of a number, or the matrix.

        Of a function of a whole vector it is the result: softmax's matrix is diag(y) - y yᵀ.
        """
        node = self.graph.nodes[link.reader]
        if link.kind in ("same", "minus"):
            return np.full((self.steps, 1), 1.0 if link.kind == "same" else -1.0, self.values[link.reader].dtype)
        if link.kind == "slope":
            row = FUNCTIONS[node.op]
            assert row.slope is not None
            slope = np.empty_like(self.values[link.reader])
            with np.errstate(all="ignore"):
                row.slope(self.values[node.args[0] if row.slope_of == "operand" else link.reader], slope)
            return slope
        return self.values[link.reader if link.kind == "vector" else node.args[1 - link.position]]

    def largest(self, link: Link) -> Array:
        """Return the most that a link can multiply the length of a gradient by, at each step: (steps,)."""
        if link.kind == "matrix":
            most: float | Array = self._singular_value(link)
        elif link.kind == "vector":
            most = FUNCTIONS[link.name].steepest
        else:
            most = np.abs(self.factor(link)).max(axis=1)
        return np.broadcast_to(most, self.steps).astype(float)

    def always(self, link: Link) -> float:
        """Return the most that a link can multiply by whatever the inputs: from parameters and functions alone."""
        node = self.graph.nodes[link.reader]
        if link.kind == "matrix":
            return self._singular_value(link)
        if link.kind in ("slope", "vector"):
            return FUNCTIONS[node.op].steepest
        other = self.graph.nodes[node.args[1 - link.position]] if link.kind == "times" else None
        if other is None:
            return 1.0
        if other.op in FUNCTIONS:
            return max(map(abs, FUNCTIONS[other.op].range))
        return float(np.abs(self.values[other.index]).max()) if other.op in ("parameter", "number") else np.inf

    def _singular_value(self, link: Link) -> float:
        """Return the largest singular value of a matrix."""
        matrix = self.graph.nodes[link.reader].args[0]
        if matrix not in self._norms:
            values = np.asarray(self.values[matrix], float)
            self._norms[matrix] = float(np.linalg.norm(values, 2)) if np.isfinite(values).all() else np.inf
        return self._norms[matrix]


def _earlier(trace: Trace, state: str) -> Array:
    """Return a state at the step before each, in the order in which the cell read the sequence."""
    first, values = trace.initial[state][np.newaxis], trace[state]
    return np.concatenate([values[1:], first] if trace.backward else [first, values[:-1]])
