"""Work outside the window's thread: it shows progress, can be cancelled, and what comes too late is dropped."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from simulator.errors import UserError
from simulator.running.child import PRIORITY

Progress = Callable[[int, int], bool]
"""Told how much of how much is done; says whether to go on."""


T = TypeVar("T")
_APART = 0.05  # s between two looks at the progress: nobody sees more, and each makes the window wait for the thread
_SWITCH = 0.0005  # s that the window waits at most for a thread that computes; Python's own 0.005 is a third of a frame


class Job(QObject):
    """One piece of work in a thread of its own.

    ``finished`` carries what the work returned, ``failed`` the sentence of a UserError, ``crashed`` any other
    exception; none of them comes after ``cancel``. ``progressed`` carries how much of how much is done, twenty times a
    second.
    """

    progressed = Signal(object, object)
    finished = Signal(object)
    failed = Signal(str)
    crashed = Signal(object)
    _over = Signal(object, object)  # from the thread: a result, or an exception

    def __init__(self, work: Callable[[Progress], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._cancelled = threading.Event()
        self._told = -_APART  # s: when it told its progress
        self._over.connect(self._on_over)
        self._thread = threading.Thread(target=self._run, name="job", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """End it as soon as it tells its progress; nothing comes back any more."""
        self._cancelled.set()
        if self._thread.is_alive():
            self._thread.join()

    def abandon(self) -> None:
        """End it in the same way, without waiting until it has ended; also what is over is given up so."""
        self._cancelled.set()
        self.setParent(QCoreApplication.instance())  # its parent may go while it is still at work
        _abandoned.add(self)
        for job in [job for job in _abandoned if not job._thread.is_alive()]:
            _abandoned.remove(job)
            job.deleteLater()

    def _run(self) -> None:
        _give_way()
        work = self._work
        del self._work  # what it holds may be large
        try:
            result = work(self._tell)
        except Exception as error:
            self._send(None, error)
        else:
            self._send(result, None)

    def _send(self, result: object, error: Exception | None) -> None:
        if not self._cancelled.is_set():
            self._over.emit(result, error)

    def _tell(self, done: int, total: int) -> bool:
        now = monotonic()
        if not self._cancelled.is_set() and now - self._told >= _APART:
            self._told = now
            self.progressed.emit(done, total)
        return not self._cancelled.is_set()

    def _on_over(self, result: object, error: Exception | None) -> None:
        self._thread.join()
        if self._cancelled.is_set():
            return
        if error is None:
            self.finished.emit(result)
        elif isinstance(error, UserError):
            self.failed.emit(str(error))
        else:
            self.crashed.emit(error)


class Beside(QObject):
    """One thread for many short works, one at a time. What a work raises is raised in the window's thread."""

    _over = Signal(object, object)  # from the thread: the work, and what is to be done with its result

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._work: Future[Any] | None = None
        self._over.connect(self._on_over, Qt.ConnectionType.QueuedConnection)  # also what is over at once

    @property
    def busy(self) -> bool:
        """Whether something is at work."""
        return self._work is not None

    def do(self, work: Callable[[], T], then: Callable[[T], object]) -> None:
        """Do something in the thread, and then something with what it returns, in the window's."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "beside", _give_way)
        self._work = self._pool.submit(work)
        self._work.add_done_callback(lambda done: self._over.emit(done, then))

    def drop(self) -> None:
        """Do nothing with what is at work."""
        self._work = None

    def close(self) -> None:
        """Wait for the thread and let it end; it begins again with the next work."""
        self.drop()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _on_over(self, done: Future[T], then: Callable[[T], object]) -> None:
        if done is self._work:
            self._work = None
            then(done.result())


def _give_way() -> None:
    """Let the window's thread go first: to the interpreter, and to a core, for which it else waits for up to 4 ms."""
    sys.setswitchinterval(_SWITCH)
    if sys.platform == "linux":  # elsewhere a thread has no priority that could be set so
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), PRIORITY)


_abandoned: set[Job] = set()
"""They stay until their threads are over: an object of Qt must not go while, or where, another thread is at work."""
