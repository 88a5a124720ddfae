"""What is proposed for sequences of one's own can be trained, and asks for no more at once than it should."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.tasks import Batch, OwnSequences
from simulator.running.own_setup import MOST_STEPS, suited


@pytest.mark.parametrize(
    ("steps", "sequences", "inputs", "units", "rate", "batch"),
    [
        (5, 10, 3, 8, 0.01, 10),
        (5, 100, 20, 16, 0.01, 32),
        (5, 100, 100, 32, 0.003, 32),
        (2000, 50, 1, 8, 0.01, 10),
        (MOST_STEPS + 1, 2, 1, 8, 0.01, 1),
    ],
)
def test_suited(steps: int, sequences: int, inputs: int, units: int, rate: float, batch: int) -> None:
    x = np.zeros((steps, sequences, inputs))
    task = OwnSequences(Batch(x, x[:, :, :1], np.ones((steps, sequences))))
    setup = suited(task, seed=3).complete()
    assert (setup.task, setup.cell, setup.units, setup.rate) == (task, "lstm", units, rate)
    assert (setup.batch, setup.length, setup.seed) == (batch, steps, 3)
    assert setup.trainer().length == steps
