"""Numbers in few digits that are still true, and the ranges they bound."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from simulator.engine.finding.ranges import Range, say, together

COMPARE = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1, "1"),
        (0.5, "0.5"),
        (-2.5, "−2.5"),
        (2 / 3, "0.67"),
        (100 / 3, "33.33"),
        (0.00004539786870243439, "0.000045"),
        (-0.0123, "−0.012"),
        (0.0999, "0.1"),
        (999_999, "999999"),
        (1e6, "1e6"),
        (-1.25e9, "−1.2e9"),
        (1.68891188022e-48, "1.7e−48"),
        (1e308, "1e308"),
    ],
)
def test_two_digits_or_two_decimals(value: float, text: str) -> None:
    assert say(value) == text


@pytest.mark.parametrize(
    ("value", "limit", "text"),
    [
        (0.99995, 1, "0.99995"),
        (0.99995, 2, "1"),
        (0.99995, 0.9999, "1"),
        (1.0, 1, "1"),
        (1 / 3, 0.33, "0.333"),
        (6.999999998, 7, "6.999999998"),
        (0.1 + 0.2, 0.3, "0.30000000000000004"),
        (1e6 + 1, 1e6, "1.000001e6"),
        (4.5e-5, 4.4e-5, "0.000045"),
        (4.54e-5, 4.5e-5, "0.0000454"),
    ],
)
def test_as_many_digits_as_keep_it_on_its_side(value: float, limit: float, text: str) -> None:
    assert say(value, [limit]) == text


def test_random_numbers_stay_on_their_side_of_near_limits() -> None:
    random = np.random.default_rng(0)
    for _ in range(3000):
        value = float(random.normal() * 10.0 ** random.integers(-12, 13))
        limit = float(value * (1 + random.choice([-1, 0, 1]) * 10.0 ** random.integers(-17, 0)))
        shown = float(say(value, [limit]).replace("−", "-"))
        assert (shown > limit, shown < limit) == (value > limit, value < limit), (value, limit)


def test_whether_two_ranges_can_compare() -> None:
    """Against all pairs of numbers at the ends and between."""
    ends = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 2.0), (0.5, 3.0), (2.0, 2.0)]
    for (low, high), (other_low, other_high) in itertools.product(ends, ends):
        ones = np.linspace(low, high, 61)[:, np.newaxis]
        others = np.linspace(other_low, other_high, 61)
        for sign, compare in COMPARE.items():
            can = Range(low, high).can(sign, Range(other_low, other_high))
            some = bool(compare(ones, others).any())
            if sign in ("==", "!="):  # of the numbers between, only some are tried
                assert can >= some
                assert not can or some or low < high or other_low < other_high
            else:
                assert can == some, (low, high, sign, other_low, other_high)


def test_looking_block_by_block() -> None:
    random = np.random.default_rng(1)
    values = random.normal(size=(100, 3))
    one = Range()
    for start in range(0, 100, 7):
        one.look(values[start : start + 7])
    assert one == Range(values.min(), values.max(), True)
    one.look(np.array([[math.nan, math.inf, 9.0]]))
    assert one == Range(values.min(), 9, False)
    assert together([one, Range(-5, 0, True)]) == Range(-5, 9, False)
    nothing = Range()
    nothing.look(np.zeros((0, 3)))
    assert nothing == Range()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([0.25, 1], "f lies between 0.25 and 1"),
        ([3, 3], "f is 3 at every step"),
        ([3, math.nan], "f is 3 where it is finite"),
        ([0, 1, math.inf], "f lies between 0 and 1 where it is finite"),
        ([math.inf, math.nan], "f is no finite number at any step"),
    ],
)
def test_what_is_said(values: list[float], text: str) -> None:
    one = Range()
    one.look(np.array(values, float))
    assert one.said("f", [math.inf]) == text
