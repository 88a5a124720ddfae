"""Inside one update: the network unrolled, forward and back, until what every step gives to one weight is added up.

Back propagation through time is back propagation on the unrolled network, in which the same weight stands at every
step. So its gradient is the sum over the steps; then it is clipped, and then the weight is changed. All of that is a
pure function of the numbers and of a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

Kind = Literal["forward", "loss", "backward", "sum", "clip", "update"]
KINDS: tuple[Kind, ...] = ("forward", "loss", "backward", "sum", "clip", "update")


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of an update. Forward and backward have one for every ``step``, from 1; the others have step 0."""

    kind: Kind
    step: int = 0

    def __str__(self) -> str:
        """As it answers the pointer: "forward t[3]", "sum"."""
        return f"{self.kind} t[{self.step}]" if self.step else self.kind


def moments(steps: int) -> tuple[Moment, ...]:
    """Return all moments of an update in their order: back from the last step to the first."""
    forward = [Moment("forward", step) for step in range(1, steps + 1)]
    backward = [Moment("backward", step) for step in range(steps, 0, -1)]
    return (*forward, Moment("loss"), *backward, Moment("sum"), Moment("clip"), Moment("update"))


@dataclass(frozen=True, eq=False)
class Inside:
    """The numbers of one update for one shared weight, ``weight`` as it is called ("U_f[0,1]"). By step, (steps,):

    ``states``: the value of the state ``state`` that is followed, ``gradients`` what arrives there from the loss of
    its own and all later steps, ``losses`` the loss of the step, ``given`` what the step gives to the gradient of the
    weight. ``words`` stand over the steps, if there are any.

    ``length``: of the whole gradient, before clipping (of this weight's alone where each is clipped by itself);
    ``kept``: the factor that clipping leaves of it (1: all); ``threshold``: the length that is clipped to, None where
    nothing is. ``old`` and ``new``: the weight before and
    after the update, which ``rule`` made in a few words ("Adam, rate 0.003").
    """

    weight: str
    state: str
    states: np.ndarray
    gradients: np.ndarray
    losses: np.ndarray
    given: np.ndarray
    length: float
    kept: float
    old: float
    new: float
    threshold: float | None = None
    rule: str = ""
    words: tuple[str, ...] | None = None

    @property
    def steps(self) -> int:
        """How many steps the sequence has."""
        return len(self.given)

    @cached_property
    def added(self) -> np.ndarray:
        """The sum as it grows from the last step down, (steps,): at place k all steps from k + 1 on."""
        with np.errstate(all="ignore"):
            return np.asarray(np.cumsum(self.given[::-1])[::-1])

    @property
    def total(self) -> float:
        """The gradient of the weight: the sum over all steps."""
        return float(self.added[0]) if self.steps else 0.0

    @property
    def loss(self) -> float:
        """The loss: the sum of that of all steps."""
        with np.errstate(all="ignore"):
            return float(np.sum(self.losses))

    def over(self, moment: Moment, kind: Kind, step: int = 0) -> bool:
        """Return whether a moment has come, at a moment: it is that one or an earlier one."""
        here, there = KINDS.index(moment.kind), KINDS.index(kind)
        if here != there or kind not in ("forward", "backward"):
            return there <= here
        return step <= moment.step if kind == "forward" else step >= moment.step
