"""Gradients of what is the same at every step: parameters outside the slabs, and what is computed from them alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.plan import Plan
from simulator.engine.tape.rows import Rows, Section
from simulator.engine.tape.terms import Same, Term
from simulator.engine.tape.weights import column

if TYPE_CHECKING:
    from simulator.engine.tape.backward import Backward
    from simulator.engine.tape.forward import Loop


class Constants:
    """Lowers their gradients, once those of all steps are known."""

    def __init__(self, whole: Backward) -> None:
        self.whole = whole
        self.flat: dict[int, Array] = {}  # by identity of an array: the same as (size, steps times batch)
        self.held: list[Array] = []  # keeps the identities

    def _outer(self, gradient: Rows, operand: Rows, section: Section, out: Array) -> None:
        """Add the calls for the sum over steps and sequences of gradient times operand: out (rows, columns)."""
        if operand.array.ndim < gradient.array.ndim:  # the same operand at every step
            shape = len(gradient.array), len(operand.array), self.whole.memory.batch
            operand = Rows(np.broadcast_to(operand.array, shape))
        left, right = self._flat(section, gradient), self._flat(section, operand)
        section.run(np.dot, left, right.T, out)

    def _flat(self, section: Section, rows: Rows) -> Array:
        """Return a value as (size, steps times batch)."""
        array = rows.array
        if array.ndim == 2:
            return array
        if id(array) not in self.flat:
            copy = np.empty((array.shape[1], len(array), array.shape[2]), array.dtype)
            section.run(np.positive, array.transpose(1, 0, 2), copy)
            self.flat[id(array)] = copy.reshape(len(copy), -1)
            self.held.append(array)
        return self.flat[id(array)]

    def lower(self, section: Section, plan: Plan) -> None:
        """Add the calls, from the last constant to the first."""
        for index in reversed(plan.constants):
            if index not in self.whole.needs:
                continue
            node = self.whole.graph.nodes[index]
            shape = self.whole.values[index].array.shape
            target: Rows | None = None
            if node.op == "parameter" and self._is_direct(index):
                target = column(self.whole.weights.direct(node.name))
            terms = list(self._constant_terms(index))
            if not terms:
                if target is not None:
                    section.run(target.array.fill, 0.0)
                continue
            out = target or Rows(np.zeros(shape, self.whole.memory.dtype), "still")
            scratch = np.zeros(shape, self.whole.memory.dtype) if len(terms) > 1 else out.array
            for number, term in enumerate(terms):
                term(section, scratch if number else out.array)
                if number:
                    section.run(np.add, out.array, scratch, out.array)
            self.whole.gradients[index] = out

    def _is_direct(self, index: int) -> bool:
        """Whether a parameter is used anywhere outside the slabs."""
        part_of = self.whole.part_of
        return any(
            reader in self.whole.live and (reader not in part_of or self._is_left(index, *part_of[reader]))
            for reader in self.whole.graph.readers[index]
        )

    def _is_left(self, index: int, loop: Loop, root: int) -> bool:
        chain = loop.plan.chains.chains[root]
        slab = next((slab for slab in loop.plan.slabs if root in slab.rows), None)
        terms = [*chain.moving, *(chain.still if slab is None else slab.left.get(root, ()))]
        return any(term == index for _, term in terms)

    def _constant_terms(self, index: int) -> Iterator[Callable[[Section, Array], None]]:
        whole, nodes = self.whole, self.whole.graph.nodes
        readers = whole.graph.readers[index]
        if nodes[index].columns is None:
            for term in (*whole.from_outside(index), *whole.from_readers(index, readers)):
                yield partial(self._reduce, term)
            return
        for reader in readers:
            if reader in whole.gradients and reader not in whole.part_of:
                yield partial(self._outer, whole.gradients[reader], whole.values[nodes[reader].args[1]])

    def _reduce(self, term: Term, section: Section, out: Array) -> None:
        """Add the calls that sum a term over steps and sequences into ``out`` (size, 1)."""
        if isinstance(term, Same):
            array = term.rows.array
            if array.ndim == 2:
                section.run(np.positive if term.sign > 0 else np.negative, array, out)
                return
            section.run(_sum_into, self._flat(section, term.rows), out)
            if term.sign < 0:
                section.run(np.negative, out, out)
            return
        whole = self.whole.memory.kept(len(out)) if term.steps else Rows(out, "still")
        term.write(section, whole)
        if term.steps:
            section.run(_sum_into, self._flat(section, whole), out)


def _sum_into(array: Array, out: Array) -> None:
    np.add.reduce(array, 1, out=out[:, 0])
