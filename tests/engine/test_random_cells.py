"""Random cells of the whole grammar against an independent reading of their text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from simulator import Model, UserError, explain, parse_cell
from simulator.engine import program
from tests.oracles.interpreter import interpret
from tests.oracles.random_cells import random_cell

CELLS = 400
STEPS = 9


Arrays = dict[str, np.ndarray]


def build(seed: int, dtype: Any = "float64") -> tuple[Model, np.ndarray, Arrays, Arrays, str]:
    """Return a model of a random cell, a batch of three sequences, parameters, initial states and the text."""
    made = random_cell(seed)
    random = np.random.default_rng(seed + 10_000)
    cell = parse_cell(made.text)
    shapes = cell.parameter_shapes(**made.sizes)
    parameters = {name: random.uniform(-0.7, 0.7, shape) for name, shape in shapes.items()}
    model = Model(cell, **made.sizes, parameters=parameters, dtype=dtype)
    x = random.normal(size=(STEPS, 3, made.sizes["inputs"]))
    initial = {name: random.normal(size=(3, model.signal_sizes[name])) for name in cell.states if random.random() < 0.7}
    return model, x, parameters, initial, made.text


def tame(signals: Mapping[str, np.ndarray]) -> int:
    """Return how many steps pass before a cell runs away and turns rounding into noise."""
    small = np.all([np.abs(value).max(axis=1) < 100 for value in signals.values()], axis=0)
    return STEPS if small.all() else int(np.argmin(small))


@pytest.mark.parametrize("part", range(8))
def test_random_cells_agree_with_the_plain_interpreter(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "LARGEST", 4)  # the sequence crosses the borders of blocks
    monkeypatch.setattr(program, "_FEW", 4)
    compared = 0
    for seed in range(part, CELLS, 8):
        model, x, parameters, initial, text = build(seed)
        together = model.run(x, initial)
        for number in range(2):
            start = {name: value[number] for name, value in initial.items()}
            wanted = interpret(text, model.sizes, parameters, x[:, number], start)
            alone = model.run(x[:, number], start)
            steps = tame(wanted)
            for name, expected in wanted.items():
                for found in (alone[name], together[name][:, number]):
                    np.testing.assert_allclose(found[:steps], expected[:steps], 1e-10, 1e-10, err_msg=text)
                compared += steps
    assert compared > 50 * STEPS * 2  # 50 cells a part, more than one signal each: hardly any ran away


@pytest.mark.parametrize("part", range(4))
def test_random_cells_in_single_precision(part: int) -> None:
    for seed in range(part, 100, 4):
        model, x, _, initial, text = build(seed)
        single, *_ = build(seed, "float32")
        start = {name: value[0] for name, value in initial.items()}
        wanted, found = model.run(x[:, 0], start), single.run(x[:, 0], start)
        steps = min(4, tame(wanted.values))
        for name in wanted.signals:
            assert found[name].dtype == np.float32
            np.testing.assert_allclose(found[name][:steps], wanted[name][:steps], 1e-3, 1e-3, err_msg=text)


@pytest.mark.parametrize("part", range(4))
def test_numbers_do_not_depend_on_the_blocks(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole at once, cut into pieces, and with fewer signals kept: the same bits."""
    for seed in range(part, 120, 4):
        for dtype in ("float64", "float32"):
            model, x, _, initial, text = build(seed, dtype)
            start = {name: value[0] for name, value in initial.items()}
            whole = model.run(x[:, 0], start)
            last = whole.signals[-1]
            for chunk in (1, 2, 5):
                pieces = list(model.stream(x[:, 0], start, chunk=chunk))
                for name in whole.signals:
                    joined = np.concatenate([piece[name] for piece in pieces])
                    assert joined.tobytes() == whole[name].tobytes(), (text, name, chunk)
            few = model.run(x[:, 0], start, signals=[last])
            assert few[last].tobytes() == whole[last].tobytes(), text
            for state, value in whole.final.items():
                assert few.final[state].tobytes() == value.tobytes(), (text, state)


def test_every_step_explained_agrees_with_the_trace() -> None:
    """The unfused evaluation of a step, from the states before it alone, gives the signals of the trace."""
    for seed in range(120):
        model, x, _, initial, text = build(seed)
        start = {name: value[0] for name, value in initial.items()}
        trace = model.run(x[:, 0], start)
        bare = model.run(x[:, 0], start, signals=model.cell.states)
        for step in (1, 2, 5):
            if step > tame(trace.values):
                break
            shown, computed = explain(model, trace, step), explain(model, bare, step)
            for name in trace.signals:
                value = trace[name][step - 1]
                assert shown[name].tobytes() == value.tobytes()
                np.testing.assert_allclose(computed[name], value, 1e-9, 1e-9, err_msg=text)


def test_the_generator_reaches_the_whole_grammar() -> None:
    texts = " ".join(random_cell(seed).text for seed in range(CELLS))
    for part in (
        "sigmoid(",
        "hard_sigmoid(",
        "tanh(",
        "relu(",
        "linear(",
        "softmax(",
        "exp(",
        "abs(",
        "@ x",
        "[t-1]",
        "- ",
        "(-",
        ": outputs",
        ": inputs",
        ": 2",
    ):
        assert part in texts
    states = [parse_cell(random_cell(seed).text).states for seed in range(CELLS)]
    assert max(map(len, states)) >= 4
    assert min(map(len, states)) == 0


def test_a_wrong_reading_would_be_noticed() -> None:
    """The comparison is no formality: one parameter changed by a thousandth shows."""
    model, x, parameters, _, text = build(3)
    name = next(iter(parameters))
    changed = {**parameters, name: parameters[name] * 1.001}
    trace = model.run(x[:, 0])
    wanted = interpret(text, model.sizes, changed, x[:, 0])
    assert any(np.abs(trace[signal] - wanted[signal]).max() > 1e-9 for signal in wanted)
    with pytest.raises(UserError):
        explain(model, trace, STEPS + 1)
