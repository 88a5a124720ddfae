"""The way back through a loop: step by step from the last, and block by block to the gradients of its weights."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.memory import Array, Call
from simulator.engine.tape.rows import SMALL, Memory, Rows, Section, slope_calls, zeros
from simulator.engine.tape.slabs import Slab
from simulator.engine.tape.terms import Same, Term
from simulator.language import FUNCTIONS
from simulator.language.operations import SlopeCall

if TYPE_CHECKING:
    from simulator.engine.tape.backward import Backward
    from simulator.engine.tape.forward import Loop

BLOCK = 1 << 18  # bytes of gradients that stay in the processor's cache until the weights have theirs from them
LARGE = 1 << 20  # bytes of weights from which on adding up their gradients block by block costs more than that saves


def lower_loop(whole: Backward, loop: Loop, nodes: tuple[int, ...]) -> list[Section]:
    """Lower the way back through a loop, from its last step to its first."""
    memory, graph, chains = whole.memory, whole.graph, loop.plan.chains
    before, section = Section(memory.steps), Section(memory.steps, loop=True, backward=True)
    free = [index for index in nodes if index in chains.depths and index in whole.needs]
    arriving: dict[int, list[Term]] = {}
    for index in free:
        outside = [reader for reader in graph.readers[index] if reader not in chains.inside]
        terms = [*whole.from_outside(index), *whole.from_readers(index, outside)]
        total = whole.add_up(before, index, terms, None)
        arriving[index] = [] if total is None else [Same(1, total)]
    carries: dict[int, Array] = {}
    for index in free:
        if graph.nodes[index].op == "previous":
            state = graph.signals[graph.nodes[index].name]
            carries[index] = memory.new(3, whole.forward.size(index))
            arriving[state].append(Same(1, Rows(carries[index], "turned")))
            whole.final[state], whole.initial[state] = carries[index][0], carries[index][1]
    slabs = [SlabBack(whole, loop, number, section) for number in range(len(loop.plan.slabs))]
    slab_of = {root: slab for slab in slabs for root in slab.slab.rows}
    function_of = {function: slab for slab in slabs if slab.joined for function in slab.slab.functions.values()}
    for index in sorted(free, key=lambda index: (-chains.depths[index], -index)):
        inside = [reader for reader in graph.readers[index] if reader in chains.inside]
        target: Rows | None = None
        if index in slab_of and slab_of[index].joined and index in slab_of[index].slab.functions:
            whole.gradients[index] = slab_of[index].through(index, arriving[index])
            continue
        if index in slab_of:
            target = slab_of[index].rows_of(index)
        elif index in carries:
            target = Rows(carries[index], "turn")
        elif index in whole.keep:
            target = memory.kept(whole.forward.size(index))
        elif index in function_of:
            target = function_of[index].rows_of_function(index)
        found = whole.add_up(section, index, [*arriving[index], *whole.from_readers(index, inside)], target)
        if found is not None:
            whole.gradients[index] = found
    for slab, stack in zip(loop.plan.slabs, loop.stacks, strict=True):
        _weights(memory, section, slab, whole.slab_gradients[id(slab)], stack[:-1], whole.slab_outs[id(slab)])
    return [before, section]


class SlabBack:
    """The way back through the functions of a slab: joined, where each is the only reader of its sum."""

    def __init__(self, whole: Backward, loop: Loop, number: int, section: Section) -> None:
        self.whole, self.section = whole, section
        self.slab = loop.plan.slabs[number]
        self.gradient = whole.slab_gradients[id(self.slab)]
        self.joined = self.slab.plain and bool(self.slab.functions)
        self.done: set[int] = set()
        self.factors = whole.memory.ring(self.slab.height) if self.joined else self.gradient
        self.results = whole.memory.passing(self.slab.height, True)  # gradients of what the functions return
        self.roots = {function: root for root, function in self.slab.functions.items()}
        if self.joined:
            self._slopes(loop.results[number])

    def _slopes(self, results: Rows | None) -> None:
        """Add the derivatives of all functions; those that begin alike begin with one call."""
        pending = [(group.rows, slope_calls(FUNCTIONS[group.function].slope)) for group in self.slab.groups]
        starts = groupby(pending, key=lambda item: item[1][0])
        for call, members in [(call, [rows for rows, _ in found]) for call, found in starts]:
            self._early(call, slice(members[0].start, members[-1].stop), results)
        for rows, calls in pending:
            for call in calls[1:]:
                self._early(call, rows, results)

    def _early(self, call: SlopeCall, rows: slice, results: Rows | None) -> None:
        if results is None:
            (function,) = self.slab.functions.values()
            value = self.whole.values[function]
        else:
            value = results.part(rows)
        self.section.ahead(call, value, self.factors.part(rows))

    def rows_of(self, root: int) -> Rows:
        """Return where the gradient of a sum stands."""
        return self.gradient.part(self.slab.rows[root])

    def rows_of_function(self, function: int) -> Rows:
        """Return where the gradient of a function's result is put together."""
        return self.results.part(self.slab.rows[self.roots[function]])

    def through(self, root: int, arriving: list[Term]) -> Rows:
        """Go back through the function of a sum, and through those that stand beside it at the same depth.

        What arrives at the sum itself (from a loss that knows the gradient of the function's argument) is added.
        """
        rows = self.slab.rows[root]
        own = next(group for group in self.slab.groups if any(chain.root == root for chain in group.chains))
        members = [other for other in self.slab.groups if other.depth == own.depth]
        functions = {self.slab.functions[chain.root] for other in members for chain in other.chains}
        if not self.whole.keep.isdisjoint(functions):  # their gradients do not stand side by side
            gradient = self.whole.gradients.get(self.slab.functions[root])
            if gradient is not None:
                self.section.do(np.multiply, gradient, self.factors.part(rows), self.gradient.part(rows))
        elif root not in self.done:
            first, last = members[0].rows.start, members[-1].rows.stop
            both = slice(first, last)
            self.section.do(np.multiply, self.results.part(both), self.factors.part(both), self.gradient.part(both))
            self.done |= {chain.root for other in members for chain in other.chains}
        found = self.gradient.part(rows)
        for term in arriving:
            assert isinstance(term, Same)  # the seed
            self.section.do(np.add, found, term.rows, found)
        return found


def block_of(slab: Slab, memory: Memory) -> int:
    """Return for how many steps at once the gradients of a slab's weights are computed."""
    height, batch = slab.height, memory.batch
    if height * slab.width * memory.dtype.itemsize > LARGE:
        return memory.steps
    most = BLOCK // max(1, height * batch * memory.dtype.itemsize)
    small = SMALL // max(1, height * slab.width * batch)
    steps = memory.steps
    count = -(-steps // max(1, min(most, small) if small > 1 else most))
    return -(-steps // count)


def _weights(memory: Memory, section: Section, slab: Slab, gradient: Rows, stack: Array, out: Array) -> None:
    """Add the products that give the gradients of all weights of a slab, block by block."""
    length = block_of(slab, memory)
    rooms: dict[int, tuple[Array, Array]] = {}  # steps -> copies with all steps of a feature side by side
    more = np.empty_like(out)

    def calls(start: int, stop: int) -> list[Call]:
        count = stop - start
        place = 0 if gradient.kind == "ring" else start
        source, operand = gradient.array[place : place + count], stack[start:stop]
        found: list[Call] = []
        if count == 1:
            a, b = source[0], operand[0]
        else:
            if count not in rooms:  # the last block may be shorter; dot wants memory without gaps
                shapes = (slab.height, count, memory.batch), (slab.width, count, memory.batch)
                rooms[count] = zeros(shapes[0], memory.dtype), zeros(shapes[1], memory.dtype)
            a, b = rooms[count]
            found += [(np.copyto, (a, source.transpose(1, 0, 2))), (np.copyto, (b, operand.transpose(1, 0, 2)))]
            a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
        if stop == memory.steps:
            return [*found, (np.dot, (a, b.T, out))]
        return [*found, (np.dot, (a, b.T, more)), (np.add, (out, more, out))]

    section.behind(length, calls)
