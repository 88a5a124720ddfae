"""The learning-rate schedules, a class each and a row each of SCHEDULES: the rate as a function of the updates done."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from simulator.engine.optimisation.optimiser import RATE
from simulator.engine.optimisation.settings import Setting, check_settings, pick
from simulator.errors import UserError

EVERY = "After how many updates."


class Schedule(ABC):
    """A rate that may change while a model learns: the base rate times a factor.

    ``base`` may be set at any time, and what the schedule did to the rate so far stays in force.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    text: ClassVar[str]
    source: ClassVar[str] = ""
    settings: ClassVar[tuple[Setting, ...]] = ()

    def __init__(self, rate: float, **settings: Any) -> None:
        self.values = check_settings(self.settings, settings, f"the schedule {self.name}")
        self.base = rate

    @property
    def base(self) -> float:
        """The rate to start from. Raises UserError if it is negative or no number."""
        return self._base

    @base.setter
    def base(self, rate: float) -> None:
        self._base = RATE.check(rate, f"the schedule {self.name}")

    def rate(self, update: int, loss: float | None = None) -> float:
        """Return the rate of the next update, after ``update`` of them; ``loss`` is the last that is known.

        Asked again about the same update, it says the same.
        """
        return self.base * self._factor(update, math.nan if loss is None else loss)

    def state(self) -> dict[str, float | int]:
        """Return all that later rates depend on."""
        return {"base": self.base}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Copy a state in. Raises UserError if it is of another schedule."""
        if set(state) != set(self.state()):
            raise UserError(f"this state is not one of the schedule {self.name}: it holds {', '.join(state)}.")
        self.base = float(state["base"])

    @abstractmethod
    def _factor(self, update: int, loss: float, /) -> float:
        """Return what the base rate is multiplied by; ``loss`` is NaN where none is known."""


class Constant(Schedule):
    """The base rate at every update."""

    name = "constant"
    title = "Constant"
    text = "The rate stays as it is."

    def _factor(self, _update: int, _loss: float, /) -> float:
        return 1.0


class Step(Schedule):
    """base · factor ^ floor(update / every)."""

    name = "step"
    title = "In steps"
    text = "Every so many updates the rate is multiplied by a factor."
    settings = (
        Setting("every", 1000, 1, 10**9, EVERY, whole=True),
        Setting("factor", 0.5, 1e-6, 1.0, "What the rate is multiplied by."),
    )

    def _factor(self, update: int, _loss: float, /) -> float:
        return math.pow(self.values["factor"], update // self.values["every"])


class Cosine(Schedule):
    """base · [floor + (1 − floor) (1 + cos(π update / total)) / 2], and floor after that.

    SOURCE: Loshchilov and Hutter 2017, equation 5, without restarts; their least rate is base · floor.
    """

    name = "cosine"
    title = "Half a cosine"
    text = "The rate falls slowly, then faster, then slowly again, and is at its lowest after all updates."
    source = "Loshchilov and Hutter 2017, equation 5"
    settings = (
        Setting("total", 2000, 1, 10**9, "After how many updates the rate is at its lowest.", whole=True),
        Setting("floor", 0.0, 0.0, 1.0, "The share of the rate that is left in the end."),
    )

    def _factor(self, update: int, _loss: float, /) -> float:
        floor, part = self.values["floor"], min(update / self.values["total"], 1.0)
        return floor + (1 - floor) * (1 + math.cos(math.pi * part)) / 2


class HalveWhenLossRises(Schedule):
    """The rate is halved if the loss is larger than at the last look; it looks every so many updates.

    A loss that is not known, or no number, is not looked at. SOURCE: Britz 2015, WildML, RNN tutorial part 2, its code.
    """

    name = "halve-when-loss-rises"
    title = "Halved when the loss rises"
    text = "Every so many updates the loss is compared with that of the last look; if it has risen, the rate is halved."
    source = "Britz 2015, WildML, RNN tutorial part 2"
    settings = (Setting("every", 100, 1, 10**9, EVERY, whole=True),)

    def __init__(self, rate: float, **settings: Any) -> None:
        super().__init__(rate, **settings)
        self._halvings, self._looked, self._last = 0, 0, math.inf

    def state(self) -> dict[str, float | int]:
        """Return all that later rates depend on; ``last`` is inf before the first look."""
        return {**super().state(), "halvings": self._halvings, "looked": self._looked, "last": self._last}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Copy a state in. Raises UserError if it is of another schedule."""
        super().restore(state)
        self._halvings, self._looked = int(state["halvings"]), int(state["looked"])
        self._last = float(state["last"])

    def _factor(self, update: int, loss: float, /) -> float:
        if update - self._looked >= self.values["every"] and not math.isnan(loss):
            self._halvings += loss > self._last
            self._looked, self._last = update, loss
        return math.ldexp(1.0, -self._halvings)


SCHEDULES: dict[str, type[Schedule]] = {row.name: row for row in (Constant, Step, Cosine, HalveWhenLossRises)}


def make_schedule(name: str, rate: float, **settings: Any) -> Schedule:
    """Return a schedule by its name. Raises UserError for a name or setting that there is not, or out of range."""
    return pick(SCHEDULES, name, "schedule")(rate, **settings)
