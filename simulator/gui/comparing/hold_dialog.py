"""What if a signal had another value? Which one, at which steps, and in which branch."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from simulator.document.entry import parse_number
from simulator.document.side_edits import hold_also, what_if
from simulator.engine.holding import Hold
from simulator.errors import UserError
from simulator.gui.controls.number_field import NumberField
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.weights import brief
from simulator.gui.words import signal_words
from simulator.paint.fonts import font
from simulator.render.format import exact
from simulator.tables import words

_MOST = 2**31 - 1


class HoldDialog(QDialog):
    """Begins as what is selected, at the present step or the selected ones; ``held`` tells that it was done."""

    held = Signal()

    def __init__(self, session: Session, steps: tuple[int, int], parent: QWidget, key: int | None = None) -> None:
        super().__init__(parent)
        self.session = session
        tr = QCoreApplication.translate
        self.setWindowTitle(tr("HoldDialog", "What if…"))
        self.branch = QComboBox()
        self.signal = QComboBox()
        self.unit = QComboBox()
        self.value = self._field(tr("HoldDialog", "Value"))
        self.first = self._field(tr("HoldDialog", "From step"), whole=True)
        self.last = self._field(tr("HoldDialog", "To step"), whole=True)
        self.to_end = QCheckBox(tr("HoldDialog", "to the end"))
        self.quick = {text: QPushButton(text) for text in ("0", "0.5", "1")}
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setFont(font(13, 500))
        self._fill_branches(key)
        self._arrange()
        self.first.show_value(float(steps[0] + 1))
        self.last.show_value(float(steps[1]))
        self.branch.currentIndexChanged.connect(self._fill_signals)
        self.signal.currentIndexChanged.connect(self._fill_units)
        self.unit.currentIndexChanged.connect(self._offer_value)
        self.to_end.toggled.connect(lambda on: self.last.setEnabled(not on))
        self._fill_signals()

    def _field(self, name: str, whole: bool = False) -> NumberField:
        field = NumberField(parse_number, brief, exact, whole=(1, _MOST) if whole else None)
        field.setAccessibleName(name)
        field.set_danger(QColor(*self.session.theme.colour("out")))
        field.refused.connect(self._say)
        return field

    def _arrange(self) -> None:
        tr = QCoreApplication.translate
        for box, name in (
            (self.branch, tr("HoldDialog", "Branch")),
            (self.signal, tr("HoldDialog", "Signal")),
            (self.unit, tr("HoldDialog", "Unit")),
        ):
            box.setAccessibleName(name)
        value, when = QHBoxLayout(), QHBoxLayout()
        value.addWidget(self.value, 1)
        for text, button in self.quick.items():
            button.setMaximumWidth(52)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, number=float(text): self.value.show_value(number))
            value.addWidget(button)
        when.addWidget(self.first, 1)
        when.addWidget(QLabel("–"))
        when.addWidget(self.last, 1)
        when.addWidget(self.to_end)
        form = QFormLayout()
        form.addRow(tr("HoldDialog", "Signal"), self.signal)
        form.addRow(tr("HoldDialog", "Unit"), self.unit)
        form.addRow(tr("HoldDialog", "Held at"), value)
        form.addRow(tr("HoldDialog", "Steps"), when)
        form.addRow(tr("HoldDialog", "In"), self.branch)
        self.form = form
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("HoldDialog", "Hold it"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("HoldDialog", "Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.message)
        column.addWidget(buttons)

    # -- what there is to choose from

    def _fill_branches(self, key: int | None) -> None:
        self.branch.addItem(QCoreApplication.translate("HoldDialog", "A new branch"), None)
        for side in self.session.state.sides:
            self.branch.addItem(words(side.titles, LANGUAGE), side.key)
        self.branch.setCurrentIndex(max(0, self.branch.findData(key)))

    def _sizes(self) -> dict[str, int]:
        key = self.branch.currentData()
        side = next((side for side in self.session.state.sides if side.key == key), None)
        layer = self.session.layer if side is None or side.layer is None else side.layer
        return layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)

    def _fill_signals(self) -> None:
        wanted = self.signal.currentData() or self.session.selected
        cell, labels = self.session.cell, dict(self.session.state.labels)
        self.signal.blockSignals(True)
        self.signal.clear()
        for name in self._sizes():
            title = signal_words(cell, name, labels, LANGUAGE).title if name in cell.signals else ""
            self.signal.addItem(f"{name}  {title}".rstrip(), name)
        self.signal.setCurrentIndex(max(0, self.signal.findData(wanted)))
        self.signal.blockSignals(False)
        self._fill_units()

    def _fill_units(self) -> None:
        size = self._sizes()[self.signal.currentData()]
        self.unit.blockSignals(True)
        self.unit.clear()
        self.unit.addItem(QCoreApplication.translate("HoldDialog", "All {count}").format(count=size), None)
        for unit in range(size):
            self.unit.addItem(str(unit + 1), unit)
        one = self.session.unit if self.signal.currentData() == self.session.selected else None
        self.unit.setCurrentIndex(0 if one is None or size == 1 else one + 1)
        self.unit.blockSignals(False)
        self.form.setRowVisible(self.unit, size > 1)
        self._offer_value()

    def _offer_value(self) -> None:
        """Begin with the other end of a gate, or with what the signal is not: zero, or one."""
        name, unit = self.signal.currentData(), self.unit.currentData()
        now = self.session.explained(self.session.cursor.step)
        value = float(now[name][unit or 0]) if now is not None and name in self.session.cell.signals else 1.0
        self.value.show_value(0.0 if abs(value) > 0.5 else 1.0)

    # -- what is to be done

    @property
    def hold(self) -> Hold:
        """What is to be held."""
        start, stop = int(self.first.value) - 1, None if self.to_end.isChecked() else int(self.last.value)
        return Hold(self.signal.currentData(), self.unit.currentData(), start, stop, self.value.value)

    def accept(self) -> None:
        """Hold it, or say why that cannot be."""
        key = self.branch.currentData()
        try:
            state = self.session.state
            self.session.apply(what_if(state, self.hold) if key is None else hold_also(state, key, self.hold))
        except UserError as error:
            self._say(str(error))
            return
        super().accept()
        self.held.emit()

    def _say(self, sentence: str) -> None:
        palette = self.message.palette()
        palette.setColor(self.message.foregroundRole(), QColor(*self.session.theme.colour("out")))
        self.message.setPalette(palette)
        self.message.setText(sentence)
