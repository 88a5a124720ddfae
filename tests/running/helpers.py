"""A worker at a desk, without a process: what it is asked, how many turns it takes, and what it tells."""

from __future__ import annotations

import multiprocessing
import pickle
import sys
from typing import Any, TypeVar

import numpy as np
import pytest

from simulator.engine.training.snapshot import Snapshot
from simulator.errors import UserError
from simulator.running.messages import Envelope, Message, Progress, Weights
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
        try:
            self.worker = Worker(asked, Teller(self.sender), Begin(setup, snapshot))
        except UserError:
            self.close()
            raise

    def ask(self, *requests: Request) -> None:
        for request in requests:
            self.requests.send(request)

    def turns(self, count: int) -> bool:
        """Return whether it would go on after so many turns; those are left out in which it would wait for requests."""
        worker = self.worker
        for _ in range(count):
            idle = worker.trainer.updates >= worker._goal and not worker.teller.pending
            if idle and not worker.requests.poll():
                continue
            if not worker.listen():
                return False
            worker.train()
        return True

    def block(self) -> None:
        """Have a message written that is too long for the pipe, so that it is on its way until somebody reads."""
        self.read()
        self.sender.send(pickle.dumps(Envelope(0, (Weights(-1, np.zeros(1_000_000)),))))

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


def hide_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a process that is spawned not import pytest, which takes it longer than all else."""
    main = sys.modules["__main__"]
    monkeypatch.setattr(main, "__spec__", None)
    monkeypatch.delattr(main, "__file__", raising=False)


def of_kind(kind: type[M], messages: list[Any]) -> list[M]:
    return [message for message in messages if isinstance(message, kind)]


def losses_of(messages: list[Any]) -> list[float]:
    """Return the losses of all updates that were told."""
    return [loss for message in of_kind(Progress, messages) for loss in message.column("loss").tolist()]
