"""Axes: round ends that hold their numbers, round values that fit, and places that are those of plain arithmetic."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from simulator.render.training.axis import Axis, linear, logarithmic, reading, tick


def first_digits(value: float) -> str:
    """The digits that a number is written with, without zeros at either end."""
    return f"{abs(value):.9e}".split("e")[0].replace(".", "").rstrip("0")


def text(value: float) -> str:
    return "".join(f"^{run.text}" if run.shift else run.text for run in tick(value))


def test_places_are_those_of_plain_arithmetic() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        low, high = sorted(rng.normal(size=2) * 10.0 ** rng.integers(-6, 7))
        value = rng.uniform(low, high)
        assert Axis(low, high).share(value) == pytest.approx((value - low) / (high - low))
        low, high = sorted(10.0 ** rng.uniform(-9, 9, 2))
        value = 10 ** rng.uniform(math.log10(low), math.log10(high))
        expected = math.log(value / low) / math.log(high / low)
        assert Axis(low, high, True).share(value) == pytest.approx(expected, abs=1e-9)


def test_what_is_beyond_an_axis_stands_at_its_end() -> None:
    axis = Axis(0.1, 10.0, True)
    given = np.array([math.inf, 100.0, 0.01, 0.0, -5.0, -math.inf])
    assert axis.shares(given).tolist() == [1, 1, 0, 0, 0, 0]
    assert math.isnan(axis.share(math.nan))
    assert Axis(-1e308, 1e308).share(0.0) == 0.5


@pytest.mark.parametrize("seed", range(300))
def test_ends_and_ticks_are_round_and_few(seed: int) -> None:
    rng = np.random.default_rng(seed)
    low, high = sorted(rng.normal(size=2) * 10.0 ** rng.integers(-12, 13))
    most = int(rng.integers(2, 12))
    one, two = sorted(10.0 ** rng.uniform(-30, 30, 2) if seed % 2 else 10.0 ** rng.uniform(-1, 1, 2))
    for axis, ends in ((linear(low, high), (low, high)), (logarithmic(one, two), (one, two))):
        assert axis.low <= ends[0] * (1 + 1e-9 * math.copysign(1, ends[0]))
        assert axis.high >= ends[1] * (1 - 1e-9 * math.copysign(1, ends[1]))
        ticks = axis.ticks(most)
        assert len(ticks) <= most
        assert all(a < b for a, b in pairwise(ticks))
        assert all(axis.low * (1 - 1e-9) <= value <= axis.high * (1 + 1e-9) for value in ticks if value > 0)
        assert all(len(first_digits(value)) <= 3 for value in ticks)
    for value in logarithmic(one, two).ticks(most):
        assert first_digits(value) in ("1", "2", "5")


@pytest.mark.parametrize(
    ("axis", "most", "ticks"),
    [
        (Axis(0, 20_000), 6, (0, 5000, 10_000, 15_000, 20_000)),
        (Axis(1e-4, 10, True), 6, (1e-4, 1e-3, 0.01, 0.1, 1, 10)),
        (Axis(1e-8, 1, True), 3, (1e-8, 1e-4, 1)),
        (Axis(0.5, 5, True), 5, (0.5, 1, 2, 5)),
        (Axis(0, 1), 2, (0, 1)),
    ],
)
def test_ticks_as_a_person_would_choose_them(axis: Axis, most: int, ticks: tuple[float, ...]) -> None:
    assert axis.ticks(most) == pytest.approx(ticks)


ENDS = [(0.0, 0.0), (5.0, 5.0), (-2.0, -2.0), (0.0, 1e-320), (-1e308, 1e308), (1e-310, 1e300)]


@pytest.mark.parametrize("pair", ENDS)
def test_an_axis_is_never_without_length(pair: tuple[float, float]) -> None:
    axis = linear(*pair)
    assert axis.low < axis.high
    assert axis.ticks(5)
    positive = logarithmic(abs(pair[0]), abs(pair[1]) or 1.0)
    assert 0 < positive.low < positive.high
    assert positive.ticks(5)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (10, "10"),
        (0.001, "0.001"),
        (1e-4, "10^−4"),
        (2e-5, "2·10^−5"),
        (4000, "4,000"),
        (0, "0"),
        (-0.5, "−0.5"),
        (-1e9, "−10^9"),
        (2.5e7, "2.5·10^7"),
        (math.inf, "∞"),
    ],
)
def test_round_values_as_they_are_written(value: float, written: str) -> None:
    assert text(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (3.1234e-4, "3.1e−4"),
        (0.0441, "0.044"),
        (31.4, "31"),
        (184.2, "184"),
        (20751.6, "20,752"),
        (-0.5, "−0.5"),
        (0.0, "0"),
        (1e9, "1e9"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
    ],
)
def test_readings_have_two_digits(value: float, written: str) -> None:
    assert reading(value) == written
