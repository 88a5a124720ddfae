"""Primitives to QPainter, in two steps: prepare once (paths, pens, glyphs), draw as often as needed.

The window keeps what was prepared until the primitive changes; everything else calls ``paint``.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QGlyphRun, QImage, QPaintEngine, QPainter, QPainterPath, QPen, qRgb

from simulator.paint.paths import box_path, circle_path, curve_path, line_path
from simulator.paint.text import lay_out, outline
from simulator.render.heat import colour_of, palette
from simulator.render.primitives import Box, Circle, Clip, Curve, Envelope, Group, Heat, Line, Picture, Primitive, Text
from simulator.render.theme import Theme

HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing

_NO_PEN = QPen(Qt.PenStyle.NoPen)
_NO_BRUSH = QBrush(Qt.BrushStyle.NoBrush)
_CAPS = {"butt": Qt.PenCapStyle.FlatCap, "round": Qt.PenCapStyle.RoundCap, "square": Qt.PenCapStyle.SquareCap}
# A smoothed pen of 1 or less goes through Qt's code for hairlines: 0.4 ms instead of 1 µs for a rule across the window.
_THINNEST = 1.001
_MITRE = 4.0  # a point sticks out by half of this many widths at most, as in SVG
# Where the letters of a halo stand, in halves of its width. Baselines are moved to whole pixels, so the heights are
# evenly spaced: they stay so for the usual width of 4, and leave no slit beside a minus.
_RING = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.87, 0.5), (-0.87, 0.5), (0.87, -0.5), (-0.87, -0.5))
_LARGEST_GLYPH = 60.0  # device pixels; above 64 Qt would draw outlines, and draws nothing with a resized QRawFont


class Drawing(Protocol):
    """A primitive made ready in the colours of one theme."""

    @property
    def bounds(self) -> QRectF:
        """A rectangle that holds every pixel drawn at scale 1 or above."""

    def draw(self, painter: QPainter) -> None:
        """Draw with a painter that has ``HINTS``. Pen and brush are left as they happen to be."""


def paint(painter: QPainter, what: Picture | Primitive, theme: Theme) -> None:
    """Draw a primitive, or all of a picture except its background."""
    painter.setRenderHints(HINTS)
    for primitive in what.items.values() if isinstance(what, Picture) else (what,):
        prepare(primitive, theme).draw(painter)


def draw_in_steps(drawing: Drawing, painter: QPainter) -> Iterator[None]:
    """Draw, and yield after each shape or text of a group."""
    match drawing:
        case _Several():
            for child in drawing.children:
                yield from draw_in_steps(child, painter)
        case _Clipped():
            with drawing.clipping(painter):
                yield from draw_in_steps(drawing.child, painter)
        case _:
            drawing.draw(painter)
            yield


def bounds(primitive: Primitive, theme: Theme) -> QRectF:
    """Return a rectangle that holds all of a primitive, with its stroke, halo and smoothed edge."""
    return prepare(primitive, theme).bounds


def prepare(primitive: Primitive, theme: Theme) -> Drawing:
    """Turn a primitive into paths, pens and glyphs. Raises KeyError for a colour that is no token."""
    if isinstance(primitive, Group):
        return _group(tuple(prepare(child, theme) for child in primitive.children), primitive.clip)
    return _prepare_part(primitive, theme)


@lru_cache(maxsize=8192)  # most parts of a group that changes are as they were, or come back a step later
def _prepare_part(primitive: Text | Line | Box | Circle | Curve | Heat | Envelope, theme: Theme) -> Drawing:
    match primitive:
        case Text():
            return _prepare_text(primitive, theme)
        case Line():
            pen = _pen(theme, primitive.stroke, primitive.width, primitive.dash, primitive.cap)
            return _shape(line_path(primitive), pen, _brush(theme, primitive.fill))
        case Box():
            pen = _pen(theme, primitive.stroke, primitive.stroke_width, primitive.dash)
            return _shape(box_path(primitive), pen, _brush(theme, primitive.fill))
        case Circle():
            pen = _pen(theme, primitive.stroke, primitive.stroke_width)
            return _shape(circle_path(primitive), pen, _brush(theme, primitive.fill))
        case Curve():
            pen = _pen(theme, primitive.stroke, primitive.width, primitive.dash)
            return _shape(curve_path(primitive), pen, _brush(theme, primitive.fill))
        case Heat():
            return _Fields(primitive, theme, QRectF(primitive.x, primitive.y, primitive.width, primitive.height))
        case Envelope():
            spans = np.frombuffer(primitive.spans, np.uint16).reshape(-1, 2)
            area = QRectF(primitive.x, primitive.y, len(spans), primitive.height)
            return _Strokes(primitive, _colour(theme, primitive.colour), spans, area)


_IN_PIXELS = (QPaintEngine.Type.Raster, QPaintEngine.Type.X11, QPaintEngine.Type.OpenGL2)


@dataclass(frozen=True, slots=True)
class _Fields:
    heat: Heat
    theme: Theme
    bounds: QRectF

    def draw(self, painter: QPainter) -> None:
        heat = self.heat
        rows = len(heat.levels) // heat.columns if heat.columns else 0
        if not rows:
            return
        if painter.paintEngine().type() in _IN_PIXELS:
            image = QImage(heat.levels, heat.columns, rows, heat.columns, QImage.Format.Format_Indexed8)
            image.setColorTable(_colour_table(self.theme))
            painter.drawImage(self.bounds, image)
            return
        wide, high = heat.width / heat.columns, heat.height / rows  # a small image would be smoothed
        colours = palette(self.theme)
        for number, level in enumerate(heat.levels):
            row, column = divmod(number, heat.columns)
            field = QRectF(heat.x + column * wide, heat.y + row * high, wide, high)
            painter.fillRect(field, QColor(*colours[level]))


@dataclass(frozen=True, slots=True)
class _Strokes:
    envelope: Envelope
    colour: QColor
    spans: np.ndarray  # (pixels, 2), in eighths of a pixel
    bounds: QRectF

    def draw(self, painter: QPainter) -> None:
        if not len(self.spans):
            return
        if painter.paintEngine().type() in _IN_PIXELS:
            scale = max(1.0, painter.deviceTransform().m22())
            rows = math.ceil(self.envelope.height * scale)
            middles = (np.arange(rows) + 0.5) * (8 / scale)
            inside = (middles[:, np.newaxis] >= self.spans[:, 0]) & (middles[:, np.newaxis] < self.spans[:, 1])
            levels = np.zeros((rows, -(-len(self.spans) // 4) * 4), np.uint8)  # lines of an image begin at words
            levels[:, : len(self.spans)] = inside
            data = levels.tobytes()
            image = QImage(data, len(self.spans), rows, levels.shape[1], QImage.Format.Format_Indexed8)
            image.setColorTable([0, self.colour.rgba()])
            painter.drawImage(QRectF(self.bounds.x(), self.bounds.y(), len(self.spans), rows / scale), image)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour)
        path = QPainterPath()
        for pixel, (top, bottom) in enumerate(self.spans / 8):
            if bottom > top:
                path.addRect(QRectF(self.bounds.x() + pixel, self.bounds.y() + top, 1, bottom - top))
        painter.drawPath(path)


@lru_cache(maxsize=8)
def _colour_table(theme: Theme) -> list[int]:
    return [qRgb(*colour[:3]) for colour in palette(theme)]


@dataclass(frozen=True, slots=True)
class _Shape:
    path: QPainterPath
    pen: QPen
    brush: QBrush
    bounds: QRectF

    def draw(self, painter: QPainter) -> None:
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        painter.drawPath(self.path)


@dataclass(frozen=True, slots=True)
class _Letters:
    glyphs: tuple[tuple[QColor, QPointF, QGlyphRun], ...]  # first those of the halo
    size: float
    bounds: QRectF

    def draw(self, painter: QPainter) -> None:
        outlined = self.size * painter.deviceTransform().m11() > _LARGEST_GLYPH
        pen = None
        for colour, origin, run in self.glyphs:
            if outlined:
                painter.fillPath(outline(run).translated(origin), colour)
                continue
            if colour is not pen:
                painter.setPen(colour)
                pen = colour
            painter.drawGlyphRun(origin, run)


@dataclass(frozen=True, slots=True)
class _Several:
    children: tuple[Drawing, ...]
    bounds: QRectF

    def draw(self, painter: QPainter) -> None:
        for child in self.children:
            child.draw(painter)


@dataclass(frozen=True, slots=True)
class _Clipped:
    child: Drawing
    clip: QRectF
    bounds: QRectF

    def draw(self, painter: QPainter) -> None:
        with self.clipping(painter):
            self.child.draw(painter)

    @contextmanager
    def clipping(self, painter: QPainter) -> Iterator[None]:
        painter.save()
        try:
            painter.setClipRect(self.clip, Qt.ClipOperation.IntersectClip)
            yield
        finally:
            painter.restore()


def _shape(path: QPainterPath, pen: QPen, brush: QBrush) -> _Shape:
    reach = 1.0  # the smoothed edge
    if pen.style() != Qt.PenStyle.NoPen:
        reach += pen.widthF() / 2 * (_MITRE if pen.joinStyle() == Qt.PenJoinStyle.SvgMiterJoin else 1.5)
    return _Shape(path, pen, brush, path.boundingRect().adjusted(-reach, -reach, reach, reach))


def _prepare_text(text: Text, theme: Theme) -> Drawing:
    layout = lay_out(text)
    glyphs = [(_colour(theme, part.colour), part.origin, part.run) for part in layout.glyphs]
    area = layout.ink
    if text.halo is not None and glyphs:
        # The letters themselves, eight times around their place: a fifth of the cost of stroking their outlines.
        reach, halo = text.halo_width / 2, _colour(theme, text.halo)
        ring = _ring(reach)
        glyphs[:0] = [(halo, origin + offset, run) for _, origin, run in glyphs for offset in ring]
        area = area.adjusted(-reach, -reach, reach, reach)
    return _clipped(_Letters(tuple(glyphs), text.size, area), text.clip)


def prepare_in_steps(group: Group, theme: Theme) -> Generator[None, None, Drawing]:
    """Make a group ready, and yield after each child."""
    children = []
    for child in group.children:
        children.append(prepare(child, theme))
        yield
    return _group(tuple(children), group.clip)


def _group(children: tuple[Drawing, ...], clip: Clip | None) -> Drawing:
    area = QRectF()
    for child in children:
        area = area.united(child.bounds)
    return _clipped(_Several(children, area), clip)


def _clipped(drawing: Drawing, clip: Clip | None) -> Drawing:
    if clip is None:
        return drawing
    rect = QRectF(*clip)
    # A clip ends at whole pixels, so it may let through half a pixel more than asked for.
    return _Clipped(drawing, rect, drawing.bounds.intersected(rect.adjusted(-1, -1, 1, 1)))


@lru_cache(maxsize=1024)  # pens and brushes are shared, as colours are: a landscape has thousands of equal facets
def _pen(theme: Theme, stroke: str | None, width: float, dash: tuple[float, ...] = (), cap: str = "butt") -> QPen:
    if stroke is None or width <= 0:
        return _NO_PEN
    width = max(width, _THINNEST)
    pen = QPen(_colour(theme, stroke), width)
    pen.setCapStyle(_CAPS[cap])
    if cap == "round":
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    else:
        pen.setJoinStyle(Qt.PenJoinStyle.SvgMiterJoin)
        pen.setMiterLimit(_MITRE)
    if dash:
        pattern = dash if len(dash) % 2 == 0 else dash * 2
        pen.setDashPattern([max(length, 0.01) / width for length in pattern])  # in widths; Qt draws no dash of 0
    return pen


@lru_cache(maxsize=1024)
def _brush(theme: Theme, fill: str | None) -> QBrush:
    return _NO_BRUSH if fill is None else QBrush(_colour(theme, fill))


@lru_cache(maxsize=64)
def _ring(radius: float) -> tuple[QPointF, ...]:
    return tuple(QPointF(x * radius, y * radius) for x, y in _RING)


@lru_cache(maxsize=1024)
def _colour(theme: Theme, token: str) -> QColor:
    return QColor(*colour_of(theme, token))
