"""What a network can be taught: six tasks, one file each, drawn from a seed; a new one is a file and a row."""

from __future__ import annotations

import difflib

from simulator.engine.tasks.adding import Adding
from simulator.engine.tasks.echo import Echo
from simulator.engine.tasks.lecture_gates import LectureGates
from simulator.engine.tasks.next_character import NextCharacter
from simulator.engine.tasks.parity import Parity
from simulator.engine.tasks.slot_filling import SlotFilling
from simulator.engine.tasks.task import Batch, Preset, Score, Task
from simulator.errors import UserError

__all__ = ["TASKS", "Adding", "Batch", "Echo", "LectureGates", "NextCharacter", "Parity", "Preset", "Score",
           "SlotFilling", "Task", "find_task"]

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
