"""The pictures of a training that learns: its loss, what its gates do, how far its gradient reaches, its weights."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QMouseEvent

from simulator.errors import UserError
from simulator.exports.training import Look as What
from simulator.exports.training import gates_of, losses_of, norms_of, reaches_of, weights_of
from simulator.gui.session import Session
from simulator.gui.training.lab import Lab
from simulator.gui.training.trial import Trial
from simulator.gui.training.turn_picture import Made, Plan, TurnPicture
from simulator.gui.training.vocabulary import training_text
from simulator.render.training.chart import Look
from simulator.render.training.gates_now import gates_now
from simulator.render.training.gradients import gradient_chart
from simulator.render.training.loss import loss_chart
from simulator.render.training.through_time import Reach, through_time
from simulator.render.training.weights import weight_map

_UPDATE = re.compile(r"(?:update|spike|change)\[(\d+)\]")
_UNIT = re.compile(r"unit\[(\d+)\]")


class TrainingChart(TurnPicture):
    """One picture of the training that is looked at."""

    def __init__(self, session: Session, lab: Lab, name: str) -> None:
        super().__init__(session, name)
        self.lab = lab
        self.clicked.connect(self.on_clicked)

    def plan(self, width: float, height: float, look: Look) -> Plan | None:
        """Return what makes the picture; None where nothing is trained."""
        trial = self.lab.trial
        try:
            return None if trial is None else self.plan_of(trial, width, height, look)
        except UserError:  # there is no such moment any more
            return None

    def plan_of(self, trial: Trial, width: float, height: float, look: Look) -> Plan | None:
        """Return what makes the picture of a training; None where there is none."""
        raise NotImplementedError

    def on_clicked(self, target: str) -> None:
        """Do what a click on a place means."""


class LossChart(TrainingChart):
    """The losses of all trainings, or the lengths of their gradients; a click or a drag looks back in time."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "Loss"))
        self.log = True
        self.gradients = False

    def plan_of(self, trial: Trial, width: float, height: float, look: Look) -> Plan:
        """Return what draws the curves."""
        titles = self.lab.titles()
        trials = [trial, *(other for other in self.lab.trials if other is not trial)]
        histories, names = [one.history for one in trials], [titles[one.key] for one in trials]
        what = What(self.lab.past, trial.wanted, self.log)
        if self.gradients:
            norms = norms_of(histories, names, what, training_text)
            return lambda: Made(gradient_chart(norms, width, height, look))
        losses = losses_of(histories, names, what, training_text)
        return lambda: Made(loss_chart(losses, width, height, look))

    def on_clicked(self, target: str) -> None:
        """Look back to an update."""
        found, trial = _UPDATE.fullmatch(target), self.lab.trial
        if found is not None and trial is not None and trial.history.snapshots.newest is not None:
            update = trial.history.at(int(found[1])).update
            self.lab.look_back(None if update >= trial.update else update)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along the curve with the button held."""
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton and (spot := self.hotspot_at(event.position())) is not None:
            self.on_clicked(spot.target)


class GatesChart(TrainingChart):
    """What a unit does on the probe sequence, with the hand-set gates behind it where there are some."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "What the gates do now"))

    def plan_of(self, trial: Trial, width: float, height: float, look: Look) -> Plan:
        """Return what draws the rows of the unit."""
        probe, unit, part = trial.probe(self.lab.probe_number, brief=True), self.lab.unit, self.lab.part
        _, flat = trial.at(self.lab.past)

        def make() -> Made:
            with trial.lent(flat) as network:
                gates = gates_of(network, trial.task, probe, unit, part, training_text)
            return Made(gates_now(gates, width, height, look))

        return make

    def on_clicked(self, target: str) -> None:
        """Look at another unit."""
        if (found := _UNIT.fullmatch(target)) is not None:
            self.lab.choose_unit(int(found[1]))


class ReachChart(TrainingChart):
    """How far the gradient of the last answer reaches, of the training that is looked at and of the others."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "Gradient through time"))

    def plan_of(self, trial: Trial, width: float, height: float, look: Look) -> Plan:
        """Return what draws the bars of two networks at most."""
        titles, number = self.lab.titles(), self.lab.probe_number
        others = [other for other in self.lab.trials if other is not trial and _comparable(other, trial)]
        shown = [
            (one, one.at(self.lab.past if one is trial else None)[1], one.probe(number))
            for one in (trial, *others[-1:])
        ]

        def make() -> Made:
            reaches: list[Reach] = []
            for one, flat, probe in shown:
                with one.lent(flat) as network:
                    reaches += reaches_of(network, one.task, probe, titles[one.key])[-1:]
            return Made(through_time(reaches, width, height, look))

        return make


class WeightChart(TrainingChart):
    """The weights of the unit that is looked at."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "Weights"))

    def plan_of(self, trial: Trial, width: float, height: float, look: Look) -> Plan:
        """Return what draws the map."""
        unit, part, selected = self.lab.unit, self.lab.part, self.selected(trial)
        _, flat = trial.at(self.lab.past)

        def make() -> Made:
            with trial.lent(flat) as network:
                weights = weights_of(network, unit, part)
            return Made(weight_map(replace(weights, selected=selected), width, height, look))

        return make

    def selected(self, trial: Trial) -> str:
        """Return the place of the number that is marked, "" for none."""
        return ""

    def on_clicked(self, target: str) -> None:
        """Look at another unit."""
        if (found := _UNIT.fullmatch(target)) is not None:
            self.lab.choose_unit(int(found[1]))


def _comparable(one: Trial, other: Trial) -> bool:
    """Return whether two trainings learn the same kind of sequences."""
    return one.task is other.task and one.setup.length == other.setup.length
