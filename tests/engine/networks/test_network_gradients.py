"""The gradients of networks against central differences of what they give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator import Layer, Network, UserError, load_cell, parse_cell
from simulator.engine.memory import Array
from simulator.engine.networks.network_gradients import NetworkGradients

random = np.random.default_rng(11)
X = random.normal(size=(5, 3, 2))
LENGTHS = [5, 1, 3]

NETWORKS: dict[str, Callable[..., Network]] = {
    "one layer": lambda **given: Network([Layer("lstm-peephole", 2)], 2, **given),
    "linear readout": lambda **given: Network([Layer("lecture-lstm", 2)], 2, 2, "linear", **given),
    "stacked": lambda **given: Network([Layer("gru-reset-after", 2), Layer("lstm", 3)], 2, 2, "softmax", **given),
    "both directions": lambda **given: Network([Layer("elman", 2, True)], 2, **given),
    "mixed": lambda **given: Network([Layer("lstm", 2, True), Layer("gru", 2, True)], 2, 2, "sigmoid", **given),
    "own outputs": lambda **given: Network([Layer("jordan", 2), Layer("wildml", 3)], 2, 2, **given),
    "a layer without states": lambda **given: Network(
        [Layer("gru", 2, True), Layer(parse_cell("h = tanh(W @ x)"), 2), Layer("elman", 2)], 2, **given
    ),
}
ALL = pytest.mark.parametrize("name", NETWORKS)


def differences(value: Callable[[], float], at: Array) -> Array:
    """Return d value / d at, by central differences; ``at`` is changed in place and put back."""
    found, step = np.zeros_like(at), 1e-6
    for place in np.ndindex(at.shape):
        kept = at[place]
        at[place] = kept + step
        above = value()
        at[place] = kept - step
        found[place] = (above - value()) / (2 * step)
        at[place] = kept
    return found


def compare(found: Array, wanted: Array) -> None:
    assert found.shape == wanted.shape
    assert np.allclose(found, wanted, rtol=1e-6, atol=2e-8)


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "unequal"])
@ALL
def test_gradients_are_what_a_change_does(name: str, lengths: list[int] | None) -> None:
    network = NETWORKS[name](seed=3)
    output, final = network.run(X).output, network.run(X).final
    wanted = random.normal(size=output.shape)
    initial = {state: random.normal(size=value.shape) for state, value in final.items()}
    x = X.copy()

    def value() -> float:
        return float((network.run(x, lengths, initial).output * wanted).sum())

    found = network.gradients(x, wanted, lengths, initial)
    compare(found.flat, differences(value, network.flat))
    compare(found.x, differences(value, x))
    of = by_part(found)
    for state, array in initial.items():
        part, _, own = state.rpartition(".")
        compare(of[part].initial[own], differences(value, array))
    for full, array in found.parameters.items():
        part, _, own = full.rpartition(".")
        assert np.shares_memory(array, found.flat)
        assert np.array_equal(array, of[part].parameters[own])


def by_part(found: NetworkGradients) -> dict[str, Any]:
    of = {} if found.readout is None else {"readout": found.readout}
    for number, layer in enumerate(found.layers, 1):
        of |= dict(zip((f"{number}", f"{number}.backward"), layer, strict=False))
    return of


def test_shapes_are_those_of_the_contract() -> None:
    network = NETWORKS["mixed"]()
    for x in (X, X[:, 0]):
        found = network.gradients(x, np.ones((*x.shape[:-1], 2)))
        assert found.x.shape == x.shape
        backward = found.layers[1].backward
        assert backward is not None
        assert backward.parameters["U_n"].shape == (2, 2)
        assert backward.signals["h"].shape == (*x.shape[:-1], 2)
        assert backward.x.shape == (*x.shape[:-1], 4)
        assert found.layers[0].forward.initial["c"].shape == (*x.shape[1:-1], 2)
        assert found.readout is not None
        assert list(found.readout.parameters) == ["V", "b_y"]


def test_gradients_of_signals_stand_in_the_order_of_time() -> None:
    """A backward direction is the model on the reversed sequence, and its gradients are the model's, reversed."""
    network = NETWORKS["both directions"](seed=4)
    wanted = random.normal(size=(5, 3, 4))
    found = network.gradients(X, wanted)
    model = network.models["1.backward"].gradients(X[::-1], wanted[::-1, :, 2:])
    backward = found.layers[0].backward
    assert backward is not None
    assert np.allclose(backward.signals["h"], model.signals["h"][::-1], rtol=1e-12)
    assert np.allclose(backward.x, model.x[::-1], rtol=1e-12)
    assert np.allclose(backward.initial["h"], model.initial["h"], rtol=1e-12)
    forward = network.models["1"].gradients(X, wanted[:, :, :2])
    assert np.allclose(found.x, forward.x + model.x[::-1], rtol=1e-12)


@ALL
def test_padding_has_no_part_in_it(name: str) -> None:
    network = NETWORKS[name](seed=5)
    x, wanted = X.copy(), random.normal(size=network.run(X).output.shape)
    clean = network.gradients(x, wanted, LENGTHS)
    for sequence, length in enumerate(LENGTHS):
        x[length:, sequence] = np.nan
        wanted[length:, sequence] = 1e300
    found = network.gradients(x, wanted, LENGTHS)
    assert np.array_equal(found.flat, clean.flat)
    assert np.array_equal(found.x, clean.x)
    assert not any(found.x[length:, sequence].any() for sequence, length in enumerate(LENGTHS))
    alone = [
        network.gradients(x[:length, sequence], wanted[:length, sequence]) for sequence, length in enumerate(LENGTHS)
    ]
    assert np.allclose(found.flat, sum(one.flat for one in alone), rtol=1e-11, atol=1e-13)
    for sequence, (length, one) in enumerate(zip(LENGTHS, alone, strict=True)):
        assert np.allclose(found.x[:length, sequence], one.x, rtol=1e-11, atol=1e-13)


def test_a_state_that_would_overflow_in_the_padding_does_not() -> None:
    """A memory that grows a hundredfold a step ends as no number in 300 steps, unless padding leaves it alone."""
    network = Network([Layer(parse_cell("h = W @ x + U @ h[t-1]"), 1, True)], 1, 1, "linear")
    network.flat[:] = 100
    x, wanted = np.zeros((300, 2, 1)), np.zeros((300, 2, 1))
    x[0, 0] = wanted[0, 0] = 1
    assert np.isnan(network.gradients(x, wanted).flat).any()
    assert np.isfinite(network.gradients(x, wanted, [2, 300]).flat).all()


@ALL
def test_float32_agrees(name: str) -> None:
    exact, short = NETWORKS[name](seed=6), NETWORKS[name](seed=6, dtype="float32")
    wanted = random.normal(size=exact.run(X).output.shape)
    one, other = exact.gradients(X, wanted, LENGTHS), short.gradients(X, wanted, LENGTHS)
    assert other.flat.dtype == other.x.dtype == np.float32
    assert np.allclose(one.flat, other.flat, rtol=1e-4, atol=1e-5)
    assert np.allclose(one.x, other.x, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (np.ones((5, 3, 3)), "the output gradient must be 5 x 3 x 2, and is 5 x 3 x 3"),
        (np.full((5, 3, 2), np.nan), "the output gradient holds nan at place 1, 1, 1"),
    ],
)
def test_what_fits_no_output_is_refused_in_a_sentence(wanted: Array, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        NETWORKS["one layer"]().gradients(X, wanted)


def test_a_network_of_one_layer_has_the_gradients_of_its_model() -> None:
    network = Network([Layer(load_cell("lstm"), 3)], 2, seed=8)
    wanted = random.normal(size=(5, 3, 3))
    model = network.layers[0].forward.gradients(X, wanted)
    found = network.gradients(X, wanted).layers[0].forward
    for name, array in model.parameters.items():
        assert np.array_equal(found.parameters[name], array)
    assert np.array_equal(found.signals["c"], model.signals["c"])
