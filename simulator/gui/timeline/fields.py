"""Editing in the timeline: an editor is laid over the field of an input, or over what the word of a step sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt

from simulator.gui.cell_editor import CellEditor
from simulator.gui.timeline.word_editor import WordEditor
from simulator.render.timeline.rows import row_of_input

if TYPE_CHECKING:
    from simulator.gui.views.timeline_view import TimelineView


class Fields(QObject):
    """Opens the editors of a timeline and keeps them over their fields."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self.view = view
        over = view.canvas.viewport()
        self.numbers, self.words = CellEditor(view.session, over), WordEditor(view.session, over)
        self.numbers.moved.connect(self.edit)
        self.words.moved.connect(lambda step: self.edit(0, step))
        for editor in (self.numbers, self.words):
            editor.left.connect(lambda: view.setFocus(Qt.FocusReason.OtherFocusReason))
        view.session.edit_requested.connect(lambda column: self.edit(column, view.session.cursor.step))

    def row_of(self, column: int) -> int:
        """Return the row in which an input (from 0) stands: its own, or that of all of them."""
        return row_of_input(self.view.rows, column) or 0

    @property
    def one_row(self) -> bool:
        """Whether all inputs stand in one row."""
        return any(row.signal == "x" and row.units > 1 for row in self.view.rows)

    def edit(self, column: int, step: int, text: str | None = None) -> None:
        """Edit an input (from 0) at a step (from 1), or the word that sets it, beginning with a typed text."""
        view, session = self.view, self.view.session
        step = min(session.steps, max(1, step))
        column = min(session.layer.inputs - 1, max(0, column))
        if view.placed is not None and not view.placed.wide:
            view.zoom_usual()
        row = self.row_of(column)
        view.bring_into_sight(row, step - 1)
        if view.rows[row].kind == "places":
            self.words.open(step, text)
        else:
            self.numbers.open(column, step, text)
        session.clock.jump(step)
        self.follow()

    def refresh(self) -> None:
        """Show what stands in the field now."""
        for editor in (self.numbers, self.words):
            if editor.is_open:
                editor.refresh()

    def follow(self) -> None:
        """Stand where the field stands now."""
        for editor, column in ((self.numbers, self.numbers.row), (self.words, 0)):
            if editor.is_open and self.view.placed is not None:
                place = self.view.placed.place(self.row_of(column), editor.step - 1)
                editor.stand_at(_within(*place) if place else None)

    def close(self) -> None:
        """Put the editors away."""
        self.numbers.close_editor()
        self.words.close_editor()


def _within(x: float, y: float, width: float, height: float) -> QRect:
    return QRect(round(x + 5), round(y), round(width - 10), round(height))
