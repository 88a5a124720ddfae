"""What stands in place of a picture that needs a training at rest: why there is none, and a button that helps."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from simulator.engine.training.snapshot import Snapshot
from simulator.gui.training.lab import Lab
from simulator.gui.training.trial import Trial
from simulator.paint.fonts import font


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A moment of a training that can be looked into."""

    trial: Trial
    snapshot: Snapshot


def moment_of(lab: Lab, running: str) -> Moment | str | None:
    """Return what can be looked into, or else say why nothing can; ``running``: what to say of one that learns.

    None for the short while that a single update takes: what has been seen of the one before may stay until then.
    """
    tr, trial = QCoreApplication.translate, lab.trial
    if trial is None:
        return tr("Training", "Nothing is trained yet. Press Space.")
    if lab.past is None and trial.running:
        if trial.wanted and 0 <= trial.wanted - trial.update <= 1:
            return None
        return running
    snapshot = trial.snapshot_at(lab.past)
    if snapshot is None:
        return tr("Training", "The training is about to begin.")
    return Moment(trial, snapshot)


class Resting(QWidget):
    """One quiet sentence, and a button that pauses while something runs."""

    def __init__(self, lab: Lab) -> None:
        super().__init__()
        self.lab = lab
        self.words = QLabel()
        self.words.setFont(font(15, 500))
        self.words.setForegroundRole(QPalette.ColorRole.LinkVisited)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.pause = QPushButton(QCoreApplication.translate("Training", "Pause"))
        self.pause.setMinimumWidth(140)
        self.pause.clicked.connect(self._pause)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 24, 48, 24)
        column.setSpacing(16)
        column.addStretch(2)
        column.addWidget(self.words)
        column.addWidget(self.pause, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, words: str) -> None:
        """Say why nothing can be shown; a sentence of the engine begins with a small letter."""
        self.words.setText(words[:1].upper() + words[1:])
        self.pause.setVisible(self.lab.trial is not None and self.lab.trial.running)

    def _pause(self) -> None:
        if self.lab.trial is not None:
            self.lab.trial.pause()
