"""Numbers as they are read."""

from __future__ import annotations

import math

import pytest

from simulator.render.format import between, exact, fixed, four, grouped, percent, short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7.0, "7"),
        (6.99950063169, "7"),
        (0.46211715726, "0.46"),
        (-0.5, "−0.5"),
        (-0.0001, "0"),
        (0.1 + 0.2, "0.3"),
        (123456.789, "123456.79"),
        (-20751639.2454, "−2.1e7"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
        (1e6, "1e6"),
        (-100.0, "−100"),
    ],
)
def test_two_decimals_without_trailing_zeros(value: float, text: str) -> None:
    assert short(value) == text


def test_gates_keep_two_decimals_and_the_inspector_four() -> None:
    assert fixed(0.0) == "0.00"
    assert fixed(0.999954602131) == "1.00"
    assert four(-0.00004) == "0.0000"
    assert four(-1.5) == "−1.5000"


def test_exact_numbers_have_every_digit() -> None:
    assert exact(8.194012623990515e-40) == "8.194012623990515e−40"
    assert exact(3.0) == "3"
    assert exact(-0.1) == "−0.1"
    assert exact(-0.0) == "0"
    assert exact(math.inf) == "∞"


def test_thousands_are_set_apart() -> None:
    assert [grouped(value) for value in (0, 950, 11950, 1234567.4)] == ["0", "950", "11,950", "1,234,567"]
    assert grouped(-2000) == "−2,000"


def test_percentages() -> None:
    assert [percent(value) for value in (0.0, 0.456, 1.0, -0.001)] == ["0 %", "46 %", "100 %", "0 %"]


def test_a_number_on_its_way_has_no_more_decimals_than_its_ends() -> None:
    assert [between(value, 3.0, 7.0) for value in (3.0, 3.66, 4.5001, 7.0)] == ["3", "4", "5", "7"]
    assert between(0.333, 0.0, 0.46211) == "0.33"
    assert between(1.0, 0.0, math.inf) == "1"
    assert between(5e7, 0.0, 2e8) == "5e7"
