"""What a training process tells: plain data that comes through its pipe, about thirty times a second at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tasks import Score
from simulator.engine.training.diagnosis import TrainingStopped, Where
from simulator.engine.training.report import Report
from simulator.engine.training.snapshot import Snapshot

COLUMNS = Report._fields[1:-1]
"""What is reported of every update: loss, gradient_norm, clipped_norm, update_to_weight, rate, seconds."""


@dataclass(frozen=True, slots=True)
class Ready:
    """There is a trainer, which stands at ``update`` and waits. ``trivial_loss``: see a task's ``trivial``."""

    update: int
    trivial_loss: float


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """Updates that were made, one after the other, none left out: a row each of ``table`` (updates, COLUMNS).

    ``first`` is the number of the first; numbers go on from those of the message before, but for Restored and Stopped.
    """

    first: int
    table: Array

    @property
    def last(self) -> int:
        """The number of the last."""
        return self.first + len(self.table) - 1

    def column(self, name: str) -> Array:
        """Return one of COLUMNS, a number for each update."""
        found: Array = self.table[:, COLUMNS.index(name)]
        return found


@dataclass(frozen=True, slots=True)
class Evaluated:
    """How well the network of after ``update`` did on what is held out."""

    update: int
    loss: float
    score: Score


@dataclass(frozen=True, slots=True)
class SnapshotTaken:
    """A moment to which one can go back. Some are left out if nobody reads what is told."""

    snapshot: Snapshot

    @property
    def update(self) -> int:
        """After which update it was taken."""
        return self.snapshot.update


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The parameters after ``update``, as ``network.flat``: those of now, only ever the newest."""

    update: int
    flat: Array


@dataclass(frozen=True, slots=True)
class Changed:
    """From after ``update`` on, all fields CHANGEABLE of the Setup are as in ``settings``."""

    update: int
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Restored:
    """The trainer went to ``update``, and waits there: what is reported from now on follows from that moment."""

    update: int


@dataclass(frozen=True, slots=True)
class Paused:
    """After ``update`` there are no more, as was asked."""

    update: int


@dataclass(frozen=True, slots=True)
class Done:
    """All updates that were asked for are made, the last of them ``update``."""

    update: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """Update ``update`` could not be made: what the engine says of it, whole and in parts; see TrainingStopped.

    The trainer stands at the weights of after ``kept_update``, and waits.
    """

    update: int
    kept_update: int
    where: Where
    advice: str
    text: str

    @classmethod
    def of(cls, stopped: TrainingStopped) -> Stopped:
        """Return what is told of what was raised."""
        return cls(stopped.update, stopped.kept_update, stopped.where, stopped.advice, str(stopped))


@dataclass(frozen=True, slots=True)
class Refused:
    """What was asked cannot be done, and nothing has changed. ``text`` says why, in a sentence."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The process ends: nothing can be trained as the setup says, or memory is wanting, or the program is at fault.

    ``text`` says which, in a sentence; ``details`` is the traceback, "" where the setup is what is wrong.
    """

    text: str
    details: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The process is not there any more, though nobody has closed it. ``text`` says so and what to do."""

    text: str
    exit_code: int | None


Message = (
    Ready | Progress | Evaluated | SnapshotTaken | Weights | Changed | Restored | Paused | Done | Stopped | Refused
    | Failed | Ended
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Envelope:
    """What goes through the pipe at once: messages in the order of what happened, and how many requests were heard."""

    heard: int
    messages: tuple[Message, ...]


def table_of(reports: Sequence[Report]) -> Array:
    """Return reports as (updates, COLUMNS)."""
    return np.array([report[1:-1] for report in reports], dtype=np.float64).reshape(-1, len(COLUMNS))
