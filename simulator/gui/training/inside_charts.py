"""The pictures of the page Inside one update: the network unrolled, and the weights to choose from."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from simulator.engine.inside import Moment
from simulator.exports.training import weights_of
from simulator.gui.session import Session
from simulator.gui.training.charts import TrainingChart, WeightChart
from simulator.gui.training.chosen import element_of, target_of
from simulator.gui.training.lab import Lab
from simulator.gui.training.trial import Trial
from simulator.render.primitives import Picture
from simulator.render.training.chart import Look
from simulator.render.training.inside import inside_update
from simulator.render.training.update_story import Inside
from simulator.render.training.weights import weight_map


class InsideChart(TrainingChart):
    """An update at one of its moments. ``clicked`` names another one."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "Inside one update"))
        self.inside: Inside | None = None
        self.moment: Moment | None = None

    def make(self, trial: Trial, width: float, height: float, look: Look) -> Picture | None:
        """Return the picture of the moment."""
        if self.inside is None or self.moment is None:
            return None
        return inside_update(self.inside, self.moment, width, height, look)


class ChoosingMap(WeightChart):
    """The weights of the unit that is looked at, the one that is followed marked; a click follows another one."""

    def make(self, trial: Trial, width: float, height: float, look: Look) -> Picture:
        """Return the map."""
        _, network = trial.at(self.lab.past)
        weight, index = self.lab.chosen.of(network.parameters)
        part, _, name = weight.rpartition(".")
        selected = target_of(name, index) if part == self.lab.part else ""
        weights = weights_of(network, self.lab.unit, self.lab.part)
        return weight_map(replace(weights, selected=selected), width, height, look)

    def on_clicked(self, target: str) -> None:
        """Follow a weight, or look at another unit."""
        found = element_of(target)
        if found is not None and target.partition("[")[0] != "unit":
            self.lab.chosen.choose(f"{self.lab.part}.{found[0]}", found[1])
        else:
            super().on_clicked(target)
