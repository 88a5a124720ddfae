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
    ``slope``: of a function that works number by number, writes its derivative into ``out``; called with the result, or
    with the operand where ``slope_of`` says so. ``backward``: of a function of a whole vector, (result, gradient of the
    result, out) writes the gradient of the operand into ``out``. (Sums and products are the engine's own matter.)
    ``text``: how it is written, for str.format. ``glyph``: which small drawing stands for it.
    ``spellings``: other ways to write a function. ``range``: the values it can take, for plots and scales.
    ``kinks``: operands at which it bends sharply and has no derivative. ``steepest``: no change of the operand is
    multiplied by more, in length; infinite where there is no such bound.
    """

    name: str
    forward: tuple[Call, ...]
    text: str
    glyph: str
    slope: Callable[[Array, Array], None] | None = None
    slope_of: Literal["result", "operand"] = "result"
    backward: Callable[[Array, Array, Array], None] | None = None
    spellings: tuple[str, ...] = ()
    range: tuple[float, float] = (-np.inf, np.inf)
    kind: Literal["elementwise", "vector"] = "elementwise"
    kinks: tuple[float, ...] = ()
    steepest: float = np.inf

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


VALUE, OUT = "value", "out"
"""Stand for arrays in the calls of a Slope."""

SlopeCall = tuple[Callable[..., Any], *tuple[str | float, ...]]


@dataclass(frozen=True)
class Slope:
    """A derivative made in several calls, each a function and its operands: VALUE, OUT or a number. All fill OUT."""

    calls: tuple[SlopeCall, ...]

    def __call__(self, value: Array, out: Array) -> None:
        """Write the derivative into ``out``; ``value`` is the function's result, or its operand."""
        known = {VALUE: value, OUT: out}
        for function, *operands in self.calls:
            function(*(known[item] if isinstance(item, str) else item for item in operands), out)


def _below(a: Array, limit: Any, out: Array) -> None:
    np.less(a, limit, out=out)


def _above(a: Array, limit: Any, out: Array) -> None:
    np.greater(a, limit, out=out)


def _fill(value: Any, out: Array) -> None:
    out[...] = value


def _held_into(a: Array, mask: Array, held: Array, out: Array) -> None:
    np.copyto(out, a)
    np.copyto(out, held, where=mask != 0)


def _softmax_backward(y: Array, g: Array, out: Array) -> None:
    np.multiply(y, g, out)
    np.subtract(g, out.sum(axis=-2, keepdims=True), out)
    np.multiply(out, y, out)


def _rows(*operations: Operation) -> dict[str, Operation]:
    return {operation.name: operation for operation in operations}


# sigmoid(a) = 1 / (1 + exp(-a)) keeps its relative accuracy far below zero (sigmoid(-90) is 8.2e-40, which the tanh
# form rounds to 0), and where exp overflows to infinity the quotient is the right limit.
FUNCTIONS = _rows(
    Operation(
        "sigmoid",
        ((np.negative,), (np.exp,), (np.add, 1.0), (np.reciprocal,)),
        "σ({0})",
        "sigmoid",
        Slope(((np.multiply, VALUE, VALUE), (np.subtract, VALUE, OUT))),
        spellings=("σ",),
        range=(0.0, 1.0),
        steepest=0.25,
    ),
    Operation(
        "hard_sigmoid",
        ((np.multiply, 1 / 6), (np.add, 0.5), (_at_least, 0.0), (_at_most, 1.0)),
        "hard_σ({0})",
        "hard_sigmoid",
        Slope(((np.absolute, VALUE), (_below, OUT, 3.0), (np.multiply, OUT, 1 / 6))),
        "operand",
        range=(0.0, 1.0),
        kinks=(-3.0, 3.0),
        steepest=1 / 6,
    ),
    Operation(
        "tanh",
        ((np.tanh,),),
        "tanh({0})",
        "tanh",
        Slope(((np.multiply, VALUE, VALUE), (np.subtract, 1.0, OUT))),
        range=(-1.0, 1.0),
        steepest=1.0,
    ),
    Operation(
        "relu",
        ((_at_least, 0.0),),
        "relu({0})",
        "relu",
        Slope(((_above, VALUE, 0.0),)),
        range=(0.0, np.inf),
        kinks=(0.0,),
        steepest=1.0,
    ),
    Operation("linear", ((np.positive,),), "{0}", "linear", Slope(((_fill, 1.0),)), steepest=1.0),
    Operation(
        "softmax",
        ((_softmax_into,),),
        "softmax({0})",
        "softmax",
        backward=_softmax_backward,
        range=(0.0, 1.0),
        kind="vector",
        steepest=0.5,
    ),
    Operation("exp", ((np.exp,),), "exp({0})", "exp", np.positive, range=(0.0, np.inf)),
    Operation(
        "abs",
        ((np.absolute,),),
        "|{0}|",
        "abs",
        np.sign,
        "operand",
        range=(0.0, np.inf),
        kinks=(0.0,),
        steepest=1.0,
    ),
)

OPERATORS = _rows(
    Operation("add", ((np.add,),), "{0} + {1}", "plus"),
    Operation("sub", ((np.subtract,),), "{0} − {1}", "minus"),
    Operation("mul", ((np.multiply,),), "{0} · {1}", "times"),
    Operation("neg", ((np.negative,),), "−{0}", "minus"),
    Operation("matmul", ((np.matmul,),), "{0} {1}", "sum", kind="vector"),
    # Made by the engine for "what if", never written: the second operand says which units have the value of the third.
    Operation("hold", ((_held_into,),), "{0}", "hold"),
)

SPELLINGS = {spelling: row.name for row in FUNCTIONS.values() for spelling in (row.name, *row.spellings)}
"""Every way to write a function -> its name."""
