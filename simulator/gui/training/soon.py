"""Words that follow a training: nobody reads more than ten of them a second, but what stops is said at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from simulator.gui.training.trial import Trial

APART = 100  # ms


class Soon(QObject):
    """Does something a moment after a training has told something, once for all that was told meanwhile.

    It does it at once where the training begins, pauses or ends.
    """

    def __init__(self, do: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._do = do
        self._status: tuple[int, str] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(APART)
        self._timer.timeout.connect(do)

    def on_told(self, trial: Trial) -> None:
        """A training has told something."""
        status = trial.key, trial.status
        if status != self._status:
            self._status = status
            self._timer.stop()
            self._do()
        elif not self._timer.isActive():
            self._timer.start()
