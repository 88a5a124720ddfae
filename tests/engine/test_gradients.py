"""The engine's gradients against back-propagation derived by hand, and of every cell that ships against differences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from simulator import Model, UserError, load_cell, parse_cell
from simulator.engine.gradcheck import check_gradients
from simulator.language import cell_ids
from tests.oracles.backprop import Backprop, elman, gru, jordan, lstm

Array = np.ndarray[Any, Any]
Oracle = tuple[Callable[..., Backprop], tuple[str, ...]]

ORACLES: dict[str, Oracle] = {
    "elman": (elman, ("h",)),
    "jordan": (jordan, ("y",)),
    "lstm": (lstm, ("c", "h")),
    "lstm-peephole": (lstm, ("c", "h")),
    "gru": (gru, ("h",)),
    "gru-reset-after": (partial(gru, reset_after=True), ("h",)),
}
SIZES = [  # inputs, units, outputs, steps, batch
    (3, 4, 2, 7, 3),
    (1, 1, 1, 5, 1),
    (2, 1, 3, 4, 2),
    (1, 5, 1, 6, 2),
    (4, 3, 2, 1, 2),
    (5, 16, 4, 12, 8),
    (9, 40, 3, 20, 16),
]
Point = tuple[Model, Array, dict[str, Array], Array]


def point(cell: str, sizes: tuple[int, ...], seed: int = 0, dtype: Any = "float64") -> Point:
    """Return a model, inputs, initial states that are not zero, and the gradient of the output."""
    inputs, units, outputs, steps, batch = sizes
    random = np.random.default_rng(seed)
    model = Model(load_cell(cell), inputs, units, outputs, seed=seed, dtype=dtype)
    bound = min(1, 2 / units**0.5)  # larger ones make many units chaotic, and rounding grows
    model.parameters.flat[...] = random.uniform(-bound, bound, model.parameters.flat.shape)
    x = random.normal(size=(steps, batch, inputs))
    initial = {name: random.normal(size=(batch, model.signal_sizes[name])) for name in model.cell.states}
    return model, x, initial, random.normal(size=(steps, batch, model.signal_sizes[model.cell.output]))


def by_hand(cell: str, model: Model, x: Array, initial: dict[str, Array], direct: Array) -> list[Backprop]:
    """Return what the oracle says of each sequence."""
    function, states = ORACLES[cell]
    parameters = {name: array.astype(float) for name, array in model.parameters.items()}
    return [
        function(parameters, x[:, k], *(initial[name][k] for name in states), direct[:, k]) for k in range(x.shape[1])
    ]


def agree(found: Array, wanted: Array, tolerance: float) -> None:
    """Compare relative to each number, or to the largest of the array where terms cancel."""
    np.testing.assert_allclose(found, wanted, tolerance, tolerance * float(np.abs(wanted).max()))


# -- the oracles themselves


@pytest.mark.parametrize("cell", ORACLES)
def test_by_hand_against_finite_differences(cell: str) -> None:
    model, x, initial, direct = point(cell, (2, 3, 2, 4, 1))
    function, states = ORACLES[cell]
    arrays = {**model.parameters, "x": x[:, 0], **{f"initial {name}": initial[name][0] for name in states}}

    def backprop() -> Backprop:
        start = (arrays[f"initial {name}"] for name in states)
        return function(dict(model.parameters), arrays["x"], *start, direct[:, 0])

    told = backprop()
    gradients = {**told.parameters, "x": told.x, **{f"initial {name}": told.initial[name] for name in states}}
    for name, array in arrays.items():
        for place in np.ndindex(array.shape):
            losses, own = [], array[place]
            for step in (1e-5, -1e-5):
                array[place] = own + step
                losses.append((backprop().output * direct[:, 0]).sum())
            array[place] = own
            assert gradients[name][place] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-6, abs=1e-8), name


# -- the engine against them


@pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(map(str, sizes)))
@pytest.mark.parametrize("cell", ORACLES)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-10), ("float32", 2e-4)])
def test_against_backpropagation_by_hand(cell: str, sizes: tuple[int, ...], dtype: str, tolerance: float) -> None:
    for seed in range(3):
        model, x, initial, direct = point(cell, sizes, seed, dtype)
        found = model.gradients(x, direct, initial)
        told = by_hand(cell, model, x, initial, direct)
        agree(model.run(x, initial)[model.cell.output], np.stack([one.output for one in told], 1), tolerance)
        for name in model.parameters:
            agree(found.parameters[name], np.sum([one.parameters[name] for one in told], 0), tolerance)
            assert found.parameters[name].dtype == dtype
        agree(found.x, np.stack([one.x for one in told], 1), tolerance)
        for name in model.cell.states:
            agree(found.initial[name], np.stack([one.initial[name] for one in told]), tolerance)
        assert set(told[0].deltas) == set(found.signals) == set(model.cell.signals)
        for name in model.cell.signals:
            agree(found.signals[name], np.stack([one.deltas[name] for one in told], 1), tolerance)


@pytest.mark.parametrize("cell", cell_ids())
def test_a_batch_is_the_sum_of_its_sequences(cell: str) -> None:
    model, x, initial, direct = point(cell, (3, 4, 2, 6, 3))
    together = model.gradients(x, direct, initial)
    alone = [
        model.gradients(x[:, k], direct[:, k], {name: value[k] for name, value in initial.items()}) for k in range(3)
    ]
    for name in model.parameters:
        agree(together.parameters[name], np.sum([one.parameters[name] for one in alone], 0), 1e-11)
    agree(together.x, np.stack([one.x for one in alone], 1), 1e-11)
    for name in model.cell.states:
        agree(together.initial[name], np.stack([one.initial[name] for one in alone]), 1e-11)
    for name in model.cell.signals:
        assert alone[0].signals[name].shape == (6, model.signal_sizes[name])
        agree(together.signals[name], np.stack([one.signals[name] for one in alone], 1), 1e-11)


@pytest.mark.parametrize("cell", cell_ids())
def test_signals_asked_for_change_nothing_else(cell: str) -> None:
    model, x, initial, direct = point(cell, (3, 4, 2, 6, 3))
    whole = model.gradients(x, direct, initial)
    for kept in ([], [model.cell.signals[0]], [model.cell.output]):
        found = model.gradients(x, direct, initial, signals=kept)
        assert list(found.signals) == kept
        for name in kept:
            agree(found.signals[name], whole.signals[name], 1e-12)
        for name in model.parameters:
            agree(found.parameters[name], whole.parameters[name], 1e-12)
        agree(found.x, whole.x, 1e-12)


def test_gradients_follow_parameters_that_change() -> None:
    model, x, initial, direct = point("gru", (3, 4, 2, 6, 2))
    first = model.gradients(x, direct, initial)
    before = {name: array.copy() for name, array in first.parameters.items()}
    model.parameters.flat[...] *= 0.5
    second = model.gradients(x, direct, initial)
    told = by_hand("gru", model, x, initial, direct)
    for name in model.parameters:
        agree(second.parameters[name], np.sum([one.parameters[name] for one in told], 0), 1e-10)
        assert np.array_equal(first.parameters[name], before[name])  # what was returned is the caller's own
        assert not np.allclose(first.parameters[name], second.parameters[name])


# -- every cell that ships, parameter by parameter


@pytest.mark.parametrize("cell", cell_ids())
@pytest.mark.parametrize("sizes", [(3, 4, 2, 5, 2), (1, 1, 2, 3, 1), (2, 5, 3, 4, 1)], ids=str)
def test_every_cell_that_ships_against_finite_differences(cell: str, sizes: tuple[int, ...]) -> None:
    inputs, units, outputs, steps, batch = sizes
    found = check_gradients(
        load_cell(cell), inputs=inputs, units=units, outputs=outputs, steps=steps, batch=batch, seed=2
    )
    assert found.passed, found.wrong
    assert [row.name for row in found.rows] == [*load_cell(cell).parameters, "x", *load_cell(cell).states]
    assert found.kink > 1e-4
    zero = {row.name for row in found.rows if row.analytic == row.numerical == 0}
    assert not zero, "every parameter matters to a cell that ships"


SIDE_BY_SIDE = "s = a[t-1] + b[t-1]\na = tanh(tanh(W @ s))\nb = tanh(U @ s)"


@pytest.mark.parametrize("output", ["s", "a", "b"])
def test_a_function_with_a_name_beside_one_without(output: str) -> None:
    """Both are computed in one call; the gradients of a named one are kept elsewhere."""
    found = check_gradients(parse_cell(SIDE_BY_SIDE, output=output))
    assert found.passed, found.wrong


def test_a_signal_that_is_the_same_at_every_step_has_gradients_at_every_step() -> None:
    model = Model(parse_cell("a = 0.5\nb = sigmoid(p)\nc = b\nh = a * b * c * (W @ x)"), 1, 1, seed=1)
    x, direct = np.array([[2.0], [3.0]]), np.array([[1.0], [-1.0]])
    trace, found = model.run(x), model.gradients(x, direct)
    rest = direct * trace["h"]
    for name, power in (("a", 1), ("b", 2), ("c", 1)):  # h is proportional to each, and to b twice
        agree(found.signals[name], power * rest / trace[name], 1e-12)
    slope = trace["b"] * (1 - trace["b"])
    agree(found.parameters["p"], (found.signals["b"] * slope).sum(axis=0), 1e-12)


# -- what is refused


@pytest.mark.parametrize(
    ("x", "direct", "words"),
    [
        ([[1.0], [2.0]], [[1.0]], "2"),
        ([[1.0], [2.0]], [[1.0, 2.0], [1.0, 2.0]], "1"),
        ([[1.0], [2.0]], [[[1.0]], [[1.0]]], "2 x 1"),
        ([[1.0], [2.0]], [["a"], ["b"]], "number"),
        ([[1.0, 2.0]], [[1.0]], "1 input"),
    ],
)
def test_wrong_shapes_are_a_sentence(x: Any, direct: Any, words: str) -> None:
    model = Model(parse_cell("h = tanh(W @ x + h[t-1])"), 1, 1)
    with pytest.raises(UserError, match=words):
        model.gradients(x, direct)


def test_an_unknown_signal_is_refused() -> None:
    with pytest.raises(UserError, match="“hh” is no signal of this cell"):
        Model(load_cell("elman"), 1, 1).gradients([[1.0]], [[1.0]], signals=["hh"])


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
def test_a_slope_of_what_is_the_same_at_every_step(steps: int) -> None:
    """The operand has no row for each step: its numbers are units, however many steps there are."""
    model = Model(parse_cell("a: 3 = abs(p)\nb = tanh(W @ x)", output="a"), 2, 2, 1, {"p": [1, -1, 1], "W": np.eye(2)})
    found = model.gradients(np.ones((steps, 2)), np.ones((steps, 3)))
    assert found.parameters["p"].tolist() == [steps, -steps, steps]
