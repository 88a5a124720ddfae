"""Random conditions from the grammar, in all its spellings, and random sequences on which they hold here and there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tests.oracles.conditions import Numbers

INPUTS = 3
SIZES: Mapping[str, int] = {"f": 1, "c": 4, "y": 2, "h": 4, "x1y": 1}
STATES = ("c", "h", "f")
_LEVELS = [-2.0, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 3.0, math.inf, -math.inf, math.nan]
_SHARES = [0.1, 0.1, 0.12, 0.12, 0.12, 0.12, 0.12, 0.08, 0.04, 0.04, 0.04]


def random_numbers(random: np.random.Generator, steps: int) -> Numbers:
    """Return a sequence of few different numbers, so that all comparisons come out both ways."""

    def rows(size: int) -> list[list[float]]:
        values: list[list[float]] = random.choice(_LEVELS, (steps, size), p=_SHARES).tolist()
        for k in range(1, steps):
            if random.random() < 0.4:
                values[k] = list(values[k - 1])
        return values

    signals = {name: rows(size) for name, size in SIZES.items()}
    initial = {name: random.choice(_LEVELS, SIZES[name], p=_SHARES).tolist() for name in STATES}
    return Numbers(signals, rows(INPUTS), initial)


def random_condition(random: np.random.Generator) -> str:
    """Return the text of a condition."""
    return _Maker(random).truth(int(random.integers(4)))


@dataclass
class _Maker:
    random: np.random.Generator

    def pick(self, *options: str) -> str:
        return options[int(self.random.integers(len(options)))]

    def truth(self, depth: int) -> str:
        kind = self.random.random()
        if depth == 0 or kind < 0.3:
            return self.test()
        if kind < 0.5:
            return f"not {self.truth(depth - 1)}" if kind < 0.4 else f"not ({self.truth(depth - 1)})"
        joint = self.pick(" and ", " or ")
        parts = [self.truth(depth - 1) for _ in range(int(self.random.integers(2, 4)))]
        return joint.join(f"({part})" if self.random.random() < 0.5 else part for part in parts)

    def test(self) -> str:
        size = int(self.random.choice([1, 2, 3, 4]))
        depth = int(self.random.integers(3))
        kind = self.random.random()
        if kind < 0.35:
            word = self.pick("changes", "rises", "falls", "opens", "closes", "overflows")
            return f"{self.varying(size, depth, earlier=word == 'overflows')} {word}"
        signs = ["<", "<=", ">", ">=", "==", "!=", "=", "≤", "≥", "≠"]
        count = 1 if kind < 0.8 else 2
        values = [self.varying(size, depth), *(self.value(size, depth) for _ in range(count))]
        if self.random.random() < 0.5:
            values.reverse()
        text = values[0]
        for value in values[1:]:
            space = self.pick("", " ", "  ")
            text += f"{space}{self.pick(*signs)}{space}{value}"
        return text

    def varying(self, size: int, depth: int, earlier: bool = True) -> str:
        """Return a value that is not made of numbers alone."""
        read = self.read(size, earlier)
        return read if depth == 0 else f"{read} {self.pick('+', '-', '*', '/')} {self.value(size, depth - 1, earlier)}"

    def value(self, size: int, depth: int, earlier: bool = True) -> str:
        kind = self.random.random()
        if depth == 0 or kind < 0.3:
            return self.number() if kind < 0.12 else self.read(size, earlier)
        inner = depth - 1
        if kind < 0.55:
            sign = self.pick(" + ", "-", " * ", "/", "−", "+")
            return f"({self.value(size, inner, earlier)}{sign}{self.value(size, inner, earlier)})"
        if kind < 0.65:
            return f"{self.pick('-', '−')}{self.value(size, inner, earlier)}"
        if kind < 0.75:
            return f"abs({self.value(size, inner, earlier)})"
        if kind < 0.85:
            return f"{self.pick('min', 'max')}({self.read(int(self.random.choice([2, 3, 4])), earlier)})"
        values = [self.value(size, inner, earlier) for _ in range(int(self.random.integers(2, 4)))]
        return f"{self.pick('min', 'max')}({', '.join(values)})"

    def number(self) -> str:
        return self.pick("0", "0.5", ".25", "1", "2.", "1e1", "3", "0.75", "1e308", "007")

    def read(self, size: int, earlier: bool) -> str:
        """Return something read, of this size or a single number, now or (if allowed) one step earlier."""
        back = "[t-1]" if earlier and self.random.random() < 0.2 else ""
        whole = [name for name, length in SIZES.items() if length == size] + ["x"] * (size == INPUTS)
        if size > 1 and self.random.random() < 0.7:
            return self.pick(*whole) + back
        kind = self.random.random()
        if kind < 0.1:
            return "t"
        if kind < 0.3:
            return f"x{self.random.integers(1, INPUTS + 1)}{back}"
        if kind < 0.6:
            name = self.pick("c", "h", "y", "x")
            unit = f"[{self.random.integers(1, (INPUTS if name == 'x' else SIZES[name]) + 1)}]"
            return name + (unit + back if self.random.random() < 0.5 else back + unit)
        return self.pick("f", "x1y", "f[1]") + back
