"""An error in a method that Qt calls is reported, and the program goes on."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from simulator.gui import overrides
from simulator.gui.overrides import guard
from simulator.gui.picture_view import PictureView
from simulator.gui.training.overview_page import OverviewPage
from simulator.gui.training.train_view import TrainView
from simulator.gui.window import Window

CRASH = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from simulator.gui.overrides import guard

class Wrong(QWidget):
    def showEvent(self, event):
        [][0]

guard(Wrong)
sys.excepthook = lambda kind, error, trace: print(kind.__name__, error.args)
application = QApplication([])
wrong = Wrong()
QTimer.singleShot(0, wrong.show)
QTimer.singleShot(10, application.quit)
application.exec()
print("it goes on")
"""


def test_an_error_while_something_is_shown_is_reported_and_the_program_goes_on() -> None:
    done = subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "it goes on"
    assert "IndexError" in done.stdout + done.stderr


def test_only_what_stands_in_the_place_of_qts_methods_is_guarded() -> None:
    class Own(QWidget):
        def showEvent(self, event: QEvent) -> None:
            """Say that it is seen."""

        def say(self) -> None:
            pass

        @property
        def width_of_it(self) -> int:
            return 3

    before = dict(vars(Own))
    guard(Own)
    changed = {name for name, value in vars(Own).items() if before.get(name) is not value}
    assert changed == {"showEvent"}
    assert Own.showEvent.__doc__ == "Say that it is seen."


def test_every_class_of_a_window_is_guarded_once(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    window.show_view("train")
    told: list[type] = []
    monkeypatch.setattr(overrides, "_guarded", set())  # nothing of the program is changed for the other tests
    monkeypatch.setattr(overrides, "guard", told.append)
    overrides.guard_all()
    assert {Window, PictureView, TrainView, OverviewPage} <= set(told) == overrides.program_classes()
    assert len(told) == len(set(told)) > 60
    overrides.guard_all()
    assert len(told) == len(set(told))
