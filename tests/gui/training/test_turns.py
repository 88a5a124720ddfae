"""Pictures that follow a training take turns: one a frame, the one that waited longest first, slow ones less often."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from simulator.gui.training import turns as module
from simulator.gui.training.turns import LONGEST, REST, Turns


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


def drawing(drawn: list[str], name: str, clock: Clock, cost: float = 0.0) -> Callable[[], None]:
    def draw() -> None:
        drawn.append(name)
        clock.now += cost

    return draw


def test_one_a_frame_the_one_that_waited_longest_first(application: QApplication, clock: Clock) -> None:
    parent, drawn = QObject(), list[str]()
    turns = Turns(parent)
    for name in ("a", "b"):
        turns.add(drawing(drawn, name, clock), 0.1)
    turns.draw_all()
    assert drawn == ["a", "b"]
    turns.ask()
    turns._next()
    assert drawn == ["a", "b"], "neither has rested long enough"
    clock.now += 0.2
    turns._next()
    clock.now += 0.05
    turns.ask()
    turns._next()
    assert drawn == ["a", "b", "a", "b"]


def test_a_slow_picture_leaves_time_for_the_rest(application: QApplication, clock: Clock) -> None:
    parent, drawn = QObject(), list[str]()
    turns = Turns(parent)
    turns.add(drawing(drawn, "slow", clock, 2.0), 0.1)
    turns.draw_all()
    turns.ask()
    clock.now += 0.9 * REST * 2.0
    turns._next()
    assert drawn == ["slow"]
    clock.now += 0.2 * REST * 2.0
    turns._next()
    assert drawn == ["slow", "slow"]


@pytest.mark.parametrize(("cost", "rest"), [(0.015, 0.06), (0.02, 2.0), (0.2, LONGEST)])
def test_what_is_longer_than_a_frame_is_drawn_seldom(
    application: QApplication, clock: Clock, cost: float, rest: float
) -> None:
    parent, drawn = QObject(), list[str]()
    turns = Turns(parent)
    turns.add(drawing(drawn, "a", clock, cost), 0.01)
    turns.draw_all()
    turns.ask()
    clock.now += rest - cost - 0.005
    turns._next()
    assert drawn == ["a"]
    clock.now += 0.01
    turns._next()
    assert drawn == ["a", "a"]


def test_a_picture_is_begun_in_one_frame_and_shown_in_the_next(application: QApplication, clock: Clock) -> None:
    parent, drawn = QObject(), list[str]()
    turns = Turns(parent)

    def begin() -> Callable[[], None]:
        drawn.append("made")
        return drawing(drawn, "shown", clock)

    turns.add(begin, 0.1)
    turns.draw_all()
    assert drawn == ["made", "shown"]
    turns.ask()
    clock.now += 1.0
    turns._next()
    assert drawn[2:] == ["made"]
    turns._next()
    assert drawn[2:] == ["made", "shown"]
    turns.ask()
    clock.now += 1.0
    turns._next()
    turns.stop()
    turns._next()
    assert drawn[4:] == ["made"], "what nobody sees any more is not shown"


def test_what_is_not_asked_for_is_not_drawn(application: QApplication, clock: Clock) -> None:
    parent, drawn = QObject(), list[str]()
    turns = Turns(parent)
    turns.add(drawing(drawn, "a", clock), 0.1)
    turns.ask()
    assert turns._timer.isActive()
    turns._next()
    clock.now += 1.0
    turns._next()
    assert drawn == ["a"]
    assert not turns._timer.isActive(), "nothing is due, so nothing ticks"
    turns.ask()
    turns.stop()
    assert not turns._timer.isActive()
