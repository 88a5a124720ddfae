"""An update made and taken back is the next one, bit for bit, and leaves nothing behind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Trainer, TrainingStopped, parse_cell
from simulator.engine.training.supply import POOL, Supply


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"task": "slot-filling", "units": 2, "optimizer": "momentum", "clip_value": 1e-3},
        {"task": "echo", "units": 2, "window": 7, "schedule": "step", "schedule_settings": {"every": 2}},
        {"task": "parity", "units": 2, "dtype": "float32", "evaluate_every": 2},
    ],
    ids=["the lecture's", "unequal lengths", "windows", "float32"],
)
def test_it_is_the_next_update(settings: dict[str, Any]) -> None:
    trainer, twin = Trainer(batch=3, **settings), Trainer(batch=3, **settings)
    for _ in range(POOL + 3):
        before = trainer.snapshot().to_bytes()
        told = trainer.rehearse()
        assert trainer.snapshot().to_bytes() == before
        assert np.array_equal(told.before, trainer.network.flat)
        report = trainer.step()
        assert report[:6] == told.report[:6] == twin.step()[:6]
        assert report.held_out == told.report.held_out
        assert np.array_equal(told.after, trainer.network.flat)
        assert np.linalg.norm(told.gradient.astype(float)) == pytest.approx(report.gradient_norm, rel=1e-6)
        assert np.linalg.norm(told.clipped.astype(float)) == pytest.approx(report.clipped_norm, rel=1e-6)
    assert np.array_equal(trainer.network.flat, twin.network.flat)


def test_it_has_the_batch_that_comes_next() -> None:
    trainer = Trainer(batch=3, seed=5)
    supply = Supply(trainer.task, 3, trainer.length, 5)
    for _ in range(POOL + 1):
        told, wanted = trainer.rehearse().batch, supply.next()
        assert np.array_equal(told.x, wanted.x)
        assert np.array_equal(told.target, wanted.target)
        told.x[...] = 0  # it is nobody else's
        trainer.step()


def test_an_update_that_cannot_be_made_is_taken_back_as_well() -> None:
    cell = parse_cell("h = W @ x + U @ h[t-1]")
    trainer = Trainer(cell=cell, units=2, optimizer="sgd", rate=1.0, clip_norm=None, batch=2)
    for _ in range(50):
        before = trainer.snapshot().to_bytes()
        try:
            trainer.rehearse()
        except TrainingStopped as error:
            stopped = str(error)
            break
        trainer.step()
    assert trainer.snapshot().to_bytes() == before
    with pytest.raises(TrainingStopped) as again:
        trainer.step()
    assert str(again.value) == stopped
