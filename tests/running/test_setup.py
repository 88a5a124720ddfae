"""A setup says all that a Trainer can be told, refuses what it refuses, and knows what was left to the preset."""

from __future__ import annotations

import inspect
import pickle
import random
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from simulator import Trainer, UserError, load_cell, parse_cell
from simulator.engine.optimisation.optimisers import OPTIMISERS
from simulator.engine.optimisation.schedules import SCHEDULES
from simulator.engine.tasks import TASKS, Batch, OwnSequences
from simulator.running.setup import CHANGEABLE, Setup, change, settings_of


def losses(trainer: Trainer, updates: int) -> list[float]:
    return [report.loss for report in trainer.reports(updates)]


def random_setup(draw: random.Random) -> Setup:
    clip: dict[str, Any] = draw.choice([{}, {"clip_norm": None}, {"clip_norm": 0.7}, {"clip_value": 2.0}])
    return Setup(
        task=draw.choice(list(TASKS)),
        cell=draw.choice([None, "elman", "gru", load_cell("lstm"), parse_cell("h = W @ x + U @ h[t-1]")]),
        units=draw.choice([None, 2, 3]),
        layers=draw.choice([1, 2]),
        bidirectional=draw.choice([False, True]),
        initialisation=draw.choice(["uniform", "keras", "orthogonal"]),
        optimizer=draw.choice([None, *OPTIMISERS]),
        rate=draw.choice([None, 0.003]),
        schedule=draw.choice(list(SCHEDULES)),
        batch=draw.choice([None, 3]),
        length=draw.choice([None, 15]),
        window=draw.choice([None, 4]),
        seed=draw.randrange(5),
        dtype=draw.choice(["float64", "float32"]),
        **clip,
    )


def test_a_setup_has_all_that_a_trainer_takes() -> None:
    ours = {field.name: field.default for field in fields(Setup)}
    theirs = {name: parameter.default for name, parameter in inspect.signature(Trainer).parameters.items()}
    assert set(ours) == set(theirs) - {"network", "loss"}
    mappings = {"optimizer_settings", "schedule_settings"}
    assert {ours[name] == theirs[name] for name in set(ours) - mappings} == {True}


@pytest.mark.parametrize("seed", range(12))
def test_what_a_preset_says_may_be_said(seed: int) -> None:
    setup = random_setup(random.Random(seed))
    complete = setup.complete()
    said = ("cell", "units", "optimizer", "rate", "batch", "length")
    assert None not in [getattr(complete, name) for name in said]
    assert complete.clip_norm != "preset"
    assert complete.complete() == complete
    one, other = setup.trainer(), complete.trainer()
    assert losses(other, 2) == losses(one, 2)
    assert (other.rate, other.clip_norm, other.clip_value) == (one.rate, one.clip_norm, one.clip_value)
    assert complete.rate == one.rate


def test_a_setup_travels() -> None:
    """With a cell and sequences of one's own, which are sent along."""
    x = np.random.default_rng(0).normal(size=(4, 5, 2))
    own = OwnSequences(Batch(x, x[..., :1], np.ones((4, 5))))
    setup = Setup(own, parse_cell("h = tanh(W @ x + U @ h[t-1])"), 3, optimizer_settings={"beta1": 0.5})
    again = pickle.loads(pickle.dumps(setup))
    assert losses(again.trainer(), 3) == losses(setup.trainer(), 3)
    plain = Setup("echo", "gru", 5, schedule="step", schedule_settings={"every": 7})
    assert pickle.loads(pickle.dumps(plain)) == plain


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"task": "chess"}, "“chess” is no task"),
        ({"cell": "lsmt"}, "there is no cell “lsmt”"),
        ({"units": 0}, "units must be a whole number"),
        ({"layers": 0}, "the number of layers must be a whole number"),
        ({"readout": "nonlinear"}, "“nonlinear” is no readout"),
        ({"optimizer": "adan"}, "Did you mean adam"),
        ({"rate": -1.0}, "rate of"),
        ({"clip_norm": 1.0, "clip_value": 1.0}, "by norm or by value, not by both"),
        ({"batch": 0}, "the size of a batch"),
        ({"evaluate_every": 0}, "evaluate_every must be"),
        ({"dtype": "float16"}, "dtype must be"),
    ],
)
def test_nonsense_is_refused_in_the_trainers_words(fault: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        Setup(**fault).trainer()
    with pytest.raises(UserError, match=message):
        Trainer(**fault)


def test_an_unknown_task_or_optimiser_cannot_be_completed() -> None:
    with pytest.raises(UserError, match="“chess” is no task"):
        Setup("chess").complete()
    with pytest.raises(UserError, match="“adan” is no optimiser"):
        Setup(optimizer="adan").complete()


# -- what changes on the way


def test_a_setup_as_of_a_snapshot() -> None:
    setup = Setup("parity", units=2, batch=4)
    trainer = setup.trainer()
    assert setup.as_of(trainer.snapshot()) == replace(setup, rate=0.02, clip_norm=None)
    trainer.rate, trainer.clip_value, trainer.batch = 0.5, 3.0, 2
    trainer.use_schedule("step", every=4)
    snapshot = trainer.snapshot()
    wanted = losses(trainer, 6)
    of_then = setup.as_of(snapshot)
    assert (of_then.rate, of_then.schedule, of_then.schedule_settings) == (0.5, "step", {"every": 4, "factor": 0.5})
    assert (of_then.clip_norm, of_then.clip_value, of_then.batch) == (None, 3.0, 2)
    assert set(settings_of(snapshot)) == set(CHANGEABLE)
    again = of_then.trainer()
    again.restore(snapshot)
    assert losses(again, 6) == wanted


def test_settings_are_changed_together_or_not_at_all() -> None:
    trainer = Trainer("parity", units=2, batch=3)
    losses(trainer, 3)
    before = trainer.snapshot()
    wanted = losses(trainer, 3)
    trainer.restore(before)
    wrongs: list[dict[str, Any]] = [
        {"rate": 0.5, "batch": 0},
        {"rate": -1},
        {"batch": 5, "clip_norm": 2.0, "schedule": "cosin"},
        {"batch": 5, "schedule": "step", "schedule_settings": {"evry": 3}},
    ]
    for wrong in wrongs:
        with pytest.raises(UserError):
            change(trainer, wrong)
        assert trainer.snapshot().to_bytes() == before.to_bytes()
    with pytest.raises(UserError, match="“units” is no setting that can be changed while a network learns"):
        change(trainer, {"rate": 0.5, "units": 3})
    assert losses(trainer, 3) == wanted
    change(trainer, {"schedule": "step", "schedule_settings": {"every": 2}, "rate": 0.4, "batch": 6, "clip_value": 1.0})
    change(trainer, {"schedule_settings": {"every": 1, "factor": 0.25}})
    assert (trainer.rate, trainer.batch, trainer.clip_value, trainer.schedule) == (0.4, 6, 1.0, "step")
    assert trainer.step().rate == 0.4 * 0.25**6
