"""A small picture in the flow of a pane: it shows what it is given and answers nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.paint.painter import HINTS, Drawing, prepare
from simulator.render.primitives import Picture
from simulator.render.theme import Theme


class PictureLabel(QWidget):
    """Shows a picture at its own size; with ``card`` on a rounded card that fills the width."""

    def __init__(self, parent: QWidget | None = None, card: bool = False) -> None:
        super().__init__(parent)
        self._card = card
        self._picture = Picture(0, 0, {})
        self._theme: Theme | None = None
        self._drawings: list[Drawing] = []
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding if card else QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed
        )

    def show_picture(self, picture: Picture, theme: Theme, words: str = "") -> None:
        """Show a picture; ``words`` say the same to whoever cannot see it."""
        if picture == self._picture and theme is self._theme:
            return
        if (picture.width, picture.height) != (self._picture.width, self._picture.height):
            self.updateGeometry()
        self._picture, self._theme = picture, theme
        self._drawings = [prepare(primitive, theme) for primitive in picture.items.values()]
        self.setAccessibleName(words)
        self.update()

    @property
    def picture(self) -> Picture:
        """The picture that is shown."""
        return self._picture

    def sizeHint(self) -> QSize:
        """The picture's size."""
        return QSize(round(self._picture.width), round(self._picture.height))

    def minimumSizeHint(self) -> QSize:
        """A card may be narrower than its picture was drawn for; it is drawn anew then."""
        return QSize(0 if self._card else self.sizeHint().width(), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw card and picture."""
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._card:
            painter.setPen(QPen(QColor(*self._theme.colour("line")), 1))
            painter.setBrush(QColor(*self._theme.colour("bg")))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setRenderHints(HINTS)
        for drawing in self._drawings:
            drawing.draw(painter)
        painter.end()
