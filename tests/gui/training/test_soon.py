"""Words follow a training now and then; what begins, pauses or ends is said at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import QEventLoop, QObject
from PySide6.QtWidgets import QApplication

from simulator.gui.training.soon import Soon


def trial(key: int, status: str) -> Any:
    return cast(Any, SimpleNamespace(key=key, status=status))


def test_many_are_one_and_a_change_is_at_once(application: QApplication) -> None:
    parent, said = QObject(), list[int]()
    soon = Soon(lambda: said.append(1), parent)
    soon.on_told(trial(1, "running"))
    assert len(said) == 1
    for _ in range(5):
        soon.on_told(trial(1, "running"))
    assert len(said) == 1
    while len(said) < 2:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    assert not soon._timer.isActive()
    soon.on_told(trial(1, "running"))
    soon.on_told(trial(1, "paused"))
    assert len(said) == 3
    assert not soon._timer.isActive(), "it has been said"
    soon.on_told(trial(2, "paused"))
    assert len(said) == 4
