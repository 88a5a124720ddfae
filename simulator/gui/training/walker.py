"""Going through the moments of an update, both ways: by buttons, by keys, or played one after the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from simulator.gui.controls.buttons import IconButton
from simulator.gui.session import Session
from simulator.paint.fonts import font

HEIGHT = 48
_EACH, _WHOLE = 700.0, 24_000.0  # ms of a moment at speed 1, and of all together at most


class Walker(QWidget):
    """The strip below the picture. ``moved`` tells that another moment is shown; moments count from 0."""

    moved = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.number = 0
        self.count = 0
        self.setFixedHeight(HEIGHT)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)
        tr = QCoreApplication.translate
        self.word, self.hint = QLabel(), QLabel()
        for label in (self.word, self.hint):
            label.setFont(font(13, 500))
            label.setForegroundRole(QPalette.ColorRole.LinkVisited)
        self.buttons: dict[str, IconButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 20, 4)
        row.setSpacing(8)
        row.addWidget(self.word, 1)
        for name, text, do in (
            ("first", tr("Training", "First moment  (Home)"), self.first),
            ("back", tr("Training", "Moment back  (←)"), self.back),
            ("play", tr("Training", "Play  (Space)"), self.toggle),
            ("forward", tr("Training", "Next moment  (→)"), self.forward),
            ("last", tr("Training", "Last moment  (End)"), self.last),
        ):
            row.addWidget(self._button(name, text, do))
        self._right = QHBoxLayout()
        self._right.addWidget(self.hint, 1, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(self._right, 1)
        self.show_focus(False)
        self.show_moments(0)

    def add(self, widget: QWidget) -> None:
        """Put something at the right end of the strip."""
        self._right.addWidget(widget)

    def _button(self, name: str, text: str, do: Callable[[], object]) -> IconButton:
        filled = name == "play"
        button = self.buttons[name] = IconButton(name, side=40 if filled else 36, filled=filled)
        button.setToolTip(text)
        button.setAccessibleName(text.partition("  ")[0])
        button.clicked.connect(lambda: do())
        return button

    @property
    def playing(self) -> bool:
        """Whether moments follow one another by themselves."""
        return self._timer.isActive()

    def show_moments(self, count: int, words: str = "") -> None:
        """Go through so many moments from now on, as far along as before; ``words`` say of what."""
        self.count, self.number = count, max(0, min(self.number, count - 1))
        self._words = words
        self._follow()

    def show_focus(self, focus: bool) -> None:
        """Say which keys act, while they do."""
        self.hint.setText(QCoreApplication.translate("Training", "← →  Space") if focus else "")

    # -- what a person asks for

    def go(self, number: int) -> None:
        """Rest at a moment."""
        self.pause()
        self._show(number)

    def first(self) -> None:
        """Go to the first moment."""
        self.go(0)

    def last(self) -> None:
        """Go to the last moment."""
        self.go(self.count - 1)

    def back(self) -> None:
        """Go a moment back."""
        self.go(self.number - 1)

    def forward(self) -> None:
        """Go a moment on."""
        self.go(self.number + 1)

    def toggle(self) -> None:
        """Play from here, from the end the whole again; or pause."""
        if self.playing or not self.count:
            self.pause()
            return
        if self.number == self.count - 1:
            self._show(0)
        self._timer.start(round(min(_EACH, _WHOLE / self.count) / self.session.settings.speed))
        self._follow()

    def pause(self) -> None:
        """Stay where it is."""
        self._timer.stop()
        self._follow()

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; False if it means nothing."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Left: self.back,
            Qt.Key.Key_Right: self.forward,
            Qt.Key.Key_PageUp: self.back,
            Qt.Key.Key_PageDown: self.forward,
            Qt.Key.Key_Home: self.first,
            Qt.Key.Key_End: self.last,
            Qt.Key.Key_Space: self.toggle,
        }
        do = keys.get(event.key())
        if do is None or not self.count:
            return False
        if not (event.isAutoRepeat() and event.key() == Qt.Key.Key_Space):
            do()
        return True

    # -- inside

    def _on_timeout(self) -> None:
        self._show(self.number + 1)
        if self.number == self.count - 1:
            self.pause()

    def _show(self, number: int) -> None:
        number = max(0, min(number, self.count - 1))
        if number != self.number:
            self.number = number
            self._follow()
            self.moved.emit()

    def _follow(self) -> None:
        text = QCoreApplication.translate("Training", "moment {number} of {count}")
        moment = text.format(number=self.number + 1, count=self.count)
        self.word.setText(f"{self._words}, {moment}" if self.count else "")
        before, after = self.number > 0, self.number < self.count - 1
        for name, able in (("first", before), ("back", before), ("forward", after), ("last", after)):
            self.buttons[name].setEnabled(able)
        self.buttons["play"].setEnabled(self.count > 1)
        self.buttons["play"].set_icon("pause" if self.playing else "play")
