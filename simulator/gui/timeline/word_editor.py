"""The editor of the word over a step, laid over what it sets: Enter puts another word in its place."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from simulator.document.word_edits import set_word
from simulator.errors import UserError
from simulator.gui.session import Session


class WordEditor(QLineEdit):
    """Edits the word of a step (from 1). A word takes effect when it is done: half of one means another word, or none.

    ``moved`` asks for the word of another step, ``left`` to leave.
    """

    moved = Signal(int)
    left = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.step = 1
        self.is_open = False
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setObjectName("word-editor")
        self.setAccessibleName(QCoreApplication.translate("WordEditor", "Word"))
        self.hide()

    def open(self, step: int, text: str | None = None) -> None:
        """Begin to edit the word of a step; ``text`` replaces it."""
        self.step, self.is_open = step, True
        name = QCoreApplication.translate("WordEditor", "Word at step {step}")
        self.setAccessibleName(name.format(step=step))
        self.setText(self._stored())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()
        if text is not None:
            self.setText(text)

    def close_editor(self) -> None:
        """Leave without a word."""
        self.is_open = False
        self.hide()

    def refresh(self) -> None:
        """Leave where there is no such step any more, or no words."""
        if self.step > self.session.steps or self.session.state.encoding is None:
            self._leave()

    def stand_at(self, place: QRect | None) -> None:
        """Lay the editor over its field; None while that is out of sight."""
        if place is not None:
            self.setGeometry(place)
        self.setVisible(place is not None)

    def event(self, event: QEvent) -> bool:
        """Tab goes to the next word, or the one before."""
        tabs = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in tabs:
            step = self.step + (1 if event.key() == Qt.Key.Key_Tab else -1)
            if self._finish() and 1 <= step <= self.session.steps:
                self.moved.emit(step)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter puts the word in; Esc leaves the old one."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._finish():
                self._leave()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is typed is put in; what cannot be is given up."""
        super().focusOutEvent(event)
        kept = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self.is_open and event.reason() not in kept:
            self._finish()
            self.close_editor()

    def _finish(self) -> bool:
        """Put the word in; False, and a sentence, if it cannot be."""
        session, word = self.session, self.text().strip()
        if word == self._stored():
            return True
        try:
            session.apply(set_word(session.state, self.step - 1, word))
        except UserError as error:
            session.refused.emit(str(error))
            return False
        return True

    def _leave(self) -> None:
        self.close_editor()
        self.left.emit()

    def _stored(self) -> str:
        heads = self.session.heads(self.step - 1, self.step)
        return heads[0] if heads else ""
