"""Collects what happens in training, and puts it into one message when it is time for one and somebody reads."""

from __future__ import annotations

import pickle
from collections import deque
from time import perf_counter

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.training.report import Report
from simulator.engine.training.snapshot import Snapshot
from simulator.engine.training.trainer import Trainer
from simulator.running.messages import Envelope, Evaluated, Message, Progress, SnapshotTaken, Weights, table_of
from simulator.running.sender import Sender

PERIOD = 1 / 30  # seconds between two messages, at least
SHARE = 20  # and so many times as long as putting one together takes: of a large network it is a twentieth of the time
MOST_REPORTS = 100_000  # untold
MOST_SNAPSHOTS = 256  # untold; of more, the oldest are forgotten
MOST_BYTES = 16_000_000  # of untold snapshots, but for one
_TABLE = 4096  # reports that are made one table as soon as they are there, which takes a fifth of the memory


class Teller:
    """What is untold, in the order in which it happened.

    ``reports`` is the list that reports go to; ``event`` and ``note`` take all other messages: an event parts what was
    before it from what comes after, and is told at once. Nothing is forgotten but old snapshots; so when it is
    ``full``, training has to wait.
    """

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.reports: list[Report] = []
        self.heard = 0  # requests
        self._tables: list[Array] = []
        self._first = 1  # number of the first report in the tables
        self._rows = 0  # of all tables that are untold
        self._notes: list[Message] = []
        self._snapshots: deque[Snapshot] = deque(maxlen=MOST_SNAPSHOTS)
        self._before: list[Message] = []  # what an event has parted from the rest
        self._weights_told = False
        self._urgent = False
        self._costs: deque[float] = deque(maxlen=3)  # seconds that the last messages took to put together
        self._due = perf_counter()

    @property
    def full(self) -> bool:
        """Whether so much is untold that there should not be more of it."""
        return self._rows + len(self.reports) >= MOST_REPORTS

    @property
    def pending(self) -> bool:
        """Whether anything is untold."""
        return self._urgent or bool(self.reports or self._tables or self._notes or self._snapshots or self._before)

    def greet(self) -> None:
        """Send a message without a word: from now on requests are read."""
        self._send(())

    def hear(self) -> None:
        """Count a request that was heard, so that whoever asks may ask again."""
        self.heard += 1
        self._urgent = True

    def note(self, message: Evaluated) -> None:
        """Take what is told with the reports."""
        self._notes.append(message)

    def keep(self, snapshot: Snapshot) -> None:
        """Take a snapshot."""
        self._snapshots.append(snapshot)
        while len(self._snapshots) > 1 and sum(kept.nbytes for kept in self._snapshots) > MOST_BYTES:
            self._snapshots.popleft()

    def event(self, message: Message) -> None:
        """Take a message that comes after all reports so far and before all others."""
        self._part()
        self._before.append(message)
        self._weights_told = False
        self._urgent = True

    def tell(self, trainer: Trainer | None) -> None:
        """Send what is untold, and the weights of now, if it is time and what was sent before is read."""
        if len(self.reports) >= _TABLE:
            self._settle()
        begin = perf_counter()
        if not self.pending or not self.sender.free or (begin < self._due and not self._urgent):
            return
        self._part()
        if trainer is not None and not self._weights_told:
            self._before.append(Weights(trainer.updates, trainer.network.flat))
            self._weights_told = True
        self._send(tuple(self._before))
        self._before.clear()
        self._rows, self._urgent = 0, False
        now = perf_counter()
        self._costs.append(now - begin)  # the least of them was not interrupted by another process
        self._due = now + max(PERIOD, SHARE * min(self._costs))

    def _send(self, messages: tuple[Message, ...]) -> None:
        self.sender.send(pickle.dumps(Envelope(self.heard, messages), pickle.HIGHEST_PROTOCOL))

    def _settle(self) -> None:
        """Make a table of the reports."""
        if self.reports:
            if not self._tables:
                self._first = self.reports[0].update
            self._tables.append(table_of(self.reports))
            self._rows += len(self.reports)
            self.reports.clear()
            self._weights_told = False

    def _part(self) -> None:
        """Let what there is be before what comes."""
        self._settle()
        if self._tables:
            self._before.append(Progress(self._first, np.concatenate(self._tables)))
            self._tables.clear()
        self._before += [*self._notes, *map(SnapshotTaken, self._snapshots)]
        self._notes.clear()
        self._snapshots.clear()
