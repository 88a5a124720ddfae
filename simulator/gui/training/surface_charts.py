"""The error surface as a map, and as a landscape that is turned by the mouse or by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip

from simulator.gui.session import Session
from simulator.gui.training.turn_picture import Made, Plan, TurnPicture
from simulator.render.training.chart import Look
from simulator.render.training.contour_map import contour_map, loss_at
from simulator.render.training.landscape import TILT, TURN, clearest_turn, landscape
from simulator.render.training.surface import Surface, Trail

_TURNING = 0.4  # degrees a px
_LEAST, _MOST = 5.0, 85.0  # degrees of tilt


class SurfaceChart(TurnPicture):
    """One picture of a surface; ``wanted`` names the update whose point on a trail was clicked."""

    wanted = Signal(str)

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(session, name)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.surface: Surface | None = None
        self.trails: tuple[Trail, ...] = ()
        self.clicked.connect(self.wanted)

    def plan(self, width: float, height: float, look: Look) -> Plan | None:
        """Return what draws the surface."""
        surface, trails = self.surface, self.trails
        return None if surface is None else lambda: Made(contour_map(surface, trails, width, height, look))

    def viewportEvent(self, event: QEvent) -> bool:
        """Say the loss at the point that the pointer rests on."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.surface is not None:
            position = QPointF(event.pos())
            spot = self.hotspot_at(position)
            words = spot.tip if spot is not None and spot.tip else self.tip_at(self.surface, position)
            if words:
                QToolTip.showText(event.globalPos(), words, self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def tip_at(self, surface: Surface, position: QPointF) -> str:
        """Return the words for a point that is no trail's."""
        size = self.viewport().size()
        return loss_at(surface, position.x(), position.y(), size.width(), size.height(), self.look())


class LandscapeChart(SurfaceChart):
    """The surface in perspective."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(session, name)
        self.turn: float | None = None  # from where it is clearest, until somebody turns it
        self.tilt = TILT
        self._seen = TURN  # what it is seen from now
        self._from: QPointF | None = None

    def plan(self, width: float, height: float, look: Look) -> Plan | None:
        """Return what draws the surface, as it is turned."""
        surface, trails, turned, tilt = self.surface, self.trails, self.turn, self.tilt
        if surface is None:
            return None

        def make() -> Made:
            turn = clearest_turn(surface, trails, tilt) if turned is None else turned
            return Made(landscape(surface, trails, width, height, look, turn, tilt), turn)

        return make

    def keep(self, found: float | None) -> None:
        """Know from where it is seen, to turn it from there."""
        self._seen = self._seen if found is None else found

    def tip_at(self, surface: Surface, position: QPointF) -> str:
        """Nothing: which point is meant cannot be told."""
        return ""

    def turn_by(self, across: float, up: float) -> None:
        """Turn it by so many degrees, and look from further up."""
        turn = self._seen if self.turn is None else self.turn
        self.turn = (turn + across + 180) % 360 - 180
        self.tilt = min(_MOST, max(_LEAST, self.tilt + up))
        self.draw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of it."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn it as far as it is dragged."""
        super().mouseMoveEvent(event)
        if self._from is not None and event.buttons() & Qt.MouseButton.LeftButton:
            way = event.position() - self._from
            self._from = event.position()
            self.turn_by(-_TURNING * way.x(), _TURNING * way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of it."""
        super().mouseReleaseEvent(event)
        self._from = None
