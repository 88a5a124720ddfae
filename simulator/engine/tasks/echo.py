"""Repeat what was shown some steps ago."""

from __future__ import annotations

import math
import string

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tasks.task import (
    Batch,
    Preset,
    Score,
    Task,
    draw_whole,
    most_likely_right,
    percent,
    whole,
)
from simulator.errors import UserError

SOLVED = 0.99  # of the letters


class Echo(Task):
    """A letter at each step, one-hot; the answer is the letter of ``delay`` steps before, and not judged until then.

    ``letters``: how many there are, each as likely as the others. Raises UserError unless ``delay`` is at least 1 and
    ``letters`` from 2 to 26.
    """

    id = "echo"
    title = "Echo"
    text = "Repeat the letter of some steps ago: the memory has to hold several at once, in order."
    trivial = "Every letter equally likely."
    loss = "categorical"
    preset = Preset(cell="lstm", units=16, rate=0.01, updates=800, length=20)

    def __init__(self, delay: int = 3, letters: int = 4) -> None:
        self.delay = whole(delay, 1, "echo: the delay")
        if whole(letters, 2, "echo: the number of letters") > 26:
            raise UserError(f"echo: the number of letters must be at most 26, and is {letters}.")
        self.input_names = self.output_names = tuple(string.ascii_uppercase[:letters])
        self.shortest = self.delay + 1
        self._one_hot = np.eye(letters)

    def trivial_loss(self, length: int | None = None) -> float:
        """Return ln(number of letters)."""
        self._steps(length)
        return math.log(self.outputs)

    def score(self, y: Array, batch: Batch) -> Score:
        """Judge by the share of letters that are right, the most likely one taken."""
        share = most_likely_right(y, batch)
        return Score(f"{percent(share)} of letters right", share, share >= SOLVED)

    def _draw(self, random: np.random.Generator, size: int, length: int) -> Batch:
        letters = draw_whole(random, self.inputs, (length, size))
        x = self._one_hot[letters]
        target = np.zeros_like(x)
        target[self.delay :] = x[: -self.delay]
        weight = np.ones((length, size))
        weight[: self.delay] = 0
        labels = tuple(self.input_names[letter] for letter in letters[:, 0]) if size == 1 else None
        return Batch(x, target, weight, labels=labels)

    def _steps(self, length: int | None) -> int:
        steps = self.length if length is None else length
        if whole(steps, 1, "echo: the length of a sequence") < self.shortest:
            raise UserError(
                f"echo: a delay of {self.delay} needs sequences of at least {self.shortest} steps, and the length is "
                f"{steps}. Choose longer sequences or a smaller delay."
            )
        return steps
