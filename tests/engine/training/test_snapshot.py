"""Going back: what follows a snapshot is the same, bit for bit; what is no snapshot is refused."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Cell, Snapshot, Trainer, UserError, parse_cell
from simulator.engine.optimisation.optimisers import OPTIMISERS
from simulator.engine.optimisation.schedules import SCHEDULES
from simulator.engine.training.archive import write_arrays
from simulator.engine.training.supply import POOL


def losses(trainer: Trainer, updates: int) -> list[float]:
    return [report.loss for report in trainer.reports(updates)]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_what_follows_a_snapshot_is_the_same_bit_for_bit(optimizer: str, dtype: str) -> None:
    trainer = Trainer("slot-filling", units=2, optimizer=optimizer, rate=0.01, batch=3, dtype=dtype)
    losses(trainer, POOL - 2)
    snapshot = trainer.snapshot()
    kept = trainer.network.flat.copy()
    wanted, weights = losses(trainer, 5), trainer.network.flat.copy()
    assert np.array_equal(snapshot.arrays["parameters"], kept), "a snapshot shares nothing"
    trainer.restore(snapshot)
    assert trainer.updates == snapshot.update == POOL - 2
    assert np.array_equal(trainer.network.flat, kept)
    assert losses(trainer, 5) == wanted
    other = Trainer("slot-filling", units=2, optimizer=optimizer, rate=0.9, batch=3, dtype=dtype, seed=77)
    losses(other, 3)
    other.restore(Snapshot.from_bytes(snapshot.to_bytes()))
    assert losses(other, 5) == wanted
    assert np.array_equal(other.network.flat, weights)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_snapshot_has_rate_schedule_and_clipping(schedule: str) -> None:
    settings = {"cosine": {"total": 9}, "constant": {}}.get(schedule, {"every": 2})
    trainer = Trainer("parity", rate=5.0, clip_norm=0.1, batch=2, schedule=schedule, schedule_settings=settings)
    losses(trainer, 5)
    snapshot = Snapshot.from_bytes(trainer.snapshot().to_bytes())
    wanted = [report[:-2] for report in trainer.reports(6)]
    trainer.use_schedule("constant")
    trainer.rate, trainer.clip_value = 0.001, 3.0
    trainer.step()
    trainer.restore(snapshot)
    assert (trainer.schedule, trainer.rate, trainer.clip_norm) == (schedule, 5.0, 0.1)
    assert trainer.clip_value is None
    assert [report[:-2] for report in trainer.reports(6)] == wanted


@pytest.mark.parametrize(("task", "window"), [("slot-filling", None), ("slot-filling", 2), ("lecture-gates", None)])
def test_a_snapshot_has_the_batch(task: str, window: int | None) -> None:
    """Also within a sequence, where states of so many sequences are carried."""
    trainer = Trainer(task, units=1, batch=3, window=window)
    losses(trainer, 3)
    snapshot = Snapshot.from_bytes(trainer.snapshot().to_bytes())
    wanted = losses(trainer, 20)
    trainer.batch = 5
    losses(trainer, 3)
    trainer.restore(snapshot)
    assert trainer.batch == 3
    assert losses(trainer, 20) == wanted


def test_rewinding() -> None:
    trainer = Trainer("echo", units=2, batch=2, schedule="halve-when-loss-rises", schedule_settings={"every": 1})
    start = trainer.network.flat.copy()
    wanted = [report[:-2] for report in trainer.reports(20)]
    trainer.rewind()
    assert trainer.updates == 0
    assert np.array_equal(trainer.network.flat, start)
    assert [report[:-2] for report in trainer.reports(20)] == wanted
    trainer.rewind()
    trainer.rate = 0.5
    trainer.rewind()
    assert trainer.rate == 0.5
    assert trainer.step().loss == wanted[0][1]


def test_a_snapshot_is_plain_and_may_be_saved(tmp_path: Path) -> None:
    trainer = Trainer(batch=2)
    trainer.step()
    snapshot = trainer.snapshot()
    assert all(isinstance(array, np.ndarray) for array in snapshot.arrays.values())
    assert json.loads(json.dumps(snapshot.numbers)) == snapshot.numbers
    snapshot.save(tmp_path / "a.npz")
    snapshot.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes() == snapshot.to_bytes()
    wanted = trainer.step().loss
    for again in (Snapshot.load(tmp_path / "a.npz"), pickle.loads(pickle.dumps(snapshot))):
        trainer.restore(again)
        assert trainer.step().loss == wanted


def test_what_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    good = Trainer(batch=2).snapshot()
    path = tmp_path / "s.npz"
    with pytest.raises(UserError, match="cannot be read: it does not exist"):
        Snapshot.load(path)
    path.write_bytes(b"what is this")
    with pytest.raises(UserError, match="is not a file of NumPy arrays"):
        Snapshot.load(path)
    path.write_bytes(good.to_bytes()[:-400])
    with pytest.raises(UserError, match="is not a file of NumPy arrays"):
        Snapshot.load(path)
    np.savez(path, a=np.ones(3))
    with pytest.raises(UserError, match="is no snapshot of training"):
        Snapshot.load(path)
    with path.open("wb") as file:
        write_arrays(file, {"numbers": np.array('{"version": 99, "update": 1}')})
    with pytest.raises(UserError, match="version 99"):
        Snapshot.load(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"task": "adding", "cell": "lstm", "units": 1}, "differs in task: lecture-gates, not adding"),
        ({"length": 10}, "differs in length"),
        ({"window": 5}, "differs in window"),
        ({"optimizer": "sgd"}, "differs in optimizer"),
        ({"optimizer_settings": {"beta1": 0.5}}, "differs in optimizer settings"),
        ({"dtype": "float32"}, "differs in dtype"),
        ({"units": 2}, "differs in parameters"),
    ],
)
def test_a_snapshot_of_another_training_is_refused(arguments: dict[str, Any], message: str) -> None:
    snapshot = Trainer(batch=2).snapshot()
    with pytest.raises(UserError, match=message):
        Trainer(**{"batch": 2, **arguments}).restore(snapshot)


@pytest.mark.parametrize("cell", [None, parse_cell("y: outputs = V @ x + b", id="no-states")])
def test_a_damaged_snapshot_changes_nothing(cell: Cell | None) -> None:
    trainer = Trainer(cell=cell, batch=2)
    losses(trainer, 3)
    good = trainer.snapshot()
    bits = good.to_bytes()
    numbers = dict(good.numbers)
    damaged = [
        replace(good, numbers={name: value for name, value in numbers.items() if name != gone})
        for gone in numbers
    ]
    wrong: dict[str, Any] = {
        "schedule": ["constant", {}, {"base": -1}],
        "clip_norm": -3,
        "loss": "x",
        "update": -1,
        "optimizer": {"updates": "x", "rate": 1},
        "data": {"window": 1, "random": {}, "position": 1},
    }
    damaged += [replace(good, numbers={**numbers, name: value}) for name, value in wrong.items()]
    damaged += [replace(good, numbers={**numbers, "data": {**numbers["data"], name: 99}}) for name in numbers["data"]]
    sizes: list[Any] = [0, "2", 10**18] + [3] * (cell is None)  # without states, another size is as good
    damaged += [replace(good, numbers={**numbers, "of": {**numbers["of"], "batch": size}}) for size in sizes]
    if cell is not None:
        other = {**numbers["of"], "batch": 3}
        damaged.append(replace(good, numbers={**numbers, "of": other, "loss": "x"}))
    damaged += [replace(good, arrays={**good.arrays, name: np.ones(3)}) for name in good.arrays]
    for snapshot in damaged:
        with pytest.raises(UserError, match="snapshot"):
            trainer.restore(snapshot)
        assert trainer.snapshot().to_bytes() == bits
