"""The gradient checker: it finds what is wrong by a thousandth, and raises no alarm where nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import Model, UserError, check_gradients, load_cell, parse_cell
from simulator.engine.gradcheck import MARGIN
from simulator.engine.gradients import Gradients
from simulator.language import FUNCTIONS
from simulator.lessons import load_lesson

Array = np.ndarray[Any, Any]

CALCULATED = [name for name in FUNCTIONS if name != "linear"]  # which has no derivative to get wrong
LOOPED = "a = {}(W @ x + U @ h[t-1])\nh = tanh(a)"
AFTER = "h = tanh(W @ x + U @ h[t-1])\ny = {}(V @ h)"
BEFORE = "a = {}(W @ x)\nh = tanh(a + U @ h[t-1])"


@pytest.mark.parametrize("text", [LOOPED, AFTER, BEFORE], ids=["in the loop", "after it", "before it"])
@pytest.mark.parametrize("name", CALCULATED)
def test_a_derivative_wrong_by_a_thousandth_is_caught(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cell, row = parse_cell(text.format(name)), FUNCTIONS[name]
    assert check_gradients(cell).passed

    def wrong(*arrays: Array) -> None:
        right = row.backward or row.slope
        assert right is not None
        right(*arrays)
        arrays[-1][...] *= 1.001

    which = "slope" if row.backward is None else "backward"
    monkeypatch.setitem(FUNCTIONS, name, replace(row, **{which: wrong}))  # type: ignore[arg-type]  # one of the two
    found = check_gradients(cell)
    assert not found.passed
    assert {row.name for row in found.wrong} >= {"W", "U", "x"} - ({"U"} if text == BEFORE else set())
    assert max(row.error for row in found.wrong) > 2e-4


@pytest.mark.parametrize("what", ["W_f", "b_o", "U_g", "x", "c", "h"])
def test_each_array_is_looked_at_number_by_number(what: str) -> None:
    """One number of one array wrong by a thousandth is found, and only there."""
    place = {"W_f": (2, 1), "b_o": (3,), "U_g": (0, 3), "x": (4, 1, 2)}.get(what, (1, 0))

    def wrong(model: Model, x: Array, direct: Array, initial: Mapping[str, Array]) -> Gradients:
        found = model.gradients(x, direct, initial)
        arrays = {**found.parameters, "x": found.x, **found.initial}
        arrays[what][place] *= 1.001
        return found

    found = check_gradients(load_cell("lstm"), gradients=wrong)
    assert [row.name for row in found.wrong] == [what]
    assert found.wrong[0].place == place
    assert found.wrong[0].error == pytest.approx(1e-3, rel=0.01)
    assert found.wrong[0].analytic == pytest.approx(1.001 * found.wrong[0].numerical, rel=1e-5)


def test_a_gradient_that_is_not_finite_is_wrong() -> None:
    def wrong(model: Model, x: Array, direct: Array, initial: Mapping[str, Array]) -> Gradients:
        found = model.gradients(x, direct, initial)
        found.parameters["U"][1, 1] = np.nan
        return found

    (row,) = check_gradients(load_cell("elman"), gradients=wrong).wrong
    assert (row.name, row.place, row.error) == ("U", (1, 1), np.inf)


def test_what_it_reports() -> None:
    found = check_gradients(load_cell("jordan"), inputs=2, units=3, outputs=4, steps=6, batch=5, seed=1)
    shapes = {"W": (3, 2), "U": (3, 4), "b": (3,), "V": (4, 3), "b_y": (4,), "x": (6, 5, 2), "y": (5, 4)}
    assert {row.name: row.shape for row in found.rows} == shapes
    assert [row.kind for row in found.rows] == ["parameter"] * 5 + ["input", "initial"]
    assert all(0 <= row.error < 1e-7 and len(row.place) == len(row.shape) for row in found.rows)
    assert found.passed
    assert found == check_gradients(load_cell("jordan"), inputs=2, units=3, outputs=4, steps=6, batch=5, seed=1)


def test_a_parameter_that_does_not_matter_is_fine() -> None:
    found = check_gradients(parse_cell("a = V @ x\nh = tanh(W @ x + 0 * (U @ h[t-1]))", output="h"))
    assert found.passed
    assert {row.name for row in found.rows if row.error == row.analytic == row.numerical == 0} == {"V", "U", "h"}


# -- no false alarms


@pytest.mark.parametrize("lesson", ["hand-set-lstm", "hand-set-lstm-walk", "gru-gates"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_hand_set_cells_are_saturated_and_right(lesson: str, dtype: Any) -> None:
    """Weights of ±100: gates that are open or shut but for 1e-40, gradients of every size between."""
    shown = load_lesson(lesson)
    model = Model(shown.cell, shown.inputs, shown.units, shown.outputs, shown.parameters, dtype=dtype)
    before = model.parameters.flat.copy()
    for x in (shown.x, None):
        found = check_gradients(model, x=x, steps=9)
        assert found.passed, found.wrong
    assert np.array_equal(model.parameters.flat, before)  # it works on a copy


def test_saturated_cells_that_are_wrong_are_caught_all_the_same() -> None:
    def wrong(model: Model, x: Array, direct: Array, initial: Mapping[str, Array]) -> Gradients:
        found = model.gradients(x, direct, initial)
        found.parameters["W"][...] *= 1.001
        return found

    shown = load_lesson("hand-set-lstm")
    model = Model(shown.cell, shown.inputs, shown.units, shown.outputs, shown.parameters)
    assert [row.name for row in check_gradients(model, x=shown.x, gradients=wrong).wrong] == ["W"]


@pytest.mark.parametrize("scale", [0.01, 1, 10, 100])
@pytest.mark.parametrize("cell", ["lstm", "gru-reset-after", "elman", "lstm-1997"])
def test_weights_of_any_size(cell: str, scale: float) -> None:
    for seed in range(2):
        model = Model(load_cell(cell), 2, 3, seed=seed)
        model.parameters.flat[...] *= scale
        found = check_gradients(model, seed=seed)
        assert found.passed, found.wrong


@pytest.mark.parametrize("cell", ["irnn", "elman"])
def test_explosion_over_many_steps(cell: str) -> None:
    """Gradients of 1e9 and more beside small ones."""
    model = Model(load_cell(cell), 1, 2, parameters={"W": [[1], [-0.5]], "U": [[1.5, 0.2], [0.1, 1.4]], "b": [0, 0.1]})
    found = check_gradients(model, steps=40)
    assert found.passed, found.wrong


# -- kinks


@pytest.mark.parametrize("function", ["relu", "abs", "hard_sigmoid"])
def test_the_point_keeps_clear_of_kinks(function: str) -> None:
    cell = parse_cell(f"h = {function}(3 * (W @ x) + U @ h[t-1] + b)")
    distances = [check_gradients(cell, units=8, steps=8, seed=seed).kink for seed in range(8)]
    assert min(distances) >= MARGIN
    assert min(distances) < 0.1


def test_where_no_point_is_clear_of_kinks_the_clearest_is_taken() -> None:
    """A kink that no drawing can avoid: at x = 0, which is given."""
    cell = parse_cell("h: inputs = relu(x + 0.00001)")
    found = check_gradients(cell, inputs=1, x=[[0.0], [1.0]])
    assert found.kink == pytest.approx(1e-5)
    assert found.passed  # the shorter steps stay on one side


# -- what is refused


def test_a_cell_that_overflows_is_a_sentence() -> None:
    with pytest.raises(UserError, match="h is not finite at step 3, so it has no gradient"):
        check_gradients(parse_cell("h: inputs = exp(x) + exp(h[t-1])"), inputs=1, steps=10, x=[[3.0]] * 10, seed=1)


def test_sizes_are_checked() -> None:
    with pytest.raises(UserError, match="units must be a whole number"):
        check_gradients(load_cell("lstm"), units=0)
    with pytest.raises(UserError, match="each step must have 2 inputs"):
        check_gradients(Model(load_cell("lstm"), 2, 1), x=[[1.0]])
