"""Which parameters belong together, and what a row and a column of one stands for."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.document.parameter_edits import Which
from simulator.language import FUNCTIONS, Cell


def groups(cell: Cell) -> dict[str, list[Which]]:
    """Return the arrays by the signal they lead to: a gate rather than its sum; states stand under "" at the end."""
    graph = cell.graph
    found: dict[str, list[Which]] = {}
    seen: set[str] = set()
    for name in cell.signals:
        for index in graph.inside(name):
            node = graph.nodes[index]
            if node.op == "parameter" and node.name not in seen:
                seen.add(node.name)
                found.setdefault(_leads_to(cell, name), []).append(Which(node.name))
    found[""] = [Which(name, True) for name in cell.states]
    return found


def _leads_to(cell: Cell, name: str) -> str:
    """Return the signal that is a function of a sum and nothing else, or the sum itself."""
    graph = cell.graph
    readers = graph.readers[graph.signals[name]]
    if cell.roles[name] == "sum" and len(readers) == 1:
        reader = graph.nodes[readers[0]]
        if reader.op in FUNCTIONS and reader.signal:
            return reader.signal
    return name


def column_name(cell: Cell, which: Which, sizes: Mapping[str, int], column: int) -> str:
    """Return what a column (from 0) of a matrix is multiplied with: x1, h[t-1] 2; "" where that has no name.

    A vector has one column, called as the vector.
    """
    graph = cell.graph
    for node in graph.nodes:
        if node.op == "matmul" and not which.initial and graph.nodes[node.args[0]].name == which.name:
            vector = graph.nodes[node.args[1]]
            if vector.op == "input":
                return f"x{column + 1}"
            name = vector.name if vector.op == "previous" else vector.signal
            time = "[t−1]" if vector.op == "previous" else ""
            return f"{name}{time}" if sizes.get(name) == 1 or not name else f"{name}{time} {column + 1}"
    return which.label
