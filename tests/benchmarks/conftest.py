"""Benchmarks: ``make bench`` runs the functions of bench_*.py and prints what each measured, with its aim beside it."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable

import numpy as np
import pytest

ROWS = pytest.StashKey[list[str]]()


class Measure:
    """Takes times and notes them for the table at the end."""

    def __init__(self, rows: list[str]) -> None:
        self.rows = rows

    def times(self, call: Callable[[], object], repeats: int, warm_up: int = 1) -> np.ndarray:
        """Return the seconds of each call, shape (repeats,), after a few calls that are not counted."""
        for _ in range(warm_up):
            call()
        seconds = np.empty(repeats)
        for k in range(repeats):
            start = time.perf_counter()
            call()
            seconds[k] = time.perf_counter() - start
        return seconds

    def milliseconds(self, name: str, seconds: np.ndarray, aim: str = "") -> None:
        """Note the middle and the slow end of some times."""
        middle, slow, slowest = 1000 * np.percentile(seconds, [50, 99, 100])
        self.note(name, f"median {middle:.2f} ms, p99 {slow:.2f}, slowest {slowest:.2f} ({len(seconds)} times)", aim)

    def note(self, name: str, result: str, aim: str = "") -> None:
        """Note any other result in words."""
        self.rows.append(f"{name}: {result}" + (f"; aim {aim}" if aim else ""))


@pytest.fixture
def measure(pytestconfig: pytest.Config) -> Measure:
    return Measure(pytestconfig.stash.setdefault(ROWS, []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash.get(ROWS, [])
    if rows:
        terminalreporter.section(f"Python {platform.python_version()}, {os.cpu_count()} cores")
        for row in rows:
            terminalreporter.write_line(row)
