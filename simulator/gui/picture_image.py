"""A picture drawn on an image as large as its view: in small steps, so that nothing else has to wait for it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from simulator.gui.picture_parts import Shown
from simulator.paint.painter import HINTS
from simulator.render.theme import Theme


@dataclass(frozen=True, slots=True)
class Ground:
    """What a picture is drawn on: a view of a size in logical px, its pixels to one, and where the picture begins."""

    theme: Theme
    background: str
    view: QSize
    ratio: float
    origin: QPoint


@dataclass(slots=True)
class PictureImage:
    """A picture on its ground."""

    ground: Ground
    image: QImage

    @classmethod
    def blank(cls, ground: Ground) -> PictureImage:
        """Return an image to be drawn on."""
        wide, high = (math.ceil(side * ground.ratio) for side in (ground.view.width(), ground.view.height()))
        image = QImage(max(1, wide), max(1, high), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ground.ratio)
        return cls(ground, image)

    def copy(self) -> PictureImage:
        """Return another one, which is the same until it is drawn on."""
        return PictureImage(self.ground, QImage(self.image))

    @property
    def everything(self) -> QRegion:
        """All of it, as a region of the picture."""
        return QRegion(QRect(-self.ground.origin, self.ground.view))

    def draw(self, items: dict[str, Shown], region: QRegion) -> Iterator[None]:
        """Draw what touches a region of the picture, and yield after each part."""
        ground = self.ground
        painter = QPainter(self.image)
        try:
            painter.setRenderHints(HINTS)
            painter.translate(ground.origin)
            painter.setClipRegion(region)
            painter.fillRect(region.boundingRect(), QColor(*ground.theme.colour(ground.background)))
            for shown in items.values():
                if region.intersects(shown.area):
                    for part in shown.parts:
                        if region.intersects(part.area):
                            yield from part.draw_in_steps(painter, ground.ratio)
        finally:
            painter.end()
