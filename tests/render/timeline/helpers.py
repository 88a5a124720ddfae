"""A trace as the timeline's source, rows that were chosen, and what a picture is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine import Trace
from simulator.engine.spread import Spread
from simulator.render.primitives import Group, Primitive, Text


class Numbers:
    """What is ready of a trace."""

    def __init__(self, trace: Trace, ready: int | None = None) -> None:
        self.trace = trace
        self.ready = trace.steps if ready is None else ready
        self.words: tuple[str, ...] | None = None

    @property
    def steps(self) -> int:
        return self.trace.steps

    def inputs(self, start: int, stop: int) -> np.ndarray:
        return self.trace.x[start:stop]

    def signal(self, name: str, start: int, stop: int) -> np.ndarray:
        assert stop <= self.ready
        return self.trace[name][start:stop]

    def initial(self, name: str) -> np.ndarray:
        return self.trace.initial[name]

    def spread(self, name: str, unit: int | None, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        assert edges.size == 0 or edges[-1] <= (self.steps if name == "x" else self.ready)
        return Spread(self.trace[name]).over(edges, unit)

    def set_inputs(self, start: int, stop: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows, columns = np.nonzero(self.trace.x[start:stop])
        return rows, columns, self.trace.x[start:stop][rows, columns]

    def heads(self, start: int, stop: int) -> tuple[str, ...] | None:
        return self.words[start:stop] if self.words else None

    def extent(self, name: str) -> tuple[float, float]:
        if name.startswith("x["):
            column = self.trace.x[:, int(name[2:-1]) - 1]
            return float(column.min()), float(column.max())
        return float(self.trace[name].min()), float(self.trace[name].max())


@dataclass(frozen=True)
class Choice:
    """A signal that was chosen."""

    signal: str
    heat: bool | None = None
    units: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Band:
    """One signal, or a group of them."""

    members: tuple[Choice, ...]
    form: str = "single"
    name: str = ""

    @property
    def title(self) -> str:
        return self.name or ", ".join(member.signal for member in self.members)


def alone(*signals: str) -> list[Band]:
    """Return each signal by itself."""
    return [Band((Choice(name),)) for name in signals]


def group(form: str, *signals: str, name: str = "") -> Band:
    """Return a group of signals."""
    return Band(tuple(map(Choice, signals)), form, name)


def leaves(what: Primitive) -> list[Primitive]:
    """Return all that is drawn, in order, out of its groups."""
    return [leaf for child in what.children for leaf in leaves(child)] if isinstance(what, Group) else [what]


def texts_of(what: Primitive) -> list[str]:
    """Return all that is written."""
    return ["".join(run.text for run in part.runs) for part in leaves(what) if isinstance(part, Text)]
