"""A field for one number: typing, arrow keys and the wheel; what is no number stays, turns red, and says why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from simulator.errors import UserError
from simulator.gui.controls.icons import draw_icon

_ARROWS = 22  # px at the right


_BEGINNINGS = {"", "-", "−", "+", ".", ",", "-.", "−.", "-,", "−,"}


def may_become_number(text: str) -> bool:
    """Whether a text that is being typed is only the beginning of a number: not wrong yet."""
    bare = text.strip()
    return bare in _BEGINNINGS or (bare[-1:] in "eE-−+" and bare[:1] not in "eE")


class NumberField(QLineEdit):
    """Edits a number in place.

    ``proposed`` carries every valid number while it is typed or stepped; ``finished`` ends a gesture (Enter, or the
    keyboard leaves); ``cancelled`` asks for the number of before (Esc); ``refused`` carries the sentence about a text
    that is no number, "" when it has become one; the number of before then stands again.
    """

    proposed = Signal(float)
    finished = Signal()
    cancelled = Signal()
    refused = Signal(str)

    def __init__(
        self,
        parse: Callable[[str], float],
        brief: Callable[[float], str],
        full: Callable[[float], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._parse = parse
        self._brief = brief  # how a number is written at rest
        self._full = full  # and while it is edited
        self._value = 0.0
        self._original = 0.0  # what stood here before the gesture
        self._bad = False
        self._danger = QColor("red")
        self._timer = QTimer(self)  # ends a gesture of the wheel or the arrows
        self._timer.setSingleShot(True)
        self._timer.setInterval(800)
        self._timer.timeout.connect(self._rest)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setTextMargins(0, 0, _ARROWS - 8, 0)
        self.setMinimumWidth(52)
        self.textEdited.connect(lambda text: self._on_typed(text))

    @property
    def value(self) -> float:
        """The last valid number."""
        return self._value

    @property
    def bad(self) -> bool:
        """Whether what stands here is no number."""
        return self._bad

    def set_danger(self, colour: QColor) -> None:
        """Say which red frames a refused text."""
        self._danger = colour

    def show_value(self, value: float) -> None:
        """Show a number, unless it is the one being typed."""
        if self._bad and self.hasFocus():
            return
        typing = self.hasFocus() and self._value == value and self.isModified()
        self._value = value
        text = self._write(value)
        if not typing and (text != self.text() or self.isModified()):  # a step leaves the weights as they are
            self.setText(text)
            self.setCursorPosition(0)
        self._set_bad("")

    def _write(self, value: float) -> str:
        return (self._full if self.hasFocus() else self._brief)(value)

    def step_by(self, count: int) -> None:
        """Go up or down by the unit of the number's size: 0.1 below 1, 1 below 20, 10 from there."""
        size = abs(self._value)
        unit = 10.0 if size >= 20 else 1.0 if size >= 1 else 0.1
        self._value = round(self._value + count * unit, 10) + 0.0
        self.setText(self._write(self._value))
        self.setModified(False)
        self._set_bad("")
        self.proposed.emit(self._value)
        self._timer.start()

    def event(self, event: QEvent) -> bool:
        """Keep the arrows that step the number from the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
                return False  # they are the document's, also here
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter applies, Esc takes back, Up and Down step."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_by(
                (1 if key == Qt.Key.Key_Up else -1)
                * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            )
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.isModified():
                self._on_typed(self.text(), final=True)
            if not self._bad:
                self._end()
                self.selectAll()
        elif key == Qt.Key.Key_Escape:
            self._set_bad("")
            self.setModified(False)
            self._timer.stop()
            self._value = self._original
            self.cancelled.emit()
            self.setText(self._write(self._value))
            self.selectAll()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the whole number, with all its digits, so that typing replaces it."""
        super().focusInEvent(event)
        if not self._bad and not self.isModified():
            self._original = self._value
            self.setText(self._write(self._value))
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            QTimer.singleShot(0, self, self.selectAll)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A number is kept, a text that is none stays to be mended."""
        super().focusOutEvent(event)
        if self.isModified():
            self._on_typed(self.text(), final=True)
        if not self._bad:
            self._end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel steps the number, once the field has the keyboard."""
        if self.hasFocus():
            self.step_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The two arrows at the right step the number."""
        if event.position().x() >= self.width() - _ARROWS:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.step_by(1 if event.position().y() < self.height() / 2 else -1)
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, its two arrows, and the red frame."""
        super().paintEvent(event)
        painter = QPainter(self)
        colour = self.palette().color(QPalette.ColorRole.LinkVisited)
        x, y = self.width() - _ARROWS / 2 - 1, self.height() / 2
        painter.save()
        painter.translate(x, y - 6)
        painter.rotate(180)
        draw_icon(painter, "down", QPointF(0, 0), colour, 0.62)
        painter.restore()
        draw_icon(painter, "down", QPointF(x, y + 6), colour, 0.62)
        if self._bad:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._danger, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _rest(self) -> None:
        self._original = self._value
        self.finished.emit()

    def _on_typed(self, text: str, final: bool = False) -> None:
        if not final and may_become_number(text):
            self._set_bad("")
            return
        try:
            value = self._parse(text)
        except UserError as error:
            self._set_bad(str(error))
            if self._value != self._original:  # by what was typed so far: 1e9 on the way to 1e999
                self._value = self._original
                self.proposed.emit(self._original)
            return
        self._set_bad("")
        if value != self._value:
            self._value = value
            self.proposed.emit(value)

    def _end(self) -> None:
        self._timer.stop()
        self._original = self._value
        self.setText(self._write(self._value))  # which also makes it unmodified
        self.setCursorPosition(0)
        self.finished.emit()

    def _set_bad(self, sentence: str) -> None:
        if self._bad or sentence:
            self._bad = bool(sentence)
            self.refused.emit(sentence)
            self.update()
