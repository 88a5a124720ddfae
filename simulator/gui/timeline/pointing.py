"""What the pointer does in the timeline: going to a step, editing an input, selecting a block, scrolling, tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from simulator.gui.timeline.tips import tip_of
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
        if column is not None and row is not None and self.view.rows[row].signal == "x":
            self._press_field(self.view.rows[row].unit, column, held)
        else:
            self.view.setFocus(Qt.FocusReason.MouseFocusReason)
            if row is not None and column is None and self.view.rows[row].signal != "x":
                self.view.session.select(self.view.rows[row].signal, self.view.rows[row].unit)
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
        if self._pressed is None or place is None:
            if self.view.selection.block is None:
                self._go_to(position)
            return
        column, row = place.column_at(position.x()), place.row_at(position.y())
        inputs = [shown.unit for shown in self.view.rows[: None if row is None else row + 1] if shown.signal == "x"]
        row = inputs[-1] if row is not None and inputs else self._pressed[0]  # below the inputs it is the last one
        if column is not None and ((row, column) != self._pressed or self.view.selection.block is not None):
            self.view.selection.reach(column, row)

    def _on_released(self) -> None:
        """A field that was pressed and nothing else is edited."""
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
        place = self.view.placed
        column = place.column_at(position.x()) if place else None
        row = place.row_at(position.y()) if place else None
        words = ""
        if place is not None and column is not None and row is not None:
            shown = self.view.rows[row]
            share = (position.y() - place.tops[row - place.first_row]) / place.metrics.of(shown)
            words = tip_of(self.view.session, shown, column, share)
        if words:
            QToolTip.showText(event.globalPos(), words, self.view.canvas)
        else:
            QToolTip.hideText()
