"""The lecture's toy: one linear unit that uses one weight a thousand times, so that its loss is a plain with a cliff.

h = u·x + w·h[t-1] + b, y = v·h, and x is 1 at the first step and 0 after it. With u = v = 1 and b = 0, y after 1,000
steps is w^999: 20,751.64 for w = 1.01 and 0.0000436 for 0.99. SOURCE: Hung-yi Lee, lecture on recurrent networks: why
they are hard to train; the bias as in figure 6 of Pascanu, Mikolov and Bengio 2013.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.optimisation.settings import is_number
from simulator.engine.tasks.task import whole
from simulator.errors import UserError

LONGEST = 100_000
_FAR = 1e150  # its square is still a number


@dataclass(frozen=True)
class Toy:
    """The loss (y - target)², y after ``steps`` steps, as a function of w, u, v and b, in closed form.

    A point is (w, u, v, b): recurrent weight, input weight, output weight and bias.
    """

    steps: int = 1000
    target: float = 1.0

    def __post_init__(self) -> None:
        if whole(self.steps, 2, "the number of steps of the toy") > LONGEST:
            raise UserError(f"the toy takes at most {LONGEST:,} steps, not {self.steps:,}.")
        if not is_number(self.target):
            raise UserError(f"the toy's target must be a finite number, not {self.target}.")

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Its four parameters, single numbers."""
        return MappingProxyType(dict.fromkeys("wuvb", ()))

    @staticmethod
    def point(w: float = 1.0, u: float = 1.0, v: float = 1.0, b: float = 0.0) -> Array:
        """Return a point of its landscape, (4,)."""
        return np.array([w, u, v, b], float)

    def outputs(self, points: Array) -> Array:
        """Return y at points (..., 4): (...), as near as a float can be; infinite where it is too large for one."""
        w, u, v, b = np.moveaxis(np.asarray(points, float), -1, 0)
        with np.errstate(all="ignore"):
            y = v * (_times(u, w ** (self.steps - 1)) + _times(b, self._sum(w)))
        return np.where(v == 0, 0.0, np.where(np.isnan(y), np.inf, y))  # the two parts may be infinities that differ

    def losses(self, points: Array) -> Array:
        """Return the loss at points (..., 4): (...)."""
        with np.errstate(all="ignore"):
            return np.asarray((self.outputs(points) - self.target) ** 2)

    def log10_losses(self, points: Array) -> Array:
        """Return log10 of the loss at points (..., 4): (...), also where the loss itself is too large for a float."""
        points = np.asarray(points, float)
        with np.errstate(all="ignore"):
            far = 2 * self.log10_outputs(points)
            return np.where(far < 2 * np.log10(_FAR), np.log10(self.losses(points)), far)

    def log10_outputs(self, points: Array) -> Array:
        """Return log10 |y| at points (..., 4): (...), also where y is too large or too small for a float.

        For w = 0.01 and no bias it is -1998.
        """
        w, u, v, b = np.moveaxis(np.asarray(points, float), -1, 0)
        with np.errstate(all="ignore"):
            power = (self.steps - 1) * np.log10(np.abs(w))
            # of u·w^(T-1) + b·(w^T - 1)/(w - 1) the power is taken out where it is large, or where it is alone
            rest = u + _times(b, (w - w ** (1 - self.steps)) / (w - 1))
            apart = np.log10(np.abs(v)) + power + np.log10(np.abs(rest))
            direct = np.log10(np.abs(self.outputs(points)))
        return np.where((b == 0) | (power > np.log10(_FAR)), apart, direct)

    def slope(self, point: Array) -> tuple[float, Array]:
        """Return the loss at a point (4,), and its gradient: dy/dw of w^999 is 999·w^998."""
        w, u, v, b = map(float, point)
        step = np.arange(self.steps, dtype=float)  # of w^0 + w^1 + … the exponents
        with np.errstate(all="ignore"):
            last = self.steps - 1.0
            power = np.float64(w) ** last
            slopes = np.where(step > 0, step * np.float64(w) ** np.maximum(step - 1, 0), 0.0)
            powers = self._sum(np.asarray(w))
            y = float(self.outputs(np.asarray(point)))
            inside = np.array([
                _times(v, _times(u, slopes[-1]) + _times(b, slopes.sum())),
                _times(v, power),
                _times(u, power) + _times(b, powers),
                _times(v, powers),
            ])  # fmt: skip
            off = y - self.target
            return off * off, 2 * off * inside

    def _sum(self, w: Array) -> Array:
        """Return w^0 + w^1 + … + w^(steps - 1), exact near w = 1 as well."""
        near = np.expm1(self.steps * np.log1p(w - 1)) / (w - 1)
        far = (w**self.steps - 1) / (w - 1)
        return np.where(w == 1, float(self.steps), np.where(w > 0.5, near, far))


def _times(factor: Array | float, power: Array | float) -> Array:
    """Return a product that is 0 where the factor is, even times infinity: the power is large, but a number."""
    return np.where(np.equal(factor, 0), 0.0, np.multiply(factor, power))
