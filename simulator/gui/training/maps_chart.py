"""The maps of all weights of a network, of their gradients, or of what the next update does to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF

from simulator.engine.networks.network import Network
from simulator.engine.parameters import say_element
from simulator.engine.training.rehearsal import Rehearsal
from simulator.exports.matrices import matrices_of
from simulator.gui.session import Session
from simulator.gui.training.charts import TrainingChart
from simulator.gui.training.chosen import element_of, short
from simulator.gui.training.lab import Lab
from simulator.gui.training.trial import Trial
from simulator.gui.training.turn_picture import Made, Plan
from simulator.render.format import exact
from simulator.render.primitives import Hotspot
from simulator.render.training.chart import Look
from simulator.render.training.matrices import Matrix, element_at, matrix_maps, place

KINDS = ("weights", "gradients", "update", "ratio")
FIELD = 44.0  # px of a field at most
_USUAL = 95  # percent of the ratios have a depth of their own; few weights near 0 have ratios of any size


class MapsChart(TrainingChart):
    """One of KINDS for every parameter. All but the weights need ``told``, the next update, made and taken back."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab, QCoreApplication.translate("Training", "Maps of the weights"))
        self.kind = KINDS[0]
        self.told: Rehearsal | None = None
        self.matrices: tuple[Matrix, ...] = ()

    def plan_of(self, trial: Trial, width: float, height: float, look: Look) -> Plan | None:
        """Return what draws the maps."""
        network, kind, told = trial.network, self.kind, self.told
        update, flat = trial.at(self.lab.past)
        if told is None and kind != "weights":
            return None
        weight, index = self.lab.chosen.of(network.parameters)
        title = title_of(kind, update)

        def make() -> Made:
            shown = flat if told is None or kind == "weights" else change_of(told, kind)
            matrices = tuple(
                replace(matrix, name=short(matrix.name, network)) for matrix in matrices_of(network, shown)
            )
            largest = largest_ratio(shown) if kind == "ratio" else None
            chosen = short(weight, network), index
            return Made(matrix_maps(title, matrices, width, height, look, chosen, largest, FIELD), matrices)

        return make

    def keep(self, found: tuple[Matrix, ...] | None) -> None:
        """Keep the numbers, to answer the pointer."""
        self.matrices = found or ()

    def element(self, position: QPointF) -> tuple[str, tuple[int, ...]] | None:
        """Return the number at a point of the viewport, by its name in the network."""
        trial, point = self.lab.trial, self.in_picture(position)
        size = self.picture
        found = element_at(self.matrices, point.x(), point.y(), size.width, size.height, self.look(), FIELD)
        named = None if found is None else element_of(found[0])
        if named is None or trial is None:
            return None
        return full(named[0], trial.network), named[1]

    def on_clicked(self, target: str) -> None:
        """Follow the number that was clicked."""
        pointer = self.pointer
        found = None if pointer is None else self.element(pointer)
        if found is not None:
            self.lab.chosen.choose(*found)

    def tip_of(self, spot: Hotspot, position: QPointF) -> str:
        """Say the exact number under the pointer."""
        found, trial = self.element(position), self.lab.trial
        if found is None or trial is None:
            return spot.tip
        name = short(found[0], trial.network)
        matrix = next(matrix for matrix in self.matrices if matrix.name == name)
        unit = " %" if self.kind == "ratio" else ""
        return f"{say_element(name, found[1])} = {exact(float(matrix.values[found[1]]))}{unit}"

    @property
    def pooled(self) -> bool:
        """Whether a pixel stands for several numbers."""
        size, look = self.picture, self.look()
        return any(placed.side < 1 for placed in place(self.matrices, size.width, size.height, look, FIELD)[:1])


def change_of(told: Rehearsal, kind: str) -> np.ndarray:
    """Return one number for each parameter of what the next update does; ratios in percent, NaN where there is none."""
    if kind == "gradients":
        return told.gradient
    change = told.after - told.before
    if kind == "update":
        return change
    with np.errstate(all="ignore"):  # a weight that is 0 has no ratio
        return np.asarray(np.where(told.before == 0, np.nan, 100 * change / told.before))


def largest_ratio(ratios: np.ndarray) -> float | None:
    """Return the ratio that has the deepest colour."""
    sizes = np.abs(ratios[np.isfinite(ratios)])
    return float(np.percentile(sizes, _USUAL)) or None if sizes.size else None


def title_of(kind: str, update: int) -> str:
    """Return what stands over the maps; ``update``: how many updates have been made."""
    tr = QCoreApplication.translate
    words = {
        "weights": tr("Training", "Weights after {made} updates"),
        "gradients": tr("Training", "Gradients in update {next}"),
        "update": tr("Training", "Changes by update {next}"),
        "ratio": tr("Training", "Changes by update {next} in percent of the weights"),
    }[kind]
    return words.format(made=f"{update:,}", next=f"{update + 1:,}")


def full(name: str, network: Network) -> str:
    """Return the name in the network of what is shown by its short name."""
    return name if name in network.parameters else f"1.{name}"
