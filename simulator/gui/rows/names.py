"""What pointer and keyboard do with the names of the timeline's rows: move, fold, and the menu of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from simulator.document.bands import Place, bands_of, place_of
from simulator.document.row_edits import move_row, set_form
from simulator.gui.rows.commands import RowCommands
from simulator.gui.rows.dropping import Drop, DropMark, Slot, drop_at
from simulator.render.timeline.names import entries
from simulator.render.timeline.rows import Row

if TYPE_CHECKING:
    from simulator.gui.rows.dialog import RowsDialog
    from simulator.gui.views.timeline_view import TimelineView


@dataclass(frozen=True)
class Named:
    """What a name stands for: the row, or the line of an overlay, and its place in the document."""

    row: Row
    place: Place


class Names(QObject):
    """Follows the column of names of a timeline."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self.view = view
        self.commands = RowCommands(view.session, view)
        self.dialog: RowsDialog | None = None
        self._mark = DropMark(view.canvas.viewport())
        self._held: tuple[Named, QPointF] | None = None
        self._drop: Drop | None = None
        self._dragging = False
        view.session.changed.connect(self._let_go)  # its place may be another's by now

    def at(self, position: QPointF) -> Named | None:
        """Return what is named at a point; None beside the names, and for what only another cell has."""
        place, rows = self.view.placed, self.view.rows
        k = place.row_at(position.y()) if place is not None else None
        if place is None or k is None or position.x() >= place.metrics.labels:
            return None
        row, top = rows[k], place.tops[k - place.first_row]
        if row.kind == "overlay":
            for member, entry in zip(row.members, entries(place, row, top), strict=True):
                half = place.metrics.label * 0.65
                if entry.x - 3 <= position.x() < entry.end + 3 and abs(position.y() - entry.y) < half:
                    return self._named(member)
        return self._named(row)

    def _named(self, row: Row) -> Named | None:
        bands = bands_of(self.view.session.state)
        if not any(row.signal in band.signals for band in bands):
            return None
        index, member = place_of(bands, row.signal)
        return Named(row, (index, None if row.members else member))

    def show_all(self) -> None:
        """Open the window with the list of all rows; it stays beside the timeline."""
        from simulator.gui.rows.dialog import RowsDialog  # the window starts without it

        if self.dialog is None:
            self.dialog = RowsDialog(self.view.session, self.view.window())
        self.dialog.open_at(self.view.session.selected)

    # -- pointer

    def press(self, position: QPointF) -> bool:
        """Take hold of a name, and select its signal; False beside the names."""
        named = self.at(position)
        self._held, self._dragging = None, False
        if named is None:
            return False
        self._held = named, position
        row = named.row.members[0] if named.row.kind == "overlay" else named.row
        if row.kind not in ("input", "title"):
            self.view.session.select(row.signal, row.unit)
        return True

    def drag(self, position: QPointF) -> bool:
        """Show where what is held would go; False if nothing is held."""
        place = self.view.placed
        if self._held is None or place is None:
            return False
        named, start = self._held
        if self._dragging or (position - start).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
            self._scroll(position.y())
            self._drop = drop_at(bands_of(self.view.session.state), self._slots(), named.place, position.y())
            self._mark.show_drop(self._drop, 4, place.right)
        return True

    def release(self) -> None:
        """Put what was dragged in its new place; a title that was only pressed folds its group."""
        session, held, drop = self.view.session, self._held, self._drop
        self._let_go()
        if held is None:
            return
        row, place = held[0].row, held[0].place
        if self._dragging:
            if drop is not None:
                session.try_apply(lambda state: move_row(state, place, drop.place))
        elif row.kind == "title" and bands_of(session.state)[place[0]].form != "overlay":
            session.try_apply(lambda state: set_form(state, place[0], "rows" if row.folded else "folded"))

    def _let_go(self) -> None:
        self._held = self._drop = None
        self._mark.hide()

    def _scroll(self, y: float) -> None:
        """Scroll while something is dragged beyond the first or the last row."""
        place, bar = self.view.placed, self.view.down
        if place is not None and not place.tops[0] <= y <= place.bottom:
            bar.setValue(bar.value() + (1 if y > place.bottom else -1))

    def _slots(self) -> list[Slot]:
        """Return the rows that are seen; those of one signal are one."""
        place = self.view.placed
        slots: list[Slot] = []
        if place is None:
            return slots
        for k, row in enumerate(place.seen):
            named, bottom = self._named(row), place.tops[k] + place.metrics.of(row)
            if named is not None and slots and slots[-1].place == named.place:
                slots[-1] = Slot(named.place, slots[-1].top, bottom)
            elif named is not None:
                slots.append(Slot(named.place, place.tops[k], bottom))
        return slots

    # -- keyboard

    @property
    def row(self) -> int | None:
        """The row that shows the selected unit, or its signal: also an overlay, or the title it is folded into."""
        session = self.view.session
        found = None
        for k, row in enumerate(self.view.rows):
            if row.kind == "title" and not row.folded:
                continue
            for line in row.members or (row,):
                if line.signal == session.selected:
                    if line.unit == session.unit:
                        return k
                    found = k if found is None else found
        return found

    def press_key(self, event: QKeyEvent) -> bool:
        """Alt and an arrow move the row of the selected signal up or down."""
        way = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}.get(Qt.Key(event.key()))
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        named = None if self.row is None else self._named(self.view.rows[self.row])
        if way is None or named is None or held != Qt.KeyboardModifier.AltModifier:
            return False
        do = self.commands.offers((named.place,), seen=True)[way].do
        if do is not None:
            do()
        return True

    def open_menu(self, event: QContextMenuEvent) -> None:
        """Open the menu of the name that is pointed at; by its key, of the selected signal's row."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        named = None if by_key else self.at(QPointF(event.pos()))
        point, place = event.globalPos(), self.view.placed
        if by_key and place is not None:
            k = place.first_row if self.row is None else self.row
            named = self._named(self.view.rows[k])
            top = place.tops[min(max(0, k - place.first_row), len(place.seen))]
            point = self.view.canvas.viewport().mapToGlobal(QPoint(24, round(top) + 12))
        if named is None:
            event.ignore()
            return
        row = named.row
        unit = row.unit if row.kind not in ("heat", "places", "title", "overlay") else None
        self.commands.menu(named.place, unit, self.show_all).popup(point)
        event.accept()
