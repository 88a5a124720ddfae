"""What a training has been: its curves, where it was changed, judged and stopped, and moments to go back to."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.training.snapshot import Snapshot
from simulator.errors import UserError
from simulator.running.blocks import Blocks, Line
from simulator.running.clippings import Clipped, Clippings
from simulator.running.messages import (
    COLUMNS,
    Changed,
    Evaluated,
    Message,
    Progress,
    Ready,
    Restored,
    SnapshotTaken,
    Stopped,
)
from simulator.running.naming import Phrase, differences
from simulator.running.setup import Setup
from simulator.running.thinned import Rank, Thinned

SNAPSHOTS, SNAPSHOT_BYTES = 256, 64_000_000
EVALUATIONS, MARKS = 1024, 512
_BESIDE = 2000  # bytes of a snapshot that are not in arrays
_RECENT = 32  # updates over whose losses a mean is taken, for a single batch may be easy

STOPPED = "stopped: {where}"
TEMPLATES = (STOPPED,)
"""What marks say beside what ``naming`` has for changes, for translators."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened after an update, to be written at the curve."""

    update: int
    phrases: tuple[Phrase, ...]


class History:
    """What the messages of a run have told, in bounded memory, however long it was.

    ``setup`` has the settings of now, ``begin`` is the update that it begins after: 0, or that of a snapshot. ``take``
    the messages one by one. Of a run that went back, what came after is forgotten: to keep it, begin another history.
    """

    def __init__(self, setup: Setup, begin: int = 0) -> None:
        self.setup = setup
        self.trivial_loss = math.nan
        self._clear(begin)

    def _clear(self, begin: int) -> None:
        self.begin = begin
        self.blocks = Blocks(len(COLUMNS), begin)
        self.clippings = Clippings()
        self.evaluations: Thinned[Evaluated] = Thinned(EVALUATIONS)
        self.changes: Thinned[Mark] = Thinned(MARKS)
        self.stops: Thinned[Mark] = Thinned(MARKS)
        self.snapshots: Thinned[Snapshot] = Thinned(SNAPSHOTS, SNAPSHOT_BYTES)
        self.seconds = 0.0  # that the updates took
        self.solved: int | None = None  # the first update after which the task was seen to be solved
        self._losses = np.empty(0)  # of the updates up to the last
        self._unchanged: tuple[int, Setup] | None = None  # what the setup was before it was changed after an update

    def take(self, message: Message) -> None:
        """Take in a message; those that tell nothing that lasts are let by."""
        match message:
            case Ready():
                self.trivial_loss = message.trivial_loss
            case Progress():
                self._take_progress(message)
            case Evaluated():
                self.evaluations.add(message, (message.loss,))
                if message.score.solved and self.solved is None:
                    self.solved = message.update
            case SnapshotTaken(snapshot):
                self.setup = self.setup.as_of(snapshot)
                self.keep(snapshot, self._rank(snapshot.update))
            case Changed(update, settings):
                self._take_change(update, replace(self.setup, **settings))
            case Stopped():
                self.snapshots.cut(message.kept_update)  # those after it lead to where it stopped
                self.stops.add(Mark(message.update, (Phrase(STOPPED, {"where": str(message.where)}),)))
            case Restored(update):
                self._cut(update)

    def keep(self, snapshot: Snapshot, rank: Rank) -> None:
        """Take in a snapshot that is known to be so good."""
        self.snapshots.add(snapshot, rank, snapshot.nbytes + _BESIDE)

    # -- looking back

    @property
    def last(self) -> int:
        """The number of the last update."""
        return self.blocks.last

    def line(self, name: str) -> Line:
        """Return the curve of one of COLUMNS: loss, gradient_norm, clipped_norm, update_to_weight, rate, seconds."""
        return self.blocks.line(COLUMNS.index(name))

    @property
    def clipped(self) -> tuple[Clipped, ...]:
        """Where gradients were clipped."""
        return self.clippings.spans

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Where settings were changed and where it stopped, in order."""
        marks = sorted([*self.changes, *self.stops], key=lambda mark: mark.update)
        return tuple(mark for mark in marks if mark.phrases)  # a setting may have been changed back at once

    @property
    def best(self) -> Snapshot | None:
        """The snapshot that did best on what is held out, or, if that was never tried, on what it was trained with."""
        return self.snapshots.best

    def at(self, update: int) -> Snapshot:
        """Return the snapshot nearest to an update. Raises UserError if there is none yet."""
        found = self.snapshots.at(update)
        if found is None:
            raise UserError("there is no snapshot yet to go back to. Let the training begin first.")
        return found

    def branch(self, update: int) -> tuple[Setup, Snapshot]:
        """Return what another run takes to go on from the snapshot nearest to an update, with the settings of then.

        Its history begins at the snapshot's update. Raises UserError if there is no snapshot yet.
        """
        snapshot = self.at(update)
        return self.setup.as_of(snapshot), snapshot

    # -- taking in

    def _take_progress(self, progress: Progress) -> None:
        self.blocks.add(progress.first, progress.table)
        self.clippings.add(progress.first, progress.column("gradient_norm"), progress.column("clipped_norm"))
        self.seconds += float(progress.column("seconds").sum())
        self._losses = np.concatenate([self._losses[-_RECENT:], progress.column("loss")])

    def _take_change(self, update: int, setup: Setup) -> None:
        if self._unchanged is None or self._unchanged[0] != update:
            self._unchanged = update, self.setup
        self.setup = setup
        self.changes.add(Mark(update, differences(setup, self._unchanged[1])))

    def _rank(self, update: int) -> Rank:
        """Return how good the weights of after an update are: what was held out says more than any batch."""
        judged = self.evaluations.at(update)
        if judged is not None and judged.update == update:
            return (0.0, judged.loss)
        end = len(self._losses) + update - self.last
        recent = self._losses[max(0, end - _RECENT) : max(0, end)]
        if len(recent):
            return (1.0, float((recent / len(recent)).sum()))
        return self.snapshots.rank_of(update) or (1.0, math.inf)  # taken once more when one went back to it

    def _cut(self, update: int) -> None:
        if update < self.begin:
            self._clear(update)
            return
        for part in (self.blocks, self.clippings, self.evaluations, self.changes, self.stops, self.snapshots):
            part.cut(update)
        self._losses, self._unchanged = np.empty(0), None
        self.solved = None if self.solved is None or self.solved > update else self.solved
