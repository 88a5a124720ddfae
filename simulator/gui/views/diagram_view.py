"""The cell diagram in its pane: it follows the cursor, and what is clicked in it is selected."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from simulator.document.layout_edits import move_part
from simulator.gui.announcing import announce_step
from simulator.gui.gestures import new_gesture
from simulator.gui.moment_view import MomentView
from simulator.gui.session import Session
from simulator.render.diagram import NEIGHBOURS, diagram, dragged
from simulator.render.primitives import Picture, Point
from simulator.render.view import CellView

_PUSH = 12.0  # px that a key moves a part
_ARROWS = {
    Qt.Key.Key_Left: (-_PUSH, 0.0),
    Qt.Key.Key_Right: (_PUSH, 0.0),
    Qt.Key.Key_Up: (0.0, -_PUSH),
    Qt.Key.Key_Down: (0.0, _PUSH),
}
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class DiagramView(MomentView):
    """Shows the present step of the cell. Parts of a diagram that lays itself out are dragged, or moved by keys."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setAccessibleName(QCoreApplication.translate("DiagramView", "Cell diagram"))
        self._start: CellView | None = None  # what was seen as a part was taken
        self._gesture = ""
        self.dragged.connect(self._on_dragged)
        self.dropped.connect(self._on_dropped)

    def draw(self, view: CellView, width: int, height: int) -> Picture:
        """Return the diagram of a step."""
        return diagram(view, self.session.cursor.phase, width, height)

    def drawn(self) -> None:
        """Tell the step to those who do not see it."""
        announce_step(self, self.session)

    def on_clicked(self, target: str) -> None:
        """Go to another unit, or select and edit."""
        if target in NEIGHBOURS:
            self.session.change_unit(NEIGHBOURS[target])
        else:
            super().on_clicked(target)

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
