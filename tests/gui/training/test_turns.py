"""Pictures that follow a training take turns: made beside the window, shown in small steps, slow ones less often."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEventLoop, QObject
from PySide6.QtWidgets import QApplication

from simulator.gui.training import turns as module
from simulator.gui.training.turns import REST, SHARE, Begin, Making, Turns

STEP = SHARE / 4


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


@pytest.fixture
def turns(application: QApplication, clock: Clock) -> Iterator[Turns]:
    parent = QObject()
    turns = Turns(parent)
    turns._timer.setInterval(1_000_000)  # frames pass when they are told to
    yield turns
    turns.close()


def drawing(told: list[str], name: str, clock: Clock, cost: float = 0.0, steps: int = 1) -> Begin:
    """Return what is drawn in so many steps, after it was made for so long."""

    def make() -> str:
        clock.now += cost
        return f"{name} in {threading.current_thread().name.partition('_')[0]}"

    def show(made: str) -> Iterator[None]:
        for _ in range(steps):
            clock.now += STEP
            yield
        told.append(made)

    return lambda: Making(make, show)


def frame(turns: Turns) -> None:
    """Let a frame pass, and what is being made come back."""
    turns._next()
    while turns._beside.busy:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def test_at_once_in_the_thread_of_the_window_else_beside_it(turns: Turns, clock: Clock) -> None:
    told: list[str] = []
    turns.add(drawing(told, "a", clock), 0.1)
    turns.draw_all()
    assert told == ["a in MainThread"]
    turns.ask()
    clock.now += 0.2
    frame(turns)
    assert told == ["a in MainThread", "a in beside"]


def test_one_after_another_the_one_that_waited_longest_first(turns: Turns, clock: Clock) -> None:
    told: list[str] = []
    for name in ("a", "b"):
        turns.add(drawing(told, name, clock), 0.1)
    turns.draw_all()
    del told[:]
    turns.ask()
    frame(turns)
    assert told == [], "neither has rested long enough"
    clock.now += 0.2
    frame(turns)
    turns.ask()
    frame(turns)
    assert told == ["a in beside", "b in beside"]


def test_it_is_shown_in_as_many_frames_as_it_needs(turns: Turns, clock: Clock) -> None:
    told: list[str] = []
    turns.add(drawing(told, "long", clock, steps=10), 0.0)
    turns.add(drawing(told, "short", clock), 0.0)
    turns.ask()
    frame(turns)
    frame(turns)
    assert told == [], "four steps fit into a frame"
    start = clock.now
    frame(turns)
    assert told == ["long in beside"]
    assert clock.now - start <= SHARE
    assert not turns._beside.busy, "nothing else is made in a frame in which something is shown"
    frame(turns)
    assert told == ["long in beside", "short in beside"]


def test_a_slow_picture_leaves_time_for_the_rest(turns: Turns, clock: Clock) -> None:
    told: list[str] = []
    turns.add(drawing(told, "slow", clock, 2.0), 0.1)
    turns.draw_all()
    turns.ask()
    clock.now += 0.9 * REST * 2.0
    frame(turns)
    assert len(told) == 1
    clock.now += 0.2 * REST * 2.0
    frame(turns)
    assert len(told) == 2


@pytest.mark.parametrize("end", [Turns.stop, Turns.draw_all, Turns.close])
def test_what_nobody_waits_for_any_more_is_not_shown(
    turns: Turns, clock: Clock, end: Callable[[Turns], None]
) -> None:
    told: list[str] = []
    turns.add(drawing(told, "late", clock, steps=10), 0.0)
    turns.ask()
    frame(turns)
    end(turns)
    at_once = list(told)
    assert at_once == ["late in MainThread"] * (end is Turns.draw_all)
    frame(turns)
    assert told == at_once, "half of it had been shown"
    turns.ask()
    clock.now += 1.0
    turns._next()
    assert turns._beside.busy
    end(turns)
    at_once = list(told)
    QApplication.processEvents()
    frame(turns)
    frame(turns)
    assert told == at_once, "it was still being made"


def test_what_is_not_asked_for_is_not_drawn(turns: Turns, clock: Clock) -> None:
    told: list[str] = []

    def say() -> None:
        told.append("said")

    turns.add(say, 0.1)
    turns.ask()
    assert turns._timer.isActive()
    frame(turns)
    clock.now += 1.0
    frame(turns)
    assert told == ["said"]
    assert not turns._timer.isActive(), "nothing is due, so nothing ticks"
    turns.ask()
    turns.stop()
    assert not turns._timer.isActive()


def test_the_thread_ends_when_all_ends(turns: Turns, clock: Clock) -> None:
    turns.add(drawing([], "a", clock), 0.0)
    turns.ask()
    frame(turns)
    assert any(thread.name.startswith("beside") for thread in threading.enumerate())
    turns.close()
    assert not any(thread.name.startswith("beside") for thread in threading.enumerate())
