"""A thin line between two parts of a window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget


def rule(upright: bool = False) -> QWidget:
    """Return a line of a pixel."""
    line = QWidget()
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    line.setAutoFillBackground(True)
    line.setBackgroundRole(QPalette.ColorRole.Mid)
    line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return line
