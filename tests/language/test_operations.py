"""The operations table: values, derivatives against finite differences, and names that are not used twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator.language import FUNCTIONS, OPERATORS, Operation
from simulator.language.operations import SPELLINGS

STEP = 1e-6
ROWS = {**FUNCTIONS, **OPERATORS}


def operands(name: str) -> tuple[np.ndarray, ...]:
    """Return operands (..., feature, batch), away from the corners of relu, abs and hard_sigmoid."""
    random = np.random.default_rng(7)
    if name == "matmul":
        return random.normal(size=(3, 4)), random.normal(size=(4, 2))
    count = {"add": 2, "sub": 2, "mul": 2, "hold": 3}.get(name, 1)
    return tuple(
        random.choice([-4, -1.5, -0.4, 0.3, 1.2, 3.6], (4, 2)) + random.normal(size=(4, 2)) * 0.05 for _ in range(count)
    )


def apply(row: Operation, *arrays: np.ndarray) -> np.ndarray:
    shape = (arrays[0].shape[0], arrays[-1].shape[1]) if row.name == "matmul" else arrays[0].shape
    out = np.empty(shape)
    row.run(list(arrays), out)
    return out


def derivative(row: Operation, operand: np.ndarray, result: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the gradient of the operand for a gradient of the result, from the row's slope or backward."""
    out = np.empty_like(result)
    if row.backward is not None:
        row.backward(result, weights, out)
        return out
    assert row.slope is not None
    row.slope(operand if row.slope_of == "operand" else result, out)
    return np.asarray(weights * out)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_derivatives_against_finite_differences(name: str, dtype: str) -> None:
    row, (array,) = FUNCTIONS[name], operands(name)
    result = apply(row, array)
    weights = np.random.default_rng(8).normal(size=result.shape)  # of a loss: sum(weights * result)
    gradient = derivative(row, *(value.astype(dtype) for value in (array, result, weights)))
    assert gradient.dtype == dtype
    numerical = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        change = np.zeros_like(array)
        change[index] = STEP
        higher, lower = (apply(row, array + sign * change) for sign in (1, -1))
        numerical[index] = ((higher - lower) * weights).sum() / (2 * STEP)
    np.testing.assert_allclose(gradient, numerical, rtol=1e-6 if dtype == "float64" else 1e-4, atol=1e-6)


def test_a_wrong_derivative_would_be_noticed() -> None:
    (array,) = operands("tanh")
    result = apply(FUNCTIONS["tanh"], array)
    gradient = derivative(FUNCTIONS["tanh"], array, result, np.ones_like(result))
    assert not np.allclose(gradient, 1.001 * (1 - np.tanh(array) ** 2), rtol=1e-6, atol=1e-8)


VALUES: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "hard_sigmoid": lambda a: np.clip(a / 6 + 0.5, 0, 1),
    "tanh": np.tanh,
    "relu": lambda a: np.maximum(a, 0),
    "linear": lambda a: a,
    "softmax": lambda a: np.exp(a) / np.exp(a).sum(),
    "exp": np.exp,
    "abs": np.abs,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_values(name: str) -> None:
    a = np.array([-8, -3, -1, -0.0, 0, 0.5, 3, 8])
    np.testing.assert_allclose(FUNCTIONS[name](a), VALUES[name](a), rtol=1e-14)
    low, high = FUNCTIONS[name].range
    assert (FUNCTIONS[name](a) >= low).all()
    assert (FUNCTIONS[name](a) <= high).all()
    assert FUNCTIONS[name](a.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("name", FUNCTIONS)
def test_far_from_zero_nothing_warns_and_bounded_functions_stay_bounded(name: str) -> None:
    for size in (1e4, 1e30, 1e308):
        result = FUNCTIONS[name](np.array([-size, size, 0.0]))
        assert not np.isnan(result).any()
        if np.isfinite(FUNCTIONS[name].range).all():
            assert (np.abs(result) <= 1).all()


def test_at_the_corners_the_derivative_is_what_the_language_says() -> None:
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    for name in ("relu", "abs"):
        assert derivative(FUNCTIONS[name], zero, zero, one).item() == 0
    three = np.full((1, 1), 3.0)
    assert derivative(FUNCTIONS["hard_sigmoid"], three, one, one).item() == 0


def test_softmax_works_along_the_features_of_each_sequence() -> None:
    (a,) = operands("softmax")
    np.testing.assert_allclose(apply(FUNCTIONS["softmax"], a).sum(axis=0), np.ones(2), rtol=1e-14)
    assert FUNCTIONS["softmax"](np.zeros((3, 5))).tolist() == np.full((3, 5), 0.2).tolist()


def test_no_name_or_spelling_is_used_twice() -> None:
    spellings = [spelling for row in FUNCTIONS.values() for spelling in (row.name, *row.spellings)]
    assert len(spellings) == len(set(spellings)) == len(SPELLINGS)
    assert set(FUNCTIONS) == set(VALUES)
    for row in ROWS.values():
        assert row.text.format("a", "b")
        assert row.glyph


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_slope_is_steeper_than_is_said(name: str) -> None:
    row = FUNCTIONS[name]
    if row.kind == "elementwise":
        points = np.linspace(-20, 20, 4001)[:, np.newaxis]  # zero is among them
        steepest = np.abs(derivative(row, points, apply(row, points), np.ones_like(points))).max()
    else:
        random = np.random.default_rng(9)
        results = [
            apply(row, np.array(scores)[:, np.newaxis])
            for scores in ([0, 0], [0, 0, -50], *random.normal(size=(20, 4)))
        ]
        steepest = max(
            np.linalg.norm(np.hstack([derivative(row, y, y, unit[:, np.newaxis]) for unit in np.eye(len(y))]), 2)
            for y in results
        )
    assert steepest == pytest.approx(row.steepest) if row.steepest < np.inf else steepest > 1e8
