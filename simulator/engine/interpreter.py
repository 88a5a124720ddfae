"""One step, node by node, as the equations say it: no fusing, no reordering. For looking into a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.engine.lowering import operation
from simulator.engine.memory import Array
from simulator.language import Graph, Node
from simulator.language.graph import resolve


def evaluate(
    graph: Graph,
    sizes: Mapping[str, int],
    parameters: Mapping[str, Array],
    x: Array,
    previous: Mapping[str, Array],
    known: Mapping[str, Array],
) -> tuple[Array, ...]:
    """Return the value of every node of one step: vectors (size,), matrices as they are, numbers (1,).

    ``x`` is (inputs,), ``previous`` the states at t-1. Signals that are ``known`` are taken, not computed. Steps
    may stand side by side, each in a row: (steps, inputs), and vectors are (steps, size).
    """
    values: list[Array] = []
    for node in graph.nodes:
        if node.signal in known:
            value = known[node.signal]
        elif node.op == "input":
            value = x
        elif node.op == "previous":
            value = previous[node.name]
        elif node.op == "parameter":
            value = parameters[node.name]
        elif node.op == "number":
            with np.errstate(over="ignore"):
                value = np.asarray([node.value]).astype(x.dtype)
        else:
            value = apply(node, [values[arg] for arg in node.args])
            if node.op != "matmul" and node.size is not None:  # a number alone may be a signal: it fills it
                value = np.broadcast_to(value, (*x.shape[:-1], resolve(node.size, sizes)))
        values.append(value)
    return tuple(values)


def apply(node: Node, operands: Sequence[Array]) -> Array:
    """Return what a node's operation makes of its operands; steps may stand side by side, each in a row."""
    if node.op == "matmul":
        matrix, vector = operands
        with np.errstate(all="ignore"):
            return vector @ matrix.T  # bit for bit W @ v
    return operation(node)(*operands)
