"""The pictures of a training that learns: its loss, what its gates do, how far its gradient reaches, its weights."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from simulator.errors import UserError
from simulator.exports.training import Look as What
from simulator.exports.training import gates_of, losses_of, norms_of, reaches_of, weights_of
from simulator.gui.picture_view import PictureView
from simulator.gui.session import Session
from simulator.gui.training.lab import Lab
from simulator.gui.training.trial import Trial
from simulator.gui.training.vocabulary import training_text
from simulator.gui.vocabulary import training_word
from simulator.render.primitives import Picture
from simulator.render.training.chart import Look
from simulator.render.training.gates_now import gates_now
from simulator.render.training.gradients import gradient_chart
from simulator.render.training.loss import loss_chart
from simulator.render.training.through_time import through_time
from simulator.render.training.weights import weight_map

STAGE = 1600.0, 1000.0
_UPDATE = re.compile(r"(?:update|spike|change)\[(\d+)\]")
_UNIT = re.compile(r"unit\[(\d+)\]")


class TrainingChart(PictureView):
    """One picture. It is drawn when it is asked to and can be seen; ``drawn`` tells of it."""

    drawn = Signal()

    def __init__(self, session: Session, lab: Lab, name: str) -> None:
        super().__init__()
        self.session, self.lab = session, lab
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self.on_clicked)

    def make(self, trial: Trial, width: float, height: float, look: Look) -> Picture | None:
        """Return the picture of a training; None where there is none."""
        raise NotImplementedError

    def on_clicked(self, target: str) -> None:
        """Do what a click on a place means."""

    def draw(self) -> None:
        """Draw the training that is looked at."""
        if (show := self.begin()) is not None:
            show()

    def begin(self) -> Callable[[], None] | None:
        """Make the picture of the training that is looked at, and return what shows it; None while nobody sees it."""
        trial = self.lab.trial
        if not self.isVisible():
            return None
        size = self.viewport().size()
        picture = None
        if trial is not None:
            try:
                picture = self.make(trial, float(size.width()), float(size.height()), self.look())
            except UserError:
                picture = None
        return partial(self._show, picture or Picture(size.width(), size.height(), {}))

    def _show(self, picture: Picture) -> None:
        self.show_picture(picture, self.session.theme)
        self.drawn.emit()

    def look(self) -> Look:
        """Return how pictures are shown now."""
        session = self.session
        window: QWidget = self.window()
        scale = min(window.width() / STAGE[0], window.height() / STAGE[1]) if session.projecting else 1.0
        return Look(training_word, session.exact, session.projecting, scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for the new size."""
        super().resizeEvent(event)
        self.draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has changed meanwhile."""
        super().showEvent(event)
        self.draw()


class LossChart(TrainingChart):
    """The losses of all trainings, or the lengths of their gradients; a click or a drag looks back in time."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "Loss"))
        self.log = True
        self.gradients = False

    def make(self, trial: Trial, width: float, height: float, look: Look) -> Picture:
        """Return the curves."""
        titles = self.lab.titles()
        trials = [trial, *(other for other in self.lab.trials if other is not trial)]
        histories, names = [one.history for one in trials], [titles[one.key] for one in trials]
        what = What(self.lab.past, trial.wanted, self.log)
        if self.gradients:
            return gradient_chart(norms_of(histories, names, what), width, height, look)
        return loss_chart(losses_of(histories, names, what), width, height, look)

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

    def make(self, trial: Trial, width: float, height: float, look: Look) -> Picture | None:
        """Return the rows of the unit."""
        probe = self.lab.probe(brief=True)
        if probe is None:
            return None
        _, network = trial.at(self.lab.past)
        gates = gates_of(network, trial.task, probe, self.lab.unit, self.lab.part, training_text)
        return gates_now(gates, width, height, look)

    def on_clicked(self, target: str) -> None:
        """Look at another unit."""
        if (found := _UNIT.fullmatch(target)) is not None:
            self.lab.choose_unit(int(found[1]))


class ReachChart(TrainingChart):
    """How far the gradient of the last answer reaches, of the training that is looked at and of the others."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "Gradient through time"))

    def make(self, trial: Trial, width: float, height: float, look: Look) -> Picture | None:
        """Return the bars of two networks at most."""
        titles, reaches = self.lab.titles(), []
        others = [other for other in self.lab.trials if other is not trial and _comparable(other, trial)]
        for one in (trial, *others[-1:]):
            _, network = one.at(self.lab.past if one is trial else None)
            reaches += reaches_of(network, one.task, one.probe(self.lab.probe_number), titles[one.key])[-1:]
        return through_time(reaches, width, height, look)


class WeightChart(TrainingChart):
    """The weights of the unit that is looked at."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "Weights"))

    def make(self, trial: Trial, width: float, height: float, look: Look) -> Picture:
        """Return the map."""
        _, network = trial.at(self.lab.past)
        return weight_map(weights_of(network, self.lab.unit, self.lab.part), width, height, look)

    def on_clicked(self, target: str) -> None:
        """Look at another unit."""
        if (found := _UNIT.fullmatch(target)) is not None:
            self.lab.choose_unit(int(found[1]))


def _comparable(one: Trial, other: Trial) -> bool:
    """Return whether two trainings learn the same kind of sequences."""
    return one.task is other.task and one.setup.length == other.setup.length
