"""Stretches summed up through blocks are those of a plain search."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from simulator.engine.spread import BLOCK, Spread


def plain(numbers: np.ndarray, edges: np.ndarray) -> tuple[list[float], list[float]]:
    low, high = [], []
    for start, stop in pairwise(edges.tolist()):
        part = [value for value in numbers[start:stop].tolist() if value == value]
        low.append(min(part, default=float("nan")))
        high.append(max(part, default=float("nan")))
    return low, high


@pytest.mark.parametrize("seed", range(30))
def test_short_stretches_are_exact(seed: int) -> None:
    random = np.random.default_rng(seed)
    steps = int(random.integers(1, 3000))
    array = random.normal(size=(steps, 3))
    array[random.random(array.shape) < 0.1] = np.nan
    array[random.random(array.shape) < 0.02] = np.inf
    edges = np.sort(random.integers(0, steps + 1, size=int(random.integers(2, 1 + max(2, steps // 20)))))
    spread = Spread(array)
    for column in range(3):
        found = spread.over(edges, column)
        if (edges[-1] - edges[0]) / (len(edges) - 1) < 2 * BLOCK:
            for one, two in zip(found, plain(array[:, column], edges), strict=True):
                np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("steps", [1, BLOCK, BLOCK + 1, 1000, BLOCK**2, BLOCK**2 + 1, 100_000])
@pytest.mark.parametrize("pixels", [1, 7, 300])
def test_long_stretches_hide_nothing(steps: int, pixels: int) -> None:
    array = np.zeros((steps, 1))
    spread = Spread(array.copy())
    for spike in {0, steps // 3, steps - 1}:
        changed = array.copy()
        changed[spike] = 5.0
        spread.change(0, steps, changed)
        edges = np.linspace(0, steps, pixels + 1).round().astype(np.int64)
        low, high = spread.over(edges, 0)
        assert len(low) == len(high) == pixels
        assert np.nansum(high == 5.0) == 1, "in exactly one stretch"
        found = int(np.flatnonzero(high == 5.0)[0])
        reach = steps / pixels
        assert edges[found] - reach / 2 <= spike <= edges[found + 1] + reach / 2
        assert spread.whole(0) == (0.0 if steps > 1 else 5.0, 5.0)


@pytest.mark.parametrize("seed", range(20))
def test_changes_are_followed(seed: int) -> None:
    random = np.random.default_rng(seed)
    array = random.normal(size=(20_000, 2))
    spread = Spread(array)
    for _ in range(20):
        start = int(random.integers(20_000))
        stop = int(random.integers(start, min(20_000, start + int(random.choice([1, 50, 5000]))) + 1))
        array[start:stop] = random.normal(size=(stop - start, 2)) * 10
        spread.change(start, stop)
        if random.integers(2):
            edges = np.linspace(0, 20_000, 101).astype(np.int64)
            fresh = Spread(array.copy())
            for column in range(2):
                for one, two in zip(spread.over(edges, column), fresh.over(edges, column), strict=True):
                    np.testing.assert_array_equal(one, two)
                assert spread.whole(column) == (array[:, column].min(), array[:, column].max())


def test_nothing_and_no_numbers() -> None:
    assert all(np.isnan(Spread(np.empty((0, 1))).whole(0)))
    assert all(np.isnan(Spread(np.full((100, 1), np.nan)).whole(0)))
    low, high = Spread(np.ones((10, 1))).over(np.array([3, 3, 5]), 0)
    assert np.isnan(low[0])
    assert (low[1], high[1]) == (1.0, 1.0)
    assert Spread(np.ones((10, 1))).over(np.array([3]), 0)[0].shape == (0,)
