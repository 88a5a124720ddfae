"""Whether the number of ones so far is odd: a memory of one bit that must never slip."""

from __future__ import annotations

import math

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tasks.task import Batch, Preset, Score, Task, draw_whole, percent, share_right

SOLVED = 0.99  # of the bits


class Parity(Task):
    """A bit at each step; the answer, at every step, is 1 if the number of ones so far is odd.

    Every step is judged: then what happens within a step or two shows the way to the rest, while the parity of a
    whole sequence, judged at its end, says nothing about a network that is nearly right.
    """

    id = "parity"
    title = "Parity"
    text = "Say after every bit whether the number of ones so far is odd."
    trivial = "Odd and even equally likely."
    loss = "binary"
    preset = Preset(cell="lstm", units=4, rate=0.02, updates=800, length=20)
    input_names = ("bit",)
    output_names = ("odd",)

    def trivial_loss(self, length: int | None = None) -> float:
        """Return ln 2."""
        self._steps(length)
        return math.log(2)

    def score(self, y: Array, batch: Batch) -> Score:
        """Judge by the share of answers on the right side of 1/2."""
        share = share_right(((y > 0.5) == (batch.target > 0.5))[..., 0], batch.weight)
        return Score(f"{percent(share)} of answers right", share, share >= SOLVED)

    def _draw(self, random: np.random.Generator, size: int, length: int) -> Batch:
        bits = draw_whole(random, 2, (length, size))
        odd = np.bitwise_xor.accumulate(bits, axis=0)
        return Batch(bits[..., None].astype(float), odd[..., None].astype(float), np.ones((length, size)))
