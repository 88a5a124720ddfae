"""The trainings of a window: begun, watched, changed, gone back in, branched, compared and ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from simulator.document import Change
from simulator.document.training_edits import change_training, set_training
from simulator.engine.tasks import Batch, as_task
from simulator.engine.training.snapshot import Snapshot
from simulator.errors import UserError
from simulator.gui.session import Session
from simulator.gui.training.chosen import Chosen
from simulator.gui.training.looking import Looking
from simulator.gui.training.trial import Trial
from simulator.gui.training.vocabulary import training_text
from simulator.running.naming import names
from simulator.running.presets import Preset
from simulator.running.setup import CHANGEABLE, Setup

MOST = 6  # trainings that are kept to be compared
POLL = 33  # ms between two looks at what the processes tell


class Lab(QObject):
    """Holds the trials, one of which is looked at. What is to be trained next stands in the document.

    ``told``: a trial has told something; ``listed``: there are others, or another one is looked at; ``moved``: another
    moment of it is looked at; ``closed``: all has ended. ``chosen`` is the weight that is followed, ``looking`` answers
    questions about an update. Refusals go through the session.
    """

    told = Signal(object)
    listed = Signal()
    moved = Signal()
    closed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.trials: list[Trial] = []
        self._shown: Trial | None = None
        self._past: int | None = None
        self._unit = 0
        self._part = "1"
        self._probe = 0
        self._keys = 0
        self.chosen = Chosen(self)
        self.looking = Looking(self)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL)
        self._poll.timeout.connect(self.poll)
        session.document.subscribe(self._on_change)

    # -- what there is

    @property
    def setup(self) -> Setup:
        """What is to be trained next."""
        return self.session.state.training or Setup()

    @property
    def trial(self) -> Trial | None:
        """The training that is looked at."""
        return self._shown

    @property
    def past(self) -> int | None:
        """The update at which it is looked at; None: as it is now."""
        return self._past

    @property
    def part(self) -> str:
        """The part of its network that is looked at: "1", "2.backward"."""
        trial = self._shown
        return self._part if trial is not None and self._part in trial.parts else "1"

    @property
    def unit(self) -> int:
        """The unit of that part, from 0."""
        trial = self._shown
        return self._unit if trial is None else min(self._unit, trial.network.models[self.part].sizes["units"] - 1)

    @property
    def probe_number(self) -> int:
        """Which sequence it is looked at on: 0 the task's own, then those that are held out."""
        return self._probe

    def probe(self, brief: bool = False) -> Batch | None:
        """Return the sequence on which it is looked at."""
        trial = self._shown
        return None if trial is None else trial.probe(self._probe, brief)

    def titles(self) -> dict[int, str]:
        """Return what the trials are called, by what tells them apart."""
        trials = self.trials
        setups, begins = [trial.history.setup for trial in trials], [trial.history.begin for trial in trials]
        found = names(setups, begins, training_text)
        return dict(zip((trial.key for trial in trials), found, strict=True))

    # -- requests

    def choose(self, preset: Preset, title: str) -> None:
        """Begin a preset: what it trains, beside one another."""
        self.session.apply(set_training(self.session.state, preset.setups[0], title))
        self._pause_all()
        begun = [self._begin(setup) for setup in preset.setups]
        self._look_at(next((trial for trial in begun if trial is not None), self._shown))
        for trial in begun:
            if trial is not None:
                self._try(trial.start)

    def begin(self) -> None:
        """Begin what the document says, from new weights."""
        self._pause_all()
        trial = self._begin(self.setup)
        if trial is not None:
            self._look_at(trial)
            self._try(trial.start)

    def toggle(self) -> None:
        """Go on, or pause; begin if nothing is there or something else is to be trained."""
        trial = self._shown
        if trial is None or self.is_other(trial):
            self.begin()
        elif trial.running:
            trial.pause()
        else:
            self.look_at_now()
            self._try(trial.start)
            self._poll.start()
        self.listed.emit()

    def step(self, updates: int = 1) -> None:
        """Make so many updates."""
        trial = self._shown
        if trial is None or self.is_other(trial):
            self._pause_all()
            trial = self._begin(self.setup)
            self._look_at(trial)
        if trial is not None:
            self.look_at_now()
            self._try(lambda: trial.step(updates))
            self._poll.start()
            self.listed.emit()

    def reset(self) -> None:
        """Go back to the weights of the start."""
        trial = self._shown
        if trial is not None:
            self.look_at_now()
            self._try(trial.rewind)
            self._poll.start()

    def new_seed(self) -> None:
        """Begin again with other weights and other data."""
        seed = self.setup.seed + 1
        self.session.apply(change_training(self.session.state, seed=seed))
        self.begin()

    def set(self, gesture: str | None = None, **settings: Any) -> None:
        """Change what is to be trained; what may change on the way changes in what trains.

        Another task begins with what it is usually learnt with, another optimiser or schedule with its usual settings.
        """
        if "task" in settings:
            setup = Setup(settings["task"], seed=self.setup.seed)
            self.session.apply(set_training(self.session.state, setup, as_task(settings["task"]).title))
            return
        if "optimizer" in settings:
            settings = {**settings, "optimizer_settings": {}, "rate": None}
        if "schedule" in settings:
            settings = {**settings, "schedule_settings": {}}
        self.session.try_apply(lambda state: change_training(state, gesture, **settings))

    def look_back(self, update: int | None) -> None:
        """Look at a moment of the past; None: at now."""
        if update != self._past:
            self._past = update
            self.moved.emit()

    def choose_part(self, part: str) -> None:
        """Look at another layer, or at the other direction of one."""
        self._part = part
        self.moved.emit()

    def choose_unit(self, unit: int) -> None:
        """Look at another unit, from 0."""
        self._unit = unit
        self.moved.emit()

    def choose_probe(self, number: int) -> None:
        """Look at it on another sequence."""
        self._probe = number
        self.moved.emit()

    def look_at_now(self) -> None:
        """Look at the training as it is."""
        self.look_back(None)

    def branch(self) -> None:
        """Go on from the moment that is looked at, as another training; the one there is stays to be compared."""
        trial, past = self._shown, self._past
        if trial is None:
            return
        try:
            setup, snapshot = trial.history.branch(trial.update if past is None else past)
        except UserError as error:
            self.session.refused.emit(str(error))
            return
        self._pause_all()
        setup = replace(setup, **{name: getattr(self.setup, name) for name in CHANGEABLE if past is None})
        begun = self._begin(setup, snapshot)
        if begun is not None:
            self._look_at(begun)
            self._try(begun.start)

    def show(self, key: int) -> None:
        """Look at another training."""
        self._look_at(next((trial for trial in self.trials if trial.key == key), self._shown))

    def drop(self, key: int) -> None:
        """Forget a training."""
        gone = [trial for trial in self.trials if trial.key == key]
        self.trials = [trial for trial in self.trials if trial.key != key]
        for trial in gone:
            trial.close()
        if self._shown in gone:
            self._look_at(self.trials[-1] if self.trials else None)
        else:
            self.listed.emit()

    def remedy(self, **settings: Any) -> None:
        """Go on from the last good weights with other settings, after a number has overflowed; or just go on."""
        trial = self._shown
        if trial is None:
            return
        if settings:
            self.set(**settings)
        self._try(trial.start)
        self._poll.start()
        self.listed.emit()

    def is_other(self, trial: Trial) -> bool:
        """Return whether what is to be trained next is something else than a trial trains."""
        try:
            wanted = self.setup.complete()
        except UserError:
            return True
        same = {name: getattr(wanted, name) for name in CHANGEABLE}
        return replace(trial.setup, **same) != wanted

    def close(self) -> None:
        """End all processes, and what is looked into."""
        self._poll.stop()
        self.looking.close()
        for trial in self.trials:
            trial.close()
        self.closed.emit()

    # -- inside

    def _begin(self, setup: Setup, snapshot: Snapshot | None = None) -> Trial | None:
        self._keys += 1
        try:
            trial = Trial(self._keys, setup, snapshot)
        except UserError as error:
            self.session.refused.emit(str(error))
            return None
        self.trials.append(trial)
        for old in self.trials[: -MOST or None]:
            if old is not self._shown and len(self.trials) > MOST:
                old.close()
                self.trials.remove(old)
        self._poll.start()
        return trial

    def _look_at(self, trial: Trial | None) -> None:
        self._shown, self._past = trial, None
        self.listed.emit()
        self.moved.emit()

    def _pause_all(self) -> None:
        """Let what trains come to rest: two slow cores are for one training, or those that are compared."""
        for trial in self.trials:
            if trial.running:
                trial.pause()
            elif trial.alive and trial.status == "paused":
                trial.close()  # it goes on from its last snapshot when it is asked to

    def _try(self, do: Callable[[], object]) -> None:
        try:
            do()
        except UserError as error:
            self.session.refused.emit(str(error))

    def poll(self) -> None:
        """Take in what the processes tell."""
        for trial in tuple(self.trials):
            before = trial.status
            if trial.poll() or trial.status != before:
                self.told.emit(trial)
        if not any(trial.alive for trial in self.trials):
            self._poll.stop()

    def _on_change(self, change: Change) -> None:
        """Hand settings on to what trains, if it may change on the way; they are marked on its curve."""
        old, new = change.before.training or Setup(), change.after.training or Setup()
        trial = self._shown
        if old == new:
            return
        if trial is not None and trial.alive and not self.is_other(trial):
            wanted, had = new.complete(), trial.history.setup
            after = {name: getattr(wanted, name) for name in CHANGEABLE}
            changed = {name: value for name, value in after.items() if value != getattr(had, name)}
            if changed:
                self._try(lambda: trial.change(**changed))
        self.listed.emit()


def status_words(trial: Trial | None) -> str:
    """Say in a word what a training does."""
    tr = QCoreApplication.translate
    if trial is None:
        return tr("Training", "Nothing is trained yet")
    return {
        "starting": tr("Training", "Starting"),
        "running": tr("Training", "Running"),
        "paused": tr("Training", "Paused"),
        "stopped": tr("Training", "Stopped"),
        "ended": tr("Training", "Ended"),
    }[trial.status]
