"""A whole training step against PyTorch's and JAX's, in turns in the same run, and against its bare matrix products.

Choose with ``make bench ARGS="-k training"``, or ``-k 'bench_step and lstm and float64'``; the picture of how times
grow is drawn by ``make bench ARGS="-k grows --picture docs/pictures/training-growth.svg"``.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Model, load_cell
from simulator.engine.tape import Tape
from simulator.files import write_whole
from tests.benchmarks.conftest import Measure
from tests.benchmarks.floor import floor
from tests.benchmarks.growth import STYLES, Panel, draw
from tests.benchmarks.peak_memory import STATUS
from tests.benchmarks.peers import MODULES, JaxStep, load_torch, torch_step
from tests.benchmarks.rounds import Rounds
from tests.benchmarks.workload import Workload

SECONDS = 2.0  # of a comparison, if seven rounds are done by then
DTYPES = ("float64", "float32")
SIZES = "inputs, units, outputs, batch, steps"
AIMS = [
    # PyTorch's time over ours in float64 and in float32, and ours over that of the bare products
    (Workload("lstm", 3, 1, 1, 16, 9), (9.0, 6.0), None),
    (Workload("lstm", 3, 4, 1, 32, 20), (7.0, 3.5), None),
    (Workload("lstm", 3, 16, 1, 32, 20), (6.0, 2.2), None),
    (Workload("lstm", 3, 32, 2, 32, 20), (3.0, 1.6), 3.0),
    (Workload("lstm", 8, 64, 8, 32, 50), (1.5, 1.0), None),
    (Workload("lstm", 32, 128, 32, 32, 50), (1.2, 1.0), 1.6),
    (Workload("lstm", 64, 256, 64, 64, 50), (1.0, 1.0), 1.6),
]
GROWS = {
    "steps": (5, 20, 80, 320),
    "units": (1, 4, 16, 64, 256),
    "batch": (1, 4, 16, 64, 256),
    "layers": (1, 2, 4, 8),
}
USUAL = Workload("lstm", 3, 16, 1, 32, 20)

names = [f"{aim[0].units}-units" for aim in AIMS]
aims = pytest.mark.parametrize(("work", "aims", "most"), AIMS, ids=names)
works = pytest.mark.parametrize("work", [aim[0] for aim in AIMS], ids=names)
dtypes = pytest.mark.parametrize("dtype", DTYPES)


@aims
@dtypes
@pytest.mark.parametrize("cell", MODULES)
def bench_step(
    measure: Measure, cell: str, dtype: str, work: Workload, aims: tuple[float, float], most: float | None
) -> None:
    work = replace(work, cell=cell, dtype=dtype)
    rounds = Rounds({"ours": work.ours(), "torch": torch_step(work), "floor": floor(work)}, SECONDS)
    low, high = rounds.quartiles("torch", "ours")
    measure.row(
        f"A training step of {cell}, {dtype}, in ms",
        {
            SIZES: work.sizes,
            "ours": f"{rounds.milliseconds('ours'):.3f}",
            "PyTorch": f"{rounds.milliseconds('torch'):.3f}",
            "PyTorch / ours": f"{rounds.ratio('torch', 'ours'):.2f}",
            "aim": f"{aims[DTYPES.index(dtype)]:g}",
            "quartiles": f"{low:.2f} to {high:.2f}",
            "bare products": f"{rounds.milliseconds('floor'):.3f}",
            "ours / bare": f"{rounds.ratio('ours', 'floor'):.2f}",
            "at most": f"{most:g}" if most else "",
        },
    )


@works
@dtypes
def bench_step_in_jax(measure: Measure, dtype: str, work: Workload) -> None:
    work = replace(work, dtype=dtype)
    start = time.perf_counter()
    compiled = JaxStep(work)
    seconds = time.perf_counter() - start
    rounds = Rounds({"ours": work.ours(), "jax": compiled}, SECONDS / 2)
    measure.row(
        f"A training step of lstm, {dtype}, against JAX, in ms",
        {
            SIZES: work.sizes,
            "ours": f"{rounds.milliseconds('ours'):.3f}",
            "JAX": f"{rounds.milliseconds('jax'):.3f}",
            "JAX / ours": f"{rounds.ratio('jax', 'ours'):.2f}",
            "quartiles": "{:.2f} to {:.2f}".format(*rounds.quartiles("jax", "ours")),
            "JAX compiles for": f"{seconds:.1f} s",
        },
    )


@pytest.mark.parametrize("cell", MODULES)
def bench_building_a_training_step(measure: Measure, cell: str) -> None:
    work = replace(USUAL, cell=cell)
    model = Model(load_cell(cell), work.inputs, work.units)
    tape = measure.times(lambda: Tape(model, work.steps, work.batch), 100)
    whole = measure.times(work.objective, 100)
    measure.row(
        f"Building what trains, {work.sizes}, float64, in ms",
        {
            "cell": cell,
            "tape": f"{1000 * np.median(tape):.2f}",
            "aim": "under 5",
            "fastest": f"{1000 * tape.min():.2f}",
            "network, loss and tapes": f"{1000 * np.median(whole):.2f}",
        },
    )


@pytest.mark.skipif(not STATUS.exists(), reason="How much memory a process held at most is read from Linux's /proc.")
@works
@dtypes
def bench_peak_memory_of_training(measure: Measure, dtype: str, work: Workload) -> None:
    load_torch()
    ours, our_whole = _peak("ours", work, dtype)
    torch, torch_whole = _peak("torch", work, dtype)
    measure.row(
        f"Peak memory of training an lstm, {dtype}, in MB",
        {
            SIZES: work.sizes,
            "ours": f"{ours:.1f}",
            "PyTorch": f"{torch:.1f}",
            "process, ours": f"{our_whole:.0f}",
            "process, PyTorch": f"{torch_whole:.0f}",
        },
    )


def _peak(who: str, work: Workload, dtype: str) -> tuple[float, float]:
    sizes = work.sizes.split(", ")
    command = [sys.executable, "-m", "tests.benchmarks.peak_memory", who, work.cell, *sizes, dtype]
    root = Path(__file__).parents[2]
    step, process = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root).stdout.split()
    return float(step), float(process)


def bench_how_training_grows(measure: Measure, pytestconfig: pytest.Config) -> None:
    panels = []
    for size, values in GROWS.items():
        curves: dict[str, list[float]] = {}
        for value in values:
            for dtype in DTYPES:
                changed: dict[str, Any] = {size: value}
                work = replace(USUAL, dtype=dtype, **changed)
                rounds = Rounds({"ours": work.ours(), "PyTorch": torch_step(work)}, SECONDS / 4)
                for who in rounds.turns:
                    curves.setdefault(f"{who}, {dtype}", []).append(rounds.fastest(who))
            measure.row(
                f"How a training step of lstm grows from {USUAL.sizes}, in ms, fastest calls",
                {"size": f"{size} {value}"} | {name: f"{curves[name][-1]:.3f}" for name in STYLES},
            )
        panels.append(Panel(size, values, curves))
    picture = pytestconfig.getoption("--picture")
    if picture:
        title = f"Time of a training step of an LSTM against {', '.join(GROWS)}; the other sizes as in {USUAL.sizes}"
        with write_whole(picture) as file:
            file.write(draw(panels, title))
