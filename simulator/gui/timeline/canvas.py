"""The picture of the timeline, without scroll bars of its own; it hands the pointer on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from simulator.gui.picture_view import PictureView


class TimelineCanvas(PictureView):
    """``pressed``, ``dragged`` and ``released`` follow the left button; ``turned`` the wheel, with what is held."""

    pressed = Signal(QPointF, object)  # and the keys that are held
    dragged = Signal(QPointF)
    released = Signal()
    scrolled = Signal(float, bool)  # how far, and whether sideways
    zoomed = Signal(float, QPointF)  # how many notches, around where
    asked = Signal(QPointF, QHelpEvent)
    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._dragging = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = True
            self.pressed.emit(event.position(), event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self._dragging:
            self.dragged.emit(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End dragging."""
        if self._dragging:
            self._dragging = False
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first press has done all."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the pane, not the picture; with Ctrl, zoom it."""
        delta = event.angleDelta()
        amount = delta.x() if abs(delta.x()) > abs(delta.y()) else delta.y()
        held = event.modifiers()
        if amount and held & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(amount / 120, event.position())
        elif amount:
            sideways = abs(delta.x()) > abs(delta.y()) or bool(held & Qt.KeyboardModifier.ShiftModifier)
            self.scrolled.emit(float(amount), sideways)

    def viewportEvent(self, event: QEvent) -> bool:
        """Ask for the tip of what the pointer rests on."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self.asked.emit(QPointF(event.pos()), event)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the pane."""
        super().resizeEvent(event)
        self.resized.emit()
