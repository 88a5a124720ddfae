"""A window to measure in: 1920 x 1080 logical pixels, on the hand-set LSTM, collecting at rest like the program."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document import Settings, open_what
from simulator.gui.tidying import tidy_at_rest
from simulator.gui.window import Window


@contextmanager
def measured_window(settings: Settings | None = None) -> Iterator[Window]:
    """Open it, and close it afterwards."""
    window = Window(open_what("hand-set-lstm"), settings or Settings())
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1920, 1080)
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    QApplication.processEvents()
    tidy_at_rest(window.session.cursor)
    try:
        yield window
    finally:
        gc.enable()
        gc.unfreeze()
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
