"""A window to try things in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document import Settings, open_what
from simulator.gui.views.diagram_view import DiagramView
from simulator.gui.window import Window

Opener = Callable[..., Window]


def diagram(window: Window) -> DiagramView:
    """Return the cell diagram of a window."""
    view = window.views.view("cell")
    assert isinstance(view, DiagramView)
    return view


@pytest.fixture
def open_window(application: QApplication) -> Iterator[Opener]:
    """Open windows on a lesson or cell, with settings given by name; they are closed after the test."""
    windows: list[Window] = []

    def opened(what: str = "hand-set-lstm", size: tuple[int, int] = (1600, 1000), **settings: object) -> Window:
        window = Window(open_what(what), Settings(**settings))  # type: ignore[arg-type]  # by name
        window.setWindowState(Qt.WindowState.WindowNoState)  # whatever the size of the screen
        window.resize(*size)
        window.show()
        assert QTest.qWaitForWindowExposed(window)
        window.activateWindow()
        window.views.take_focus()
        QApplication.processEvents()
        windows.append(window)
        return window

    yield opened
    for window in windows:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(open_window: Opener) -> Window:
    """The window on the first lesson, at rest, without motion."""
    return open_window(animation=False)
