"""What if: a signal held at some steps, and all that follows from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Model, explain, load_cell, parse_cell
from simulator.engine import explain_step
from simulator.engine.holding import HeldModel, Hold, held_cell, held_units
from simulator.lessons import load_lesson
from tests.oracles.interpreter import interpret
from tests.oracles.random_cells import random_cell

Array = np.ndarray[Any, Any]


def model_of(text: str, sizes: Any, seed: int = 0) -> Model:
    names = [line.split(":")[0].split("=")[0].strip() for line in text.splitlines()]
    return Model(parse_cell(text, output=names[-1]), **sizes, seed=seed)


def test_the_lectures_memory_with_its_forget_gate_shut_at_one_step() -> None:
    lesson = load_lesson("hand-set-lstm")
    model = Model(lesson.cell, lesson.inputs, lesson.units, lesson.outputs, parameters=lesson.parameters)
    assert np.round(model.run(lesson.x)["c"][:, 0], 3).tolist() == [0, 3, 3, 7, 7, 7, 0, 6, 6]
    states = model.initial(None, np.array(lesson.x))
    shut = HeldModel(model, [Hold("f", None, 3, 4, 0.0)]).resume(np.array(lesson.x), states)
    assert np.round(shut["c"][:, 0], 3).tolist() == [0, 3, 3, 4, 4, 4, 0, 6, 6]
    assert shut["f"][3, 0] == 0
    deaf = HeldModel(model, [Hold("i", 0, 2, None, 0.0)]).resume(np.array(lesson.x), states)
    assert np.round(deaf["c"][:, 0], 3).tolist() == [0, 3, 3, 3, 3, 3, 0, 0, 0]


@pytest.mark.parametrize("seed", range(120))
def test_random_holds_of_random_cells_against_a_second_reading_of_the_text(seed: int) -> None:
    random = np.random.default_rng(seed)
    made = random_cell(seed)
    model = model_of(made.text, made.sizes, seed)
    steps = 12
    x = random.normal(size=(steps, made.sizes["inputs"]))
    holds = []
    for _ in range(int(random.integers(1, 5))):
        name = str(random.choice(model.cell.signals))
        size = model.signal_sizes[name]
        unit = None if random.random() < 0.4 else int(random.integers(size))
        start = int(random.integers(steps))
        stop = None if random.random() < 0.3 else start + int(random.integers(1, 5))
        holds.append(Hold(name, unit, start, stop, float(random.normal())))

    def held(name: str, row: int, value: Array) -> Array:
        value = value.copy()
        for hold in holds:
            if hold.signal == name and hold.start <= row and (hold.stop is None or row < hold.stop):
                value[slice(None) if hold.unit is None else hold.unit] = hold.value
        return value

    initial = {name: random.normal(size=model.signal_sizes[name]) for name in model.cell.states}
    expected = interpret(made.text, made.sizes, dict(model.parameters), x, initial, held)
    parts = HeldModel(model, holds)
    whole = parts.resume(x, initial)
    largest = np.max([np.abs(value).max(axis=1) for value in expected.values()], axis=0)
    tame = int(np.argmax(np.append(~(largest < 1e30), True)))  # beyond, the order of a sum decides what is no number
    assert tame >= 3
    for name in model.cell.signals:
        np.testing.assert_allclose(
            whole[name][:tame], expected[name][:tame], rtol=1e-9, atol=1e-9, err_msg=f"{name}\n{made.text}"
        )
    cut = int(random.integers(1, steps))  # gone on with from the middle: the same numbers, bit for bit
    before = {name: whole[name][cut - 1] for name in model.cell.states}
    rest = parts.resume(x[cut:], before, cut + 1)
    assert all(rest[name].tobytes() == whole[name][cut:].tobytes() for name in model.cell.signals)


@pytest.mark.parametrize("cell", ["lstm", "gru", "elman", "jordan", "wildml"])
def test_without_holds_and_before_and_after_them_it_is_the_run_itself(cell: str) -> None:
    model = Model(load_cell(cell), 2, 3, 2, seed=3)
    x = np.random.default_rng(1).normal(size=(20, 2))
    trace = model.run(x)
    states = model.initial(None, x)
    name = model.cell.states[0]
    for holds in ((), (Hold(name, 0, 30, None, 1.0),), (Hold(name, 1, 8, 8, 1.0),)):
        found = HeldModel(model, holds).resume(x, states)
        assert all(found[signal].tobytes() == trace[signal].tobytes() for signal in model.cell.signals)
    found = HeldModel(model, [Hold(name, 0, 8, 9, 1.0)]).resume(x, states)
    for signal in model.cell.signals:
        assert found[signal][:8].tobytes() == trace[signal][:8].tobytes()
    assert found[name][9, 0] != trace[name][9, 0]


def test_a_held_unit_has_its_value_even_where_its_equation_gives_none() -> None:
    model = model_of("c: inputs = c[t-1] * c[t-1] + 1e200 * x", {"inputs": 1, "units": 1})
    x = np.ones((4, 1))
    found = HeldModel(model, [Hold("c", 0, 2, 3, 2.0)]).resume(x, {"c": np.zeros(1)})
    assert found["c"][:, 0].tolist() == [1e200, np.inf, 2.0, 1e200]


def test_of_two_holds_of_one_unit_the_last_counts() -> None:
    model = model_of("h = tanh(W @ x)", {"inputs": 1, "units": 2})
    found = HeldModel(model, [Hold("h", None, 0, None, 1.0), Hold("h", 1, 0, None, 2.0)]).resume(np.ones((2, 1)), {})
    assert found["h"].tolist() == [[1, 2], [1, 2]]


def test_a_held_signal_that_depends_on_no_input() -> None:
    model = model_of("k: inputs = 0.5\nh: inputs = k * h[t-1] + x", {"inputs": 1, "units": 1})
    found = HeldModel(model, [Hold("k", None, 1, 2, 3.0)]).resume(np.ones((3, 1)), {"h": np.zeros(1)})
    assert found["h"][:, 0].tolist() == [1, 4, 3]


def test_a_step_in_full_knows_what_is_held_and_what_its_equation_says() -> None:
    model = Model(load_cell("lstm"), 2, 3, seed=3)
    x = np.random.default_rng(1).normal(size=(4, 2))
    holds = (Hold("f", 1, 2, 3, 1.0), Hold("c", None, 2, None, 0.5))
    found = HeldModel(model, holds).resume(x, model.initial(None, x))
    before = {name: found[name][1] for name in model.cell.states}
    now = explain_step(model, 3, x[2], before, {name: value[2] for name, value in found.items()}, holds)
    assert now.held == {"f": {1}, "c": {0, 1, 2}}
    assert now["f"][1] == 1
    free = now.by_equation("f")
    assert free[1] == pytest.approx(1 / (1 + np.exp(-now["z_f"][1])))
    assert free[0] == now["f"][0]
    product = now["i"] * now["g"] + now["f"] * before["c"]  # what the equation makes of what is held before it
    assert now.by_equation("c") == pytest.approx(product)
    assert now.by_equation("h") is now["h"]
    assert explain(model, model.run(x), 3).held == {}


def test_which_units_are_held() -> None:
    holds = [Hold("f", None, 2, None, 0.0), Hold("c", 1, 0, 3, 1.0), Hold("c", 0, 2, 3, 1.0)]
    sizes = {"f": 2, "c": 3}
    assert held_units(holds, 0, sizes) == {"c": {1}}
    assert held_units(holds, 2, sizes) == {"f": {0, 1}, "c": {0, 1}}
    assert held_units(holds, 9, sizes) == {"f": {0, 1}}
    assert holds[1].fits(sizes)
    assert not Hold("c", 3, 0, 1, 0.0).fits(sizes)
    assert not Hold("g", None, 0, 1, 0.0).fits(sizes)


def test_no_equation_can_have_a_parameter_of_that_name() -> None:
    cell = held_cell(load_cell("gru"), ("z",))
    assert set(cell.parameters) - set(load_cell("gru").parameters) == {"z held", "z value"}
    assert cell.signals == load_cell("gru").signals
