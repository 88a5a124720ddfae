"""The first rows of a table under lists that say what each column will be to a network."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTableWidget, QTableWidgetItem, QWidget

from simulator.document.table_import import Preview
from simulator.document.table_import.columns import column_names
from simulator.document.table_import.uses import ANSWER, INPUT, SEQUENCE, UNUSED
from simulator.gui.session import Session

_ROWS = 8  # of the table that are shown
_LIST = 40  # px of the height of a list
_LONGEST = 40  # characters of a field that are shown
_NARROWEST, _WIDEST = 124, 260  # px of a column
_HUES = {INPUT: "inp", ANSWER: "out", SEQUENCE: "ink", UNUSED: "ink3"}


class OwnDataSheet(QTableWidget):
    """``changed``: a column is to be something else. ``uses`` says what each is.

    A table may have thousands of columns: a list is made when its column comes into sight.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.uses: list[str] = []
        self.names: tuple[str, ...] = ()
        self.boxes: dict[int, QComboBox] = {}
        self.setAccessibleName(QCoreApplication.translate("OwnData", "The first rows, and what each column will be"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(_NARROWEST)
        self.horizontalHeader().setMaximumSectionSize(_WIDEST)
        self.horizontalScrollBar().valueChanged.connect(self._furnish)

    def show_table(self, table: Preview, uses: tuple[str, ...]) -> None:
        """Show a table."""
        self.forget()
        rows = table.sample[:_ROWS]
        self.setRowCount(len(rows) + 1)
        self.setColumnCount(len(uses))
        self.names = column_names(table)
        self.setHorizontalHeaderLabels(list(self.names))
        for number, record in enumerate(rows, 1):
            for column in range(len(uses)):
                field = record.fields[column].strip() if column < len(record.fields) else ""
                shown = field if len(field) <= _LONGEST else field[: _LONGEST - 1] + "…"
                self.setItem(number, column, QTableWidgetItem(shown))
        self.resizeColumnsToContents()
        self.setRowHeight(0, _LIST)
        self.uses = list(uses)  # from now on lists are made
        for column in range(len(uses)):
            self._paint(column)
        self._furnish()

    def forget(self) -> None:
        """Show nothing."""
        self.uses, self.boxes = [], {}
        self.clear()
        self.setRowCount(0)
        self.setColumnCount(0)

    def choose(self, column: int, use: str) -> None:
        """Say what a column, from 0, will be. Rows are of one sequence: another column that said which is left out."""
        if use == SEQUENCE and SEQUENCE in self.uses:
            self._set(self.uses.index(SEQUENCE), UNUSED)
        self._set(column, use)
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the lists that come into sight."""
        super().resizeEvent(event)
        self._furnish()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring a list that the keyboard comes to into sight; the wheel changes none that it passes over."""
        if event.type() == QEvent.Type.FocusIn:
            column = next((column for column, box in self.boxes.items() if box is watched), None)
            if column is not None:
                self.scrollTo(self.model().index(0, column))
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    # -- inside

    def _set(self, column: int, use: str) -> None:
        self.uses[column] = use
        box = self.boxes.get(column)
        if box is not None:
            box.setCurrentIndex(box.findData(use))
        self._paint(column)

    def _paint(self, column: int) -> None:
        colour = QColor(*self.session.theme.colour(_HUES[self.uses[column]]))
        for row in range(1, self.rowCount()):
            item = self.item(row, column)
            if item is not None:
                item.setForeground(colour)

    def _furnish(self) -> None:
        """Make the lists of the columns that are in sight, and of one more, to which the keyboard can go on."""
        if not self.uses:
            return
        first, last = self.columnAt(0), self.columnAt(self.viewport().width() - 1)
        last = len(self.uses) - 1 if last < 0 else min(last + 1, len(self.uses) - 1)
        for column in range(max(0, first), last + 1):
            if column not in self.boxes:
                self._add_box(column)

    def _add_box(self, column: int) -> None:
        tr = QCoreApplication.translate
        box = QComboBox()
        box.setAccessibleName(tr("OwnData", "What “{name}” will be").format(name=self.names[column]))
        for use, words in (
            (INPUT, tr("OwnData", "input")),
            (ANSWER, tr("OwnData", "answer")),
            (SEQUENCE, tr("OwnData", "sequence")),
            (UNUSED, tr("OwnData", "left out")),
        ):
            box.addItem(words, use)
        box.setCurrentIndex(box.findData(self.uses[column]))
        box.activated.connect(partial(self._on_activated, column))
        box.installEventFilter(self)
        self.setCellWidget(0, column, box)
        before = max((other for other in self.boxes if other < column), default=None)
        QWidget.setTabOrder(self if before is None else self.boxes[before], box)
        self.boxes[column] = box

    def _on_activated(self, column: int, index: int) -> None:
        self.choose(column, self.boxes[column].itemData(index))
