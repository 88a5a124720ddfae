"""What several of these tests need."""

from __future__ import annotations

import multiprocessing.connection
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from PySide6.QtWidgets import QApplication

from simulator.errors import UserError
from simulator.gui.training.train_view import TrainView
from simulator.gui.training.trial import Trial
from simulator.running.setup import Setup

Found = TypeVar("Found")
PATIENCE = 60.0  # seconds for what takes half of one on a quiet machine
SMALL = Setup("lecture-gates", batch=4, length=12)


def until(view: TrainView, condition: Callable[[], bool]) -> None:
    """Take in what the processes tell, as soon as they do, until something holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        trials = view.lab.trials
        assert time.monotonic() < end, [(trial.status, trial.update, trial.word) for trial in trials]
        pipes = [trial.run.connection for trial in trials if trial.run is not None and trial.run.alive]
        if pipes:
            multiprocessing.connection.wait(pipes, 0.2)
        view.lab.poll()
        QApplication.processEvents()


def turn_to(view: TrainView, title: str) -> None:
    """Turn to a page by its title."""
    view.tabs.setCurrentIndex([view.tabs.tabText(k) for k in range(view.tabs.count())].index(title))


def engine_says(ask: Callable[[], Found]) -> Found | str:
    """Return what the engine finds, or else why it refuses."""
    try:
        return ask()
    except UserError as error:
        return str(error)


def shown(view: TrainView) -> Trial:
    """Return the training that is looked at."""
    trial = view.lab.trial
    assert trial is not None
    return trial


def parameters(view: TrainView, update: int | None = None) -> dict[str, np.ndarray]:
    """Return the parameters of the training that is looked at, as they are now or were after an update."""
    trial = shown(view)
    with trial.lent(trial.at(update)[1]) as network:
        return {name: array.copy() for name, array in network.parameters.items()}


def step(view: TrainView, updates: int) -> None:
    """Make so many updates, and wait for them."""
    view.lab.step(updates)
    begin = shown(view).wanted
    until(view, lambda: shown(view).update >= begin and not shown(view).running)
