"""Inside one update: the network unrolled, forward and back, until what every step gives to one weight is added up.

Back propagation through time is back propagation on the unrolled network, in which the same weight stands at every
step. So its gradient is the sum over the steps; then it is clipped, and then the weight is changed. All of that is a
pure function of the numbers and of a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulator.engine.inside import Kind, Moment  # loads what trains, which drawing does not need

KINDS: tuple[Kind, ...] = ("forward", "loss", "backward", "sum", "clip", "update")


@dataclass(frozen=True, eq=False)
class Inside:
    """The numbers of one update for one shared weight, ``weight`` as it is called ("U_f[0,1]"). By step, (steps,):

    ``states``: the value of the state ``state`` that is followed, ``gradients`` what arrives there from the loss of
    its own and all later steps, ``losses`` the loss of the step, ``given`` what the step gives to the gradient of the
    weight. ``words`` stand over the steps, if there are any.

    ``length``: of the whole gradient, before clipping (of this weight's alone where each is clipped by itself);
    ``kept``: the factor that clipping leaves of it (1: all); ``threshold``: the length that is clipped to, None where
    nothing is. ``old`` and ``new``: the weight before and after the update, which ``rule`` made in a few words
    ("Adam, rate 0.003"). ``from_the_end``: of a cell that reads the sequence from its end and goes back from its first
    step.
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
    from_the_end: bool = False

    @property
    def steps(self) -> int:
        """How many steps the sequence has."""
        return len(self.given)

    @property
    def back(self) -> range:
        """The steps (from 0) in the order in which they are gone back."""
        return range(self.steps) if self.from_the_end else range(self.steps - 1, -1, -1)

    @cached_property
    def added(self) -> np.ndarray:
        """The sum as it grows, (steps,): at each step what has been added with it."""
        order = slice(None, None, 1 if self.from_the_end else -1)
        with np.errstate(all="ignore"):
            return np.asarray(np.cumsum(self.given[order])[order])

    @property
    def total(self) -> float:
        """The gradient of the weight: the sum over all steps."""
        return float(self.added[self.back[-1]]) if self.steps else 0.0

    @property
    def loss(self) -> float:
        """The loss: the sum of that of all steps."""
        with np.errstate(all="ignore"):
            return float(np.sum(self.losses))

    def forward_done(self, moment: Moment, step: int) -> bool:
        """Return whether a step (from 0) has been gone forward."""
        return self.steps - self.back.index(step) <= moment.forward

    def back_done(self, moment: Moment, step: int) -> bool:
        """Return whether a step (from 0) has been gone back."""
        return self.back.index(step) < moment.backward

    def over(self, moment: Moment, kind: Kind) -> bool:
        """Return whether a kind of moment has begun."""
        return KINDS.index(kind) <= KINDS.index(moment.kind)
