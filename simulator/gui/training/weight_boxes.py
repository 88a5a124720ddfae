"""Which weight is followed: its parameter, its row and its column, each in a box of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from simulator.engine.networks.network import Network
from simulator.gui.training.chosen import Chosen, short

LEAST = 62  # px of a box


class WeightBoxes(QWidget):
    """Shows the chosen number, and chooses another one."""

    def __init__(self, chosen: Chosen) -> None:
        super().__init__()
        self.chosen = chosen
        self._shape: tuple[int, ...] = ()
        tr = QCoreApplication.translate
        self.weight = QComboBox()
        self.weight.setAccessibleName(tr("Training", "Parameter that is followed"))
        self.row, self.column = QComboBox(), QComboBox()
        self.row.setAccessibleName(tr("Training", "Row of the parameter"))
        self.column.setAccessibleName(tr("Training", "Column of the parameter"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for box in (self.weight, self.row, self.column):
            row.addWidget(box)
            _grow(box)
            box.activated.connect(self._choose)

    def refresh(self, network: Network) -> None:
        """Show what is followed in a network."""
        parameters = network.parameters
        weight, index = self.chosen.of(parameters)
        fill(self.weight, [(short(name, network), name) for name in parameters])
        self.weight.setCurrentIndex(self.weight.findData(weight))
        self._shape = parameters[weight].shape
        texts = (
            QCoreApplication.translate("Training", "row {number}"),
            QCoreApplication.translate("Training", "column {number}"),
        )
        for axis, (box, text) in enumerate(zip((self.row, self.column), texts, strict=True)):
            there = axis < len(self._shape)
            box.setVisible(there)
            if there:
                fill(box, [(text.format(number=k + 1), str(k)) for k in range(self._shape[axis])])
                box.setCurrentIndex(index[axis])

    def _choose(self) -> None:
        places = (max(0, self.row.currentIndex()), max(0, self.column.currentIndex()))
        self.chosen.choose(self.weight.currentData(), places)


class Choice(QComboBox):
    """A box whose ``picked`` carries the data of what a person chose."""

    picked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        _grow(self)
        self.activated.connect(lambda index: self.picked.emit(self.itemData(index)))

    def show_choices(self, choices: Sequence[tuple[str, object]], data: object) -> None:
        """Offer texts with their data, one of which is chosen; of one alone there is nothing to choose."""
        fill(self, choices)
        self.setCurrentIndex(max(0, self.findData(data)))
        self.setVisible(len(choices) > 1)


def _grow(box: QComboBox) -> None:
    """Let a box be as wide as what it offers, and narrower where there is no room."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setMinimumWidth(LEAST)


def fill(box: QComboBox, choices: Sequence[tuple[str, object]]) -> None:
    """Put texts with their data into a box, unless it has them."""
    if [(box.itemText(k), box.itemData(k)) for k in range(box.count())] != list(choices):
        box.clear()
        for text, data in choices:
            box.addItem(text, data)
