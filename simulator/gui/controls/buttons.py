"""Buttons drawn by ourselves. They answer Space and Enter only, so that the arrows stay with the steps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from simulator.gui.controls.icons import draw_icon
from simulator.paint.painter import HINTS, Drawing, prepare
from simulator.paint.text import text_width
from simulator.render.primitives import Run, Text
from simulator.render.theme import Theme


def ring(painter: QPainter, palette: QPalette, area: QRectF, radius: float) -> None:
    """Draw the ring that says where the keyboard is."""
    painter.setPen(QPen(palette.windowText().color(), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), radius, radius)


class _Button(QAbstractButton):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave every key but Space and Enter to the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def has_ring(self) -> bool:
        """Whether the keyboard is here."""
        return self.hasFocus()


class IconButton(_Button):
    """A button with one of our icons; ``filled`` draws it light on a disc of ink (play)."""

    def __init__(self, icon: str, parent: QWidget | None = None, side: int = 36, filled: bool = False) -> None:
        super().__init__(parent)
        self._icon = icon
        self._filled = filled
        self.setFixedSize(side, side)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def follow(self, action: QAction) -> None:
        """Do what an action does, and say so with its words."""
        self.clicked.connect(action.trigger)
        action.changed.connect(lambda: self._take(action))
        self._take(action)

    def _take(self, action: QAction) -> None:
        self.setEnabled(action.isEnabled())
        self.setToolTip(action.toolTip())
        self.setAccessibleName(action.text().replace("&", "").partition("\t")[0])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw disc, hover, icon and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, area = self.palette(), QRectF(self.rect())
        ink = palette.windowText().color()
        painter.setPen(Qt.PenStyle.NoPen)
        if self._filled:
            painter.setBrush(palette.linkVisited().color() if self.underMouse() or self.isDown() else ink)
            painter.drawEllipse(area.adjusted(2, 2, -2, -2))
            ink = palette.base().color()
        elif self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setBrush(palette.mid() if self.isDown() else palette.alternateBase())
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6, 6)
        if not self.isEnabled():
            ink = palette.dark().color()
        draw_icon(painter, self._icon, area.center(), ink)
        if self.has_ring():
            ring(painter, palette, area, area.width() / 2 if self._filled else 6)


class Chip(_Button):
    """A small button with typeset words that leads somewhere: to a node, to a step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[Run, ...] = ()
        self._drawing: Drawing | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_runs(self, runs: tuple[Run, ...], theme: Theme, words: str) -> None:
        """Show a line of text; ``words`` say the same to whoever cannot see it."""
        self._runs = runs
        self._drawing = prepare(Text(10, 15, runs, 13, "ink", 600), theme)
        self.setAccessibleName(words)
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the words."""
        return QSize(round(text_width(self._runs, 13, 600)) + 20, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw outline, hover, words and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, area = self.palette(), QRectF(self.rect())
        painter.setPen(QPen(palette.dark().color() if self.isEnabled() else palette.mid().color(), 1))
        raised = self.isEnabled() and (self.underMouse() or self.isDown())
        painter.setBrush(palette.alternateBase() if raised else palette.base())
        if not self.isEnabled():
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setRenderHints(HINTS)
        if self._drawing is not None:
            self._drawing.draw(painter)
        if self.has_ring():
            ring(painter, palette, area, 6)


class Switch(_Button):
    """A labelled switch: a track with a knob, to the right of its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """Words, a gap, and the track."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 12 + 38 + 8, 32)

    def minimumSizeHint(self) -> QSize:
        """No smaller than its words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw words, track and knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, area = self.palette(), QRectF(self.rect())
        painter.setPen(palette.linkVisited().color())
        painter.drawText(area.adjusted(4, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        track = QRectF(area.right() - 42, area.center().y() - 10, 38, 20)
        on = self.isChecked()
        ink = palette.windowText().color()
        painter.setPen(QPen(ink if on else palette.dark().color(), 1.5))
        painter.setBrush(ink if on else palette.alternateBase().color())
        painter.drawRoundedRect(track.adjusted(1, 1, -1, -1), 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.base().color() if on else QColor(palette.dark().color()))
        painter.drawEllipse(QPointF(track.right() - 10 if on else track.left() + 10, track.center().y()), 6, 6)
        if self.has_ring():
            ring(painter, palette, area, 6)
