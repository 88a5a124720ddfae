"""The pictures of the page Inside one update: the network unrolled, and the weights to choose from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from simulator.engine.inside import Moment
from simulator.gui.session import Session
from simulator.gui.training.charts import TrainingChart, WeightChart
from simulator.gui.training.chosen import element_of, target_of
from simulator.gui.training.lab import Lab
from simulator.gui.training.trial import Trial
from simulator.gui.training.turn_picture import Made, Plan
from simulator.render.training.chart import Look
from simulator.render.training.inside import inside_update
from simulator.render.training.update_story import Inside


class InsideChart(TrainingChart):
    """An update at one of its moments. ``clicked`` names another one."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "Inside one update"))
        self.inside: Inside | None = None
        self.moment: Moment | None = None

    def plan_of(self, trial: Trial, width: float, height: float, look: Look) -> Plan | None:
        """Return what draws the moment."""
        inside, moment = self.inside, self.moment
        if inside is None or moment is None:
            return None
        return lambda: Made(inside_update(inside, moment, width, height, look))


class ChoosingMap(WeightChart):
    """The weights of the unit that is looked at, the one that is followed marked; a click follows another one."""

    def selected(self, trial: Trial) -> str:
        """Return the place of the weight that is followed."""
        weight, index = self.lab.chosen.of(trial.network.parameters)
        part, _, name = weight.rpartition(".")
        return target_of(name, index) if part == self.lab.part else ""

    def on_clicked(self, target: str) -> None:
        """Follow a weight, or look at another unit."""
        found = element_of(target)
        if found is not None and target.partition("[")[0] != "unit":
            self.lab.chosen.choose(f"{self.lab.part}.{found[0]}", found[1])
        else:
            super().on_clicked(target)
