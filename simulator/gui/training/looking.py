"""Looking into a training: questions to a trainer of the window's own, answered beside the window, the newest alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from simulator.engine.training.snapshot import Snapshot
from simulator.engine.training.trainer import Trainer
from simulator.gui.background import Job, Progress
from simulator.gui.training.trial import Trial


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    key: Hashable
    trial: Trial
    snapshot: Snapshot
    ask: Callable[[Trainer], Any]


class Looking(QObject):
    """Answers one question after the other in a thread; of those that wait only the last is asked.

    ``answered`` carries the key of a question with what was found, ``refused`` the key with the sentence of a
    UserError. Neither comes where another question has been asked meanwhile. What is found leaves the trainer as it
    was: it is kept for the next question about the same moment.
    """

    answered = Signal(object, object)
    refused = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._asked: _Question | None = None
        self._waiting: _Question | None = None
        self._kept: tuple[Snapshot, Trainer] | None = None  # known to the thread alone while there is one

    def ask(self, key: Hashable, trial: Trial, snapshot: Snapshot, question: Callable[[Trainer], Any]) -> None:
        """Ask a trainer that stands at a snapshot; what was asked before is not answered any more."""
        if self._asked is not None and self._asked.key == key:
            self._waiting = None
            return
        self._waiting = _Question(key, trial, snapshot, question)
        if self._job is None:
            self._begin()

    def close(self) -> None:
        """Wait for what is at work, and answer nothing any more."""
        self._waiting = self._asked = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _begin(self) -> None:
        asked, self._asked, self._waiting = self._waiting, self._waiting, None
        if asked is None:
            return
        job = self._job = Job(lambda progress: self._work(asked, progress), self)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.crashed.connect(self._on_crashed)
        job.start()

    def _work(self, asked: _Question, _progress: Progress) -> Any:
        if self._kept is None or self._kept[0] is not asked.snapshot:
            self._kept = None  # there is no need of two
            trainer = asked.trial.setup.as_of(asked.snapshot).trainer()
            trainer.restore(asked.snapshot)
            self._kept = asked.snapshot, trainer
        return asked.ask(self._kept[1])

    def _over(self) -> _Question | None:
        """Return what was asked, unless something else is to be known by now, which is begun."""
        asked, self._asked = self._asked, None
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        if self._waiting is None:
            return asked
        self._begin()
        return None

    def _on_finished(self, found: object) -> None:
        asked = self._over()
        if asked is not None:
            self.answered.emit(asked.key, found)

    def _on_failed(self, text: str) -> None:
        asked = self._over()
        if asked is not None:
            self.refused.emit(asked.key, text)

    def _on_crashed(self, error: BaseException) -> None:
        self._over()
        raise error
