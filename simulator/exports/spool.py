"""Values that arrive step by step and are written signal by signal: kept aside, in memory while small, else on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine import Trace

_MEMORY = 1_000_000  # bytes of a signal kept in memory
_BLOCK = 1 << 20  # bytes read back at a time


class Spool:
    """The inputs and signals of consecutive pieces of a trace, each in an unnamed file that cannot be left behind."""

    def __init__(self, first: Trace, files: dict[str, IO[bytes]]) -> None:
        self.names = list(files)
        self.steps = 0
        self.shapes = {name: first[name].shape[1:] for name in files}
        self.dtype: np.dtype[Any] = first.x.dtype
        self._files = files

    def add(self, piece: Trace) -> None:
        """Take in the next piece."""
        self.steps += piece.steps
        for name, file in self._files.items():
            file.write(np.ascontiguousarray(piece[name]).data)

    def blocks(self, name: str) -> Iterator[NDArray[Any]]:
        """Yield a signal again, in blocks of rows (steps, [batch,] size)."""
        file, shape = self._files[name], self.shapes[name]
        row = self.dtype.itemsize * int(np.prod(shape))
        file.seek(0)
        while data := file.read(row * max(1, _BLOCK // row)):
            yield np.frombuffer(data, self.dtype).reshape(-1, *shape)


@contextmanager
def spooled(first: Trace, pieces: Iterable[Trace], folder: Path | None) -> Iterator[Spool]:
    """Keep all pieces until the block is left; ``folder`` is where what is large is kept."""
    place = None if folder is None else str(folder)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(tempfile.SpooledTemporaryFile(_MEMORY, dir=place))
            for name in ("x", *first.signals)
        }
        spool = Spool(first, files)  # type: ignore[arg-type]  # spooled files are files in all but name
        for piece in pieces:
            spool.add(piece)
        yield spool
