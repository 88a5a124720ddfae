"""The window at 1920 x 1080: from a key to the painted step, an animated frame, and the time between frames."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document import Settings, open_what
from simulator.gui.clock import FRAME, STEP
from simulator.gui.tidying import tidy_at_rest
from simulator.gui.views_table import views
from simulator.gui.window import Window
from tests.benchmarks.conftest import Measure
from tests.gui.conftest import diagram

TIMES = 2000
pytestmark = pytest.mark.qt


@pytest.fixture
def window(application: QApplication) -> Iterator[Window]:
    window = Window(open_what("hand-set-lstm"), Settings())
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1920, 1080)
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    QApplication.processEvents()
    tidy_at_rest(window.session.cursor)
    yield window
    gc.enable()
    gc.unfreeze()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("view", [row.id for row in views()])
def bench_key_to_painted_step(measure: Measure, window: Window, view: str) -> None:
    """A key press, handled and painted; the step before was somewhere in its motion."""
    session = window.session
    session.show_view(view)
    QApplication.processEvents()
    seconds = np.empty(TIMES)
    for k in range(TIMES):
        if session.cursor.step == session.cursor.last:
            session.clock.jump(1)
        session.clock.tick(40 * (k % 7))
        QApplication.processEvents()
        start = time.perf_counter()
        QTest.keyClick(window.views.shown, Qt.Key.Key_Right)
        session.clock._timer.stop()  # what is painted now is the answer to the key, not the frame after it
        QApplication.processEvents()
        seconds[k] = time.perf_counter() - start
    session.clock.stop()
    measure.milliseconds(f"key press to painted next step, 1920 x 1080, {view}", seconds, "p99 under 16 ms")


@pytest.mark.parametrize("view", [row.id for row in views()])
def bench_animated_frame(measure: Measure, window: Window, view: str) -> None:
    """The whole window updated and painted for the next 60th of a second."""
    clock = window.session.clock
    window.session.show_view(view)
    QApplication.processEvents()
    clock.play()
    clock._timer.stop()  # this loop is the timer

    def frame() -> None:
        if not window.session.cursor.playing:
            clock.play()
            clock._timer.stop()
        clock.tick(FRAME)
        QApplication.processEvents()

    measure.milliseconds(
        f"animated frame, update and paint, {view}", measure.times(frame, TIMES, 50), "p99 under 10 ms"
    )
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
