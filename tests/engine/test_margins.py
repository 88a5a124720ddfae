"""Margins of the hand-set cell against the numbers that follow from its weights, and of cells of other forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator import Model, load_cell, parse_cell
from simulator.engine.margins import gate_margins, leaks
from simulator.engine.trace import Trace
from simulator.language import cell_ids
from simulator.lessons import load_lesson

SHUT = 4.5397868702434395e-05  # sigmoid(-10)


def of_lesson(identity: str) -> Trace:
    lesson = load_lesson(identity)
    model = Model(lesson.cell, lesson.inputs, lesson.units, lesson.outputs, parameters=lesson.parameters)
    return model.run(lesson.x, initial=lesson.initial)


def test_the_hand_set_gates_are_within_a_tiny_part_of_shut_and_open() -> None:
    by_gate = {margin.gate: margin for margin in gate_margins(of_lesson("hand-set-lstm"))}
    assert list(by_gate) == ["i", "f", "o"]
    for margin in by_gate.values():
        assert margin.farthest.value == pytest.approx(SHUT, rel=1e-12)
    assert [by_gate[name].farthest.step for name in "ifo"] == [1, 1, 1]
    assert (by_gate["i"].nearest.step, by_gate["f"].nearest.step, by_gate["o"].nearest.step) == (7, 2, 6)
    assert by_gate["i"].nearest.value == pytest.approx(1.68891188022e-48, rel=1e-9), "sigmoid(-110), not 1 - 1"
    assert by_gate["f"].nearest.value == pytest.approx(1.68891188022e-48, rel=1e-9), "1 - sigmoid(110)"
    assert by_gate["o"].nearest.value == pytest.approx(8.19401262399e-40, rel=1e-9), "1 - sigmoid(90)"


@pytest.mark.parametrize("lesson", ["hand-set-lstm", "hand-set-lstm-walk"])
def test_the_half_open_points_of_the_hand_set_gates(lesson: str) -> None:
    flips = {margin.gate: margin.flip for margin in gate_margins(of_lesson(lesson))}
    assert {gate: flip.input for gate, flip in flips.items() if flip is not None} == {"i": 1, "f": 1, "o": 2}
    assert {gate: flip.value for gate, flip in flips.items() if flip is not None} == pytest.approx(
        {"i": 0.1, "f": -0.1, "o": 0.1}
    )
    flip = flips["i"]
    assert flip is not None
    assert (abs(flip.total), flip.given, flip.change) == pytest.approx((10, 0, 0.1))


def test_the_input_that_flips_a_gate_opens_it_half() -> None:
    lesson = load_lesson("hand-set-lstm")
    model = Model(lesson.cell, 3, 1, 1, parameters=lesson.parameters)
    for margin in gate_margins(model.run(lesson.x)):
        flip = margin.flip
        assert flip is not None
        x = np.array(lesson.x, dtype=float)
        x[flip.step - 1, flip.input] = flip.value
        assert model.run(x)[margin.gate][flip.step - 1, 0] == pytest.approx(0.5)


def test_the_hand_set_memory_loses_a_tiny_part_a_step() -> None:
    (leak,) = leaks(of_lesson("hand-set-lstm"))
    assert leak.gate == "f"
    assert leak.most.value == pytest.approx(SHUT, rel=1e-12)
    assert (leak.most.step, leak.least.step, leak.steps) == (1, 2, 8)
    assert leak.kept == pytest.approx((1 - SHUT) ** 5)
    assert leak.half_life == pytest.approx(15268.0, abs=1)


def test_a_gate_that_forgets_when_it_opens_leaks_what_it_opens() -> None:
    trace = of_lesson("gru-gates")
    (leak,) = leaks(trace)
    assert leak.gate == "z"
    cell = parse_cell("z = sigmoid(W_z @ x)\nc = (1 - z) * c[t-1] + z * tanh(W @ x)", output="c")
    trace = Model(cell, 1, 1, parameters={"W_z": [[1]], "W": [[1]]}).run([[-4], [4], [-2]])
    (leak,) = leaks(trace)
    assert (leak.most.step, leak.steps) == (3, 2)
    assert leak.most.value == pytest.approx(1 / (1 + math.exp(2)))


def test_sums_without_a_name_several_units_and_signs() -> None:
    cell = parse_cell("i = sigmoid(b - (W @ x) + U @ c[t-1])\nc = c[t-1] + i * tanh(V @ x)", output="c")
    parameters = {"W": [[1, 0], [0, 4]], "b": [2, 2], "U": [[0, 0], [0, 0]], "V": [[1, 1], [1, 1]]}
    trace = Model(cell, 2, 2, parameters=parameters).run([[0, 0], [0, 0.25]], initial={"c": [1, 1]})
    (margin,) = gate_margins(trace)
    flip = margin.flip
    assert flip is not None
    assert (flip.unit, flip.input, flip.step) == (1, 1, 2)
    assert (flip.total, flip.value) == pytest.approx((1, 0.5))
    assert (margin.farthest.unit, margin.farthest.step) == (1, 2)
    assert leaks(trace) == ()


def test_no_input_can_flip_a_gate_that_reads_none() -> None:
    cell = parse_cell("f = sigmoid(b)\nc = f * c[t-1] + W @ x", output="c")
    (margin,) = gate_margins(Model(cell, 1, 1, parameters={"b": [3], "W": [[1]]}).run([[1], [1]]))
    assert margin.flip is None
    assert margin.nearest.value == pytest.approx(1 / (1 + math.exp(3)))


def test_what_is_not_finite_is_left_out() -> None:
    cell = parse_cell("f = sigmoid(W_f @ x + c[t-1])\nc = f * c[t-1] + W @ x", output="c")
    trace = Model(cell, 1, 1, parameters={"W_f": [[1]], "W": [[1e308]]}).run([[1], [9], [-9]])
    (margin,) = gate_margins(trace)
    assert math.isfinite(margin.farthest.value)
    assert margin.flip is not None
    (leak,) = leaks(trace)
    assert math.isfinite(leak.kept)


@pytest.mark.parametrize("identity", cell_ids())
def test_every_cell_that_ships_has_margins_where_it_has_gates(identity: str) -> None:
    cell = load_cell(identity)
    trace = Model(cell, 2, 3, 2).run([[1, 0], [0, 1], [0, 0]])
    gates = [name for name in cell.signals if cell.roles[name] == "gate"]
    assert [margin.gate for margin in gate_margins(trace)] == gates
    for margin in gate_margins(trace):
        assert 0 <= margin.nearest.value <= margin.farthest.value <= 0.5
    for leak in leaks(trace):
        assert 0 <= leak.least.value <= leak.most.value < 0.5
