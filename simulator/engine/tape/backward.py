"""The backward half of a tape: back propagation through time, lowered from the same plan read from its end.

Every node's gradient is collected from its readers: each gives a term, and the terms are added up in memory of the
node's own. A gradient that is the same as its reader's (of a sum) is not copied, so it is never written to again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.plan import Plan
from simulator.engine.tape.constants import Constants
from simulator.engine.tape.forward import Forward, Loop
from simulator.engine.tape.loops import block_of, lower_loop
from simulator.engine.tape.rows import Rows, Section, slope_calls
from simulator.engine.tape.slabs import Slab
from simulator.engine.tape.terms import Made, Same, Term, product, times
from simulator.engine.tape.weights import Weights
from simulator.language import FUNCTIONS


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
        Constants(self).lower(section, plan)
        weights.gather(section)
        self.sections.append(section)

    def _needs(self) -> set[int]:
        """Return the nodes whose gradients lead anywhere: to a parameter, a state, or the input if it is wanted."""
        found: set[int] = set()
        for node in self.graph.nodes:
            start = node.op in ("parameter", "previous") or (node.op == "input" and self.wanted)
            if start or node.index in self.keep or not found.isdisjoint(node.args):
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

    def add_up(self, section: Section, index: int, terms: list[Term], target: Rows | None) -> Rows | None:
        """Add up terms, into ``target`` if it is given."""
        if not terms:
            return None
        made = [term for term in terms if isinstance(term, Made)]
        same = sorted((term for term in terms if isinstance(term, Same)), key=lambda term: -term.sign)
        kept = not section.loop or self._leaves_loop(index)
        alone = not made and len(same) == 1 and same[0].sign > 0 and target is None
        if alone and (same[0].rows.kind == "steps" or not kept):
            return same[0].rows
        size = self.forward.size(index)
        if target is None:
            target = self.memory.kept(size) if kept else self.memory.passing(size, section.loop)
        left: Rows | None = None
        for number, term in enumerate(made):
            if number:
                scratch = self.memory.passing(size, section.loop)
                term.write(section, scratch)
                section.do(np.add, target, scratch, target)
            else:
                term.write(section, target)
                left = target
        for alike in same:
            if left is None:
                left = alike.rows
                if alike.sign < 0 or len(same) == 1:
                    section.do(np.positive if alike.sign > 0 else np.negative, left, target)
                    left = target
            else:
                section.do(np.add if alike.sign > 0 else np.subtract, left, alike.rows, target)
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

    def from_outside(self, index: int) -> Iterator[Term]:
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

    def from_readers(self, index: int, readers: Iterable[int]) -> Iterator[Term]:
        """Yield what reaches a node from the nodes that read it in the same step."""
        roots: dict[int, Loop] = {}
        for reader in readers:
            if reader in self.part_of:
                loop, root = self.part_of[reader]
                roots[root] = loop
            elif reader in self.gradients:
                yield from self._from_reader(index, reader)
        yield from self._from_sums(index, roots)

    def _from_reader(self, index: int, reader: int) -> Iterator[Term]:
        node, gradient = self.graph.nodes[reader], self.gradients[reader]
        for place, arg in enumerate(node.args):
            if arg != index:
                continue
            if node.op in ("add", "sub", "neg", "linear"):
                yield Same(-1 if node.op == "neg" or (node.op == "sub" and place == 1) else 1, gradient)
            elif node.op == "mul":
                yield times(gradient, self.values[node.args[1 - place]])
            elif node.op == "matmul":
                yield product(self.values[node.args[0]].array.T, gradient)
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
        source = self.values[node.args[0]] if function.slope_of == "operand" else result

        def write(section: Section, out: Rows) -> None:
            factors = self.memory.ring(self.forward.size(reader)) if section.loop else out
            for call in slope_calls(function.slope):
                section.ahead(call, source, factors)
            section.do(np.multiply, gradient, factors, out)

        return Made(write, gradient.array.ndim == 3)

    def _from_sums(self, index: int, roots: dict[int, Loop]) -> Iterator[Term]:
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
                yield product(matrix[slab.columns[index]], gradient)

    def _slab_memory(self, loop: Loop, slab: Slab) -> Rows:
        """Return where the gradients of a slab's sums stand: for all steps only if they are read after the loop."""
        inside = loop.plan.chains.inside
        read = [operand for operand in slab.columns if operand not in inside]
        read += [term for terms in slab.left.values() for _, term in terms]
        if self.needs.isdisjoint(read) and self.keep.isdisjoint(slab.rows):
            return self.memory.turning(slab.height, block_of(slab, self.memory))
        return self.memory.kept(slab.height)
