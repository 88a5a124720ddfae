"""A slider for any number: its ends suit the size that the number has when a gesture begins."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.gui.controls.buttons import ring
from simulator.gui.controls.number_field import REST, fineness, stepped
from simulator.paint.fonts import font
from simulator.render.format import short

_EDGE = 12.0  # px beside the ends of the track


def reach(value: float) -> float:
    """Return the end of the slider for a number: the next of 1, 2, 5, 10, 20 … from twice its size on."""
    wanted = max(1.0, 2 * abs(value))
    if not wanted < 1e300:
        return 1.7e308
    power = 10.0 ** math.floor(math.log10(wanted))
    return next((size * power for size in (1.0, 2.0, 5.0) if size * power >= wanted), 10 * power)


class ValueSlider(QWidget):
    """Slides a number between two ends; with Shift ten times finer, with Ctrl in tenths of the way.

    ``proposed`` carries every number on the way, ``finished`` ends a gesture, ``cancelled`` (Esc) takes it back.
    """

    proposed = Signal(float)
    finished = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._reach = 1.0
        self._x: float | None = None  # where the pointer was last, while it drags
        self._raw = 0.0  # the number that it points at, between two steps
        self._turned = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self._rest)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> float:
        """The number."""
        return self._value

    def show_value(self, value: float) -> None:
        """Show a number; while it is being slid, the ends stay."""
        if not self._moving:
            self._reach = reach(value)
        if value != self._value:
            self._value = value
        self.update()

    @property
    def _moving(self) -> bool:
        return self._x is not None or self._timer.isActive()

    def sizeHint(self) -> QSize:
        """Room for the track, and for the numbers under it."""
        return QSize(160, 36)

    def minimumSizeHint(self) -> QSize:
        """As high as it likes to be."""
        return QSize(80, 36)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right slide, Esc takes back."""
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is not None:
            self._step(way * fineness(event.modifiers()))
        elif event.key() == Qt.Key.Key_Escape and self._moving:
            self._x = None
            self._timer.stop()
            self.cancelled.emit()
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel slides."""
        delta = event.angleDelta()
        self._turned += delta.y() or delta.x()
        notches = int(self._turned / 120)
        self._turned -= notches * 120
        if notches:
            self._step(notches * fineness(event.modifiers()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the knob to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._timer.stop()
            self._x = event.position().x()
            self._raw = self._at(self._x)
            self._slide(event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the knob; with Shift it follows at a tenth of the speed."""
        if self._x is None:
            return
        moved = (event.position().x() - self._x) * min(1.0, fineness(event.modifiers()))
        self._x = event.position().x()
        raw = self._raw + moved * 2 * self._reach / self._track
        self._raw = min(self._reach, max(-self._reach, raw))
        self._slide(event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        if self._x is not None and event.button() == Qt.MouseButton.LeftButton:
            self._x = None
            self._rest()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track with its ends and its zero, and the knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, y = self.palette(), 11.0
        ink, edge = palette.windowText().color(), palette.dark().color()
        zero, knob = self._place(0.0), self._place(self._value)
        for start, end, colour in ((self._place(-self._reach), self._place(self._reach), edge), (zero, knob, ink)):
            painter.setPen(QPen(colour, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(start, y), QPointF(end, y))
        painter.setPen(QPen(edge, 1.5))
        painter.drawLine(QPointF(zero, y + 5), QPointF(zero, y + 9))
        painter.setFont(font(11.5, 500))
        painter.setPen(palette.linkVisited().color())
        for number, flag in ((-self._reach, Qt.AlignmentFlag.AlignLeft), (self._reach, Qt.AlignmentFlag.AlignRight)):
            painter.drawText(QRectF(4, y + 8, self.width() - 8, 16), flag, short(number))
        painter.drawText(QRectF(0, y + 8, self.width(), 16), Qt.AlignmentFlag.AlignHCenter, "0")
        painter.setPen(QPen(ink, 2))
        painter.setBrush(palette.base())
        painter.drawEllipse(QPointF(knob, y), 6.5, 6.5)
        if self.hasFocus():
            ring(painter, palette, QRectF(self.rect()), 6)

    @property
    def _track(self) -> float:
        return max(1.0, self.width() - 2 * _EDGE)

    def _place(self, value: float) -> float:
        share = min(1.0, max(0.0, value / (2 * self._reach) + 0.5))
        return _EDGE + self._track * share

    def _at(self, x: float) -> float:
        share = min(1.0, max(0.0, (x - _EDGE) / self._track))
        return (share - 0.5) * 2 * self._reach

    def _slide(self, modifiers: Qt.KeyboardModifier) -> None:
        unit = self._reach / 100 * fineness(modifiers)
        self._propose(round(self._raw / unit) * unit)

    def _step(self, count: float) -> None:
        if not self._moving:
            self._reach = reach(self._value)
        self._timer.start()  # first: from now on the ends stay
        value = self._value + count * self._reach / 100
        self._propose(min(self._reach, max(-self._reach, value)))

    def _propose(self, value: float) -> None:
        value = stepped(value, 0.0)
        if value != self._value:
            self._value = value
            self.update()
            self.proposed.emit(value)

    def _rest(self) -> None:
        self._reach = reach(self._value)
        self.update()
        self.finished.emit()
