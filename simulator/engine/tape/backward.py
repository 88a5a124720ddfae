"""The backward half of a tape: back propagation through time, lowered from the same plan read from its end.

Every node's gradient is collected from its readers: each gives a term, and the terms are added up in memory of the
node's own. A gradient that is the same as its reader's (of a sum) is not copied, so it is never written to again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from simulator.engine.memory import Array, Call
from simulator.engine.plan import Plan
from simulator.engine.tape.forward import Forward, Loop
from simulator.engine.tape.rows import SMALL, Rows, Section
from simulator.engine.tape.slabs import Group, Slab
from simulator.engine.tape.weights import Weights, column
from simulator.language import FUNCTIONS
from simulator.language.operations import VALUE, Slope, SlopeCall

BLOCK = 1 << 18  # bytes of gradients that stay in the processor's cache until the weights have theirs from them


@dataclass
class Same:
    """A term that is a gradient itself, with a sign."""

    sign: int
    rows: Rows


@dataclass
class Made:
    """A term that has to be computed: ``write(section, out)``. ``steps``: it has a value for each step."""

    write: Callable[[Section, Rows], None]
    steps: bool = True


class Backward:
    """Lowers the way back.

    ``wanted``: the gradient of the input too. ``keep``: signals (nodes) whose gradients are kept in ``gradients`` for
    all steps. ``seed``: the node whose gradient is given, and where it stands.
    """

    def __init__(
        self, forward: Forward, plan: Plan, weights: Weights, seed: tuple[int, Rows], keep: set[int], wanted: bool
    ) -> None:
        self.forward, self.weights, self.keep, self.wanted = forward, weights, keep, wanted
        self.graph, self.memory, self.values = forward.graph, forward.memory, forward.values
        self.seed = seed
        self.gradients: dict[int, Rows] = {}
        self.initial: dict[int, Array] = {}  # state -> gradient of its value before the first step
        self.final: dict[int, Array] = {}  # state -> where a gradient of its last value is put in
        self.sections: list[Section] = []
        self.live = {index for stage in plan.stages for index in stage.nodes} | set(plan.constants)
        self.live -= forward.stacked
        self.previous = {
            self.graph.signals[node.name]: node.index
            for node in self.graph.nodes
            if node.op == "previous" and node.index in self.live
        }
        self.needs = self._needs()
        self.loop_of = {index: loop for stage, loop in forward.loops.items() for index in stage.nodes}
        self.part_of: dict[int, tuple[Loop, int]] = {
            index: (loop, root) for loop in forward.loops.values() for index, root in loop.plan.part_of.items()
        }
        self.slab_gradients = {
            id(slab): self._slab_memory(loop, slab) for loop in forward.loops.values() for slab in loop.plan.slabs
        }
        self.slab_outs = {id(given.slab): out for given, out in zip(weights.slabs, weights.gradients, strict=True)}
        for stage in reversed(plan.stages):
            if stage.loop:
                self.sections += lower_loop(self, forward.loops[stage], stage.nodes)
            else:
                section = Section(self.memory.steps)
                for index in reversed(stage.nodes):
                    if index in self.needs and index not in self.part_of:
                        self._settle(section, index)
                self.sections.append(section)
        section = Section(self.memory.steps)
        self._constants(section, plan)
        weights.gather(section)
        self.sections.append(section)

    def _needs(self) -> set[int]:
        """Return the nodes whose gradients lead anywhere: to a parameter, a state, or the input if it is wanted."""
        found = set()
        for node in self.graph.nodes:
            start = node.op in ("parameter", "previous") or (node.op == "input" and self.wanted) or node.index in self.keep
            if start or not found.isdisjoint(node.args):
                found.add(node.index)
        return found & (self.live | self.forward.stacked)

    # -- a node's gradient

    def _settle(self, section: Section, index: int) -> None:
        """Add the calls that compute the gradient of a node outside the loops."""
        terms = [*self.from_outside(index), *self.from_readers(index, self.graph.readers[index])]
        target = self.memory.kept(self.forward.size(index)) if index in self.keep else None
        found = self.add_up(section, index, terms, target)
        if found is not None:
            self.gradients[index] = found
            node = self.graph.nodes[index]
            if node.op == "previous":
                self.initial[self.graph.signals[node.name]] = found.array[0]

    def add_up(self, section: Section, index: int, terms: list[Same | Made], target: Rows | None) -> Rows | None:
        """Add up terms, into ``target`` if it is given."""
        if not terms:
            return None
        made = [term for term in terms if isinstance(term, Made)]
        same = sorted((term for term in terms if isinstance(term, Same)), key=lambda term: -term.sign)
        kept = not section.loop or self._leaves_loop(index)
        if not made and len(same) == 1 and same[0].sign > 0 and target is None:
            if same[0].rows.kind == "steps" or not kept:
                return same[0].rows
        size = self.forward.size(index)
        if target is None:
            target = self.memory.kept(size) if kept else self.memory.passing(size, section.loop)
        left: Rows | None = None
        if made:
            made[0].write(section, target)
            left = target
            if len(made) > 1:
                scratch = self.memory.passing(size, section.loop)
                for term in made[1:]:
                    term.write(section, scratch)
                    section.do(np.add, target, scratch, target)
        for term in same:
            if left is None:
                left = term.rows
                if term.sign < 0 or len(same) == 1:
                    section.do(np.positive if term.sign > 0 else np.negative, left, target)
                    left = target
            else:
                section.do(np.add if term.sign > 0 else np.subtract, left, term.rows, target)
                left = target
        return target

    def _leaves_loop(self, index: int) -> bool:
        """Whether a gradient of a loop's node is read after the loop: by what is computed before it."""
        loop = self.loop_of[index]
        needed = self.graph.nodes[index].args
        if index in loop.plan.chains.chains:
            chain = loop.plan.chains.chains[index]
            needed = tuple(term for _, term in (*chain.moving, *chain.still))
        return any(arg in self.needs and arg not in loop.plan.chains.inside for arg in needed)

    # -- what a node's readers give

    def from_outside(self, index: int) -> Iterator[Same | Made]:
        """Yield what reaches a node from the loss, and from the step after it where no loop brings it."""
        if index == self.seed[0]:
            yield Same(1, self.seed[1])
        previous = self.previous.get(index)
        if previous is not None and previous not in self.loop_of:
            yield self._from_later(index, self.gradients.get(previous))

    def _from_later(self, index: int, gradient: Rows | None) -> Made:
        final = self.final[index] = self.memory.new(1, self.forward.size(index))[0]

        def write(section: Section, out: Rows) -> None:
            if gradient is None:
                section.run(out.array.fill, 0.0)
            else:
                section.run(np.positive, gradient.array[1:], out.array[:-1])
            section.run(np.positive, final, out.array[-1])

        return Made(write)

    def from_readers(self, index: int, readers: Iterable[int]) -> Iterator[Same | Made]:
        """Yield what reaches a node from the nodes that read it in the same step."""
        roots: dict[int, Loop] = {}
        for reader in readers:
            if reader in self.part_of:
                loop, root = self.part_of[reader]
                roots[root] = loop
            elif reader in self.gradients:
                yield from self._from_reader(index, reader)
        yield from self._from_sums(index, roots)

    def _from_reader(self, index: int, reader: int) -> Iterator[Same | Made]:
        node, gradient = self.graph.nodes[reader], self.gradients[reader]
        for place, arg in enumerate(node.args):
            if arg != index:
                continue
            if node.op in ("add", "sub", "neg", "linear"):
                yield Same(-1 if node.op == "neg" or (node.op == "sub" and place == 1) else 1, gradient)
            elif node.op == "mul":
                yield _times(gradient, self.values[node.args[1 - place]])
            elif node.op == "matmul":
                yield self._product(self.values[node.args[0]].array.T, gradient)
            else:
                yield self._through(reader, gradient)

    def _through(self, reader: int, gradient: Rows) -> Made:
        """Back through a function that stands in no slab."""
        node = self.graph.nodes[reader]
        function = FUNCTIONS[node.op]
        result = self.values[reader]
        if function.backward is not None:
            backward = function.backward
            return Made(lambda section, out: section.do(backward, result, gradient, out), gradient.array.ndim == 3)
        slope = function.slope
        assert slope is not None  # a function has the one or the other
        source = self.values[node.args[0]] if function.slope_of == "operand" else result

        def write(section: Section, out: Rows) -> None:
            if section.loop:
                factors = self.memory.ring(self.forward.size(reader))
                section.ahead(slope, source, factors)
            else:
                factors = out
                section.do(slope, source, factors)
            section.do(np.multiply, gradient, factors, out)

        return Made(write, gradient.array.ndim == 3)

    def _product(self, matrix: Array, gradient: Rows) -> Made:
        return Made(lambda section, out: section.product(matrix, gradient, out), gradient.array.ndim == 3)

    def _from_sums(self, index: int, roots: dict[int, Loop]) -> Iterator[Same | Made]:
        """What reaches a node from the sums of loops that it is a term or an operand of."""
        slabs: dict[int, tuple[Slab, Array, Rows]] = {}
        for root, loop in roots.items():
            chain = loop.plan.chains.chains[root]
            slab_number = next((k for k, slab in enumerate(loop.plan.slabs) if root in slab.rows), None)
            if slab_number is None:
                terms = [*chain.moving, *chain.still]
            else:
                slab = loop.plan.slabs[slab_number]
                terms = [*chain.moving, *slab.left.get(root, ())]
                slabs[id(slab)] = slab, loop.weights[slab_number].back, self.slab_gradients[id(slab)]
            for sign, term in terms:
                if term == index and root in self.gradients:
                    yield Same(sign, self.gradients[root])
        for slab, matrix, gradient in slabs.values():
            if index in slab.columns:
                yield self._product(matrix[slab.columns[index]], gradient)

    def _slab_memory(self, loop: Loop, slab: Slab) -> Rows:
        """Return where the gradients of a slab's sums stand: for all steps only if they are read after the loop."""
        inside = loop.plan.chains.inside
        read = [operand for operand in slab.columns if operand not in inside]
        read += [term for terms in slab.left.values() for _, term in terms]
        if self.needs.isdisjoint(read) and self.keep.isdisjoint(slab.rows):
            return self.memory.turning(slab.height, self.block(slab))
        return self.memory.kept(slab.height)

    def block(self, slab: Slab) -> int:
        """Return for how many steps at once the gradients of a slab's weights are computed."""
        height, batch = slab.height, self.memory.batch
        most = BLOCK // max(1, height * batch * self.memory.dtype.itemsize)
        small = SMALL // max(1, height * slab.width * batch)
        steps = self.memory.steps
        count = -(-steps // max(1, min(most, small) if small > 1 else most))
        return -(-steps // count)

    def slab_weights(self, section: Section, slab: Slab, stack: Array, out: Array) -> None:
        """Add the products that give the gradients of all weights of a slab, block by block."""
        length, memory = self.block(slab), self.memory
        gradient = self.slab_gradients[id(slab)]
        left = np.empty((slab.height, length, memory.batch), memory.dtype)
        right = np.empty((slab.width, length, memory.batch), memory.dtype)
        more = np.empty_like(out)

        def calls(start: int, stop: int) -> list[Call]:
            count = stop - start
            place = 0 if gradient.kind == "ring" else start
            source, operand = gradient.array[place : place + count], stack[start:stop]
            found: list[Call] = []
            if count == 1:
                a, b = source[0], operand[0]
            else:
                a, b = left[:, :count], right[:, :count]
                found += [(np.copyto, (a, source.transpose(1, 0, 2))), (np.copyto, (b, operand.transpose(1, 0, 2)))]
                a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
            if stop == memory.steps:
                return [*found, (np.dot, (a, b.T, out))]
            return [*found, (np.dot, (a, b.T, more)), (np.add, (out, more, out))]

        section.behind(length, calls)

    # -- parameters

    def _outer(self, section: Section, gradient: Rows, operand: Rows, out: Array) -> None:
        """Add the calls for the sum over steps and sequences of gradient times operand: out (rows, columns)."""
        if operand.array.ndim < gradient.array.ndim:  # the same operand at every step
            operand = Rows(np.broadcast_to(operand.array, (*gradient.array.shape[:1], len(operand.array), self.memory.batch)))
        left, right = self._flat(section, gradient), self._flat(section, operand)
        section.run(np.dot, left, right.T, out)

    def _flat(self, section: Section, rows: Rows) -> Array:
        """Return a value as (size, steps times batch)."""
        array = rows.array
        if array.ndim == 2:
            return array
        copy = np.empty((array.shape[1], len(array), array.shape[2]), array.dtype)
        section.run(np.positive, array.transpose(1, 0, 2), copy)
        return copy.reshape(len(copy), -1)

    def _constants(self, section: Section, plan: Plan) -> None:
        """Add the calls for parameters outside the slabs, and what is computed from parameters alone."""
        for index in reversed(plan.constants):
            if index not in self.needs:
                continue
            node = self.graph.nodes[index]
            shape = self.values[index].array.shape
            target = column(self.weights.direct(node.name)) if node.op == "parameter" and self._is_direct(index) else None
            terms = list(self._constant_terms(index))
            if not terms:
                if target is not None:
                    section.run(target.array.fill, 0.0)
                continue
            out = target or Rows(np.zeros(shape, self.memory.dtype), "still")
            scratch = np.zeros(shape, self.memory.dtype) if len(terms) > 1 else out.array
            for number, term in enumerate(terms):
                term(section, scratch if number else out.array)
                if number:
                    section.run(np.add, out.array, scratch, out.array)
            self.gradients[index] = out

    def _is_direct(self, index: int) -> bool:
        """Whether a parameter is used anywhere outside the slabs."""
        return any(
            reader in self.live and (reader not in self.part_of or self._is_left(index, *self.part_of[reader]))
            for reader in self.graph.readers[index]
        )

    def _is_left(self, index: int, loop: Loop, root: int) -> bool:
        chain = loop.plan.chains.chains[root]
        slab = next((slab for slab in loop.plan.slabs if root in slab.rows), None)
        terms = [*chain.moving, *(chain.still if slab is None else slab.left.get(root, ()))]
        return any(term == index for _, term in terms)

    def _constant_terms(self, index: int) -> Iterator[Callable[[Section, Array], None]]:
        matrix = self.graph.nodes[index].columns is not None
        if matrix:
            for reader in self.graph.readers[index]:
                if reader in self.gradients and self.graph.nodes[reader].op == "matmul" and reader not in self.part_of:
                    gradient, operand = self.gradients[reader], self.values[self.graph.nodes[reader].args[1]]
                    yield lambda section, out, g=gradient, v=operand: self._outer(section, g, v, out)  # type: ignore[misc]  # mypy cannot infer a default
            return
        for term in (*self.from_outside(index), *self.from_readers(index, self.graph.readers[index])):
            yield lambda section, out, term=term: self._reduce(section, term, out)  # type: ignore[misc]  # mypy cannot infer a default

    def _reduce(self, section: Section, term: Same | Made, out: Array) -> None:
        """Add the calls that sum a term over steps and sequences into ``out`` (size, 1)."""
        if isinstance(term, Same):
            array = term.rows.array
            if array.ndim == 2:
                section.run(np.positive if term.sign > 0 else np.negative, array, out)
                return
            section.run(_sum_into, array, out)
            if term.sign < 0:
                section.run(np.negative, out, out)
            return
        whole = self.memory.kept(len(out)) if term.steps else Rows(out, "still")
        term.write(section, whole)
        if term.steps:
            section.run(_sum_into, whole.array, out)


def _sum_into(array: Array, out: Array) -> None:
    np.add.reduce(array, (0, 2), None, out[:, 0])


def _times(gradient: Rows, factor: Rows) -> Made:
    return Made(lambda section, out: section.do(np.multiply, gradient, factor, out), gradient.array.ndim == 3)


def lower_loop(whole: Backward, loop: Loop, nodes: tuple[int, ...]) -> list[Section]:
    """Lower the way back through a loop, from its last step to its first."""
    memory, graph, chains = whole.memory, whole.graph, loop.plan.chains
    before, section = Section(memory.steps), Section(memory.steps, loop=True, backward=True)
    free = [index for index in nodes if index in chains.depths and index in whole.needs]
    arriving: dict[int, list[Same | Made]] = {}
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
    slabs = [_SlabBackward(whole, loop, number, section) for number in range(len(loop.plan.slabs))]
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
        whole.slab_weights(section, slab, stack[:-1], whole.slab_outs[id(slab)])
    return [before, section]


class _SlabBackward:
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
        pending: list[tuple[slice, list[SlopeCall]]] = []
        for group in self.slab.groups:
            slope = FUNCTIONS[group.function].slope
            assert slope is not None  # plain sums have functions of numbers only
            pending.append((group.rows, [*slope.calls] if isinstance(slope, Slope) else [(slope, VALUE)]))
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
        self.section.early(call, value, self.factors.part(rows))

    def rows_of(self, root: int) -> Rows:
        """Return where the gradient of a sum stands."""
        return self.gradient.part(self.slab.rows[root])

    def rows_of_function(self, function: int) -> Rows:
        """Return where the gradient of a function's result is put together."""
        return self.results.part(self.slab.rows[self.roots[function]])

    def through(self, root: int, arriving: list[Same | Made]) -> Rows:
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

