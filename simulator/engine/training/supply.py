"""The data of training: batch after batch of a task, whole or in windows, the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.networks.objective import Objective
from simulator.engine.tasks import Batch, Task
from simulator.errors import UserError

POOL = 16
"""Batches drawn at once: drawing sixteen of the lecture's takes a fifth of the time of drawing each for itself."""
POOL_NUMBERS = 4_000_000  # of inputs and targets in a pool: 32 MB


class Supply:
    """Batches of ``batch`` sequences of ``length`` steps, drawn from a seed in pools that are cut.

    Which batches come depends on the task, its sizes and the seed alone. ``window``: they are to be cut in time into
    windows of so many steps, of which the last is filled up with padding. Raises UserError for sizes that do not fit.
    """

    def __init__(self, task: Task, batch: int, length: int, seed: int, window: int | None = None) -> None:
        self.task, self.batch, self.length, self.seed = task, batch, length, seed
        self.window = length if window is None else min(window, length)
        self.windows = -(-length // self.window)
        self.pool = max(1, min(POOL, POOL_NUMBERS // (length * batch * (task.inputs + task.outputs))))
        self.rewind()

    @property
    def masked(self) -> bool:
        """Whether sequences may be of unequal length."""
        return self._drawn.lengths is not None

    @property
    def current(self) -> Batch:
        """The batch that ``next`` returned last, as views of the pool."""
        stop = self._position * self.batch
        return self._drawn.part(stop - self.batch, stop)

    def next(self) -> Batch:
        """Return the next batch, as views of the pool."""
        if self._position == self.pool:
            self._fill()
        self._position += 1
        return self.current

    def resized(self, batch: int) -> Supply:
        """Return a supply of batches of another size, drawn from the numbers that come after this pool."""
        other = Supply(self.task, batch, self.length, self.seed, self.window)
        other.restore({"random": self._random.bit_generator.state, "position": 0})
        return other

    def rewind(self) -> None:
        """Begin again with the first batch."""
        self._random = np.random.default_rng([self.seed, 1])  # not the numbers that weights are drawn from
        self._fill()

    def state(self) -> dict[str, Any]:
        """Return where it stands: how the random numbers stood before this pool was drawn, and how far that is used."""
        return {"random": self._before, "position": self._position}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to a state. Raises UserError, and changes nothing, for one that is none of its own."""
        random = np.random.default_rng()
        try:
            random.bit_generator.state = state["random"]
            position = int(state["position"])
        except (KeyError, TypeError, ValueError, OverflowError):
            position = -1
        if not 0 <= position <= self.pool:
            raise UserError("this snapshot does not say where the data stood. Take another one.")
        self._random = random
        self._fill()
        self._position = position

    def _fill(self) -> None:
        self._before = self._random.bit_generator.state
        drawn = self.task.batch(self._random, self.pool * self.batch, self.length)
        missing = self.windows * self.window - self.length
        self._drawn = _padded(drawn, missing) if missing else drawn
        self._position = 0


class Feed:
    """Loads an objective with batch after batch, each from states of zero, or with window after window of each.

    Of windows, the first starts from zero and the others from the states that the one before ended with: truncated
    BPTT, Williams and Peng 1990, with as many steps forward as backward. A window in which nothing is judged is run,
    not learnt from.
    """

    def __init__(self, supply: Supply, objective: Objective) -> None:
        self.supply, self.objective = supply, objective
        self.windows = supply.windows
        self.loaded: Batch | None = None
        self._window = self.windows

    @property
    def lengths(self) -> Array | None:
        """The lengths of the sequences that are loaded."""
        return None if self.loaded is None else self.loaded.lengths

    def load(self) -> None:
        """Load what comes next."""
        if self.windows == 1:
            self._load(self.supply.next())
            return
        while True:
            if self._window == self.windows:
                self.supply.next()
                self.begin()
                self._window = 0
            window = _cut(self.supply.current, self._window, self.supply.window)
            if window.weight.any():
                self._load(window)
                return
            if window.lengths is None or window.lengths.any():
                self._load(Batch(window.x, window.target, np.ones_like(window.weight), window.lengths))
                self.objective.forward()
            self.advance()

    def advance(self) -> None:
        """Go on to the next window, from the states that this one ended with."""
        if self.windows > 1:
            self._window += 1
            self.objective.tape.carry()

    def begin(self) -> None:
        """Let the next window be the first of a batch."""
        self._window = self.windows
        self.objective.tape.reset()

    def state(self) -> dict[str, Any]:
        """Return which window comes next, and where the supply stands."""
        return {"window": self._window, **self.supply.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to a state; carried states are the objective's own matter. Raises UserError as a supply does."""
        window = state.get("window")
        if not isinstance(window, int) or not 0 <= window <= self.windows:
            raise UserError("this snapshot does not say which window came next. Take another one.")
        self.supply.restore(state)
        self._window = window

    def _load(self, batch: Batch) -> None:
        self.loaded = batch
        self.objective.load(batch.x, batch.target, batch.weight, batch.lengths)


def _padded(batch: Batch, missing: int) -> Batch:
    """Return a batch with so many steps of padding behind it."""
    x, target = (np.pad(array, ((0, missing), (0, 0), (0, 0))) for array in (batch.x, batch.target))
    lengths = np.full(x.shape[1], len(batch.x)) if batch.lengths is None else batch.lengths
    return Batch(x, target, np.pad(batch.weight, ((0, missing), (0, 0))), lengths)


def _cut(batch: Batch, window: int, steps: int) -> Batch:
    """Return one window of a batch; sequences that ended before it have the length 0."""
    own = slice(window * steps, (window + 1) * steps)
    lengths = None if batch.lengths is None else np.clip(batch.lengths - own.start, 0, steps)
    return Batch(batch.x[own], batch.target[own], batch.weight[own], lengths)
