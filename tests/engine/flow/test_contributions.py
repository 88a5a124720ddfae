"""What each step adds to the gradient of a shared parameter adds up to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Model, UserError, load_cell, parse_cell
from simulator.engine.flow import contributions
from simulator.language import cell_ids
from tests.engine.test_reference import VECTORS
from tests.oracles.random_cells import random_cell

Array = np.ndarray[Any, Any]


def add_up(model: Model, steps: int, seed: int, tolerance: float = 1e-12) -> None:
    """Check every parameter, its places, and the sum as it grows; a step's share against a loss of its own."""
    random = np.random.default_rng(seed)
    flat = model.parameters.flat
    flat[...] = random.uniform(-1, 1, flat.shape)
    x = random.normal(size=(steps, model.sizes["inputs"]))
    initial = {name: random.normal(size=model.signal_sizes[name]) for name in model.cell.states}
    direct = random.normal(size=(steps, model.signal_sizes[model.cell.output]))
    wanted = model.gradients(x, direct, initial).parameters
    for name, gradient in wanted.items():
        found = contributions(model, x, direct, name, initial=initial)
        assert found.by_step.shape == (steps, *gradient.shape)
        scale = sum(np.abs(part.by_step).sum(axis=0) for part in found.places)
        assert (np.abs(found.total - gradient) <= tolerance * scale).all(), name
        assert (np.abs(found.by_step.sum(axis=0) - gradient) <= tolerance * scale).all(), name
        np.testing.assert_array_equal(found.added[0], found.by_step[-1])
        places = sum((part.by_step for part in found.places), np.zeros_like(found.by_step))
        np.testing.assert_allclose(places, found.by_step, 1e-12, 1e-14 * (1 + np.max(scale)))
    if wanted:  # of one of them, one element
        index = tuple(int(random.integers(size)) for size in gradient.shape)
        one = contributions(model, x, direct, name, index, initial)
        assert one.by_step.shape == (steps,)
        np.testing.assert_allclose(one.by_step, [step[index] for step in found.by_step], 1e-14)


@pytest.mark.parametrize("cell", cell_ids())
def test_all_cells(cell: str) -> None:
    add_up(Model(load_cell(cell), 3, 4, 2), 7, 0)


def test_random_cells() -> None:
    for seed in range(60):
        made = random_cell(seed)
        signals = parse_cell(made.text).signals
        cell = parse_cell(made.text, output=signals[seed % len(signals)])
        model = Model(cell, made.sizes["inputs"], made.sizes["units"], made.sizes["outputs"])
        add_up(model, 1 + seed % 4, seed, 1e-10)


@pytest.mark.parametrize("weight", VECTORS["TOY-W"]["values"])
def test_toy_w(weight: str) -> None:
    """The same weight at 999 steps, each of which adds the same w^998."""
    w = float(weight)
    x, direct = np.zeros((2, 1000, 1))
    x[0] = direct[-1] = 1
    model = Model(parse_cell("h = W @ x + w * h[t-1]"), 1, 1, parameters={"W": [[1]], "w": [w]})
    found = contributions(model, x, direct, "w", 0)
    assert found.by_step[0] == 0  # before the first step there is nothing to multiply
    np.testing.assert_allclose(found.by_step[1:], w**998, 1e-10)
    assert found.total == pytest.approx(VECTORS["TOY-W"]["values"][weight]["dy_dw_999_w998"], rel=1e-10)
    if w == 1:
        assert found.added.tolist() == [*range(1, 1000), 999]  # from the last step to the first


def test_a_step_by_hand() -> None:
    """Elman: the gradient of the sum times the state before it."""
    model = Model(load_cell("elman"), 2, 3, seed=1)
    random = np.random.default_rng(2)
    x, direct = random.normal(size=(5, 2)), random.normal(size=(5, 3))
    h = model.run(x)["h"]
    dh = model.gradients(x, direct).signals["h"]
    inside = dh * (1 - h * h)
    before = np.vstack([np.zeros(3), h[:-1]])
    found = contributions(model, x, direct, "U")
    np.testing.assert_allclose(found.by_step, np.einsum("ti,tj->tij", inside, before), 1e-12)
    np.testing.assert_allclose(found.added, np.cumsum(found.by_step[::-1], axis=0))
    np.testing.assert_allclose(contributions(model, x, direct, "b").by_step, inside, 1e-12)
    np.testing.assert_allclose(contributions(model, x, direct, "U", (2, 0)).by_step, inside[:, 2] * before[:, 0], 1e-12)


def test_a_parameter_at_several_places() -> None:
    text = "z = W @ x + U @ h[t-1] + b\nr = sigmoid(U @ h[t-1] - b)\nh = tanh(z) * r + b * z"
    model = Model(parse_cell(text), 2, 3, seed=3)
    random = np.random.default_rng(4)
    x, direct = random.normal(size=(5, 2)), random.normal(size=(5, 3))
    shared = contributions(model, x, direct, "U")
    assert [(place.signal, place.factor) for place in shared.places] == [("z", "h[t-1]"), ("r", "h[t-1]")]
    np.testing.assert_allclose(sum(place.by_step for place in shared.places), shared.by_step, 1e-12)
    bias = contributions(model, x, direct, "b")
    assert [(place.signal, place.factor) for place in bias.places] == [("z", "1"), ("r", "−1"), ("h", "z")]
    apart = Model(
        parse_cell(text.replace("sigmoid(U", "sigmoid(V").replace("- b", "- d").replace("b * z", "e * z")), 2, 3
    )
    for name, origin in {"W": "W", "U": "U", "V": "U", "b": "b", "d": "b", "e": "b"}.items():
        apart.parameters[name][...] = model.parameters[origin]
    wanted = apart.gradients(x, direct).parameters  # every place a parameter of its own
    for place, name in zip(shared.places, ("U", "V"), strict=True):
        np.testing.assert_allclose(place.by_step.sum(axis=0), wanted[name], 1e-11)
    for place, name in zip(bias.places, ("b", "d", "e"), strict=True):
        np.testing.assert_allclose(place.by_step.sum(axis=0), wanted[name], 1e-11)


def test_what_the_loss_does_not_see_adds_nothing() -> None:
    model = Model(parse_cell("a = tanh(W @ x)\nb = tanh(V @ x + q * b[t-1])", output="a"), 2, 2)
    found = contributions(model, np.ones((4, 2)), np.ones((4, 2)), "q")
    assert found.by_step.tolist() == np.zeros((4, 2)).tolist()


def test_one_step_and_infinity() -> None:
    model = Model(parse_cell("h = W @ x + U @ h[t-1]"), 1, 1, 1, {"W": [[1]], "U": [[1e10]]})
    assert contributions(model, [[3]], [[2]], "W").by_step.tolist() == [[[6]]]
    found = contributions(model, np.ones((40, 1)), np.eye(40)[:, -1:], "U", (0, 0))
    assert not np.isfinite(found.total)
    assert found.added[0] == found.by_step[-1]


def test_refusals() -> None:
    model = Model(load_cell("elman"), 2, 3)
    x, direct = np.ones((4, 2)), np.ones((4, 3))
    with pytest.raises(UserError, match=r"“u” is no parameter of this cell\. Did you mean U\?"):
        contributions(model, x, direct, "u")
    with pytest.raises(UserError, match="cannot be followed"):
        contributions(model, np.ones((4, 2, 2)), np.ones((4, 2, 3)), "U")
    for index in ((3, 0), (0, -1), (1,), 1, (0, 0, 0), (True, 0), (0.5, 0)):
        with pytest.raises(UserError, match=r"U is 3 x 3 and has no element .*: they are 0, 0 to 2, 2"):
            contributions(model, x, direct, "U", index)  # type: ignore[arg-type]  # also what no type checker lets through
    with pytest.raises(UserError, match=r"b is .* and has no element 3: they are 0 to 2"):
        contributions(model, x, direct, "b", 3)
