"""A picture as an image, also where there is no display."""

from __future__ import annotations

import math
import os

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from simulator.paint.painter import paint
from simulator.render.primitives import Picture
from simulator.render.theme import Theme

_application: QGuiApplication | None = None


def ensure_application() -> None:
    """See to it that there is an application object, which fonts need; one made here asks for no display."""
    global _application
    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _application = QGuiApplication(["gatesim"])


def render_image(picture: Picture, theme: Theme, scale: float = 1.0, size: tuple[int, int] | None = None) -> QImage:
    """Return a picture on its background, ``scale`` image pixels a logical pixel.

    With ``size`` (width, height in logical pixels) the image has just that size: the picture stands in its middle, made
    smaller if it would not fit.
    """
    ensure_application()
    width, height = size or (picture.width, picture.height)
    fit = min(1.0, width / picture.width, height / picture.height)
    image = QImage(math.ceil(width * scale), math.ceil(height * scale), QImage.Format.Format_RGB32)
    if image.isNull():
        raise MemoryError(f"an image of {width:g} x {height:g} at scale {scale:g} is too large")
    image.fill(QColor(*theme.colour(picture.background)))
    painter = QPainter(image)
    painter.scale(scale, scale)
    painter.translate(round((width - picture.width * fit) / 2), round((height - picture.height * fit) / 2))
    painter.scale(fit, fit)
    paint(painter, picture, theme)
    painter.end()
    return image


def encode_png(image: QImage) -> bytes:
    """Return the bytes of a PNG file; the same image gives the same bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs expect bytes, Qt wants text
        raise RuntimeError("the PNG encoder failed")
    return bytes(buffer.data().data())
