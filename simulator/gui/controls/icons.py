"""Our own icons, as paths in a 20 x 20 square: one look, any scale, any theme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

SIDE = 20.0


def draw_icon(painter: QPainter, name: str, centre: QPointF, colour: QColor, scale: float = 1.0) -> None:
    """Draw an icon around a point. Raises KeyError for a name that is none of ``ICONS``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    painter.scale(scale, scale)
    painter.translate(-SIDE / 2, -SIDE / 2)
    pen = QPen(colour, 1.7)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    ICONS[name](painter, colour)
    painter.restore()


def _triangle(painter: QPainter, colour: QColor, tip: float, base: float, half: float = 5.2) -> None:
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(base, 10 - half), QPointF(tip, 10), QPointF(base, 10 + half)]))


def _bar(painter: QPainter, colour: QColor, x: float) -> None:
    painter.fillRect(QRectF(x, 4, 2, 12), colour)


def _first(painter: QPainter, colour: QColor) -> None:
    _bar(painter, colour, 4)
    _triangle(painter, colour, 7.5, 15)


def _back(painter: QPainter, colour: QColor) -> None:
    _triangle(painter, colour, 6, 13.5)


def _close(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1.8, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(5.5, 5.5), QPointF(14.5, 14.5))
    painter.drawLine(QPointF(5.5, 14.5), QPointF(14.5, 5.5))


def _play(painter: QPainter, colour: QColor) -> None:
    _triangle(painter, colour, 16, 6.5, 6.2)


def _pause(painter: QPainter, colour: QColor) -> None:
    painter.fillRect(QRectF(5.2, 4, 3.4, 12), colour)
    painter.fillRect(QRectF(11.4, 4, 3.4, 12), colour)


def _forward(painter: QPainter, colour: QColor) -> None:
    _triangle(painter, colour, 14, 6.5)


def _last(painter: QPainter, colour: QColor) -> None:
    _bar(painter, colour, 14)
    _triangle(painter, colour, 12.5, 5)


def _arrow_back(painter: QPainter, _colour: QColor) -> None:
    path = QPainterPath(QPointF(4, 8))
    path.lineTo(12, 8)
    path.arcTo(QRectF(8, 8, 8, 8), 90, -180)
    path.lineTo(8, 16)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.drawPolyline(QPolygonF([QPointF(7.4, 4.6), QPointF(4, 8), QPointF(7.4, 11.4)]))


def _arrow_on(painter: QPainter, colour: QColor) -> None:
    painter.translate(SIDE, 0)
    painter.scale(-1, 1)
    _arrow_back(painter, colour)


def _theme(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(10, 10), 7, 7)
    half = QPainterPath(QPointF(10, 3))
    half.arcTo(QRectF(3, 3, 14, 14), 90, -180)
    half.closeSubpath()
    painter.fillPath(half, colour)


def _project(painter: QPainter, _colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawLine(QPointF(2.5, 4), QPointF(17.5, 4))
    painter.drawPolyline(QPolygonF([QPointF(4, 4), QPointF(4, 13), QPointF(16, 13), QPointF(16, 4)]))
    painter.drawPolyline(QPolygonF([QPointF(6.5, 17.5), QPointF(10, 13.2), QPointF(13.5, 17.5)]))


def _grid(painter: QPainter, _colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(3.5, 3.5, 13, 13), 2, 2)
    for place in (7.9, 12.2):
        painter.drawLine(QPointF(place, 3.5), QPointF(place, 16.5))
        painter.drawLine(QPointF(3.5, place), QPointF(16.5, place))


def _reset(painter: QPainter, _colour: QColor) -> None:
    path = QPainterPath()
    path.arcMoveTo(QRectF(4, 4, 12, 12), 150)
    path.arcTo(QRectF(4, 4, 12, 12), 150, -300)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.drawPolyline(QPolygonF([QPointF(4.2, 3.4), QPointF(4.6, 7.4), QPointF(8.6, 7)]))


def _chevron(*points: tuple[float, float]) -> Callable[[QPainter, QColor], None]:
    def draw(painter: QPainter, _colour: QColor) -> None:
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))

    return draw


def _logo(painter: QPainter, colour: QColor) -> None:
    """A valve on a pipe, as small as it goes: a square with two notches and a plate."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(-2, -2, 24, 24), 5.5, 5.5)
    ground = QColor("black") if colour.lightness() > 128 else QColor("white")
    for box in (QRectF(5, 3.5, 10, 2.2), QRectF(5, 14.3, 10, 2.2), QRectF(7.4, 5.7, 2.4, 8.6), QRectF(11, 8.4, 6, 3.2)):
        painter.fillRect(box, ground)


ICONS: dict[str, Callable[[QPainter, QColor], None]] = {
    "first": _first,
    "back": _back,
    "close": _close,
    "play": _play,
    "pause": _pause,
    "forward": _forward,
    "last": _last,
    "undo": _arrow_back,
    "redo": _arrow_on,
    "theme": _theme,
    "project": _project,
    "reset": _reset,
    "grid": _grid,
    "down": _chevron((5.5, 8), (10, 12.5), (14.5, 8)),
    "left": _chevron((12.2, 5.5), (7.7, 10), (12.2, 14.5)),
    "right": _chevron((7.8, 5.5), (12.3, 10), (7.8, 14.5)),
    "logo": _logo,
}
