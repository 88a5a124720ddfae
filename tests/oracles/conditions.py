"""A second, independent reading of conditions: the text itself, evaluated step by step in plain Python floats.

It shares no code with the program: a parser by recursive descent that evaluates as it reads. A truth is True, False, or
None where it asks for what is not there; a value is a list of floats, or None.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Value = list[float] | None
Truth = bool | None

_TOKEN = re.compile(r"\s*(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|\w+|<=|>=|==|!=|[-+*/()<>=≤≥≠−,\[\]])")
_SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "=": "=="}
WORDS = ("changes", "rises", "falls", "opens", "closes", "overflows")
COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


@dataclass
class Numbers:
    """A sequence as lists: signal -> step -> unit; the inputs; the states before the first step."""

    signals: Mapping[str, list[list[float]]]
    x: list[list[float]]
    initial: Mapping[str, list[float]]


def holds_at(text: str, numbers: Numbers, step: int) -> bool:
    """Return whether a condition holds at a step, counted from 1."""
    tokens = [_SAME.get(token, token) for token in _TOKEN.findall(text)]
    reader = _Reader(tokens, numbers, step)
    truth = reader.either()
    assert reader.place == len(tokens), (text, tokens[reader.place :])
    return truth is True


class _NoValueError(Exception):
    """What stands here is no value: a condition in brackets."""


class _Reader:
    def __init__(self, tokens: list[str], numbers: Numbers, step: int) -> None:
        self.tokens, self.numbers, self.step = tokens, numbers, step
        self.place = 0
        self.back = 0  # 1 while a value is read one step earlier

    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """Take the next token if it is one of these."""
        token = self.next()
        if token not in wanted:
            return ""
        self.place += 1
        return token

    # -- truths

    def either(self) -> Truth:
        truths = [self.both()]
        while self.take("or"):
            truths.append(self.both())
        return True if True in truths else None if None in truths else False

    def both(self) -> Truth:
        truths = [self.negation()]
        while self.take("and"):
            truths.append(self.negation())
        return False if False in truths else None if None in truths else True

    def negation(self) -> Truth:
        if self.take("not"):
            truth = self.negation()
            return None if truth is None else not truth
        return self.test()

    def test(self) -> Truth:
        start = self.place
        try:
            first = self.sum()
            if self.next() not in (*COMPARED, *WORDS):
                raise _NoValueError
        except _NoValueError:
            self.place = start
            assert self.take("(")
            truth = self.either()
            assert self.take(")")
            return truth
        word = self.take(*WORDS)
        if word == "overflows":
            return None if first is None else any(math.isinf(one) or math.isnan(one) for one in first)
        if word:
            end = self.place
            self.place, self.back = start, 1
            before = self.sum()
            self.place, self.back = end, 0
            return said(word, first, before)
        values, signs = [first], []
        while sign := self.take(*COMPARED):
            signs.append(sign)
            values.append(self.sum())
        return chained(values, signs)

    # -- values

    def sum(self) -> Value:
        value = self.product()
        while sign := self.take("+", "-"):
            value = each((lambda a, b: a + b) if sign == "+" else (lambda a, b: a - b), value, self.product())
        return value

    def product(self) -> Value:
        value = self.signed()
        while sign := self.take("*", "/"):
            value = each((lambda a, b: a * b) if sign == "*" else divided, value, self.signed())
        return value

    def signed(self) -> Value:
        if self.take("-"):
            return each(lambda a: -a, self.signed())
        return self.simple()

    def simple(self) -> Value:
        if self.take("("):
            value = self.sum()
            if not self.take(")"):
                raise _NoValueError
            return value
        token = self.next()
        if token == "not" or token in COMPARED:
            raise _NoValueError
        self.place += 1
        if token[0].isdigit() or token[0] == ".":
            return [float(token)]
        if token in ("abs", "min", "max") and self.take("("):
            values = [self.sum()]
            while self.take(","):
                values.append(self.sum())
            assert self.take(")")
            return called(token, values)
        return self.read(token)

    def read(self, name: str) -> Value:
        if name == "t":
            return [float(self.step - self.back)]
        unit, back = None, self.back
        while self.take("["):
            token = self.next()
            self.place += 1
            if token == "t":
                assert self.take("-")
                assert self.take("1")
                back += 1
            else:
                unit = int(token) - 1
            assert self.take("]")
        if name[0] == "x" and name[1:].isdigit():
            name, unit = "x", int(name[1:]) - 1
        row = self.step - 1 - back
        rows = self.numbers.x if name == "x" else self.numbers.signals[name]
        values = rows[row] if row >= 0 else self.numbers.initial.get(name)
        return values if values is None or unit is None else [values[unit]]


def each(function: Callable[..., float], *values: Value) -> Value:
    """Apply a function unit by unit; a single number goes with all."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    size = max(map(len, known))
    return [function(*(value[k if len(value) > 1 else 0] for value in known)) for k in range(size)]


def divided(a: float, b: float) -> float:
    if b != 0 or math.isnan(b):
        return a / b
    return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)


def extreme(pick: Callable[[list[float]], float], values: list[float]) -> float:
    return math.nan if any(map(math.isnan, values)) else pick(values)


def called(name: str, values: list[Value]) -> Value:
    if name == "abs":
        return each(abs, *values)
    pick: Callable[[list[float]], float] = min if name == "min" else max
    if len(values) == 1:
        return None if values[0] is None else [extreme(pick, values[0])]
    return each(lambda *several: extreme(pick, list(several)), *values)


def chained(values: list[Value], signs: list[str]) -> Truth:
    """A chain holds where all its signs hold for one and the same unit."""
    truths = each(
        lambda *row: all(COMPARED[sign](row[k], row[k + 1]) for k, sign in enumerate(signs)), *values
    )
    return None if truths is None else any(truths)


def said(word: str, now: Value, before: Value) -> Truth:
    def one(a: float, b: float) -> bool:
        match word:
            case "changes":
                return (math.isnan(a) != math.isnan(b)) if math.isnan(a) or math.isnan(b) else a != b
            case "rises":
                return a > b
            case "falls":
                return a < b
            case "opens":
                return a > 0.5 and b <= 0.5
        assert word == "closes"
        return a <= 0.5 and b > 0.5

    truths = each(one, now, before)
    return None if truths is None else any(truths)
