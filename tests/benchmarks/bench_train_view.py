"""The view Train while it trains: its rate beside a process without a window, time between frames, memory over minutes.

At 1920 x 1080. ``GATESIM_BENCH_PLATFORM=xcb`` under Xvfb measures with an X server, which shares the cores.
``GATESIM_BENCH_MINUTES`` is for how long memory is looked at: 1 unless it says otherwise.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from simulator.document.training_edits import set_training
from simulator.gui.clock import FRAME
from simulator.gui.training.surface_page import RANDOM, SurfacePage
from simulator.gui.training.train_view import TrainView
from simulator.running.setup import Setup
from tests.benchmarks.conftest import Measure
from tests.benchmarks.headless import Headless, headless
from tests.benchmarks.windows import measured_window
from tests.running.helpers import hide_main

pytestmark = pytest.mark.qt
TURN = 2.0  # seconds
ROUNDS = 4
MINUTES = float(os.environ.get("GATESIM_BENCH_MINUTES", "1"))
CASES = {
    "lecture-gates": Setup("lecture-gates"),
    "echo": Setup("echo"),
    "adding": Setup("adding"),
    "parity": Setup("parity"),
    "next-character": Setup("next-character"),
    "slot-filling": Setup("slot-filling"),
}


@pytest.fixture
def view(application: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrainView]:
    hide_main(monkeypatch)
    with measured_window() as window:
        window.show_view("train")
        QApplication.processEvents()
        view = window.views.shown
        assert isinstance(view, TrainView)
        yield view


def run_for(seconds: float) -> np.ndarray:
    """Let the window live for so long; return the milliseconds between the beats of a timer of one frame."""
    loop, clock, beats = QEventLoop(), QElapsedTimer(), []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(FRAME)
    timer.timeout.connect(lambda: beats.append(clock.nsecsElapsed() / 1e6))
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    clock.start()
    timer.start()
    loop.exec()
    timer.stop()
    return np.diff(beats)


@pytest.mark.parametrize("name", CASES)
def bench_rate_and_frames(measure: Measure, view: TrainView, name: str) -> None:
    """In turns: some seconds in the window, and as many updates in a process without one."""
    setup = CASES[name]
    with headless(name) as alone:
        alone.seconds(200)
        _measure_turns(measure, view, setup, name, alone)


def _measure_turns(measure: Measure, view: TrainView, setup: Setup, name: str, alone: Headless) -> None:
    lab = view.lab
    view.session.apply(set_training(view.session.state, setup, name))
    lab.toggle()
    run_for(3.0)  # the many snapshots of the beginning
    shares, rates, beats = [], [], []
    for _ in range(ROUNDS):
        assert lab.trial is not None
        first, start = lab.trial.update, time.perf_counter()
        beats.append(run_for(TURN))
        made, seconds = lab.trial.update - first, time.perf_counter() - start
        lab.toggle()
        while lab.trial.running:
            QApplication.processEvents()
            lab.poll()
        shares.append(alone.seconds(max(1, made)) / seconds)
        rates.append(made / seconds)
        lab.toggle()
        run_for(0.3)
    between = np.concatenate(beats)
    measure.row(
        f"Training in the window ({QApplication.platformName()}), in turns with a process without one",
        {
            "task": name,
            "updates a second": f"{np.median(rates):,.0f}",
            "share of the process's": f"{np.median(shares):.2f}",
            "worst, best turn": f"{min(shares):.2f}, {max(shares):.2f}",
            "aim": "above 0.90 offscreen",
            "between frames, ms": f"{np.median(between):.1f}",
            "p99": f"{np.percentile(between, 99):.1f}",
            "slowest": f"{between.max():.1f}",
            "aim for p99": "under 20",
        },
    )


def bench_frames_while_a_surface_is_computed(measure: Measure, view: TrainView) -> None:
    """A slice of lecture-gates in random directions, computed and drawn while a training goes on and while it rests."""
    lab = view.lab
    view.session.apply(set_training(view.session.state, CASES["lecture-gates"], "lecture-gates"))
    lab.toggle()
    run_for(3.0)
    view.tabs.setCurrentIndex(4)
    page = view.stack.currentWidget()
    assert isinstance(page, SurfacePage)
    page.kind.setCurrentIndex(page.kind.findData(RANDOM))
    for at in ("as it trains", "at rest"):
        beats, seconds = [], []
        for _ in range(2 * ROUNDS):
            start = time.perf_counter()
            page.begin()
            while page._job is not None:
                beats.append(run_for(0.25))
            seconds.append(time.perf_counter() - start)
            beats.append(run_for(0.5))  # the last drawing
        between = np.concatenate(beats)
        measure.row(
            "While 101 x 101 losses of lecture-gates are computed and drawn in the window",
            {
                "": at,
                "computed in, s": f"{np.median(seconds):.2f}",
                "between frames, ms": f"{np.median(between):.1f}",
                "p99": f"{np.percentile(between, 99):.1f}",
                "slowest": f"{between.max():.1f}",
            },
        )
        lab.toggle()
        run_for(0.3)


def bench_start_to_first_report(measure: Measure, view: TrainView) -> None:
    """From Space to the first loss on the screen."""
    seconds = []
    for _ in range(10):
        start = time.perf_counter()
        view.lab.new_seed()
        trial = view.lab.trial
        while trial is None or trial.update == 0:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            trial = view.lab.trial
        seconds.append(time.perf_counter() - start)
    measure.milliseconds("From the start to the first report in the window", np.array(seconds), "under 500 ms")


def bench_memory(measure: Measure, view: TrainView) -> None:
    """Of window and training process, from minute to minute."""
    view.lab.toggle()
    for done in range(1, round(4 * MINUTES) + 1):
        run_for(15.0)
        trial = view.lab.trial
        assert trial is not None
        assert trial.run is not None
        measure.row(
            "Memory while it trains (aim: flat after the first minute)",
            {
                "seconds": str(15 * done),
                "updates": f"{trial.update:,}",
                "window, MB": f"{_resident(os.getpid()):.1f}",
                "process, MB": f"{_resident(trial.run._process.pid or 0):.1f}",
            },
        )


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
