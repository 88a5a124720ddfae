"""Random cells from the grammar: every operation, shared parameters, several sizes and states, long sums, constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

ELEMENTWISE = ("sigmoid", "hard_sigmoid", "tanh", "relu", "linear", "abs")


@dataclass
class RandomCell:
    """A cell's text and the sizes it was made for."""

    text: str
    sizes: Mapping[str, int]


def random_cell(seed: int) -> RandomCell:
    """Return the cell of a seed."""
    return _Maker(np.random.default_rng(seed)).cell()


@dataclass
class _Maker:
    random: np.random.Generator
    sizes: dict[str, int] = field(default_factory=dict)  # signal -> how long it is
    written: dict[str, str] = field(default_factory=dict)  # signal -> its size as written
    defined: list[str] = field(default_factory=list)
    shapes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # parameter -> sizes as written

    def cell(self) -> RandomCell:
        sizes = {"inputs": self.whole(1, 4), "units": self.whole(1, 5), "outputs": self.whole(1, 3)}
        names = [f"s{number}" for number in range(self.whole(1, 8))]
        for name in names:
            written = self.pick(["units"] * 6 + ["outputs", "inputs", str(self.whole(1, 3))])
            self.written[name] = written
        lines = []
        for name in names:
            written = self.written[name]
            text = self.expression(written, self.whole(1, 4), name)
            if self.random.random() < 0.5:
                text = f"{self.pick(['tanh', 'sigmoid', 'hard_sigmoid'])}({text})"
            note = "" if written == "units" else f": {written}"
            lines.append(f"{name}{note} = {text}")
            self.defined.append(name)
        return RandomCell("\n".join(lines), sizes)

    def whole(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def pick(self, options: list[str]) -> str:
        return options[int(self.random.integers(len(options)))]

    def expression(self, size: str, depth: int, own: str) -> str:
        """Return an expression of a size."""
        if depth <= 0:
            return self.leaf(size)
        kind = self.random.random()
        inner = depth - 1
        if kind < 0.3:  # a sum as cells have them
            count = self.whole(2, 5)
            terms = [self.term(size, inner, own) for _ in range(count)]
            text = terms[0] if self.random.random() < 0.8 else f"-({terms[0]})"
            for term in terms[1:]:
                text += f" {self.pick(['+', '+', '-'])} {term}"
            return f"({text})"
        if kind < 0.5:
            return f"({self.expression(size, inner, own)} * {self.expression(size, inner, own)})"
        if kind < 0.6:
            return f"({self.number()} {self.pick(['+', '-', '*'])} {self.expression(size, inner, own)})"
        if kind < 0.68:
            return f"(-{self.expression(size, inner, own)})"
        if kind < 0.85:
            return f"{self.pick(list(ELEMENTWISE))}({self.expression(size, inner, own)})"
        if kind < 0.9:
            return f"softmax({self.sized(size, inner, own)})"
        if kind < 0.94:
            return f"exp(-abs({self.expression(size, inner, own)}))"
        return f"({self.product(size, inner, own)})"

    def term(self, size: str, depth: int, own: str) -> str:
        kind = self.random.random()
        if kind < 0.45:
            return self.product(size, depth, own)
        return self.expression(size, depth, own) if kind < 0.75 else self.leaf(size)

    def product(self, size: str, depth: int, own: str) -> str:
        """Return W @ v with v of any size; v holds no product itself."""
        inner = self.pick(["inputs", *self.written.values()])
        matrix = self.parameter(size, inner)
        vector = self.leaf(inner, number=False, parameter=False)  # W @ p leaves the size of p open
        if depth > 0 and self.random.random() < 0.4:
            other = self.leaf(inner, number=False)
            vector = self.pick([f"({vector} * {other})", f"tanh({vector})", f"({vector} + {other})", f"(1 - {vector})"])
        return f"{matrix} @ {vector}"

    def sized(self, size: str, depth: int, own: str) -> str:
        """Return an expression that is not a number alone."""
        return f"({self.expression(size, depth, own)} + {self.leaf(size, number=False)})"

    def leaf(self, size: str, number: bool = True, parameter: bool = True) -> str:
        options = [f"{name}[t-1]" for name, written in self.written.items() if written == size] * 3
        options += [name for name in self.defined if self.written[name] == size] * 3
        options += ["x"] * 3 if size == "inputs" else []
        if parameter:
            options.append(self.parameter(size))
        if number:
            options.append(self.number())
        return self.pick(options)

    def parameter(self, *shape: str) -> str:
        """Return a parameter of a shape: often one that is there already."""
        known = [name for name, found in self.shapes.items() if found == shape]
        if known and self.random.random() < 0.4:
            return self.pick(known)
        name = f"{'W' if len(shape) == 2 else 'p'}{len(self.shapes)}"
        self.shapes[name] = shape
        return name

    def number(self) -> str:
        return f"{self.random.uniform(0, 1.5):.2f}"
