"""Outlines of levels: what is inside is what reaches the level, by other ways of counting."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from simulator.render.training.contours import Outline, outlines


def area(found: list[Outline]) -> float:
    """The area inside, holes taken away (the shoelace formula)."""
    return sum(
        0.5 * sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*outline, outline[0]])) for outline in found
    )


def is_inside(found: list[Outline], x: float, y: float) -> bool:
    """Whether a ray from a point crosses the outlines an odd number of times."""
    crossings = 0
    for outline in found:
        for (x1, y1), (x2, y2) in pairwise([*outline, outline[0]]):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize("seed", range(60))
def test_inside_is_what_reaches_the_level(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(1, 9, 2)
    values = rng.random((rows, columns))
    xs, ys = np.sort(rng.random(columns)) * 10, np.sort(rng.random(rows)) * 10
    for level in (0.2, 0.5, 0.8):
        found = outlines(values, level, xs, ys)
        for row in range(1, rows - 1):
            for column in range(1, columns - 1):
                assert is_inside(found, xs[column], ys[row]) == (values[row, column] >= level)


@pytest.mark.parametrize("seed", range(30))
def test_every_point_lies_between_neighbours_where_the_level_is_reached(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.random((6, 7))
    for outline in outlines(values, 0.5, np.arange(7.0), np.arange(6.0)):
        for x, y in outline:
            column, row = math.floor(x), math.floor(y)
            u, v = x - column, y - row
            assert min(u, v) == 0, "on a line of the grid"
            right, below = min(column + 1, 6), min(row + 1, 5)
            ends = (values[row, column], values[row, right]) if u else (values[row, column], values[below, column])
            at = ends[0] + (u or v) * (ends[1] - ends[0])
            on_the_edge = x in (0, 6) or y in (0, 5)
            assert at == pytest.approx(0.5) or (on_the_edge and at > 0.5)


def test_areas_are_those_of_geometry() -> None:
    x = np.linspace(-1, 1, 201)
    across, up = np.meshgrid(x, x)
    assert area(outlines(across + up, 0.0, x, x)) == pytest.approx(2.0, abs=1e-9)
    assert area(outlines(-np.hypot(across, up), -0.5, x, x)) == pytest.approx(math.pi / 4, rel=1e-3)
    assert area(outlines(np.hypot(across, up), 0.5, x, x)) == pytest.approx(4 - math.pi / 4, rel=1e-3)


def test_all_or_nothing() -> None:
    x = np.arange(4.0)
    (whole,) = outlines(np.ones((4, 4)), 0.5, x, x)
    assert abs(area([whole])) == pytest.approx(9)
    assert outlines(np.zeros((4, 4)), 0.5, x, x) == []


def test_opposite_corners_are_joined_as_the_middle_says() -> None:
    x = np.arange(2.0)
    apart = outlines(np.array([[1.0, 0.0], [0.0, 1.0]]), 0.6, x, x)
    joined = outlines(np.array([[1.0, 0.0], [0.0, 1.0]]), 0.4, x, x)
    assert len(apart) == 2
    assert len(joined) == 1
