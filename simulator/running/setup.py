"""What is to be trained, and how: all that makes a Trainer, as plain data that may be kept, compared and sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from simulator.engine.optimisation.settings import pick
from simulator.engine.tasks import Task, as_task
from simulator.engine.training.snapshot import Snapshot
from simulator.engine.training.task_network import AUTO
from simulator.engine.training.trainer import Trainer
from simulator.errors import UserError
from simulator.language import Cell

CHANGEABLE = ("rate", "schedule", "schedule_settings", "clip_norm", "clip_value", "batch")
"""What may be changed between two updates."""


@dataclass(frozen=True, slots=True)
class Setup:
    """One training, described in the arguments of a Trainer, whose docstring says what each of them means.

    What is None, and clipping that is "preset", is as the task's preset has it. ``task``: an id, or a Task such as
    sequences of one's own. ``cell``: an id or a Cell, which ``parse_cell`` makes of equations.
    """

    task: str | Task = "lecture-gates"
    cell: str | Cell | None = None
    units: int | None = None
    layers: int = 1
    bidirectional: bool = False
    readout: str | None = AUTO
    initialisation: str = "uniform"
    forget_bias: float | None = None
    optimizer: str | None = None
    optimizer_settings: Mapping[str, float] = field(default_factory=dict)
    rate: float | None = None
    schedule: str = "constant"
    schedule_settings: Mapping[str, float] = field(default_factory=dict)
    clip_norm: float | Literal["preset"] | None = "preset"
    clip_value: float | None = None
    batch: int | None = None
    length: int | None = None
    window: int | None = None
    seed: int = 0
    dtype: str = "float64"
    evaluate_every: int | None = None

    def trainer(self) -> Trainer:
        """Return a trainer at its start. Raises UserError for what does not fit."""
        arguments: dict[str, Any] = {row.name: getattr(self, row.name) for row in fields(self)}
        return Trainer(**arguments)

    def complete(self) -> Setup:
        """Return the same training with all said that was left to the preset, but for the readout and forget bias.

        Raises UserError for a task or an optimiser that there is not; nothing else is checked.
        """
        task = as_task(self.task)
        preset = task.preset
        optimizer = preset.optimizer if self.optimizer is None else self.optimizer
        clip_norm = self.clip_norm
        if clip_norm == "preset":
            clip_norm = preset.clip_norm if self.clip_value is None else None
        return replace(
            self,
            task=task,
            cell=preset.cell if self.cell is None else self.cell,
            units=preset.units if self.units is None else self.units,
            optimizer=optimizer,
            rate=preset.rate_with(optimizer) if self.rate is None else self.rate,
            clip_norm=clip_norm,
            batch=preset.batch if self.batch is None else self.batch,
            length=preset.length if self.length is None else self.length,
        )

    def as_of(self, snapshot: Snapshot) -> Setup:
        """Return the same training with what may be changed on the way as it was at a snapshot."""
        return replace(self, **settings_of(snapshot))


def settings_of(snapshot: Snapshot) -> dict[str, Any]:
    """Return what may be changed on the way as it was at a snapshot: the fields CHANGEABLE of a Setup."""
    numbers = snapshot.numbers
    schedule, schedule_settings, state = numbers["schedule"]
    return {
        "rate": state["base"],
        "schedule": schedule,
        "schedule_settings": dict(schedule_settings),
        "clip_norm": numbers["clip_norm"],
        "clip_value": numbers["clip_value"],
        "batch": numbers["of"]["batch"],
    }


def change(trainer: Trainer, settings: Mapping[str, Any]) -> None:
    """Change some of the fields CHANGEABLE of a trainer between two updates: all of them or, with a UserError, none."""
    for name in settings:
        pick(dict.fromkeys(CHANGEABLE), name, "setting that can be changed while a network learns")
    before = trainer.snapshot()
    try:
        for name in ("rate", "clip_norm", "clip_value", "batch"):
            if name in settings:
                setattr(trainer, name, settings[name])
        if "schedule" in settings or "schedule_settings" in settings:
            trainer.use_schedule(settings.get("schedule", trainer.schedule), **settings.get("schedule_settings", {}))
    except UserError:
        trainer.restore(before)
        raise
