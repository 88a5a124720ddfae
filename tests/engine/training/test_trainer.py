"""The trainer: an update by hand, what may change on the way, and how it looks at what was learnt."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator import Trainer, UserError, load_cell
from simulator.engine.optimisation.optimisers import OPTIMISERS
from simulator.engine.tasks import TASKS, Batch
from simulator.engine.training.supply import POOL, Supply

Array = np.ndarray[Any, Any]


def losses(trainer: Trainer, updates: int) -> list[float]:
    return [report.loss for report in trainer.reports(updates)]


def first_batch(trainer: Trainer) -> Batch:
    return Supply(trainer.task, trainer.batch, trainer.length, trainer.seed).next()


@pytest.mark.parametrize("limit", [None, 1.5, 1e9])
def test_an_update_by_hand(limit: float | None) -> None:
    trainer = Trainer("lecture-gates", optimizer="sgd", rate=0.003, clip_norm=limit, batch=5, length=7, seed=3)
    batch, before = first_batch(trainer), trainer.network.flat.copy()
    error = trainer.network.run(batch.x).output - batch.target
    gradient = trainer.network.gradients(batch.x, 2 * error / error.size).flat
    long = math.sqrt((gradient**2).sum())
    scale = 1 if limit is None else min(1, limit / long)
    report = trainer.step()
    assert np.allclose(trainer.network.flat, before - 0.003 * scale * gradient, rtol=1e-12, atol=1e-15)
    assert report.update == trainer.updates == 1
    assert report.loss == pytest.approx((error**2).mean(), rel=1e-12)
    assert report.gradient_norm == pytest.approx(long, rel=1e-12)
    assert report.clipped_norm == pytest.approx(long * scale, rel=1e-12)
    moved = 0.003 * scale * long / math.sqrt((before**2).sum())
    assert report.update_to_weight == pytest.approx(moved, rel=1e-12)
    assert report.rate == 0.003
    assert report.seconds > 0
    assert report.held_out is None


def test_clipping_by_value() -> None:
    trainer = Trainer("lecture-gates", optimizer="sgd", rate=0.003, clip_value=0.2, seed=3)
    assert trainer.clip_norm is None, "a limit of the preset gives way"
    batch, before = first_batch(trainer), trainer.network.flat.copy()
    error = trainer.network.run(batch.x).output - batch.target
    clipped = trainer.network.gradients(batch.x, 2 * error / error.size).flat.clip(-0.2, 0.2)
    report = trainer.step()
    assert report.clipped_norm == pytest.approx(math.sqrt((clipped**2).sum()), rel=1e-12)
    assert np.allclose(trainer.network.flat, before - 0.003 * clipped, rtol=1e-12)


@pytest.mark.parametrize("name", TASKS)
def test_the_preset_is_what_is_not_said(name: str) -> None:
    preset = TASKS[name].preset
    trainer = Trainer(name)
    assert trainer.network.layers[0].forward.cell.id == preset.cell
    assert trainer.network.layers[0].forward.sizes["units"] == preset.units
    assert (trainer.batch, trainer.length) == (preset.batch, preset.length)
    assert (trainer.rate, trainer.clip_norm, trainer.optimizer) == (preset.rate, preset.clip_norm, preset.optimizer)
    assert Trainer(name, optimizer="sgd").rate == OPTIMISERS["sgd"].usual_rate
    assert Trainer(name, clip_norm=None).clip_norm is None
    first = trainer.step()
    trivial = trainer.trivial_loss
    if name != "slot-filling":  # whose trivial answer knows what most words mean
        assert 0.3 * trivial < first.loss < 5 * trivial


def test_the_lectures_gates_need_one_unit_and_no_readout() -> None:
    network = Trainer().network
    assert [model.cell.id for model in network.models.values()] == ["lecture-lstm"]
    assert network.flat.size == 16


@pytest.mark.parametrize("name", TASKS)
def test_the_same_arguments_give_the_same_numbers(name: str) -> None:
    wanted = losses(Trainer(name, batch=4, units=2), 3)
    assert losses(Trainer(name, batch=4, units=2), 3) == wanted
    assert losses(Trainer(name, batch=4, units=2, seed=1), 3) != wanted


def test_reports() -> None:
    trainer = Trainer(batch=2)
    assert [report.update for report in trainer.reports(7, every=3)] == [3, 6, 7]
    assert [report.update for report in trainer.reports(2)] == [8, 9]
    endless = trainer.reports()
    assert [next(endless).update for _ in range(3)] == [10, 11, 12]
    assert list(trainer.reports(0)) == []
    with pytest.raises(UserError, match="every must be a whole number of at least 1"):
        next(trainer.reports(5, every=0))


# -- what may change between steps


def test_rate_and_clipping_may_change_between_steps() -> None:
    trainer = Trainer("echo", optimizer="sgd", rate=0.5, clip_norm=None, batch=4)
    assert trainer.step().rate == 0.5
    trainer.rate = 0.25
    assert trainer.step().rate == 0.25
    trainer.clip_norm = 1e-3
    assert trainer.step().clipped_norm == 1e-3
    trainer.clip_value = 1e-5
    assert trainer.clip_norm is None
    report = trainer.step()
    assert 0 < report.clipped_norm < 1e-5 * math.sqrt(trainer.network.flat.size)
    trainer.clip_norm = 1e-3
    assert trainer.clip_value is None
    trainer.clip_norm = None
    report = trainer.step()
    assert report.clipped_norm == report.gradient_norm
    trainer.use_schedule("step", every=2, factor=0.1)
    assert trainer.schedule == "step"
    assert [trainer.step().rate for _ in range(3)] == pytest.approx([0.25 * 0.01, 0.25e-3, 0.25e-3])
    trainer.rate = 0
    before = trainer.network.flat.copy()
    assert trainer.step().update_to_weight == 0
    assert np.array_equal(trainer.network.flat, before)


def test_the_batch_may_change_between_steps() -> None:
    """Weights and momentum stay; what comes next is drawn from the numbers behind the pool of before."""
    trainer = Trainer("parity", optimizer="momentum", rate=0.1, batch=3, length=6, seed=4)
    losses(trainer, 2)
    before, velocity = trainer.network.flat.copy(), trainer.snapshot().arrays["optimizer.velocity"]
    trainer.batch = 7
    assert (trainer.batch, trainer.updates) == (7, 2)
    assert np.array_equal(trainer.network.flat, before)
    random = np.random.default_rng([4, 1])
    trainer.task.batch(random, POOL * 3, 6)
    batch = trainer.task.batch(random, POOL * 7, 6).part(0, 7)
    y = trainer.network.run(batch.x).output
    direct = (y - batch.target) / (y * (1 - y)) / y.size
    velocity = 0.9 * velocity + trainer.network.gradients(batch.x, direct).flat
    assert trainer.step().update == 3
    assert np.allclose(trainer.network.flat, before - 0.1 * velocity, rtol=1e-10, atol=1e-14)


def test_a_batch_that_is_none_is_refused() -> None:
    trainer = Trainer(batch=4)
    feed = trainer._feed
    wrongs: list[Any] = [0, -1, 2.5, "8", None, True]
    for wrong in wrongs:
        with pytest.raises(UserError, match="the size of a batch must be a whole number of at least 1"):
            trainer.batch = wrong
    trainer.batch = 4
    assert trainer._feed is feed, "the same size changes nothing, not even which sequences come"


def test_rewinding_after_another_batch_is_the_beginning_with_that_batch() -> None:
    trainer = Trainer("echo", units=2, batch=3, window=7, seed=2)
    losses(trainer, 5)
    trainer.batch = 2
    losses(trainer, 5)
    trainer.rewind()
    assert losses(trainer, 5) == losses(Trainer("echo", units=2, batch=2, window=7, seed=2), 5)


@pytest.mark.parametrize("wrong", [math.inf, math.nan, -1, "0.1", True, None])
def test_a_rate_that_is_none_is_refused(wrong: Any) -> None:
    trainer = Trainer()
    with pytest.raises(UserError, match=r"rate of .* must be a number from 0 to below 1e\+06"):
        trainer.rate = wrong
    assert trainer.rate == TASKS["lecture-gates"].preset.rate
    if wrong is not None:
        with pytest.raises(UserError, match="rate of"):
            Trainer(rate=wrong)


@pytest.mark.parametrize("wrong", [0, -1, math.inf, math.nan, "1"])
def test_a_limit_that_is_none_is_refused(wrong: Any) -> None:
    trainer = Trainer(clip_norm=2.0)
    with pytest.raises(UserError, match="clip_norm of training must be a number from"):
        trainer.clip_norm = wrong
    with pytest.raises(UserError, match="clip_value of training must be a number from"):
        trainer.clip_value = wrong
    assert (trainer.clip_norm, trainer.clip_value) == (2.0, None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"task": "chess"}, "“chess” is no task"),
        ({"optimizer": "adan"}, "“adan” is no optimiser. Did you mean adam"),
        ({"optimizer_settings": {"beta3": 1}}, "adam has no setting “beta3”"),
        ({"schedule": "cosin"}, "“cosin” is no schedule. Did you mean cosine"),
        ({"schedule": "step", "schedule_settings": {"every": 0}}, "every of the schedule step must be"),
        ({"clip_norm": 1, "clip_value": 1}, "by norm or by value, not by both"),
        ({"batch": 0}, "the size of a batch must be a whole number of at least 1"),
        ({"length": 0}, "the length of a sequence must be a whole number"),
        ({"seed": -1}, "the seed must be a whole number of at least 0"),
        ({"units": 0}, "units must be a whole number of at least 1"),
        ({"dtype": "float16"}, "dtype must be float64 or float32"),
        ({"window": 0}, "the window must be a whole number of at least 1"),
        ({"evaluate_every": 0}, "evaluate_every must be a whole number of at least 1"),
        ({"loss": "squared"}, "a task has a loss of its own"),
        ({"initialisation": "zeros"}, "“zeros” is no initialiser"),
        ({"cell": "elman", "forget_bias": 1.0}, "elman has no forget gate"),
    ],
)
def test_what_does_not_fit_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        Trainer(**arguments)


# -- looking


@pytest.mark.parametrize("name", TASKS)
def test_evaluation_is_the_loss_of_what_is_held_out(name: str) -> None:
    trainer = Trainer(name, units=2 if name != "lecture-gates" else 1, evaluate_every=2, batch=3)
    batch = trainer.task.held_out(trainer.length)
    before = trainer.network.flat.copy()
    reports = [trainer.step() for _ in range(4)]
    assert [report.held_out is not None for report in reports] == [False, True, False, True]
    found = trainer.evaluate()
    assert found == reports[-1].held_out
    y = trainer.network.run(batch.x, batch.lengths).output
    judged = batch.weight > 0
    kinds: dict[str, Callable[[Array, Array], Any]] = {
        "squared": lambda a, b: ((a - b) ** 2).mean(),
        "binary": lambda a, b: -np.where(b == 1, np.log(a), np.log(1 - a)).mean(),
        "categorical": lambda a, b: -np.log((a * b).sum(-1)).mean(),
    }
    assert found.loss == pytest.approx(kinds[trainer.task.loss](y[judged], batch.target[judged]), rel=1e-10)
    assert found.score == trainer.task.score(y, batch) or math.isclose(
        found.score.value, trainer.task.score(y, batch).value, rel_tol=1e-10
    )
    assert not np.array_equal(trainer.network.flat, before)


def test_the_probe_is_run_by_the_network_as_it_is_now() -> None:
    trainer = Trainer(batch=2)
    before = trainer.probe()
    assert np.array_equal(before.x[:9], [[1, 0, 0], [3, 1, 0], [2, 0, 0], [4, 1, 0], [2, 0, 0], [1, 0, 1], [3, -1, 0],
                                         [6, 1, 0], [1, 0, 1]])  # fmt: skip
    trainer.step()
    after = trainer.probe()
    assert np.array_equal(after.x, before.x)
    assert not np.array_equal(after.output, before.output)
    assert set(after.layers[0].forward.signals) == set(load_cell("lecture-lstm").signals)
