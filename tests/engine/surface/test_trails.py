"""Trails: every update by hand, the same start with clipping and without, and where they fly off."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator import Trainer, UserError, parse_cell
from simulator.engine.surface import Toy, along_weights, descend, evaluate, landscape_of, main_directions, record
from simulator.engine.surface.trails import LARGEST

Array = np.ndarray[Any, Any]
W_AND_U = np.array([True, True, False, False])


class Bowl:
    """The loss |p|² / 2, whose gradient is p."""

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {"p": (2,)}

    def losses(self, points: Array) -> Array:
        return np.asarray((points**2).sum(-1) / 2)

    def slope(self, point: Array) -> tuple[float, Array]:
        return float(self.losses(point)), point.copy()


def test_gradient_descent_by_hand() -> None:
    trail = descend(Bowl(), np.array([3.0, -4.0]), 6, rate=0.25)
    np.testing.assert_allclose(trail.points, [0.75**k * np.array([3, -4]) for k in range(7)])
    np.testing.assert_allclose(trail.gradient_norms, [5 * 0.75**k for k in range(6)])
    np.testing.assert_allclose(trail.losses, [12.5 * 0.75 ** (2 * k) for k in range(6)])
    assert np.array_equal(trail.clipped_norms, trail.gradient_norms)
    assert trail.gradients is not None
    np.testing.assert_allclose(trail.gradients, trail.points[:-1])
    assert (trail.updates, trail.ended, trail.clipped.tolist()) == (6, "", 6 * [False])


def test_clipping_by_norm_and_by_value_by_hand() -> None:
    by_norm = descend(Bowl(), np.array([3.0, -4.0]), 20, rate=0.25, clip_norm=1.0)
    lengths = np.maximum(5 - 0.25 * np.arange(20), 0)  # it goes straight, a quarter a step, until it is near
    np.testing.assert_allclose(by_norm.gradient_norms[:17], lengths[:17])
    assert by_norm.clipped[:16].all()
    assert not by_norm.clipped[17:].any()
    np.testing.assert_allclose(by_norm.clipped_norms[:16], 1)
    assert by_norm.gradients is not None
    np.testing.assert_allclose(by_norm.gradients, by_norm.points[:-1])
    by_value = descend(Bowl(), np.array([3.0, -0.5]), 1, rate=0.1, clip_value=1.0)
    assert by_value.points[1].tolist() == pytest.approx([2.9, -0.45])
    assert by_value.clipped_norms[0] == pytest.approx(math.hypot(1, 0.5))
    assert by_value.clipped.tolist() == [True]


def test_on_the_toy_one_start_flies_off_and_stays_with_clipping() -> None:
    toy, start = Toy(), Toy.point(w=0.997)
    free = descend(toy, start, 300, rate=1e-5, moving=W_AND_U)
    clipped = descend(toy, start, 300, rate=1e-5, clip_norm=10.0, moving=W_AND_U)
    # by hand: y = u w^999, loss (y - 1)²
    w, u = 0.997, 1.0
    for point in free.points[: free.updates]:
        assert point[:2].tolist() == pytest.approx([w, u], rel=1e-9)
        off = u * w**999 - 1
        w, u = w - 1e-5 * 2 * off * u * 999 * w**998, u - 1e-5 * 2 * off * w**999
    assert free.ended.startswith(f"It flew off with update {free.updates}, a step ")
    assert free.ended.endswith("long: the loss is inf. Clip the gradient, or lower the rate.")
    assert np.isfinite(free.points).all()
    assert toy.losses(free.points[-1]) == np.inf
    assert free.gradient_norms[-1] > 1e4 > 100 > free.gradient_norms[0], "it met the cliff"
    assert clipped.ended == ""
    assert clipped.updates == 300
    assert clipped.clipped.any()
    assert np.linalg.norm(np.diff(clipped.points, axis=0), axis=1).max() <= 1e-4 * (1 + 1e-12)
    assert clipped.losses[-1] < 0.05 < clipped.losses[0]
    assert not (clipped.points[:, 2:] != [1, 0]).any(), "the others do not move"
    plane = along_weights(toy, start, ("w", ()), ("u", ())).covering(clipped.points)
    np.testing.assert_allclose(plane.project(clipped.points), clipped.points[:, :2])
    np.testing.assert_allclose(plane.distance(clipped.points), 0, atol=1e-15)


def test_with_any_optimiser() -> None:
    """Adam's first step is as long as the rate, along every weight that has a gradient."""
    start = np.array([3.0, -4.0])
    trail = descend(Bowl(), start, 3, rate=0.1, optimizer="adam", optimizer_settings={"beta1": 0.5})
    np.testing.assert_allclose(trail.points[1], [2.9, -3.9], 1e-7)
    assert start.tolist() == [3, -4]


@pytest.mark.parametrize(
    ("w", "rate", "ended"),
    [
        (5.0, 0.1, "It cannot begin: the loss is inf at the start. Start with smaller weights."),
        (2.02, 10.0, "It flew off with update 1, a step inf long: a parameter is no finite number. Clip"),
        (2.03, 1e-310, "It cannot begin: the gradient is no finite number at the start. Start with smaller weights."),
    ],
)
def test_what_ends_a_trail(w: float, rate: float, ended: str) -> None:
    toy = Toy(steps=500)
    trail = descend(toy, toy.point(w=w), 5, rate=rate, moving=np.array([True, False, False, False]))
    assert trail.ended.startswith(ended)
    assert (trail.updates, trail.points.shape, trail.losses.shape) == (0, (1, 4), (0,))
    assert trail.gradients is not None
    assert trail.gradients.shape == (0, 4)
    assert trail.clipped.tolist() == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"start": np.array([1.0, np.nan])}, "the start of a trail must be finite numbers. Take the parameters of"),
        ({"start": np.ones(3)}, "the start of a trail must be 2 numbers, one for each parameter, and is 3 numbers"),
        ({"start": np.ones((2, 2))}, "the start of a trail must be 2 numbers, one for each parameter, and is 2 x 2"),
        ({"updates": -1}, "the number of updates must be a whole number of at least 0, and is -1"),
        ({"updates": LARGEST}, "50,000,000 updates of 2 parameters are too many to keep. Take 25,000,000."),
        ({"rate": -1}, "rate of .* must be a number from 0"),
        ({"clip_norm": 1.0, "clip_value": 1.0}, "by norm or by value, not by both"),
        ({"clip_norm": 0.0}, "clip_norm of training must be a number from"),
        ({"clip_value": 0.0}, "clip_value of training must be a number from"),
        ({"optimizer": "adan"}, "“adan” is no optimiser"),
        ({"optimizer_settings": {"beta1": 1}}, "sgd has no setting “beta1”"),
    ],
)
def test_what_is_refused(arguments: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"start": np.ones(2), "updates": 3, "rate": 0.1} | arguments
    with pytest.raises(UserError, match=message):
        descend(Bowl(), **given)


# -- of a trainer


def test_a_trainers_trail_is_what_it_went_through() -> None:
    trainer, twin = Trainer("echo", units=2, batch=3), Trainer("echo", units=2, batch=3)
    trail = record(trainer, 6)
    for k in range(6):
        assert np.array_equal(trail.points[k], twin.network.flat)
        report = twin.step()
        numbers = trail.losses[k], trail.gradient_norms[k], trail.clipped_norms[k]
        assert numbers == (report.loss, report.gradient_norm, report.clipped_norm)
    assert np.array_equal(trail.points[-1], trainer.network.flat)
    assert (trainer.updates, trail.updates, trail.ended, trail.gradients) == (6, 6, "", None)


def test_two_trails_of_one_start_on_one_surface() -> None:
    """Both begin alike; the clipped one never takes a long step. The main directions show both."""
    trails = [
        record(Trainer(optimizer="sgd", rate=0.01, clip_norm=limit, seed=4, batch=8), 40) for limit in (None, 0.5)
    ]
    free, clipped = trails
    assert np.array_equal(free.points[0], clipped.points[0])
    assert free.losses[0] == clipped.losses[0]
    assert clipped.clipped[0]
    assert np.linalg.norm(np.diff(clipped.points, axis=0), axis=1).max() <= 0.005 * (1 + 1e-12)
    plane = main_directions(np.concatenate([clipped.points, free.points]), 9, 9)
    for trail in trails:
        x, y = plane.project(trail.points).T
        assert ((plane.across.low < x) & (x < plane.across.high)).all()
        assert ((plane.up.low < y) & (y < plane.up.high)).all()
    assert np.array_equal(plane.project(free.points[0]), plane.project(clipped.points[0]))
    assert np.isfinite(evaluate(landscape_of(Trainer(seed=4), 8), plane)).all()


def test_it_ends_where_training_stops() -> None:
    linear = parse_cell("h = W @ x + U @ h[t-1]")
    trainer = Trainer(cell=linear, units=2, optimizer="sgd", rate=1.0, clip_norm=None, batch=2)
    trail = record(trainer, 50)
    assert 0 < trail.updates < 50
    assert trail.ended.startswith(f"training stopped at update {trail.updates + 1}: ")
    assert np.isfinite(trail.points).all()
    assert len(trail.points) == trail.updates + 1


def test_it_can_be_stopped() -> None:
    trainer, seen = Trainer(batch=2), []

    def progress(update: int) -> bool:
        seen.append(update)
        return update < 4

    trail = record(trainer, 10, progress)
    assert seen == [1, 2, 3, 4]
    assert trail.updates == trainer.updates == 4
    assert record(trainer, 0).points.shape == (1, 16)
    assert record(trainer, 2, lambda update: None).updates == 2
    with pytest.raises(UserError, match="are too many to keep"):
        record(trainer, LARGEST)
