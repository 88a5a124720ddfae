"""How near a run came to doing something else: gates that are not quite shut, memory that leaks, inputs that would flip
a gate."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.engine.interpreter import evaluate
from simulator.engine.memory import Array
from simulator.engine.optimisation.parameter_kinds import forget_gates
from simulator.engine.trace import Trace
from simulator.errors import UserError

_ROWS = 4096  # steps evaluated side by side, where a gate's sum has no name


@dataclass(frozen=True)
class Distance:
    """How far a gate is from 0 or 1, whichever is nearer, at a step (from 1) and in a unit (from 0)."""

    value: float
    step: int
    unit: int


@dataclass(frozen=True)
class Flip:
    """The smallest change of one input (from 0) at one step that opens a gate half, all else held.

    ``total`` is the gate's sum at that step, ``given`` what the input is there, ``value`` what it would have to be.
    """

    input: int
    step: int
    unit: int
    total: float
    given: float
    value: float

    @property
    def change(self) -> float:
        """How much the input would have to change."""
        return self.value - self.given


@dataclass(frozen=True)
class GateMargin:
    """One gate over a sequence: where it is ``nearest`` to 0 or 1, where it is ``farthest`` from both.

    ``flip`` is None where no input has a weight of its own in the gate's sum.
    """

    gate: str
    nearest: Distance
    farthest: Distance
    flip: Flip | None


@dataclass(frozen=True)
class Leak:
    """What a memory loses at a step at which its gate means to keep it (keeps more than half): the most, and the least.

    ``steps`` is how many such steps there are, ``kept`` the share of a value that is left after all of them.
    """

    gate: str
    most: Distance
    least: Distance
    steps: int
    kept: float

    @property
    def half_life(self) -> float:
        """Steps after which half of a value is gone, at the most that is lost; infinite where nothing is."""
        return math.log(0.5) / math.log1p(-self.most.value) if self.most.value > 0 else math.inf


def gate_margins(trace: Trace) -> tuple[GateMargin, ...]:
    """Return the margins of every gate of a trace without a batch, in the order of the equations."""
    found = []
    for name in trace.cell.signals:
        if trace.cell.roles[name] == "gate":
            sums = _sums(trace, name)
            distance = _distance(trace, name, sums)
            if not np.isnan(distance).all():
                flip = None if sums is None else _flip(trace, name, sums)
                found.append(GateMargin(name, _place(distance, smallest=True), _place(distance), flip))
    return tuple(found)


def leaks(trace: Trace) -> tuple[Leak, ...]:
    """Return what the memories of a trace lose while they are meant to be kept, a row for each gate that keeps one."""
    try:
        gates = forget_gates(trace.cell)
    except UserError:  # a gate that keeps one part and forgets another
        return ()
    found = []
    for gate in gates:
        if gate.name not in trace.cell.signals:
            continue
        keeps = trace[gate.name] > 0.5 if gate.sign > 0 else trace[gate.name] < 0.5
        lost = np.where(keeps, _distance(trace, gate.name, _sums(trace, gate.name)), np.nan)
        if not np.isnan(lost).all():
            most = _place(lost)
            own = lost[:, most.unit]
            kept = math.exp(float(np.log1p(-own[~np.isnan(own)]).sum()))
            steps = int(np.count_nonzero(~np.isnan(own)))
            found.append(Leak(gate.name, most, _place(lost, smallest=True), steps, kept))
    return tuple(found)


def _place(values: Array, smallest: bool = False) -> Distance:
    """Return the largest (or smallest) of values (steps, units) that are not all NaN, and where it first stands."""
    where = np.nanargmin(values) if smallest else np.nanargmax(values)
    row, unit = np.unravel_index(int(where), values.shape)
    return Distance(float(values[row, unit]), int(row) + 1, int(unit))


def _distance(trace: Trace, gate: str, sums: Array | None) -> Array:
    """Return how far a gate is from 0 or 1, (steps, units): from its sum, as 1 - 0.99…9 has lost its digits."""
    op = trace.cell.graph.nodes[trace.cell.graph.signals[gate]].op
    with np.errstate(all="ignore"):
        if sums is not None and op == "sigmoid":
            small = np.exp(-np.abs(sums))
            return np.asarray(small / (1 + small))
        value = trace[gate]
        return np.asarray(np.minimum(np.abs(value), np.abs(1 - value)))


def _sums(trace: Trace, gate: str) -> Array | None:
    """Return what a gate's function is applied to, (steps, units); None for a gate that is no such function."""
    graph = trace.cell.graph
    node = graph.nodes[graph.signals[gate]]
    if node.op not in ("sigmoid", "hard_sigmoid"):
        return None
    inner = graph.nodes[node.args[0]]
    if inner.signal in trace:
        return trace[inner.signal]
    before = {
        name: np.concatenate([np.atleast_2d(trace.initial[name]), trace[name][:-1]]) for name in trace.cell.states
    }
    pieces = []
    for start in range(0, trace.steps, _ROWS):
        rows = slice(start, start + _ROWS)
        known = {name: trace[name][rows] for name in trace.signals}
        previous = {name: array[rows] for name, array in before.items()}
        values = evaluate(graph, trace.sizes, trace.parameters, trace.x[rows], previous, known)
        pieces.append(np.broadcast_to(values[inner.index], known[gate].shape))
    return np.concatenate(pieces)


def _flip(trace: Trace, gate: str, sums: Array) -> Flip | None:
    """Return the smallest change of one input that brings one unit's sum to 0."""
    graph = trace.cell.graph
    weights = _input_weights(trace, graph.nodes[graph.signals[gate]].args[0], sums.shape[1])
    units = np.arange(sums.shape[1])
    inputs = np.abs(weights).argmax(axis=1)  # the one with the largest weight needs the smallest change
    sizes = np.where(np.isfinite(sums), np.abs(sums), np.inf)
    rows = sizes.argmin(axis=0)
    with np.errstate(all="ignore"):
        changes = -sums[rows, units] / weights[units, inputs]
        needed = np.where(np.isfinite(changes), np.abs(changes), np.inf)
    unit = int(needed.argmin())
    if not np.isfinite(needed[unit]):
        return None
    row, column = int(rows[unit]), int(inputs[unit])
    given = float(trace.x[row, column])
    return Flip(column, row + 1, unit, float(sums[row, unit]), given, given + float(changes[unit]))


def _input_weights(trace: Trace, index: int, units: int) -> Array:
    """Return the weight that each input has in a sum, (units, inputs): directly, not through another function."""
    nodes = trace.cell.graph.nodes
    found = np.zeros((units, trace.x.shape[1]))
    stack = [(1.0, index)]
    while stack:
        factor, place = stack.pop()
        node = nodes[place]
        if node.op in ("add", "sub"):
            stack += [(factor, node.args[0]), (-factor if node.op == "sub" else factor, node.args[1])]
        elif node.op in ("neg", "linear"):
            stack.append((-factor if node.op == "neg" else factor, node.args[0]))
        elif node.op in ("matmul", "mul"):
            one, two = (nodes[arg] for arg in node.args)
            if node.op == "mul" and one.op != "parameter":
                one, two = two, one
            if one.op == "parameter" and two.op == "input":
                weight = trace.parameters[one.name]
                found += factor * (weight if weight.ndim == 2 else np.diag(weight))
            elif node.op == "mul" and "number" in (one.op, two.op):
                number, other = (one, two) if one.op == "number" else (two, one)
                stack.append((factor * number.value, other.index))
    return found
