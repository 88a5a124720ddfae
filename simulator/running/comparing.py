"""Several trainings side by side: what they are called, and how far each came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.running.history import History
from simulator.running.naming import names


@dataclass(frozen=True, slots=True)
class Standing:
    """How a training stands: its name among the others, updates and the seconds they took, and how well it does.

    ``loss`` is that of late, smoothed; ``held_out`` the lowest on what was held out; ``solved`` the first update after
    which the task was seen to be solved. None where that is not known.
    """

    name: str
    updates: int
    seconds: float
    loss: float | None
    held_out: float | None
    solved: int | None


def compare(histories: Sequence[History]) -> tuple[Standing, ...]:
    """Return how each of some trainings stands, in their order."""
    said = names([history.setup for history in histories], [history.begin for history in histories])
    return tuple(_standing(name, history) for name, history in zip(said, histories, strict=True))


def _standing(name: str, history: History) -> Standing:
    smoothed = history.line("loss").smoothed()
    best = history.evaluations.best
    return Standing(
        name,
        history.last - history.begin,
        history.seconds,
        float(smoothed[-1]) if len(smoothed) else None,
        None if best is None else best.loss,
        history.solved,
    )
