"""Tabs as one piece: a track, and on it the chosen word raised."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from simulator.gui.controls.buttons import ring
from simulator.paint.fonts import font

_WIDE, _SLIM = 24, 9  # px of room on each side of a word


class Tabs(QTabBar):
    """A row of words of which one is chosen; Left and Right choose while it has the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = _WIDE
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)
        self.setFont(font(13, 700))  # words are measured as they are when chosen
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_slim(self, slim: bool) -> None:
        """Take less room."""
        room = _SLIM if slim else _WIDE
        if room != self._room:
            self._room = room
            for index in range(self.count()):
                self.setTabText(index, self.tabText(index))  # has it measure its tabs again

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the word."""
        return QSize(self.fontMetrics().horizontalAdvance(self.tabText(index)) + 2 * self._room, 34)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """As wide as it likes to be."""
        return self.tabSizeHint(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right choose; all other keys are the window's."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track, the chosen tab and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, area = self.palette(), QRectF(self.rect())
        ink, pointed = palette.windowText().color(), self.tabAt(self.mapFromGlobal(self.cursor().pos()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.alternateBase())
        painter.drawRoundedRect(area, 8, 8)
        for index in range(self.count()):
            chosen, tab = index == self.currentIndex(), QRectF(self.tabRect(index))
            if chosen:
                painter.setPen(QPen(palette.mid().color(), 1))
                painter.setBrush(palette.base())
                painter.drawRoundedRect(tab.adjusted(3.5, 3.5, -3.5, -3.5), 6, 6)
            painter.setFont(font(13, 700 if chosen else 500))
            painter.setPen(ink if chosen or index == pointed else palette.linkVisited().color())
            painter.drawText(tab, Qt.AlignmentFlag.AlignCenter, self.tabText(index))
        if self.hasFocus():
            ring(painter, palette, area, 8)
