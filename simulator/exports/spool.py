"""Values that arrive step by step and are written signal by signal: kept aside, in memory while small, else on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine import Trace

_MEMORY = 8_000_000  # bytes of a signal kept in memory
_BLOCK = 1 << 20  # bytes read back at a time


class Spool:
    """The inputs and signals of consecutive pieces of a trace, each in an unnamed file that cannot be left behind."""

    def __init__(self, first: Trace, pieces: Iterable[Trace], folder: Path | None) -> None:
        self.names = ["x", *first.signals]
        self.steps = 0
        self.shapes = {name: first[name].shape[1:] for name in self.names}
        self.dtype: np.dtype[Any] = first.x.dtype
        self._files: dict[str, IO[bytes]] = {
            name: tempfile.SpooledTemporaryFile(_MEMORY, dir=None if folder is None else str(folder))  # noqa: SIM115 - closed below
            for name in self.names
        }
        for piece in pieces:
            self.steps += piece.steps
            for name, file in self._files.items():
                file.write(np.ascontiguousarray(piece[name]).data)

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()

    def blocks(self, name: str) -> Iterator[NDArray[Any]]:
        """Yield a signal again, in blocks of rows (steps, [batch,] size)."""
        file, shape = self._files[name], self.shapes[name]
        row = self.dtype.itemsize * int(np.prod(shape))
        file.seek(0)
        while data := file.read(row * max(1, _BLOCK // row)):
            yield np.frombuffer(data, self.dtype).reshape(-1, *shape)
