"""The widget that shows any Picture and tells which of its places the pointer is on.

It is one widget that keeps what it prepared and paints the changed region only: that is faster and shorter than a
QGraphicsView with one item per id (no index, minimal update, no caching). 300 primitives at 1328 x 680, 30 of them new
in each frame: update and paint took 4.0 ms against 4.3 (median of 400 frames, offscreen), a full repaint 12.4 against
13.9.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from simulator.gui.picture_image import Ground, PictureImage
from simulator.gui.picture_parts import Compared, Shown, at_once, compare, same_order
from simulator.paint.painter import HINTS
from simulator.render.primitives import Hotspot, Picture
from simulator.render.theme import Theme

_FRAME = 1.5  # px: the line around what the pointer is on


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
        self._shown: dict[str, Shown] = {}
        self._image: PictureImage | None = None  # of what is shown, where it was drawn in steps
        self._number = 0  # of what was to be shown last
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
        self._number += 1
        compared = at_once(compare(picture, theme, self._before(picture, theme)))
        self._due |= compared.new
        self._image = None
        self._take(picture, theme, compared)

    def showing(self, picture: Picture, theme: Theme) -> Iterator[None]:
        """Show a picture in small steps, none of which holds the window up; it is seen after the last.

        It is drawn on an image, as large as the view. What is given up on the way, or comes too late because something
        else has been shown meanwhile, is not seen.
        """
        self._number += 1
        number = self._number
        compared = yield from compare(picture, theme, self._before(picture, theme))
        if number != self._number:
            return
        ground = self._ground(picture, theme)
        if not ground.ratio.is_integer():  # an image would not begin at a whole pixel
            self._due |= compared.new
            self._take(picture, theme, compared)
            return
        image, region = self._image, compared.changed
        if image is not None and image.ground == ground and self._same_order(compared):
            image = image.copy()
        else:
            image = PictureImage.blank(ground)
            region = image.everything
        yield from image.draw(compared.shown, region)
        if number == self._number:
            self._take(picture, theme, compared)
            self._image = image

    def _ground(self, picture: Picture, theme: Theme) -> Ground:
        view = self.viewport()
        return Ground(theme, picture.background, view.size(), view.devicePixelRatioF(), self._origin(picture))

    def _before(self, picture: Picture, theme: Theme) -> dict[str, Shown]:
        """Return what stands in the view, as far as it may stay."""
        same_ground = theme is self._theme and picture.background == self._picture.background
        return self._shown if same_ground else {}

    def _same_order(self, compared: Compared) -> bool:
        return same_order(list(self._shown), list(compared.shown))

    def _take(self, picture: Picture, theme: Theme, compared: Compared) -> None:
        """Let a picture stand in the view."""
        before = self._picture
        everything = theme is not self._theme or picture.background != before.background
        everything = everything or not self._same_order(compared)
        self._picture, self._theme, self._shown = picture, theme, compared.shown
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # from now on paintEvent fills everything
        if (picture.width, picture.height) != (before.width, before.height):
            self._fit_scroll_bars()
            everything = True
        if everything:
            self.viewport().update()
        elif not compared.changed.isEmpty():
            self.viewport().update(compared.changed.translated(self._origin()))
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
        origin = self._origin()
        region = event.region().translated(-origin)
        if self._image is not None and self._image.ground == self._ground(self._picture, self._theme):
            painter.drawImage(QPoint(0, 0), self._image.image)
            painter.setRenderHints(HINTS)
            painter.translate(origin)
        else:
            painter.fillRect(event.rect(), QColor(*self._theme.colour(self._picture.background)))
            painter.setRenderHints(HINTS)
            painter.translate(origin)
            self._draw_parts(painter, region)
        if (frame := self._frame(self._hovered)) is not None and region.intersects(frame):
            painter.setPen(QPen(QColor(*self._theme.colour("edge")), _FRAME))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(frame).adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME), 6, 6)
        painter.end()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no image of what nobody sees: at 4K all pages have 33 MB each."""
        super().hideEvent(event)
        self._image = None

    def _draw_parts(self, painter: QPainter, region: QRegion) -> None:
        ratio = self.viewport().devicePixelRatioF()
        for shown in self._shown.values():
            if not region.intersects(shown.area):
                continue
            for part in shown.parts:
                if id(part) in self._due or region.intersects(part.area):
                    part.draw(painter, ratio)
        self._due.clear()

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

    def _origin(self, picture: Picture | None = None) -> QPoint:
        """Where the corner of the picture, or of one that is to be shown, stands in the viewport."""
        view, picture = self.viewport().size(), picture or self._picture
        return QPoint(
            max(0, (view.width() - round(picture.width)) // 2) - self.horizontalScrollBar().value(),
            max(0, (view.height() - round(picture.height)) // 2) - self.verticalScrollBar().value(),
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
