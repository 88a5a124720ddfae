"""The page that shows the cell as it has learnt, live, beside the one that was set by hand where there is one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simulator.document.learnt import learnt
from simulator.exports.learnt_cell import LearntCell
from simulator.gui.controls.buttons import IconButton
from simulator.gui.session import Session
from simulator.gui.training.charts import TrainingChart
from simulator.gui.training.lab import Lab
from simulator.gui.training.page import Page
from simulator.gui.training.trial import Trial
from simulator.gui.training.turn_picture import Made, Plan
from simulator.gui.training.vocabulary import training_text
from simulator.gui.vocabulary import picture_word
from simulator.paint.fonts import font
from simulator.render.training.chart import Look

_APART = 0.12  # seconds between two drawings
_FIRST = 4  # the step that is shown first: of the lecture's nine the one at which 4 is added to 3


class CellChart(TrainingChart):
    """The diagrams at one step of the sequence on which the network is looked at."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "The cell that has been learnt"))
        self.step = _FIRST
        self.steps = 0

    def plan_of(self, trial: Trial, width: float, height: float, look: Look) -> Plan:
        """Return what draws the diagrams."""
        probe, unit, part = trial.probe(self.lab.probe_number, brief=True), self.lab.unit, self.lab.part
        _, flat = trial.at(self.lab.past)
        wanted = self.step

        def make() -> Made:
            with trial.lent(flat) as network:
                state = learnt(network, trial.task, probe, part, {"en": ""}, {"en": ""})
            cell = LearntCell(state)
            step = min(wanted, cell.steps)
            words = picture_word, look.projected, training_text
            return Made(cell.picture(step, 1.0, width, height, unit, *words), cell.steps)

        return make

    def keep(self, found: int | None) -> None:
        """Know how many steps there are."""
        self.steps = found or 0


class CellPage(Page):
    """Draws the diagrams anew while it trains; Page Up and Page Down step through the sequence."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab)
        tr = QCoreApplication.translate
        self.chart = CellChart(session, lab)
        self.word = QLabel()
        self.word.setFont(font(14, 600))
        self.word.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.word.setMinimumWidth(130)
        self.empty = QLabel(tr("Training", "Nothing is trained yet. Press Space."))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.above = QWidget()
        bar = QHBoxLayout(self.above)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(4)
        self.back = self._button("back", tr("Training", "Step back  (Page Up)"), lambda: self.go(-1))
        self.forward = self._button("forward", tr("Training", "Next step  (Page Down)"), lambda: self.go(1))
        for widget in (self.back, self.word, self.forward):
            bar.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chart)
        column.addWidget(self.empty)
        self.turns.add(self.chart.begin, _APART)
        self.chart.drawn.connect(self._say_step)
        lab.moved.connect(self.refresh)

    def _button(self, icon: str, text: str, do: Callable[[], object]) -> IconButton:
        button = IconButton(icon, side=32)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(lambda: do())
        return button

    def go(self, way: int) -> None:
        """Show another step of the sequence."""
        self.chart.step = min(max(1, min(self.chart.step, self.chart.steps) + way), max(1, self.chart.steps))
        self.refresh()

    def refresh(self, *_news: object) -> None:
        """Draw what is seen now."""
        if self.isVisible():
            self.chart.setVisible(self.lab.trial is not None)
            self.empty.setVisible(self.lab.trial is None)
            self.turns.draw_all()

    def _say_step(self) -> None:
        steps = self.chart.steps
        text = QCoreApplication.translate("Training", "Step {step} of {steps}")
        self.word.setText(text.format(step=min(self.chart.step, steps), steps=steps) if steps else "")
        self.back.setEnabled(min(self.chart.step, steps) > 1)
        self.forward.setEnabled(self.chart.step < steps)
