"""The forward half of a tape: every value's memory, and the calls that fill it.

A value is kept for all steps where going back needs it, and overwritten at each step where it does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from simulator.engine.chains import ADDITIVE, Chain, Term
from simulator.engine.memory import Array
from simulator.engine.plan import Plan, Stage
from simulator.engine.tape.rows import Memory, Rows, Section
from simulator.engine.tape.slabs import ONES, Group, LoopPlan, Planner, Slab
from simulator.engine.tape.weights import SlabWeights, Weights
from simulator.language import FUNCTIONS, OPERATORS, Graph
from simulator.language.graph import resolve


@dataclass
class Loop:
    """A loop's plan and the memory of its slabs."""

    plan: LoopPlan
    weights: list[SlabWeights]
    stacks: list[Array]  # (steps + 1, width, batch)
    results: list[Rows | None]  # of the functions of each slab; None where there is one and it stands elsewhere


class Forward:
    """Lays out the memory of a graph's values and lowers its plan to sections.

    ``active`` (steps, 1, batch): where False, states stay as they are; None if all steps count.
    """

    def __init__(
        self,
        graph: Graph,
        plan: Plan,
        sizes: Mapping[str, int],
        parameters: Mapping[str, Array],
        memory: Memory,
        weights: Weights,
        output: int,
        active: Array | None,
    ) -> None:
        self.graph, self.sizes, self.memory, self.weights = graph, sizes, memory, weights
        self.states = {graph.signals[name] for name in graph.states}
        self.idle = None if active is None else Rows(active)
        self.values: dict[int, Rows] = {}
        self.stores: dict[int, Array] = {}  # state -> (steps + 1, size, batch), row 0 before the first step
        self.loops: dict[Stage, Loop] = {}
        self.refresh = Section(memory.steps)  # what follows from parameters alone
        self.sections: list[Section] = []
        self._wanted: dict[tuple[int, int], list[Array]] = defaultdict(list)  # (node, shift) -> rows of stacks for it
        self._homes: dict[int, Rows] = {}

        self.seen = frozenset({*self.states, output}).__contains__  # not a function of this object, which would keep it
        planner = Planner(graph, set(plan.constants), self.size, self.seen)
        for stage in plan.stages:
            if stage.loop:
                self._prepare(stage, planner.plan(stage.nodes))
        self.stacked = {index for loop in self.loops.values() for index in loop.plan.stacked}
        self._constants(plan, parameters)
        for stage in plan.stages:
            if stage.loop:
                self._loop(stage)
            else:
                self._at_once(stage)

    def size(self, index: int) -> int:
        """Return a node's number of features; a number has one."""
        size = self.graph.nodes[index].size
        return 1 if size is None else resolve(size, self.sizes)

    # -- what is the same at every step

    def _constants(self, plan: Plan, parameters: Mapping[str, Array]) -> None:
        for index in plan.constants:
            node = self.graph.nodes[index]
            if node.op == "parameter":
                array = parameters[node.name]
                self.values[index] = Rows(array if node.columns is not None else array[:, np.newaxis], "still")
            elif node.op == "number":
                with np.errstate(over="ignore"):  # 1e300 is infinite in float32
                    self.values[index] = Rows(np.asarray(node.value).astype(self.memory.dtype), "still")
            else:
                self.values[index] = Rows(np.zeros((self.size(index), 1), self.memory.dtype), "still")
                self._apply(self.refresh, index, self.values[index])

    # -- homes

    def _prepare(self, stage: Stage, plan: LoopPlan) -> None:
        """Make the stacks of a loop and note what has to stand in them."""
        loop = self.loops[stage] = Loop(plan, [], [], [None] * len(plan.slabs))
        nodes = self.graph.nodes
        for slab in plan.slabs:
            stack = self.memory.new(self.memory.steps + 1, slab.width)
            loop.stacks.append(stack)
            loop.weights.append(self.weights.slab(slab, self.graph))
            for operand, columns in slab.columns.items():
                rows = stack[:, columns]
                if operand == ONES:
                    rows[...] = 1
                elif nodes[operand].op == "previous" and operand in plan.chains.inside:
                    self._wanted[self.graph.signals[nodes[operand].name], 1].append(rows)
                else:
                    self._wanted[operand, 0].append(rows)

    def _home(self, index: int, loop: bool) -> Rows:
        """Return the memory for a value: a stack that wants it, or memory of its own."""
        if index in self._homes:
            return self._homes[index]
        if index in self.states:
            stack = self._wanted[index, 1]
            store = stack.pop(0) if stack else self.memory.new(self.memory.steps + 1, self.size(index))
            return self._keep_state(index, store)
        stack = self._wanted[index, 0]
        if stack:
            return Rows(stack.pop(0)[:-1])
        if loop and self._passes(index):
            return self.memory.passing(self.size(index), True)
        return self.memory.kept(self.size(index))

    def _keep_state(self, index: int, store: Array) -> Rows:
        self.stores[index] = store
        return Rows(store[1:])

    def _passes(self, index: int) -> bool:
        """Whether a value of a loop is used up within its step: nothing goes back by way of it."""
        by_itself = self.graph.nodes[index].op in (*ADDITIVE, "mul", "linear")
        return by_itself and not self.seen(index) and all(map(self._adds, self.graph.readers[index]))

    def _adds(self, reader: int) -> bool:
        in_sum = any(reader in loop.plan.part_of for loop in self.loops.values())
        return in_sum and self.graph.nodes[reader].op in ADDITIVE

    def _finish(self, section: Section, index: int) -> None:
        """Add what has to follow when a value is known: a state held, and copies for other stacks."""
        value = self.values[index]
        if self.idle is not None and index in self.states and index in self.stores:
            if section.loop:
                section.do(_hold, Rows(self.stores[index][:-1]), self.idle, value)
            else:
                section.run(_hold_all, self.stores[index], self.idle.array)
        for rows in self._wanted[index, 0]:
            section.do(np.positive, value, Rows(rows[:-1]))
        for rows in self._wanted[index, 1]:
            section.do(np.positive, value, Rows(rows[1:]))
            self.refresh.do(np.positive, Rows(self.stores[index][:1]), Rows(rows[:1]))

    # -- for all steps at once

    def _at_once(self, stage: Stage) -> None:
        section = Section(self.memory.steps)
        for index in stage.nodes:
            node = self.graph.nodes[index]
            if index in self.stacked:
                continue
            if node.op == "previous":
                self.values[index] = self._previous(section, self.graph.signals[node.name])
            else:
                self.values[index] = self._home(index, False)
                if node.op != "input":
                    self._apply(section, index, self.values[index])
            self._finish(section, index)
        self.sections.append(section)

    def _previous(self, section: Section, state: int) -> Rows:
        if state not in self.stores:  # a signal that is the same at every step has no memory of steps yet
            self.stores[state] = self.memory.new(self.memory.steps + 1, self.size(state))
            section.do(np.positive, self.values[state], Rows(self.stores[state][1:]))
        return Rows(self.stores[state][:-1])

    def _apply(self, section: Section, index: int, out: Rows) -> None:
        node = self.graph.nodes[index]
        if node.op == "matmul":
            section.product(self.values[node.args[0]].array, self.values[node.args[1]], out)
        else:
            self._call(section, node.op, [self.values[arg] for arg in node.args], out)

    def _call(self, section: Section, name: str, operands: list[Rows], out: Rows) -> None:
        first, *rest = (FUNCTIONS.get(name) or OPERATORS[name]).forward
        section.do(first[0], *operands, *map(self._number, first[1:]), out)
        for call in rest:
            section.do(call[0], out, *map(self._number, call[1:]), out)

    def _number(self, value: float) -> Rows:
        return Rows(np.asarray(value, self.memory.dtype), "still")

    # -- step by step

    def _loop(self, stage: Stage) -> None:
        loop = self.loops[stage]
        before, section = Section(self.memory.steps), Section(self.memory.steps, loop=True)
        units: dict[int, list[Callable[[], None]]] = defaultdict(list)
        for index in stage.nodes:
            node = self.graph.nodes[index]
            if node.op == "previous":
                continue
            for number, slab in enumerate(loop.plan.slabs):
                if index == slab.chains[0].root:
                    self._slab(loop, number, before, section, units)
        depths = loop.plan.chains.depths
        for index in stage.nodes:
            if index in depths and self.graph.nodes[index].op != "previous" and index not in self.values:
                self.values[index] = self._home(index, True)
                units[depths[index]].append(
                    lambda index=index: self._single(loop, before, section, index)  # type: ignore[misc]  # mypy cannot infer a default
                )
        after = Section(self.memory.steps)
        for index in stage.nodes:
            if self.graph.nodes[index].op == "previous":
                self.values[index] = self._previous(after, self.graph.signals[self.graph.nodes[index].name])
                self._finish(after, index)  # for the stack of a later loop
        for depth in sorted(units):
            for emit in units[depth]:
                emit()
        self.sections += [before, section, after]

    def _single(self, loop: Loop, before: Section, section: Section, index: int) -> None:
        """Add what stands in no slab: a function, a product of numbers, or a sum without matrices."""
        if index in loop.plan.chains.chains:
            chain = loop.plan.chains.chains[index]
            self._sum(section, [*chain.moving, *self._still(before, index, chain.still)], self.values[index])
        else:
            self._apply(section, index, self.values[index])
        self._finish(section, index)

    def _still(self, before: Section, index: int, terms: list[Term]) -> list[Term]:
        """Return what is added from outside the loop, as one term where all of it is known before."""
        if len(terms) < 2:
            return terms
        total = -2 - index  # a place of its own among the values
        self.values[total] = self.memory.kept(self.size(index))
        self._sum(before, terms, self.values[total])
        return [(1, total)]

    def _sum(self, section: Section, terms: list[Term], out: Rows) -> None:
        """Add up terms into memory that none of them stands in."""
        (sign, first), *rest = sorted(terms, key=lambda term: -term[0])  # begin with what is added
        left = self.values[first]
        if sign < 0 or not rest:
            section.do(np.positive if sign > 0 else np.negative, left, out)
            left = out
        for sign, index in rest:
            section.do(np.add if sign > 0 else np.subtract, left, self.values[index], out)
            left = out

    # -- slabs

    def _slab(
        self, loop: Loop, number: int, before: Section, section: Section, units: dict[int, list[Callable[[], None]]]
    ) -> None:
        slab, stack = loop.plan.slabs[number], loop.stacks[number]
        depths = loop.plan.chains.depths
        alone = self._alone(slab)
        store = self.memory.new(self.memory.steps + 1, slab.height)
        passing = slab.bare and alone is not None
        sums = self.memory.passing(slab.height, True) if passing else Rows(store[1:])
        results = store if slab.plain or alone is not None else self.memory.new(self.memory.steps + 1, slab.height)
        for chain in slab.chains:
            rows = slab.rows[chain.root]
            self.values[chain.root] = sums.part(rows)
            if chain.root in self.states:
                self._keep_state(chain.root, store[:, rows])
            if chain.root in slab.functions and alone is None:
                function = slab.functions[chain.root]
                self.values[function] = self._homes[function] = Rows(results[1:, rows])
                if function in self.states:
                    self._keep_state(function, results[:, rows])
        if alone is not None:
            self.values[alone] = self._home(alone, True)
        else:
            loop.results[number] = Rows(results[1:])

        def multiply() -> None:
            section.product(loop.weights[number].ahead, Rows(stack[:-1]), sums)
            if slab.left:
                hoisted = self.memory.kept(slab.height)
                for root, terms in slab.left.items():
                    self._sum(before, terms, hoisted.part(slab.rows[root]))
                section.do(np.add, sums, hoisted, sums)
            for chain in slab.chains:
                if not chain.moving:
                    self._finish(section, chain.root)

        units[slab.chains[0].depth].append(multiply)
        for chain in slab.chains:
            if chain.moving:
                units[depths[chain.root]].append(lambda chain=chain: self._extend(section, chain))  # type: ignore[misc]  # mypy cannot infer a default
        for groups in _adjacent(slab.groups):
            units[groups[0].depth].append(
                lambda groups=groups: self._activate(section, slab, groups, sums, alone, Rows(results[1:]))  # type: ignore[misc]  # mypy cannot infer a default
            )

    def _alone(self, slab: Slab) -> int | None:
        """Return the slab's only function result, if it goes straight to where it is multiplied next."""
        if len(slab.functions) != 1:
            return None
        (function,) = slab.functions.values()
        return function if self._wanted[function, 1 if function in self.states else 0] else None

    def _extend(self, section: Section, chain: Chain) -> None:
        """Add what no product of the slab gives."""
        out = self.values[chain.root]
        for sign, index in chain.moving:
            section.do(np.add if sign > 0 else np.subtract, out, self.values[index], out)
        self._finish(section, chain.root)

    def _activate(
        self, section: Section, slab: Slab, groups: list[Group], sums: Rows, alone: int | None, results: Rows
    ) -> None:
        rows = slice(groups[0].rows.start, groups[-1].rows.stop)
        out = self.values[alone] if alone is not None else results.part(rows)
        if groups[0].halved:  # sigmoid(a) = tanh(a / 2) / 2 + 1 / 2; the first half stands in the weights
            section.do(np.tanh, sums.part(rows), out)
            sigmoids = out if alone is not None else results.part(groups[0].rows)
            section.do(np.multiply, sigmoids, self._number(0.5), sigmoids)
            section.do(np.add, sigmoids, self._number(0.5), sigmoids)
        else:
            self._call(section, groups[0].function, [sums.part(rows)], out)
        for group in groups:
            for chain in group.chains:
                self._finish(section, slab.functions[chain.root])


def _adjacent(groups: list[Group]) -> list[list[Group]]:
    """Join halved sigmoids with the tanhs that follow them at the same depth."""
    found: list[list[Group]] = []
    for group in groups:
        last = found[-1][-1] if found else None
        if last and last.halved and group.function == "tanh" and group.depth == last.depth:
            found[-1].append(group)
        else:
            found.append([group])
    return found


def _hold(before: Array, idle: Array, now: Array) -> None:
    """Let the sequences that have ended keep their state."""
    np.copyto(now, before, where=idle)


def _hold_all(store: Array, idle: Array) -> None:
    """The same for a state that was computed for all steps at once; row 0 is before the first."""
    for before, gone, now in zip(store, idle, store[1:], strict=False):
        _hold(before, gone, now)
