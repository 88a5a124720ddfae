"""The few boxes that the window opens: errors, the sheet of keys, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from simulator import __version__
from simulator.paint.fonts import font


def save_filters() -> dict[str, str]:
    """Return the formats of a trace for the file dialog, with their suffixes."""
    return {
        QCoreApplication.translate("Dialogs", "Table (*.csv)"): ".csv",
        QCoreApplication.translate("Dialogs", "JSON (*.json)"): ".json",
        QCoreApplication.translate("Dialogs", "NumPy arrays (*.npz)"): ".npz",
    }


def error_box(parent: QWidget, title: str, error: Exception) -> QMessageBox:
    """Return a box that says what could not be done, and why."""
    sentence = str(error)
    box = QMessageBox(QMessageBox.Icon.Warning, title, title, QMessageBox.StandardButton.Ok, parent)
    box.setInformativeText(sentence[:1].upper() + sentence[1:])
    box.setTextFormat(Qt.TextFormat.PlainText)
    for label in box.findChildren(QLabel):  # the format above is not that of the informative text
        label.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def about_box(parent: QWidget) -> QMessageBox:
    """Return the box that says what this program is."""
    title = QCoreApplication.translate("Dialogs", "About LSTM Gate Simulator")
    text = QCoreApplication.translate(
        "Dialogs", "Step through a recurrent cell and see its gates and its memory at every step.\n\nVersion {version}"
    )
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, "LSTM Gate Simulator", QMessageBox.StandardButton.Ok, parent)
    box.setInformativeText(text.format(version=__version__))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def keys_sheet(parent: QWidget, keys: list[tuple[str, str]]) -> QDialog:
    """Return the sheet of keys: what each does, in two columns."""
    sheet = QDialog(parent)
    sheet.setWindowTitle(QCoreApplication.translate("Dialogs", "Keys"))
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    keys = [
        *keys,
        (QCoreApplication.translate("Dialogs", "Alt, held"), QCoreApplication.translate("Dialogs", "Exact numbers")),
    ]
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(7)
    half = -(-len(keys) // 2)
    for number, (key, text) in enumerate(keys):
        row, column = number % half, 2 * (number // half)
        name, what = QLabel(key), QLabel(text)
        name.setFont(font(13, 600))
        what.setFont(font(13, 500))
        what.setForegroundRole(QPalette.ColorRole.LinkVisited)
        grid.addWidget(name, row, column)
        grid.addWidget(what, row, column + 1)
    grid.setColumnMinimumWidth(1, 240)
    close = QPushButton(QCoreApplication.translate("Dialogs", "Close"))
    close.setDefault(True)
    close.clicked.connect(sheet.accept)
    layout = QVBoxLayout(sheet)
    layout.setContentsMargins(28, 24, 28, 20)
    layout.setSpacing(20)
    layout.addLayout(grid)
    layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
    return sheet
