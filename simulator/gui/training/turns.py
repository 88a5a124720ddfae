"""Pictures that follow a training take turns, each no more often than it likes: the window stays quick.

A picture is made beside the window and shown in small steps, a few of them in each frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QTimer

from simulator.gui.background import Beside

FRAME = 16  # ms between two turns
SHARE = 0.0015  # s of a frame for showing
REST = 3.0  # times as long as it took a picture rests, so that one of a large network leaves time for all else


@dataclass(frozen=True, slots=True)
class Making:
    """A picture that is to be drawn: ``make`` it in any thread, and ``show`` what that gives, in small steps."""

    make: Callable[[], Any]
    show: Callable[[Any], Iterator[None]]

    def at_once(self) -> None:
        """Make it and show it now."""
        for _ in self.show(self.make()):
            pass


Begin = Callable[[], Making | None]
"""Begins a drawing. What is done with that, or is not seen, returns None."""


@dataclass(eq=False)
class _Turn:
    begin: Begin
    apart: float  # seconds between two drawings at least
    due: bool = False
    last: float = 0.0
    cost: float = 0.0  # seconds that it took the last time

    def ready(self, now: float) -> bool:
        """Whether it is due and has rested long enough."""
        return self.due and now - self.last >= max(self.apart, (1 + REST) * self.cost)


class Turns(QObject):
    """Draws what is due, one after another, the one that has waited longest first.

    Nothing is made while something is shown: on two cores a thread that computes, beside a process that trains, keeps
    the window waiting for up to 4 ms, which is what the system's clock takes to look who should run."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._turns: list[_Turn] = []
        self._beside = Beside(self)
        self._shown: tuple[_Turn, Iterator[None]] | None = None  # what is being shown
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._next)

    def add(self, begin: Begin, apart: float) -> None:
        """Have something drawn at its turn, no more often than every so many seconds."""
        self._turns.append(_Turn(begin, apart))

    def ask(self) -> None:
        """All of it is old."""
        for turn in self._turns:
            turn.due = True
        if not self._timer.isActive():
            self._timer.start()

    def draw_all(self) -> None:
        """Draw everything now."""
        self.stop()
        for turn in self._turns:
            turn.due, turn.last = False, monotonic()
            making = turn.begin()
            if making is not None:
                making.at_once()
            turn.cost = monotonic() - turn.last

    def close(self) -> None:
        """Draw nothing any more, and let the thread end; what is being made there is waited for."""
        self.stop()
        self._beside.close()

    def stop(self) -> None:
        """Draw nothing any more until asked."""
        self._timer.stop()
        self._beside.drop()
        self._shown = None

    def _next(self) -> None:
        """Do what there is to do in a frame."""
        if self._shown is not None:
            self._show(*self._shown)
        elif not self._beside.busy:
            now = monotonic()
            ready = [turn for turn in self._turns if turn.ready(now)]
            if ready:
                self._begin(min(ready, key=lambda turn: turn.last))
            elif not any(turn.due for turn in self._turns):
                self._timer.stop()

    def _begin(self, turn: _Turn) -> None:
        turn.due, turn.last = False, monotonic()
        making = turn.begin()
        turn.cost = monotonic() - turn.last
        if making is not None:
            self._beside.do(partial(_timed, making.make), partial(self._take, turn, making))

    def _take(self, turn: _Turn, making: Making, made: tuple[Any, float]) -> None:
        result, took = made
        turn.cost += took
        self._shown = turn, making.show(result)
        self._show(*self._shown)

    def _show(self, turn: _Turn, steps: Iterator[None]) -> None:
        start = now = monotonic()
        while now < start + SHARE:
            try:
                next(steps)
            except StopIteration:
                self._shown = None
                return
            now = monotonic()
        turn.cost += now - start


def _timed(make: Callable[[], Any]) -> tuple[Any, float]:
    start = monotonic()
    return make(), monotonic() - start
