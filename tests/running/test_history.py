"""What a history keeps of what a run tells, against the run itself; and its bounds, however long that is."""

from __future__ import annotations

import math
import pickle
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import Trainer, UserError
from simulator.engine.tasks import Score
from simulator.engine.training.diagnosis import Where
from simulator.engine.training.snapshot import Snapshot
from simulator.running import history as of_history
from simulator.running.comparing import compare
from simulator.running.history import History
from simulator.running.history_arrays import from_arrays, to_arrays
from simulator.running.messages import (
    COLUMNS,
    Changed,
    Done,
    Evaluated,
    Message,
    Paused,
    Progress,
    Ready,
    Restored,
    SnapshotTaken,
    Stopped,
    Weights,
)
from simulator.running.requests import Change, Evaluate, Go, Restore, Rewind
from simulator.running.setup import Setup, settings_of
from tests.running.helpers import Desk, losses_of

SETUP = Setup("parity", units=2, batch=3, length=6, evaluate_every=50)
TRAINER = SETUP.trainer()
SNAPSHOT = TRAINER.snapshot()


def snapshot_of(update: int, size: int = 3, rate: float = 0.02) -> Snapshot:
    numbers = {**SNAPSHOT.numbers, "update": update, "schedule": ["constant", {}, {"base": rate}]}
    return replace(SNAPSHOT, arrays={"parameters": np.zeros(size)}, numbers=numbers)


def progress(first: int, losses: list[float], norm: float = 1.0, clipped: float = 1.0) -> Progress:
    rows = [[loss, norm, clipped, 0.001, 0.02, 0.0001] for loss in losses]
    return Progress(first, np.array(rows))


def judged(update: int, loss: float, solved: bool = False) -> Evaluated:
    return Evaluated(update, loss, Score("so so", loss, solved))


def stopped(update: int, kept: int) -> Stopped:
    return Stopped(update, kept, Where("parameter", "1", "W", value=math.inf), "Lower the rate.", "it stopped")


def taken(history: History, *messages: Message) -> History:
    for message in messages:
        history.take(message)
    return history


def marks(history: History) -> list[tuple[int, str]]:
    return [(mark.update, ", ".join(map(str, mark.phrases))) for mark in history.marks]


# -- a run as it is


def test_the_history_of_a_run(desk: Callable[..., Desk]) -> None:
    one = desk(SETUP)
    history = taken(History(SETUP), *one.read())
    one.ask(Go(120))
    one.turns(130)
    one.ask(Change({"rate": 0.3, "clip_norm": 0.05}), Go(60))
    one.turns(70)
    told = one.read()
    taken(history, *told)
    trainer = SETUP.trainer()
    reports = list(trainer.reports(120))
    trainer.rate, trainer.clip_norm = 0.3, 0.05
    reports += list(trainer.reports(60))
    for name in COLUMNS[:-1]:
        line = history.line(name)
        assert line.updates.tolist() == list(range(1, 181))
        assert line.low.tolist() == line.high.tolist() == [getattr(report, name) for report in reports]
    assert history.last == 180
    assert history.seconds == pytest.approx(history.line("seconds").mean.sum())
    assert history.trivial_loss == trainer.trivial_loss
    assert [row.update for row in history.evaluations] == [50, 100, 150]
    assert [row.loss for row in history.evaluations] == [r.held_out.loss for r in reports if r.held_out is not None]
    assert marks(history) == [(120, "rate 0.3, clip norm 0.05")]
    assert history.setup == replace(SETUP, rate=0.3, clip_norm=0.05, batch=3, clip_value=None)
    over = [report.update for report in reports if report.clipped_norm < report.gradient_norm]
    assert sum(span.count for span in history.clipped) == len(over) > 0
    assert history.clipped[0].first == over[0] > 120
    best = min(history.evaluations, key=lambda row: row.loss)
    assert history.best is not None
    assert history.best.update == best.update


def test_to_a_moment_and_on_from_there_as_a_branch(desk: Callable[..., Desk]) -> None:
    one = desk(SETUP)
    one.ask(Go(100))
    one.turns(110)
    one.ask(Change({"rate": 0.5}), Go(100))
    one.turns(110)
    told = one.read()
    history = taken(History(SETUP), *told)
    assert history.at(77).update == 76
    setup, snapshot = history.branch(60)
    assert (snapshot.update, setup.rate) == (60, 0.02)
    branch = History(setup, snapshot.update)
    other = desk(setup, snapshot)
    other.ask(Go(200))
    other.turns(210)
    more = other.read()
    taken(branch, *more)
    assert losses_of(more)[:40] == losses_of(told)[60:100], "the same as then, up to the change"
    assert losses_of(more)[40] == losses_of(told)[100]
    assert losses_of(more)[41] != losses_of(told)[101]
    assert branch.line("loss").updates[[0, -1]].tolist() == [61, 260]
    assert history.branch(150)[0].rate == 0.5
    assert history.last == 200, "the other is as it was"
    ours, theirs = compare([history, branch])
    assert (ours.name, theirs.name) == ("rate 0.5", "rate 0.02, from update 60")
    assert (ours.updates, theirs.updates) == (200, 200)
    assert ours.held_out == min(row.loss for row in history.evaluations)
    assert ours.loss == history.line("loss").smoothed()[-1]


def test_going_back_forgets_what_came_after(desk: Callable[..., Desk]) -> None:
    one = desk(SETUP)
    one.ask(Go(100))
    one.turns(110)
    told = one.read()
    history = taken(History(SETUP), *told)
    losses = history.line("loss").mean.tolist()
    one.ask(Restore(history.at(60)), Go(10))
    one.turns(15)
    taken(history, *one.read())
    assert history.last == 70
    assert history.line("loss").mean.tolist() == losses[:70]
    assert [row.update for row in history.evaluations] == [50]
    assert max(snapshot.update for snapshot in history.snapshots) == 70
    one.ask(Rewind())
    one.turns(1)
    taken(history, *one.read())
    assert history.last == 0
    assert history.line("loss").updates.tolist() == []
    assert [snapshot.update for snapshot in history.snapshots] == [0]


def test_a_branch_that_is_rewound_begins_at_the_start() -> None:
    history = taken(History(SETUP, 60), SnapshotTaken(snapshot_of(60)), progress(61, [1.0, 2.0]))
    taken(history, Restored(0), SnapshotTaken(snapshot_of(0)), progress(1, [5.0]))
    assert (history.begin, history.last) == (0, 1)
    assert history.line("loss").mean.tolist() == [5.0]


# -- parts of it


def test_marks() -> None:
    history = History(SETUP)

    def changed(update: int, **settings: Any) -> Changed:
        return Changed(update, settings_of(SNAPSHOT) | settings)

    taken(history, SnapshotTaken(SNAPSHOT), changed(5, rate=0.1), changed(5, rate=0.2), changed(5, rate=0.3))
    assert marks(history) == [(5, "rate 0.3")], "a slider makes one mark"
    taken(history, changed(8, rate=0.3, batch=7, clip_value=2.0))
    taken(history, stopped(10, 8))
    stop = "stopped: the parameter W of layer 1 is inf"
    assert marks(history) == [(5, "rate 0.3"), (8, "clip value 2, batch 7"), (10, stop)]
    taken(history, changed(9, rate=0.3, batch=3), changed(9, rate=0.3, batch=7, clip_value=2.0))
    assert len(marks(history)) == 3, "what was changed and changed back at once is no change"
    taken(history, Restored(8))
    assert [update for update, _ in marks(history)] == [5, 8]
    assert {phrase.template for mark in history.stops for phrase in mark.phrases} <= set(of_history.TEMPLATES)


def test_a_stop_takes_snapshots_that_lead_to_it_away() -> None:
    history = taken(History(SETUP), progress(1, [1.0, 2.0, 1e40]))
    taken(history, *[SnapshotTaken(snapshot_of(update)) for update in range(4)])
    taken(history, stopped(4, 2), SnapshotTaken(snapshot_of(2)), progress(3, [0.5]))
    assert [snapshot.update for snapshot in history.snapshots] == [0, 1, 2]
    line = history.line("loss")
    assert (line.low.tolist(), line.high.tolist()) == ([1.0, 2.0, 0.5], [1.0, 2.0, 1e40]), "the spike has been"
    assert line.counts.tolist() == [1, 1, 2]


def test_the_best_by_what_is_held_out_and_before_that_by_late_losses() -> None:
    history = taken(History(SETUP), SnapshotTaken(snapshot_of(0)), progress(1, [3.0] * 40 + [1.0] * 40 + [2.0] * 40))
    taken(history, *[SnapshotTaken(snapshot_of(update)) for update in (40, 80, 120)])
    assert history.best is not None
    assert history.best.update == 80
    taken(history, progress(121, [9.0] * 30), judged(150, 0.7), SnapshotTaken(snapshot_of(150)))
    assert history.best.update == 150
    taken(history, progress(151, [0.1] * 50), judged(200, 0.8), SnapshotTaken(snapshot_of(200)))
    assert history.best.update == 150
    taken(history, progress(201, [0.1]), judged(201, math.nan), SnapshotTaken(snapshot_of(201)))
    assert history.best.update == 150
    assert [row.loss for row in history.evaluations][:2] == [0.7, 0.8]


def test_a_snapshot_that_one_went_back_to_is_as_good_as_it_was() -> None:
    history = taken(History(SETUP), SnapshotTaken(snapshot_of(0)), progress(1, [3.0] * 40 + [1.0] * 40 + [2.0] * 40))
    taken(history, *[SnapshotTaken(snapshot_of(update)) for update in (40, 80, 120)])
    ranks = history.snapshots.ranks
    taken(history, Restored(80), SnapshotTaken(snapshot_of(80)))
    assert history.snapshots.ranks == ranks[:3]
    taken(history, progress(81, [9.0] * 5), SnapshotTaken(snapshot_of(85)))
    assert history.snapshots.ranks[3] == (1.0, 9.0), "not what was lost came before"
    assert history.best is not None
    assert history.best.update == 80


def test_losses_near_the_largest_number_rank_too() -> None:
    history = taken(History(SETUP), progress(1, [1.7e308] * 40), SnapshotTaken(snapshot_of(40)))
    assert history.best is not None


def test_when_a_task_was_solved() -> None:
    history = taken(History(SETUP), judged(10, 1.0), judged(20, 0.1, True), judged(30, 0.2), judged(40, 0.1, True))
    assert history.solved == 20
    assert compare([history])[0].solved == 20
    taken(history, Restored(25))
    assert history.solved == 20
    taken(history, Restored(15))
    assert history.solved is None


def test_messages_that_leave_no_trace() -> None:
    history = History(SETUP)
    before = to_arrays(history)
    taken(history, Done(3), Paused(3), Weights(3, np.zeros(4)))
    assert same(to_arrays(history), before)
    taken(history, Ready(0, 0.5))
    assert history.trivial_loss == 0.5


def test_before_there_is_anything() -> None:
    history = History(SETUP)
    with pytest.raises(UserError, match=r"there is no snapshot yet to go back to\. Let the training begin first\."):
        history.at(3)
    with pytest.raises(UserError, match="there is no snapshot yet"):
        history.branch(3)
    assert history.best is None
    assert not history.marks
    assert not history.clipped
    (standing,) = compare([history])
    assert (standing.loss, standing.held_out, standing.solved, standing.updates) == (None, None, None, 0)


# -- bounds


@pytest.mark.parametrize("seed", range(4))
def test_it_is_bounded_however_long_a_run_is(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hundred thousand updates, with changes, evaluations, stops and snapshots all the way."""
    monkeypatch.setattr(of_history, "SNAPSHOTS", 20)
    monkeypatch.setattr(of_history, "SNAPSHOT_BYTES", 100_000)
    monkeypatch.setattr(of_history, "EVALUATIONS", 30)
    monkeypatch.setattr(of_history, "MARKS", 10)
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    history = History(SETUP)
    update, sizes, best = 0, [], math.inf
    while update < 300_000:
        count = draw.choice([1, 100, 5000])
        losses = numbers.random(count)
        taken(history, progress(update + 1, losses.tolist(), norm=2.0 * draw.random()))
        update += count
        loss = draw.random()
        best = min(best, loss)
        taken(history, judged(update, loss), SnapshotTaken(snapshot_of(update, draw.randrange(1, 3000))))
        taken(history, Changed(update, settings_of(SNAPSHOT) | {"rate": draw.random()}))
        if draw.random() < 0.3:
            taken(history, stopped(update + 1, update))
        sizes.append(len(pickle.dumps(history)))
    assert max(sizes[len(sizes) // 3 :]) < 1.2 * min(sizes[len(sizes) // 3 :])
    assert max(sizes) < 1_500_000
    assert len(history.snapshots) <= 20
    assert history.snapshots.nbytes <= 100_000
    assert len(history.evaluations) <= 30
    assert len(history.marks) <= 20
    assert len(history.line("loss").updates) <= 4096
    assert history.line("loss").counts.sum() == update
    assert history.at(update).update == update
    kept = history.evaluations.best
    assert kept is not None
    assert kept.loss == best


# -- keeping


def long_history(desk: Callable[..., Desk]) -> History:
    one = desk(SETUP)
    one.ask(Go(120))
    one.turns(130)
    one.ask(Change({"rate": 0.3, "clip_norm": 0.05}), Go(90))
    one.turns(100)
    one.ask(Evaluate())
    one.turns(1)
    history = taken(History(SETUP), *one.read())
    return taken(history, stopped(300, 299))


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def test_a_history_as_arrays_and_back(desk: Callable[..., Desk]) -> None:
    history = long_history(desk)
    arrays = to_arrays(history)
    assert all(array.dtype.kind in "ifUu" for array in arrays.values())
    again = from_arrays(history.setup, arrays)
    travelled = pickle.loads(pickle.dumps(history))
    for other in (again, travelled):
        assert same(to_arrays(other), arrays)
        assert marks(other) == marks(history)
        assert other.clipped == history.clipped
        assert list(other.evaluations) == list(history.evaluations)
        assert other.best is not None
        assert history.best is not None
        assert other.best.to_bytes() == history.best.to_bytes()
        assert other.line("loss").mean.tolist() == history.line("loss").mean.tolist()
        assert (other.trivial_loss, other.seconds, other.last) == (history.trivial_loss, history.seconds, history.last)
        trainer: Trainer = other.branch(100)[0].trainer()
        trainer.restore(other.at(100))


def test_a_damaged_history_is_refused(desk: Callable[..., Desk]) -> None:
    history = long_history(desk)
    arrays = to_arrays(history)
    damaged = [{name: array for name, array in arrays.items() if name != gone} for gone in arrays]
    wrongs: dict[str, Any] = {
        "numbers": np.array("{"),
        "blocks.low": np.zeros((3, 4)),
        "blocks.place": np.array([7, 9, 1, 4096]),
        "clippings.spans": np.zeros(7),
        "snapshot.1": np.zeros(30, np.uint8),
    }
    damaged += [arrays | {name: wrong} for name, wrong in wrongs.items()]
    text = str(arrays["numbers"])
    for old, new in (("rate {rate}", "rate {rate.__class__}"), ('"rate": "0.3"', '"rates": "0.3"')):
        changed = text.replace(old, new)
        assert changed != text
        damaged.append(arrays | {"numbers": np.array(changed)})
    for wrong in damaged:
        with pytest.raises(UserError, match=r"the history of this training is damaged\. Begin another one\."):
            from_arrays(history.setup, wrong)
