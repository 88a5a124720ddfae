"""What went wrong in a training, in a sentence, and what can be done about it with one click."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from simulator.gui.session import Session
from simulator.gui.training.lab import Lab
from simulator.paint.fonts import font


class Trouble(QWidget):
    """Is there while the training that is looked at has stopped or ended with a word."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__()
        self.session, self.lab = session, lab
        tr = QCoreApplication.translate
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setFont(font(13.5, 600))
        self.clip = QPushButton(tr("Training", "Clip gradients, and go on"))
        self.clip.clicked.connect(lambda: lab.remedy(clip_norm=1.0))
        self.slower = QPushButton()
        self.slower.clicked.connect(self._go_slower)
        self.again = QPushButton(tr("Training", "Go on from the last good weights"))
        self.again.clicked.connect(lambda: lab.remedy())
        row = QHBoxLayout()
        for button in (self.clip, self.slower, self.again):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 8)
        column.setSpacing(8)
        column.addWidget(self.words)
        column.addLayout(row)
        lab.told.connect(self.refresh)
        lab.listed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)
        self.hide()

    def refresh(self, *_news: object) -> None:
        """Say what is wrong, if anything is."""
        trial = self.lab.trial
        word = trial.word if trial is not None else ""
        self.setVisible(bool(word))
        if trial is None or not word:
            return
        self.words.setText(word[:1].upper() + word[1:])
        palette = self.words.palette()
        palette.setColor(self.words.foregroundRole(), QColor(*self.session.theme.colour("out")))
        self.words.setPalette(palette)
        stopped = trial.stop is not None
        rate = trial.history.setup.rate or 0.0
        text = QCoreApplication.translate("Training", "Halve the rate to {rate}, and go on")
        self.slower.setText(text.format(rate=f"{rate / 2:g}"))
        self.clip.setVisible(stopped and trial.history.setup.clip_norm is None)
        self.slower.setVisible(stopped)
        self.again.setVisible(stopped or not trial.alive)

    def _go_slower(self) -> None:
        trial = self.lab.trial
        if trial is not None and trial.history.setup.rate is not None:
            self.lab.remedy(rate=trial.history.setup.rate / 2)
