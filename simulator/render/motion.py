"""What moves when: the four sub-steps of a time step, and the curves they follow.

A phase runs from 0 to 1 through sum, gate, write and read. Everything here is a plain function of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from simulator.language import Cell

STAGES = ("sum", "gate", "write", "read")
PHASES = (0.0, 0.1875, 0.4375, 0.8125, 1.0)
"""Where the sub-steps begin and end."""

_ROLE_STAGE = {"input": 0, "sum": 0, "candidate": 1, "gate": 1, "memory": 2, "output": 3}


def out_cubic(share: float) -> float:
    """Fast, then slower: sums and outputs."""
    return 1 - (1 - share) ** 3


def in_out_cubic(share: float) -> float:
    """Slow, fast, slow: valves and liquids."""
    return 4 * share**3 if share < 0.5 else 1 - (2 - 2 * share) ** 3 / 2


_CURVES = (out_cubic, in_out_cubic, in_out_cubic, out_cubic)


def window(phase: float, start: float, stop: float) -> float:
    """Return how far the phase is between two others, 0 to 1, linearly."""
    return min(1.0, max(0.0, (phase - start) / (stop - start)))


def stage_share(phase: float, stage: int, start: float = 0.0, stop: float = 1.0) -> float:
    """Return the eased share, 0 to 1, of a part of a sub-step that is over at a phase."""
    low, high = PHASES[stage], PHASES[stage + 1]
    return _CURVES[stage](window(phase, low + start * (high - low), low + stop * (high - low)))


def arriving(phase: float) -> bool:
    """Return whether the step's inputs have just come: for a moment their cells are lit."""
    return 0 < phase < 80 / 1280


def drift(phase: float) -> float:
    """Return how far a chevron is from the middle of its pipe, in px at scale 1: 24 px a second while a step runs."""
    return (phase - 0.5) * 24 * 1.28


def drained(phase: float) -> float:
    """Return how far the last step's liquid has run off: done by half of the first sub-step."""
    return in_out_cubic(window(phase, 0.0, PHASES[1] / 2))


@lru_cache(maxsize=64)
def schedule(cell: Cell) -> Mapping[str, tuple[int, float, float]]:
    """Return for every signal its sub-step, and between which shares of that it moves.

    A signal's stage is the later of its role's and of those it reads; a sum that reads something later than sums (the
    GRU's candidate sum reads the reset gate, a peephole reads the new memory) waits for the sub-step after it.
    Signals of one stage share its time by depth.
    """
    stages: dict[str, int] = {}
    depths: dict[str, int] = {}
    for name in cell.signals:
        role = cell.roles[name]
        own = _ROLE_STAGE[role]
        reads = cell.graph.reads(name)
        latest = max((stages[other] for other in reads), default=0)
        waits = 1 if role == "sum" and any(cell.roles[other] != "sum" for other in reads) and latest > own else 0
        stages[name] = min(3, max(own, latest + waits))
        depths[name] = 1 + max((depths[other] for other in reads if stages[other] == stages[name]), default=-1)
    levels = {
        stage: 1 + max(depths[name] for name in stages if stages[name] == stage) for stage in set(stages.values())
    }
    return {
        name: (stage, depths[name] / levels[stage], (depths[name] + 1) / levels[stage])
        for name, stage in stages.items()
    }


def progress(cell: Cell, name: str, phase: float) -> float:
    """Return how far a signal has come from its last value to the new one, 0 to 1."""
    stage, start, stop = schedule(cell)[name]
    return stage_share(phase, stage, start, stop)
