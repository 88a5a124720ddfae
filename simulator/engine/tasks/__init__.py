"""What a network can be taught: six tasks, one file each, drawn from a seed; a new one is a file and a row."""

from __future__ import annotations

import difflib
from typing import Any

import numpy as np

from simulator.engine.tasks.adding import Adding
from simulator.engine.tasks.echo import Echo
from simulator.engine.tasks.lecture_gates import LectureGates
from simulator.engine.tasks.next_character import NextCharacter
from simulator.engine.tasks.own import OwnSequences
from simulator.engine.tasks.parity import Parity
from simulator.engine.tasks.slot_filling import SlotFilling
from simulator.engine.tasks.task import Batch, Preset, Score, Task
from simulator.errors import UserError

__all__ = [
    "TASKS",
    "Adding",
    "Batch",
    "Echo",
    "LectureGates",
    "NextCharacter",
    "OwnSequences",
    "Parity",
    "Preset",
    "Score",
    "SlotFilling",
    "Task",
    "as_task",
    "find_task",
]

TASKS: dict[str, Task] = {
    task.id: task for task in (LectureGates(), Echo(), Adding(), Parity(), NextCharacter(), SlotFilling())
}
"""The tasks by id, as they are unless asked otherwise."""


def find_task(name: str) -> Task:
    """Return a task by its id. Raises UserError that offers the nearest one if there is none."""
    if name not in TASKS:
        close = difflib.get_close_matches(name, TASKS, 1)
        hint = f"Did you mean {close[0]}?" if close else f"There are {', '.join(TASKS)}."
        raise UserError(f"“{name}” is no task. {hint}")
    return TASKS[name]


def as_task(given: str | Task | Batch | tuple[Any, Any], loss: str | None = None) -> Task:
    """Return a task by its id, one that is a task already, or sequences of one's own as a task with this loss.

    Sequences are a Batch, or (x, target), (steps, batch, size) each, all judged at every step. Raises UserError.
    """
    if isinstance(given, str | Task):
        if loss is not None:
            raise UserError("a task has a loss of its own. Give a loss with sequences of your own only.")
        return find_task(given) if isinstance(given, str) else given
    if not isinstance(given, Batch):
        try:
            x, target = map(np.asarray, given)
        except (TypeError, ValueError):
            raise UserError("sequences of your own are x and target, (steps, batch, size) each, or a Batch.") from None
        given = Batch(x, target, np.ones(x.shape[:2]))
    return OwnSequences(given, loss or "squared")
