"""Slices of error surfaces and the trails upon them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simulator import UserError
from simulator.engine.surface.evaluation import Surface
from simulator.engine.surface.landscape import landscape_of
from simulator.engine.training.trainer import Trainer
from simulator.exports import surfaces
from simulator.exports.surfaces import (
    CLIPPED,
    NOT_CLIPPED,
    SO_FAR,
    Course,
    compute,
    main_plan,
    random_plan,
    toy_plan,
    two_trails_plan,
    weights_of,
    weights_plan,
)
from simulator.running.setup import Setup

SMALL = Setup("lecture-gates", batch=4, length=8)


def trained(updates: int = 60) -> tuple[Trainer, Course]:
    trainer = SMALL.trainer()
    points, numbers = [trainer.network.flat.copy()], [0]
    for report in trainer.reports(updates):
        points.append(trainer.network.flat.copy())
        numbers.append(report.update)
    return trainer, Course(np.array(points), np.array(numbers))


def heard(shares: list[float]) -> Callable[[float], bool]:
    """Return who notes what share is done, and lets it go on."""

    def told(share: float) -> bool:
        shares.append(share)
        return True

    return told


def test_the_toys_cliff_and_what_clipping_is_good_for() -> None:
    plan = toy_plan(points=51)
    surface = Surface(plan.plane)
    shares: list[float] = []
    assert compute(plan, surface, heard(shares))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert surface.complete
    # column of w = 1.01 and row of v = 1: the lecture's 20,751.6
    at = float(surface.losses[np.argmin(np.abs(plan.plane.y - 1.0)), np.argmin(np.abs(plan.plane.x - 1.01))])
    assert plan.plane.x[np.argmin(np.abs(plan.plane.x - 1.01))] == pytest.approx(1.01)
    v = float(plan.plane.y[np.argmin(np.abs(plan.plane.y - 1.0))])
    assert at == pytest.approx((v * 1.01**999 - 1) ** 2, rel=1e-6)
    fast, held = plan.trails
    assert (fast.name, held.name) == (NOT_CLIPPED, CLIPPED)
    assert (fast.x[0], fast.y[0]) == (held.x[0], held.y[0]) == pytest.approx((0.998, 2.5))
    assert fast.flew
    assert not held.flew
    assert len(fast.x) < 5 < len(held.x)
    assert held.losses is not None
    assert held.losses[-2] < 1e-2 < held.losses[0]


def test_a_slice_through_where_the_training_has_been() -> None:
    trainer, course = trained()
    plan = main_plan(trainer, course, points=11)
    (trail,) = plan.trails
    assert trail.name == SO_FAR
    assert trail.updates is not None
    assert trail.updates.tolist() == list(range(61))
    assert (trail.x[-1], trail.y[-1]) == pytest.approx((0, 0), abs=1e-12)  # through where it stands
    low, high = plan.plane.across.low, plan.plane.across.high
    assert low < trail.x.min() <= trail.x.max() < high
    surface = Surface(plan.plane)
    assert compute(plan, surface, lambda _: True)
    here = landscape_of(trainer).losses(trainer.network.flat[None].astype(float))[0]
    assert surface.losses.min() <= here * 20


def test_no_plane_is_said() -> None:
    trainer, course = trained(1)
    with pytest.raises(UserError, match="a plane needs 3 points of training, and there are 2"):
        main_plan(trainer, course)


def test_a_slice_along_two_weights_reads_as_the_weights() -> None:
    trainer, course = trained()
    plan = weights_plan(trainer, course, ("1.W_i", (0, 1)), ("1.b_f", (0,)), points=7)
    assert plan.plane.across.name == "1.W_i[1, 2]"
    (trail,) = plan.trails
    assert trail.x[-1] == pytest.approx(trainer.network.parameters["1.W_i"][0, 1])
    assert trail.y[0] == pytest.approx(course.points[0][_place(trainer, "1.b_f")])
    empty = Course(np.empty((0, trainer.network.flat.size)), np.empty(0))
    assert weights_plan(trainer, empty, ("1.W_i", (0, 1)), ("1.b_f", (0,)), points=7).trails == ()
    with pytest.raises(UserError, match="no two directions"):
        weights_plan(trainer, course, ("1.b_f", (0,)), ("1.b_f", (0,)))


def _place(trainer: Trainer, name: str) -> int:
    at = 0
    for other, array in trainer.network.parameters.items():
        if other == name:
            return at
        at += array.size
    raise KeyError(name)


def test_random_directions_follow_their_seed() -> None:
    trainer, _ = trained(2)
    one, same, other = (random_plan(trainer, seed, 5).plane.across.direction for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_two_trails_from_one_start() -> None:
    setup = Setup("adding", cell="elman", units=2, batch=2, length=10, rate=2.0, optimizer="sgd", clip_norm=0.05)
    shares: list[float] = []
    plan = two_trails_plan(setup.trainer, heard(shares), points=9)
    assert plan is not None
    assert shares == sorted(shares)
    fast, held = plan.trails
    assert (fast.x[0], fast.y[0]) == pytest.approx((held.x[0], held.y[0]))
    assert len(held.x) == surfaces.UPDATES + 1
    assert fast.losses is held.losses is None  # they run on the surface, which is of other sequences
    steps = np.hypot(np.diff(held.x), np.diff(held.y))
    assert steps.max() <= 2.0 * 0.05 * (1 + 1e-9)  # rate times the limit
    assert np.hypot(np.diff(fast.x), np.diff(fast.y)).max() > 0.1
    assert two_trails_plan(setup.trainer, lambda share: share < 0.2) is None


def test_computing_is_stopped() -> None:
    plan = toy_plan(points=21)
    surface = Surface(plan.plane)
    assert not compute(plan, surface, lambda share: share < 0.1)
    assert not surface.complete
    assert np.isfinite(surface.losses).any()


def test_weights_are_listed_up_to_a_limit() -> None:
    shapes = [("a", (2, 2)), ("b", ()), ("c", (3,))]
    assert weights_of(shapes, 6) == [("a", (0, 0)), ("a", (0, 1)), ("a", (1, 0)), ("a", (1, 1)), ("b", ()), ("c", (0,))]
