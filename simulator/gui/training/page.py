"""What all pages of the view Train have in common: they follow what trains while they are seen, and rest else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from simulator.gui.session import Session
from simulator.gui.training.lab import Lab
from simulator.gui.training.turns import Turns


class Page(QWidget):
    """One page. It adds what it draws to ``turns``, and puts controls that stand in the bar of tabs into ``above``."""

    above: QWidget | None = None

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__()
        self.session, self.lab = session, lab
        self.turns = Turns(self)
        lab.told.connect(self.on_told)
        lab.closed.connect(self.turns.close)
        for signal in (lab.listed, session.settings_changed):
            signal.connect(self.refresh)

    def refresh(self, *_news: object) -> None:
        """Draw everything, if it is seen."""
        if self.isVisible():
            self.turns.draw_all()

    def on_told(self, trial: object) -> None:
        """Draw what a training has told when there is time for it."""
        if self.isVisible():
            self.turns.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has changed meanwhile; a page with keys of its own takes them if they were the view's."""
        super().showEvent(event)
        self.refresh()
        focus = QApplication.focusWidget()
        if self.focusPolicy() == Qt.FocusPolicy.StrongFocus and focus is not None and focus.isAncestorOf(self):
            self.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing that nobody sees."""
        super().hideEvent(event)
        self.turns.stop()
