"""A whole search through a million steps that finds nothing, which is the slowest; the next step, when it is near."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from simulator.engine.finding import count, find, never
from tests.benchmarks.conftest import Measure
from tests.engine.finding.helpers import Arrays

CASES = ["f < 0.5 and c > 6", "f opens and not c changes", "abs(f - c[t-1]) * 2 + t < 0"]


@pytest.fixture(scope="module")
def source() -> Arrays:
    random = np.random.default_rng(0)
    return Arrays({"f": random.random(1_000_000), "c": random.random(1_000_000)}, initial={"c": 0})


@pytest.mark.parametrize("text", CASES)
def bench_a_million_steps(measure: Measure, source: Arrays, text: str) -> None:
    condition = source.condition(text)
    assert find(condition, source, 500_000) is None
    tracemalloc.start()
    find(condition, source, 500_000)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    name = f"“{text}” in a million steps"
    seconds = measure.times(lambda: find(condition, source, 500_000), 15)
    measure.milliseconds(f"{name}, nothing found", seconds, "under 300 ms")
    measure.milliseconds(f"{name}, counted", measure.times(lambda: count(condition, source), 15), "under 300 ms")
    measure.milliseconds(f"{name}, the reason", measure.times(lambda: never(condition, source), 15), "under 300 ms")
    measure.note(f"{name}, memory", f"{peak:.1f} MB at most")


def bench_the_next_step(measure: Measure, source: Arrays) -> None:
    condition = source.condition("f > 0.9")
    measure.milliseconds("the next of many hits", measure.times(lambda: find(condition, source, 500_000), 200))
