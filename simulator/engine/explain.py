"""One step of a trace in full: every node and every product, computed on demand. Pictures show it; no view computes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from simulator.engine.holding import Hold, held_units
from simulator.engine.interpreter import apply, evaluate
from simulator.engine.memory import Array
from simulator.engine.model import Model
from simulator.engine.terms import Stretch, Term, Terms
from simulator.engine.trace import Trace
from simulator.errors import UserError
from simulator.language import Cell, Node


@dataclass(frozen=True, eq=False)
class Explained:
    """One step with all that happens in it.

    ``step`` counts from 1. ``values``: by node of ``cell.graph``, vectors (size,), matrices as they are, numbers (1,).
    ``now["c"]`` is a signal (size,), ``now.previous("c")`` the same one step earlier; ``x`` is (inputs,). ``held``
    names signals that are not what their equation says, and which of their units (from 0).
    """

    cell: Cell
    step: int
    sizes: Mapping[str, int]
    parameters: Mapping[str, Array]
    x: Array
    values: tuple[Array, ...]
    states: Mapping[str, Array]
    held: Mapping[str, frozenset[int]] = field(default_factory=dict)
    _terms: dict[tuple[int, int], Terms] = field(default_factory=dict, init=False, repr=False)

    def __getitem__(self, signal: str) -> Array:
        return self.x if signal == "x" else self.values[self.cell.graph.signals[signal]]

    def previous(self, state: str) -> Array:
        """Return a state at t-1, (size,)."""
        return self.states[state]

    def value(self, index: int) -> Array:
        """Return the value of a node."""
        return self.values[index]

    def by_equation(self, signal: str) -> Array:
        """Return what a signal's own equation gives, (size,): what it is, unless it is held."""
        node = self.cell.graph.nodes[self.cell.graph.signals[signal]]
        if signal not in self.held:
            return self[signal]
        found = apply(node, [self.values[arg] for arg in node.args])
        return np.broadcast_to(found, self[signal].shape)

    def terms(self, index: int, unit: int = 0) -> Terms:
        """Return the products that a node is the sum of, in the order of the equation, for one of its units (from 0).

        Signals that stand in the sum are terms themselves; sums without a name are taken apart.
        """
        key = index, unit
        if key not in self._terms:  # a picture asks for them at every frame
            self._terms[key] = Terms(self._taken_apart(index, unit))
        return self._terms[key]

    def _taken_apart(self, index: int, unit: int) -> list[Stretch]:
        nodes = self.cell.graph.nodes
        found: list[Stretch] = []
        stack = [(1.0, index)]
        while stack:
            sign, place = stack.pop()
            node = nodes[place]
            if node.op in ("add", "sub", "neg") and (place == index or not node.signal):
                if node.op == "neg":
                    stack.append((-sign, node.args[0]))
                else:
                    stack += [(sign if node.op == "add" else -sign, node.args[1]), (sign, node.args[0])]
            elif place == index or not node.signal:
                found.append(self._products(node, sign, unit))
            else:
                found.append(Stretch.of(self._plain(node, sign, unit)))
        return found

    def _products(self, node: Node, sign: float, unit: int) -> Stretch:
        if node.op != "matmul":
            return Stretch.of(self._product(node, sign, unit))
        matrix, vector = (self.cell.graph.nodes[arg] for arg in node.args)
        row = (sign * self.values[matrix.index][unit]).astype(float)
        factors = self.values[vector.index].astype(float)
        with np.errstate(all="ignore"):
            products = row * factors
        source, numbered = self._named(vector)
        return Stretch(matrix.name, unit, source, numbered, row, factors, products)

    def _product(self, node: Node, sign: float, unit: int) -> Term:
        nodes = self.cell.graph.nodes
        if node.op == "parameter":
            return _term(node.name, (unit,), "1", sign * self.values[node.index][unit], 1.0)
        if node.op == "number":
            return _term("", (), "1", sign * node.value, 1.0)
        if node.op == "mul":
            left, right = (nodes[arg] for arg in node.args)
            if right.op == "parameter":
                left, right = right, left
            if left.op == "parameter":
                weight = self.values[left.index][unit]
                return _term(left.name, (unit,), self._label(right, unit), sign * weight, self._at(right, unit))
            if left.op == "number":
                return _term("", (), self._label(right, unit), sign * left.value, self._at(right, unit))
        return self._plain(node, sign, unit)

    def _plain(self, node: Node, sign: float, unit: int) -> Term:
        return _term("", (), self._label(node, unit), sign, self._at(node, unit))

    def _at(self, node: Node, unit: int) -> float:
        value = self.values[node.index]
        return float(value[unit if len(value) > 1 else 0])

    def _label(self, node: Node, unit: int) -> str:
        name, numbered = self._named(node)
        return f"{name}[{unit + 1}]" if numbered else name

    def _named(self, node: Node) -> tuple[str, bool]:
        """Return what a value is called, and whether each of its units has a number behind that."""
        if node.op == "input":
            return "x", True
        if node.op == "previous":
            return f"{node.name}[t-1]", True
        if node.signal:
            return node.signal, True
        nodes = self.cell.graph.nodes
        text = {"add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "neg": "-{}", "matmul": "{} @ {}"}
        if node.op in ("parameter", "number"):
            return node.name or f"{node.value:g}", False
        names = [nodes[arg].signal or nodes[arg].name for arg in node.args]
        inner = [
            f"{name}[t-1]" if nodes[arg].op == "previous" else name or "…"
            for name, arg in zip(names, node.args, strict=True)
        ]
        return (text[node.op].format(*inner) if node.op in text else f"{node.op}({', '.join(inner)})"), False


def _term(parameter: str, index: tuple[int, ...], source: str, weight: float, value: float) -> Term:
    with np.errstate(all="ignore"):
        product = float(np.float64(weight) * np.float64(value))
    return Term(parameter, index, source, float(weight), float(value), product)


def explain(model: Model, trace: Trace, step: int) -> Explained:
    """Return everything about one step of a trace; ``step`` counts from 1.

    Signals in the trace keep the trace's own numbers. The states at the step before must be in the trace.
    Raises UserError for a batch, a step that is not there, and where a state was not kept.
    """
    if trace.batch is not None:
        raise UserError("a batch cannot be explained. Run one sequence alone.")
    row = step - trace.first
    if not 0 <= row < trace.steps:
        raise UserError(f"there is no step {step}: the steps are {trace.first} to {trace.first + trace.steps - 1}.")
    before = row + 1 if trace.backward else row - 1
    inside = 0 <= before < trace.steps
    missing = [name for name in trace.cell.states if inside and name not in trace]
    if missing:
        raise UserError(
            f"step {step} cannot be explained: the trace does not hold {missing[0]}. Keep the states as well."
        )
    previous = {name: trace[name][before] if inside else trace.initial[name] for name in trace.cell.states}
    known = {name: trace[name][row] for name in trace.signals}
    return explain_step(model, step, trace.x[row], previous, known)


def explain_step(
    model: Model,
    step: int,
    x: Array,
    previous: Mapping[str, Array],
    known: Mapping[str, Array],
    holds: Iterable[Hold] = (),
    parameters: Mapping[str, Array] | None = None,
) -> Explained:
    """Return everything about one step, given its inputs, the states before it and the signals already known.

    What ``holds`` hold at the step is known as well. ``parameters`` are the model's own as arrays that never change;
    else it keeps copies of them.
    """
    if parameters is None:
        parameters = {name: array.copy() for name, array in model.parameters.items()}
    values = evaluate(model.cell.graph, model.sizes, parameters, x, previous, known)
    for array in (*parameters.values(), *values):
        array.flags.writeable = False
    held = held_units(holds, step - 1, model.signal_sizes)
    return Explained(model.cell, step, model.sizes, parameters, x, values, dict(previous), held)
