"""Playing the cell live: each key adds a step at the end of the sequence and lets it run, so that a class can call."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from simulator.document.playing import PLAY_STEP, play_step
from simulator.gui.session import LANGUAGE, Session
from simulator.tables import words

_OTHER_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Live(QObject):
    """The mode: while it is ``on``, keys of the lesson's table ``play`` drive the cell. ``changed`` tells of it."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._on = False
        self._digit = 0
        session.opened.connect(self.stop)

    @property
    def on(self) -> bool:
        """Whether keys drive the cell."""
        return self._on

    @property
    def offered(self) -> bool:
        """Whether what is open says which keys drive it."""
        return self._session.state.play is not None

    def toggle(self) -> None:
        """Begin, where it is offered, or end."""
        if self._on:
            self.stop()
        elif self.offered:
            self._on, self._digit = True, 0
            self._session.clock.jump(self._session.steps)
            self.changed.emit()

    def stop(self) -> None:
        """Give the keys back."""
        if self._on:
            self._on = False
            self.changed.emit()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means in this mode; False for keys that mean nothing here."""
        play = self._session.state.play
        if not self._on or play is None or event.modifiers() & _OTHER_MODIFIERS:
            return False
        text, key = event.text().upper(), event.key()
        digit = len(text) == 1 and text in "0123456789"
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (digit or enter or text in play.keys or key == Qt.Key.Key_Backspace):
            return False
        if event.isAutoRepeat():
            return True
        if key == Qt.Key.Key_Backspace:
            self._take_back()
            return True
        if digit:
            self._digit = int(text)
        self._play(text if text in play.keys else "")
        return True

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys and what they do."""
        tr = QCoreApplication.translate
        state = self._session.state
        if state.play is None:
            return []
        name = f"x{state.play.digits + 1}"
        label = words(state.labels.get(name, {}), LANGUAGE) or name
        return [
            ("0–9", tr("Live", "{label}, now {digit}").format(label=label, digit=self._digit)),
            *((letter, words(key.words, LANGUAGE)) for letter, key in state.play.keys.items()),
            (tr("Live", "Enter"), tr("Live", "once more")),
            (tr("Live", "Backspace"), tr("Live", "take back")),
            (tr("Live", "Esc"), tr("Live", "leave")),
        ]

    def _play(self, letter: str) -> None:
        session = self._session
        if session.try_apply(lambda state: play_step(state, self._digit, letter)):
            session.clock.jump(session.steps - 1)
            session.clock.forward()
        self.changed.emit()

    def _take_back(self) -> None:
        edit = self._session.document.undo_edit
        if edit is not None and edit.template == PLAY_STEP:
            self._session.document.undo()
            self._session.clock.jump(self._session.steps)
