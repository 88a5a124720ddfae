"""A grid of numbers with colours: edited in place, turned by the wheel, copied and pasted as in a spreadsheet."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    QTimer,
)
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from simulator.document import Edit, State, parse_block
from simulator.document.entry import parse_number
from simulator.document.parameter_edits import Which, as_table, paste_numbers, set_number
from simulator.errors import UserError
from simulator.gui.controls.number_field import REST, NumberField, fineness, stepped, unit_of
from simulator.gui.gestures import NumberGesture
from simulator.gui.parameters.model import ArrayModel
from simulator.gui.session import Session
from simulator.gui.weights import brief
from simulator.paint.fonts import font
from simulator.render.format import exact
from simulator.render.heat import heat

Index = QModelIndex | QPersistentModelIndex
WIDTH, HEIGHT = 72, 34  # px of a number


class Grid(QTableView):
    """Shows one array; ``refused`` carries a sentence about what cannot be taken, "" when all is well again."""

    refused = QtSignal(str)
    entered = QtSignal()  # another number is the current one

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.numbers = ArrayModel(session)
        self.setModel(self.numbers)
        self.setItemDelegate(_Delegate(self))
        self.setShowGrid(False)
        self.setFont(font(14, 600))
        self.setEditTriggers(
            QTableView.EditTrigger.DoubleClicked
            | QTableView.EditTrigger.EditKeyPressed
            | QTableView.EditTrigger.AnyKeyPressed
        )
        for header, size in ((self.horizontalHeader(), WIDTH), (self.verticalHeader(), HEIGHT)):
            header.setDefaultSectionSize(size)
            header.setSectionResizeMode(header.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setFont(font(13, 500))
            header.setSelectionModel(QItemSelectionModel(self.numbers, self))  # never marked, so never looked through
        self._gesture = NumberGesture(session, "turn", self.edit_current)
        self._turned = 0
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(REST)
        self._resting.timeout.connect(self._gesture_ends)
        self.selectionModel().currentChanged.connect(self._on_current)

    @property
    def which(self) -> Which | None:
        """The array that is shown."""
        return self.numbers.which

    def show_array(self, which: Which) -> None:
        """Show an array, and stand at its first number."""
        self.numbers.show_array(which)
        self.setCurrentIndex(self.numbers.index(0, 0))
        self.entered.emit()

    def place(self, index: Index | None = None) -> tuple[int, ...]:
        """Return the place of a number in its array, by default of the current one."""
        index = self.currentIndex() if index is None else index
        return (index.row(), index.column()) if self.numbers.array.ndim == 2 else (index.row(),)

    def edit_current(self, state: State, value: float, gesture: str) -> Edit:
        """Return the edit that gives the current number a value."""
        assert self.which is not None
        return set_number(state, self.which, self.place(), value, gesture)

    # -- keys, clipboard, wheel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, and clear what is selected; Enter edits; undo is the panel's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._put(np.zeros(self._block()[2:]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape or event.text() in (" ",):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the selected block, as a spreadsheet likes it."""
        row, column, rows, columns = self._block()
        table = as_table(self.numbers.array)[row : row + rows, column : column + columns]
        text = "\n".join("\t".join(f"{value:.17g}" for value in line) for line in table)
        QGuiApplication.clipboard().setText(text + "\n")

    def paste(self) -> None:
        """Put a block here; a single number fills everything that is selected."""
        _, column, rows, columns = self._block()
        try:
            room = as_table(self.numbers.array).shape[1] - column
            block = np.array(parse_block(QGuiApplication.clipboard().text(), room))
        except UserError as error:
            self.refused.emit(str(error))
            return
        self._put(np.full((rows, columns), block[0, 0]) if block.size == 1 else block)

    def _block(self) -> tuple[int, int, int, int]:
        """Return row, column, rows and columns of the rectangle around what is selected."""
        selection, current = self.selectionModel().selection(), self.currentIndex()
        chosen = [selection.at(number) for number in range(selection.size())]
        if not chosen:
            return current.row(), current.column(), 1, 1
        top, left = min(part.top() for part in chosen), min(part.left() for part in chosen)
        bottom, right = max(part.bottom() for part in chosen), max(part.right() for part in chosen)
        return top, left, bottom - top + 1, right - left + 1

    def _put(self, block: np.ndarray) -> None:
        which = self.which
        assert which is not None
        row, column, *_ = self._block()
        try:
            self.session.apply(paste_numbers(self.session.state, which, row, column, block))
        except UserError as error:
            self.refused.emit(str(error))
        else:
            self.refused.emit("")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel turns the number under the pointer; where it could mean to scroll, only the current one."""
        index = self.indexAt(event.position().toPoint())
        scrolls = self.verticalScrollBar().maximum() > 0 or self.horizontalScrollBar().maximum() > 0
        if not index.isValid() or (scrolls and index != self.currentIndex()):
            super().wheelEvent(event)
            return
        self.setCurrentIndex(index)
        delta = event.angleDelta()
        self._turned += delta.y() or delta.x()
        notches = int(self._turned / 120)
        self._turned -= notches * 120
        if notches:
            value = self.numbers.value(index)
            self._gesture.propose(stepped(value, notches * unit_of(value) * fineness(event.modifiers())))
            self._resting.start()
        event.accept()

    def _gesture_ends(self) -> None:
        self._gesture.finish()

    def _on_current(self) -> None:
        self._resting.stop()
        self._gesture.finish()
        self.refused.emit("")
        self.entered.emit()


class _Delegate(QStyledItemDelegate):
    """Paints a number on its colour, and edits it with a field that refuses what is no number."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw colour, number, and the ring of what is selected."""
        grid, theme = self._grid, self._grid.session.theme
        value = grid.numbers.value(index)
        ground, ink = heat(value, grid.numbers.largest, theme)
        area = QRectF(option.rect)
        painter.save()
        painter.fillRect(area.adjusted(0, 0, -1, -1), QColor(*ground))
        painter.setPen(QColor(*theme.colour("hair")))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.setPen(QColor(*ink))
        painter.setFont(font(14, 500 if value == 0 else 600))
        painter.drawText(area.adjusted(4, 0, -6, 0), Qt.AlignmentFlag.AlignCenter, brief(value))
        chosen, current = grid.selectionModel().isSelected(index), index == grid.currentIndex()
        if chosen or current:
            painter.setPen(QPen(QColor(*theme.colour("ink")), 2 if current else 1))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Lay a field over the number; what is typed takes effect at once, as one gesture."""
        grid = self._grid
        which, place = grid.which, grid.place(index)
        field = NumberField(parse_number, brief, exact, parent)
        field.setStyleSheet("min-height: 0; padding: 0 1px 0 3px; border-radius: 0;")
        field.setAccessibleName(grid.numbers.name(index))
        field.set_danger(QColor(*grid.session.theme.colour("out")))
        assert which is not None
        shown: Which = which
        gesture = NumberGesture(
            grid.session, "weight", lambda state, value, name: set_number(state, shown, place, value, name)
        )
        gesture.follow(field)
        field.refused.connect(grid.refused)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the number."""
        if isinstance(editor, NumberField):
            editor.show_value(self._grid.numbers.value(index))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """All has taken effect already."""

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """A text that is no number keeps its field open; Esc takes back what was typed, and closes it."""
        if isinstance(editor, NumberField) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            leaves = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if leaves:
                editor.settle()
                if editor.bad:
                    return True
            elif event.key() == Qt.Key.Key_Escape:
                editor.keyPressEvent(event)
        return super().eventFilter(editor, event)
