"""The formats a trace can be written in. A new one is a module and a row here."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from simulator.engine import WRITERS, Trace
from simulator.errors import UserError
from simulator.files import write_whole


@dataclass(frozen=True)
class Format:
    """One format: the suffix of its files, what to call it, and the module that writes it, loaded when it is used.

    The module has one function ``write(file, first, pieces, folder, **options)``: ``pieces`` are consecutive traces, of
    which ``first`` is the first; ``folder`` is where it may keep what does not fit in memory while it writes.
    """

    suffix: str
    name: str
    module: str
    mode: str = "w"

    def write(self, file: IO[Any], pieces: Iterable[Trace], folder: Path | None = None, **options: Any) -> None:
        """Write consecutive pieces of a trace to an open file."""
        iterator = iter(pieces)
        first = next(iterator)
        module = importlib.import_module(self.module)
        writer: Callable[..., None] = module.write
        writer(file, first, chain([first], iterator), folder, **options)


FORMATS = {
    row.suffix: row
    for row in (
        Format(".csv", "Comma-separated values", "simulator.exports.to_csv"),
        Format(".json", "JSON", "simulator.exports.to_json"),
        Format(".npz", "NumPy arrays", "simulator.exports.to_npz", "wb"),
    )
}
"""Suffix -> format, in the order in which they are offered."""


def write_trace(pieces: Iterable[Trace], path: str | Path, **options: Any) -> None:
    """Write a trace, given whole or in pieces, to a file; the suffix chooses the format.

    The file takes its place only when it is complete. Raises UserError for an unknown suffix, for what the format
    cannot hold, and if the file cannot be written.
    """
    path = Path(path)
    row = FORMATS.get(path.suffix.lower())
    if row is None:
        suffix = f"“{path.suffix}” is no format for a trace" if path.suffix else "the name has no suffix"
        raise UserError(f"{path}: {suffix}. Choose a name that ends in {', '.join(FORMATS)}.")
    with write_whole(path, row.mode) as file:
        row.write(file, pieces, path.absolute().parent, **options)


def _save(trace: Trace, path: Path) -> None:
    write_trace([trace], path)


WRITERS.update(dict.fromkeys(FORMATS, _save))
