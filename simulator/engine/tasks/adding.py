"""Hochreiter's adding problem: two numbers far apart, to be added at the end."""

from __future__ import annotations

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tasks.task import Batch, Preset, Score, Task, draw_whole, percent

NEAR = 0.04  # from the sum
SOLVED = 0.01  # mean squared error


class Adding(Task):
    """A number from 0 to 1 and a mark at each step; the answer, at the last step, is the sum of the two marked numbers.

    One mark lies in each half of the sequence. A network has to carry what it read over as many as all the steps.
    SOURCE: Hochreiter & Schmidhuber 1997, section 5.4, in its now usual form: numbers uniform from 0 to 1 instead of −1
    to 1, marks 0 and 1, sequences of one length, and the sum itself as the answer. The paper's answer is half as large,
    so that 0.04 as the bound of a right answer is stricter here.
    """

    id = "adding"
    title = "The adding problem"
    text = "Add the two marked numbers of a long sequence, and say the sum at its end."
    trivial = "Always 1, the mean of the sums."
    loss = "squared"
    preset = Preset(cell="lstm", units=32, rate=0.01, updates=2000, length=100, clip_norm=1.0)
    input_names = ("number", "mark")
    output_names = ("sum",)
    shortest = 2

    def trivial_loss(self, length: int | None = None) -> float:
        """Return the variance of the sum of two numbers that are uniform from 0 to 1: 1/6."""
        self._steps(length)
        return 1 / 6

    def score(self, y: Array, batch: Batch) -> Score:
        """Judge by the mean squared error of the sums; under 0.01 is solved."""
        with np.errstate(over="ignore", invalid="ignore"):
            error = np.abs(y[-1] - batch.target[-1])
            squared = float(np.mean(error**2))
        text = f"{percent(float(np.mean(error < NEAR)))} of sums right to {NEAR}, mean squared error {squared:.2g}"
        return Score(text, squared, squared < SOLVED)

    def _draw(self, random: np.random.Generator, size: int, length: int) -> Batch:
        x = np.zeros((length, size, 2))
        x[..., 0] = random.random((length, size))
        half, each = length // 2, np.arange(size)
        first = draw_whole(random, half, (size,))
        second = half + draw_whole(random, length - half, (size,))
        x[first, each, 1] = x[second, each, 1] = 1
        target = np.zeros((length, size, 1))
        target[-1, :, 0] = x[first, each, 0] + x[second, each, 0]
        weight = np.zeros((length, size))
        weight[-1] = 1
        return Batch(x, target, weight)
