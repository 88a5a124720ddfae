"""Where a signal's value comes from, and where it goes: within the step, from the step before, to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.language import FUNCTIONS, Cell


@dataclass(frozen=True)
class Relation:
    """A neighbour of a signal: a signal, or the input x. ``time`` is "" at the same step, else "t-1" or "t+1"."""

    name: str
    time: Literal["", "t-1", "t+1"] = ""


def sources(cell: Cell, name: str) -> tuple[Relation, ...]:
    """Return what a signal's equation reads, in order of appearance."""
    graph = cell.graph
    found: dict[Relation, None] = {}
    for index in graph.inside(name):
        for node in (graph.nodes[arg] for arg in graph.nodes[index].args):
            if node.op == "input":
                found[Relation("x")] = None
            elif node.op == "previous":
                found[Relation(node.name, "t-1")] = None
            elif node.signal:
                found[Relation(node.signal)] = None
    own = graph.nodes[graph.signals[name]]
    if own.op == "previous":  # a signal that only repeats a state
        found[Relation(own.name, "t-1")] = None
    return tuple(found)


def targets(cell: Cell, name: str) -> tuple[Relation, ...]:
    """Return the signals whose equations read a signal, in the order of the equations: of this step, then the next."""
    here = [Relation(other) for other in cell.signals if Relation(name) in sources(cell, other)]
    later = [Relation(other, "t+1") for other in cell.signals if Relation(name, "t-1") in sources(cell, other)]
    return (*here, *later)


def weights_of(cell: Cell, name: str) -> tuple[str, ...]:
    """Return the parameters that a signal's sum is made with: in its equation, or in that of the sum it squashes."""
    graph = cell.graph
    own = graph.nodes[graph.signals[name]]
    inner = graph.nodes[own.args[0]].signal if own.op in FUNCTIONS else ""
    found = [graph.nodes[index].name for index in graph.inside(inner or name) if graph.nodes[index].op == "parameter"]
    return tuple(dict.fromkeys(found))


def fed_by(cell: Cell, parameter: str) -> str:
    """Return the first signal in whose equation a parameter stands."""
    graph = cell.graph
    return next(name for name in cell.signals if any(graph.nodes[k].name == parameter for k in graph.inside(name)))
