"""The command line as a whole process, against importing NumPy alone: in turn, so that both meet the same machine."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np

from tests.benchmarks.conftest import Measure

REPEATS = 15


def bench_trace_of_the_first_lesson(measure: Measure) -> None:
    trace, plain = [], []
    for _ in range(REPEATS):
        trace.append(seconds("-m", "simulator", "trace", "hand-set-lstm"))
        plain.append(seconds("-c", "import numpy"))
    ours, theirs = 1000 * np.median(trace), 1000 * np.median(plain)
    result = f"{ours:.0f} ms against {theirs:.0f} ms for import numpy: {ours / theirs:.2f} times"
    measure.note("gatesim trace hand-set-lstm, whole process", result, "under 2.5 times")


def seconds(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
