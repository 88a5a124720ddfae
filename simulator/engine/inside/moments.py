"""The moments of an update, in the order in which it is told, so that it can be stepped through both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["forward", "loss", "backward", "sum", "clip", "update"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment. ``number`` counts from 1; ``step`` is that of a forward or backward moment, else None.

    ``forward`` and ``backward``: how many steps have been gone forward and back with it, so that what is known can be
    read from it alone.
    """

    number: int
    kind: Kind
    step: int | None
    forward: int
    backward: int

    def __str__(self) -> str:
        return self.kind if self.step is None else f"{self.kind} {self.step}"


def moments(steps: int, from_the_end: bool = False) -> tuple[Moment, ...]:
    """Return the moments of an update over so many steps.

    Forward 1 to the last, loss, backward from the last to 1, sum, clip, update. ``from_the_end``: of a cell that reads
    the sequence from its end, which goes forward from the last step and back from the first.
    """
    order = range(steps, 0, -1) if from_the_end else range(1, steps + 1)
    told: list[tuple[Kind, int | None, int, int]] = [("forward", step, k, 0) for k, step in enumerate(order, 1)]
    told.append(("loss", None, steps, 0))
    told += [("backward", step, steps, k) for k, step in enumerate(reversed(order), 1)]
    ends: tuple[Kind, ...] = ("sum", "clip", "update")
    told += [(kind, None, steps, steps) for kind in ends]
    return tuple(Moment(number, *rest) for number, rest in enumerate(told, 1))
