"""The parameters of one unit of a cell in rows and columns, read from its equations: what the map of weights shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from simulator.language import FUNCTIONS, Cell, Node
from simulator.render.training.weights import Heading, Kind, UnitWeights

_HUES = {"gate": "gate", "memory": "mem", "output": "out"}
_BIAS, _AGAIN = "1", "′"


def unit_weights(
    cell: Cell,
    parameters: Mapping[str, np.ndarray],
    unit: int = 0,
    kind: Kind = "weights",
    largest: float | None = None,
) -> UnitWeights:
    """Return the map of a unit (from 0): a row for each gate, candidate or state that has weights of its own.

    ``parameters``: the arrays by name, or as many gradients, or changes. A column is a number that is read: first the
    inputs, then the constant 1, then the states. Of a signal with fewer units, as an output may have, it is the last.
    """
    rows: list[tuple[Heading, dict[tuple[str, int], tuple[str, float]]]] = []
    columns: dict[tuple[str, int], Heading] = {}
    for signal in cell.signals:
        found: dict[tuple[str, int], tuple[str, float]] = {}
        for node, parameter in _uses(cell, signal):
            array = parameters[parameter]
            here = min(unit, len(array) - 1)
            for number, value in enumerate(array[here].tolist() if array.ndim == 2 else [float(array[here])]):
                place = number if array.ndim == 2 else here
                key = _key(node, place)
                while key in found:  # two biases, or one number read twice
                    key = key[0] + _AGAIN, key[1]
                index = f"{here},{number}" if array.ndim == 2 else str(here)
                found[key] = f"{parameter}[{index}]", value
                columns.setdefault(key, _heading(cell, node, place, array, _AGAIN * key[0].count(_AGAIN)))
        if found:
            rows.append((Heading(*_row(cell, signal)), found))
    kinds = {"x": 0, _BIAS: 1}
    order = sorted(columns, key=lambda key: kinds.get(key[0].rstrip(_AGAIN), 2))
    nothing = ("", float("nan"))
    return UnitWeights(
        kind,
        tuple(heading for heading, _ in rows),
        tuple(columns[key] for key in order),
        np.array([[found.get(key, nothing)[1] for key in order] for _, found in rows]).reshape(len(rows), len(order)),
        tuple(tuple(found.get(key, nothing)[0] for key in order) for _, found in rows),
        unit,
        _units(cell, parameters),
        largest,
    )


def _uses(cell: Cell, signal: str) -> Iterator[tuple[Node | None, str]]:
    """Yield what each parameter in a signal's equation is multiplied by, None for a bias."""
    nodes = cell.graph.nodes
    for index in cell.graph.inside(signal):
        node = nodes[index]
        given = [nodes[arg] for arg in node.args]
        for place, operand in enumerate(given):
            if operand.op != "parameter":
                continue
            if node.op in ("matmul", "mul"):
                yield given[1 - place], operand.name
            else:
                yield None, operand.name


def _key(node: Node | None, place: int) -> tuple[str, int]:
    """Return what tells a column from all others."""
    if node is None:
        return _BIAS, 0
    if node.op == "input":
        return "x", place
    return (f"{node.name}[t-1]" if node.op == "previous" else node.signal or f"node {node.index}"), place


def _heading(cell: Cell, node: Node | None, place: int, array: np.ndarray, mark: str) -> Heading:
    """Return the heading of a column; what is read of the same step says so, a state is that of the step before."""
    if node is None:
        return Heading(_BIAS + mark)
    number = str(place + 1) if array.shape[-1] > 1 or node.op == "input" else ""
    if node.op == "input":
        return Heading(f"x{mark}", "inp", number)
    if node.op == "previous":
        return Heading(node.name + mark, "mem", number)
    if node.signal:
        return Heading(node.signal + mark, _hue(cell, node.signal), f"{number},t" if number else "t")
    operands = (cell.graph.nodes[arg] for arg in node.args)
    return Heading("·".join(operand.signal or operand.name or "…" for operand in operands) + mark, "mem", number)


def _row(cell: Cell, signal: str) -> tuple[str, str]:
    """Return what a row is called, and its colour: a sum by the signal that its function makes of it."""
    graph = cell.graph
    made = [
        graph.nodes[reader].signal
        for reader in graph.readers[graph.signals[signal]]
        if graph.nodes[reader].op in FUNCTIONS and graph.nodes[reader].signal
    ]
    name = made[0] if cell.roles[signal] == "sum" and len(made) == 1 else signal
    return name, _hue(cell, name)


def _hue(cell: Cell, signal: str) -> str:
    return _HUES.get(cell.roles[signal], "inp")


def _units(cell: Cell, parameters: Mapping[str, np.ndarray]) -> int:
    """Return how many units a cell with these arrays has."""
    shapes = cell.graph.parameters
    return next((len(parameters[name]) for name, shape in shapes.items() if shape[0] == "units"), 1)
