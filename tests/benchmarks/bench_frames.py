"""The window: from a key to the painted step, an animated frame, and the time between frames.

At 1920 x 1080; with ``QT_SCALE_FACTOR=2`` on a screen of 3840 x 2160 the same window with four times the pixels.
The inspector follows once diagram and timeline are painted, so its time is told apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.gui.clock import FRAME, STEP
from simulator.gui.views_table import views
from simulator.gui.window import Window
from simulator.language import cell_ids
from tests.benchmarks.conftest import Measure
from tests.benchmarks.windows import measured_window
from tests.gui.conftest import diagram

TIMES = 2000
pytestmark = pytest.mark.qt


@pytest.fixture
def window(application: QApplication) -> Iterator[Window]:
    with measured_window() as window:
        yield window


VIEWS = [row.id for row in views() if not row.alone]
CASES = [("hand-set-lstm", view, TIMES) for view in VIEWS]
CASES += [(cell, view, TIMES // 5) for cell in cell_ids() for view in VIEWS]


@pytest.mark.parametrize(("what", "view", "times"), CASES)
def bench_key_to_painted_step(measure: Measure, window: Window, what: str, view: str, times: int) -> None:
    """A key press, handled and painted; the step before was somewhere in its motion."""
    session = window.session
    if what != "hand-set-lstm":
        assert window.open(what)
    session.show_view(view)
    QApplication.processEvents()
    seconds, behind = np.empty(times), np.empty(times)
    for k in range(times):
        if session.cursor.step == session.cursor.last:
            session.clock.jump(1)
        session.clock.tick(40 * (k % 7))
        QApplication.processEvents()
        start = time.perf_counter()
        QTest.keyClick(window.views.shown, Qt.Key.Key_Right)
        session.clock._timer.stop()  # what is painted now is the answer to the key, not the frame after it
        QApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
        painted = time.perf_counter()
        QApplication.processEvents()
        seconds[k], behind[k] = painted - start, time.perf_counter() - painted
    session.clock.stop()
    aim = f"p99 under {33 if window.devicePixelRatioF() > 1 else 16} ms"
    measure.milliseconds(f"key press to painted next step, {what}, {view}", seconds, aim)
    if what == "hand-set-lstm":
        measure.milliseconds(f"then the inspector, {view}", behind)


@pytest.mark.parametrize("view", VIEWS)
def bench_animated_frame(measure: Measure, window: Window, view: str) -> None:
    """The whole window updated and painted for the next 60th of a second."""
    clock = window.session.clock
    window.session.show_view(view)
    QApplication.processEvents()
    clock.play()
    clock._timer.stop()  # this loop is the timer

    seconds = np.empty(TIMES)
    for k in range(-50, TIMES):
        if not window.session.cursor.playing:
            clock.play()
            clock._timer.stop()
        start = time.perf_counter()
        clock.tick(FRAME)
        QApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
        seconds[k] = time.perf_counter() - start
        QApplication.processEvents()
    measure.milliseconds(f"animated frame, update and paint, {view}", seconds, "p99 under 10 ms")
    clock.stop()


def bench_interval_while_playing(measure: Measure, window: Window) -> None:
    """The time from one painted frame to the next, as the timer and the event loop give it."""
    watch = _Watch(TIMES + 1)
    diagram(window).viewport().installEventFilter(watch)
    session = window.session
    session.cursor.playing_changed.connect(
        lambda playing: None if playing else QTimer.singleShot(0, session.clock.play)
    )
    loop = QEventLoop()
    watch.done = loop.quit
    QTimer.singleShot(int(TIMES * FRAME * 4 + STEP), loop.quit)
    session.clock.play()
    loop.exec()
    session.cursor.playing_changed.disconnect()
    session.clock.stop()
    measure.milliseconds("interval between frames while playing", np.diff(watch.times), "p99 under 20 ms")


class _Watch(QObject):
    """Notes when the diagram is painted."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.times: list[float] = []
        self.count = count
        self.done: Callable[[], object] = list

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.times.append(time.perf_counter())
            if len(self.times) == self.count:
                self.done()
        return False
