"""The first number that is not finite is found at its step, in its signal and unit."""

from __future__ import annotations

import math

import numpy as np

from simulator import Model, parse_cell
from simulator.engine.overflow import Overflow, first_overflow


def test_the_earliest_step_and_there_the_first_signal() -> None:
    one, two = np.zeros((5, 2)), np.zeros((5, 1))
    assert first_overflow({"a": one, "b": two}) is None
    one[3, 1] = math.inf
    assert first_overflow({"a": one, "b": two}) == Overflow("a", 1, 4, math.inf)
    two[3, 0] = -math.inf
    assert first_overflow({"a": one, "b": two}) == Overflow("a", 1, 4, math.inf)
    two[1, 0] = math.nan
    found = first_overflow({"a": one, "b": two})
    assert found is not None
    assert (found.signal, found.step) == ("b", 2)
    assert math.isnan(found.value)


def test_large_numbers_whose_sum_overflows_are_finite() -> None:
    assert first_overflow({"a": np.full((4, 1), 1e308)}) is None


def test_a_loop_that_grows_without_end() -> None:
    cell = parse_cell("h = U @ h[t-1] + W @ x", output="h")
    trace = Model(cell, 1, 1, parameters={"U": [[1e200]], "W": [[1]]}).run([[1]] * 4)
    assert first_overflow(trace.values) == Overflow("h", 0, 3, math.inf)
