"""Editing in the timeline: an editor is laid over the field of an input, or over what the word of a step sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QRect, Qt

from simulator.gui.cell_editor import CellEditor
from simulator.gui.timeline.input_rows import editable_inputs, has_fields, row_of_input
from simulator.gui.timeline.word_editor import WordEditor

if TYPE_CHECKING:
    from simulator.gui.views.timeline_view import TimelineView

FIRST = -1
"""In place of an input: the first that has a field."""


class Fields(QObject):
    """Opens the editors in the fields of a timeline, and keeps them over their fields."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self.view = view
        over = view.canvas.viewport()
        self.numbers, self.words = CellEditor(view.session, over), WordEditor(view.session, over)
        self.numbers.moved.connect(self.edit)
        self.words.moved.connect(lambda step: self.edit(FIRST, step))
        for editor in (self.numbers, self.words):
            editor.left.connect(lambda: view.setFocus(Qt.FocusReason.OtherFocusReason))
        view.session.edit_requested.connect(lambda number: self.edit(number, view.session.cursor.step))

    @property
    def one_row(self) -> bool:
        """Whether all inputs stand in one row."""
        return any(has_fields(row) and row.kind != "input" for row in self.view.rows)

    def edit(self, number: int, step: int, text: str | None = None) -> None:
        """Edit an input (from 0) at a step (from 1), or the word that sets it, beginning with a typed text.

        Says so if it has no field.
        """
        session, inputs = self.view.session, editable_inputs(self.view.rows)
        number = inputs[0] if number == FIRST and inputs else min(number, session.layer.inputs - 1)
        row = row_of_input(self.view.rows, number)
        if row is None or number < 0:
            tr = QCoreApplication.translate
            words = tr("TimelineView", "x{input} has no row in the timeline. Show it there (R), or change it above.")
            session.refused.emit(words.format(input=max(0, number) + 1))
            return
        step = min(session.steps, max(1, step))
        if self.view.placed is not None and not self.view.placed.wide:
            self.view.zoom_usual()
        self.view.bring_into_sight(number, step - 1)
        if self.view.rows[row].kind == "places":
            self.words.open(step, text)
        else:
            self.numbers.open(number, step, text)
        session.clock.jump(step)
        self.place()

    def type(self, text: str | None = None) -> None:
        """Edit the input that was edited last, if it has a field, at the present step."""
        known = row_of_input(self.view.rows, self.numbers.row) is not None
        self.edit(self.numbers.row if known else FIRST, self.view.session.cursor.step, text)

    def refresh(self) -> None:
        """Have the editors know what may be edited, and show what stands in the field now."""
        self.numbers.inputs = editable_inputs(self.view.rows)
        for editor in (self.numbers, self.words):
            if editor.is_open:
                editor.refresh()

    def place(self) -> None:
        """Lay the open editor over its field."""
        place = self.view.placed
        for editor, number in ((self.numbers, self.numbers.row), (self.words, 0)):
            if editor.is_open and place is not None:
                row = row_of_input(place.rows, number)
                area = None if row is None else place.place(row, editor.step - 1)
                editor.stand_at(_within(*area) if area else None)

    def marked(self, step: int) -> tuple[int, int] | None:
        """Return row and column of the field, at a step, that the keyboard is on."""
        row = row_of_input(self.view.rows, self.numbers.row)
        return None if row is None else (row, step - 1)

    def close(self) -> None:
        """Put the editors away."""
        self.numbers.close_editor()
        self.words.close_editor()


def _within(x: float, y: float, width: float, height: float) -> QRect:
    return QRect(round(x + 5), round(y), round(width - 10), round(height))
