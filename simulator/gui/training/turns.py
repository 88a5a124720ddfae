"""Pictures that follow a training take turns, one a frame, each no more often than it likes: the window stays quick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QObject, QTimer

FRAME = 16  # ms between two turns
REST = 3.0  # times as long as it took a picture rests, so that one of a large network leaves time for all else
SELDOM = 100.0  # times, if the half of it takes longer than a frame: then fewer than one frame in a hundred is late
LONGEST = 3.0  # seconds that it rests for that


Begin = Callable[[], Callable[[], None] | None]
"""Begins a drawing; what it returns ends it a frame later: two short halves hold the window up less than a whole."""


@dataclass(eq=False)
class _Turn:
    begin: Begin
    apart: float  # seconds between two drawings at least
    due: bool = False
    last: float = 0.0
    cost: float = 0.0  # seconds that it took the last time
    half: float = 0.0  # of that its longer half

    def ready(self, now: float) -> bool:
        """Whether it is due and has rested long enough."""
        seldom = min(LONGEST, SELDOM * self.half) if 1000 * self.half > FRAME else 0.0
        return self.due and now - self.last >= max(self.apart, (1 + REST) * self.cost, seldom)


class Turns(QObject):
    """Draws what is due, the one that has waited longest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._turns: list[_Turn] = []
        self._half: tuple[_Turn, Callable[[], None]] | None = None  # what has been begun
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
            self._begin(turn)
            self._end()

    def stop(self) -> None:
        """Draw nothing any more until asked."""
        self._timer.stop()
        self._half = None

    def _next(self) -> None:
        if self._half is not None:
            self._end()
            return
        now = monotonic()
        if not any(turn.due for turn in self._turns):
            self._timer.stop()
            return
        ready = [turn for turn in self._turns if turn.ready(now)]
        if ready:
            self._begin(min(ready, key=lambda turn: turn.last))

    def _begin(self, turn: _Turn) -> None:
        turn.due, turn.last = False, monotonic()
        end = turn.begin()
        turn.cost = turn.half = monotonic() - turn.last
        self._half = None if end is None else (turn, end)

    def _end(self) -> None:
        if self._half is not None:
            (turn, end), self._half = self._half, None
            start = monotonic()
            end()
            took = monotonic() - start
            turn.cost, turn.half = turn.cost + took, max(turn.half, took)
