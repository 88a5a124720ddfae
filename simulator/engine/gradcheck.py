"""Are the gradients right? The engine's against central differences, number by number.

A difference quotient (L(p + s) - L(p - s)) / 2s is off by curvature, which grows with the square of s, and by rounding,
about eps |L| / s, which grows as s shrinks. So s is cbrt(eps) times the size of p, or 1 if that is more; and where the
gradients differ, other steps are tried: a derivative is called wrong only if no step confirms it. No quotient can be
trusted beyond its rounding: a gradient smaller than ``FLOOR`` times the loss over the size of p counts as that large.
Near a kink of relu, abs or hard_sigmoid a quotient says nothing: another point is drawn.

SOURCE: Press et al., Numerical Recipes, 3rd edition, section 5.7 (step size).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.engine.gradients import Gradients
from simulator.engine.kinks import kink_distance
from simulator.engine.memory import Array
from simulator.engine.model import Model
from simulator.errors import UserError
from simulator.language import Cell

TOLERANCE = 1e-6
MARGIN = 1e-4  # from a kink
FLOOR = 1e-4  # rounding is about eps^(2/3) / 2 = 2e-11 of the loss: a fifth of TOLERANCE * FLOOR
_STEP = float(np.cbrt(np.finfo(float).eps))
_OTHER_STEPS = (1.0, 1 / 16, 16.0, 256.0)
_TRIES = 100

Analytic = Callable[[Model, Array, Array, Mapping[str, Array]], Gradients]
"""model, x, output_gradient, initial -> gradients, as ``Model.gradients``."""


@dataclass(frozen=True)
class Compared:
    """One array: a parameter, the inputs ``x`` (steps, batch, inputs) or an initial state (batch, size).

    ``kind`` is "parameter", "input" or "initial". ``error`` is the worst relative error (infinite if a gradient is not
    finite), found at ``place`` (from 0), where the two gradients are ``analytic`` and ``numerical``.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    error: float
    place: tuple[int, ...]
    analytic: float
    numerical: float


@dataclass(frozen=True)
class GradientCheck:
    """What a check has found. ``kink``: how near the point came to a kink, infinite where there are none."""

    rows: tuple[Compared, ...]
    tolerance: float
    kink: float

    @property
    def wrong(self) -> tuple[Compared, ...]:
        """What does not agree."""
        return tuple(row for row in self.rows if not row.error <= self.tolerance)

    @property
    def passed(self) -> bool:
        """Whether everything agrees."""
        return not self.wrong


def check_gradients(
    what: Cell | Model,
    *,
    inputs: int = 3,
    units: int = 4,
    outputs: int = 2,
    steps: int = 5,
    batch: int = 2,
    seed: int = 0,
    x: Any = None,
    tolerance: float = TOLERANCE,
    gradients: Analytic = Model.gradients,
) -> GradientCheck:
    """Compare analytic with numerical gradients of all parameters, inputs and initial states.

    The loss is a sum of the outputs of all steps with random weights. A cell's parameters are drawn from the seed,
    uniform ±1/sqrt(units); a model's own sizes and parameters are kept (in float64). Inputs, unless ``x`` gives them,
    and initial states are drawn too, anew while the point lies within ``MARGIN`` of a kink. ``gradients`` is what is
    checked. It takes two runs or more a number. Raises UserError if the output is not finite.
    """
    if isinstance(what, Model):
        sizes: dict[str, Any] = dict(what.sizes)
        model = Model(what.cell, **sizes, parameters=what.parameters)  # a copy, in float64
    else:
        model = Model(what, inputs, units, outputs)
    if x is not None:
        x = np.array(model.sequence(x), float)
        x = x if x.ndim == 3 else x[:, np.newaxis]
        steps, batch = x.shape[:2]
    random = np.random.default_rng(seed)
    points = (_Point(model, random, steps, batch, x, draw=isinstance(what, Cell)) for _ in range(_TRIES))
    best = next(points)
    while best.kink < MARGIN and (point := next(points, None)) is not None:
        best = max(best, point, key=lambda candidate: candidate.kink)
    return GradientCheck(best.compare(gradients, tolerance), tolerance, best.kink)


class _Point:
    """Parameters, inputs and initial states at which gradients are compared."""

    def __init__(
        self, model: Model, random: np.random.Generator, steps: int, batch: int, x: Array | None, draw: bool
    ) -> None:
        self.model = model
        flat = model.parameters.flat
        if draw:
            flat[...] = random.uniform(-1, 1, flat.shape) / math.sqrt(model.sizes["units"])
        self.parameters = flat.copy()
        self.x = random.normal(size=(steps, batch, model.sizes["inputs"])) if x is None else x
        self.initial = {name: random.normal(size=(batch, model.signal_sizes[name])) for name in model.cell.states}
        output = model.cell.output
        shape = (steps, batch, model.signal_sizes[output])
        self.weight = random.uniform(0.5, 1.5, shape) * random.choice([-1.0, 1.0], shape)
        trace = model.run(self.x, self.initial)
        finite = np.isfinite(trace[output]).all(axis=(1, 2))
        if not finite.all():
            step = int(np.argmin(finite)) + 1
            raise UserError(f"{output} is not finite at step {step}, so it has no gradient. Ask for fewer steps.")
        self.size = float(np.linalg.norm(self.weight * trace[output]))
        flat += 1e-7 * random.normal(size=flat.shape)
        moved = model.run(
            self.x + 1e-7 * random.normal(size=self.x.shape),
            {name: value + 1e-7 * random.normal(size=value.shape) for name, value in self.initial.items()},
        )
        flat[...] = self.parameters
        self.kink = kink_distance(trace, moved)

    def compare(self, gradients: Analytic, tolerance: float) -> tuple[Compared, ...]:
        """Compare the gradients of everything."""
        model = self.model
        model.parameters.flat[...] = self.parameters
        found = gradients(model, self.x, self.weight, self.initial)
        rows = [
            self._array(name, "parameter", model.parameters[name], found.parameters[name], tolerance)
            for name in model.parameters
        ]
        rows.append(self._array("x", "input", self.x, found.x, tolerance))
        rows += [
            self._array(name, "initial", value, found.initial[name], tolerance) for name, value in self.initial.items()
        ]
        return tuple(rows)

    def _array(self, name: str, kind: str, values: Array, gradient: Array, tolerance: float) -> Compared:
        worst: tuple[float, float, tuple[int, ...]] = (-1.0, 0.0, ())
        for place in np.ndindex(values.shape):
            error, numerical = self._number(values, place, float(gradient[place]), tolerance)
            if error > worst[0]:
                worst = error, numerical, place
        error, numerical, place = worst
        return Compared(name, kind, values.shape, error, place, float(gradient[place]), numerical)

    def _number(self, values: Array, place: tuple[int, ...], analytic: float, tolerance: float) -> tuple[float, float]:
        """Return the relative error of one gradient and the difference quotient that it was judged by."""
        size = max(1.0, abs(float(values[place])))
        best = math.inf, math.nan
        for factor in _OTHER_STEPS:
            numerical = self._quotient(values, place, factor * _STEP * size)
            off = abs(analytic - numerical)
            error = off / max(abs(analytic), abs(numerical), FLOOR * self.size / size) if off else 0.0
            if math.isfinite(error):
                best = min(best, (error, numerical))
            if best[0] <= tolerance:
                break
        return best

    def _quotient(self, values: Array, place: tuple[int, ...], step: float) -> float:
        """Return a central difference of the loss; the change of each output comes first, so that little cancels."""
        own = values[place]
        outputs, places = [], []
        for moved in (own + step, own - step):
            values[place] = moved
            outputs.append(self.model.run(self.x, self.initial, [self.model.cell.output])[self.model.cell.output])
            places.append(moved)
        values[place] = own
        with np.errstate(all="ignore"):
            return float((self.weight * (outputs[0] - outputs[1])).sum() / (places[0] - places[1]))
