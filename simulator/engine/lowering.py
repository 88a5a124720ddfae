"""From nodes to calls: each for all steps at once, or step by step for the nodes of a loop.

In a loop every call costs more than its arithmetic, so there are as few as possible. Products with the same right
operand are one product of stacked matrices; their rows are ordered so that one call serves all rows with the same
function; the part of a sum that needs no state is added up before the loop. Only what has the same depth (the longest
way from a state) is ever put together: nothing of one depth can depend on another of it, so no order is lost by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise, repeat
from typing import Any

import numpy as np

from simulator.engine.chains import Chain, Chains, Term
from simulator.engine.memory import Array, Call, Memory
from simulator.language import FUNCTIONS, OPERATORS, Node
from simulator.language.operations import Operation

StepCall = tuple[Callable[..., Any], list[Iterable[Any]]]
"""A function and, for each argument, its values step by step."""


def operation(node: Node) -> Operation:
    """Return a node's row of the operations table."""
    return FUNCTIONS.get(node.op) or OPERATORS[node.op]


def at_once(memory: Memory, node: Node, out: Array) -> list[Call]:
    """Return the calls that compute a node for all steps (or, of constants, once)."""
    first, *rest = operation(node).forward
    numbers = [memory.number(number) for number in first[1:]]
    calls: list[Call] = [(first[0], (*(memory.values[arg] for arg in node.args), *numbers, out))]
    return calls + [(call[0], (out, *map(memory.number, call[1:]), out)) for call in rest]


def add_up(memory: Memory, terms: list[Term], out: Array) -> list[Call]:
    """Return the calls that sum terms into ``out`` for all steps."""
    calls: list[Call] = []
    for sign, index in terms:
        value = memory.values[index]
        if calls:
            calls.append((np.add if sign > 0 else np.subtract, (out, value, out)))
        else:
            calls.append((np.positive if sign > 0 else np.negative, (value, out)))
    return calls


class Loop:
    """The calls of one loop: ``before`` it, for all steps at once, and ``calls`` of each step, in order."""

    def __init__(self, memory: Memory, nodes: tuple[int, ...]) -> None:
        self.memory, self.nodes = memory, nodes
        self.graph = memory.graph
        analysis = Chains(memory.graph, nodes)
        self.inside, self.depths, self.chains = analysis.inside, analysis.depths, analysis.chains
        self.before: list[Call] = []
        self.scratch: dict[int, Array] = {}
        self.activations: dict[int, int] = {}  # root of a chain -> node of the function that its slab's rows go through
        self.units: dict[int, list[Callable[[], None]]] = defaultdict(list)  # depth -> what to emit
        self.calls: list[StepCall] = []
        slabs: dict[tuple[int, ...], list[Chain]] = defaultdict(list)
        for chain in self.chains.values():
            if chain.products:
                slabs[chain.operands].append(chain)
        for chains in slabs.values():
            self._slab(chains)
        self._single()
        for index in nodes:
            if self.graph.nodes[index].op == "previous":
                memory.previous(self.graph.nodes[index])
        for depth in sorted(self.units):
            for emit in self.units[depth]:
                emit()
        self.units.clear()  # what emits refers to this loop, which would keep itself

    # -- slabs

    def _slab(self, chains: list[Chain]) -> None:
        """Plan the stacked products of chains that share their right operands, and the functions of their rows."""
        memory, nodes = self.memory, self.graph.nodes
        for chain in chains:
            for reader in self.graph.readers[chain.root]:
                row = FUNCTIONS.get(nodes[reader].op)
                if row and row.kind == "elementwise" and reader in self.inside:
                    self.activations[chain.root] = reader
                    break
        groups: dict[tuple[str, int], list[Chain]] = defaultdict(list)
        for chain in chains:
            function = nodes[self.activations[chain.root]].op if chain.root in self.activations else ""
            groups[function, self.depths[chain.root]].append(chain)
        ordered = [chain for key in sorted(groups) for chain in groups[key]]
        starts = np.cumsum([0, *(memory.size(nodes[chain.root]) for chain in ordered)]).tolist()
        rows = {chain.root: slice(*ends) for chain, ends in zip(ordered, pairwise(starts), strict=False)}
        slab = memory.new(memory.capacity + 1, starts[-1])
        for chain in ordered:
            memory.bind(chain.root, slab[:, rows[chain.root]])
        self.units[ordered[0].depth].append(lambda: self._products(ordered, rows, slab))
        for chain in ordered:
            if chain.moving:
                self.units[self.depths[chain.root]].append(lambda chain=chain: self._extend(chain))  # type: ignore[misc]  # mypy cannot infer a default
        for (function, depth), members in groups.items():
            if function:
                self._activation(
                    function, depth + 1, members, slab[1:, rows[members[0].root].start : rows[members[-1].root].stop]
                )

    def _activation(self, function: str, depth: int, chains: list[Chain], operand: Array) -> None:
        memory = self.memory
        store = memory.new(memory.capacity + 1, operand.shape[1])
        start = 0
        for chain in chains:
            stop = start + memory.size(self.graph.nodes[chain.root])
            memory.bind(self.activations[chain.root], store[:, start:stop])
            start = stop
        self.units[depth].append(
            lambda: self._apply(FUNCTIONS[function], [memory.steps(operand)], memory.steps(store[1:]))
        )

    def _products(self, chains: list[Chain], rows: dict[int, slice], slab: Array) -> None:
        """Emit the products of a slab, and the addition of all that needs no state."""
        memory = self.memory
        out = memory.steps(slab[1:])
        for number, operand in enumerate(chains[0].operands):
            columns = memory.size(self.graph.nodes[operand])
            weights = np.zeros((slab.shape[1], columns), memory.dtype)
            for chain in chains:
                own = weights[rows[chain.root]]
                terms = [(sign, matrix) for sign, matrix, right in chain.products if right == operand]
                memory.refresh += add_up(memory, terms, own)
            target: Iterable[Array] = out
            if number:
                scratch = memory.new(1, slab.shape[1])
                target = repeat(memory.steps(scratch)[0])
            if columns == 1 and memory.batch == 1:  # a product with one number is no matter for BLAS
                factor = (view.reshape(()) for view in self._operand(operand))
                self.calls.append((np.multiply, [repeat(weights[:, 0]), factor, target]))
            else:
                self.calls.append((np.dot, [repeat(weights), self._operand(operand), target]))
            if number:
                self.calls.append((np.add, [out, target, out]))
        if any(chain.still for chain in chains):
            hoisted = memory.new(memory.capacity, slab.shape[1])
            for chain in chains:
                self.before += add_up(memory, chain.still, hoisted[:, rows[chain.root]])
            self.calls.append((np.add, [out, memory.steps(hoisted), out]))

    def _extend(self, chain: Chain) -> None:
        """Emit the addition of what no product of the slab gives."""
        out = self.memory.steps(self.memory.values[chain.root])
        for sign, index in chain.moving:
            self.calls.append((np.add if sign > 0 else np.subtract, [out, self._operand(index), out]))

    # -- nodes on their own

    def _single(self) -> None:
        """Plan what stands in no slab."""
        for index in self.nodes:
            node = self.graph.nodes[index]
            if node.op == "previous" or index not in self.depths or index in self.memory.values:
                continue
            if node.signal:
                self.memory.hold(index)
            else:
                self.scratch[index] = self.memory.new(1, self.memory.size(node))
            emit = self._sum if index in self.chains else self._function
            self.units[self.depths[index]].append(lambda emit=emit, node=node: emit(node))  # type: ignore[misc]  # mypy cannot infer a default

    def _function(self, node: Node) -> None:
        row = operation(node)
        flat = row.kind == "elementwise"
        self._apply(row, [self._operand(arg, flat) for arg in node.args], self._operand(node.index, flat))

    def _sum(self, node: Node) -> None:
        """Emit a sum without products."""
        chain, memory = self.chains[node.index], self.memory
        terms = [(sign, self._operand(index)) for sign, index in chain.moving]
        if len(chain.still) == 1:
            sign, index = chain.still[0]
            terms.append((sign, memory.operand(index)))
        elif chain.still:
            hoisted = memory.new(memory.capacity, memory.size(node))
            self.before += add_up(memory, chain.still, hoisted)
            terms.append((1, memory.steps(hoisted)))
        terms.sort(key=lambda term: -term[0])  # begin with what is added
        out = self._operand(node.index)
        (sign, left), *rest = terms
        if sign < 0 or not rest:
            self.calls.append((np.positive if sign > 0 else np.negative, [left, out]))
            left = out
        for sign, right in rest:
            self.calls.append((np.add if sign > 0 else np.subtract, [left, right, out]))
            left = out

    def _operand(self, index: int, flat: bool = True) -> Iterable[Array]:
        if index in self.scratch:
            return repeat(self.memory.steps(self.scratch[index], flat)[0])
        return self.memory.operand(index, flat)

    def _apply(self, row: Operation, operands: list[Iterable[Array]], out: Iterable[Array]) -> None:
        first, *rest = row.forward
        self.calls.append((first[0], [*operands, *self._repeated(first[1:]), out]))
        for call in rest:
            self.calls.append((call[0], [out, *self._repeated(call[1:]), out]))

    def _repeated(self, numbers: Iterable[Any]) -> list[Iterable[Array]]:
        return [repeat(self.memory.number(number)) for number in numbers]
