"""Pictures that follow a training take turns, one a frame, each no more often than it likes: the window stays quick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QObject, QTimer

FRAME = 16  # ms between two turns


@dataclass(eq=False)
class _Turn:
    draw: Callable[[], None]
    apart: float  # seconds between two drawings at least
    due: bool = False
    last: float = 0.0


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
        due = [turn for turn in self._turns if turn.due]
        if not due:
            self._timer.stop()
            return
        ready = [turn for turn in due if now - turn.last >= turn.apart]
        if ready:
            self._draw(min(ready, key=lambda turn: turn.last))

    def _draw(self, turn: _Turn) -> None:
        turn.due, turn.last = False, monotonic()
        turn.draw()
