"""A thin line of keys and what each does, for modes in which nothing else says it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from simulator.paint.fonts import font

DESK = 32.0, 13.0  # px: height of the line, and its letters
_BETWEEN, _INSIDE = 32, 9  # px at the scale 1: between two hints, and between a key and its words


class HintLine(QWidget):
    """Shows pairs of keys and words in the middle of its width; those that have no room are left out from the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[tuple[str, str], ...] = ()
        self.set_sizes(*DESK)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)

    @property
    def hints(self) -> tuple[tuple[str, str], ...]:
        """What is shown."""
        return self._hints

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show keys and what they do."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.setAccessibleName("; ".join(f"{key}: {words}" for key, words in hints))
            self.update()

    def set_sizes(self, height: float, size: float) -> None:
        """Be so high, with letters of so many pixels."""
        self._size = size
        self.setFixedHeight(round(height))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the hints side by side."""
        painter = QPainter(self)
        scale = self._size / 13
        fonts = font(round(self._size), 700), font(round(self._size), 500)
        palette = self.palette()
        colours = palette.windowText().color(), palette.linkVisited().color()
        widths: list[tuple[float, float]] = []
        room = self.width() - 2 * _BETWEEN * scale
        for hint in self._hints:
            pair: list[float] = []
            for letters, text in zip(fonts, hint, strict=True):
                painter.setFont(letters)
                pair.append(float(painter.fontMetrics().horizontalAdvance(text)))
            room -= sum(pair) + (_INSIDE + _BETWEEN) * scale
            if room < -_BETWEEN * scale:
                break
            widths.append((pair[0], pair[1]))
        whole = sum(sum(pair) + (_INSIDE + _BETWEEN) * scale for pair in widths) - _BETWEEN * scale
        x = (self.width() - whole) / 2
        for hint, room_of in zip(self._hints, widths, strict=False):
            for text, wide, letters, colour, after in zip(
                hint, room_of, fonts, colours, (_INSIDE, _BETWEEN), strict=True
            ):
                painter.setFont(letters)
                painter.setPen(colour)
                area = QRectF(x, 0, wide + 1, self.height())
                painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
                x += wide + after * scale
        painter.end()
