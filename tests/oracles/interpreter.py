"""A second, independent reading of the cell language: evaluates the text itself, step by step, value by value.

It shares no code with the program: it walks Python's syntax tree of each line with the plainest NumPy there is.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def _sigmoid(a: Array) -> Array:
    return 1 / (1 + np.exp(-a))


def _softmax(a: Array) -> Array:
    powers = np.exp(a - a.max())
    return np.asarray(powers / powers.sum())


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "sigmoid": _sigmoid,
    "hard_sigmoid": lambda a: np.clip(a / 6 + 0.5, 0, 1),
    "tanh": np.tanh,
    "relu": lambda a: np.where(a > 0, a, 0),
    "linear": lambda a: a,
    "softmax": _softmax,
    "exp": np.exp,
    "abs": np.abs,
}


def interpret(
    text: str,
    sizes: Mapping[str, int],
    parameters: Mapping[str, Any],
    x: Array,
    initial: Mapping[str, Any] | None = None,
    hold: Callable[[str, int, Array], Array] = lambda name, row, value: value,
) -> dict[str, Array]:
    """Return every signal of a sequence (steps, inputs): dict name -> (steps, size).

    ``hold`` may put another value in the place of a signal's, at a row from 0.
    """
    equations = [_equation(line, sizes) for line in text.splitlines() if line.split("#")[0].strip()]
    lengths = {name: size for name, size, _ in equations}
    state = {name: np.zeros(size) for name, size in lengths.items()}
    state |= {name: np.asarray(value, float) for name, value in (initial or {}).items()}
    found: dict[str, list[Array]] = {name: [] for name in lengths}
    with np.errstate(all="ignore"):
        for number, row in enumerate(x):
            now = {"x": np.asarray(row, float)}
            for name, size, tree in equations:
                value = _value(tree, now, state, parameters)
                now[name] = hold(name, number, np.broadcast_to(value, (size,)) + 0.0)
                found[name].append(now[name])
            state = {name: now[name] for name in lengths}
    return {name: np.array(rows) for name, rows in found.items()}


def _equation(line: str, sizes: Mapping[str, int]) -> tuple[str, int, ast.expr]:
    match ast.parse(line.split("#")[0].strip()).body[0]:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, sizes["units"], value
        case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id=size), value=ast.expr() as value):
            return name, sizes[size], value
        case ast.AnnAssign(
            target=ast.Name(id=name), annotation=ast.Constant(value=int(length)), value=ast.expr() as value
        ):
            return name, length, value
    raise AssertionError(line)


def _value(tree: ast.expr, now: Mapping[str, Array], state: Mapping[str, Array], parameters: Mapping[str, Any]) -> Any:
    match tree:
        case ast.BinOp(left=left, op=op, right=right):
            a, b = (_value(side, now, state, parameters) for side in (left, right))
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.MatMult():
                    return np.array([sum(w * v for w, v in zip(row, b, strict=True)) for row in a])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, now, state, parameters)
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return FUNCTIONS[name](np.asarray(_value(argument, now, state, parameters)))
        case ast.Subscript(value=ast.Name(id=name)):
            return state[name]
        case ast.Name(id=name):
            return now[name] if name in now else np.asarray(parameters[name], float)
        case ast.Constant(value=value):
            return np.float64(value)  # type: ignore[arg-type]  # cells hold no other constants
    raise AssertionError(ast.dump(tree))
