"""Where a row that is dragged would go: the same in the timeline as in the list of all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from simulator.document.bands import Bands, Place

_THICK = 3  # px of the line


@dataclass(frozen=True)
class Slot:
    """What stands at a place, from top to bottom in px."""

    place: Place
    top: float
    bottom: float


@dataclass(frozen=True)
class Drop:
    """Before what a row would be put, and where that is shown: a line at ``top``, or a frame down to ``bottom``."""

    place: Place
    top: float
    bottom: float


def drop_at(bands: Bands, slots: Sequence[Slot], moved: Place, y: float) -> Drop | None:
    """Return where a row would go that is let go at a height; None if nothing stands there.

    Above the middle of a row it goes before it, below the middle behind it; on a title into its group, at the edges of
    one that shows no rows past it. A group goes past other groups as a whole.
    """
    if not slots:
        return None
    slot = min(slots, key=lambda slot: max(slot.top - y, y - slot.bottom, 0.0))
    index, member = slot.place
    band = bands[index]
    share = (y - slot.top) / (slot.bottom - slot.top)
    if moved[1] is None and bands[moved[0]].is_group:
        own = [other for other in slots if other.place[0] == index]
        top, bottom = own[0].top, own[-1].bottom
        first = y < (top + bottom) / 2
        return _line((index, None), top) if first else _line((index + 1, None), bottom)
    if band.is_group and member is None and share >= 0.25:
        if any(other.place[0] == index and other.place[1] is not None for other in slots):
            return _line((index, 0), slot.bottom)
        if share < 0.75:
            return Drop((index, len(band.members)), slot.top, slot.bottom)
    if share < 0.5:
        return _line(slot.place, slot.top)
    return _line((index + 1, None) if member is None else (index, member + 1), slot.bottom)


def _line(place: Place, y: float) -> Drop:
    return Drop(place, y, y)


class DropMark(QWidget):
    """Lies over a list and shows where a row would go."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_drop(self, drop: Drop | None, left: float, right: float) -> None:
        """Show it between two edges, or nothing."""
        self.setVisible(drop is not None)
        if drop is not None:
            top, bottom = round(drop.top) - _THICK // 2, round(drop.bottom) + _THICK // 2 + 1
            self.setGeometry(QRect(round(left), top, round(right - left), bottom - top))
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line or the frame."""
        painter = QPainter(self)
        ink = self.palette().windowText().color()
        if self.height() <= 2 * _THICK:
            painter.fillRect(self.rect(), ink)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)
