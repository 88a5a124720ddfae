"""Sequences of one's own as a task."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Trainer, UserError, parse_cell
from simulator.engine.tasks import Batch, OwnSequences


def losses(trainer: Trainer, updates: int) -> list[float]:
    return [report.loss for report in trainer.reports(updates)]


def test_own_sequences() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=(6, 10, 2))
    target = np.cumsum(x[..., :1], axis=0)
    trainer = Trainer((x, target), parse_cell("h = W @ x + U @ h[t-1]"), 1)
    assert (trainer.batch, trainer.length) == (10, 6)
    assert trainer.trivial_loss == pytest.approx(target.var())
    losses(trainer, 1500)
    found = trainer.evaluate()
    assert found.score.solved
    assert found.loss < 1e-6
    assert "mean squared error" in found.score.text
    assert trainer.probe().x.shape == (6, 2)


def test_own_sequences_are_drawn_like_cards() -> None:
    x = np.arange(10.0).reshape(1, 10, 1)
    task = OwnSequences(Batch(x, x, np.ones((1, 10))))
    drawn = task.batch(np.random.default_rng(0), 25).x[0, :, 0]
    assert sorted(drawn[:10]) == sorted(drawn[10:20]) == list(range(10))
    assert len(set(drawn[20:])) == 5
    assert list(drawn[:10]) != list(drawn[10:20])


def test_own_classes_of_unequal_length() -> None:
    x = np.zeros((4, 3, 1))
    x[0] = [[1], [2], [3]]
    target = np.eye(3)[np.broadcast_to([0, 1, 2], (4, 3))]
    lengths = np.array([4, 2, 3])
    trainer = Trainer(Batch(x, target, np.ones((4, 3)), lengths), "elman", 6, loss="categorical", rate=0.05)
    weight = np.array([4, 2, 3]) / 9
    assert trainer.trivial_loss == pytest.approx(-(weight * np.log(weight)).sum())
    losses(trainer, 300)
    assert trainer.evaluate().score.text == "100 % of answers right"
    assert trainer.probe().x.shape == (4, 1)
    yes = Trainer((x, (target[..., :1] > 0) * 1.0), "elman", 6, loss="binary", rate=0.05)
    losses(yes, 300)
    assert yes.evaluate().score.solved


def test_some_of_ones_own_may_be_held_out() -> None:
    x = np.random.default_rng(1).normal(size=(4, 50, 2))
    target = x[..., :1] * 2
    kept, apart = (Batch(x[:, part], target[:, part], np.ones((4, 25))) for part in (slice(25), slice(25, 50)))
    task = OwnSequences(kept, "squared", apart, ["warm", "wet"], ("rain",))
    assert (task.input_names, task.output_names) == (("warm", "wet"), ("rain",))
    assert np.array_equal(task.held_out().x, x[:, 25:])
    assert np.array_equal(task.probe().x, x[:, :1])
    drawn = task.batch(np.random.default_rng(0), 25).x
    assert not np.isin(drawn, x[:, 25:]).any()
    trainer = Trainer(task, parse_cell("h: outputs = W @ x"), 1, optimizer="sgd")
    y = trainer.network.run(x[:, 25:]).output
    assert trainer.evaluate().loss == pytest.approx(((y - target[:, 25:]) ** 2).mean())
    assert trainer.trivial_loss == pytest.approx(target[:, :25].var())
    assert OwnSequences(kept).input_names == ("x1", "x2")


def test_of_many_sequences_a_batch_takes_some() -> None:
    x = np.ones((2, 500, 1))
    assert Trainer((x, x)).batch == 32
    assert Trainer((x, x), batch=500).batch == 500


@pytest.mark.parametrize("shape", [(3, 3, 1), (2, 3, 2)])
def test_what_is_held_out_has_to_match(shape: tuple[int, int, int]) -> None:
    apart = Batch(np.ones(shape), np.ones((*shape[:2], 1)), np.ones(shape[:2]))
    with pytest.raises(UserError, match="what is held out must have as many steps, inputs and targets as the rest"):
        OwnSequences(Batch(ONES, ONES, np.ones((2, 3))), "squared", apart)


def test_names_are_as_many_as_columns() -> None:
    with pytest.raises(UserError, match=r"there are 2 names for 1 columns\. Give one for each\."):
        OwnSequences(Batch(ONES, ONES, np.ones((2, 3))), input_names=["a", "b"])
    with pytest.raises(UserError, match="there are 0 names for 1 columns"):
        OwnSequences(Batch(ONES, ONES, np.ones((2, 3))), output_names=[])


ONES = np.ones((2, 3, 1))


@pytest.mark.parametrize(
    ("data", "loss", "message"),
    [
        ((ONES, np.ones((2, 4, 1))), None, "of as many steps and sequences, and are 2 x 3 x 1 and 2 x 4 x 1"),
        ((np.ones((2, 1)), np.ones((2, 1))), None, "steps x batch x numbers"),
        ((ONES * np.nan, ONES), None, "the sequences holds nan"),
        ((ONES, "x"), None, "the targets must hold numbers"),
        (3, None, "sequences of your own are x and target"),
        (Batch(ONES, ONES, np.ones((2, 2))), None, "the weights must be 2 x 3, and are 2 x 2"),
        (Batch(ONES, ONES, np.zeros((2, 3))), None, "each sequence needs a step with a weight above 0"),
        (Batch(ONES, ONES, np.ones((2, 3)), np.array([0, 1, 2])), None, "the length of sequence 1 is 0"),
        ((ONES, 2 * ONES), "binary", "must be from 0 to 1"),
        ((ONES, ONES / 2), "categorical", "must add up to 1"),
        ((ONES, ONES), "hinge", "“hinge” is no loss"),
    ],
)
def test_own_sequences_that_do_not_fit_are_refused(data: Any, loss: str | None, message: str) -> None:
    with pytest.raises(UserError, match=message):
        Trainer(data, loss=loss)
    fine = OwnSequences(Batch(ONES, ONES, np.ones((2, 3))))
    with pytest.raises(UserError, match="these sequences have 2 steps, and the length is 3"):
        Trainer(fine, length=3)
