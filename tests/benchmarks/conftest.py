"""Benchmarks: ``make bench`` runs the functions of bench_*.py and prints what each measured, with its aim beside it."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable

import numpy as np
import pytest

ROWS = pytest.StashKey[list[str]]()
TABLES = pytest.StashKey[dict[str, list[dict[str, str]]]]()


class Measure:
    """Takes times and notes them for the table at the end."""

    def __init__(self, rows: list[str], tables: dict[str, list[dict[str, str]]]) -> None:
        self.rows, self.tables = rows, tables

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

    def row(self, table: str, cells: dict[str, str]) -> None:
        """Note a row of a table: heading -> text."""
        self.tables.setdefault(table, []).append(cells)


@pytest.fixture
def measure(pytestconfig: pytest.Config) -> Measure:
    return Measure(pytestconfig.stash.setdefault(ROWS, []), pytestconfig.stash.setdefault(TABLES, {}))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--picture", metavar="FILE", help="write the picture of how training grows there (SVG)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows, tables = config.stash.get(ROWS, []), config.stash.get(TABLES, {})
    if rows or tables:
        terminalreporter.section(f"Python {platform.python_version()}, {os.cpu_count()} cores")
        for row in rows:
            terminalreporter.write_line(row)
    for title, table in tables.items():
        terminalreporter.write_line(f"\n{title}\n")
        for line in markdown(table):
            terminalreporter.write_line(line)


def markdown(table: list[dict[str, str]]) -> list[str]:
    """Return the lines of a table in Markdown that reads well as it is: the first column to the left, numbers right."""
    columns = [[heading, *(row[heading] for row in table)] for heading in table[0]]
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for number in range(len(table) + 1):
        cells = [column[number].rjust(width) for column, width in zip(columns, widths, strict=True)]
        cells[0] = cells[0].strip().ljust(widths[0])
        lines.append(f"| {' | '.join(cells)} |")
    rules = [f"{'-' * (width + 1)}:" for width in widths[1:]]
    return [lines[0], f"|{'|'.join(['-' * (widths[0] + 2), *rules])}|", *lines[1:]]
