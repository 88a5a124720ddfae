"""The lecture's memory cell, to be learnt instead of set by hand."""

from __future__ import annotations

import dataclasses

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tasks.task import Batch, Preset, Score, Task

LARGEST = 9.0  # of x1
SOLVED = 0.01  # of the trivial loss

# LSTM-TABLE-9 of the lecture: the nine steps on the slide.
TABLE = np.array([[1, 3, 2, 4, 2, 1, 3, 6, 1], [0, 1, 0, 1, 0, 0, -1, 1, 0], [0, 0, 0, 0, 0, 1, 0, 0, 1]], float).T


class LectureGates(Task):
    """Read three numbers a step: x2 = 1 adds x1 to the memory, x2 = -1 empties it, x3 = 1 asks for it; else answer 0.

    The memory is read after it is written, as in the lecture's cell. x1 is a real number, uniform from 0 to 9, so
    that a cell has to add and cannot learn a table; x2 and x3 take each of their values equally often.
    SOURCE: Hung-yi Lee, lecture on recurrent networks: the rules and the table of nine steps on the slide.
    """

    id = "lecture-gates"
    title = "The lecture's gates"
    text = "Add x1 to the memory when x2 is 1, empty it when x2 is −1, and give it out when x3 is 1."
    trivial = "Always the same number: the mean of all answers."
    loss = "squared"
    # Clipped, because the first gradients are up to forty times as long as the later ones, and Adam remembers their
    # squares for a thousand updates: without a limit its steps stay small, and 2,000 leave 0.4 to 0.9 % of the loss.
    preset = Preset(cell="lecture-lstm", units=1, rate=0.01, updates=2000, length=20, clip_norm=0.5)
    input_names = ("x1", "x2", "x3")
    output_names = ("y",)

    def probe(self, length: int | None = None) -> Batch:
        """Return the nine steps on the lecture's slide, and others behind them if more are asked for."""
        drawn = super().probe(length)
        drawn.x[:9, 0] = TABLE[: len(drawn.x)]
        return dataclasses.replace(drawn, target=answers(*np.moveaxis(drawn.x, -1, 0)))

    def trivial_loss(self, length: int | None = None) -> float:
        """Return the variance of y over all steps, from the mean and the mean square of the memory at each step."""
        steps = self._steps(length)
        mean_x, square_x = LARGEST / 2, LARGEST**2 / 3
        mean = square = mean_sum = square_sum = 0.0
        for _ in range(steps):  # a third each: emptied, kept, added to
            square = (2 * square + 2 * mean_x * mean + square_x) / 3
            mean = (2 * mean + mean_x) / 3
            mean_sum += mean / 2  # x3 is 1 half of the time
            square_sum += square / 2
        return square_sum / steps - (mean_sum / steps) ** 2

    def score(self, y: Array, batch: Batch) -> Score:
        """Judge by the mean squared error as a share of the trivial loss; under 1 % is solved."""
        with np.errstate(over="ignore", invalid="ignore"):
            error = np.abs(y - batch.target)
            off, squared = float(np.mean(error)), float(np.mean(error**2))
        share = squared / self.trivial_loss(len(y))
        text = f"off by {off:.2g} on average, {100 * share:.2g} % of the trivial loss"
        return Score(text, share, share < SOLVED)

    def _draw(self, random: np.random.Generator, size: int, length: int) -> Batch:
        drawn = random.random((3, length, size))
        x1, x2, x3 = drawn
        x1 *= LARGEST
        np.floor(np.multiply(x2, 3, x2), x2)
        x2 -= 1
        np.floor(np.multiply(x3, 2, x3), x3)
        return Batch(np.moveaxis(drawn, 0, -1), answers(x1, x2, x3), np.ones((length, size)))


def answers(x1: Array, x2: Array, x3: Array) -> Array:
    """Return what ideal gates answer: (steps, batch, 1) to three inputs of (steps, batch).

    The memory is the sum of all that was ever written, less what that sum was when the memory was last emptied.
    The sum never falls, so that this is the largest of the values it had at such steps.
    """
    written = np.cumsum(x1 * (x2 == 1), axis=0)
    emptied = np.maximum.accumulate(written * (x2 == -1), axis=0)
    y: Array = (written - emptied) * x3
    return y[..., None]
