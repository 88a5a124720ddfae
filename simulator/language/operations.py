"""The operations of the cell language, a row each: forward, derivative, text and glyph.

A new function is one more row of FUNCTIONS; the parser, the engine, the formulas, the diagram and the plots read it
from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

Call = tuple[Callable[..., Any], *tuple[float, ...]]
"""One call of a forward pass: a function with NumPy's ``out`` convention and the numbers between input and output."""


@dataclass(frozen=True)
class Operation:
    """One operation.

    ``forward``: calls made one after another, the first from the operand(s) into the result, the rest in place. The
    feature axis of an array is the first of its last two, ``[..., feature, batch]``; all but softmax work number by
    number.
    ``backward``: (operands..., result, gradient of the result) -> gradients of the operands, same shapes.
    ``text``: how it is written, for str.format. ``glyph``: which small drawing stands for it.
    ``spellings``: other ways to write a function. ``range``: the values it can take, for plots and scales.
    """

    name: str
    forward: tuple[Call, ...]
    backward: Callable[..., tuple[Array, ...]]
    text: str
    glyph: str
    spellings: tuple[str, ...] = ()
    range: tuple[float, float] = (-np.inf, np.inf)
    kind: Literal["elementwise", "vector"] = "elementwise"

    def __call__(self, *operands: Any) -> Array:
        """Apply it to whole arrays with the features last (plots and the plain interpreter)."""
        arrays = [np.asarray(operand) for operand in operands]
        if self.kind == "vector":
            arrays = [array[..., np.newaxis] for array in arrays]
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        result = np.empty(shape, np.result_type(np.float32, *arrays))
        with np.errstate(all="ignore"):  # exp(1e4) is inf and a value like any other
            self.run(arrays, result)
        return result[..., 0] if self.kind == "vector" else result

    def run(self, operands: list[Any], out: Any) -> None:
        """Compute the result of the operands into ``out``."""
        first, *rest = self.forward
        first[0](*operands, *first[1:], out)
        for function, *numbers in rest:
            function(out, *numbers, out)


def _softmax_into(a: Array, out: Array) -> None:
    np.subtract(a, a.max(axis=-2, keepdims=True), out)
    np.exp(out, out)
    np.divide(out, out.sum(axis=-2, keepdims=True), out)


def _at_least(a: Array, low: Any, out: Array) -> None:
    np.maximum(a, low, out=out)  # NumPy wants ``out`` by name here


def _at_most(a: Array, high: Any, out: Array) -> None:
    np.minimum(a, high, out=out)


def _rows(*operations: Operation) -> dict[str, Operation]:
    return {operation.name: operation for operation in operations}


# sigmoid(a) = 1 / (1 + exp(-a)) keeps its relative accuracy far below zero (sigmoid(-90) is 8.2e-40, which the tanh
# form rounds to 0), and where exp overflows to infinity the quotient is the right limit.
FUNCTIONS = _rows(
    Operation(
        "sigmoid",
        ((np.negative,), (np.exp,), (np.add, 1.0), (np.reciprocal,)),
        lambda a, y, g: (g * y * (1 - y),),
        "σ({0})",
        "sigmoid",
        ("σ",),
        (0.0, 1.0),
    ),
    Operation(
        "hard_sigmoid",
        ((np.multiply, 1 / 6), (np.add, 0.5), (_at_least, 0.0), (_at_most, 1.0)),
        lambda a, y, g: (g * ((a > -3) & (a < 3)) / 6,),
        "hard_σ({0})",
        "hard_sigmoid",
        range=(0.0, 1.0),
    ),
    Operation("tanh", ((np.tanh,),), lambda a, y, g: (g * (1 - y * y),), "tanh({0})", "tanh", range=(-1.0, 1.0)),
    Operation("relu", ((_at_least, 0.0),), lambda a, y, g: (g * (a > 0),), "relu({0})", "relu", range=(0.0, np.inf)),
    Operation("linear", ((np.positive,),), lambda a, y, g: (g * np.ones_like(a),), "{0}", "linear"),
    Operation(
        "softmax",
        ((_softmax_into,),),
        lambda a, y, g: (y * (g - (g * y).sum(axis=-2, keepdims=True)),),
        "softmax({0})",
        "softmax",
        range=(0.0, 1.0),
        kind="vector",
    ),
    Operation("exp", ((np.exp,),), lambda a, y, g: (g * y,), "exp({0})", "exp", range=(0.0, np.inf)),
    Operation("abs", ((np.absolute,),), lambda a, y, g: (g * np.sign(a),), "|{0}|", "abs", range=(0.0, np.inf)),
)

OPERATORS = _rows(
    Operation("add", ((np.add,),), lambda a, b, y, g: (g, g), "{0} + {1}", "plus"),
    Operation("sub", ((np.subtract,),), lambda a, b, y, g: (g, -g), "{0} − {1}", "minus"),
    Operation("mul", ((np.multiply,),), lambda a, b, y, g: (g * b, g * a), "{0} · {1}", "times"),
    Operation("neg", ((np.negative,),), lambda a, y, g: (-g,), "−{0}", "minus"),
    Operation(
        "matmul",
        ((np.matmul,),),
        lambda w, v, y, g: (g @ np.swapaxes(v, -1, -2), np.swapaxes(w, -1, -2) @ g),
        "{0} {1}",
        "sum",
        kind="vector",
    ),
)

SPELLINGS = {spelling: row.name for row in FUNCTIONS.values() for spelling in (row.name, *row.spellings)}
"""Every way to write a function -> its name."""
