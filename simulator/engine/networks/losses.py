"""The losses, a row each: the one number that training makes small, and its gradient.

All are means over the marked places: ``weight`` (steps, 1, batch) is 1 where there is a target and 0 elsewhere; other
weights make a weighted mean. The other arrays are (steps, size, batch).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.errors import UserError

Shape = tuple[int, int, int]
"""Steps, size, batch."""


class Measure(ABC):
    """A loss made ready for one shape: it keeps target, weights and scratch, so that measuring allocates nothing.

    ``aim`` it, then call it with (y, out): it returns the value and fills ``out`` with the gradient with respect to y,
    or, ``at_argument``, to the argument of the readout function that the loss goes with. That one is exact also where
    the function is so flat that the other would be 0 times infinity.
    """

    def __init__(self, shape: Shape, dtype: np.dtype[Any], at_argument: bool = False) -> None:
        self.at_argument = at_argument
        self.places = shape[1]  # that a marked step of one sequence counts as
        self.tiny = np.finfo(dtype).tiny  # the smallest normal number: no logarithm is taken below it
        self.target = np.zeros(shape, dtype)
        self.share = np.zeros(shape, dtype)  # of each place in the mean
        self.scratch = np.zeros(shape, dtype)

    def aim(self, target: Array, weight: Array) -> None:
        """Copy in what y should be, and where. Raises UserError if that is nowhere."""
        total = float(np.add.reduce(weight, None)) * self.places
        if not total > 0:
            raise UserError("no step has a target, so there is no loss. Mark at least one step.")
        np.copyto(self.target, target)
        np.multiply(weight, 1 / total, self.share)

    def __call__(self, y: Array, out: Array) -> float:
        """Return the loss of ``y`` and fill ``out`` with its gradient."""
        with np.errstate(all="ignore"):  # a loss that overflows is infinite, and whoever trains says so
            return self._measure(y, out)

    def terms(self, y: Array) -> Array:
        """Return what each step of each sequence adds to the loss of ``y``, (steps, batch): it is their sum."""
        with np.errstate(all="ignore"):
            return self._terms(y)

    @abstractmethod
    def _measure(self, y: Array, out: Array) -> float: ...

    @abstractmethod
    def _terms(self, y: Array) -> Array: ...

    def _argument_gradient(self, y: Array, out: Array) -> None:
        """Fill in (y - target) / N, which is what softmax and sigmoid leave of the gradient of their cross-entropy."""
        np.subtract(y, self.target, out)
        np.multiply(out, self.share, out)


class Squared(Measure):
    """mean (y - target)^2; its gradient is the same with respect to y and to a linear readout's argument."""

    def _measure(self, y: Array, out: Array) -> float:
        np.subtract(y, self.target, self.scratch)
        np.multiply(self.scratch, self.share, out)
        value = float(np.vdot(self.scratch, out))
        np.add(out, out, out)
        return value

    def _terms(self, y: Array) -> Array:
        return np.asarray((self.share * (y - self.target) ** 2).sum(axis=1))


class Binary(Measure):
    """mean -(target ln y + (1 - target) ln(1 - y)), targets in 0..1."""

    def __init__(self, shape: Shape, dtype: np.dtype[Any], at_argument: bool = False) -> None:
        super().__init__(shape, dtype, at_argument)
        self.sides, self.parts, self.slopes = (np.zeros((2, *shape), dtype) for _ in range(3))  # of yes, of no

    def aim(self, target: Array, weight: Array) -> None:
        super().aim(target, weight)
        np.multiply(self.share, self.target, self.parts[0])
        np.subtract(self.share, self.parts[0], self.parts[1])

    def _measure(self, y: Array, out: Array) -> float:
        yes, no = self.sides
        np.positive(y, yes)
        np.subtract(1, y, no)
        np.maximum(self.sides, self.tiny, out=self.sides)
        if self.at_argument:
            self._argument_gradient(y, out)
        else:
            np.divide(self.parts, self.sides, self.slopes)
            np.subtract(self.slopes[1], self.slopes[0], out)
        np.log(self.sides, self.sides)
        return -float(np.vdot(self.parts, self.sides))

    def _terms(self, y: Array) -> Array:
        sides = np.maximum([y, 1 - y], self.tiny)
        return np.asarray(-(self.parts * np.log(sides)).sum(axis=(0, 2)))


class Categorical(Measure):
    """mean -sum_k target_k ln y_k: -ln of the chance given to the right one. Targets add up to 1 (one-hot, say)."""

    def __init__(self, shape: Shape, dtype: np.dtype[Any], at_argument: bool = False) -> None:
        super().__init__(shape, dtype, at_argument)
        self.places = 1
        self.parts = np.zeros(shape, dtype)

    def aim(self, target: Array, weight: Array) -> None:
        super().aim(target, weight)
        np.multiply(self.share, self.target, self.parts)

    def _measure(self, y: Array, out: Array) -> float:
        np.maximum(y, self.tiny, out=self.scratch)
        if self.at_argument:
            self._argument_gradient(y, out)
        else:
            np.divide(self.parts, self.scratch, out)
            np.negative(out, out)
        np.log(self.scratch, self.scratch)
        return -float(np.vdot(self.parts, self.scratch))

    def _terms(self, y: Array) -> Array:
        return np.asarray(-(self.parts * np.log(np.maximum(y, self.tiny))).sum(axis=1))


@dataclass(frozen=True)
class Loss:
    """A loss: its name, the readout it asks for (linear, sigmoid or softmax), and what measures it."""

    name: str
    title: str
    readout: str
    measure: type[Measure]

    def value(self, y: Array, target: Array, weight: Array) -> float:
        """Return the loss of ``y``."""
        return self._aimed(y, target, weight, False)(y, np.empty_like(y))

    def gradient(self, y: Array, target: Array, weight: Array, out: Array, at_argument: bool = False) -> None:
        """Fill ``out`` with d loss / d y, or (``at_argument``) d loss / d argument of the readout function."""
        self._aimed(y, target, weight, at_argument)(y, out)

    def _aimed(self, y: Array, target: Array, weight: Array, at_argument: bool) -> Measure:
        steps, size, batch = y.shape
        measure = self.measure((steps, size, batch), y.dtype, at_argument)
        measure.aim(target, weight)
        return measure


LOSSES = {
    loss.name: loss
    for loss in (
        Loss("squared", "mean squared error", "linear", Squared),
        Loss("binary", "binary cross-entropy", "sigmoid", Binary),
        Loss("categorical", "categorical cross-entropy", "softmax", Categorical),
    )
}
