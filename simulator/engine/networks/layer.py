"""What a network is made of: layers in one direction or in both, and readouts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from simulator.language import Cell

T = TypeVar("T")

READOUTS = {
    "linear": "y: outputs = V @ x + b_y",
    "sigmoid": "y: outputs = sigmoid(V @ x + b_y)",
    "softmax": "y: outputs = softmax(V @ x + b_y)",
}
"""A readout is a cell without states."""


@dataclass(frozen=True)
class Layer:
    """A layer to be made: a cell (an id, a cell file or a Cell), its units, and whether it reads in both directions."""

    cell: str | Path | Cell
    units: int
    bidirectional: bool = False


@dataclass(frozen=True, eq=False)
class Directions(Generic[T]):
    """What there is of a layer for each direction; ``backward`` is None where it reads in one only."""

    forward: T
    backward: T | None = None

    def __iter__(self) -> Iterator[T]:
        yield self.forward
        if self.backward is not None:
            yield self.backward
