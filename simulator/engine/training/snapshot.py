"""A moment of training as plain data: kept in a history, sent to another process, or saved to a file."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.training.archive import read_arrays, write_arrays
from simulator.errors import UserError
from simulator.files import write_whole

_NUMBERS = "numbers"
VERSION = 1


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that later updates depend on.

    ``arrays``: name -> array, such as "parameters" (of the whole network, as ``network.flat``), the vectors of the
    optimiser ("optimizer.squares") and carried states ("state.1.c"). ``numbers``: what else there is, made of
    dictionaries, text, numbers and None alone. None of it is shared with the trainer.
    """

    arrays: Mapping[str, Array]
    numbers: Mapping[str, Any]

    @property
    def update(self) -> int:
        """How many updates had been made."""
        return int(self.numbers["update"])

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays; what else there is takes about two thousand."""
        return sum(array.nbytes for array in self.arrays.values())

    def check(self, of: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]]) -> None:
        """Raise UserError unless it is of this kind of training and has arrays of these shapes, all in their dtype."""
        kind = self.numbers.get("of")
        if not isinstance(kind, Mapping):
            raise UserError("this is no snapshot of training.")
        for name, wanted in of.items():
            if kind.get(name) != wanted:
                said = f": {kind.get(name)}, not {wanted}" if isinstance(wanted, str | int) else ""
                raise UserError(f"this snapshot is of another training, which differs in {name}{said}.")
        for name, shape in shapes.items():
            array = self.arrays.get(name)
            if array is None or array.shape != shape or str(array.dtype) != of["dtype"]:
                raise UserError(f"this snapshot is damaged: its {name} is not what it should be. Take another one.")

    def save(self, path: str | Path) -> None:
        """Write it to a file, whatever its name ends in: NumPy arrays (.npz), without pickle. Raises UserError."""
        with write_whole(path, "wb") as file:
            self._write(file)

    def to_bytes(self) -> bytes:
        """Return what ``save`` would write."""
        file = io.BytesIO()
        self._write(file)
        return file.getvalue()

    @classmethod
    def load(cls, path: str | Path) -> Snapshot:
        """Read what ``save`` wrote. Raises UserError if it is something else."""
        return cls._of(read_arrays(path), str(path))

    @classmethod
    def from_bytes(cls, data: bytes) -> Snapshot:
        """Return what ``to_bytes`` was asked of. Raises UserError if it is something else."""
        return cls._of(read_arrays(io.BytesIO(data)), "this")

    def _write(self, file: IO[bytes]) -> None:
        text = json.dumps({"version": VERSION, **self.numbers})
        write_arrays(file, {**self.arrays, _NUMBERS: np.array(text)})

    @classmethod
    def _of(cls, arrays: dict[str, Array], name: str) -> Snapshot:
        try:
            numbers = json.loads(str(arrays.pop(_NUMBERS)))
            version = numbers.pop("version")
            int(numbers["update"])
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            raise UserError(f"{name} is no snapshot of training.") from None
        if version != VERSION:
            raise UserError(f"{name} is a snapshot of version {version}, and this program reads version {VERSION}.")
        return cls(arrays, numbers)
