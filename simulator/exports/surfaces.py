"""Slices of an error surface that are worth looking at, and the trails upon them: the toy's and those of a training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.surface.directions import Weight, along_weights, main_directions, random_directions
from simulator.engine.surface.evaluation import Surface, sweep
from simulator.engine.surface.landscape import Landscape, landscape_of
from simulator.engine.surface.plane import Slice
from simulator.engine.surface.toy import Toy
from simulator.engine.surface.trails import LARGEST, Trail, descend, record
from simulator.engine.training.trainer import Trainer
from simulator.render.training import surface as drawn
from simulator.render.training.from_engine import trail_of

POINTS = 101
UPDATES = 200
"""How far two trails go that are made to be compared."""
_CLIP = 1.0  # where the training itself is not clipped
_TOY_START, _TOY_RATE, _TOY_UPDATES = {"w": 0.998, "v": 2.5}, 2e-5, 60
_TOY_SPANS = (0.98, 1.03), (-1.0, 3.0)

NOT_CLIPPED, CLIPPED, SO_FAR = "not clipped", "clipped", "training so far"
WORDS = (NOT_CLIPPED, CLIPPED, SO_FAR)
"""What trails are called, for translators."""

_FINE = ((5_000, POINTS), (50_000, 51))  # parameters up to which a side has so many points
_COARSE = 25

Told = Callable[[float], bool]
"""Told what share is done; says whether to go on."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A slice of a landscape that is to be computed, and the trails that are drawn upon it."""

    landscape: Landscape
    plane: Slice
    trails: tuple[drawn.Trail, ...] = ()


def toy_plan(say: Callable[[str], str] = str, points: int = POINTS) -> Plan:
    """Return the lecture's cliff, the recurrent and the output weight of the toy, and what clipping is good for.

    Both trails have the same start and rate. The first step that is not clipped goes up the cliff, and from there the
    second one leaves the world.
    """
    toy, start = Toy(), Toy.point(**_TOY_START)
    plane = along_weights(toy, Toy.point(), ("w", ()), ("v", ()), _TOY_SPANS, points, points)
    moving = np.array([True, False, True, False])  # of w, u, v, b
    trails = []
    for name, clip in ((NOT_CLIPPED, None), (CLIPPED, 1.0)):
        trail = descend(toy, start, _TOY_UPDATES, _TOY_RATE, clip_norm=clip, moving=moving)
        trails.append(trail_of(_on(trail, plane), plane, say(name), say))
    return Plan(toy, plane, tuple(trails))


def _on(trail: Trail, plane: Slice) -> Trail:
    """Return a trail without the points that lie far off the slice: they are said to have flown off."""
    places = plane.project(trail.points)
    wide = np.array([plane.across.high - plane.across.low, plane.up.high - plane.up.low])
    middle = np.array([plane.across.high + plane.across.low, plane.up.high + plane.up.low]) / 2
    off = np.flatnonzero((np.abs(places - middle) > 0.75 * wide).any(axis=1))
    count = int(off[0]) if off.size else 0
    if count == 0:
        return trail
    return replace(trail, points=trail.points[:count], losses=trail.losses[: count - 1], ended=trail.ended or "far off")


@dataclass(frozen=True, eq=False)
class Course:
    """Where a training has been: its parameters (points, size) after so many updates each, (points,)."""

    points: np.ndarray
    updates: np.ndarray

    def on(self, plane: Slice, name: str) -> drawn.Trail:
        """Return it as a trail on a slice."""
        x, y = plane.project(self.points).T
        return drawn.Trail(name, x, y, None, self.updates)


def main_plan(trainer: Trainer, course: Course, say: Callable[[str], str] = str, points: int = POINTS) -> Plan:
    """Return the slice that shows most of where a training has been. Raises UserError if that was not far enough."""
    plane = main_directions(course.points, points, points)
    return Plan(landscape_of(trainer), plane, (course.on(plane, say(SO_FAR)),))


def weights_plan(
    trainer: Trainer,
    course: Course,
    first: Weight,
    second: Weight,
    say: Callable[[str], str] = str,
    points: int = POINTS,
) -> Plan:
    """Return the slice along two weights, through where a trainer stands and wide enough for where it has been."""
    landscape = landscape_of(trainer)
    plane = along_weights(landscape, _flat(trainer), first, second, columns=points, rows=points)
    if len(course.points):
        plane = plane.covering(course.points, plane.points(plane.x[[0, -1]], plane.y[[0, -1]]))
    return Plan(landscape, plane, (course.on(plane, say(SO_FAR)),) if len(course.points) else ())


def random_plan(trainer: Trainer, seed: int, points: int = POINTS) -> Plan:
    """Return the slice in two random directions around where a trainer stands; no trail says anything there."""
    landscape = landscape_of(trainer)
    return Plan(landscape, random_directions(landscape, _flat(trainer), seed, columns=points, rows=points))


def two_trails_plan(
    make: Callable[[], Trainer], told: Told, say: Callable[[str], str] = str, points: int = POINTS
) -> Plan | None:
    """Go on twice from where a trainer stands, without clipping and with it; return the slice that shows both.

    ``make`` returns the trainer, a new one each time. None if ``told`` says so.
    """
    start = make()
    limit = start.clip_norm or _CLIP
    updates = max(3, min(UPDATES, LARGEST // (4 * start.network.flat.size)))  # fewer of a large one: all are kept
    trails: list[Trail] = []
    for number, clip in enumerate((None, limit)):
        trainer = make()
        trainer.clip_norm, trainer.clip_value = clip, None
        share = number / 2

        def tell(update: int, share: float = share) -> bool:
            return told(share + update / updates / 2)

        trails.append(record(trainer, updates, tell))
        if not told(share + 0.5):
            return None
    together = np.concatenate([trail.points for trail in trails])
    size = 50 * max(1.0, float(np.abs(trails[1].points).max()))  # beyond, the other trail would be a dot
    plane = main_directions(together[(np.abs(together) < size).all(axis=1)], points, points)
    names = (NOT_CLIPPED, CLIPPED)
    shown = (trail_of(_on(one, plane), plane, say(name), say) for one, name in zip(trails, names, strict=True))
    # their losses are of other sequences at every update, and would stand as spikes over a surface of those held out
    return Plan(landscape_of(start), plane, tuple(replace(one, losses=None) for one in shown))


def points_of(size: int) -> int:
    """Return how many points a side of a slice has, for so many parameters: each costs a run of the whole network."""
    return next((points for most, points in _FINE if size <= most), _COARSE)


def compute(plan: Plan, surface: Surface, told: Told) -> bool:
    """Compute a slice, coarse points first, into ``surface``; whether it was not stopped."""
    for row in sweep(plan.landscape, plan.plane):
        surface.take(row)
        if not told(row.done):
            return False
    return True


def weights_of(shapes: Sequence[tuple[str, tuple[int, ...]]], most: int) -> list[tuple[str, tuple[int, ...]]]:
    """Return all single weights of parameters, in their order, ``most`` at most."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for name, shape in shapes:
        for place in np.ndindex(shape):
            if len(found) == most:
                return found
            found.append((name, place))
    return found


def _flat(trainer: Trainer) -> np.ndarray:
    return np.asarray(trainer.network.flat, float).copy()
