"""What learns sequences of one's own well enough to begin with, by how large they are."""

from __future__ import annotations

from simulator.engine.tasks import OwnSequences
from simulator.running.setup import Setup

MOST_STEPS = 20_000  # of a batch, all sequences together: an update stays below about a tenth of a second
_UNITS = ((8, 8), (32, 16))  # up to so many inputs and outputs, so many units
_MOST_UNITS = 32


def suited(task: OwnSequences, seed: int = 0) -> Setup:
    """Return a training of a task: an LSTM with more units the wider its numbers are, a lower rate with more units.

    Fewer sequences are taken at once the longer they are. All else is as the task's preset has it.
    """
    width = task.inputs + task.outputs
    units = next((units for most, units in _UNITS if width <= most), _MOST_UNITS)
    rate = 0.01 if units < _MOST_UNITS else 0.003
    batch = max(1, min(task.preset.batch, MOST_STEPS // task.length))
    return Setup(task, cell="lstm", units=units, rate=rate, batch=batch, seed=seed)
