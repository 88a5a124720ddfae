"""A table of a million rows from a file, against NumPy's own readers of the same file, in turn."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np

from simulator.document.table_import import load, preview
from simulator.document.table_import.columns import read_columns
from tests.benchmarks.conftest import Measure

ROWS, ROUNDS = 1_000_000, 3


def bench_a_million_rows_of_three_columns(measure: Measure, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    numbers = np.random.default_rng(0).normal(size=(ROWS, 3))
    with path.open("w") as file:
        file.write("x1,x2,x3\n")
        file.writelines(f"{a!r},{b!r},{c!r}\n" for a, b, c in numbers.tolist())
    table = preview(path)

    def ours() -> np.ndarray:
        found = load(table)
        assert found is not None
        return found[0]

    readers: dict[str, Callable[[], np.ndarray]] = {
        "gatesim": ours,
        "numpy.loadtxt": lambda: np.loadtxt(path, delimiter=",", skiprows=1),
        "numpy.genfromtxt": lambda: np.genfromtxt(path, delimiter=",", skip_header=1),
    }
    times: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(ROUNDS):
        for name, read in readers.items():
            times[name].append(float(measure.times(read, 1, warm_up=0)[0]))
    seconds = {name: min(taken) for name, taken in times.items()}
    for name, read in readers.items():
        measure.row(
            f"A CSV file of {ROWS:,} rows, {path.stat().st_size / 1e6:.0f} MB (aim: under 1.5 times loadtxt)",
            {
                "reader": name,
                "seconds": f"{seconds[name]:.2f}",
                "times loadtxt": f"{seconds[name] / seconds['numpy.loadtxt']:.2f}",
                "MB beyond the array": f"{_beyond(read, numbers):.0f}",
            },
        )
    first = measure.times(lambda: preview(path), 20)
    measure.milliseconds("Looking at its beginning", first, "under 50 ms")


def bench_all_columns_of_a_million_rows(measure: Measure, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("w") as file:
        file.write("id,x1,x2,x3,y,label\n")
        for number, (a, b, c, d) in enumerate(np.random.default_rng(0).normal(size=(ROWS, 4)).tolist()):
            file.write(f"{number // 20},{a!r},{b!r},{c if number % 9 else ''},{d!r},{'ab'[number % 2]}\n")
    table = preview(path)
    readers: dict[str, Callable[[], object]] = {
        "gatesim": lambda: read_columns(table),
        "numpy.genfromtxt": lambda: np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8"),
    }
    for name, read in readers.items():
        seconds = min(float(measure.times(read, 1, warm_up=0)[0]) for _ in range(ROUNDS))
        measure.row(
            f"A CSV file of {ROWS:,} rows with a column of texts and one with gaps (aim: faster than genfromtxt)",
            {"reader": name, "seconds": f"{seconds:.2f}"},
        )


def _beyond(read: Callable[[], np.ndarray], numbers: np.ndarray) -> float:
    """Return how much more memory than its result a reader held at most, in MB."""
    tracemalloc.start()
    assert np.array_equal(read(), numbers)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (peak - numbers.nbytes) / 1e6
