"""The arrays of a program: one for each value, laid out [step, feature, batch], allocated once for all blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.language import Graph, Node
from simulator.language.graph import resolve

Array = NDArray[Any]

Call = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function and its arguments, the last of them the array that takes the result."""


class Memory:
    """Where each node's value stands.

    ``values``: node -> (capacity, size, batch), or (size, 1) for what is the same at every step (a matrix as it is).
    ``stores``: for signals that may be read at t-1, the same memory with one row more: (capacity + 1, size, batch),
    whose row 0 is the value before the block; so t-1 is a view.
    """

    def __init__(
        self,
        graph: Graph,
        sizes: Mapping[str, int],
        parameters: Mapping[str, Array],
        capacity: int,
        batch: int,
        dtype: np.dtype[Any],
    ) -> None:
        self.graph, self.sizes, self.parameters = graph, sizes, parameters
        self.capacity, self.batch, self.dtype = capacity, batch, dtype
        self.values: dict[int, Array] = {}
        self.stores: dict[int, Array] = {}
        self.refresh: list[Call] = []  # once before each block: what follows from parameters alone
        self._states = {graph.signals[name] for name in graph.states}
        self._numbers: dict[float, Array] = {}
        self._wide: dict[int, Array] = {}

    def size(self, node: Node) -> int:
        """Return a node's number of features; a number has one."""
        return 1 if node.size is None else resolve(node.size, self.sizes)

    def new(self, steps: int, size: int) -> Array:
        """Return a new array for ``steps`` steps, filled with zeros."""
        return np.zeros((steps, size, self.batch), self.dtype)

    def number(self, value: float) -> Array:
        """Return a number as an array without dimensions, which NumPy reads faster than a Python number."""
        if value not in self._numbers:
            with np.errstate(over="ignore"):  # 1e300 is infinite in float32
                self._numbers[value] = np.asarray(value).astype(self.dtype)
        return self._numbers[value]

    def bind(self, index: int, store: Array) -> None:
        """Let a node's value stand in rows 1, 2, … of a store."""
        self.stores[index] = store
        self.values[index] = store[1:]

    def hold(self, index: int) -> Array:
        """Make room for a node's value at every step and return it."""
        size = self.size(self.graph.nodes[index])
        if index in self._states:
            self.bind(index, self.new(self.capacity + 1, size))
        else:
            self.values[index] = self.new(self.capacity, size)
        return self.values[index]

    def hold_constant(self, node: Node) -> Array | None:
        """Make room for a value that is the same at every step; return it if it has to be computed."""
        if node.op == "parameter":
            value = self.parameters[node.name]
            self.values[node.index] = value if node.columns is not None else value[:, np.newaxis]
            return None
        if node.op == "number":
            self.values[node.index] = self.number(node.value).reshape(1, 1)
            return None
        self.values[node.index] = np.zeros((self.size(node), 1), self.dtype)
        return self.values[node.index]

    def previous(self, node: Node) -> list[Call]:
        """Let a t-1 node be a view; return what has to be done first (a constant signal has no store of its own)."""
        signal = self.graph.signals[node.name]
        calls: list[Call] = []
        if signal not in self.stores:
            self.stores[signal] = self.new(self.capacity + 1, self.size(node))
            calls.append((np.positive, (self.values[signal], self.stores[signal][1:])))
        self.values[node.index] = self.stores[signal][:-1]
        return calls

    # -- one step at a time

    def steps(self, array: Array, flat: bool = True) -> list[Array]:
        """Return the views of an array's steps; without the batch axis where it is 1 and ``flat`` allows it."""
        return list(array[:, :, 0] if flat and self.batch == 1 else array)

    def operand(self, index: int, flat: bool = True) -> Iterable[Array]:
        """Return a node's value as an operand of each step."""
        value = self.values[index]
        if value.ndim == 3:
            return self.steps(value, flat)
        if value.size == 1:
            return repeat(value.reshape(()))
        if self.batch == 1:
            return repeat(value[:, 0] if flat else value)
        if index not in self._wide:  # equal shapes spare NumPy the work of broadcasting
            self._wide[index] = np.zeros((len(value), self.batch), self.dtype)
            self.refresh.append((np.positive, (value, self._wide[index])))
        return repeat(self._wide[index])
