"""What the pointer does in the timeline: going to a step, editing an input, selecting a block, scrolling, tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from simulator.gui.timeline.input_rows import has_fields, nearest_input
from simulator.gui.timeline.tips import tip_at
from simulator.render.timeline.draw import CURRENT

if TYPE_CHECKING:
    from simulator.gui.views.timeline_view import TimelineView


class Pointing(QObject):
    """Follows the canvas of a timeline."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self.view = view
        self._pressed: tuple[int, int] | None = None  # the field of an input that the button went down on
        canvas = view.canvas
        canvas.pressed.connect(self._on_pressed)
        canvas.dragged.connect(self._on_dragged)
        canvas.released.connect(self._on_released)
        canvas.scrolled.connect(self._on_scrolled)
        canvas.zoomed.connect(lambda notches, at: view.zoom(notches, at.x()))
        canvas.asked.connect(self._show_tip)

    def _on_pressed(self, position: QPointF, held: Qt.KeyboardModifier) -> None:
        place = self.view.placed
        if place is None:
            return
        spot = self.view.canvas.hotspot_at(position)
        if spot is not None and spot.target == CURRENT:
            self.view.show_around(self.view.session.cursor.step - 1)
            return
        column, row = place.column_at(position.x()), place.row_at(position.y())
        self._pressed = None
        if column is not None and row is not None and has_fields(self.view.rows[row]):
            self._press_field(self.view.rows[row].unit, column, held)
        else:
            self.view.setFocus(Qt.FocusReason.MouseFocusReason)
            if not self.view.names.press(position):
                self._go_to(position)

    def _press_field(self, row: int, column: int, held: Qt.KeyboardModifier) -> None:
        """Begin a block at a field, or with Shift reach from the present one to it."""
        self.view.setFocus(Qt.FocusReason.MouseFocusReason)
        if held & Qt.KeyboardModifier.ShiftModifier:
            if self.view.selection.block is None:
                self.view.selection.begin(self.view.session.cursor.step - 1, self.view.editor.row)
            self.view.selection.reach(column, row)
        else:
            self.view.selection.choose(None)
            self.view.selection.begin(column, row)
            self._pressed = row, column

    def _on_dragged(self, position: QPointF) -> None:
        """Reach for a field, or go along the steps."""
        place = self.view.placed
        if self.view.names.drag(position):
            return
        if self._pressed is None or place is None:
            if self.view.selection.block is None:
                self._go_to(position)
            return
        column, row = place.column_at(position.x()), place.row_at(position.y())
        found = None if row is None else nearest_input(self.view.rows, row)
        number = self._pressed[0] if found is None else found
        if column is not None and ((number, column) != self._pressed or self.view.selection.block is not None):
            self.view.selection.reach(column, number)

    def _on_released(self) -> None:
        """A field that was pressed and nothing else is edited."""
        self.view.names.release()
        pressed, self._pressed = self._pressed, None
        if pressed is not None and self.view.selection.block is None:
            row, column = pressed
            if self.view.placed is not None and self.view.placed.wide:
                self.view.fields.edit(row, column + 1)
            else:
                self.view.session.clock.jump(column + 1)

    def _go_to(self, position: QPointF) -> None:
        place = self.view.placed
        if place is not None and (column := place.column_at(position.x())) is not None:
            self.view.session.clock.jump(column + 1)

    def _on_scrolled(self, amount: float, sideways: bool) -> None:
        across, down = self.view.across, self.view.down
        bar = across if sideways or down.maximum() == 0 else down
        step = max(1, across.pageStep() // 8) if bar is across and self.view.pitch is not None else 1
        bar.setValue(bar.value() - (step if amount > 0 else -step))

    def _show_tip(self, position: QPointF, event: QHelpEvent) -> None:
        words = tip_at(self.view, position)
        if words:
            QToolTip.showText(event.globalPos(), words, self.view.canvas)
        else:
            QToolTip.hideText()
