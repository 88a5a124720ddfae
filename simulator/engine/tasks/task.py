"""What a task is: sequences drawn from a seed, what a trivial answer costs, and a score in plain words."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.optimisation.optimisers import OPTIMISERS
from simulator.engine.optimisation.settings import pick
from simulator.errors import UserError

HELD_OUT = 512  # sequences that a network is judged on
EXAM = "exam"  # their seed, with the id: under this name the trivial loss of what is held out is near the expected one


@dataclass(frozen=True, eq=False)
class Batch:
    """Sequences side by side, all float64.

    ``x``: (steps, batch, inputs). ``target``: (steps, batch, outputs), 0 where nothing is judged. ``weight``:
    (steps, batch), 1 where the answer is judged and 0 elsewhere. ``lengths``: (batch,) steps of each sequence, behind
    which it is padded with zeros; None if all are of full length. ``labels``: of one sequence, its steps as words or
    characters.
    """

    x: Array
    target: Array
    weight: Array
    lengths: Array | None = None
    labels: tuple[str, ...] | None = None

    def part(self, start: int, stop: int) -> Batch:
        """Return some of the sequences, as views: who needs many small batches draws one large one and cuts it."""
        own = slice(start, stop)
        lengths = None if self.lengths is None else self.lengths[own]
        return Batch(self.x[:, own], self.target[:, own], self.weight[:, own], lengths)


@dataclass(frozen=True)
class Score:
    """How well sequences are answered, in the task's own words, such as “99.2 % of symbols right”.

    ``value`` is the number the task goes by: a share of right answers, or an error.
    """

    text: str
    value: float
    solved: bool


@dataclass(frozen=True)
class Preset:
    """What learns a task well in seconds, and is taken where nothing else is asked for.

    ``updates`` is how many steps of the optimiser that takes; ``length`` the steps of a sequence. The readout is
    the one that the task's loss asks for.
    """

    cell: str
    units: int
    rate: float
    updates: int
    length: int
    batch: int = 32
    optimizer: str = "adam"
    clip_norm: float | None = None

    def rate_with(self, optimizer: str) -> float:
        """Return the rate with an optimiser: with another than the preset's, the one that is usual with that."""
        usual = pick(OPTIMISERS, optimizer, "optimiser").usual_rate
        return self.rate if optimizer == self.optimizer else usual


class Task(ABC):
    """A kind of sequences with the answers that a network is to learn.

    ``loss`` is a name of the table of losses; ``trivial`` says in a sentence what can be answered without learning what
    the task is about, and ``trivial_loss`` what that costs. ``shortest`` is how few steps a sequence may have.
    """

    id: ClassVar[str]
    title: str
    text: ClassVar[str]
    trivial: ClassVar[str]
    loss: str
    preset: Preset
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    shortest: int = 1

    @property
    def inputs(self) -> int:
        """Width of an input."""
        return len(self.input_names)

    @property
    def outputs(self) -> int:
        """Width of an answer."""
        return len(self.output_names)

    @property
    def length(self) -> int:
        """Steps of a sequence, unless asked otherwise."""
        return self.preset.length

    @property
    def batch_size(self) -> int:
        """Sequences of a batch, unless asked otherwise."""
        return self.preset.batch

    def batch(self, random: np.random.Generator, size: int, length: int | None = None) -> Batch:
        """Draw ``size`` sequences. One large batch cut by ``Batch.part`` is cheaper than many small ones.

        Raises UserError if ``size`` is no positive whole number, or ``length`` is too short for the task.
        """
        return self._draw(random, whole(size, 1, "the size of a batch"), self._steps(length))

    def held_out(self, length: int | None = None) -> Batch:
        """Return the sequences that a network is judged on: always the same ones, whatever it is trained with."""
        return self._draw(self._own_random(EXAM), HELD_OUT, self._steps(length))

    def probe(self, length: int | None = None) -> Batch:
        """Return one sequence to watch while a network learns: always the same one."""
        return self._draw(self._own_random("probe"), 1, self._steps(length))

    @abstractmethod
    def trivial_loss(self, length: int | None = None) -> float:
        """Return the expected loss of the trivial answer, in the task's own kind of loss."""

    @abstractmethod
    def score(self, y: Array, batch: Batch) -> Score:
        """Judge the answers ``y`` (steps, batch, outputs) to a batch, as they come out of the readout."""

    @abstractmethod
    def _draw(self, random: np.random.Generator, size: int, length: int) -> Batch:
        """Draw sequences; size and length are checked. Only ``random.random`` is used: its numbers never change."""

    def _steps(self, length: int | None) -> int:
        """Return how many steps are meant. Raises UserError if those are too few."""
        asked = self.length if length is None else length
        return whole(asked, self.shortest, f"{self.id}: the length of a sequence")

    def _own_random(self, purpose: str) -> np.random.Generator:
        """Return numbers that no training seed will meet: the seed is the name itself, read as one large number."""
        return np.random.default_rng(int.from_bytes(f"{self.id} {purpose}".encode(), "big"))


def whole(value: Any, least: int, what: str) -> int:
    """Return a whole number of at least ``least``. Raises UserError that begins with ``what``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise UserError(f"{what} must be a whole number of at least {least}, and is {value}.")
    return int(value)


def draw_whole(random: np.random.Generator, number: int | Array, shape: tuple[int, ...]) -> Array:
    """Draw whole numbers from 0 to ``number`` - 1, each as likely as the others."""
    numbers: Array = (random.random(shape) * number).astype(np.intp)
    return numbers


def share_right(right: Array, weight: Array) -> float:
    """Return the share of right answers among those that are judged; both (steps, batch)."""
    return float((right * weight).sum() / weight.sum())


def most_likely_right(y: Array, batch: Batch) -> float:
    """Return how often the most likely class is the right one."""
    return share_right(y.argmax(-1) == batch.target.argmax(-1), batch.weight)


def percent(share: float) -> str:
    """Return a share as people read it. Rounded down: only what is complete is called 100 %."""
    return f"{math.floor(share * 1000) / 10:g} %"
