"""The widget that shows any Picture and tells which of its places the pointer is on.

It is one widget that keeps what it prepared and paints the changed region only: that is faster and shorter than a
QGraphicsView with one item per id (no index, minimal update, no caching). 300 primitives at 1328 x 680, 30 of them new
in each frame: update and paint took 4.0 ms against 4.3 (median of 400 frames, offscreen), a full repaint 12.4 against
13.9.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import is_not

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from simulator.paint.painter import HINTS, Drawing, prepare
from simulator.render.primitives import Box, Circle, Curve, Group, Hotspot, Line, Picture, Primitive
from simulator.render.theme import Theme

_FRAME = 1.5  # px: the line around what the pointer is on
_STAMP = 12_000  # px: the largest shape that is kept as a small image


@dataclass(slots=True, eq=False)
class _Part:
    """One shape or text, made ready to be drawn again and again.

    A small round shape that is drawn for the second time stands still: from then on a small image of it is drawn, which
    takes a fifth of the time of a round outline.
    """

    primitive: Primitive
    drawing: Drawing
    area: QRegion  # in whole pixels of the picture
    small: bool = False
    drawn: bool = False
    stamp: QPixmap | None = None

    def draw(self, painter: QPainter, ratio: float) -> None:
        """Draw on a device of so many pixels to a logical one."""
        if not self.small or not ratio.is_integer():  # an image begins at a whole pixel
            self.drawing.draw(painter)
        elif not self.drawn:
            self.drawn = True
            self.drawing.draw(painter)
        else:
            place = self.area.boundingRect()
            if self.stamp is None or self.stamp.devicePixelRatio() != ratio:
                self.stamp = self._stamped(place, ratio)
            painter.drawPixmap(place.topLeft(), self.stamp)

    def _stamped(self, place: QRect, ratio: float) -> QPixmap:
        stamp = QPixmap(place.size() * ratio)
        stamp.setDevicePixelRatio(ratio)
        stamp.fill(Qt.GlobalColor.transparent)
        painter = QPainter(stamp)
        painter.setRenderHints(HINTS)
        painter.translate(-place.topLeft())
        self.drawing.draw(painter)
        painter.end()
        return stamp


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands in the view under one id."""

    primitive: Primitive
    parts: tuple[_Part, ...]
    area: QRect  # around all parts


class PictureView(QAbstractScrollArea):
    """Shows pictures one after another and draws again only where a primitive changed.

    ``hovered`` names the target under the pointer ("" for none), ``clicked`` and ``activated`` (a double click) the
    target that was meant. ``dragged`` tells that what has a handle is pulled so many px from where it was taken, and
    ``dropped`` that it is let go. Scroll bars appear only where the picture is larger than the view; a smaller one is
    centred.
    """

    hovered = Signal(str)
    clicked = Signal(str)
    activated = Signal(str)
    dragged = Signal(str, float, float)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self._picture = Picture(0, 0, {})
        self._theme: Theme | None = None
        self._shown: dict[str, _Shown] = {}
        self._due: set[int] = set()  # ids of new parts: they are in the region, there is no need to ask
        self._pointer: QPointF | None = None
        self._hovered = ""
        self._pressed = ""
        self._held: tuple[str, QPointF] | None = None  # the handle that the button went down on, and where
        self._pulling = False

    @property
    def picture(self) -> Picture:
        """The picture that is shown."""
        return self._picture

    @property
    def pointer(self) -> QPointF | None:
        """Where the pointer is in the viewport; None while it is elsewhere."""
        return self._pointer

    def show_picture(self, picture: Picture, theme: Theme) -> None:
        """Show a picture, and ask to be painted where it differs from the one before."""
        before, ids_before = self._picture, list(self._shown)
        same_ground = theme is self._theme and picture.background == before.background
        old, self._shown, changed = self._shown, {}, QRegion()
        for identity, primitive in picture.items.items():
            was = old.get(identity) if same_ground else None
            if was is None or was.primitive is not primitive:
                parts = _parts(primitive, theme, was.parts if was is not None else ())
                if was is not None and _same(parts, was.parts):
                    was = _Shown(primitive, was.parts, was.area)
                else:
                    self._due.update(map(id, parts))
                    changed += _difference(was.parts if was is not None else (), parts)
                    was = _Shown(primitive, parts, _around(parts))
            self._shown[identity] = was
        for identity in old.keys() - self._shown.keys():
            changed += _difference(old[identity].parts, ())
        self._picture, self._theme = picture, theme
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # from now on paintEvent fills everything
        if (picture.width, picture.height) != (before.width, before.height):
            self._fit_scroll_bars()
            same_ground = False
        if same_ground and _same_order(ids_before, list(self._shown)):
            if not changed.isEmpty():
                self.viewport().update(changed.translated(self._origin()))
        else:
            self.viewport().update()
        self._point(self._pointer)

    def place(self, target: str) -> QRect | None:
        """Return where a target's first hotspot stands in the viewport, for an editor to be laid over it."""
        return next(iter(self.places(target)), None)

    def places(self, target: str) -> list[QRect]:
        """Return where all hotspots of a target stand in the viewport, in the order in which they were drawn."""
        origin = self._origin()
        return [
            QRect(*(round(v) for v in (spot.x, spot.y, spot.width, spot.height))).translated(origin)
            for spot in self._picture.hotspots
            if spot.target == target
        ]

    def hotspot_at(self, position: QPointF) -> Hotspot | None:
        """Return the smallest hotspot that holds a point of the viewport."""
        origin = self._origin()
        x, y = position.x() - origin.x(), position.y() - origin.y()
        hit = [
            spot
            for spot in self._picture.hotspots
            if spot.x <= x < spot.x + spot.width and spot.y <= y < spot.y + spot.height
        ]
        return min(hit, key=lambda spot: spot.width * spot.height, default=None)

    def tip_of(self, spot: Hotspot, position: QPointF) -> str:
        """Return the words for a point of a hotspot."""
        return spot.tip

    def in_picture(self, position: QPointF) -> QPointF:
        """Return where a point of the viewport is in the picture."""
        return position - QPointF(self._origin())

    def sizeHint(self) -> QSize:
        """The picture's size."""
        return QSize(round(self._picture.width), round(self._picture.height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what touches the region that is to be painted."""
        if self._theme is None:
            return
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(*self._theme.colour(self._picture.background)))
        painter.setRenderHints(HINTS)
        origin = self._origin()
        painter.translate(origin)
        region = event.region().translated(-origin)
        ratio = self.viewport().devicePixelRatioF()
        for shown in self._shown.values():
            if not region.intersects(shown.area):
                continue
            for part in shown.parts:
                if id(part) in self._due or region.intersects(part.area):
                    part.draw(painter, ratio)
        self._due.clear()
        if (frame := self._frame(self._hovered)) is not None and region.intersects(frame):
            painter.setPen(QPen(QColor(*self._theme.colour("edge")), _FRAME))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(frame).adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME), 6, 6)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let scroll bars come and go."""
        self._fit_scroll_bars()
        super().resizeEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Answer the pointer: its place, and the tip of what it rests on."""
        if event.type() == QEvent.Type.Leave:
            self._point(None)
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            spot = self.hotspot_at(QPointF(event.pos()))
            if spot is not None and (tip := self.tip_of(spot, QPointF(event.pos()))):
                near = QRect(event.pos(), QSize(1, 1)) if tip != spot.tip else self.place(spot.target) or QRect()
                QToolTip.showText(event.globalPos(), tip, self.viewport(), near)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer, and pull what it holds."""
        self._point(event.position())
        if self._held is None:
            return
        handle, start = self._held
        way = event.position() - start
        if self._pulling or way.manhattanLength() >= QApplication.startDragDistance():
            self._pulling = True
            self.dragged.emit(handle, way.x(), way.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what the button went down on."""
        self._point(event.position())
        self._pressed, self._held, self._pulling = "", None, False
        spot = self.hotspot_at(event.position())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = spot.target
            self._held = (spot.handle, event.position()) if spot.handle else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click is a button that goes down and up on the same target."""
        pressed, self._pressed = self._pressed, ""
        pulled, self._held, self._pulling = self._pulling, None, False
        if pulled:
            self.dropped.emit()
        elif pressed and event.button() == Qt.MouseButton.LeftButton and self._target(event) == pressed:
            self.clicked.emit(pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Activate what was clicked a moment ago."""
        self._point(event.position())
        self._pressed, self._held = "", None
        if event.button() == Qt.MouseButton.LeftButton and (target := self._target(event)):
            self.activated.emit(target)

    def _target(self, event: QMouseEvent) -> str:
        spot = self.hotspot_at(event.position())
        return spot.target if spot is not None else ""

    def _point(self, position: QPointF | None) -> None:
        self._pointer = position
        spot = self.hotspot_at(position) if position is not None else None
        target = spot.target if spot is not None else ""
        if target != self._hovered:
            for name in (self._hovered, target):
                if (frame := self._frame(name)) is not None:
                    self.viewport().update(frame.translated(self._origin()))
            self._hovered = target
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if target else Qt.CursorShape.ArrowCursor)
            self.hovered.emit(target)

    def _frame(self, target: str) -> QRect | None:
        """Return where a target's frame stands in the picture while the pointer is on it."""
        place = self.place(target) if target else None
        return place.translated(-self._origin()).adjusted(-4, -4, 4, 4) if place is not None else None

    def _origin(self) -> QPoint:
        """Where the picture's corner stands in the viewport."""
        view = self.viewport().size()
        return QPoint(
            max(0, (view.width() - round(self._picture.width)) // 2) - self.horizontalScrollBar().value(),
            max(0, (view.height() - round(self._picture.height)) // 2) - self.verticalScrollBar().value(),
        )

    def _fit_scroll_bars(self) -> None:
        view = self.viewport().size()
        for bar, page, whole in (
            (self.horizontalScrollBar(), view.width(), self._picture.width),
            (self.verticalScrollBar(), view.height(), self._picture.height),
        ):
            bar.setPageStep(page)
            bar.setSingleStep(24)
            bar.setRange(0, max(0, round(whole) - page))


def _parts(primitive: Primitive, theme: Theme, before: tuple[_Part, ...]) -> tuple[_Part, ...]:
    """Take a primitive apart; what is as it was ``before`` stays the same object, as do equal parts."""
    leaves = list(_leaves(primitive))
    if len(leaves) != len(before):
        return tuple(_part(leaf, theme) for leaf in leaves)
    return tuple(
        old if old.primitive is leaf or old.primitive == leaf else _part(leaf, theme)
        for leaf, old in zip(leaves, before, strict=True)
    )


def _leaves(primitive: Primitive) -> Iterator[Primitive]:
    """Yield the parts of a group, as far as it is not cut."""
    if isinstance(primitive, Group) and primitive.clip is None:
        for child in primitive.children:
            if isinstance(child, Group):
                yield from _leaves(child)
            else:
                yield child
    else:
        yield primitive


@lru_cache(maxsize=4096)  # most parts of a group that changes are as they were, or come back a step later
def _part(primitive: Primitive, theme: Theme) -> _Part:
    """Make a part ready; a long line's area is that of its straight pieces."""
    drawing = prepare(primitive, theme)
    area = QRegion(drawing.bounds.toAlignedRect())
    if isinstance(primitive, Line) and len(primitive.points) > 2 and primitive.fill is None and not primitive.closed:
        reach = 2 * primitive.width + 2
        area = QRegion()
        for (x1, y1), (x2, y2) in itertools.pairwise(primitive.points):
            piece = QRectF(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
            area += piece.adjusted(-reach, -reach, reach, reach).toAlignedRect()
    return _Part(primitive, drawing, area, _is_worth_a_stamp(primitive, area.boundingRect()))


def _is_worth_a_stamp(primitive: Primitive, area: QRect) -> bool:
    """Tell whether a part is small and round. Letters are none: Qt blends them otherwise on a transparent ground."""
    if not 0 < area.width() * area.height() <= _STAMP:
        return False
    if isinstance(primitive, Box):
        return primitive.radius > 0 or primitive.stroke is not None
    return isinstance(primitive, Circle | Curve)


def _same(one: tuple[_Part, ...], two: tuple[_Part, ...]) -> bool:
    return len(one) == len(two) and not any(map(is_not, one, two))


def _around(parts: tuple[_Part, ...]) -> QRect:
    area = QRect()
    for part in parts:
        area = area.united(part.area.boundingRect())
    return area


def _difference(before: tuple[_Part, ...], after: tuple[_Part, ...]) -> QRegion:
    """Return where two versions of one primitive differ."""
    changed = QRegion()
    if len(before) == len(after):  # in the same order, with others in the place of some
        for one, two in zip(before, after, strict=True):
            if one is not two:
                changed += one.area
                changed += two.area
        return changed
    old, new = (dict.fromkeys(map(id, parts)) for parts in (before, after))
    kept = old.keys() & new.keys()
    everything = [name for name in old if name in kept] != [name for name in new if name in kept]
    for part in (*before, *after):
        if everything or id(part) not in kept:
            changed += part.area
    return changed


def _same_order(before: list[str], after: list[str]) -> bool:
    """Tell whether the ids that stand in both lists stand in the same order."""
    if before == after:
        return True
    common = set(before) & set(after)
    return [name for name in before if name in common] == [name for name in after if name in common]
