"""Training in a process of its own: its rate against the same loop here, in turns; its start, messages and memory."""

from __future__ import annotations

import multiprocessing
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.running import run as of_run
from simulator.running.history import History
from simulator.running.messages import Done, Message, Progress, Stopped
from simulator.running.naming import names
from simulator.running.own_data import Choice, own_data
from simulator.running.presets import Preset, presets
from simulator.running.run import Run
from simulator.running.setup import Setup
from tests.benchmarks.conftest import Measure
from tests.running.helpers import hide_main, of_kind

TURN = 0.4  # seconds
ROUNDS = 25
CASES = {
    "lecture-gates, 1 unit": Setup("lecture-gates"),
    "slot-filling, 4 units": Setup("slot-filling"),
    "echo, 16 units": Setup("echo"),
    "adding, 32 units": Setup("adding"),
    "echo, 128 units": Setup("echo", units=128),
}
UPDATES = 100_000


@pytest.fixture(autouse=True)
def bare_main(monkeypatch: pytest.MonkeyPatch) -> None:
    hide_main(monkeypatch)


def until(run: Run, kind: type[Any], each: Callable[[Message], object] = id) -> None:
    """Read what a run tells, as a window does, until there is a message of a kind."""
    while True:
        messages = run.wait(1)
        for message in messages:
            each(message)
        if of_kind(kind, messages):
            return
        assert run.alive


@pytest.mark.parametrize("name", CASES)
def bench_updates_a_second(measure: Measure, name: str) -> None:
    """A turn is so many updates, in the process and here, with what is told read and kept all the while."""
    setup = CASES[name]
    trainer, history = setup.trainer(), History(setup)
    start = time.perf_counter()
    for _ in trainer.reports(20):
        pass
    updates = max(1, round(20 * TURN / (time.perf_counter() - start)))
    ours: list[float] = []
    theirs: list[float] = []
    sums: list[float] = []
    with Run(setup) as run:
        run.step(updates)  # the many snapshots of the beginning
        until(run, Done, history.take)
        for number in range(ROUNDS):
            for child in (True, False) if number % 2 else (False, True):
                start, spent = time.perf_counter(), history.seconds
                if child:
                    run.step(updates)
                    until(run, Done, history.take)
                else:
                    for _ in trainer.reports(updates):
                        pass
                seconds = time.perf_counter() - start
                (ours if child else theirs).append(seconds)
                if child:
                    sums.append((history.seconds - spent) / seconds)
    ratios = np.array(theirs) / np.array(ours)
    low, middle, high = np.percentile(ratios, [25, 50, 75])
    measure.row(
        "Updates a second in a process of its own, read by whoever watches, against the same loop here",
        {
            "training": name,
            "here": f"{updates / np.median(theirs):,.0f}",
            "in the process": f"{updates / np.median(ours):,.0f}",
            "share": f"{middle:.3f}",
            "quartiles": f"{low:.2f} to {high:.2f}",
            "of the fastest turns": f"{min(theirs) / min(ours):.3f}",
            "aim": "above 0.9",
            "of its time in updates": f"{np.median(sums):.3f}",
        },
    )


def bench_start_to_first_report(measure: Measure) -> None:
    started, reported, closed = [], [], []
    for _ in range(15):
        begin = time.perf_counter()
        run = Run(Setup())
        run.start()
        started.append(time.perf_counter() - begin)
        until(run, Progress)
        reported.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        run.close()
        closed.append(time.perf_counter() - begin)
    measure.milliseconds("Starting a training process, as long as one waits for it", np.array(started), "under 16 ms")
    measure.milliseconds("From there to its first report", np.array(reported), "under 500 ms")
    measure.milliseconds("Closing it while it trains", np.array(closed), "under 50 ms")


@pytest.mark.parametrize("name", CASES)
def bench_messages(measure: Measure, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    sizes: list[int] = []

    def loads(data: bytes) -> Any:
        sizes.append(len(data))
        return pickle.loads(data)

    monkeypatch.setattr(of_run, "pickle", type("counting", (), {"loads": staticmethod(loads)}))
    setup = CASES[name]
    history, seconds = History(setup), []
    with Run(setup) as run:
        run.start()
        until(run, Progress)
        begin = time.perf_counter()
        while time.perf_counter() - begin < 5:
            run.wait(0.1)
        sizes.clear()
        begin = time.perf_counter()
        while time.perf_counter() - begin < 3:
            for message in run.wait(0.1):
                start = time.perf_counter()
                history.take(message)
                seconds.append(time.perf_counter() - start)
    measure.row(
        "Messages, five seconds after the start",
        {
            "training": name,
            "a second": f"{len(sizes) / 3:.1f}",
            "median kB": f"{np.median(sizes) / 1000:.1f}",
            "largest kB": f"{max(sizes) / 1000:.1f}",
            "kB a second": f"{sum(sizes) / 3000:,.0f}",
            "taken in, ms a second": f"{1000 * sum(seconds) / 3:.1f}",
        },
    )


def bench_memory_of_a_long_run(measure: Measure) -> None:
    """Of the process and of the history of it, over a hundred thousand updates."""
    setup = Setup()
    history = History(setup)
    with Run(setup) as run:
        (process,) = multiprocessing.active_children()
        for done in range(10_000, UPDATES + 1, 10_000):
            run.step(10_000)
            until(run, Done, history.take)
            status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
            measure.row(
                "Memory over a run (aim: flat)",
                {
                    "updates": f"{done:,}",
                    "process, MB": f"{resident / 1024:.2f}",
                    "history, kB": f"{len(pickle.dumps(history)) / 1000:,.0f}",
                    "snapshots": str(len(history.snapshots)),
                    "points": str(len(history.line("loss").updates)),
                },
            )


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def bench_presets(measure: Measure, preset: Preset) -> None:
    """All that a preset compares, one after the other, each in a process of its own from its start."""
    for setup, name in zip(preset.setups, names(preset.setups), strict=True):
        begin = time.perf_counter()
        history = History(setup)
        with Run(setup) as run:
            run.step(preset.updates)
            end: list[Done | Stopped] = []
            while not end:
                messages = run.wait(1)
                for message in messages:
                    history.take(message)
                end = [*of_kind(Done, messages), *of_kind(Stopped, messages)]
        last = history.evaluations.newest
        measure.row(
            "Presets (aim: each makes its point in under a minute)",
            {
                "preset": preset.id,
                "training": name,
                "updates": f"{history.last:,}",
                "seconds": f"{time.perf_counter() - begin:.1f}",
                "in the end": "stopped" if history.marks else "" if last is None else last.score.text,
            },
        )


def bench_own_data_of_a_million_rows(measure: Measure) -> None:
    numbers, rows = np.random.default_rng(0), 1_000_000
    columns = {
        **{name: numbers.normal(size=rows) for name in ("a", "b", "c", "y")},
        "id": np.repeat(np.arange(rows // 20), 20),
        "word": np.array(["no", "yes"], object)[numbers.integers(0, 2, rows)],
    }
    for target in ("y", "word"):
        looks = [time.perf_counter()]

        def watch(done: int, total: int, looks: list[float] = looks) -> bool:
            looks.append(time.perf_counter())
            return True

        assert own_data(columns, Choice(("a", "b", "c"), (target,), "id"), watch) is not None
        seconds, gaps = looks[-1] - looks[0], np.diff(looks)
        measure.note(
            f"A million rows as a task, target {target}",
            f"{seconds:.2f} s, at most {1000 * max(gaps):.0f} ms without a word",
            "under 2 s",
        )
