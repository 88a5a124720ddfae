"""A slice: a plane through the space of all parameters, with a grid on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.optimisation.settings import is_number
from simulator.engine.tasks.task import whole
from simulator.errors import UserError

Kind = Literal["weight", "random", "main"]

MOST = 1001
"""Points a side: a million losses."""
_ALIKE = 1e-6  # the sine of the angle below which two directions are one
_MARGIN = 0.1  # of what a slice has to cover, left on each side


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """One of the two directions of a slice, and how far it reaches.

    ``kind``: along one weight, in a random direction, or in a main direction of a trail. ``name``: “1.U_f[1, 2]”,
    “random 1”. ``direction`` (size,), of any length. ``at``: the coordinate of the slice's centre, so that along a
    weight the axis reads as the weight itself; elsewhere 0. ``low`` and ``high``: the coordinates of the ends.
    ``share``: of a main direction, how much of the trail's spread lies along it, 0 to 1; else NaN.
    """

    kind: Kind
    name: str
    direction: Array
    at: float
    low: float
    high: float
    share: float = np.nan


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """The points centre + (x - across.at) · across.direction + (y - up.at) · up.direction, ``rows`` by ``columns``.

    Row 0 is that of the lowest y. The two directions need not stand upright on each other. Raises UserError for a
    centre or an end that is no finite number, for directions that are one, and for sizes that are not 2 to ``MOST``.
    """

    centre: Array
    across: Axis
    up: Axis
    columns: int = 101
    rows: int = 101

    def __post_init__(self) -> None:
        for name, size in (("columns", self.columns), ("rows", self.rows)):
            if whole(size, 2, f"the number of {name} of a slice") > MOST:
                raise UserError(f"a slice has at most {MOST:,} {name}, not {size:,}.")
        wrong = np.flatnonzero(~np.isfinite(self.centre))
        if wrong.size:
            raise UserError(
                f"parameter {wrong[0] + 1} of the slice's centre is {self.centre[wrong[0]]}, which has no neighbours. "
                "Take the parameters of before they flew off."
            )
        for axis in (self.across, self.up):
            if not (is_number(axis.low) and is_number(axis.high) and axis.low < axis.high):
                raise UserError(f"{axis.name} must reach from a number to a larger one: not {axis.low} to {axis.high}.")
        if not _differ(self.across.direction, self.up.direction):
            raise UserError(f"{self.across.name} and {self.up.name} are no two directions, and make no plane.")

    @property
    def x(self) -> Array:
        """The coordinates of the columns, (columns,)."""
        return np.linspace(self.across.low, self.across.high, self.columns)

    @property
    def y(self) -> Array:
        """The coordinates of the rows, (rows,)."""
        return np.linspace(self.up.low, self.up.high, self.rows)

    def points(self, x: Array, y: Array) -> Array:
        """Return the parameters at coordinates ``x`` and ``y``, which are broadcast: (..., size)."""
        x, y = np.broadcast_arrays(x, y)
        across = np.multiply.outer(x - self.across.at, self.across.direction)
        return np.asarray(self.centre + across + np.multiply.outer(y - self.up.at, self.up.direction))

    def project(self, parameters: Array) -> Array:
        """Return the coordinates (..., 2) of the points of the slice that are nearest to parameters (..., size).

        Of parameters that are no finite numbers they are none either.
        """
        return self._parts(parameters)[0]

    def distance(self, parameters: Array) -> Array:
        """Return how far parameters (..., size) lie from the plane, (...): what a picture on it does not show."""
        off = self._parts(parameters)[1]
        largest = np.abs(off).max(axis=-1, keepdims=True)
        with np.errstate(all="ignore"):  # squares of large numbers would overflow
            scaled = np.where(largest > 0, off / largest, off)
            return np.asarray(largest[..., 0] * np.linalg.norm(scaled, axis=-1))

    def covering(self, *trails: Array) -> Slice:
        """Return the slice with ends so far out that it has all these parameters, (..., size), and its centre, on it.

        What has flown off to numbers that are not finite is left out.
        """
        places = np.concatenate([[(self.across.at, self.up.at)], *(self.project(t).reshape(-1, 2) for t in trails)])
        places = places[np.isfinite(places).all(axis=1)]
        axes = []
        for axis, along in zip((self.across, self.up), places.T, strict=True):
            low, high = float(along.min()), float(along.max())
            margin = _MARGIN * (high - low) or (axis.high - axis.low) / 2  # nothing moved along it: as wide as it was
            axes.append(replace(axis, low=low - margin, high=high + margin))
        return replace(self, across=axes[0], up=axes[1])

    def _parts(self, parameters: Array) -> tuple[Array, Array]:
        """Return coordinates, and what of the way from the centre is not in the plane."""
        basis = np.stack([self.across.direction, self.up.direction])
        with np.errstate(all="ignore"):
            away = np.asarray(parameters, float) - self.centre
            steps = away @ np.linalg.pinv(basis)
            return steps + np.array([self.across.at, self.up.at]), away - steps @ basis


def _differ(one: Array, other: Array) -> bool:
    """Whether two vectors span a plane."""
    with np.errstate(all="ignore"):
        one, other = one / np.linalg.norm(one), other / np.linalg.norm(other)
        return bool(np.linalg.norm(other - (other @ one) * one) > _ALIKE)  # no number if one of them has no length
