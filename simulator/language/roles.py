"""What a signal does in its cell, guessed from how it is used: for colours, glyphs and the order of movement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.language.graph import Graph
from simulator.language.operations import FUNCTIONS

if TYPE_CHECKING:
    from simulator.language.cell import Cell

ROLES = ("input", "sum", "candidate", "gate", "memory", "output")

_GATE_FUNCTIONS = ("sigmoid", "hard_sigmoid")


def infer_roles(graph: Graph, output: str) -> dict[str, str]:
    """Return the role of every signal.

    A sigmoid that multiplies is a gate; a signal read at t-1 is a memory; the cell's output, if it is no memory, is the
    output; what goes through a function to become another signal is a sum; what a function makes is a candidate.
    """
    states = set(graph.states)
    roles = {}
    for name, index in graph.signals.items():
        node = graph.nodes[index]
        if node.op in _GATE_FUNCTIONS and _multiplies(graph, index):
            role = "gate"
        elif name in states:
            role = "memory"
        elif name == output:
            role = "output"
        elif node.op in FUNCTIONS:
            role = "candidate"
        else:
            role = "sum"
        roles[name] = role
    return roles


def default_signals(cell: Cell, units: int = 1) -> tuple[str, ...]:
    """Return the signals worth a row: gates, memories, outputs, and whatever the cell's output is.

    With several units, a row each, there is seldom room for all: then memories and outputs stand first.
    """
    order = ("gate", "memory", "output") if units == 1 else ("memory", "output", "gate")
    chosen = [name for role in order for name in cell.signals if cell.roles[name] == role]
    return tuple(dict.fromkeys([*chosen, cell.output]))


def _multiplies(graph: Graph, index: int) -> bool:
    """Whether a value is a factor of a product, itself or as 1 - value."""
    for reader in graph.readers[index]:
        node = graph.nodes[reader]
        if node.op == "mul":
            return True
        if (
            node.op == "sub"
            and (graph.nodes[node.args[0]].op == "number" or node.signal)
            and _multiplies(graph, reader)
        ):
            return True
    return False
