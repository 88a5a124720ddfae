"""The graph of a cell: one flat list of nodes in evaluation order, with the size of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

SIZE_NAMES = ("inputs", "units", "outputs")

Size = str | int
"""A size as written: "inputs", "units", "outputs" or a whole number."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value of one step.

    ``op`` is "input", "previous" (a state: a signal one step earlier), "parameter", "number", or a row of the
    operations table. ``args`` are the indices of the operands, always smaller than ``index``. ``name`` is what the
    first three read, ``value`` what a number is. ``size`` is the length of the vector (None for a number, which fits
    any; for a matrix its rows); ``columns`` is set for matrices only. ``signal`` names the signal whose value this
    node is. ``line`` and ``column`` count from 1 in the text.
    """

    index: int
    op: str
    args: tuple[int, ...]
    size: Size | None
    name: str = ""
    value: float = 0.0
    columns: Size | None = None
    signal: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Graph:
    """All nodes of a cell; every node comes after its operands.

    A signal's value has a node of its own, even where one signal only repeats another.
    """

    nodes: tuple[Node, ...]

    @cached_property
    def signals(self) -> dict[str, int]:
        """Signal -> index of the node that is its value, in the order of the equations."""
        return {node.signal: node.index for node in self.nodes if node.signal}

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Signals that some equation reads at t-1, in the order of the equations."""
        read = {node.name for node in self.nodes if node.op == "previous"}
        return tuple(name for name in self.signals if name in read)

    @cached_property
    def parameters(self) -> dict[str, tuple[Size, ...]]:
        """Parameter -> shape as written (rows, columns) or (size,), in order of first appearance."""
        return {
            node.name: (node.size,) if node.columns is None else (node.size, node.columns)
            for node in self.nodes
            if node.op == "parameter" and node.size is not None
        }

    @cached_property
    def readers(self) -> tuple[tuple[int, ...], ...]:
        """For each node the indices of the nodes of the same step that use it."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for node in self.nodes:
            for arg in dict.fromkeys(node.args):
                found[arg].append(node.index)
        return tuple(map(tuple, found))

    def inside(self, signal: str) -> tuple[int, ...]:
        """Return the nodes of one equation, in evaluation order: all that its value is made of within its own text."""
        members: set[int] = set()
        stack = [self.signals[signal]]
        while stack:
            index = stack.pop()
            members.add(index)
            stack += [arg for arg in self.nodes[index].args if not self.nodes[arg].signal and arg not in members]
        return tuple(sorted(members))

    def reads(self, signal: str) -> tuple[str, ...]:
        """Return the signals of the same step that an equation uses, in order of appearance."""
        found = [self.nodes[arg].signal for index in self.inside(signal) for arg in self.nodes[index].args]
        return tuple(dict.fromkeys(name for name in found if name))


def resolve(size: Size, sizes: Mapping[str, int]) -> int:
    """Return a size as a number: ``sizes`` says what inputs, units and outputs are."""
    return size if isinstance(size, int) else sizes[size]
