"""Steps traced a second, one sequence: 10,000 steps at once, and a million streamed in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from simulator import Model, load_cell
from tests.benchmarks.conftest import Measure

CASES = [("lecture-lstm", 1, "about 9 ms"), ("lstm", 4, "about 55 ms"), ("lstm", 64, "about 85 ms")]

STREAM = """
import itertools, resource, sys, time
import numpy as np
from simulator import Model, load_cell
name, units = sys.argv[1], int(sys.argv[2])
model = Model(load_cell(name), inputs=3, units=units)
blocks = list(np.random.default_rng(0).normal(size=(10, 4000, 3)))
list(model.stream(iter(blocks[:2])))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
steps = sum(piece.steps for piece in model.stream(itertools.islice(itertools.cycle(blocks), 250)))
seconds = time.perf_counter() - start
print(steps / seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, before / 1024)
"""


@pytest.mark.parametrize(("name", "units", "aim"), CASES)
def bench_ten_thousand_steps(measure: Measure, name: str, units: int, aim: str) -> None:
    model = Model(load_cell(name), inputs=3, units=units)
    x = np.random.default_rng(0).normal(size=(10_000, 3))
    measure.milliseconds(f"10,000 steps of {name}, {units} units", measure.times(lambda: model.run(x), 25), aim)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows measures memory otherwise")
@pytest.mark.parametrize(("name", "units"), [case[:2] for case in CASES])
def bench_a_million_steps_streamed(measure: Measure, name: str, units: int) -> None:
    one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", STREAM, name, str(units)], check=True, capture_output=True, text=True, env=one_thread
    )
    speed, peak, early = map(float, done.stdout.split())
    result = f"{speed:,.0f} steps a second; peak memory {peak:.0f} MB, {early:.0f} MB of it after 8,000 steps"
    measure.note(f"1,000,000 steps of {name}, {units} units, streamed", result)
