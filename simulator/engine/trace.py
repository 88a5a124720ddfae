"""The trace of a run: every named value at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from simulator.engine.memory import Array
from simulator.errors import UserError
from simulator.language import Cell

WRITERS: dict[str, Callable[[Trace, Path], None]] = {}
"""Suffix of a file -> what writes a trace to it. The room ``simulator.exports`` fills it: one module a format."""


@dataclass(frozen=True, eq=False)
class Trace:
    """All signals of a cell over a sequence, or over a piece of one.

    ``trace["i"]``: an array (steps, size), or (steps, batch, size) of a batch; ``trace["x"]`` the inputs. Row k is step
    k + ``first``, where ``first`` is 1 unless the trace is a later piece of a stream. ``initial`` and ``final`` are the
    states before and after: dict state -> (size,) or (batch, size). No array can be written to. A ``backward`` trace
    stands in the order of time as well, but its cell read the sequence from its end: what it calls t-1 is t+1.
    """

    cell: Cell
    sizes: Mapping[str, int]
    parameters: Mapping[str, Array]
    x: Array
    values: Mapping[str, Array]
    initial: Mapping[str, Array]
    final: Mapping[str, Array]
    first: int = 1
    backward: bool = False

    def __getitem__(self, name: str) -> Array:
        if name == "x":
            return self.x
        if name in self.values:
            return self.values[name]
        kept = ", ".join(("x", *self.values))
        raise KeyError(f"{name!r} is not in this trace, which holds {kept}")

    def __contains__(self, name: object) -> bool:
        return name == "x" or name in self.values

    @property
    def steps(self) -> int:
        """How many steps it has."""
        return len(self.x)

    @property
    def batch(self) -> int | None:
        """How many sequences ran side by side; None for one without a batch axis."""
        return self.x.shape[1] if self.x.ndim == 3 else None

    @property
    def signals(self) -> tuple[str, ...]:
        """The signals that were kept, in the order of the equations."""
        return tuple(self.values)

    def save(self, path: str | Path) -> None:
        """Write the trace to a file; the suffix says in which format. Raises UserError if that cannot be."""
        path = Path(path)
        if path.suffix.lower() not in WRITERS:
            known = ", ".join(WRITERS)
            raise UserError(f"{path}: “{path.suffix}” is no format for a trace. Choose a name that ends in {known}.")
        WRITERS[path.suffix.lower()](self, path)

    def __repr__(self) -> str:
        return f"<Trace of {self.cell.id}: {self.steps} steps of {', '.join(self.values)}>"
