"""One array of the document as Qt's tables read it: a vector is one column."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from simulator.document.parameter_edits import Which, arrays_of, as_table, number_label
from simulator.gui.parameters.grouping import column_name
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.weights import brief
from simulator.render.format import exact
from simulator.tables import words

Index = QModelIndex | QPersistentModelIndex
_Flag = Qt.ItemFlag
_FLAGS = _Flag.ItemIsSelectable | _Flag.ItemIsEnabled | _Flag.ItemIsEditable | _Flag.ItemNeverHasChildren


class ArrayModel(QAbstractTableModel):
    """Reads the numbers from the document; edits go to the session."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.which: Which | None = None
        self.array: np.ndarray = np.zeros((0, 0))
        self.largest = 0.0  # size of the largest number

    def show_array(self, which: Which) -> None:
        """Show another array."""
        self.beginResetModel()
        self.which = which
        self._take()
        self.endResetModel()

    def refresh(self) -> None:
        """Take the numbers anew; the array has the shape it had."""
        self._take()
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def _take(self) -> None:
        session = self.session
        assert self.which is not None
        self.array = arrays_of(session.layer)[self.which]
        self.largest = float(np.abs(self.array).max())

    def value(self, index: Index) -> float:
        """Return the number at a place."""
        return float(as_table(self.array)[index.row(), index.column()]) + 0.0

    def name(self, index: Index) -> str:
        """Name the number at a place: W_i[2, 1]."""
        assert self.which is not None
        place = (index.row(), index.column()) if self.array.ndim == 2 else (index.row(),)
        return number_label(self.which, place, self.array.shape)

    # -- what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of rows."""
        return 0 if parent.isValid() else len(self.array)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of columns."""
        return 0 if parent.isValid() else as_table(self.array).shape[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tip and name of a number."""
        if role == Qt.ItemDataRole.DisplayRole:
            return brief(self.value(index))
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.name(index)} = {exact(self.value(index))}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row belongs to, and what a column is multiplied with: an input by its number and by its name."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or self.which is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        session = self.session
        name = column_name(session.cell, self.which, session.sizes, section) or str(section + 1)
        label = words(session.state.labels.get(name, {}), LANGUAGE) if name.startswith("x") else ""
        return f"{name} {label}".rstrip()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every number can be edited."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags  # Qt asks for it very often
