"""Equations as typeset text: variables italic, functions and numbers upright, t-1 as a subscript."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.engine import Explained
from simulator.language import FUNCTIONS, Cell, Node
from simulator.render.format import short
from simulator.render.kit import symbol
from simulator.render.primitives import Run

_STRENGTH = {"add": 1, "sub": 1, "mul": 2, "matmul": 2, "neg": 3}
_FEW = 4  # products of a matrix that are written
_CHAINS = ("add", "sub", "mul")
_SIGN = {"add": " + ", "sub": " − "}
_ROLE_COLOUR = {"input": "inp", "sum": None, "candidate": "inp", "gate": "gate", "memory": "mem", "output": "out"}


def role_colour(cell: Cell, name: str) -> str | None:
    """Return the colour token of a signal's role; None for a plain one."""
    return _ROLE_COLOUR[cell.roles[name]]


def left(cell: Cell, name: str) -> tuple[Run, ...]:
    """Typeset a signal's name in the colour of its role."""
    return symbol(name, colour=role_colour(cell, name))


def right(cell: Cell, name: str) -> tuple[Run, ...]:
    """Typeset the right-hand side of a signal's equation."""
    return Writer(cell).write(cell.graph.signals[name], root=True)


def substituted(now: Explained, name: str, unit: int = 0) -> tuple[Run, ...]:
    """Typeset the right-hand side with the numbers of a step, of one unit: σ(100·1 + 10).

    Weights of 0 are left out, and of many inputs those that are 0.
    """
    return _Numbers(now, unit).write(now.cell.graph.signals[name], root=True)


class Writer:
    """Writes nodes as text, with brackets only where they are needed."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.nodes = cell.graph.nodes

    def write(self, index: int, strength: int = 0, root: bool = False) -> tuple[Run, ...]:
        node = self.nodes[index]
        if node.signal and not root:
            return self.leaf(node)
        if node.op in FUNCTIONS:
            before, after = FUNCTIONS[node.op].text.split("{0}")
            if not before and not after:
                return self.write(node.args[0], strength)
            return self.fence(before, self.write(node.args[0]), after)
        if node.op not in _STRENGTH:
            return self.leaf(node)
        chain = [(node, strength)]  # a sum or product leans to the left and may have hundreds of terms: no recursion
        while (part := chain[-1][0]).op in _CHAINS:
            inner = self.nodes[part.args[0]]
            if inner.op not in _CHAINS or inner.signal:
                break
            chain.append((inner, _STRENGTH[part.op]))
        runs: tuple[Run, ...] | None = None
        for part, above in reversed(chain):
            own = _STRENGTH[part.op]
            runs = self.operation(part, own, runs)
            if own < above:
                runs = self.fence("(", runs, ")")
        assert runs is not None
        return runs

    def fence(self, before: str, inner: tuple[Run, ...], after: str) -> tuple[Run, ...]:
        """Put brackets, or a function with its brackets, round what stands inside."""
        return (Run(before), *inner, Run(after))

    def operation(self, node: Node, own: int, first: tuple[Run, ...] | None = None) -> tuple[Run, ...]:
        """Write an operation; ``first`` is its left side where that is written already."""
        if node.op == "neg":
            return (Run("−"), *self.write(node.args[0], own))
        first = self.write(node.args[0], own) if first is None else first
        second = self.write(node.args[1], own + (node.op in ("sub", "matmul")))
        return (*first, Run(_SIGN.get(node.op, "\u2009" if node.op == "matmul" else " ⊙ ")), *second)

    def leaf(self, node: Node) -> tuple[Run, ...]:
        if node.op == "previous":
            return symbol(node.name, "t-1", role_colour(self.cell, node.name))
        if node.signal:
            return left(self.cell, node.signal)
        if node.op == "number":
            return (Run(short(node.value)),)
        return symbol(node.name, colour="inp" if node.op == "input" else None)


class _Numbers(Writer):
    """Writes the numbers of one step in place of the names."""

    def __init__(self, now: Explained, unit: int) -> None:
        super().__init__(now.cell)
        self.now, self.unit = now, unit

    def fence(self, before: str, inner: tuple[Run, ...], after: str) -> tuple[Run, ...]:
        return super().fence(before, _bare(inner), after)

    def operation(self, node: Node, own: int, first: tuple[Run, ...] | None = None) -> tuple[Run, ...]:
        if node.op == "matmul":
            terms = self.now.terms(node.index, self.unit)
            told = np.flatnonzero(terms.weights)
            if len(told) > _FEW:  # of many, those that make a difference
                told = told[terms.values[told] != 0]
            runs: list[Run] = []
            for number, place in enumerate(told[:_FEW].tolist()):
                term = terms[place]
                if number:
                    runs.append(Run(" − " if term.weight < 0 else " + "))
                runs.append(_product(abs(term.weight) if number else term.weight, term.value))
            return (*runs, Run(" + …")) if len(told) > _FEW else tuple(runs) or (Run("0"),)
        if node.op == "mul":
            first = self.write(node.args[0], own) if first is None else first
            return (*first, Run(" · "), *self.write(node.args[1], own))
        if node.op == "add":
            first = self.write(node.args[0], own) if first is None else first
            sign, second = _added(self.write(node.args[1], own))
            return (*first, sign, *second)
        if node.op == "sub" and self.nodes[node.args[1]].op == "matmul" and not self.nodes[node.args[1]].signal:
            first = self.write(node.args[0], own) if first is None else first
            return (*first, Run(" − "), *self.fence("(", self.write(node.args[1], own), ")"))
        return super().operation(node, own, first)

    def leaf(self, node: Node) -> tuple[Run, ...]:
        values = self.now.values[node.index]
        value = float(values[self.unit if len(values) > 1 else 0])
        text = short(value)
        return (Run(f"({text})" if value < 0 else text),)


def _bare(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Take the brackets off a negative number that stands alone between others: tanh((−1)) is tanh(−1)."""
    if len(runs) == 1 and runs[0].text.startswith("(") and runs[0].text.endswith(")"):
        return (Run(runs[0].text[1:-1]),)
    return runs


def _added(runs: tuple[Run, ...]) -> tuple[Run, tuple[Run, ...]]:
    """Return the sign before what is added, and that without its own: what begins with a minus is taken away."""
    if runs[0].text.startswith("−") and len(runs[0].text) > 1:
        return Run(" − "), (replace(runs[0], text=runs[0].text[1:]), *runs[1:])
    return Run(" + "), runs


def _product(weight: float, value: float) -> Run:
    number = short(value)
    return Run(f"{short(weight)}·{f'({number})' if value < 0 else number}")
