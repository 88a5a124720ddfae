"""How much of a gradient reaches each step: a plain network's vanishes, an LSTM's stays, and one that explodes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Layer, Network, Trainer, UserError, load_cell, parse_cell
from simulator.engine.flow import flow, reach, slope_of_last_answer
from simulator.engine.tasks import TASKS

Array = np.ndarray[Any, Any]
STEPS = 24


def last(network: Network, x: Array) -> Array:
    """Return the gradient of a sum of the last outputs alone."""
    found = np.zeros((len(x), network.outputs))
    found[-1] = 1
    return found


def elman(size: float, x: float = 0.0) -> Any:
    """Return the reach in a plain network whose U has no other singular value than ``size``."""
    network = Network([Layer("elman", 4)], 2)
    random = np.random.default_rng(3)
    network.parameters["1.U"] = size * np.linalg.qr(random.normal(size=(4, 4)))[0]
    network.parameters["1.b"] = np.zeros(4)
    inputs = x * random.normal(size=(STEPS, 2))
    return reach(network, inputs, last(network, inputs))["1.h"]


@pytest.mark.parametrize("size", [0.5, 1.6])
def test_a_plain_network_vanishes_or_explodes_by_its_singular_value_a_step(size: float) -> None:
    found = elman(size)  # at rest, where every tanh′ is 1
    np.testing.assert_allclose(found.shares, size ** np.arange(STEPS - 1.0, -1, -1), 1e-10)
    assert found.norms[-1] == pytest.approx(2)
    np.testing.assert_allclose(found.ratios[:-1], size)
    (slope, of_slope), (matrix, of_matrix) = found.factors
    assert (found.path, slope, matrix) == ("h → h[t-1]", "× tanh′", "Uᵀ")
    np.testing.assert_allclose(of_slope[:-1], 1)
    np.testing.assert_allclose(of_matrix[:-1], size)
    assert np.isnan([of_slope[-1], of_matrix[-1], found.ratios[-1]]).all(), "nothing comes to the last step from later"
    assert found.shares[0] == pytest.approx({0.5: 1.2e-7, 1.6: 49517.6}[size], rel=0.01)
    assert found.story.ending == {0.5: "vanished", 1.6: "exploded"}[size]


def test_its_slopes_shrink_it_where_it_saturates() -> None:
    found = elman(1.0, x=20.0)
    product = found.factors[0][1] * found.factors[1][1]
    np.testing.assert_allclose(found.ratios[:-1], product[:-1], 1e-9)
    assert np.nanmax(found.factors[0][1]) < 1
    np.testing.assert_allclose(found.factors[1][1][:-1], 1)
    assert found.shares[0] < 1e-12


@pytest.mark.parametrize(("bias", "keeps"), [(0.0, 1.2e-7), (5.0, 0.857), (10.0, 0.999)])
def test_an_lstm_keeps_what_its_forget_gate_lets_through(bias: float, keeps: float) -> None:
    """Gates that hear nothing but their biases: |dL/dc| at step t is f^(24 - t) of that at the last."""
    network = Network([Layer("lstm", 3)], 2)
    network.flat[...] = 0
    network.parameters["1.b_f"] = np.full(3, bias)
    x = np.random.default_rng(0).normal(size=(STEPS, 2))
    found = reach(network, x, last(network, x))
    forget = 1 / (1 + np.exp(-bias))
    np.testing.assert_allclose(found["1.c"].shares, forget ** np.arange(STEPS - 1.0, -1, -1), 1e-9)
    assert found["1.c"].shares[0] == pytest.approx(keeps, rel=0.01)
    ((text, by),) = found["1.c"].factors
    assert (text, found["1.c"].path) == ("× f", "c → c[t-1]")
    np.testing.assert_allclose(by[:-1], forget)
    assert found["1.h"].shares.tolist() == [0] * (STEPS - 1) + [1], "h is heard at its own step alone"
    assert (found["1.h"].path, found["1.h"].factors) == ("", ())


def test_side_by_side_on_the_lectures_task() -> None:
    """The lecture's point in two numbers: of the gradient of the last answer, what reaches the first step."""
    shares = {}
    for cell, bias in (("elman", None), ("lstm", 5.0)):
        trainer = Trainer("lecture-gates", cell, units=4, length=STEPS, forget_bias=bias)
        probe = trainer.task.probe(STEPS)
        x, target, judged = probe.x[:, 0], probe.target[:, 0], probe.weight[:, 0]
        found = reach(trainer.network, x, slope_of_last_answer(trainer.network, x, target, judged, trainer.task.loss))
        shares[cell] = found["1.c" if cell == "lstm" else "1.h"].shares
    assert shares["elman"][0] < 1e-12
    assert shares["elman"][-1] == shares["lstm"][-1] == 1
    assert shares["lstm"][0] == pytest.approx(0.195, rel=0.01)
    assert shares["lstm"].min() > 0.19


def test_it_is_the_networks_own_gradient_in_every_layer_and_direction() -> None:
    layers = [Layer("lstm", 3, True), Layer("gru", 2), Layer("jordan", 2, True)]
    network = Network(layers, 2, 2, "softmax", seed=4)
    random = np.random.default_rng(5)
    x, direct = random.normal(size=(7, 2)), random.normal(size=(7, 2))
    initial = {name: random.normal(size=array.shape) for name, array in network.run(x).final.items()}
    found = reach(network, x, direct, initial)
    assert tuple(found) == network.states
    gradients = network.gradients(x, direct, initial=initial)
    for name, one in found.items():
        part, _, state = name.rpartition(".")
        number, _, backward = part.partition(".")
        layer = gradients.layers[int(number) - 1]
        of_part = layer.backward if backward else layer.forward
        assert of_part is not None
        wanted = np.linalg.norm(of_part.signals[state], axis=1)
        np.testing.assert_allclose(one.norms, wanted, 1e-9, 1e-15, err_msg=name)
        start = wanted[0] if backward else wanted[-1]
        np.testing.assert_allclose(one.shares, wanted / start, 1e-9)
        earlier, later = (wanted[1:], wanted[:-1]) if backward else (wanted[:-1], wanted[1:])
        ratios = one.ratios[1:] if backward else one.ratios[:-1]
        np.testing.assert_allclose(ratios, earlier / later, 1e-9)
        assert one.state == name
        assert one.factors


def test_without_a_readout_it_is_the_flow_of_the_one_layer() -> None:
    network = Network([Layer("lecture-lstm", 2)], 3, seed=1)
    x = np.random.default_rng(1).normal(size=(6, 3))
    direct = np.ones((6, 2))
    one = flow(network.layers[0].forward, x, direct)
    found = reach(network, x, direct)["1.c"]
    assert np.array_equal(found.norms, one.norms["c"][1:])
    assert str(found.story) == str(one.story("c"))
    assert found.factors[0][0] == "× f"


def test_a_gradient_that_sets_out_early_or_not_at_all() -> None:
    network = Network([Layer(load_cell("elman"), 2)], 1)
    x, direct = np.ones((5, 1)), np.zeros((5, 2))
    direct[2] = 1
    shares = reach(network, x, direct)["1.h"].shares
    assert shares[2] == 1
    assert shares[3:].tolist() == [0, 0]
    nothing = reach(network, x, 0 * direct)["1.h"]
    assert (nothing.norms.tolist(), nothing.shares.tolist(), nothing.path) == ([0] * 5, [0] * 5, "")
    assert nothing.story.ending == "nothing"


def test_what_is_no_number_is_none_and_never_a_warning() -> None:
    network = Network([Layer(parse_cell("h = W @ x + U @ h[t-1]"), 1)], 1)
    network.parameters.fill({"1.W": [[1]], "1.U": [[1e100]]})
    x = np.zeros((8, 1))
    found = reach(network, x, last(network, x))["1.h"]
    assert found.shares[-4:].tolist() == [1e300, 1e200, 1e100, 1]
    assert not np.isfinite(found.shares[:3]).any()
    assert found.story.ending == "overflowed"
    network.flat[:] = np.nan
    found = reach(network, x, last(network, x))["1.h"]
    assert found.norms[-1] == 1
    assert np.isnan(found.norms[:-1]).all()


@pytest.mark.parametrize("task", TASKS)
def test_the_slope_of_the_last_answer_alone(task: str) -> None:
    trainer = Trainer(task, units=2 if task != "lecture-gates" else 1)
    probe = trainer.task.probe(trainer.length)
    x, target, judged = probe.x[:, 0], probe.target[:, 0], probe.weight[:, 0]
    found = slope_of_last_answer(trainer.network, x, target, judged, trainer.task.loss)
    y = trainer.network.run(x).output
    step = np.flatnonzero(judged)[-1]
    by_hand: dict[str, Any] = {
        "squared": lambda y, t: 2 * (y - t) / y.size,
        "binary": lambda y, t: (y - t) / (y * (1 - y)) / y.size,
        "categorical": lambda y, t: -t / y,
    }
    np.testing.assert_allclose(found[step], by_hand[trainer.task.loss](y[step], target[step]), 1e-10)
    assert not np.delete(found, step, 0).any()
    assert found.shape == y.shape
    assert reach(trainer.network, x, found)


def test_refusals() -> None:
    network = Network([Layer("elman", 2)], 1)
    with pytest.raises(UserError, match="the gradient of a batch cannot be followed"):
        reach(network, np.ones((4, 3, 1)), np.ones((4, 3, 2)))
    with pytest.raises(UserError, match="the output gradient must be"):
        reach(network, np.ones((4, 1)), np.ones((4, 1)))
    with pytest.raises(UserError, match=r"“2\.h” is no state of this network"):
        reach(network, np.ones((4, 1)), np.ones((4, 2)), {"2.h": [0, 0]})
    with pytest.raises(UserError, match="no step has a target, so there is no loss"):
        slope_of_last_answer(network, np.ones((4, 1)), np.ones((4, 2)), np.zeros(4), "squared")
