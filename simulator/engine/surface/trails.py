"""Trails: the way that training takes through the parameters, to be put on a slice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.optimisation.clipping import norm
from simulator.engine.surface.landscape import Landscape, check_point
from simulator.engine.tasks.task import whole
from simulator.engine.training.diagnosis import TrainingStopped
from simulator.engine.training.trainer import Trainer
from simulator.engine.training.updater import Updater
from simulator.errors import UserError

LARGEST = 50_000_000
"""Numbers of a trail: 400 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """The points that training went through, and what moved it from each to the next.

    ``points`` (updates + 1, size), all finite, the start first. ``losses``, ``gradient_norms`` and ``clipped_norms``
    (updates,): the loss at the point that an update left, the length of the gradient there, and what clipping left of
    that. ``gradients`` (updates, size): the gradients before clipping; None where only their lengths were kept.
    ``ended``: a sentence if it flew off before all updates were made, else empty.
    """

    points: Array
    losses: Array
    gradient_norms: Array
    clipped_norms: Array
    gradients: Array | None = None
    ended: str = ""

    @property
    def updates(self) -> int:
        """How many updates were made."""
        return len(self.losses)

    @property
    def clipped(self) -> Array:
        """At which updates the gradient was clipped, (updates,) truths."""
        return np.asarray(self.clipped_norms < self.gradient_norms)


def descend(
    landscape: Landscape,
    start: Array,
    updates: int,
    rate: float,
    *,
    optimizer: str = "sgd",
    optimizer_settings: Mapping[str, Any] | None = None,
    clip_norm: float | None = None,
    clip_value: float | None = None,
    moving: Array | None = None,
) -> Trail:
    """Return the trail of an optimiser on a landscape itself, whose loss is that of the same sequences at every update.

    ``moving`` (size,): which parameters move, all if None; the gradient is 0 along the others. It ends early, and says
    so, where a loss, a gradient or a parameter is no finite number. Raises UserError for a start that is none, and for
    settings that there are not.
    """
    point = check_point(landscape, start, "the start of a trail")
    if not np.isfinite(point).all():
        raise UserError("the start of a trail must be finite numbers. Take the parameters of before they flew off.")
    steps = _steps(updates, point.size)
    if clip_norm is not None and clip_value is not None:
        raise UserError("the gradient is clipped by norm or by value, not by both. Leave one of them out.")
    updater = Updater(point, optimizer, rate, optimizer_settings or {}, "constant", {})
    updater.clip_norm, updater.clip_value = clip_norm, clip_value
    points, gradients = [point.copy()], []
    numbers: list[tuple[float, float, float]] = []
    ended = ""
    with np.errstate(all="ignore"):  # what overflows ends the trail
        for update in range(steps):
            loss, gradient = landscape.slope(point)
            if moving is not None:
                gradient = np.where(moving, gradient, 0.0)
            length = norm(gradient)
            if not (math.isfinite(loss) and math.isfinite(length)):
                which = f"the loss is {loss:.3g}" if not math.isfinite(loss) else "the gradient is no finite number"
                ended = _flown(which, points)
                break
            clipped = gradient.copy()
            left = updater.clip(clipped, length)
            updater.step(clipped, update, loss)
            if not np.isfinite(point).all():
                ended = _flown("a parameter is no finite number", [*points, point])
                break
            points.append(point.copy())
            gradients.append(gradient)
            numbers.append((loss, length, left))
    losses, lengths, left_of = np.array(numbers).reshape(-1, 3).T
    kept = np.reshape(gradients, (len(numbers), point.size))
    return Trail(np.array(points), losses, lengths, left_of, kept, ended)


def record(trainer: Trainer, updates: int, progress: Callable[[int], bool | None] | None = None) -> Trail:
    """Make so many updates of a trainer and return their trail.

    For two trails of one start, with clipping and without, take two trainers of the same arguments. ``progress`` is
    called with the number of updates after each; if it returns False, the trail ends there. It ends as well, and says
    why, where training stops; the trainer then stands where ``step`` left it. Raises UserError for too many updates.
    """
    points, ended = [trainer.network.flat.copy()], ""
    numbers: list[tuple[float, float, float]] = []
    for update in range(1, _steps(updates, points[0].size) + 1):
        try:
            report = trainer.step()
        except TrainingStopped as stopped:
            ended = str(stopped)
            break
        points.append(trainer.network.flat.copy())
        numbers.append((report.loss, report.gradient_norm, report.clipped_norm))
        if progress is not None and progress(update) is False:
            break
    losses, lengths, left_of = np.array(numbers).reshape(-1, 3).T
    return Trail(np.array(points), losses, lengths, left_of, ended=ended)


def _steps(updates: int, size: int) -> int:
    """Check a number of updates, and that all their points can be kept."""
    steps = whole(updates, 0, "the number of updates")
    if steps * size > LARGEST:
        raise UserError(f"{steps:,} updates of {size:,} parameters are too many to keep. Take {LARGEST // size:,}.")
    return steps


def _flown(what: str, points: list[Array]) -> str:
    """Return a sentence about a trail that has left every surface with its last step."""
    made = len(points) - 1
    if not made:
        return f"It cannot begin: {what} at the start. Start with smaller weights."
    length = norm(points[-1] - points[-2])
    return f"It flew off with update {made}, a step {length:.3g} long: {what}. Clip the gradient, or lower the rate."
