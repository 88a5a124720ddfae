"""Long sequences in the window: one number edited among ten thousand steps, and a million steps opened, panned, zoomed.

Beside the same numbers in a plain pyqtgraph plot that clips to its view and thins by itself, in the same run.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from simulator.document import Settings, State, open_what
from simulator.document.edits import open_state, set_input
from simulator.document.sequence import Sequence
from simulator.gui.window import Window
from tests.benchmarks.conftest import Measure
from tests.benchmarks.windows import measured_window

pytestmark = pytest.mark.qt
EDITS = 60
FRAMES = 300
MILLION = 1_000_000


def long_state(steps: int, what: str = "hand-set-lstm") -> State:
    state = open_what(what)
    random = np.random.default_rng(3)
    x = np.stack(
        [random.integers(0, 10, steps), random.integers(-1, 2, steps), random.integers(0, 2, steps)], axis=1
    ).astype(float)
    return state.with_sequence(Sequence.of("long", x))


@pytest.fixture
def window(application: QApplication) -> Iterator[Window]:
    with measured_window(Settings(animation=False)) as window:
        yield window


def settle(window: Window) -> None:
    """Let it compute and paint until all is there."""
    while window.session.run.ready < window.session.run.steps:
        QApplication.processEvents()
    QApplication.processEvents()


@pytest.mark.parametrize("what", ["hand-set-lstm", "lstm"])
def bench_one_number_edited_in_ten_thousand_steps(measure: Measure, window: Window, what: str) -> None:
    """Near the beginning; the states before are kept, and computing stops where they are the old ones again."""
    state = long_state(10_000)
    if what != "hand-set-lstm":
        state = open_what(what)
        x = np.random.default_rng(3).normal(size=(10_000, state.layer.inputs))
        state = state.with_sequence(Sequence.of("long", x))
    session = window.session
    session.apply(open_state(state))
    settle(window)
    session.clock.jump(20)
    QApplication.processEvents()
    seen, whole = np.empty(EDITS), np.empty(EDITS)
    for k in range(EDITS):
        value = float(k % 7) + 0.5
        start = time.perf_counter()
        session.apply(set_input(session.state, 19, 0, value))
        QApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
        seen[k] = time.perf_counter() - start
        settle(window)
        whole[k] = time.perf_counter() - start
    measure.milliseconds(f"one number among 10,000 steps, {what}: what is in sight repainted", seen, "under 50 ms")
    measure.milliseconds(f"one number among 10,000 steps, {what}: the whole trace", whole, "under 150 ms")


def bench_a_million_steps(measure: Measure, window: Window) -> None:
    """Twelve signals: opened, panned and zoomed; then the same numbers in a plain plot."""
    session, timeline = window.session, window.timeline
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    state = long_state(MILLION)
    state = replace(state, show=state.layer.cell.signals)  # with the inputs they are twelve
    start = time.perf_counter()
    session.apply(open_state(state))
    QApplication.processEvents()
    opened = time.perf_counter() - start
    settle(window)
    computed = time.perf_counter() - start
    names = [name for name in session.sizes if session.sizes[name] == 1]
    rows = len(timeline.rows)
    timeline.zoom_whole()
    settle(window)
    frames = np.empty(FRAMES)
    for k in range(FRAMES):
        start = time.perf_counter()
        if k % 3 == 0:
            timeline.zoom(1 if (k // 30) % 2 == 0 else -1)
        else:
            timeline.across.setValue(timeline.across.value() + (1 if k % 2 else -1) * timeline.across.pageStep() // 8)
        QApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
        frames[k] = time.perf_counter() - start
        QApplication.processEvents()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    measure.milliseconds(f"a million steps, {rows} rows: a frame of panning and zooming", frames, "p99 under 33 ms")
    measure.note("a million steps: until something is seen", f"{1000 * opened:.0f} ms")
    measure.note("a million steps: until all is computed", f"{computed:.1f} s")
    measure.note("a million steps: memory at most", f"{peak / 1024:.0f} MB ({before / 1024:.0f} before)", "under 1 GB")
    columns = {f"x{k + 1}": state.sequence.array()[:, k] for k in range(3)}
    columns |= {name: session.signal(name, 0, MILLION)[:, 0] for name in names}
    _bench_plain(measure, dict(list(columns.items())[:12]))


def _bench_plain(measure: Measure, columns: dict[str, np.ndarray]) -> None:
    pg = pytest.importorskip("pyqtgraph", reason="the plain plot needs pyqtgraph: make bench fetches it")
    start = time.perf_counter()
    widget = pg.GraphicsLayoutWidget(size=(1600, 400))
    plots: list[Any] = []
    for row, values in enumerate(columns.values()):
        plot = widget.addPlot(row=row, col=0)
        plot.setDownsampling(auto=True, mode="peak")
        plot.setClipToView(True)
        plot.plot(values)
        if plots:
            plot.setXLink(plots[0])
        plots.append(plot)
    widget.show()
    QApplication.processEvents()
    opened = time.perf_counter() - start
    frames = np.empty(FRAMES // 3)
    middle, wide = MILLION / 2, float(MILLION)
    for k in range(len(frames)):
        start = time.perf_counter()
        wide *= 0.8 if (k // 30) % 2 == 0 else 1.25
        plots[0].setXRange(middle - wide / 2, middle + wide / 2, padding=0)
        QApplication.processEvents()
        frames[k] = time.perf_counter() - start
    measure.milliseconds(f"the same in {len(plots)} plain plots of pyqtgraph: a frame of zooming", frames)
    measure.note("the same in plain plots: until something is seen", f"{1000 * opened:.0f} ms")
    widget.close()
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
