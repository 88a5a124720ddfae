"""The sheet of keys: everything that has a key, under the menu where it is found, and what holds in each mode."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from simulator.paint.fonts import font

Section = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and keys with what they do."""

_COLUMNS = 4


def on_numbers() -> Section:
    """Return the keys that hold wherever a number is to be changed or read."""
    tr = QCoreApplication.translate
    return tr("KeysSheet", "Numbers"), [
        (tr("KeysSheet", "Alt, held"), tr("KeysSheet", "All digits")),
        (tr("KeysSheet", "↑ ↓, wheel"), tr("KeysSheet", "Change a number by steps")),
        (tr("KeysSheet", "Shift, held"), tr("KeysSheet", "Steps a tenth as large")),
        (tr("KeysSheet", "Ctrl, held"), tr("KeysSheet", "Steps ten times as large")),
        (tr("KeysSheet", "Ctrl+Shift+arrow"), tr("KeysSheet", "Move the selected part of a diagram")),
        (tr("KeysSheet", "Alt+↑ ↓"), tr("KeysSheet", "Move the selected row of the timeline")),
    ]


def keys_sheet(parent: QWidget, sections: Sequence[Section]) -> QDialog:
    """Return the sheet; its columns are about equally long."""
    sheet = QDialog(parent)
    sheet.setWindowTitle(QCoreApplication.translate("KeysSheet", "Keys"))
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    content = QWidget()
    columns = QHBoxLayout(content)
    columns.setContentsMargins(0, 0, 12, 0)
    columns.setSpacing(24)
    for column in _shared_out([section for section in sections if section[1]]):
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for heading, keys in column:
            _write(grid, heading, keys)
        grid.setRowStretch(grid.rowCount(), 1)
        columns.addLayout(grid)
    close = QPushButton(QCoreApplication.translate("KeysSheet", "Close"))
    close.setDefault(True)
    close.clicked.connect(sheet.accept)
    layout = QVBoxLayout(sheet)
    layout.setContentsMargins(28, 20, 28, 16)
    layout.setSpacing(14)
    layout.addWidget(_as_large_as_the_screen_allows(content, parent))
    layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
    return sheet


def _as_large_as_the_screen_allows(content: QWidget, parent: QWidget) -> QScrollArea:
    """Return the content whole, or as much of it as a screen can show; the rest is scrolled to."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    free, wanted = parent.screen().availableSize(), content.sizeHint()
    area.setMinimumSize(min(wanted.width(), free.width() - 90), min(wanted.height() + 4, free.height() - 130))
    return area


def _write(grid: QGridLayout, heading: str, keys: Sequence[tuple[str, str]]) -> None:
    title = QLabel(heading)
    title.setFont(font(14, 700))
    row = grid.rowCount()
    if row > 1:
        title.setContentsMargins(0, 8, 0, 0)
    grid.addWidget(title, row, 0, 1, 2)
    for number, (key, text) in enumerate(keys, row + 1):
        name, what = QLabel(key), QLabel(text)
        name.setFont(font(13, 600))
        what.setFont(font(13, 500))
        what.setForegroundRole(QPalette.ColorRole.LinkVisited)
        grid.addWidget(name, number, 0)
        grid.addWidget(what, number, 1)


def _shared_out(sections: Sequence[Section]) -> list[list[Section]]:
    """Put sections into columns, in their order: the next one begins where a column has its share."""
    share = sum(len(keys) + 2 for _, keys in sections) / _COLUMNS
    columns: list[list[Section]] = [[]]
    filled = 0.0
    for section in sections:
        length = len(section[1]) + 2
        if columns[-1] and len(columns) < _COLUMNS and filled + length / 2 > share * len(columns):
            columns.append([])
        columns[-1].append(section)
        filled += length
    return columns
