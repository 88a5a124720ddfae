"""Clipping against the reference vector and at the ends of the numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.engine.optimisation.clipping import LECTURE_LIMIT, clip_norm, clip_value, norm
from simulator.errors import UserError

VECTOR = json.loads((Path(__file__).resolve().parents[2] / "reference" / "vectors.json").read_text(encoding="utf-8"))[
    "vectors"
]["CLIP"]


def test_the_vector_by_norm_and_by_value() -> None:
    gradient = np.array(VECTOR["g"], float)
    assert clip_norm(gradient, VECTOR["threshold"]) == pytest.approx(VECTOR["norm"], rel=1e-10, abs=0)
    np.testing.assert_allclose(gradient, VECTOR["by_norm"], 1e-10)
    gradient = np.array(VECTOR["g"], float)
    assert VECTOR["threshold"] == LECTURE_LIMIT
    clip_value(gradient, LECTURE_LIMIT)
    assert gradient.tolist() == VECTOR["elementwise"]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_what_lies_within_the_limit_stays_bit_for_bit(dtype: Any) -> None:
    gradient = np.random.default_rng(0).normal(size=50).astype(dtype)
    before = gradient.copy()
    length = float(np.sqrt(np.sum(gradient.astype(float) ** 2)))
    assert clip_norm(gradient, 1.001 * length) == pytest.approx(length, rel=1e-6, abs=0)
    clip_value(gradient, 1.001 * float(np.abs(gradient).max()))
    clip_value(gradient, 1e300)
    assert gradient.tobytes() == before.tobytes()
    assert clip_norm(gradient, 0.999 * length) == pytest.approx(length, rel=1e-6, abs=0)
    np.testing.assert_allclose(gradient, 0.999 * before, rtol=1e-6)


@pytest.mark.parametrize(
    ("dtype", "size"),
    [
        ("float64", 1e200),
        ("float64", 1e307),
        ("float64", 1e-200),
        ("float64", 1e-310),
        ("float32", 1e25),
        ("float32", 1e38),
        ("float32", 1e-30),
    ],
)
def test_a_norm_whose_squares_are_no_numbers_is_right_all_the_same(dtype: Any, size: float) -> None:
    """Warnings are errors in these tests."""
    gradient = (np.array([3, 0, -4, 12, 84]) / 85).astype(dtype) * np.array(size, dtype)
    wanted = math.hypot(*map(float, gradient))
    assert norm(gradient) == pytest.approx(wanted, rel=1e-6, abs=0)
    assert clip_norm(gradient, 1.0) == pytest.approx(wanted, rel=1e-6, abs=0)
    assert math.hypot(*map(float, gradient)) == pytest.approx(min(wanted, 1.0), rel=1e-6, abs=0)
    if size > 1:
        np.testing.assert_allclose(gradient, np.array([3, 0, -4, 12, 84]) / 85, rtol=1e-6)


def test_a_norm_beyond_single_precision_is_still_a_number() -> None:
    gradient = np.full(100, 3e38, np.float32)
    assert clip_norm(gradient, 2e-5) == pytest.approx(3e39, rel=1e-6, abs=0)
    np.testing.assert_allclose(gradient, 2e-6, rtol=1e-6)


def test_small_numbers_beside_none_that_is_large_are_counted() -> None:
    """Squares of 1e-160 are subnormal and have lost digits; 100 of them must still give ten times it."""
    assert norm(np.full(100, 1.2345e-160)) == pytest.approx(1.2345e-159, rel=1e-12, abs=0)
    assert norm(np.zeros(5)) == 0
    assert norm(np.zeros(0)) == 0


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("wrong", [math.inf, -math.inf, math.nan])
def test_what_is_not_finite_is_said_and_left(dtype: Any, wrong: float) -> None:
    gradient = np.array([1, wrong, 30], dtype)
    before = gradient.copy()
    found = clip_norm(gradient, 5.0)
    assert math.isnan(found) if math.isnan(wrong) else found == math.inf
    assert gradient.tobytes() == before.tobytes()
    clip_value(gradient, 5.0)
    np.testing.assert_array_equal(gradient, [1, math.nan if math.isnan(wrong) else math.copysign(5, wrong), 5])
    assert math.isnan(norm(np.array([math.inf, math.nan])))


def test_a_norm_larger_than_any_float_is_infinite() -> None:
    assert norm(np.full(100, 1.7e308)) == math.inf


@pytest.mark.parametrize("clip", [clip_norm, clip_value])
@pytest.mark.parametrize("limit", [0, -1, math.nan, math.inf, "5", None, True])
def test_a_limit_that_is_none_is_refused(clip: Callable[..., Any], limit: Any) -> None:
    gradient = np.array([100.0])
    with pytest.raises(UserError, match=r"limit of clipping by (norm|value) must be a number from 1e-30"):
        clip(gradient, limit)
    assert gradient.tolist() == [100]
