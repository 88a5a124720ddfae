"""One training as the window holds it: its process, its history, and the network as it is now or was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Literal

import numpy as np

from simulator.engine.networks.network import Network
from simulator.engine.tasks import Batch, LectureGates, Task, as_task
from simulator.engine.tasks.lecture_gates import TABLE
from simulator.engine.training.snapshot import Snapshot
from simulator.engine.training.trainer import Trainer
from simulator.errors import UserError
from simulator.running.history import History
from simulator.running.messages import (
    Done,
    Ended,
    Failed,
    Message,
    Paused,
    Progress,
    Ready,
    Refused,
    Restored,
    Stopped,
    Weights,
)
from simulator.running.run import Run
from simulator.running.setup import Setup

Status = Literal["starting", "running", "paused", "stopped", "ended"]
"""It begins; it makes updates; it waits; it waits because a number overflowed; its process is not there."""


class Trial:
    """A run that may end and begin again, with all that was seen of it. Nothing here waits for the process.

    ``setup`` is complete. ``word`` is what went wrong last, a sentence, and ``stop`` what the engine says of it where a
    number overflowed. Raises UserError for a setup of which no trainer can be made, or if there can be no process.
    """

    def __init__(self, key: int, setup: Setup, snapshot: Snapshot | None = None) -> None:
        self.key = key
        self.setup = setup.complete()
        self._trainer = self.setup.trainer()  # of the window's own, to look into; the one that learns is elsewhere
        self._lock = Lock()
        self._held_out: Batch | None = None
        self.history = History(self.setup, 0 if snapshot is None else snapshot.update)
        self.update = self.history.begin
        self.flat: np.ndarray = self.network.flat.copy() if snapshot is None else snapshot.arrays["parameters"]
        self.run: Run | None = Run(self.setup, snapshot)
        self.status: Status = "starting"
        self.word = ""
        self.stop: Stopped | None = None
        self.wanted = 0  # updates that it is to come to, where so many were asked for

    # -- what it is

    @property
    def task(self) -> Task:
        """What it learns."""
        return as_task(self.setup.task)

    @property
    def network(self) -> Network:
        """The window's own network, to see its shape; ``lent`` gives it parameters."""
        return self._trainer.network

    @property
    def parts(self) -> list[str]:
        """The parts of the network that are looked at: its layers and directions, "1", "2.backward"."""
        return [part for part in self.network.models if part != "readout"]

    @property
    def alive(self) -> bool:
        """Whether its process is there."""
        return self.run is not None and self.run.alive

    @property
    def running(self) -> bool:
        """Whether it makes updates, or is about to."""
        return self.status == "running"

    def probe(self, number: int = 0, brief: bool = False) -> Batch:
        """Return a sequence on which one looks at it: the task's own, or the number-th of those that are held out.

        ``brief``: of the lecture's gates no more than the nine steps on the slide.
        """
        if number == 0:
            return self.task.probe(len(TABLE) if brief and isinstance(self.task, LectureGates) else self.setup.length)
        if self._held_out is None:
            self._held_out = self.task.held_out(self.setup.length)
        place = min(number, self._held_out.x.shape[1]) - 1
        one = self._held_out.part(place, place + 1)
        steps = len(one.x) if one.lengths is None else int(one.lengths[0])
        return Batch(one.x[:steps], one.target[:steps], one.weight[:steps], labels=one.labels)

    def at(self, update: int | None = None) -> tuple[int, np.ndarray]:
        """Return after which update, and the parameters (all,) as they are now or were after an update nearby."""
        if update is None:
            return self.update, self.flat
        snapshot = self.history.at(update)
        return snapshot.update, snapshot.arrays["parameters"]

    @contextmanager
    def lent(self, flat: np.ndarray) -> Iterator[Network]:
        """Lend the network with these parameters (all,) to one thread at a time."""
        with self._lock:
            if self.network.flat.tobytes() != flat.tobytes():
                self.network.flat[...] = flat
            yield self.network

    def snapshot_at(self, update: int | None = None) -> Snapshot | None:
        """Return the snapshot nearest to an update, or the newest one; None if there is none yet."""
        snapshots = self.history.snapshots
        return snapshots.newest if update is None else snapshots.at(update)

    def trainer_at(self, update: int | None = None) -> Trainer:
        """Return a trainer of its own at the snapshot nearest to an update, or at the newest one: to look into."""
        return self.maker_at(update)()

    def maker_at(self, update: int | None = None) -> Callable[[], Trainer]:
        """Return what makes such trainers, in any thread and each at the same snapshot, however training goes on."""
        snapshot = self.snapshot_at(update)
        if snapshot is None:
            raise UserError("there is no snapshot yet to look into. Let the training begin first.")
        setup = self.setup.as_of(snapshot)

        def make() -> Trainer:
            trainer = setup.trainer()
            trainer.restore(snapshot)
            return trainer

        return make

    # -- what it is asked

    def start(self) -> None:
        """Make updates until it is paused."""
        self.wanted = 0
        self._living().start()
        self._set_out()

    def step(self, updates: int) -> None:
        """Make so many updates."""
        self._living().step(updates)
        self.wanted = self.update + updates
        self._set_out()

    def pause(self) -> None:
        """Make no more updates."""
        if self.alive and self.run is not None:
            self.run.pause()

    def rewind(self) -> None:
        """Go back to the weights of the start."""
        self._living().rewind()

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot."""
        self._living().restore(snapshot)

    def change(self, **settings: object) -> None:
        """Change settings from the next update on."""
        self._living().change(**settings)

    def close(self) -> None:
        """End its process, whatever it does; what was seen of it stays."""
        if self.run is not None:
            self.run.close()
            self.run = None
        if self.status != "stopped":
            self.status = "paused"

    def _set_out(self) -> None:
        self.status, self.word, self.stop = "running", "", None

    def _living(self) -> Run:
        """Return its process, a new one from its last snapshot if the old one is gone."""
        if self.run is None or not self.run.alive:
            snapshot = self.history.snapshots.newest
            self.run = Run(self.history.setup, snapshot)
            self.status, self.word, self.stop = "starting", "", None
            self.history.take(Restored(self.history.begin if snapshot is None else snapshot.update))
            self._go(self.history.last)
        return self.run

    # -- what it tells

    def poll(self) -> list[Message]:
        """Take in what has been told since the last time, and return it."""
        if self.run is None:
            return []
        found = self.run.poll()
        for message in found:
            self.history.take(message)
            self._take(message)
        return found

    def _take(self, message: Message) -> None:
        match message:
            case Ready() if self.status == "starting":
                self.status = "paused"
            case Progress():
                self.update = message.last
            case Weights(update, flat):
                self.update, self.flat = update, flat
            case Paused() | Done():
                self.status = "paused"
            case Restored(update):
                self.status, self.stop, self.word = "paused", None, ""
                self._go(update)
            case Stopped():
                self.status, self.stop, self.word = "stopped", message, message.text
                self._go(message.kept_update)
            case Refused(text):
                self.word = text
                self.status = self.status if self.alive else "ended"
            case Failed(text) | Ended(text):
                self.status, self.word = "ended", text

    def _go(self, update: int) -> None:
        """Be where it went back to; the weights of there are in a snapshot, or come with the next message."""
        self.update = update
        snapshot = self.history.snapshots.at(update)
        if snapshot is not None and snapshot.update == update:
            self.flat = snapshot.arrays["parameters"]
