"""Hardness: every weight and bias behind a gate times one factor. Crisp gates melt, and the memory begins to leak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simulator.document.edits import Edit
from simulator.document.sequence import Array
from simulator.document.state import Layer, State, frozen
from simulator.errors import UserError
from simulator.language import Cell

SOFTEST = 0.03
SET_HARDNESS = "Set the hardness to {factor}"
TEMPLATES = (SET_HARDNESS,)


def gate_parameters(cell: Cell) -> tuple[str, ...]:
    """Return the parameters that feed the sums of the cell's gates and nothing else, in the order of the cell."""
    graph = cell.graph
    inside: dict[str, set[str]] = {}
    for name in cell.signals:
        nodes = (graph.nodes[index] for index in graph.inside(name))
        inside[name] = {node.name for node in nodes if node.op == "parameter"}
    gates = [name for name in cell.signals if cell.roles[name] == "gate"]
    feeding = set(gates)
    for gate in gates:
        feeding.update(graph.nodes[arg].signal for arg in graph.nodes[graph.signals[gate]].args)
    ours = set().union(*(inside[name] for name in feeding if name))
    others = set().union(*(inside[name] for name in cell.signals if name not in feeding))
    return tuple(name for name in cell.parameters if name in ours - others)


def set_hardness(state: State, given: Mapping[str, Array], factor: float, gesture: str | None = None) -> Edit:
    """Give the gates the parameters in ``given`` times a factor, 0.03 to 1; 1 gives back the very same numbers."""
    if not SOFTEST <= factor <= 1:
        raise UserError(f"the hardness is from {SOFTEST:g} to 1, and {factor:g} is not. Choose one in between.")
    layer = state.layer
    new = {name: frozen(given[name] if factor == 1 else given[name] * factor) for name in gate_parameters(layer.cell)}
    if any(layer.parameters[name].tobytes() != array.tobytes() for name, array in new.items()):
        state = state.with_layer(replace(layer, parameters={**layer.parameters, **new}))
    return Edit(SET_HARDNESS, state, {"factor": f"{factor:.2g}"}, gesture)


def hardness(layer: Layer, given: Mapping[str, Array]) -> float | None:
    """Return the factor between the gates' parameters and those in ``given``; None if there is no one factor."""
    pairs = [(layer.parameters[name], given[name]) for name in gate_parameters(layer.cell)]
    now, first = max(pairs, key=lambda pair: float(np.abs(pair[1]).max()), default=(np.zeros(1), np.zeros(1)))
    if not first.any():
        return None
    largest = int(np.abs(first).argmax())
    factor = float(now.flat[largest] / first.flat[largest])
    for now, first in pairs:
        if (now is not first or factor != 1) and (np.abs(now - first * factor) > 1e-9 * np.abs(first * factor)).any():
            return None
    return factor
