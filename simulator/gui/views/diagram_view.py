"""The cell diagram in its pane: it follows the cursor, and what is clicked in it is selected."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from simulator.document.layout_edits import move_part
from simulator.gui.announcing import announce_step
from simulator.gui.gestures import new_gesture
from simulator.gui.moment_view import MomentView
from simulator.gui.number_in_place import number_at
from simulator.gui.session import Session
from simulator.render.comparing.marks import marked
from simulator.render.diagram import ALL_UNITS, NEIGHBOURS, diagram, dragged
from simulator.render.primitives import Hotspot, Picture, Point
from simulator.render.units.draw import MAP, field_at, field_tip
from simulator.render.view import CellView

_PUSH = 12.0  # px that a key moves a part
_ARROWS = {
    Qt.Key.Key_Left: (-_PUSH, 0.0),
    Qt.Key.Key_Right: (_PUSH, 0.0),
    Qt.Key.Key_Up: (0.0, -_PUSH),
    Qt.Key.Key_Down: (0.0, _PUSH),
}
_UNIT = re.compile(r"unit\[(\d+)\]")
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class DiagramView(MomentView):
    """Shows the present step of the cell. Parts of a diagram that lays itself out are dragged, or moved by keys."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setAccessibleName(QCoreApplication.translate("DiagramView", "Cell diagram"))
        self._start: CellView | None = None  # what was seen as a part was taken
        self._gesture = ""
        self.activated.connect(self.on_activated)
        self.dragged.connect(self._on_dragged)
        self.dropped.connect(self._on_dropped)

    def draw(self, view: CellView, width: int, height: int) -> Picture:
        """Return the diagram of a step."""
        picture = diagram(view, self.session.cursor.phase, width, height)
        return marked(picture, (), view.now.held) if view.now.held else picture

    def drawn(self) -> None:
        """Tell the step to those who do not see it."""
        announce_step(self, self.session)

    def on_clicked(self, target: str) -> None:
        """Go to another unit, or to all of them; else select and edit."""
        session = self.session
        if target in NEIGHBOURS:
            session.change_unit(NEIGHBOURS[target])
        elif target == ALL_UNITS:
            session.show_all_units(True)
        elif target == MAP and (field := self._field(self.pointer)) is not None:
            session.select(*field)
        elif (unit := _UNIT.fullmatch(target)) is not None:
            session.select(session.selected, int(unit[1]))
        else:
            super().on_clicked(target)

    def on_activated(self, target: str) -> None:
        """A double click on a unit shows it in full."""
        if self.session.all_units:
            self.on_clicked(target)
            self.session.show_all_units(False)

    def tip_of(self, spot: Hotspot, position: QPointF) -> str:
        """Return the words for a field of the map, or those that a hotspot has."""
        field = self._field(position) if spot.target == MAP else None
        view = self.session.view()
        return spot.tip if field is None or view is None else field_tip(view, *field)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Among all units the wheel goes from one to the next; with Ctrl it goes into one, and out to all."""
        spot, session = self.hotspot_at(event.position()), self.session
        way = 1 if event.angleDelta().y() < 0 else -1
        number = spot is not None and number_at(session, spot.target) is not None
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and not number and session.layer.units > 1:
            if session.all_units and way < 0 and spot is not None:
                self.on_clicked(spot.target)
            session.show_all_units(way > 0)
        elif session.all_units and self.verticalScrollBar().maximum() == 0:
            session.change_unit(way)
        else:
            super().wheelEvent(event)

    def _field(self, position: QPointF | None) -> tuple[str, int] | None:
        """Return the signal and the unit of the map's field at a point."""
        view, size = self.session.view(), self.viewport().size()
        if position is None or view is None:
            return None
        at = self.in_picture(position)
        return field_at(view, at.x(), at.y(), size.width(), size.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl and Shift with an arrow move the selected part; all else is the window's."""
        way = _ARROWS.get(Qt.Key(event.key()))
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        view = self.session.view()
        if way is None or modifiers != _HELD or view is None:
            super().keyPressEvent(event)
            return
        spots = (spot for spot in self.picture.hotspots if spot.target == self.session.selected and spot.handle)
        if spot := next(spots, None):
            self._move(view, spot.handle, way, new_gesture("push"))

    def _on_dragged(self, handle: str, dx: float, dy: float) -> None:
        if self._start is None:
            self._start, self._gesture = self.session.view(), new_gesture("drag")
        if self._start is not None:
            self._move(self._start, handle, (dx, dy), self._gesture)

    def _on_dropped(self) -> None:
        self._start = None

    def _move(self, view: CellView, handle: str, by: Point, gesture: str) -> None:
        size = self.viewport().size()
        place = dragged(view, handle, by, size.width(), size.height())
        if place is not None:
            self.session.try_apply(lambda state: move_part(state, handle, place, gesture))
