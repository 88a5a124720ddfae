"""The page that is shown first: the loss, what the gates do now, how far the gradient reaches, and the weights."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simulator.exports.training import rule_found
from simulator.gui.controls.rule import rule
from simulator.gui.session import Session
from simulator.gui.training.charts import GatesChart, LossChart, ReachChart, WeightChart
from simulator.gui.training.lab import Lab
from simulator.gui.training.page import Page
from simulator.gui.training.trouble import Trouble
from simulator.gui.training.turns import Begin, Making
from simulator.gui.training.welcome import Welcome
from simulator.paint.fonts import font

ASIDE = 400  # px of the column at the right at most
_NARROW = 52  # px of a list in a small window
_HELD_OUT = 5  # sequences to choose from, beside the task's own


class OverviewPage(Page):
    """Draws what is seen anew while it trains, one picture a frame."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab)
        tr = QCoreApplication.translate
        self.loss, self.gates = LossChart(session, lab), GatesChart(session, lab)
        self.reach, self.weights = ReachChart(session, lab), WeightChart(session, lab)
        self.curve, self.probe, self.part = QComboBox(), QComboBox(), QComboBox()
        self.curve.setAccessibleName(tr("Training", "Curve"))
        for text in (tr("Training", "Loss"), tr("Training", "Loss, linear"), tr("Training", "Gradient length")):
            self.curve.addItem(text)
        self.curve.activated.connect(self._choose_curve)
        self.probe.setAccessibleName(tr("Training", "Sequence that is looked at"))
        self.part.setAccessibleName(tr("Training", "Layer that is looked at"))
        self.probe.addItem(tr("Training", "The task's sequence"))
        for number in range(1, _HELD_OUT + 1):
            self.probe.addItem(tr("Training", "Held out: {number}").format(number=number))
        self.probe.activated.connect(lab.choose_probe)
        self.part.activated.connect(lambda index: lab.choose_part(self.part.itemData(index)))
        self.trouble = Trouble(session, lab)
        self.found = QLabel()
        self.found.setWordWrap(True)
        self.found.setContentsMargins(24, 0, 16, 12)
        begins: tuple[tuple[Begin, float], ...] = (
            (self.loss.begin, 0.25),
            (self.gates.begin, 0.25),
            (self.weights.begin, 0.5),
            (self._look_for_rule, 1.0),
            (self.reach.begin, 1.0),
        )
        for begin, apart in begins:
            self.turns.add(begin, apart)
        self._arrange()
        for signal in (lab.moved, session.changed):
            signal.connect(self.refresh)
        self.refresh()

    def _arrange(self) -> None:
        self.above = QWidget()
        bar = QHBoxLayout(self.above)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(8)
        for box in (self.curve, self.part, self.probe):
            box.setMinimumWidth(_NARROW)  # rather than that the bar is cut off
            bar.addWidget(box)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.trouble)
        middle.addWidget(self.loss, 4)
        middle.addWidget(rule())
        middle.addWidget(self.gates, 7)
        self.aside = QWidget()
        side = QVBoxLayout(self.aside)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.reach, 5)
        side.addWidget(rule())
        side.addWidget(self.weights, 4)
        side.addWidget(self.found)
        self.charts = QWidget()
        self.welcome = Welcome(self.lab)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.charts)
        whole.addWidget(self.welcome)
        row = QHBoxLayout(self.charts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(middle, 5)
        row.addWidget(rule(upright=True))
        row.addWidget(self.aside, 2)
        self.aside.setMaximumWidth(ASIDE)
        self.aside.setMinimumWidth(280)

    def refresh(self, *_news: object) -> None:
        """Draw everything."""
        if not self.isVisible():
            return
        trial = self.lab.trial
        parts = [] if trial is None else trial.parts
        if [self.part.itemData(k) for k in range(self.part.count())] != parts:
            self.part.clear()
            for part in parts:
                self.part.addItem(_part_words(part), part)
        self.part.setVisible(len(parts) > 1)
        self.charts.setVisible(trial is not None)
        self.welcome.setVisible(trial is None)
        self.curve.setVisible(trial is not None)
        self.probe.setVisible(trial is not None)
        self.part.setCurrentIndex(max(0, self.part.findData(self.lab.part)))
        self.probe.setCurrentIndex(min(self.lab.probe_number, self.probe.count() - 1))
        self.turns.draw_all()

    def _choose_curve(self, number: int) -> None:
        self.loss.gradients, self.loss.log = number == 2, number != 1
        self.loss.draw()

    def _look_for_rule(self) -> Making:
        """Look what a unit has found of the lecturer's gates, and say it."""
        trial, unit, part = self.lab.trial, self.lab.unit, self.lab.part
        flat = None if trial is None else trial.at(self.lab.past)[1]

        def look() -> tuple[str, ...]:
            if trial is None or flat is None:
                return ()
            with trial.lent(flat) as network:
                return rule_found(network, trial.task, unit, part)

        def say(found: tuple[str, ...]) -> Iterator[None]:
            self._say_found(found)
            yield

        return Making(look, say)

    def _say_found(self, found: tuple[str, ...]) -> None:
        tr = QCoreApplication.translate
        words = ""
        if len(found) == 3:
            words = tr("Training", "Unit {number} has found the lecture's rule: i and f listen to x2, o listens to x3.")
        elif found:
            words = tr("Training", "Unit {number} so far: {gates} listen to what the lecturer's listen to.")
        text = words.format(number=self.lab.unit + 1, gates=", ".join(found))
        if text != self.found.text():
            self.found.setText(text)
        self.found.setFont(font(22 if self.session.projecting else 13.5, 600))
        self.found.setVisible(bool(text))



def _part_words(part: str) -> str:
    """Say which layer and direction a part is: "1", "2.backward"."""
    tr = QCoreApplication.translate
    number, _, backward = part.partition(".")
    words = tr("Training", "Layer {number}, backward") if backward else tr("Training", "Layer {number}")
    return words.format(number=number)
