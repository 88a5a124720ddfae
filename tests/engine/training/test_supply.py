"""The data of training: pools, and windows of long sequences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Snapshot, Trainer
from simulator.engine.tasks import Batch, find_task
from simulator.engine.training.supply import POOL, Supply


def losses(trainer: Trainer, updates: int) -> list[float]:
    return [report.loss for report in trainer.reports(updates)]


def first_batch(trainer: Trainer) -> Batch:
    return Supply(trainer.task, trainer.batch, trainer.length, trainer.seed).next()


def test_weights_and_data_are_drawn_apart() -> None:
    """Both follow from the seed, but are not the same numbers."""
    data = Supply(find_task("adding"), 8, 20, 5).next().x[..., 0]
    assert not np.isin(np.random.default_rng(5).random(400), data).any()


def test_data_do_not_depend_on_where_pools_are_cut_in_batches() -> None:
    """A pool is one large draw: its parts, side by side, are that draw."""
    task, size, length = find_task("echo"), 3, 6
    supply = Supply(task, size, length, 9)
    assert supply.pool == POOL
    parts = [supply.next().x for _ in range(POOL)]
    whole = task.batch(np.random.default_rng([9, 1]), POOL * size, length)
    assert np.array_equal(np.concatenate(parts, axis=1), whole.x)
    assert not np.array_equal(supply.next().x, parts[0])


def test_pools_of_large_batches_are_small() -> None:
    assert Supply(find_task("next-character"), 3000, 200, 0).pool == 1


def test_windows_carry_the_state_and_cut_the_gradient() -> None:
    """Also where the last window is shorter: 14 steps in windows of 4."""
    sizes: dict[str, Any] = {"batch": 2, "length": 14, "window": 4, "seed": 6}
    trainer = Trainer("echo", "gru", 3, optimizer="sgd", rate=0.3, clip_norm=None, **sizes)
    supply = Supply(trainer.task, 2, 14, 6)
    twin = Trainer("echo", "gru", 3, batch=2, seed=6).network
    for _ in range(2):
        batch, state = supply.next(), None
        for first in range(0, 14, 4):
            part = slice(first, first + 4)
            ran = twin.run(batch.x[part], initial=state)
            judged = batch.weight[part][..., np.newaxis] / batch.weight[part].sum()
            direct = -judged * batch.target[part] / ran.output
            gradient = twin.gradients(batch.x[part], direct, initial=state).flat
            report = trainer.step()
            wanted = -(judged * batch.target[part] * np.log(ran.output)).sum()
            assert report.loss == pytest.approx(wanted, rel=1e-10)
            twin.flat[...] -= 0.3 * gradient
            assert np.allclose(trainer.network.flat, twin.flat, rtol=1e-10)
            state = ran.final
    assert trainer.updates == 8


def test_a_window_as_long_as_the_sequence_is_the_whole() -> None:
    assert losses(Trainer("parity", batch=2, window=50), 3) == losses(Trainer("parity", batch=2), 3)


def test_a_window_without_targets_is_run_but_not_learnt_from() -> None:
    """The adding problem is judged at its last step alone: an update a sequence, whatever the window."""
    trainer = Trainer("adding", "gru", 3, optimizer="sgd", batch=2, length=12, window=4, seed=1)
    supply = Supply(trainer.task, 2, 12, 1)
    for _ in range(3):
        batch = supply.next()
        y = trainer.network.run(batch.x).output[-1]
        assert trainer.step().loss == pytest.approx(((y - batch.target[-1]) ** 2).mean(), rel=1e-10)


def test_sequences_may_end_in_an_earlier_window() -> None:
    trainer = Trainer("slot-filling", "lstm", 3, batch=4, window=6, rate=0, seed=2)
    batch = first_batch(trainer)
    assert batch.lengths is not None
    assert batch.lengths.min() <= 6 < batch.lengths.max()
    y = trainer.network.run(batch.x, batch.lengths).output
    for part in (slice(6), slice(6, 12)):
        judged = batch.weight[part] > 0
        wanted = -np.log((y[part] * batch.target[part]).sum(-1)[judged]).mean()
        assert trainer.step().loss == pytest.approx(wanted, rel=1e-10)


@pytest.mark.parametrize("updates", [1, 2, 3])
def test_a_snapshot_within_a_sequence_has_the_carried_states(updates: int) -> None:
    arguments: dict[str, Any] = {"task": "slot-filling", "units": 2, "batch": 2, "window": 2}
    trainer = Trainer(**arguments)
    losses(trainer, updates)
    snapshot = trainer.snapshot()
    wanted = losses(trainer, 20)
    other = Trainer(**arguments, seed=5)
    losses(other, 4)
    other.restore(Snapshot.from_bytes(snapshot.to_bytes()))
    assert losses(other, 20) == wanted
