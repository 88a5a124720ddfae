"""Curves in bounded memory, against all the numbers kept in a list."""

from __future__ import annotations

import pickle
import random
from typing import Any

import numpy as np
import pytest

from simulator.running.blocks import Blocks, Line

Array = np.ndarray[Any, Any]


class Plain:
    """The same, with every row kept, and blocks made only when they are looked at."""

    def __init__(self, begin: int) -> None:
        self.begin, self.rows = begin, list[tuple[int, Array]]()

    def add(self, first: int, rows: Array) -> None:
        self.rows += [(update, row) for update, row in enumerate(rows, first) if update > self.begin]

    def cut(self, update: int, width: int) -> None:
        end = self.begin + (update - self.begin) // width * width
        self.rows = [row for row in self.rows if row[0] <= end]

    def check(self, line: Line, width: int, column: int) -> None:
        groups: dict[int, list[float]] = {}
        for update, row in self.rows:
            groups.setdefault((update - self.begin - 1) // width, []).append(float(row[column]))
        last = self.rows[-1][0] if self.rows else self.begin
        assert line.updates.tolist() == [min(self.begin + (place + 1) * width, last) for place in groups]
        assert line.counts.tolist() == [len(group) for group in groups.values()]
        assert line.low.tolist() == [min(group) for group in groups.values()]
        assert line.high.tolist() == [max(group) for group in groups.values()]
        assert line.mean.tolist() == pytest.approx([sum(group) / len(group) for group in groups.values()], rel=1e-12)


@pytest.mark.parametrize("seed", range(30))
def test_blocks_sum_up_what_was_added(seed: int) -> None:
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    begin, points = draw.choice([0, 0, 700]), draw.choice([2, 4, 10, 32])
    blocks, plain, update = Blocks(2, begin, points), Plain(begin), begin
    for _ in range(draw.randrange(1, 30)):
        rows = numbers.normal(size=(draw.choice([0, 1, 1, 3, 17, 90]), 2)) * 10.0 ** numbers.integers(-3, 4)
        first = max(1, update + 1 - (draw.random() < 0.2))  # a stop goes back an update
        blocks.add(first, rows)
        plain.add(first, rows)
        update = max(begin, first + len(rows) - 1) if len(rows) else update
        if draw.random() < 0.1:
            update = draw.randrange(begin, update + 1)
            blocks.cut(update)
            plain.cut(update, blocks.width)
        assert blocks.width & (blocks.width - 1) == 0
        assert len(blocks.line(0).updates) <= points
        for column in range(2):
            plain.check(blocks.line(column), blocks.width, column)


def test_all_points_are_kept_as_long_as_there_is_room() -> None:
    values = np.random.default_rng(0).normal(size=(64, 1))
    blocks = Blocks(1, points=64)
    blocks.add(1, values)
    line = blocks.line(0)
    assert line.updates.tolist() == list(range(1, 65))
    assert line.low.tolist() == line.high.tolist() == line.mean.tolist() == values[:, 0].tolist()
    blocks.add(65, values[:1])
    assert blocks.width == 2
    assert len(blocks.line(0).updates) == 33


def test_a_spike_stays_visible_in_a_million_updates() -> None:
    values = np.ones((1_000_000, 1))
    values[123_456] = 1e9
    blocks = Blocks(1)
    for start in range(0, len(values), 10_000):
        blocks.add(start + 1, values[start : start + 10_000])
    line = blocks.line(0)
    assert len(line.updates) <= blocks.points == 4096
    (place,) = np.flatnonzero(line.high > 1)
    assert line.high[place] == 1e9
    assert line.updates[place] - blocks.width < 123_457 <= line.updates[place]
    assert line.low.max() == 1
    assert len(pickle.dumps(blocks)) < 200_000


def test_the_largest_numbers_have_a_mean() -> None:
    blocks = Blocks(1, points=4)
    for update in range(1, 40):
        blocks.add(update, np.full((1, 1), 1e308))
    assert blocks.line(0).mean == pytest.approx(1e308)
    assert blocks.line(0).smoothed(1.0).shape == blocks.line(0).mean.shape


def test_one_large_addition_is_as_many_small_ones() -> None:
    values = np.random.default_rng(1).normal(size=(1000, 3))
    one, many = Blocks(3, points=16), Blocks(3, points=16)
    one.add(1, values)
    for update, row in enumerate(values, 1):
        many.add(update, row[np.newaxis])
    for column in range(3):
        ours, theirs = one.line(column), many.line(column)
        assert np.array_equal(ours.low, theirs.low)
        assert np.array_equal(ours.high, theirs.high)
        assert np.allclose(ours.mean, theirs.mean, rtol=1e-12)


# -- smoothing


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 1.0, 5.0])
def test_smoothing_is_a_mean_of_neighbours(share: float) -> None:
    values, counts = np.random.default_rng(2).normal(size=51), np.random.default_rng(3).integers(1, 9, 51)
    line = Line(np.arange(51), counts, values, values, values)
    half = min(round(share * 51 / 2), 25)
    wanted = []
    for place in range(51):
        part = slice(max(0, place - half), place + half + 1)
        wanted.append(np.average(values[part], weights=counts[part]))
    assert np.allclose(line.smoothed(share), wanted, rtol=1e-12, atol=1e-14)


def test_a_spike_does_not_blur_what_is_far_from_it() -> None:
    values = np.full(200, 1e-3)
    values[20] = 1e30
    line = Line(np.arange(200), np.ones(200, int), values, values, values)
    assert line.smoothed(0.1)[31:] == pytest.approx(1e-3, rel=1e-12)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_short_curves_are_smooth_already(count: int) -> None:
    values = np.arange(float(count))
    assert Line(values, np.ones(count, int), values, values, values).smoothed(0.5).tolist() == values.tolist()


# -- keeping


@pytest.mark.parametrize("seed", range(5))
def test_what_is_kept_goes_on_the_same(seed: int) -> None:
    numbers = np.random.default_rng(seed)
    blocks = Blocks(2, begin=5, points=8)
    blocks.add(6, numbers.normal(size=(int(numbers.integers(0, 50)), 2)))
    again = Blocks.of({name: array.copy() for name, array in blocks.arrays().items()})
    more = numbers.normal(size=(30, 2))
    for one in (blocks, again):
        one.add(blocks.last + 1 if one is blocks else again.last + 1, more)
    assert (again.begin, again.last, again.width) == (blocks.begin, blocks.last, blocks.width)
    for column in range(2):
        for ours, theirs in zip(_parts(again.line(column)), _parts(blocks.line(column)), strict=True):
            assert np.array_equal(ours, theirs)


def _parts(line: Line) -> tuple[Array, ...]:
    return line.updates, line.counts, line.low, line.high, line.mean


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": np.array([-1, 0, 1, 8])},
        {"place": np.array([5, 2, 1, 8])},
        {"place": np.array([0, 2, 0, 8])},
        {"place": np.array([0, 2, 1, 10**9])},
        {"place": np.array([0, 2])},
        {"counts": np.ones(9, int)},
        {"low": np.ones(3)},
        {"mean": np.ones((4, 3))},
    ],
)
def test_arrays_of_something_else_are_refused(wrong: dict[str, Array]) -> None:
    blocks = Blocks(2, points=8)
    blocks.add(1, np.ones((3, 2)))
    arrays = blocks.arrays() | wrong
    with pytest.raises((KeyError, TypeError, ValueError, IndexError)):
        Blocks.of(arrays)
