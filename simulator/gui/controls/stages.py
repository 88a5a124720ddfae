"""The four sub-steps as dots on a line: the one that is reached is ringed, each can be clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from simulator.gui.controls.buttons import ring
from simulator.paint.fonts import font

_EDGE = 28.0


class StageDots(QWidget):
    """Shows how many sub-steps are over (``reached``, 0 to 4); ``chosen`` tells which one was clicked, from 0."""

    chosen = Signal(int)
    stepped = Signal(int)  # -1 or 1, with the arrow keys

    def __init__(self, names: tuple[str, ...], tips: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._tips = tips
        self._reached = len(names)
        self._hover = -1
        self._pitch = 76
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_reached(self, reached: int) -> None:
        """Show how many sub-steps are over, or under way."""
        if reached != self._reached:
            self._reached = reached
            self.update()

    def set_pitch(self, pitch: int) -> None:
        """Put the dots closer together, or further apart."""
        if pitch != self._pitch:
            self._pitch = pitch
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Room for all names."""
        return QSize(round(self._pitch * (len(self._names) - 1) + 2 * _EDGE), 40)

    def minimumSizeHint(self) -> QSize:
        """As wide as it likes to be."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go from sub-step to sub-step while the dots have the keyboard."""
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is None:
            event.ignore()
        else:
            self.stepped.emit(way)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the nearest dot."""
        if event.button() == Qt.MouseButton.LeftButton and (stage := self._at(event.position())) >= 0:
            self.chosen.emit(stage)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self._set_hover(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._set_hover(-1)

    def event(self, event: QEvent) -> bool:
        """Say in a tip what happens in a sub-step."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            stage = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tips[stage] if stage >= 0 else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, the dots and the names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        ink, later = palette.windowText().color(), palette.dark().color()
        y = self.height() / 2 - 8
        now = self._reached - 1
        for k in range(len(self._names) - 1):
            painter.setPen(QPen(ink if k < now else later, 1.5))
            painter.drawLine(QPointF(self._x(k), y), QPointF(self._x(k + 1), y))
        for k, name in enumerate(self._names):
            over = k <= now
            painter.setPen(QPen(ink if over or k == self._hover else later, 1.8))
            painter.setBrush(ink if k < now else palette.window().color())
            painter.drawEllipse(QPointF(self._x(k), y), 5.6, 5.6)
            if k == now:
                painter.setBrush(ink)
                painter.drawEllipse(QPointF(self._x(k), y), 1.6, 1.6)
            painter.setFont(font(13, 700 if k == now else 500))
            painter.setPen(ink if k == now or k == self._hover else palette.linkVisited().color())
            area = QRectF(self._x(k) - self._pitch / 2, y + 7, self._pitch, 18)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, name)
        if self.hasFocus():
            ring(painter, palette, QRectF(self.rect()), 6)

    def _x(self, stage: int) -> float:
        return _EDGE + stage * self._pitch

    def _at(self, position: QPointF) -> int:
        stage = round((position.x() - _EDGE) / self._pitch)
        return stage if 0 <= stage < len(self._names) and abs(position.x() - self._x(stage)) <= 26 else -1

    def _set_hover(self, stage: int) -> None:
        if stage != self._hover:
            self._hover = stage
            self.update()
