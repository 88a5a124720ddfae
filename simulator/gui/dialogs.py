"""The few boxes that the window opens: errors, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from simulator import __version__


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
