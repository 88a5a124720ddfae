"""Editing the inputs in their fields: which of them have one, and where the editor stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QRect, Qt

from simulator.gui.cell_editor import CellEditor
from simulator.gui.timeline.input_rows import editable_inputs, row_of_input
from simulator.render.timeline.layout import Layout

if TYPE_CHECKING:
    from simulator.gui.views.timeline_view import TimelineView

FIRST = -1
"""In place of an input: the first that has a field."""


class Fields(QObject):
    """Opens the editor in the fields of a timeline, and keeps it over its field."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self.view = view
        self.editor = CellEditor(view.session, view.canvas.viewport())
        self.editor.moved.connect(self.edit)
        self.editor.left.connect(lambda: view.setFocus(Qt.FocusReason.OtherFocusReason))
        view.session.edit_requested.connect(lambda number: self.edit(number, view.session.cursor.step))

    def edit(self, number: int, step: int, text: str | None = None) -> None:
        """Edit an input (from 0) at a step (from 1), beginning with a typed text; say so if it has no field."""
        session, inputs = self.view.session, editable_inputs(self.view.rows)
        number = inputs[0] if number == FIRST and inputs else min(number, session.layer.inputs - 1)
        if number not in inputs:
            tr = QCoreApplication.translate
            words = tr("TimelineView", "x{input} has no row in the timeline. Show it there (R), or change it above.")
            session.refused.emit(words.format(input=max(0, number) + 1))
            return
        step = min(session.steps, max(1, step))
        if self.view.placed is not None and not self.view.placed.wide:
            self.view.zoom_usual()
        self.view.bring_into_sight(number, step - 1)
        self.editor.open(number, step, text)
        session.clock.jump(step)
        self.place()

    def type(self, text: str | None = None) -> None:
        """Edit the input that was edited last, if it has a field, at the present step."""
        known = self.editor.row in editable_inputs(self.view.rows)
        self.edit(self.editor.row if known else FIRST, self.view.session.cursor.step, text)

    def refresh(self) -> None:
        """Have the editor know what may be edited, and show what stands in its field now."""
        self.editor.inputs = editable_inputs(self.view.rows)
        if self.editor.is_open:
            self.editor.refresh()

    def place(self) -> None:
        """Lay the editor over its field."""
        if self.editor.is_open and (place := self.view.placed) is not None:
            area = self._area(place, self.editor.step - 1)
            if area is None:
                self.editor.put_aside()
            else:
                x, y, width, height = area
                self.editor.stand_at(QRect(round(x + 5), round(y), round(width - 10), round(height)))

    def marked(self, step: int) -> tuple[int, int] | None:
        """Return row and column of the field, at a step, that the keyboard is on."""
        row = row_of_input(self.view.rows, self.editor.row)
        return None if row is None else (row, step - 1)

    def _area(self, place: Layout, column: int) -> tuple[float, float, float, float] | None:
        row = row_of_input(place.rows, self.editor.row)
        return None if row is None else place.place(row, column)
