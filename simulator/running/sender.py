"""Writing into a pipe from a thread of its own, so that whoever trains never waits for whoever reads."""

from __future__ import annotations

import threading
from multiprocessing.connection import Connection
from queue import SimpleQueue


class Sender:
    """Writes one message at a time. While that goes on, which it does for as long as nobody reads, it is not ``free``.

    ``broken``: nobody will ever read; then it is free, and what it is given goes nowhere.
    """

    def __init__(self, connection: Connection) -> None:
        self.broken = False
        self._connection = connection
        self._given: SimpleQueue[bytes | None] = SimpleQueue()
        self._written = threading.Event()
        self._written.set()
        self._thread = threading.Thread(target=self._write, name="sender", daemon=True)
        self._thread.start()

    @property
    def free(self) -> bool:
        """Whether all that it was given is written."""
        return self._written.is_set()

    def send(self, message: bytes) -> None:
        """Have a message written; only to be called while ``free``."""
        self._written.clear()
        self._given.put(message)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is free, for so many seconds at most; return whether it is."""
        return self._written.wait(timeout)

    def close(self, timeout: float) -> None:
        """Let the thread end when all is written, and wait for that, for so many seconds at most."""
        self._given.put(None)
        self._thread.join(timeout)

    def _write(self) -> None:
        while (message := self._given.get()) is not None:
            if not self.broken:
                try:
                    self._connection.send_bytes(message)
                except OSError:  # closed at the other end
                    self.broken = True
            self._written.set()
