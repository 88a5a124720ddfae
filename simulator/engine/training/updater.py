"""How a gradient moves the weights: clipping, the learning rate's schedule, and the optimiser, as one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.optimisation import clipping
from simulator.engine.optimisation.optimiser import Optimiser
from simulator.engine.optimisation.optimisers import make_optimiser
from simulator.engine.optimisation.schedules import make_schedule
from simulator.engine.optimisation.settings import Setting

CLIP_NORM = Setting("clip_norm", 1.0, 1e-30, math.inf, "The longest gradient let through.")
CLIP_VALUE = Setting("clip_value", clipping.LECTURE_LIMIT, 1e-30, math.inf, "The largest number of a gradient.")


class Updater:
    """Moves a vector of weights by gradients, as an optimiser, a schedule and a limit say, which may change.

    Raises UserError for names, settings and limits that there are not.
    """

    def __init__(
        self,
        weights: Array,
        optimizer: str,
        rate: float,
        optimizer_settings: Mapping[str, Any],
        schedule: str,
        schedule_settings: Mapping[str, Any],
    ) -> None:
        self.weights, self.optimizer, self.settings = weights, optimizer, dict(optimizer_settings)
        self._schedule = make_schedule(schedule, rate, **schedule_settings)
        self._clip_norm: float | None = None
        self._clip_value: float | None = None
        self._loss: float | None = None  # of the last update
        self._optimiser = self._fresh()

    @property
    def rate(self) -> float:
        """The learning rate that the schedule starts from."""
        return self._schedule.base

    @rate.setter
    def rate(self, rate: float) -> None:
        self._schedule.base = rate

    @property
    def last_rate(self) -> float:
        """The learning rate of the last update."""
        return self._optimiser.rate

    @property
    def schedule(self) -> str:
        """The schedule's name."""
        return self._schedule.name

    def use_schedule(self, name: str, settings: Mapping[str, Any]) -> None:
        """Let the rate follow another schedule, from the same base."""
        self._schedule = make_schedule(name, self.rate, **settings)

    @property
    def clip_norm(self) -> float | None:
        """The longest gradient let through, None if any is; setting one ends clipping by value."""
        return self._clip_norm

    @clip_norm.setter
    def clip_norm(self, limit: float | None) -> None:
        self._clip_norm = None if limit is None else CLIP_NORM.check(limit, "training")
        self._clip_value = self._clip_value if limit is None else None

    @property
    def clip_value(self) -> float | None:
        """The largest number of a gradient let through, None if any is; setting one ends clipping by norm."""
        return self._clip_value

    @clip_value.setter
    def clip_value(self, limit: float | None) -> None:
        self._clip_value = None if limit is None else CLIP_VALUE.check(limit, "training")
        self._clip_norm = self._clip_norm if limit is None else None

    @property
    def clips(self) -> bool:
        """Whether there is a limit."""
        return self._clip_norm is not None or self._clip_value is not None

    def clip(self, gradient: Array, norm: float) -> float:
        """Clip a gradient whose norm is known and finite; return the norm that is left."""
        if self._clip_norm is not None and norm > self._clip_norm:
            clipping.clip_norm(gradient, self._clip_norm)
            return self._clip_norm
        if self._clip_value is not None:
            clipping.clip_value(gradient, self._clip_value)
            return clipping.norm(gradient)
        return norm

    def step(self, gradient: Array, updates: int, loss: float) -> float:
        """Move the weights after so many ``updates``; ``loss`` is what the gradient is of. Return the rate."""
        rate = self._schedule.rate(updates, self._loss)
        if rate != self._optimiser.rate:
            self._optimiser.rate = rate
        self._optimiser.step(self.weights, gradient)
        self._loss = loss
        return rate

    def gathered(self) -> dict[str, Array]:
        """Return what the optimiser keeps of earlier gradients: see ``Optimiser.gathered``."""
        return self._optimiser.gathered()

    def refresh(self) -> None:
        """Forget what the optimiser gathered from earlier gradients."""
        self._optimiser = self._fresh()

    def rewind(self) -> None:
        """Begin again: a fresh optimiser, and the schedule as at first, from the rate of now."""
        self.use_schedule(self.schedule, self._schedule.values)
        self._loss = None
        self.refresh()

    def state(self) -> tuple[dict[str, Array], dict[str, Any]]:
        """Return all that later steps depend on, as copies: arrays, and what else there is."""
        state = self._optimiser.state()
        arrays = {name: value for name, value in state.items() if isinstance(value, np.ndarray)}
        numbers = {
            "optimizer": {name: value for name, value in state.items() if name not in arrays},
            "schedule": [self.schedule, dict(self._schedule.values), self._schedule.state()],
            "clip_norm": self._clip_norm,
            "clip_value": self._clip_value,
            "loss": self._loss,
        }
        return arrays, numbers

    def restore(self, arrays: Mapping[str, Array], numbers: Mapping[str, Any]) -> None:
        """Go back to a state. Raises UserError, TypeError, KeyError or ValueError for none, and changes nothing."""
        name, settings, state = numbers["schedule"]
        schedule = make_schedule(name, self.rate, **settings)
        schedule.restore(state)
        limits = [
            None if numbers[row.name] is None else row.check(numbers[row.name], "training")
            for row in (CLIP_NORM, CLIP_VALUE)
        ]
        loss = None if numbers["loss"] is None else float(numbers["loss"])
        optimiser = self._fresh()
        optimiser.restore({**numbers["optimizer"], **arrays})
        self._optimiser, self._schedule, self._loss = optimiser, schedule, loss
        self._clip_norm, self._clip_value = limits

    def _fresh(self) -> Optimiser:
        return make_optimiser(self.optimizer, self.weights.size, self.rate, self.weights.dtype, **self.settings)
