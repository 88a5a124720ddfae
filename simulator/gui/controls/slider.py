"""A thin slider over a few fixed values."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from simulator.gui.controls.buttons import ring


class ChoiceSlider(QWidget):
    """Chooses one of ``count`` places, counted from 0; ``moved`` tells the one a person chose.

    ``finished`` ends a gesture: a drag, a held key, or turning the wheel while the pointer stays.
    """

    moved = Signal(int)
    finished = Signal()

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._place = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def place(self) -> int:
        """The place of the knob."""
        return self._place

    def show_place(self, place: int) -> None:
        """Put the knob somewhere."""
        if place != self._place:
            self._place = place
            self.update()

    def sizeHint(self) -> QSize:
        """Short, and as high as a target must be."""
        return QSize(92, 32)

    def minimumSizeHint(self) -> QSize:
        """As wide as it likes to be."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right move the knob while it has the keyboard."""
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is None:
            event.ignore()
        else:
            self._choose(self._place + way)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting a key go ends its gesture."""
        if not event.isAutoRepeat():
            self.finished.emit()
        super().keyReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel moves the knob."""
        self._choose(self._place + (1 if event.angleDelta().y() > 0 else -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the knob to the pointer."""
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the knob."""
        self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A drag is one gesture."""
        self.finished.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """What the wheel did here is over."""
        self.finished.emit()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track and knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, y, x = self.palette(), self.height() / 2, self._x(self._place)
        ink = palette.windowText().color()
        for start, end, colour in ((self._x(0), x, ink), (x, self._x(self._count - 1), palette.dark().color())):
            painter.setPen(QPen(colour, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(start, y), QPointF(end, y))
        painter.setPen(QPen(ink, 2))
        painter.setBrush(palette.base())
        painter.drawEllipse(QPointF(x, y), 6.5, 6.5)
        if self.hasFocus():
            ring(painter, palette, QRectF(self.rect()), 6)

    def _x(self, place: int) -> float:
        return 10 + place * (self.width() - 20) / (self._count - 1)

    def _drag(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(round((event.position().x() - 10) / (self.width() - 20) * (self._count - 1)))

    def _choose(self, place: int) -> None:
        place = min(self._count - 1, max(0, place))
        if place != self._place:
            self.show_place(place)
            self.moved.emit(place)
