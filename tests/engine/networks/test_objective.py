"""The loss of a network on a batch: value by hand, gradient by differences; windows, padding and memory."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from simulator import Layer, Network, UserError, parse_cell
from simulator.engine.memory import Array
from simulator.engine.networks.losses import LOSSES
from simulator.engine.networks.objective import Objective

STEPS, BATCH, INPUTS, OUTPUTS = 5, 3, 2, 2
LENGTHS = [5, 1, 3]
random = np.random.default_rng(12)
X = random.normal(size=(STEPS, BATCH, INPUTS))
WEIGHT = np.array([[1.0, 1, 1], [0, 1, 1], [1, 0, 1], [1, 1, 0], [1, 1, 1]])

TARGETS: dict[str, Array] = {
    "squared": random.normal(size=(STEPS, BATCH, OUTPUTS)),
    "binary": random.integers(0, 2, (STEPS, BATCH, OUTPUTS)) * 1.0,
    "categorical": np.eye(OUTPUTS)[random.integers(0, OUTPUTS, (STEPS, BATCH))],
}


def network_for(loss: str, dtype: Any = "float64") -> Network:
    layers = [Layer("gru", 2), Layer("lstm", 2, True)]
    readout: Any = LOSSES[loss].readout
    return Network(layers, INPUTS, OUTPUTS, readout, seed=4, dtype=dtype)


def by_hand(loss: str, network: Network, weight: Array, lengths: list[int] | None) -> float:
    """Return the mean over the marked places, from what the network gives."""
    y, target = network.run(X, lengths).output, TARGETS[loss]
    if loss == "squared":
        terms = ((y - target) ** 2).mean(axis=2)
    elif loss == "binary":
        terms = -np.log(np.where(target == 1, y, 1 - y) + (weight == 0)[:, :, np.newaxis]).mean(axis=2)
    else:
        terms = -np.log((y * target).sum(axis=2) + (weight == 0))
    return float(np.where(weight > 0, terms * weight, 0).sum() / weight.sum())


def differences(value: Any, flat: Array) -> Array:
    found = np.zeros_like(flat)
    for place, kept in enumerate(flat.tolist()):
        flat[place] = kept + 1e-6
        above = value()
        flat[place] = kept - 1e-6
        found[place] = (above - value()) / 2e-6
        flat[place] = kept
    return found


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "unequal"])
@pytest.mark.parametrize("loss", LOSSES)
def test_value_and_gradient(loss: str, lengths: list[int] | None) -> None:
    network = network_for(loss)
    objective = Objective(network, LOSSES[loss], STEPS, BATCH, masked=lengths is not None)
    weight = WEIGHT.copy()
    x, target, marked = X.copy(), TARGETS[loss].copy(), WEIGHT.copy()
    for sequence, length in enumerate(lengths or ()):
        weight[length:, sequence] = 0
        x[length:, sequence] = target[length:, sequence] = np.nan
        marked[length:, sequence] = 7
    objective.load(x, target, marked, lengths)
    assert objective.forward() == pytest.approx(by_hand(loss, network, weight, lengths), rel=1e-12)
    objective.backward()
    wanted = differences(lambda: by_hand(loss, network, weight, lengths), network.flat)
    assert np.allclose(objective.gradient, wanted, rtol=1e-6, atol=1e-9)
    again = objective.gradient.copy()
    objective.forward()
    objective.backward()
    assert np.array_equal(objective.gradient, again)


CELLS = {
    "softmax of its own": ("categorical", Network([Layer("wildml", 3)], INPUTS, OUTPUTS, seed=1)),
    "sigmoid of its own": (
        "binary",
        Network([Layer(parse_cell("h = sigmoid(W @ x + U @ h[t-1])"), OUTPUTS)], INPUTS, seed=1),
    ),
    "linear of its own": ("squared", Network([Layer("jordan", 3)], INPUTS, OUTPUTS, seed=1)),
    "no readout": ("squared", Network([Layer("lecture-lstm", OUTPUTS)], INPUTS, seed=1)),
    "both directions side by side": ("squared", Network([Layer("gru", 1, True)], INPUTS, seed=1)),
    "another readout than the loss asks for": (
        "squared",
        Network([Layer("gru", 2)], INPUTS, OUTPUTS, "softmax", seed=1),
    ),
}


@pytest.mark.parametrize("name", CELLS)
def test_any_last_layer_will_do(name: str) -> None:
    loss, network = CELLS[name]
    objective = Objective(network, LOSSES[loss], STEPS, BATCH)
    objective.load(X, TARGETS[loss], WEIGHT)
    assert objective.forward() == pytest.approx(by_hand(loss, network, WEIGHT, None), rel=1e-12)
    objective.backward()
    wanted = differences(lambda: by_hand(loss, network, WEIGHT, None), network.flat)
    assert np.allclose(objective.gradient, wanted, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("loss", ["binary", "categorical"])
def test_a_saturated_readout_still_learns(loss: str) -> None:
    """Where softmax or sigmoid is 0 to the last digit, the product of both derivatives would be 0 or no number."""
    network = network_for(loss)
    network.parameters["readout.b_y"] = [800, -800]
    wrong = np.broadcast_to([0.0, 1.0], (STEPS, BATCH, OUTPUTS))
    objective = Objective(network, LOSSES[loss], STEPS, BATCH)
    objective.load(X, wrong, WEIGHT * 0 + 1)
    assert np.isfinite(objective.forward())
    objective.backward()
    step = objective.gradient[network.slices["readout"]][-OUTPUTS:]
    assert step == pytest.approx([0.5, -0.5] if loss == "binary" else [1, -1], rel=1e-12)


def test_output_is_the_networks() -> None:
    network = network_for("squared")
    objective = Objective(network, LOSSES["squared"], STEPS, BATCH)
    objective.load(X, TARGETS["squared"], WEIGHT)
    objective.forward()
    assert np.allclose(objective.output.transpose(0, 2, 1), network.run(X).output, rtol=1e-12)


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "unequal"])
def test_going_once_more_keeps_the_gradients_of_all_signals(lengths: list[int] | None) -> None:
    network = network_for("categorical")
    objective = Objective(network, LOSSES["categorical"], STEPS, BATCH, masked=lengths is not None)
    objective.load(X, TARGETS["categorical"], WEIGHT, lengths)
    objective.forward()
    objective.backward()
    tape = objective.retrace(network, None if lengths is None else np.array(lengths))
    assert np.allclose(tape.gradient, objective.gradient, rtol=1e-12, atol=1e-15)
    assert np.array_equal(tape.output, objective.output)
    y = network.run(X, lengths).output
    inside = np.arange(STEPS)[:, np.newaxis] < (lengths or [STEPS] * BATCH)
    marked = WEIGHT * inside
    slope = np.where(marked[:, :, np.newaxis] > 0, -TARGETS["categorical"] / np.where(y > 0, y, 1), 0) / marked.sum()
    wanted = network.gradients(X, slope, lengths)
    for part, gradients in (("1", wanted.layers[0].forward), ("2", wanted.layers[1].forward)):
        for name, signal in tape.tapes[part].signal_gradient.items():
            assert np.allclose(signal.transpose(0, 2, 1), gradients.signals[name], rtol=1e-9, atol=1e-13), name


def test_states_are_carried_over_windows_and_gradients_are_not() -> None:
    network = Network([Layer("lstm", 3), Layer("gru", 2)], INPUTS, OUTPUTS, "linear", seed=2)
    long = random.normal(size=(12, BATCH, INPUTS))
    target = random.normal(size=(12, BATCH, OUTPUTS))
    everywhere = np.ones((4, BATCH))
    objective = Objective(network, LOSSES["squared"], 4, BATCH)
    wanted, state = network.run(long).output, None
    for first in range(0, 12, 4):
        window = slice(first, first + 4)
        objective.load(long[window], target[window], everywhere)
        assert objective.forward() == pytest.approx(((wanted[window] - target[window]) ** 2).mean(), rel=1e-12)
        objective.backward()
        y = network.run(long[window], initial=state)
        alone = network.gradients(long[window], 2 * (y.output - target[window]) / y.output.size, initial=state)
        assert np.allclose(objective.gradient, alone.flat, rtol=1e-10, atol=1e-14)
        objective.tape.carry()
        state = y.final
    objective.tape.reset()
    objective.load(long[:4], target[:4], everywhere)
    assert objective.forward() == pytest.approx(((wanted[:4] - target[:4]) ** 2).mean(), rel=1e-12)


@pytest.mark.parametrize("cell", ["lstm", parse_cell("y = tanh(W @ x + b)\nh = U @ y[t-1]")], ids=["loop", "no loop"])
def test_sequences_may_end_in_earlier_windows(cell: Any) -> None:
    network = Network([Layer(cell, 3)], INPUTS, OUTPUTS, "linear", seed=2)
    objective = Objective(network, LOSSES["squared"], 2, BATCH, masked=True)
    lengths, zero = np.array([4, 1, 3]), np.zeros((4, BATCH, OUTPUTS))
    x = X[:4]
    whole = network.run(x, lengths)
    for first in (0, 2):
        window = slice(first, first + 2)
        objective.load(x[window], zero[window], np.ones((2, BATCH)), np.clip(lengths - first, 0, 2))
        inside = np.arange(first, first + 2)[:, np.newaxis] < lengths
        wanted = (whole.output[window][inside] ** 2).mean()
        assert objective.forward() == pytest.approx(wanted, rel=1e-12)
        objective.tape.carry()
    for name, value in whole.final.items():
        assert np.allclose(objective.tape.final[name].T, value, rtol=1e-12)


def test_a_backward_direction_starts_each_window_from_zero() -> None:
    network = Network([Layer("elman", 2, True)], INPUTS)
    objective = Objective(network, LOSSES["squared"], STEPS, BATCH)
    objective.load(X, np.zeros((STEPS, BATCH, 4)), WEIGHT)
    objective.forward()
    objective.tape.carry()
    assert objective.tape.initial["1.h"].any()
    assert not objective.tape.initial["1.backward.h"].any()


@pytest.mark.parametrize("loss", LOSSES)
def test_float32_agrees(loss: str) -> None:
    found = []
    for dtype in ("float64", "float32"):
        objective = Objective(network_for(loss, dtype), LOSSES[loss], STEPS, BATCH, masked=True)
        objective.load(X, TARGETS[loss], WEIGHT, LENGTHS)
        value = objective.forward()
        objective.backward()
        found.append((value, objective.gradient))
    assert found[1][1].dtype == np.float32
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-5)
    assert np.allclose(found[0][1], found[1][1], rtol=1e-4, atol=1e-6)


def test_an_update_allocates_nothing() -> None:
    network = Network([Layer("lstm", 16, True), Layer("gru", 16)], 8, 8, "softmax")
    objective = Objective(network, LOSSES["categorical"], 40, 64)
    x, target = random.normal(size=(40, 64, 8)), np.eye(8)[random.integers(0, 8, (40, 64))]

    def update() -> None:
        objective.load(x, target, np.ones((40, 64)))
        objective.forward()
        objective.backward()

    update()
    tracemalloc.start()
    try:
        update()
        assert tracemalloc.get_traced_memory()[1] < 200_000  # the memory of one signal of a layer is 330,000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"weight": np.zeros((STEPS, BATCH))}, "no step has a target"),
        ({"lengths": [1, 2]}, "lengths must be 3 whole numbers"),
        ({"lengths": [1, 2, 6]}, "the length of sequence 3 is 6. Give 0 to 5"),
    ],
)
def test_a_batch_that_cannot_be_judged_is_refused(arguments: dict[str, Any], sentence: str) -> None:
    objective = Objective(network_for("squared"), LOSSES["squared"], STEPS, BATCH, masked=True)
    with pytest.raises(UserError, match=sentence):
        objective.load(**{"x": X, "target": TARGETS["squared"], "weight": WEIGHT} | arguments)
