"""Everything that ships is loaded and run, and counted: 13 cells and 7 lessons, with the numbers of the lecture."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any

import numpy as np
import pytest

from simulator.document import new_state_from_cell, new_state_from_lesson
from simulator.document.state import Layer
from simulator.engine import Model
from simulator.language import cell_ids, cell_words, load_cell
from simulator.lessons import lesson_ids, lesson_titles, load_lesson
from simulator.resources import assets

CELLS = [
    "lecture-lstm",
    "lstm",
    "lstm-peephole",
    "lstm-coupled",
    "lstm-1997",
    "gru",
    "gru-reset-after",
    "gru-chung",
    "elman",
    "elman-lecture",
    "jordan",
    "wildml",
    "irnn",
]
LESSONS = [
    "hand-set-lstm",
    "hand-set-lstm-walk",
    "elman-ones",
    "jordan-ones",
    "order-matters",
    "gru-gates",
    "two-memories",
    "ten-or-three",
    "across-a-gap",
    "gru-conventions",
]


def run(layer: Layer, x: Any) -> Any:
    model = Model(layer.cell, layer.inputs, layer.units, layer.outputs, parameters=layer.parameters)
    return model.run(np.asarray(x), initial=layer.initial)


def test_all_that_ships_is_counted_and_in_order() -> None:
    assert cell_ids() == tuple(CELLS)
    assert len(cell_ids()) == len(list(assets("cells").iterdir())) == 13
    assert lesson_ids() == tuple(LESSONS)
    assert len(lesson_ids()) == len(list(assets("lessons").iterdir())) == 10


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_says_what_it_is_and_its_example_runs(name: str) -> None:
    cell = load_cell(name)
    assert cell.id == name
    assert cell.title
    assert cell.text.endswith(".")
    assert len(cell.source) > 40
    assert cell.example is not None
    assert cell.example.parameters is not None, "an example has weights, so that it shows something"
    state = new_state_from_cell(cell)
    trace = run(state.layer, cell.example.x)
    for signal in cell.signals:
        assert np.isfinite(trace[signal]).all()
    moving = [signal for signal in cell.signals if np.ptp(trace[signal], axis=0).max() > 0.1]
    assert cell.output in moving, "the output moves"
    gates = [signal for signal, role in cell.roles.items() if role == "gate"]
    assert set(gates) <= set(moving), "the gates move"


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_complete_and_runs(name: str) -> None:
    lesson = load_lesson(name)
    assert lesson.id == name
    assert lesson.title
    assert 60 <= len(re.findall(r"[A-Za-z]{2,}", lesson.text)) <= 130
    assert lesson.text.count("*") % 2 == 0
    assert 2 <= lesson.text.count("\n\n") + 1 <= 5
    assert set(lesson.labels) >= {f"x{number}" for number in range(1, lesson.inputs + 1)} | set(lesson.show)
    state = new_state_from_lesson(lesson)
    layers = [state.layer, *(side.layer for side in state.sides if side.layer is not None)]
    largest = 0.0
    for layer, sequence in itertools.product(layers, state.sequences):
        cell, trace = layer.cell, run(layer, sequence.array())
        assert all(np.isfinite(trace[signal]).all() for signal in cell.signals)
        tanks = [name for name in lesson.show if name in cell.signals and cell.roles[name] in ("memory", "output")]
        largest = max([largest, *(np.abs(trace[signal]).max() for signal in tanks)])
    assert lesson.scale / 4 < largest <= lesson.scale, "the tank shows all of it, and not as a puddle"


@pytest.mark.parametrize(
    ("name", "signal", "values"),
    [
        ("hand-set-lstm", "c", [0, 3, 3, 7, 7, 7, 0, 6, 6]),
        ("hand-set-lstm", "y", [0, 0, 0, 0, 0, 7, 0, 0, 6]),
        ("hand-set-lstm-walk", "c", [3, 7, 7, 7, 0]),
        ("hand-set-lstm-walk", "y", [0, 0, 0, 7, 0]),
    ],
)
def test_the_lectures_tables(name: str, signal: str, values: list[float]) -> None:
    """The gates are sigmoids of ±10, so the numbers on the slides are reached to within a few thousandths."""
    lesson = load_lesson(name)
    trace = run(new_state_from_lesson(lesson).layer, lesson.x)
    np.testing.assert_allclose(trace[signal][:, 0], values, atol=2e-3)


def test_the_exact_numbers_of_the_hand_set_cell() -> None:
    lesson = load_lesson("hand-set-lstm")
    y = run(new_state_from_lesson(lesson).layer, lesson.x)["y"][:, 0]
    assert y[5] == pytest.approx(6.99950063169, rel=1e-11)
    assert y[8] == pytest.approx(5.99977301066, rel=1e-11)
    walk = load_lesson("hand-set-lstm-walk")
    trace = run(new_state_from_lesson(walk).layer, walk.x)
    np.testing.assert_allclose(trace["z_i"][:, 0], [90, 90, -10, -10, -110])
    np.testing.assert_allclose(trace["z_f"][:, 0], [110, 110, 10, 10, -90])
    np.testing.assert_allclose(trace["z_o"][:, 0], [-10, -10, -10, 90, -10])
    exact = [3, 7, 6.99977301066, 6.99950063375, 5.73539966052e-39]
    np.testing.assert_allclose(trace["c"][:, 0], exact, rtol=1e-11)


@pytest.mark.parametrize(
    ("name", "hidden", "output"),
    [
        ("elman-ones", [2, 6, 16], [4, 12, 32]),
        ("jordan-ones", [2, 10, 44], [4, 20, 88]),
        ("order-matters", [4, 10, 22], [8, 20, 44]),
    ],
)
def test_the_networks_of_ones(name: str, hidden: list[float], output: list[float]) -> None:
    lesson = load_lesson(name)
    trace = run(new_state_from_lesson(lesson).layer, lesson.x)
    for unit in (0, 1):
        assert trace["h"][:, unit].tolist() == hidden
        assert trace["y"][:, unit].tolist() == output


def test_what_order_matters_promises_of_the_middle() -> None:
    lesson = load_lesson("order-matters")
    y = run(new_state_from_lesson(lesson).layer, [[1, 1], [2, 2], [1, 1]])["y"]
    assert y[:, 0].tolist() == [4, 16, 36]


def test_gru_gates() -> None:
    lesson = load_lesson("gru-gates")
    trace = run(new_state_from_lesson(lesson).layer, lesson.x)
    np.testing.assert_allclose(trace["h"][:, 0], [0.46210, 0.46204, 0.74516, -0.00821, -0.46210], atol=6e-6)
    np.testing.assert_allclose(trace["z"][:, 0], [0, 1, 0, 0.5, 0], atol=1e-4)
    np.testing.assert_allclose(trace["r"][:, 0], [0, 0, 1, 0, 0], atol=1e-4)


@pytest.mark.parametrize(
    ("name", "count"),
    [("lstm", 2480), ("gru", 1860), ("gru-reset-after", 1880), ("elman", 620), ("lstm-peephole", 2540)],
)
def test_parameter_counts_at_10_inputs_and_20_units(name: str, count: int) -> None:
    shapes = load_cell(name).parameter_shapes(inputs=10, units=20)
    assert sum(map(math.prod, shapes.values())) == count


def test_the_irnn_starts_as_the_identity() -> None:
    model = Model(load_cell("irnn"), inputs=2, units=3)
    assert model.parameters["U"].tolist() == np.eye(3).tolist()
    assert model.parameters["b"].tolist() == [0, 0, 0]


ROLES: dict[str, dict[str, str]] = {
    "lecture-lstm": {"z": "sum", "z_i": "sum", "g": "candidate", "i": "gate", "c": "memory", "y": "output"},
    "lstm": {"z_g": "sum", "g": "candidate", "f": "gate", "c": "memory", "h": "output"},
    "lstm-coupled": {"f": "gate", "c": "memory", "h": "output"},
    "lstm-1997": {"g": "candidate", "c": "memory", "h": "output"},
    "gru": {"z_z": "sum", "z": "gate", "r": "gate", "n": "candidate", "h": "memory"},
    "elman": {"h": "memory"},
    "elman-lecture": {"h": "memory", "y": "output"},
    "jordan": {"h": "candidate", "y": "output"},
    "wildml": {"s": "memory", "o": "output"},
}


@pytest.mark.parametrize("name", ROLES)
def test_roles(name: str) -> None:
    roles = load_cell(name).roles
    assert {signal: roles[signal] for signal in ROLES[name]} == ROLES[name]


def test_no_lesson_says_that_closing_the_forget_gate_keeps() -> None:
    """The error that the notes make most often."""
    text = load_lesson("hand-set-lstm").text
    assert "open forget gate keeps" in text.replace("\n", " ")
    assert "the forget gate closes and the 7 is gone" in text


# The third step of LSTM-FAMILY, GRU-CONVENTIONS, WILDML-RNN-BPTT and IRNN in the fact sheet.
THIRD_STEP: dict[str, list[float]] = {
    "lstm": [-0.0615547702628, -0.0309217988771],
    "lstm-1997": [-0.0548317581485, 0.0410830896212],
    "lstm-peephole": [-0.0681148036544, -0.018575970043],
    "lstm-coupled": [-0.088936457115, -0.0717279313848],
    "gru-chung": [0.524188300131, -0.0819547747662],
    "gru-reset-after": [0.394853196279, -0.395247961325],
    "wildml": [0.265293211338, 0.236009658869, 0.222103330479, 0.276593799314],
    "irnn": [6],
}


@pytest.mark.parametrize("name", THIRD_STEP)
def test_the_weights_of_an_example_are_those_of_the_reference(name: str) -> None:
    """A slip in one shipped number would show here."""
    cell = load_cell(name)
    assert cell.example is not None
    trace = run(new_state_from_cell(cell).layer, cell.example.x)
    np.testing.assert_allclose(trace[cell.output][2], THIRD_STEP[name], rtol=1e-10)


def test_the_simple_examples_begin_as_drawn_in_the_style_guide() -> None:
    """Elman: tanh(1 + 0.8 * 0.6); GRU: z 0.25, r 0.50, n 0.40, and 0.80 becomes 0.50."""
    elman, gru = load_cell("elman"), load_cell("gru")
    assert elman.example is not None
    assert gru.example is not None
    h = run(new_state_from_cell(elman).layer, elman.example.x)["h"]
    assert h[0, 0] == pytest.approx(math.tanh(1.48), rel=1e-14)
    trace = run(new_state_from_cell(gru).layer, gru.example.x)
    first = {name: round(float(trace[name][0, 0]), 2) for name in ("z", "r", "n", "h")}
    assert first == {"z": 0.25, "r": 0.5, "n": 0.4, "h": 0.5}


def test_names_can_be_had_without_reading_the_rest() -> None:
    for name in CELLS:
        assert cell_words(name) == (load_cell(name).titles, load_cell(name).texts)
    for name in LESSONS:
        assert lesson_titles(name) == load_lesson(name).titles


# -- lessons that compare


def sides(name: str) -> list[Any]:
    """Return the traces of a lesson and of all that it is compared with."""
    state = new_state_from_lesson(load_lesson(name))
    runs = [state.run, *(side.run(state) for side in state.sides)]
    assert len(runs) == 1 + len(load_lesson(name).sides) > 1
    return [run(one.layer, one.sequence.array()) for one in runs if one is not None]


def test_gates_that_are_not_quite_shut_leak() -> None:
    hard, soft = sides("ten-or-three")
    assert hard["c"][5, 0] == pytest.approx(7, abs=0.01)
    assert 6.0 < soft["c"][5, 0] < 6.8, "a twentieth is lost at every step, and a little comes in"
    keep = 1 / (1 + np.exp(-3.0))
    assert soft["f"][2, 0] == pytest.approx(keep)
    assert soft["c"][2, 0] == pytest.approx(keep * soft["c"][1, 0] + (1 - keep) * 2)


def test_what_was_marked_is_known_thirty_steps_later_by_one_of_two() -> None:
    state = new_state_from_lesson(load_lesson("across-a-gap"))
    lstm = state.sides[0].layer
    assert lstm is not None
    for sequence, marked in zip(state.sequences, (0.8, -0.4), strict=True):
        x = sequence.array()
        assert x[1].tolist() == [marked, 1.0]
        assert x[2:, 1].tolist() == [0.0] * 30
        assert run(lstm, x)["h"][-1, 0] == pytest.approx(0.75 * marked, abs=0.12)
    ends = [run(state.layer, sequence.array())["h"][-1, 0] for sequence in state.sequences]
    assert abs(ends[0] - ends[1]) < 0.2, "the right answers are 0.9 apart; the Elman cell says much the same to both"
    assert (run(lstm, state.sequences[0].array())["f"][2:] > 0.98).all(), "its forget gate keeps, whatever comes"


def test_three_kinds_of_gru_with_the_same_weights() -> None:
    first, second, third = sides("gru-conventions")
    x1 = new_state_from_lesson(load_lesson("gru-conventions")).sequence.array()[:, 0]
    assert first["h"][0, 0] == pytest.approx(np.tanh(x1[0]), abs=1e-4)
    assert second["h"][0, 0] == pytest.approx(0, abs=1e-4), "z is 0: nothing of the new comes in"
    assert third["n"][2, 0] == pytest.approx(np.tanh(0.5 + 1 * (first["h"][1, 0] + 0.5)), abs=1e-3)
    shared = set(first.parameters) & set(third.parameters)
    assert all(np.array_equal(first.parameters[name], third.parameters[name]) for name in shared)
    assert set(third.parameters) - shared == {"d_n"}


def test_two_orders_of_the_same_inputs() -> None:
    first, last = sides("order-matters")
    assert sorted(first.x.tolist()) == sorted(last.x.tolist())
    assert first["y"][:, 0].tolist() == [8, 20, 44]
    assert last["y"][:, 0].tolist() == [4, 12, 32]
