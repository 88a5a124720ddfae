"""The thin strip that stands for a pane where the window is too narrow for it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.gui.controls.buttons import IconButton


class Folding(QWidget):
    """A pane that folds to a rail: ``outward`` is the side of the window it stands at, "left" or "right".

    ``narrow`` folds it; a click on the arrow unfolds it all the same, until there is room again.
    """

    def __init__(self, pane: QWidget, outward: str, name: str) -> None:
        super().__init__()
        self.pane = pane
        self._outward = outward
        self._inward = "right" if outward == "left" else "left"
        self._narrow = False
        self._name = name
        self.button = IconButton(self._inward, side=32)
        self.button.clicked.connect(self._toggle)
        self.rail = QWidget()
        self.rail.setFixedWidth(36)
        self.rail.setAutoFillBackground(True)
        column = QVBoxLayout(self.rail)
        column.setContentsMargins(2, 12, 2, 0)
        column.addWidget(self.button)
        column.addStretch(1)
        line = QWidget()
        line.setFixedWidth(1)
        line.setAutoFillBackground(True)
        line.setBackgroundRole(QPalette.ColorRole.Mid)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        parts = [self.rail, pane, line]
        for part in parts if outward == "left" else reversed(parts):
            layout.addWidget(part)
        self.rail.hide()
        self._set_open(True)

    def set_narrow(self, narrow: bool) -> None:
        """Fold because there is little room, or stand open because there is enough."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.rail.setVisible(narrow)
            self._set_open(not narrow)

    def _toggle(self) -> None:
        self._set_open(self.pane.isHidden())

    def _set_open(self, is_open: bool) -> None:
        self.pane.setVisible(is_open)
        self.button.set_icon(self._outward if is_open else self._inward)
        tr = QCoreApplication.translate
        text = tr("Folding", "Hide: {name}") if is_open else tr("Folding", "Show: {name}")
        self.button.setToolTip(text.format(name=self._name))
        self.button.setAccessibleName(text.format(name=self._name))
