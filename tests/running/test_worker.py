"""The worker without a process: what it does is what a Trainer does, and all of it is told, once and in order."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator import Trainer, TrainingStopped, UserError
from simulator.engine.training.snapshot import Snapshot
from simulator.running import teller as of_teller
from simulator.running.messages import (
    COLUMNS,
    Changed,
    Done,
    Evaluated,
    Message,
    Paused,
    Progress,
    Ready,
    Refused,
    Restored,
    SnapshotTaken,
    Stopped,
    Weights,
)
from simulator.running.requests import Change, Evaluate, Go, Pause, Quit, Restore, Rewind
from simulator.running.setup import Setup, settings_of
from simulator.running.worker import next_snapshot
from tests.running.helpers import Desk, losses_of, of_kind

MakeDesk = Callable[..., Desk]

SMALL = Setup("parity", units=2, batch=3, length=6)


def losses(trainer: Trainer, updates: int) -> list[float]:
    return [report.loss for report in trainer.reports(updates)]


def kinds(messages: list[Message]) -> list[str]:
    return [type(message).__name__ for message in messages]


def test_it_waits_at_first(desk: MakeDesk) -> None:
    one = desk(SMALL)
    ready, snapshot, weights = one.read()
    trainer = SMALL.trainer()
    assert ready == Ready(0, trainer.trivial_loss)
    assert isinstance(snapshot, SnapshotTaken)
    assert snapshot.snapshot.to_bytes() == trainer.snapshot().to_bytes()
    assert isinstance(weights, Weights)
    assert weights.update == 0
    assert np.array_equal(weights.flat, trainer.network.flat)
    assert one.worker.trainer.updates == 0


def test_updates_are_those_of_a_trainer(desk: MakeDesk) -> None:
    one = desk(SMALL)
    one.ask(Go(40))
    one.turns(50)
    told = one.read()
    trainer = SMALL.trainer()
    wanted = np.array([report[1:-2] for report in trainer.reports(40)])
    progress = of_kind(Progress, told)
    assert [number for part in progress for number in range(part.first, part.last + 1)] == list(range(1, 41))
    assert np.array_equal(np.concatenate([part.table for part in progress])[:, :-1], wanted)
    assert (np.concatenate([part.column("seconds") for part in progress]) > 0).all()
    assert COLUMNS == ("loss", "gradient_norm", "clipped_norm", "update_to_weight", "rate", "seconds")
    assert kinds(told)[-2:] == ["SnapshotTaken", "Weights"] or kinds(told)[-2:] == ["Done", "Weights"]
    assert of_kind(Done, told) == [Done(40)]
    assert np.array_equal(of_kind(Weights, told)[-1].flat, trainer.network.flat)
    assert one.worker.trainer.updates == 40


def test_weights_are_those_of_then(desk: MakeDesk) -> None:
    one = desk(SMALL)
    (weights,) = of_kind(Weights, one.read())
    kept = weights.flat.copy()
    one.ask(Go(3))
    one.turns(5)
    assert np.array_equal(weights.flat, kept)


def test_pausing_and_going_on(desk: MakeDesk) -> None:
    one = desk(SMALL)
    one.ask(Go())
    one.turns(7)
    one.ask(Pause())
    one.turns(1)
    told = one.read()
    assert of_kind(Paused, told) == [Paused(7)]
    assert len(losses_of(told)) == 7
    one.ask(Go(2))
    one.turns(3)
    told = one.read()
    assert kinds(told).index("Progress") < kinds(told).index("Done")
    assert of_kind(Done, told) == [Done(9)]
    one.ask(Go(5), Go(1))
    one.turns(2)
    assert of_kind(Done, one.read()) == [Done(10)], "the last word holds"


def test_settings_change_between_two_updates(desk: MakeDesk) -> None:
    one = desk(SMALL)
    trainer = SMALL.trainer()
    wanted = losses(trainer, 4)
    one.ask(Go(4))
    one.turns(5)
    one.ask(Change({"rate": 0.5, "clip_norm": 0.1}), Change({"batch": 5}), Go(4))
    one.turns(6)
    trainer.rate, trainer.clip_norm = 0.5, 0.1
    trainer.batch = 5
    wanted += losses(trainer, 4)
    told = one.read()
    assert losses_of(told) == wanted
    first, second = of_kind(Changed, told)
    assert first.update == second.update == 4
    assert [first.settings[name] for name in ("rate", "clip_norm", "batch")] == [0.5, 0.1, 3]
    assert second.settings == settings_of(trainer.snapshot())


def test_what_cannot_be_done_is_refused_and_training_goes_on(desk: MakeDesk) -> None:
    one = desk(SMALL)
    other = Setup("echo").trainer().snapshot()
    wrongs: list[Any] = [Change({"rate": -1}), Change({"batch": 0}), Change({"schedule": "x"}), Restore(other)]
    one.ask(Go(), *wrongs)
    one.turns(6)
    told = one.read()
    assert [message.text.split(" ")[0] for message in of_kind(Refused, told)] == ["rate", "the", "“x”", "this"]
    assert losses_of(told) == losses(SMALL.trainer(), 6)


def test_going_back(desk: MakeDesk) -> None:
    one = desk(SMALL)
    one.ask(Go(10))
    one.turns(11)
    told = one.read()
    wanted = losses_of(told)
    snapshot = next(message.snapshot for message in of_kind(SnapshotTaken, told) if message.update == 6)
    one.ask(Restore(snapshot))
    one.turns(1)
    told = one.read()
    assert of_kind(Restored, told) == [Restored(6)]
    assert [message.update for message in of_kind(SnapshotTaken, told)] == [6]
    assert one.worker.trainer.updates == 6, "it waits"
    one.ask(Go(4))
    one.turns(5)
    told = one.read()
    assert of_kind(Progress, told)[0].first == 7
    assert losses_of(told) == wanted[6:]
    one.ask(Change({"rate": 0.5}), Rewind(), Go(1))
    one.turns(2)
    told = one.read()
    assert of_kind(Restored, told) == [Restored(0)]
    assert losses_of(told) == wanted[:1]
    assert of_kind(SnapshotTaken, told)[0].snapshot.numbers["schedule"][2]["base"] == 0.5, "the rate of now stays"


def test_it_begins_at_a_snapshot(desk: MakeDesk) -> None:
    """With what was changed before, the batch too."""
    trainer = SMALL.trainer()
    trainer.batch = 7
    losses(trainer, 5)
    snapshot = trainer.snapshot()
    wanted = losses(trainer, 5)
    one = desk(SMALL, snapshot)
    one.ask(Go(5))
    one.turns(6)
    told = one.read()
    assert of_kind(Ready, told) == [Ready(5, trainer.trivial_loss)]
    assert losses_of(told) == wanted
    with pytest.raises(UserError, match="differs in task"):
        desk(Setup("echo"), snapshot)


def test_what_is_held_out(desk: MakeDesk) -> None:
    setup = Setup("parity", units=2, batch=3, length=6, evaluate_every=7)
    one = desk(setup)
    one.ask(Go(80), Evaluate())
    one.turns(90)
    one.ask(Evaluate())
    one.turns(1)
    told = one.read()
    judged = of_kind(Evaluated, told)
    trainer = setup.trainer()
    wanted = [(0, *trainer.evaluate())]
    wanted += [(report.update, *report.held_out) for report in trainer.reports(80) if report.held_out]
    wanted.append((80, *trainer.evaluate()))
    assert [(message.update, message.loss, message.score) for message in judged] == wanted
    taken = [message.update for message in of_kind(SnapshotTaken, told)]
    assert {0, *range(7, 80, 7)} <= set(taken), "what was judged can be gone back to"


def test_a_stop_is_told_in_parts_and_the_weights_before_it_are_kept(desk: MakeDesk) -> None:
    setup = Setup("adding", "irnn", 8, optimizer="sgd", rate=1e3, clip_norm=None, length=30)
    trainer = setup.trainer()
    with pytest.raises(TrainingStopped) as caught:
        losses(trainer, 500)
    one = desk(setup)
    one.ask(Go())
    one.turns(20)
    told = one.read()
    (stopped,) = of_kind(Stopped, told)
    assert stopped == Stopped.of(caught.value)
    assert (stopped.update, stopped.text) == (caught.value.update, str(caught.value))
    assert (stopped.where.kind, stopped.where.name, stopped.advice) == (
        caught.value.where.kind, caught.value.where.name, caught.value.advice,
    )  # fmt: skip
    assert losses_of(told)
    after = told[told.index(stopped) + 1 :]
    (snapshot,) = of_kind(SnapshotTaken, after)
    assert snapshot.update == stopped.kept_update == one.worker.trainer.updates
    assert np.array_equal(of_kind(Weights, after)[-1].flat, trainer.network.flat)
    one.ask(Change({"rate": 1e-3, "clip_norm": 1.0}), Go(3))
    one.turns(4)
    assert of_kind(Progress, one.read())[0].first == stopped.kept_update + 1


def test_an_explosion_in_the_middle_of_a_burst_loses_no_report(desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.running.worker.LOOK", 10.0)
    setup = Setup("adding", "irnn", 8, optimizer="sgd", rate=1e3, clip_norm=None, length=30)
    one = desk(setup)
    one.ask(Go())
    one.turns(20)
    told = one.read()
    (stopped,) = of_kind(Stopped, told)
    assert len(losses_of(told)) == stopped.update - 1


# -- snapshots


def test_the_rhythm_of_snapshots() -> None:
    updates, due = [], next_snapshot(100, 100)
    while due <= 100 + 4096:
        updates.append(due - 100)
        due = next_snapshot(due, 100)
    assert updates[:32] == list(range(1, 33))
    for first in (32, 64, 512, 2048):
        inside = [update for update in updates if first < update <= 2 * first]
        assert len(inside) == 16
        assert np.diff(inside).tolist() == [first / 16] * 15
    assert next_snapshot(101, 100) == 102
    assert next_snapshot(165, 100) == 168, "from between two of them to the next"


def test_snapshots_are_taken_in_that_rhythm_and_anew_after_a_change(desk: MakeDesk) -> None:
    one = desk(SMALL)
    one.ask(Go(70))
    one.turns(75)
    one.ask(Change({"rate": 0.001}), Go(3))
    one.turns(4)
    taken = [message.snapshot.update for message in of_kind(SnapshotTaken, one.read())]
    assert taken == [*range(33), *range(34, 65, 2), 68, 70, 70, 71, 72, 73], "at rest, and with the new rate, too"


def test_snapshots_of_a_large_network_are_rare(desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes long is followed by many times as long without, but for where it rests."""
    monkeypatch.setattr("simulator.running.worker.QUICK", 0.0)
    monkeypatch.setattr("simulator.running.worker.REST", 1e9)
    one = desk(SMALL)
    one.ask(Go(20))
    one.turns(25)
    assert [message.update for message in of_kind(SnapshotTaken, one.read())] == [0, 20]


def test_where_it_rests_there_is_a_snapshot_of_what_comes_next(desk: MakeDesk) -> None:
    one = desk(SMALL)
    one.ask(Go())
    one.turns(45)
    one.ask(Pause(), Pause())
    one.turns(2)
    told = one.read()
    assert [message.update for message in of_kind(SnapshotTaken, told)][-2:] == [44, 45], "and only one"
    assert kinds(told).index("Paused") > max(k for k, kind in enumerate(kinds(told)) if kind == "SnapshotTaken")
    one.ask(Go(2))
    one.turns(3)
    told = one.read()
    assert [message.update for message in of_kind(SnapshotTaken, told)] == [46, 47]
    (last,) = [message.snapshot for message in of_kind(SnapshotTaken, told) if message.update == 47]
    trainer = SMALL.trainer()
    trainer.restore(last)
    assert losses(SMALL.trainer(), 48)[-1:] == losses(trainer, 1)


# -- nobody reads


def test_if_nobody_reads_no_report_is_lost_and_memory_is_bounded(
    desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_teller, "MOST_REPORTS", 2000)
    monkeypatch.setattr(of_teller, "MOST_SNAPSHOTS", 3)
    one = desk(SMALL)
    one.block()
    one.ask(Go())
    one.turns(2500)
    assert one.worker.trainer.updates == 2000
    assert one.worker.teller.full
    one.ask(Pause())
    one.turns(1)
    one.ask(Go(10))
    one.turns(20)
    assert one.worker.trainer.updates == 2000, "also if it was asked in between"
    one.ask(Pause())
    one.turns(1)
    assert one.heard == 0
    told = one.read()
    assert losses_of(told) == losses(SMALL.trainer(), 2000)
    taken = [message.update for message in of_kind(SnapshotTaken, told)]
    assert len(taken) == 3
    assert taken[-1] > 1900
    assert of_kind(Paused, told) == [Paused(2000), Paused(2000)]
    assert one.heard == 4


def test_what_is_read_makes_room(desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_teller, "MOST_REPORTS", 50)
    one = desk(SMALL)
    one.ask(Go())
    for _ in range(20):
        one.turns(20)
        one.read()
    assert one.worker.trainer.updates == 400


def test_reports_wait_in_a_table(desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_teller, "_TABLE", 50)
    one = desk(SMALL)
    one.block()
    one.ask(Go())
    one.turns(130)
    assert len(one.worker.teller.reports) < 50
    (progress,) = of_kind(Progress, one.read())
    assert (progress.first, progress.last) == (1, 130)


def test_snapshots_that_wait_are_bounded_in_bytes_too(desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    one = desk(SMALL)
    size = one.worker.trainer.snapshot().nbytes
    monkeypatch.setattr(of_teller, "MOST_BYTES", 5 * size + 1)
    one.block()
    one.ask(Go(30))
    one.turns(35)
    taken = [message.update for message in of_kind(SnapshotTaken, one.read())]
    assert taken == [26, 27, 28, 29, 30]


def test_messages_are_no_more_than_thirty_a_second(desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a clock that goes on by a millisecond each time it is looked at."""
    now = [100.0]

    def tick() -> float:
        now[0] += 0.001
        return now[0]

    monkeypatch.setattr(of_teller, "perf_counter", tick)
    one = desk(SMALL)
    one.read()
    sent: list[float] = []
    send = one.sender.send

    def note(message: bytes) -> None:
        sent.append(now[0])
        send(message)

    monkeypatch.setattr(one.sender, "send", note)
    one.ask(Go())
    for _ in range(400):
        one.turns(1)
        one.sender.wait()
        while one.messages.poll():
            one.messages.recv_bytes()
    assert len(sent) > 5
    assert min(np.diff(sent[1:])) >= 1 / 30


def test_a_message_that_is_long_to_make_is_followed_by_a_longer_silence(
    desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]

    def tick() -> float:
        now[0] += 0.05
        return now[0]

    monkeypatch.setattr(of_teller, "perf_counter", tick)
    one = desk(SMALL)
    one.read()
    one.ask(Go())
    one.turns(1)
    assert one.worker.teller._due == pytest.approx(now[0] + 20 * 0.05)


# -- ending


def test_it_ends_when_asked_and_when_nobody_is_there(desk: MakeDesk) -> None:
    one = desk(SMALL)
    one.ask(Go(2), Quit())
    assert not one.turns(5)
    one = desk(SMALL)
    one.ask(Go())
    one.turns(2)
    one.requests.close()
    with pytest.raises(EOFError):
        one.turns(3)
    one = desk(SMALL)
    one.messages.close()
    one.ask(Go())
    assert not one.turns(10_000)


def test_messages_are_plain(desk: MakeDesk) -> None:
    one = desk(SMALL)
    one.ask(Go(5), Change({"rate": 0.1}), Evaluate(), Rewind())
    one.turns(7)
    for message in one.read():
        again: Any = pickle.loads(pickle.dumps(message))
        assert type(again) is type(message)
    assert isinstance(of_kind(SnapshotTaken, [SnapshotTaken(one.worker.trainer.snapshot())])[0].snapshot, Snapshot)
