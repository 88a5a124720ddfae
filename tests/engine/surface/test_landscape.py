"""The loss as a function of the parameters: against the network's own output, differences, and what overflows."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator import Layer, Network, Trainer, UserError, parse_cell
from simulator.engine.surface import NetworkLandscape, along_weights, evaluate, landscape_of
from simulator.engine.tasks import TASKS, Batch

Array = np.ndarray[Any, Any]


@pytest.mark.parametrize("task", TASKS)
def test_at_the_trainers_own_weights_it_is_what_the_trainer_is_judged_by(task: str) -> None:
    trainer = Trainer(task, units=1 if task == "lecture-gates" else 3)
    trainer.step()
    flat = trainer.network.flat.copy()
    ground = landscape_of(trainer, 512)
    assert ground.losses(flat[np.newaxis])[0] == pytest.approx(trainer.evaluate().loss, rel=1e-12)
    assert {name: array.shape for name, array in trainer.network.parameters.items()} == ground.shapes
    fewer = landscape_of(trainer, 5)
    held_out = trainer.task.held_out(trainer.length).part(0, 5)
    y = trainer.network.run(held_out.x, held_out.lengths).output
    judged = held_out.weight > 0
    kinds: dict[str, Callable[[Array, Array], Any]] = {
        "squared": lambda a, b: ((a - b) ** 2).mean(),
        "binary": lambda a, b: -np.where(b == 1, np.log(a), np.log(1 - a)).mean(),
        "categorical": lambda a, b: -np.log((a * b).sum(-1)).mean(),
    }
    by_hand = kinds[trainer.task.loss]
    assert fewer.losses(flat[np.newaxis])[0] == pytest.approx(by_hand(y[judged], held_out.target[judged]), rel=1e-10)


def test_with_a_seed_it_is_of_the_batch_that_training_begins_with() -> None:
    trainer = Trainer("parity", seed=3)
    start = trainer.network.flat.copy()
    same, other = (landscape_of(trainer, trainer.batch, seed).losses(start[np.newaxis])[0] for seed in (3, 4))
    first = trainer.step().loss
    assert same == first
    assert other != first


def test_it_neither_moves_the_trainer_nor_is_moved_by_it() -> None:
    trainer, twin = Trainer(batch=4), Trainer(batch=4)
    ground = landscape_of(trainer, 6)
    start = trainer.network.flat.copy()
    plane = along_weights(ground, start, ("1.W_i", (0, 1)), ("1.b_i", 0), columns=3, rows=3)
    wanted = evaluate(ground, plane)
    assert np.array_equal(trainer.network.flat, start)
    assert [report.loss for report in trainer.reports(5)] == [report.loss for report in twin.reports(5)]
    assert np.array_equal(evaluate(ground, plane), wanted)


def test_it_may_be_sent_to_another_process() -> None:
    trainer = Trainer("slot-filling", units=2)
    ground = landscape_of(trainer, 5)
    points = trainer.network.flat * np.array([[1.0], [0.5], [-2.0]])
    wanted = ground.losses(points)
    again = pickle.loads(pickle.dumps(ground))
    assert np.array_equal(again.losses(points), wanted)
    assert np.array_equal(copy.deepcopy(ground).losses(points), wanted)
    assert len(set(wanted)) == 3


def test_its_slope_is_that_of_differences() -> None:
    random = np.random.default_rng(1)
    network = Network([Layer("lstm", 2)], 2, 2, "softmax", seed=1)
    batch = Batch(random.normal(size=(5, 3, 2)), np.eye(2)[random.integers(0, 2, (5, 3))], np.ones((5, 3)))
    ground = NetworkLandscape(network, "categorical", batch)
    loss, gradient = ground.slope(network.flat)
    assert loss == ground.losses(network.flat[np.newaxis])[0]
    steps = 1e-6 * np.eye(network.flat.size)
    differences = (ground.losses(network.flat + steps) - ground.losses(network.flat - steps)) / 2e-6
    np.testing.assert_allclose(gradient, differences, 1e-5, 1e-9)
    gradient[...] = 0
    assert ground.slope(network.flat)[1].any(), "what it returned is nobody else's"


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_what_overflows_is_infinite_and_never_a_warning(dtype: str) -> None:
    """a · a - b · a is infinity minus infinity, and so no number, where U is large."""
    cell = parse_cell("a = W @ x + U @ h[t-1]\nb = W @ x + U @ h[t-1]\nh = a * a - b * a + a")
    network = Network([Layer(cell, 1)], 1, dtype=dtype)
    x = np.ones((30, 2, 1))
    ground = NetworkLandscape(network, "squared", Batch(x, x, np.ones((30, 2))))
    points = np.array([[0.5, 0.5], [1.0, 1e200], [np.nan, 1.0], [np.inf, -1.0], [1e300, 1e300]])
    losses = ground.losses(points)
    assert np.isfinite(losses[0])
    assert losses[1:].tolist() == [np.inf] * 4
    loss, gradient = ground.slope(points[1])
    assert not np.isfinite(loss)
    assert gradient.dtype == np.float64


def test_numbers_that_do_not_fit() -> None:
    with pytest.raises(UserError, match="the number of sequences must be a whole number of at least 1, and is 0"):
        landscape_of(Trainer(), 0)
    with pytest.raises(UserError, match="the seed must be a whole number of at least 0, and is -1"):
        landscape_of(Trainer(), 5, seed=-1)
