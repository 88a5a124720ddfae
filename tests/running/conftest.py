"""A worker at a desk, without a process: what it is asked, how many turns it takes, and what it tells."""

from __future__ import annotations

import multiprocessing
import pickle
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest

from simulator.engine.training.snapshot import Snapshot
from simulator.running import worker as of_worker
from simulator.running.messages import Envelope, Message, Progress
from simulator.running.requests import Begin, Request
from simulator.running.sender import Sender
from simulator.running.setup import Setup
from simulator.running.teller import Teller
from simulator.running.worker import Worker

M = TypeVar("M")


class Desk:
    """A worker whose turns are taken one by one, an update a turn, so that what it does depends on no clock."""

    def __init__(self, setup: Setup, snapshot: Snapshot | None = None) -> None:
        asked, self.requests = multiprocessing.Pipe(duplex=False)
        self.messages, told = multiprocessing.Pipe(duplex=False)
        self.ends = (asked, self.requests, self.messages, told)
        self.heard = 0
        self.sender = Sender(told)
        self.worker = Worker(asked, Teller(self.sender), Begin(setup, snapshot))

    def ask(self, *requests: Request) -> None:
        for request in requests:
            self.requests.send(request)

    def turns(self, count: int) -> bool:
        """Return whether it would go on after so many turns."""
        for _ in range(count):
            if not self.worker.listen():
                return False
            self.worker.train()
        return True

    def read(self) -> list[Message]:
        """Return all that is told, turns without requests included until nothing is left untold."""
        found: list[Message] = []
        while not self.sender.wait(0) or self.messages.poll() or self.worker.teller.pending:
            if self.messages.poll(0.01):
                envelope: Envelope = pickle.loads(self.messages.recv_bytes())
                found += envelope.messages
                self.heard = envelope.heard
            else:
                self.worker.teller.tell(self.worker.trainer)
        return found

    def close(self) -> None:
        for end in self.ends[:3]:
            end.close()
        self.sender.close(5)
        self.ends[3].close()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    """Make workers."""
    monkeypatch.setattr(of_worker, "LOOK", 0.0)
    made: list[Desk] = []

    def make(setup: Setup, snapshot: Snapshot | None = None) -> Desk:
        made.append(Desk(setup, snapshot))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def bare_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a process that is spawned not import pytest, which takes it longer than all else."""
    main = sys.modules["__main__"]
    monkeypatch.setattr(main, "__spec__", None)
    monkeypatch.delattr(main, "__file__", raising=False)


def of_kind(kind: type[M], messages: list[Any]) -> list[M]:
    return [message for message in messages if isinstance(message, kind)]


def losses_of(messages: list[Any]) -> list[float]:
    """Return the losses of all updates that were told."""
    return [loss for message in of_kind(Progress, messages) for loss in message.column("loss").tolist()]
