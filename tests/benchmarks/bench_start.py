"""Cold start to the first painted window, against a bare window with PySide6, NumPy and one pyqtgraph plot, in turn.

Runs on the display there is; without one, on the offscreen platform. The other window needs pyqtgraph (extra
``bench``).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.conftest import Measure

RUNS = 7

# Both end at the first turn of the event loop after a widget was painted, and print the time.
_UNTIL_PAINTED = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

class Watch(QObject):
    seen = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.seen:
            self.seen = True
            QTimer.singleShot(0, self.report)
        return False
    def report(self):
        print(time.time())
        QApplication.quit()

watch = Watch()
_exec = QApplication.exec

def until_painted(*arguments):
    QApplication.instance().installEventFilter(watch)
    return _exec()

QApplication.exec = until_painted
"""

_OURS = """
from simulator.gui.app import run
run(None)
"""

_BARE = """
import numpy as np
import pyqtgraph
from PySide6.QtWidgets import QMainWindow
application = QApplication(sys.argv)
window = QMainWindow()
plot = pyqtgraph.PlotWidget()
plot.plot(np.arange(100.0))
window.setCentralWidget(plot)
window.resize(1600, 1000)
window.show()
application.exec()
"""


def bench_cold_start(measure: Measure, tmp_path: Path) -> None:
    pytest.importorskip("pyqtgraph", reason="the bare window needs pyqtgraph: pip install lstm-gate-simulator[bench]")
    ours: list[float] = []
    bare: list[float] = []
    _seconds(_OURS, tmp_path)  # byte code is written once
    for _ in range(RUNS):
        ours.append(_seconds(_OURS, tmp_path))
        bare.append(_seconds(_BARE, tmp_path))
    first, second = 1000 * np.median(ours), 1000 * np.median(bare)
    result = f"{first:.0f} ms against {second:.0f} ms for a bare window with a plot: {first / second:.2f} times"
    measure.note("start to first painted window", result, "at most 1.15 times")


def _seconds(program: str, folder: Path) -> float:
    environment = {**os.environ, "GATESIM_CONFIG_DIR": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as it is for whoever starts the program a second time
    if os.environ.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "xcb"
    start = time.time()
    done = subprocess.run(
        [sys.executable, "-c", _UNTIL_PAINTED + program], check=True, capture_output=True, text=True, env=environment
    )
    return float(done.stdout.split()[-1]) - start
