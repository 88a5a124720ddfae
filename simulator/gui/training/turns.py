"""Pictures that follow a training take turns, one a frame, each no more often than it likes: the window stays quick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QObject, QTimer

FRAME = 16  # ms between two turns
REST = 3.0  # times as long as it took a picture rests, so that one of a large network leaves time for all else


@dataclass(eq=False)
class _Turn:
    draw: Callable[[], None]
    apart: float  # seconds between two drawings at least
    due: bool = False
    last: float = 0.0
    cost: float = 0.0  # seconds that it took the last time

    def ready(self, now: float) -> bool:
        """Whether it is due and has rested long enough."""
        return self.due and now - self.last >= max(self.apart, (1 + REST) * self.cost)


class Turns(QObject):
    """Draws what is due, the one that has waited longest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._turns: list[_Turn] = []
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._next)

    def add(self, draw: Callable[[], None], apart: float) -> None:
        """Have something drawn at its turn."""
        self._turns.append(_Turn(draw, apart))

    def ask(self) -> None:
        """All of it is old."""
        for turn in self._turns:
            turn.due = True
        if not self._timer.isActive():
            self._timer.start()

    def draw_all(self) -> None:
        """Draw everything now."""
        self._timer.stop()
        for turn in self._turns:
            self._draw(turn)

    def stop(self) -> None:
        """Draw nothing any more until asked."""
        self._timer.stop()

    def _next(self) -> None:
        now = monotonic()
        if not any(turn.due for turn in self._turns):
            self._timer.stop()
            return
        ready = [turn for turn in self._turns if turn.ready(now)]
        if ready:
            self._draw(min(ready, key=lambda turn: turn.last))

    def _draw(self, turn: _Turn) -> None:
        turn.due, turn.last = False, monotonic()
        turn.draw()
        turn.cost = monotonic() - turn.last
