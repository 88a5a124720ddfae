"""Where two runs differ, against looking at every step."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.finding.differences import Pair, apart, differ, next_difference, shared
from tests.engine.finding.helpers import Arrays


def pair(steps: int, *places: int, by: float = 1.0, ready: int | None = None) -> Pair:
    """Return two runs that differ at some steps, from 1, in one unit of one of two signals."""
    f, h = np.zeros((steps, 1)), np.arange(steps * 3.0).reshape(steps, 3)
    other = h.copy()
    for place in places:
        other[place - 1, place % 3] += by
    return Arrays({"f": f, "h": h}), Arrays({"f": f, "h": other}, ready=ready), ("f", "h")


def test_the_signals_that_two_cells_have() -> None:
    assert shared({"f": 2, "c": 2, "h": 2}, {"h": 2, "c": 3, "f": 2}) == ("f", "h")


def test_what_two_decimals_show_is_a_difference() -> None:
    one = np.array([0.0, 0.0, 0.0, np.nan, np.nan, np.inf, np.inf, np.inf, 1.0])
    two = np.array([0.0, 0.004, -0.006, np.nan, 0.0, np.inf, -np.inf, 1.0, np.nan])
    assert apart(one, two).tolist() == [False, False, True, False, True, False, True, True, True]


@pytest.mark.parametrize("seed", range(20))
def test_the_next_difference_and_the_one_before(seed: int) -> None:
    random = np.random.default_rng(seed)
    steps = int(random.choice([1, 5, 64, 65, 700, 3000]))
    places = sorted(random.integers(1, steps + 1, size=int(random.integers(0, 6))).tolist())
    pairs = [pair(steps, *places[::2]), pair(steps, *places[1::2])]
    assert (np.flatnonzero(differ(pairs, 0, steps)) + 1).tolist() == sorted(set(places))
    for step in {0, 1, steps, *random.integers(0, steps + 1, size=8).tolist(), *places}:
        assert next_difference(pairs, step) == next((place for place in places if place > step), None)
        assert next_difference(pairs, step, -1) == next((place for place in reversed(places) if place < step), None)


def test_only_what_both_have_ready_is_compared() -> None:
    pairs = [pair(100, 10, 60, 90, ready=60)]
    assert next_difference(pairs, 10) == 60
    assert next_difference(pairs, 60) is None
    assert next_difference(pairs, 100, -1) == 60
    assert differ(pairs, 50, 100).sum() == 1
    assert not differ(pairs, 70, 100).any()


def test_runs_that_are_alike_or_have_nothing_in_common() -> None:
    assert next_difference([pair(50, 7, by=0.004)], 0) is None
    one, two, _ = pair(50, 7)
    assert next_difference([(one, two, ())], 0) is None
    assert next_difference([], 0) is None
