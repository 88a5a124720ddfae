"""The loss as a function of all parameters at once: what a slice is cut from."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.networks.losses import LOSSES
from simulator.engine.networks.network import Network
from simulator.engine.networks.objective import Objective
from simulator.engine.parameters import say_shape
from simulator.engine.tasks import Batch
from simulator.engine.tasks.task import whole
from simulator.engine.training.supply import Supply
from simulator.engine.training.trainer import Trainer
from simulator.errors import UserError

SEQUENCES = 128
"""Held-out sequences that a surface is of. All 512 take four times as long and show the same valleys: losses differed
by less than 3 % (the median; three tasks, at the start and trained)."""


class Landscape(Protocol):
    """A loss over vectors of ``size`` parameters, laid out as ``shapes`` says."""

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of each parameter, in the order in which a vector holds them."""

    def losses(self, points: Array) -> Array:
        """Return the loss at each of some points (n, size): (n,). What overflows is infinite, and never NaN."""

    def slope(self, point: Array) -> tuple[float, Array]:
        """Return the loss at one point (size,), and its gradient, as they come: infinite or NaN where they overflow."""


def check_point(landscape: Landscape, point: Array, what: str) -> Array:
    """Return a copy of a point in float64. Raises UserError, which begins with ``what``, if it has another size."""
    found, size = np.array(point, float), sum(map(math.prod, landscape.shapes.values()))
    if found.shape != (size,):
        raise UserError(f"{what} must be {size:,} numbers, one for each parameter, and is {say_shape(found.shape)}.")
    return found


class NetworkLandscape:
    """The loss of a network on one batch, whole sequences from states of zero.

    It has a network and memory of its own, so that the network it was made of may go on learning; it may be sent to
    another process. Points are evaluated one by one on the training tape. (A row of points at once, their weights side
    by side in one array, was tried for the lecture's cell: 2.6 times as fast with 32 sequences of 20 steps, but 1.1
    times with 128, where tanh takes the time.)
    """

    def __init__(self, network: Network, loss: str, batch: Batch) -> None:
        self.network = copy.deepcopy(network)
        self.loss, self.batch = loss, batch
        steps, size = batch.x.shape[:2]
        self._objective = Objective(self.network, LOSSES[loss], steps, size, masked=batch.lengths is not None)
        self._objective.load(batch.x, batch.target, batch.weight, batch.lengths)

    def __reduce__(self) -> tuple[Any, ...]:
        return NetworkLandscape, (self.network, self.loss, self.batch)  # a tape is made of views; a copy makes its own

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each parameter, by its name in the network."""
        return {name: array.shape for name, array in self.network.parameters.items()}

    def losses(self, points: Array) -> Array:
        """Return the loss at each of some points (n, size): (n,)."""
        flat, forward = self.network.flat, self._objective.forward
        found = np.empty(len(points))
        with np.errstate(all="ignore"):
            for row, point in enumerate(points):
                flat[...] = point
                found[row] = forward()
        return np.where(np.isnan(found), np.inf, found)

    def slope(self, point: Array) -> tuple[float, Array]:
        """Return the loss at one point (size,), and its gradient."""
        with np.errstate(all="ignore"):
            self.network.flat[...] = point
            loss = self._objective.forward()
            self._objective.backward()
        return loss, self._objective.gradient.astype(float)


def landscape_of(trainer: Trainer, sequences: int = SEQUENCES, seed: int | None = None) -> NetworkLandscape:
    """Return the loss that a trainer makes small, as a landscape, on ``sequences`` of its task.

    They are the first of those held out; with a ``seed``, a batch as a training with that seed begins with. Truncated
    or not, the sequences are run whole. Raises UserError for numbers that do not fit.
    """
    count = whole(sequences, 1, "the number of sequences")
    if seed is None:
        batch = trainer.task.held_out(trainer.length).part(0, count)
    else:
        batch = Supply(trainer.task, count, trainer.length, whole(seed, 0, "the seed")).next()
    return NetworkLandscape(trainer.network, trainer.task.loss, batch)
