"""A field for one number: typing, arrow keys, the wheel and dragging; what is no number stays, turns red, and says why.

Steps are ten times finer with Shift and ten times coarser with Ctrl.
"""

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
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QWidget

from simulator.errors import UserError
from simulator.gui.controls.icons import draw_icon

_ARROWS = 22  # px at the right
_DRAG = 4  # px of a drag of the arrows that make a step
NOTCH = 120  # what the wheel tells for one of its notches
REST = 800  # ms after which what the wheel or the arrows did is over

_BEGINNINGS = {"", "-", "−", "+", ".", ",", "-.", "−.", "-,", "−,"}


def may_become_number(text: str) -> bool:
    """Whether a text that is being typed is only the beginning of a number: not wrong yet."""
    bare = text.strip()
    return bare in _BEGINNINGS or (bare[-1:] in "eE-−+" and bare[:1] not in "eE")


def unit_of(value: float) -> float:
    """Return the step that suits a number of this size: 0.1 below 1, 1 below 20, 10 from there."""
    size = abs(value)
    return 10.0 if size >= 20 else 1.0 if size >= 1 else 0.1


def fineness(modifiers: Qt.KeyboardModifier) -> float:
    """Return what a step is multiplied by: Shift makes it fine, Ctrl coarse."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return 0.1
    return 10.0 if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0


def stepped(value: float, change: float) -> float:
    """Return a number a step further, without the dust of its last digits."""
    return round(value + change, 10) + 0.0


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
    entered = Signal()  # the keyboard is here now

    def __init__(
        self,
        parse: Callable[[str], float],
        brief: Callable[[float], str],
        full: Callable[[float], str],
        parent: QWidget | None = None,
        whole: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(parent)
        self._parse = parse
        self._brief = brief  # how a number is written at rest
        self._full = full  # and while it is edited
        self._whole = whole  # the ends between which only whole numbers are stepped to
        self._value = 0.0
        self._original = 0.0  # what stood here before the gesture
        self._bad = False
        self._danger = QColor("red")
        self._timer = QTimer(self)  # ends a gesture of the wheel or the arrows
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self._rest)
        self._turned = 0  # of the wheel, since its last notch
        self._held: tuple[float, float] | None = None  # where the arrows are dragged from, and the number there
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setTextMargins(0, 0, _ARROWS - 8, 0)
        self.setMinimumWidth(52)
        self.setMouseTracking(True)
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

    def start_over(self, value: float) -> None:
        """Be the field of another number from now on: what was typed or stepped here is over."""
        self._timer.stop()
        self._held = None
        self._set_bad("")
        self._value = self._original = value
        self.setText(self._write(value))  # which also makes it unmodified
        self.setCursorPosition(0)
        self.finished.emit()

    def _write(self, value: float) -> str:
        return (self._full if self.hasFocus() else self._brief)(value)

    def step_by(self, count: float) -> None:
        """Go up or down by so many units of the number's size."""
        self._set_stepped(stepped(self._value, count * self._unit(self._value)))

    def _unit(self, value: float) -> float:
        return unit_of(value) if self._whole is None else 1.0

    def _set_stepped(self, value: float) -> None:
        if self._whole is not None:
            value = float(min(self._whole[1], max(self._whole[0], round(value))))
        self._value = value
        self.setText(self._write(value))
        self.setModified(False)
        self._set_bad("")
        self.proposed.emit(value)
        self._timer.start()

    def settle(self) -> None:
        """Take what was typed for the whole text; ``bad`` says whether it is no number."""
        if self.isModified():
            self._on_typed(self.text(), final=True)

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
            self.step_by((1 if key == Qt.Key.Key_Up else -1) * fineness(event.modifiers()))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settle()
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
        self.entered.emit()
        if not self._bad and not self.isModified():
            self._original = self._value
            self.setText(self._write(self._value))
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, self, self.selectAll)  # the press that follows would take the selection away
        elif event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()  # at once: the key that opened a field may be on its way

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A number is kept, a text that is none stays to be mended."""
        super().focusOutEvent(event)
        self.settle()
        if not self._bad:
            self._end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel steps the number under the pointer; where it could mean to scroll, only one with the keyboard."""
        if not self.isEnabled() or self.isReadOnly() or not (self.hasFocus() or not self._scrolls()):
            event.ignore()
            return
        delta = event.angleDelta()
        self._turned += delta.y() or delta.x()  # some desktops turn the wheel sideways while a key is held
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        if notches:
            self.step_by(notches * fineness(event.modifiers()))
        event.accept()

    def _scrolls(self) -> bool:
        """Whether the field lies in something that the wheel scrolls."""
        parent = self.parentWidget()
        while parent is not None and not parent.isWindow():
            if isinstance(parent, QAbstractScrollArea) and parent.verticalScrollBar().maximum() > 0:
                return True
            parent = parent.parentWidget()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The two arrows at the right step the number; dragged up or down, they go on."""
        if event.position().x() >= self.width() - _ARROWS:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.step_by((1 if event.position().y() < self.height() / 2 else -1) * fineness(event.modifiers()))
            self._held = event.position().y(), self._value
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the arrows."""
        if self._held is None:
            over = event.position().x() >= self.width() - _ARROWS
            self.setCursor(Qt.CursorShape.SizeVerCursor if over else Qt.CursorShape.IBeamCursor)
            super().mouseMoveEvent(event)
            return
        start, value = self._held
        steps = int((start - event.position().y()) / _DRAG)
        wanted = stepped(value, steps * self._unit(value) * fineness(event.modifiers()))
        if wanted != self._value:
            self._set_stepped(wanted)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End dragging: that was one gesture."""
        if self._held is not None:
            self._held = None
            self._timer.stop()
            self._rest()
        super().mouseReleaseEvent(event)

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
