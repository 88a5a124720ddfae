"""How far a run keeps from the kinks of its functions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator import Model, Trace, parse_cell
from simulator.engine.kinks import kink_distance
from simulator.language import FUNCTIONS


@pytest.mark.parametrize("name", [name for name, row in FUNCTIONS.items() if row.kind == "elementwise"])
def test_the_table_knows_every_kink(name: str) -> None:
    places = np.arange(-6, 6.25, 0.25)
    row, step = FUNCTIONS[name], 1e-6
    right, left = (row(places + step) - row(places)) / step, (row(places) - row(places - step)) / step
    assert tuple(places[np.abs(right - left) > 0.01]) == row.kinks


def distance(text: str, x: list[list[float]], change: float = 1e-6, **parameters: object) -> float:
    """Return the distance for a cell of one input and one unit whose inputs move by ``change``."""
    model = Model(parse_cell(text), 1, 1, parameters=parameters)
    traces: list[Trace] = [model.run(np.array(x) + moved) for moved in (0, change)]
    return kink_distance(*traces)


def test_without_a_kink_it_is_infinite() -> None:
    assert distance("h: inputs = tanh(x) + exp(x)", [[0], [3]]) == math.inf


@pytest.mark.parametrize("function", ["relu", "abs"])
def test_the_nearest_operand_of_all_steps_counts(function: str) -> None:
    assert distance(f"h: inputs = {function}(x)", [[2], [-0.25], [1]]) == 0.25
    assert distance(f"h: inputs = {function}(2 * x - 3) * x", [[1], [1.25]]) == 0.5


def test_hard_sigmoid_has_two() -> None:
    assert distance("h: inputs = hard_sigmoid(x)", [[0], [2.75]]) == 0.25
    assert distance("h: inputs = hard_sigmoid(x)", [[0], [-3.125]]) == 0.125


def test_operands_without_a_name_before_the_sequence_and_of_products() -> None:
    text = "h: inputs = x\ny: inputs = relu(W @ h[t-1] + p * h)"
    assert distance(text, [[2], [0.5]], W=[[-1]], p=[3]) == 0.5  # |3 * 0.5 - 2|, after |3 * 2 - 0|


def test_what_lies_exactly_at_a_kink_counts_only_where_it_can_leave_it() -> None:
    flat = "h: inputs = relu(relu(x))"  # the outer one reads 0 whatever becomes of x
    assert distance(flat, [[-2], [5]]) == 2
    assert distance("h: inputs = relu(x)", [[0]]) == 0
    assert distance("h: inputs = abs(softmax(x) - 1)", [[4]]) == math.inf


def test_a_cell_that_overflows_is_no_failure() -> None:
    assert distance("h: inputs = exp(x)\ny: inputs = relu(h - h)", [[1e4]]) == math.inf
