"""Where we are in the sequence: a step, a phase within it, and whether time runs. Not part of the document."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Cursor(QObject):
    """The one cursor that all views follow. Steps count from 1; the phase runs from 0 to 1 through the sub-steps."""

    moved = Signal()
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._step = 1
        self._phase = 1.0
        self._last = 1
        self._playing = False

    @property
    def step(self) -> int:
        """The current step, from 1."""
        return self._step

    @property
    def phase(self) -> float:
        """How far the step has come, 0 to 1; 1 while nothing moves."""
        return self._phase

    @property
    def last(self) -> int:
        """The last step of the sequence."""
        return self._last

    @property
    def playing(self) -> bool:
        """Whether steps follow one another by themselves."""
        return self._playing

    def set_last(self, last: int) -> None:
        """Tell how long the sequence is now; a cursor past its end goes to the end."""
        self._last = max(1, last)
        if self._step > self._last:
            self.move(self._last)

    def move(self, step: int, phase: float = 1.0) -> None:
        """Go to a step and phase; beyond the ends it stays at the end."""
        step = min(self._last, max(1, step))
        phase = min(1.0, max(0.0, phase))
        if (step, phase) != (self._step, self._phase):
            self._step, self._phase = step, phase
            self.moved.emit()

    def set_playing(self, playing: bool) -> None:
        """Say whether time runs; the clock does it."""
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)
