"""Conditions on a trace, such as “f < 0.5 and y changes”: from their text to a flat list of parts, by whitelist.

What each part means in numbers stands in ``simulator.engine.finding``; docs/conditions.md is the grammar for people.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.errors import ConditionError
from simulator.language.condition_source import Written
from simulator.language.condition_tokens import WORDS

FUNCTIONS = ("abs", "min", "max")
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_INPUT = re.compile(r"x[0-9]+")
_LISTED = 8  # signals that a hint names


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a condition, or one of its truths, at every step.

    ``op`` of a value: "number", "step" (from 1), "read" (a signal, or the inputs as "x"), "add", "sub", "mul", "div",
    "neg", "abs", "min", "max", "least" and "most" (of the units of one value). Of a test, which holds where it does for
    any unit: "compare", or one of WORDS, which compare a value now with the same one step earlier ("overflows" asks of
    now alone). Of what joins truths: "and", "or", "not".

    ``args`` are indices of parts before it, and no other part reads them. ``size`` is how many numbers a value has (one
    fits any), 0 for a truth. ``name`` and ``unit`` (from 0, None for all) say what is read, ``earlier`` that it is read
    at t-1. ``value`` is a number's; ``signs`` stand between the values of a comparison. ``constant``: it is made of
    numbers alone. ``negated``: an odd number of “not” stands before it. ``text`` is how it is written.
    """

    op: str
    args: tuple[int, ...]
    size: int
    text: str
    name: str = ""
    unit: int | None = None
    earlier: bool = False
    value: float = 0.0
    signs: tuple[str, ...] = ()
    constant: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What holds at some steps: its text, and its parts, each after those that it reads; the last one is the whole.

    It is good for cells with the signals and sizes for which it was read.
    """

    text: str
    parts: tuple[Part, ...]


def parse_condition(text: str, signals: Sequence[str], inputs: int, sizes: Mapping[str, int]) -> Condition:
    """Read a condition on a trace.

    ``signals`` are those of the cell, ``inputs`` is how many inputs it has, ``sizes`` says how long each signal is.
    Raises ConditionError with the column, from 1 in characters, and what to write instead.
    """
    written = Written(text)
    parser = _Parser(written, signals, inputs, sizes)
    parser.truth(written.tree)
    return Condition(text, tuple(parser.parts))


class _Parser:
    """Builds the parts of a condition, operands first."""

    def __init__(self, written: Written, signals: Sequence[str], inputs: int, sizes: Mapping[str, int]) -> None:
        self.written, self.signals, self.inputs, self.sizes = written, signals, inputs, sizes
        self.parts: list[Part] = []
        self.word = ""  # whose value is read one step earlier

    # -- truths

    def truth(self, node: ast.expr, negated: bool = False) -> int:
        """Read what holds or does not."""
        match node:
            case ast.BoolOp(op=op, values=values):
                args = tuple(self.truth(value, negated) for value in values)
                return self._add(node, "and" if isinstance(op, ast.And) else "or", args, 0, negated=negated)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._add(node, "not", (self.truth(operand, not negated),), 0, negated=negated)
            case ast.Compare():
                return self._compare(node, negated)
            case ast.BinOp(left=value, op=ast.BitOr(), right=ast.Name(id=word)):
                return self._said(node, value, word, negated)
        self._value(node)  # what is wrong inside it comes first
        name = self.written.words(node)
        raise self._error(node, f"{name} alone is no condition.", f"Say what to compare it with: {name} < 0.5")

    def _compare(self, node: ast.Compare, negated: bool) -> int:
        values = [node.left, *node.comparators]
        args = tuple(map(self._value, values))
        self._common_size(args, values)
        if all(self.parts[arg].constant for arg in args):
            raise self._error(node, "this compares numbers alone.", "Name a signal or an input, as in f < 0.5.")
        return self._add(node, "compare", args, 0, signs=tuple(_SIGNS[type(op)] for op in node.ops), negated=negated)

    def _said(self, node: ast.BinOp, value: ast.expr, word: str, negated: bool) -> int:
        args: tuple[int, ...] = (self._value(value),)
        if self.parts[args[0]].constant:
            raise self._error(value, "a number is the same at every step.", f"Name a signal or an input: f {word}")
        if word != "overflows":
            self.word = word
            args += (self._value(value),)
            self.word = ""
        return self._add(node, word, args, 0, negated=negated)

    # -- values

    def _value(self, node: ast.expr) -> int:
        match node:
            case ast.Constant(value=int() | float() as number):
                return self._number(node, number)
            case ast.Name(id="t"):
                return self._add(node, "step", (), 1, earlier=bool(self.word))
            case ast.Name() | ast.Subscript():
                return self._read(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                arg = self._value(operand)
                return self._add(node, "neg", (arg,), self.parts[arg].size)
            case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
                return self._chain(node)
            case ast.Call(func=ast.Name(id=name), args=values):
                return self._call(node, name, values)
        problem = f"“{self.written.words(node)}” holds or does not, and is no number."
        raise self._error(node, problem, "Join what holds with and, or, not.")

    def _number(self, node: ast.expr, number: float) -> int:
        try:
            value = float(number)
        except OverflowError:
            value = math.inf
        if math.isinf(value):
            raise self._error(node, "this number is too large.", "Write one below 1e308.")
        return self._add(node, "number", (), 1, value=value)

    def _chain(self, node: ast.BinOp) -> int:
        """Read a + b + c + … from the left without recursion: a sum may have hundreds of terms."""
        spine = [node]
        while isinstance(spine[-1].left, ast.BinOp) and type(spine[-1].left.op) in _ARITHMETIC:
            spine.append(spine[-1].left)
        left = self._value(spine[-1].left)
        for part in reversed(spine):
            args = left, self._value(part.right)
            left = self._add(part, _ARITHMETIC[type(part.op)], args, self._common_size(args, (part.left, part.right)))
        return left

    def _call(self, node: ast.Call, name: str, values: list[ast.expr]) -> int:
        if name not in FUNCTIONS:
            close = difflib.get_close_matches(name, FUNCTIONS, 1)
            hint = f"Did you mean {close[0]}?" if close else f"The functions are {', '.join(FUNCTIONS)}."
            if name in self.signals:
                hint = f"{name} is a signal: write {name}[1] for its first unit."
            raise self._error(node, f"{name} is not a function of conditions.", hint)
        args = tuple(map(self._value, values))
        if name != "abs" and len(args) > 1:
            return self._add(node, name, args, self._common_size(args, values))
        if len(args) > 1:
            raise self._error(node, "abs takes one value.", "Write abs(f).")
        size = self.parts[args[0]].size
        if name == "abs":
            return self._add(node, name, args, size)
        return self._add(node, "least" if name == "min" else "most", args, 1) if size > 1 else args[0]

    # -- what is read

    def _read(self, node: ast.Name | ast.Subscript) -> int:
        brackets: list[ast.expr] = []
        base: ast.expr = node
        while isinstance(base, ast.Subscript):
            brackets.insert(0, base.slice)
            base = base.value
        assert isinstance(base, ast.Name)  # square brackets stand behind a name: the order of tokens is checked
        written = base.id
        name, size, unit = self._named(base)
        earlier = False
        for bracket in brackets:
            if not self._is_unit(bracket, written):
                if earlier or self.word:
                    hint = f"Write {written} {self.word}" if self.word else f"Write {written}[t-1]"
                    raise self._error(bracket, "only one step back can be read.", hint)
                earlier = True
            elif unit is not None:
                raise self._error(bracket, "this is one number already, without units.", f"Write {written}")
            else:
                unit = self._unit(bracket, name, size)
        size = size if unit is None else 1
        return self._add(node, "read", (), size, name=name, unit=unit, earlier=earlier or bool(self.word))

    def _named(self, node: ast.Name) -> tuple[str, int, int | None]:
        """Return what a name reads, how long that is, and which unit of it (from 0) is meant."""
        name = node.id
        if name in self.signals:  # also one that is called x1: its input is x[1] as well
            return name, self.sizes[name], None
        if name == "x":
            return name, self.inputs, None
        if _INPUT.fullmatch(name):
            number = int(name[1:])
            if not 1 <= number <= self.inputs:
                raise self._error(node, f"there is no {name}.", f"The {self._inputs()}.")
            return "x", self.inputs, number - 1
        raise self._error(node, f"{name} is no signal and no input.", self._instead_of(name))

    def _instead_of(self, name: str) -> str:
        if name == "t":
            return "t is the number of the step: write t alone."
        if name in FUNCTIONS:
            return f"It is a function: write {name}(f)."
        if name in WORDS:
            return f"It stands behind a value: write f {name}"
        if name.lower() in ("inf", "nan"):
            return "Write f overflows."
        close = difflib.get_close_matches(name, (*self.signals, "x"), 1)
        if close:
            return f"Did you mean {close[0]}?"
        more = ", …" * (len(self.signals) > _LISTED)
        return f"The signals are {', '.join(self.signals[:_LISTED])}{more}; the {self._inputs()}."

    def _inputs(self) -> str:
        return f"inputs are x1 to x{self.inputs}" if self.inputs > 1 else "only input is x1"

    def _is_unit(self, node: ast.expr, name: str) -> bool:
        """Whether a unit stands in square brackets; False for t-1."""
        match node:
            case ast.BinOp(left=ast.Name(id="t"), op=ast.Sub(), right=ast.Constant(value=int(1))):
                return False
            case ast.BinOp(left=ast.Name(id="t")):
                raise self._error(node, "only one step back can be read.", f"Write {name}[t-1]")
            case ast.Name(id="t"):
                raise self._error(node, "the value of this step needs no brackets.", f"Write {name}")
        return True

    def _unit(self, node: ast.expr, name: str, size: int) -> int:
        """Return the unit, from 0, that square brackets name."""
        match node:
            case ast.Constant(value=int(number)) if 1 <= number <= size:
                return number - 1
            case ast.Constant(value=int()):
                pass
            case _:
                raise self._error(node, "this is no unit.", f"Write {name}[1], or {name}[t-1] for one step earlier.")
        if size == 1:
            raise self._error(node, f"{name} is a single number.", f"Write {name}")
        raise self._error(node, f"{name} has units 1 to {size}.", f"Write one of them, such as {name}[{size}]")

    # -- parts

    def _common_size(self, args: Sequence[int], nodes: Sequence[ast.expr]) -> int:
        """Return how many numbers values have together; one fits any, others have to agree."""
        first: Part | None = None
        for arg, node in zip(args, nodes, strict=True):
            part = self.parts[arg]
            if first is not None and part.size not in (1, first.size):
                problem = f"sizes differ: {first.text} has {first.size} numbers, {part.text} has {part.size}."
                raise self._error(node, problem, "Name single units, as in c[1].")
            if part.size > 1:
                first = part
        return first.size if first else 1

    def _add(self, node: ast.expr, op: str, args: tuple[int, ...], size: int, **what: Any) -> int:
        constant = op not in ("read", "step") and all(self.parts[arg].constant for arg in args)
        self.parts.append(Part(op, args, size, self.written.words(node), constant=constant, **what))
        return len(self.parts) - 1

    def _error(self, node: ast.expr, problem: str, hint: str) -> ConditionError:
        return self.written.error(node, problem, hint)
