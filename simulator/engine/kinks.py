"""How far a run keeps from the kinks of relu, abs and hard_sigmoid, where a difference quotient says nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from simulator.engine.lowering import operation
from simulator.engine.memory import Array
from simulator.engine.trace import Trace


def kink_distance(trace: Trace, moved: Trace) -> float:
    """Return how near any operand comes to a kink of its function at any step; infinite where there are no kinks.

    ``moved`` is the same run with all numbers that it starts from changed a little. An operand that lies exactly at a
    kink in both (what a relu leaves of negative numbers, read by another relu) does not depend on them, and is no
    danger. Both traces hold all signals.
    """
    nearest = math.inf
    with np.errstate(all="ignore"):
        for (kinks, here), (_, there) in zip(_operands(trace), _operands(moved), strict=True):
            for kink in kinks:
                distance = np.abs(here - kink)
                counts = np.isfinite(distance) & ((here != kink) | (there != kink))
                nearest = min(nearest, float(distance.min(where=counts, initial=math.inf)))
    return nearest


def _operands(trace: Trace) -> Iterator[tuple[tuple[float, ...], Array]]:
    """Yield the kinks of every function that has some, and its operand at all steps."""
    values: list[Array] = []
    for node in trace.cell.graph.nodes:
        if node.op == "input":
            value = trace.x
        elif node.op == "previous":
            value = np.concatenate([trace.initial[node.name][np.newaxis], trace[node.name][:-1]])
        elif node.op == "parameter":
            value = trace.parameters[node.name]
        elif node.op == "number":
            value = np.asarray([node.value])
        elif node.op == "matmul":
            matrix, vector = (values[arg] for arg in node.args)
            value = vector @ matrix.T
        else:
            row = operation(node)
            if row.kinks:
                yield row.kinks, values[node.args[0]]
            value = trace[node.signal] if node.signal else row(*(values[arg] for arg in node.args))
        values.append(value)
