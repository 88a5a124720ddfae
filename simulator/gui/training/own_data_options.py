"""What else is to be said of a table: what its answers are, where they are judged, and what is done to its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from simulator.document.entry import parse_number
from simulator.errors import UserError
from simulator.gui.controls.number_field import NumberField
from simulator.gui.session import Session
from simulator.gui.weights import brief
from simulator.render.format import exact
from simulator.running.own_data import Choice

_PIECE, _MOST = 50, 100_000  # steps of a piece that are proposed, and that there may be


class OwnDataOptions(QWidget):
    """``changed``: something else is chosen; ``refused`` carries the sentence about what is no number."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        tr = QCoreApplication.translate
        self.kind, self.judged = QComboBox(), QComboBox()
        for words, kind in (
            (tr("OwnData", "as they look"), "auto"),
            (tr("OwnData", "numbers"), "numbers"),
            (tr("OwnData", "yes or no (1 or 0)"), "yes or no"),
            (tr("OwnData", "classes"), "classes"),
        ):
            self.kind.addItem(words, kind)
        self.judged.addItem(tr("OwnData", "at every step"), "every step")
        self.judged.addItem(tr("OwnData", "at the last step of a sequence"), "last step")
        self.cut = QCheckBox(tr("OwnData", "Cut into &pieces of so many steps"))
        self.steps = NumberField(parse_number, brief, exact, whole=(1, _MOST))
        self.steps.setAccessibleName(tr("OwnData", "Steps of a piece"))
        self.steps.set_danger(QColor(*session.theme.colour("out")))
        self.steps.setFixedWidth(96)
        self.steps.show_value(_PIECE)
        self.scaled = QCheckBox(tr("OwnData", "&Bring all inputs to one scale (mean 0, deviation 1)"))
        for box in (self.kind, self.judged):
            box.activated.connect(self._on_changed)
        for check in (self.cut, self.scaled):
            check.toggled.connect(self._on_changed)
        self.steps.proposed.connect(self._on_steps)
        self.steps.refused.connect(self._on_refused)
        self._arrange()

    def _arrange(self) -> None:
        tr = QCoreApplication.translate
        pieces = QHBoxLayout()
        pieces.setSpacing(10)
        pieces.addWidget(self.cut)
        pieces.addWidget(self.steps)
        pieces.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(labelled(tr("OwnData", "&Answers are"), self.kind), 0, 0)
        grid.addWidget(self.kind, 0, 1)
        grid.addWidget(labelled(tr("OwnData", "&Judged"), self.judged), 0, 2)
        grid.addWidget(self.judged, 0, 3)
        grid.addLayout(pieces, 1, 0, 1, 2)
        grid.addWidget(self.scaled, 1, 2, 1, 2)
        grid.setColumnStretch(3, 1)

    def propose_cut(self, cut: bool) -> None:
        """Propose whether sequences are cut into pieces, without a word of it."""
        with QSignalBlocker(self.cut):
            self.cut.setChecked(cut)

    def applied_to(self, choice: Choice) -> Choice:
        """Return the choice with what is chosen here. Raises UserError while the steps of a piece are no number."""
        cut: Any = None
        if self.cut.isChecked():
            if self.steps.bad:
                raise UserError("the steps of a piece are not a number. Write a number such as 50.")
            value = self.steps.value
            cut = int(value) if value == int(value) else value
        return replace(
            choice,
            cut=cut,
            kind=self.kind.currentData(),
            judged=self.judged.currentData(),
            scaled=self.scaled.isChecked(),
        )

    def _on_changed(self, *_what: object) -> None:
        self.changed.emit()

    def _on_steps(self, _steps: float) -> None:
        """Whoever says how long pieces are wants them."""
        if self.cut.isChecked():
            self.changed.emit()
        else:
            self.cut.setChecked(True)

    def _on_refused(self, sentence: str) -> None:
        if sentence:
            self.refused.emit(sentence)
        else:
            self.changed.emit()


def labelled(text: str, buddy: QWidget) -> QLabel:
    """Return a label of a field, which is its name for those who hear it as well."""
    label = QLabel(text)
    label.setBuddy(buddy)
    buddy.setAccessibleName(text.replace("&", ""))
    return label
