"""A training in a process of its own, as whoever watches it holds it: asked without waiting, told when one looks."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import pickle
import signal
import weakref
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from simulator.engine.optimisation.settings import pick
from simulator.engine.tasks.task import whole
from simulator.engine.training.snapshot import Snapshot
from simulator.errors import UserError
from simulator.files import reason
from simulator.running import child
from simulator.running.messages import Ended, Envelope, Failed, Message, Ready
from simulator.running.requests import Begin, Change, Evaluate, Go, Pause, Request, Restore, Rewind
from simulator.running.setup import CHANGEABLE, Setup

ROOM = 32  # requests that may be in the pipe unheard: it holds hundreds, so that writing one never has to wait
PATIENCE = 1.0  # seconds for a process to end when it is told to, before it is made to
GONE = "this training has ended. Start again from its last snapshot."


class Run:
    """A process that trains as a Setup says, from its start or from a snapshot of that training, and first waits.

    No call waits for the process. ``poll`` returns what it has told and hands on what it was asked, so that it has to
    be called again and again: when ``connection`` can be read from (it has a ``fileno``), or by a timer. Without that
    nothing is lost, and after 100,000 updates that nobody has heard of the process waits.

    However it ends, ``poll`` says so: Failed if it could say why itself, else Ended. ``close`` ends it at
    any time and leaves nothing behind; so do forgetting the run, and the end of the program.

    Where a program of one's own starts a run, it needs ``if __name__ == "__main__":``, as for any process that Python
    spawns; and a frozen one ``multiprocessing.freeze_support()`` as its first call. Raises UserError if the system
    refuses another process. What is wrong in the setup is told by the process.
    """

    def __init__(self, setup: Setup, snapshot: Snapshot | None = None) -> None:
        self.setup = setup
        self._process, self._requests, self.connection = _spawn()
        self._end = weakref.finalize(self, _end, self._process, self._requests, self.connection)
        self._waiting: deque[Request] = deque([Begin(setup, snapshot)])
        self._sent = self._heard = 0
        self._listens = self._ready = self._explained = False

    @property
    def alive(self) -> bool:
        """Whether the process is there, as far as ``poll`` has seen."""
        return self._end.alive

    # -- asking

    def start(self) -> None:
        """Make updates until it is paused."""
        self._ask(Go())

    def step(self, updates: int = 1) -> None:
        """Make so many updates. Raises UserError unless it is a whole number of at least 1."""
        self._ask(Go(whole(updates, 1, "the number of updates")))

    def pause(self) -> None:
        """Make no more updates."""
        self._ask(Pause())

    def change(self, **settings: Any) -> None:
        """Change settings from the next update on: rate, schedule, schedule_settings, clip_norm, clip_value, batch.

        Raises UserError for any other. A value that is none is refused by the process, and then nothing is changed.
        """
        for name in settings:
            pick(dict.fromkeys(CHANGEABLE), name, "setting that can be changed while a network learns")
        last = self._waiting[-1] if self._waiting else None
        if isinstance(last, Change) and last.settings.keys() == settings.keys():  # a slider, quicker than an update
            self._waiting.pop()
        self._ask(Change(settings))

    def rewind(self) -> None:
        """Go back to the weights of the start, and wait; rate, schedule, clipping and batch stay."""
        self._ask(Rewind())

    def restore(self, snapshot: Snapshot) -> None:
        """Go to a snapshot of this training, and wait; rate, schedule, clipping and batch become those of then."""
        self._ask(Restore(snapshot))

    def evaluate(self) -> None:
        """Judge the network of now on what is held out."""
        self._ask(Evaluate())

    def _ask(self, request: Request) -> None:
        if not self.alive:
            raise UserError(GONE)
        self._waiting.append(request)
        self._hand_on()

    def _hand_on(self) -> None:
        """Write what was asked into the pipe, as far as the process is sure to read it."""
        with contextlib.suppress(OSError):  # it is gone, which its own pipe will tell, after its last words
            while self._waiting and self._listens and self._sent - self._heard < ROOM:
                self._sent += 1
                self._requests.send(self._waiting.popleft())

    # -- being told

    def poll(self) -> list[Message]:
        """Return what has been told since the last time, and hand on what was asked."""
        found: list[Message] = []
        try:
            while self.alive and self.connection.poll():
                found += self._read(pickle.loads(self.connection.recv_bytes()))
        except (EOFError, OSError):
            return found + self._bury()
        if self.alive:
            self._hand_on()
        return found

    def wait(self, timeout: float | None = None) -> list[Message]:
        """Wait until something is told, for so many seconds at most, and return it."""
        if self.alive:
            multiprocessing.connection.wait([self.connection], timeout)
        return self.poll()

    def _read(self, envelope: Envelope) -> tuple[Message, ...]:
        self._listens, self._heard = True, envelope.heard
        for message in envelope.messages:
            self._ready |= isinstance(message, Ready)
            self._explained |= isinstance(message, Failed)
        return envelope.messages

    def _bury(self) -> list[Message]:
        """Tidy up after a process that is gone, and say so unless it has done that itself."""
        self._process.join(PATIENCE)
        code = self._process.exitcode
        self._end()
        return [] if self._explained else [Ended(_obituary(code, self._ready), code)]

    # -- ending

    def close(self) -> None:
        """End the process, whatever it does; nothing is told any more."""
        self._end()

    def resume(self, snapshot: Snapshot) -> Run:
        """End the process if it is there, and return a new one that goes on from a snapshot."""
        self.close()
        return Run(self.setup, snapshot)

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


# -- the process


def _spawn() -> tuple[BaseProcess, Connection, Connection]:
    """Start a process; return it, the end of a pipe that it is asked through, and the end of one that it tells by."""
    context = multiprocessing.get_context("spawn")
    with contextlib.ExitStack() as theirs, contextlib.ExitStack() as ours:
        try:
            asked, requests = context.Pipe(duplex=False)
            theirs.callback(asked.close)
            ours.callback(requests.close)
            connection, told = context.Pipe(duplex=False)
            theirs.callback(told.close)
            ours.callback(connection.close)
            process = context.Process(target=child.main, args=(asked, told), name="training", daemon=True)
            with _uninterrupted():
                process.start()
        except OSError as error:
            raise UserError(
                f"the training process cannot be started: {reason(error)}. Close other programs, and start it again."
            ) from error
        ours.pop_all()
    return process, requests, connection


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl+C back for a moment, and in what is started meanwhile until it lets it through."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(process: BaseProcess, *connections: Connection) -> None:
    """End a process, and wait until it is gone."""
    for connection in connections:
        connection.close()
    process.terminate()
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()


def _obituary(code: int | None, ready: bool) -> str:
    """Say that a process is gone, from the status that it has left, and what to do."""
    how = "" if code is None else f" (exit status {code})"
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else "unknown"
        memory = "; the system may have been out of memory" if name == "SIGKILL" else ""
        how = f" (signal {-code}, {name}{memory})"
    again = "Start again from the last snapshot." if ready else "Start it again."
    return f"the training process ended unexpectedly{how}. {again}"
