"""What a parameter is for, read from the graph and never from its name: what it multiplies, or which gate it opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.errors import UserError
from simulator.language import Cell, Graph

Kind = Literal["input", "recurrent", "other", "bias", "diagonal"]
"""A matrix times x, times a state at t-1, or times something else; a vector that is added, or a factor (a peephole)."""

_LINEAR = ("add", "sub", "mul", "neg", "linear")
_GATES = ("sigmoid", "hard_sigmoid")


def parameter_kinds(graph: Graph) -> dict[str, Kind]:
    """Return the kind of every parameter. A matrix with several uses is recurrent if one of them is."""
    kinds: dict[str, Kind] = {}
    for name, shape in graph.parameters.items():
        nodes = [node.index for node in graph.nodes if node.op == "parameter" and node.name == name]
        readers = [graph.nodes[reader] for index in nodes for reader in graph.readers[index]]
        if len(shape) == 2:
            met = {origin for reader in readers for origin in _origins(graph, reader.args[1])}
            kinds[name] = "recurrent" if "previous" in met else "input" if "input" in met else "other"
        else:
            others = [arg for reader in readers if reader.op == "mul" for arg in reader.args if arg not in nodes]
            kinds[name] = "diagonal" if any(graph.nodes[arg].op != "number" for arg in others) else "bias"
    return kinds


def _origins(graph: Graph, start: int) -> set[str]:
    """Return whether a vector is, or is a sum or product with, x ("input") or a state at t-1 ("previous").

    So U @ (r * h[t-1]) is recurrent, and V @ h is not: a state's new value is where the search ends, as is a function.
    """
    found, seen, stack = set(), {start}, [start]
    while stack:
        node = graph.nodes[stack.pop()]
        if node.op in ("input", "previous"):
            found.add(node.op)
        elif node.op in _LINEAR and node.signal not in graph.states:
            stack += [arg for arg in node.args if arg not in seen]
            seen.update(node.args)
    return found


@dataclass(frozen=True)
class ForgetGate:
    """A gate that says how much of a memory's previous value is kept.

    ``name``: its signal. ``sign``: +1 where the gate keeps when it is open, as f in f * c[t-1]; -1 where it forgets, as
    z in (1 - z) * h[t-1]. ``alone``: whether it does nothing else, unlike a GRU's update gate. ``biases``: the vectors
    added in its sum, with their signs there.
    """

    name: str
    sign: int
    alone: bool
    biases: dict[str, int]


def forget_gates(cell: Cell) -> tuple[ForgetGate, ...]:
    """Return the forget gates of a cell, in the order of its states; none if nothing scales what a memory keeps.

    Raises UserError where a gate keeps one part of a memory and forgets another, as no bias then serves both.
    """
    graph = cell.graph
    signs: dict[int, set[int]] = {}
    for state in graph.states:
        for sign, factor in _factors(graph, state):
            gate, turned = _gate(graph, factor)
            if gate is not None:
                signs.setdefault(gate, set()).add(sign * turned)
    found = []
    for gate, both in signs.items():
        name = graph.nodes[gate].signal or "without a name"
        if len(both) > 1:
            raise UserError(f"the gate {name} of {cell.id} keeps and forgets: it has no bias that would make it keep.")
        found.append(ForgetGate(name, both.pop(), len(graph.readers[gate]) == 1, _biases(graph, gate)))
    return tuple(found)


def _factors(graph: Graph, state: str) -> list[tuple[int, int]]:
    """Return the nodes that a state's previous value is multiplied by on its way to the new one, each with its sign."""
    end = graph.signals[state]
    ways: list[dict[tuple[int, int | None], None]] = []  # node -> (sign, factor) pairs in order; None: no factor yet
    for node in graph.nodes[: end + 1]:
        found: dict[tuple[int, int | None], None] = {}
        if node.op == "previous" and node.name == state:
            found[1, None] = None
        elif node.op in _LINEAR and (node.index == end or node.signal not in graph.states):
            for place, arg in enumerate(node.args):
                turn = -1 if node.op == "neg" or (node.op == "sub" and place == 1) else 1
                for sign, factor in ways[arg]:
                    if node.op != "mul" or factor is not None:
                        found[sign * turn, factor] = None
                    if node.op == "mul":
                        found[sign, node.args[1 - place]] = None
        ways.append(found)
    return [(sign, factor) for sign, factor in ways[end] if factor is not None]


def _gate(graph: Graph, index: int) -> tuple[int | None, int]:
    """Return the gate that a factor is, itself or as 1 - gate (then the sign is -1); None if it is none."""
    sign = 1
    while True:
        node = graph.nodes[index]
        if node.op in _GATES:
            return index, sign
        if node.op == "sub" and graph.nodes[node.args[0]].op == "number":
            index, sign = node.args[1], -sign
        elif node.op in ("neg", "linear"):
            index, sign = node.args[0], -sign if node.op == "neg" else sign
        else:
            return None, sign


def _biases(graph: Graph, gate: int) -> dict[str, int]:
    """Return the vectors added in a gate's sum, with their signs, without those that something else reads too."""
    found: dict[str, int] = {}
    stack = [(graph.nodes[gate].args[0], 1)]
    while stack:
        index, sign = stack.pop()
        node = graph.nodes[index]
        if node.op == "parameter" and node.columns is None:
            if len(graph.readers[index]) == 1:
                found[node.name] = sign
        elif node.op in ("add", "sub", "neg", "linear") and node.signal not in graph.states:
            turns = (1, -1) if node.op == "sub" else (-1,) if node.op == "neg" else (1, 1)
            terms = [(arg, sign * turn) for arg, turn in zip(node.args, turns, strict=False)]
            stack += reversed(terms)
    return found
