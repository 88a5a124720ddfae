"""Work in a thread of its own: its result, its mistakes, and nothing after it was cancelled."""

from __future__ import annotations

import gc
import os
import sys
import threading
import weakref
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from simulator.errors import UserError
from simulator.gui.background import Beside, Job, Progress
from simulator.running.child import PRIORITY


def ended(job: Job) -> list[tuple[str, object]]:
    """Start a job and return what it told, in order."""
    told: list[tuple[str, object]] = []
    loop = QEventLoop()
    job.progressed.connect(lambda done, total: told.append(("progressed", (done, total))))

    def over(name: str, what: object) -> None:
        told.append((name, what))
        loop.quit()

    for name in ("finished", "failed", "crashed"):
        getattr(job, name).connect(partial(over, name))
    QTimer.singleShot(10_000, loop.quit)
    job.start()
    loop.exec()
    return told


def test_a_result_comes_after_the_progress(application: QApplication) -> None:
    parent = QObject()

    def work(progress: Progress) -> str:
        assert progress(1, 2)
        return threading.current_thread().name

    assert ended(Job(work, parent)) == [("progressed", (1, 2)), ("finished", "job")]


def test_mistakes_of_the_user_and_of_the_program_are_told_apart(application: QApplication) -> None:
    parent = QObject()

    def refuse(progress: Progress) -> None:
        raise UserError("this is no table. Choose another.")

    def crash(progress: Progress) -> None:
        raise ZeroDivisionError("oh")

    assert ended(Job(refuse, parent)) == [("failed", "this is no table. Choose another.")]
    ((name, error),) = ended(Job(crash, parent))
    assert name == "crashed"
    assert isinstance(error, ZeroDivisionError)


def test_nothing_comes_back_after_it_was_cancelled(application: QApplication) -> None:
    parent, begun = QObject(), threading.Event()
    told: list[object] = []

    def work(progress: Progress) -> str:
        begun.set()
        while progress(0, 1):
            pass
        return "too late"

    late = Job(work, parent)
    for signal in (late.finished, late.failed, late.crashed):
        signal.connect(told.append)
    late.start()
    assert begun.wait(10)
    late.cancel()
    QApplication.processEvents()
    assert told == []


def test_what_is_abandoned_is_not_waited_for_and_outlives_its_parent(application: QApplication) -> None:
    parent, begun, end = QObject(), threading.Event(), threading.Event()
    told: list[object] = []

    def work(progress: Progress) -> str:
        begun.set()
        end.wait(10)
        assert not progress(1, 2)
        return "too late"

    job = Job(work, parent)
    for signal in (job.progressed, job.finished, job.failed, job.crashed):
        signal.connect(lambda *what: told.append(what))
    job.start()
    assert begun.wait(10)
    job.abandon()
    del parent
    end.set()
    job._thread.join(10)
    assert not job._thread.is_alive()
    QApplication.processEvents()
    assert told == []


def test_what_is_over_does_not_hold_what_it_was_done_with(application: QApplication) -> None:
    parent, large = QObject(), np.zeros(3)
    watched = weakref.ref(large)
    job = Job(partial(lambda array, _progress: float(array[0]), large), parent)
    del large
    assert ended(job) == [("finished", 0.0)]
    gc.collect()
    assert watched() is None


def settled(beside: Beside) -> None:
    """Wait for what is at work, and let it come back."""
    while beside.busy:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def test_short_works_are_done_in_one_thread_and_come_back_to_the_window(application: QApplication) -> None:
    parent, told = QObject(), list[tuple[str, str]]()
    beside = Beside(parent)
    for _ in range(3):
        beside.do(lambda: threading.current_thread().name, lambda name: told.append((name, current())))
        assert beside.busy
        settled(beside)
    assert len(set(told)) == 1
    assert told[0][0].startswith("beside")
    assert told[0][1] == "MainThread"
    beside.close()
    assert not any(thread.name.startswith("beside") for thread in threading.enumerate())
    assert sys.getswitchinterval() <= 0.001, "the window does not wait for it longer than for a twentieth of a frame"


def test_what_was_dropped_does_not_come_back(application: QApplication) -> None:
    parent, told = QObject(), list[str]()
    beside = Beside(parent)
    beside.do(lambda: "late", told.append)
    beside.drop()
    assert not beside.busy
    beside.do(lambda: "new", told.append)
    settled(beside)
    assert told == ["new"]
    beside.do(lambda: "closed", told.append)
    beside.close()
    QApplication.processEvents()
    assert told == ["new"]


def test_what_goes_wrong_beside_goes_wrong_in_the_window(
    application: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent, raised = QObject(), list[type[BaseException]]()
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_more: raised.append(kind))
    beside = Beside(parent)

    def crash() -> None:
        raise ZeroDivisionError

    beside.do(crash, print)
    settled(beside)
    assert raised == [ZeroDivisionError]
    beside.close()


def current() -> str:
    return threading.current_thread().name


@pytest.mark.skipif(sys.platform != "linux", reason="Threads have no priority of their own here.")
def test_what_computes_lets_the_window_go_first(application: QApplication) -> None:
    parent, told = QObject(), list[object]()

    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    own = priority()
    beside = Beside(parent)
    beside.do(priority, told.append)
    settled(beside)
    beside.close()
    assert told == [PRIORITY]
    assert ended(Job(lambda _progress: priority(), parent)) == [("finished", PRIORITY)]
    assert priority() == own
