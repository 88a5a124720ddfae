"""Lines of text as placed glyphs: shaped by Qt at a large size, drawn at any pixel size, also a fractional one.

A QFont has whole pixels only, but a QRawFont may have any size, and without hinting all measures grow in proportion. So
a run is shaped at ``_REFERENCE`` pixels (kerning, tabular figures, other fonts for what Inter lacks) and its glyph
positions are scaled. Drawing the glyph run afterwards costs less than drawing the string would.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QGlyphRun, QPainterPath, QRawFont, QTextLayout

from simulator.paint.fonts import font
from simulator.render.primitives import Run, Text

_REFERENCE = 100  # pixels
_SHIFTED_SIZE = 0.70  # of a subscript or superscript, in em of the line
_DROP = 0.20  # of a subscript's baseline, in em of the line
_RISE = 0.36  # of a superscript's baseline, in em of the line: its top stands a little above the capitals
_STEP = 4  # sizes are rounded to 1/4 pixel, so that a window being resized does not fill the memory with fonts
_MOST_FONTS = 400

_raw_fonts: dict[tuple[str, str, float], QRawFont] = {}


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Glyphs of one font and colour, to be drawn with the pen's colour at ``origin``, a point of the baseline."""

    run: QGlyphRun
    origin: QPointF
    colour: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text in its place. ``width`` is the advance; ``ink`` holds every pixel of the letters."""

    glyphs: tuple[Glyphs, ...]
    width: float
    ink: QRectF


def lay_out(text: Text) -> Placed:
    """Place the glyphs of a Text, without its halo and clip."""
    shaped = [(run, _shape_run(run, text.size, text.weight)) for run in text.runs]
    width = sum(piece.width for _, piece in shaped)
    x = text.x - width * {"left": 0.0, "center": 0.5, "right": 1.0}[text.align]
    y = text.y + (cap_height(text.size) / 2 if text.middle else 0.0)
    glyphs: list[Glyphs] = []
    ink = QRectF()
    for run, piece in shaped:
        shift = {"": 0.0, "sub": _DROP, "sup": -_RISE}[run.shift] * text.size
        origin = QPointF(x, y + shift)
        glyphs += [Glyphs(part, origin, run.colour or text.colour) for part in piece.runs]
        ink = ink.united(piece.ink.translated(origin))
        x += piece.width
    # The rasteriser may move a baseline to the next whole pixel and smooths one pixel outwards.
    return Placed(tuple(glyphs), width, ink.adjusted(-1, -1, 1, 1) if glyphs else ink)


def text_width(runs: tuple[Run, ...], size: float, weight: int = 500) -> float:
    """Return the advance of a line in pixels, as it will be drawn."""
    return sum(_shape_run(run, size, weight).width for run in runs)


def outline(run: QGlyphRun) -> QPainterPath:
    """Return the letters of a glyph run as a path, for sizes that are not drawn from kept glyphs."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)  # letters may overlap
    raw = run.rawFont()
    for index, at in zip(run.glyphIndexes(), run.positions(), strict=True):
        path.addPath(raw.pathForGlyph(index).translated(at))
    return path


def cap_height(size: float) -> float:
    """Return the height of the capitals at a size, in pixels; figures are as high."""
    return _reference_cap_height() * size / _REFERENCE


@functools.cache
def _reference_cap_height() -> float:
    return QFontMetricsF(font(_REFERENCE)).capHeight()


@dataclass(frozen=True, slots=True)
class _Shaped:
    width: float
    runs: tuple[QGlyphRun, ...]  # one for each font in it, placed from (0, 0) on the baseline
    ink: QRectF


def _shape_run(run: Run, size: float, weight: int) -> _Shaped:
    if run.shift:
        size *= _SHIFTED_SIZE
    return _shape(run.text, run.weight or weight, run.italic, round(size * _STEP) / _STEP)


@functools.lru_cache(maxsize=4096)
def _shape(text: str, weight: int, italic: bool, size: float) -> _Shaped:
    layout = QTextLayout(text, font(_REFERENCE, weight, italic))
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    if not text:
        return _Shaped(0.0, (), QRectF())
    factor = size / _REFERENCE
    baseline = line.ascent()
    runs = []
    ink = QRectF()
    for reference in layout.glyphRuns():
        run = QGlyphRun()
        run.setRawFont(_raw_font(reference.rawFont(), size))
        run.setGlyphIndexes(reference.glyphIndexes())
        run.setPositions([QPointF(at.x() * factor, (at.y() - baseline) * factor) for at in reference.positions()])
        runs.append(run)
        ink = ink.united(run.boundingRect())
    return _Shaped(line.horizontalAdvance() * factor, tuple(runs), ink)


def _raw_font(reference: QRawFont, size: float) -> QRawFont:
    """Return a font at another size, always the same one: each QRawFont keeps drawn glyphs of its own."""
    key = (reference.familyName(), reference.styleName(), size)
    result = _raw_fonts.get(key)
    if result is None:
        if len(_raw_fonts) >= _MOST_FONTS:
            _raw_fonts.clear()  # what is still on the screen keeps its own
        result = QRawFont(reference)
        result.setPixelSize(size)
        _raw_fonts[key] = result
    return result
