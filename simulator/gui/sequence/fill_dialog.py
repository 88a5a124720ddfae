"""Fill steps: with random numbers, a ramp, pulses or one value. What it will be is seen in the timeline at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simulator.document import State
from simulator.document.edits import Edit
from simulator.document.entry import parse_number
from simulator.document.sequence_fills import draw_choices, draw_steps, pulse_steps, ramp_steps, set_steps
from simulator.errors import UserError
from simulator.gui.controls.number_field import NumberField
from simulator.gui.gestures import new_gesture
from simulator.gui.session import Session
from simulator.gui.timeline.selection import Block
from simulator.gui.weights import brief
from simulator.paint.fonts import font
from simulator.render.format import exact

_MOST = 2**31 - 1


class FillDialog(QDialog):
    """Every change of a field fills the block anew, all as one step of undo; cancelling takes it back."""

    def __init__(self, session: Session, block: Block, parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self.block = session, block
        self._gesture = new_gesture("fill steps")
        self._before = session.state
        tr = QCoreApplication.translate
        self.setWindowTitle(tr("FillDialog", "Fill steps"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("FillDialog", "What with"))
        self.inputs = QComboBox()
        self.inputs.setAccessibleName(tr("FillDialog", "Which inputs"))
        self.pages = QStackedWidget()
        self.fields: dict[str, NumberField] = {}
        self.whole = QCheckBox(tr("FillDialog", "Whole numbers"))
        self.whole.setChecked(True)
        self.choices = QLineEdit("-1 0 1")
        self.choices.setAccessibleName(tr("FillDialog", "Choices"))
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setFont(font(13, 500))
        self._makers: list[Callable[[State], Edit]] = []
        self._add_pages()
        for column in range(block.first, block.last + 1):
            self.inputs.addItem(f"x{column + 1}", [column])
        if block.first < block.last:
            self.inputs.insertItem(0, tr("FillDialog", "All of them"), block.columns)
            self.inputs.setCurrentIndex(0)
        self._arrange()
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.inputs.currentIndexChanged.connect(self.apply)
        self.whole.toggled.connect(self.apply)
        self.choices.textEdited.connect(self.apply)
        self.apply()

    def _add_pages(self) -> None:
        tr = QCoreApplication.translate
        self._page(
            tr("FillDialog", "Random numbers"),
            (
                ("low", tr("FillDialog", "From"), 0.0),
                ("high", tr("FillDialog", "To"), 9.0),
                ("seed", tr("FillDialog", "Seed"), 0.0),
            ),
            lambda state: draw_steps(
                state, *self._steps, self._of("low"), self._of("high"), int(self._of("seed")), self.whole.isChecked(),
                self._columns, self._gesture,
            ),
            (("", self.whole),),
        )
        self._page(
            tr("FillDialog", "Random choices"),
            (("choice seed", tr("FillDialog", "Seed"), 0.0),),
            lambda state: draw_choices(
                state, *self._steps, self._chosen(), int(self._of("choice seed")), self._columns, self._gesture
            ),
            ((tr("FillDialog", "Choices"), self.choices),),
        )
        self._page(
            tr("FillDialog", "A ramp"),
            (("first", tr("FillDialog", "From"), 0.0), ("last", tr("FillDialog", "To"), 1.0)),
            lambda state: ramp_steps(
                state, *self._steps, self._of("first"), self._of("last"), self._columns, self._gesture
            ),
        )
        self._page(
            tr("FillDialog", "Pulses"),
            (
                ("height", tr("FillDialog", "Height"), 1.0),
                ("every", tr("FillDialog", "Every so many steps"), 10.0),
                ("begin", tr("FillDialog", "First at step"), self.block.start + 1.0),
            ),
            lambda state: pulse_steps(
                state, *self._steps, self._of("height"), int(self._of("every")), int(self._of("begin")) - 1,
                self._columns, self._gesture,
            ),
        )
        self._page(
            tr("FillDialog", "One value"),
            (("value", tr("FillDialog", "Value"), 0.0),),
            lambda state: set_steps(state, *self._steps, self._of("value"), self._columns, self._gesture),
        )

    def _page(
        self,
        title: str,
        fields: tuple[tuple[str, str, float], ...],
        make: Callable[[State], Edit],
        more: tuple[tuple[str, QWidget], ...] = (),
    ) -> None:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        for name, label, value in fields:
            whole = (0, _MOST) if "seed" in name else (1, _MOST) if name in ("every", "begin") else None
            field = NumberField(parse_number, brief, exact, whole=whole)
            field.setAccessibleName(label)
            field.set_danger(QColor(*self.session.theme.colour("out")))
            field.show_value(value)
            field.proposed.connect(self.apply)
            field.refused.connect(self._say)
            form.addRow(label, field)
            self.fields[name] = field
        for label, widget in more:
            form.addRow(label, widget)
        self.pages.addWidget(page)
        self.kind.addItem(title)
        self._makers.append(make)

    def _arrange(self) -> None:
        tr = QCoreApplication.translate
        steps = self.block.stop - self.block.start
        words = tr("FillDialog", "{count} steps, from step {first} to {last}").format(
            count=f"{steps:,}", first=self.block.start + 1, last=self.block.stop
        )
        form = QFormLayout()
        form.addRow(QLabel(words))
        form.addRow(tr("FillDialog", "Fill with"), self.kind)
        form.addRow(tr("FillDialog", "Inputs"), self.inputs)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("FillDialog", "Fill"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("FillDialog", "Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.pages)
        column.addWidget(self.message)
        column.addWidget(buttons)

    # -- what is to be done

    @property
    def _steps(self) -> tuple[int, int]:
        return self.block.start, self.block.stop

    @property
    def _columns(self) -> list[int]:
        return list(self.inputs.currentData())

    def _of(self, name: str) -> float:
        return self.fields[name].value

    def _chosen(self) -> list[float]:
        where = QCoreApplication.translate("FillDialog", "Choices")
        return [parse_number(word, where) for word in self.choices.text().split()]

    def apply(self) -> None:
        """Fill the block as it is said now."""
        try:
            self.session.apply(self._makers[self.kind.currentIndex()](self.session.state))
        except UserError as error:
            self._say(str(error))
        else:
            self._say("")

    def _on_kind(self, index: int) -> None:
        self.pages.setCurrentIndex(index)
        self.apply()

    def _say(self, sentence: str) -> None:
        palette = self.message.palette()
        palette.setColor(self.message.foregroundRole(), QColor(*self.session.theme.colour("out")))
        self.message.setPalette(palette)
        self.message.setText(sentence)

    def reject(self) -> None:
        """Take back what was filled."""
        edit = self.session.document.undo_edit
        if edit is not None and edit.gesture == self._gesture:
            self.session.document.undo()
        super().reject()
