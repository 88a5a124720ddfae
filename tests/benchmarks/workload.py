"""One step of training, the same work for whoever does it: loss at every step, back through time, Adam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import SupportsFloat

import numpy as np

from simulator import Layer, Network
from simulator.engine.memory import Array
from simulator.engine.networks.losses import LOSSES
from simulator.engine.networks.objective import Objective
from simulator.engine.optimisation.optimisers import make_optimiser

RATE = 0.001

TrainingStep = Callable[[], SupportsFloat | None]
"""Does one update on data given beforehand and returns the loss, or None where it has none."""


@dataclass(frozen=True)
class Workload:
    """A network of layers of one cell with a linear readout, and a batch of random sequences to fit."""

    cell: str
    inputs: int
    units: int
    outputs: int
    batch: int
    steps: int
    dtype: str = "float64"
    layers: int = 1

    @property
    def sizes(self) -> str:
        return f"{self.inputs}, {self.units}, {self.outputs}, {self.batch}, {self.steps}"

    def data(self) -> tuple[Array, Array]:
        """Return the inputs and targets, (steps, batch, features) each."""
        random = np.random.default_rng(0)
        x = random.normal(size=(self.steps, self.batch, self.inputs)).astype(self.dtype)
        return x, random.normal(size=(self.steps, self.batch, self.outputs)).astype(self.dtype)

    def objective(self) -> tuple[Network, Objective]:
        """Return our network, and its loss with the memory that training needs."""
        layers = [Layer(self.cell, self.units)] * self.layers
        dtype = "float32" if self.dtype == "float32" else "float64"
        network = Network(layers, self.inputs, self.outputs, readout="linear", dtype=dtype)
        return network, Objective(network, LOSSES["squared"], self.steps, self.batch)

    def ours(self) -> TrainingStep:
        """Return our step, as the Trainer does it: the batch is copied in each time."""
        network, objective = self.objective()
        optimiser = make_optimiser("adam", network.flat.size, RATE, self.dtype)
        x, target = self.data()
        weight = np.ones((self.steps, self.batch), self.dtype)

        def step() -> float:
            objective.load(x, target, weight)
            loss = objective.forward()
            objective.backward()
            optimiser.step(network.flat, objective.gradient)
            return loss

        return step
