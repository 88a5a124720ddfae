"""Slices: their points by hand, projections against least squares, and what makes no slice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import UserError
from simulator.engine.surface import Axis, Slice

Array = np.ndarray[Any, Any]


def drawn(seed: int, size: int = 7) -> tuple[Slice, np.random.Generator]:
    """Return a slice in two directions that do not stand upright on each other."""
    random = np.random.default_rng(seed)
    centre, one, other = random.normal(size=(3, size))
    scale = 10.0 ** random.integers(-2, 3, 2)
    across = Axis("random", "one", one * scale[0], 0.5, -1.0, 2.0)
    up = Axis("random", "other", (other + 0.7 * one) * scale[1], -3.0, -4.0, 4.0)
    return Slice(centre, across, up, 4, 3), random


def test_its_points() -> None:
    plane = Slice(np.array([1.0, 2.0, 3.0]), Axis("weight", "a", np.array([1.0, 0, 0]), 1.0, 0.0, 3.0),
                  Axis("random", "r", np.array([0.0, 2.0, -1.0]), 0.0, -1.0, 1.0), 4, 3)  # fmt: skip
    assert plane.x.tolist() == [0, 1, 2, 3]
    assert plane.y.tolist() == [-1, 0, 1]
    assert plane.points(plane.x[[0, 3]], plane.y[2]).tolist() == [[0, 4, 2], [3, 4, 2]]
    assert plane.points(plane.x[1], plane.y[1]).tolist() == [1, 2, 3], "the centre"
    grid = plane.points(plane.x, plane.y[:, np.newaxis])
    assert grid.shape == (3, 4, 3)
    assert grid[0, 2].tolist() == [2, 0, 4]


@pytest.mark.parametrize("seed", range(20))
def test_projecting_is_least_squares(seed: int) -> None:
    plane, random = drawn(seed)
    x, y = random.uniform(-9, 9, (2, 5))
    on_it = plane.points(x, y)
    np.testing.assert_allclose(plane.project(on_it), np.stack([x, y], -1), 1e-8, 1e-8)
    np.testing.assert_allclose(plane.distance(on_it), 0, atol=1e-8 * np.abs(on_it).max())
    anywhere = random.normal(size=(2, 3, 7))
    basis = np.stack([plane.across.direction, plane.up.direction], 1)
    for point, place, away in zip(
        anywhere.reshape(-1, 7), plane.project(anywhere).reshape(-1, 2), plane.distance(anywhere).ravel(), strict=True
    ):
        wanted = np.linalg.lstsq(basis, point - plane.centre, rcond=None)[0]
        np.testing.assert_allclose(place - [0.5, -3.0], wanted, 1e-7, 1e-12)
        assert away == pytest.approx(np.linalg.norm(point - plane.centre - basis @ wanted), rel=1e-9)


def test_what_has_flown_off_has_no_place() -> None:
    plane, _ = drawn(1)
    points = np.zeros((3, 7))
    points[1, 2], points[2, 4] = np.nan, np.inf
    found = plane.project(points)
    assert np.isfinite(found).all(axis=1).tolist() == [True, False, False]
    assert np.isfinite(plane.distance(points)).tolist() == [True, False, False]


def test_covering_trails() -> None:
    plane, random = drawn(3)
    trails = [random.normal(size=(n, 7)) for n in (5, 1, 8)]
    trails[0][2] = np.inf
    wide = plane.covering(*trails)
    places = np.concatenate([plane.project(trail) for trail in trails] + [[[0.5, -3.0]]])
    places = places[np.isfinite(places).all(axis=1)]
    for axis, low, high in zip((wide.across, wide.up), places.min(0), places.max(0), strict=True):
        margin = 0.1 * (high - low)
        assert (axis.low, axis.high) == pytest.approx((low - margin, high + margin))
    assert wide.centre is plane.centre
    alone = plane.covering()
    assert (alone.across.low, alone.across.high) == (-1, 2), "as wide as it was, round the centre"
    assert (alone.up.low, alone.up.high) == (-7, 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": 0, "rows": 0}, "the number of columns of a slice must be a whole number of at least 2, and is 0"),
        ({"rows": 1}, "the number of rows of a slice must be a whole number of at least 2, and is 1"),
        ({"rows": 2.0}, "the number of rows of a slice must be a whole number"),
        ({"columns": True}, "the number of columns of a slice must be a whole number"),
        ({"rows": 1002}, "a slice has at most 1,001 rows, not 1,002"),
        ({"centre": np.array([0, 1, np.nan])}, "parameter 3 of the slice's centre is nan, which has no neighbours"),
        ({"centre": np.array([0, -np.inf, np.nan])}, "parameter 2 of the slice's centre is -inf"),
        ({"across": {"low": 2.0, "high": 2.0}}, r"one must reach from a number to a larger one: not 2\.0 to 2\.0"),
        ({"up": {"low": np.nan}}, "other must reach from a number to a larger one: not nan"),
        ({"up": {"high": np.inf}}, "other must reach from a number to a larger one: not -1.0 to inf"),
        ({"up": {"direction": np.array([-2.0, 0, 0])}}, "one and other are no two directions, and make no plane"),
        ({"up": {"direction": np.zeros(3)}}, "no two directions"),
        ({"across": {"direction": np.zeros(3)}}, "no two directions"),
        ({"across": {"direction": np.array([np.nan, 0, 0])}}, "no two directions"),
    ],
)
def test_what_makes_no_slice(change: dict[str, Any], message: str) -> None:
    across = Axis("weight", "one", np.array([1.0, 0, 0]), 0.0, -1.0, 1.0)
    up = Axis("weight", "other", np.array([1.0, 1, 0]), 0.0, -1.0, 1.0)
    good = Slice(np.zeros(3), across, up)
    made = {name: replace(getattr(good, name), **part) if isinstance(part, dict) else part
            for name, part in change.items()}  # fmt: skip
    with pytest.raises(UserError, match=message):
        replace(good, **made)
