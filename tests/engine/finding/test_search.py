"""The next step and the one before, counted by hand and against looking at every step; and how little is looked at."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from simulator.engine.finding import count, evaluation, find, holds
from tests.engine.finding.helpers import Arrays, arrays_of
from tests.oracles.conditions import holds_at
from tests.oracles.random_conditions import random_condition, random_numbers


def marked(steps: int, *hits: int, ready: int | None = None) -> Arrays:
    """Return a sequence in which f is 1 at some steps, counted from 1, and 0 at the others."""
    f = np.zeros(steps)
    f[[hit - 1 for hit in hits]] = 1
    return Arrays({"f": f}, ready=ready)


@pytest.mark.parametrize(
    ("step", "forward", "backward"),
    [(0, 3, 8), (1, 3, 8), (2, 3, 8), (3, 4, 8), (4, 8, 3), (5, 8, 4), (8, 3, 4), (9, 3, 8), (10, 3, 8), (11, 3, 8)],
)
def test_the_next_step_and_the_one_before(step: int, forward: int, backward: int) -> None:
    source = marked(10, 3, 4, 8)
    condition = source.condition("f > 0.5")
    assert find(condition, source, step) == forward
    assert find(condition, source, step, -1) == backward
    assert find(condition, source, step, wrap=False) == (forward if forward > step else None)
    assert find(condition, source, step, -1, wrap=False) == (backward if backward < step else None)


@pytest.mark.parametrize("hit", [1, 2, 9, 10])
def test_the_step_one_stands_on_is_found_only_if_it_is_the_only_one(hit: int) -> None:
    source = marked(10, hit)
    condition = source.condition("f > 0.5")
    for way in (1, -1):
        assert find(condition, source, hit, way) == hit
        assert find(condition, source, hit, way, wrap=False) is None
    source = marked(10, hit, 5)
    assert find(condition, source, hit) == find(condition, source, hit, -1) == 5


def test_nothing_to_find() -> None:
    source = marked(10)
    condition = source.condition("f > 0.5")
    assert find(condition, source, 4) is find(condition, source, 4, -1) is None
    assert count(condition, source) == 0


def test_only_what_is_ready_is_searched() -> None:
    source = marked(10, 2, 4, 8, ready=5)
    condition = source.condition("f > 0.5")
    assert [find(condition, source, step) for step in (1, 2, 4, 7, 10)] == [2, 4, 2, 2, 2]
    assert [find(condition, source, step, -1) for step in (1, 2, 4, 7, 10)] == [4, 4, 2, 4, 4]
    assert find(condition, source, 7, -1, wrap=False) == 4
    assert find(condition, source, 7, wrap=False) is None
    assert (count(condition, source), count(condition, source, 2), count(condition, source, 0, 9)) == (2, 1, 2)
    source.ready = 0
    assert find(condition, source, 3) is find(condition, source, 3, -1) is None
    assert count(condition, source) == 0


def test_one_step() -> None:
    source = marked(1, 1)
    condition = source.condition("f > 0.5")
    assert find(condition, source, 1) == find(condition, source, 1, -1) == 1
    assert find(condition, source, 1, wrap=False) is None


@pytest.mark.parametrize("part", range(3))
def test_random_conditions_from_every_step(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "_BLOCK", 12)
    random = np.random.default_rng(100 + part)
    for _ in range(60):
        text, numbers, steps = random_condition(random), random_numbers(random, 13), 13
        ready = int(random.integers(1, steps + 1))
        source = arrays_of(numbers, ready)
        condition = source.condition(text)
        hits = [step for step in range(1, ready + 1) if holds_at(text, numbers, step)]
        assert count(condition, source) == len(hits)
        for step in range(steps + 2):
            after, before = [hit for hit in hits if hit > step], [hit for hit in hits if hit < step]
            first, last = next(iter(hits), None), next(iter(hits[::-1]), None)
            assert find(condition, source, step, wrap=False) == (after[0] if after else None)
            assert find(condition, source, step, -1, wrap=False) == (before[-1] if before else None)
            assert find(condition, source, step) == (after[0] if after else first)
            assert find(condition, source, step, -1) == (before[-1] if before else last)


@pytest.mark.parametrize("way", [1, -1])
def test_growing_looks_meet_every_border(way: int) -> None:
    """One hit at each place of a sequence that several looks are needed for, found from the far end."""
    for hit in (*range(1, 400, 7), 63, 64, 65, 127, 128, 129, 319, 320, 321, 336, 384, 399, 400):
        source = marked(400, hit)
        assert find(source.condition("f > 0.5"), source, 0 if way > 0 else 401, way, False) == hit  # type: ignore[arg-type]


def test_a_near_step_is_found_without_looking_far() -> None:
    source = marked(1_000_000, 500_010, 499_990)
    condition = source.condition("f > 0.5")
    assert (find(condition, source, 500_000), find(condition, source, 500_000, -1)) == (500_010, 499_990)
    assert source.asked < 1000


def test_far_steps_are_looked_at_many_at_a_time() -> None:
    source = marked(1_000_000)
    assert find(source.condition("f > 0.5"), source, 500_000) is None
    assert source.asked == 1_000_000
    assert source.looks < 50


def test_a_million_steps_take_no_memory() -> None:
    random = np.random.default_rng(0)
    source = Arrays({"f": random.random(1_000_000), "c": random.random(1_000_000)}, initial={"c": 0})
    condition = source.condition("f < 0.5 and c changes and c > 6")
    peaks = []
    for ready in (100_000, 1_000_000):
        source.ready = ready
        tracemalloc.start()
        assert find(condition, source, ready // 2) is None
        assert count(condition, source) == 0
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2_000_000
    assert peaks[1] < 1.5 * peaks[0]
    assert not holds(condition, source, 999_000, 1_000_000).any()
