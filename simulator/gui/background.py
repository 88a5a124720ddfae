"""Long work outside the window's thread: it shows progress, can be cancelled, and what comes too late is dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from simulator.errors import UserError

Progress = Callable[[int, int], bool]
"""Told how much of how much is done; says whether to go on."""


class Job(QObject):
    """One piece of work in a thread of its own.

    ``finished`` carries what the work returned, ``failed`` the sentence of a UserError, ``crashed`` any other
    exception; none of them comes after ``cancel``. ``progressed`` carries how much of how much is done.
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
        if not self._cancelled.is_set():
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


_abandoned: set[Job] = set()
"""They stay until their threads are over: an object of Qt must not go while, or where, another thread is at work."""
