"""A trace as JSON: one object with the cell, its parameters, and every signal by name; one line a step."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine import Trace
from simulator.exports.spool import Spool, spooled
from simulator.exports.text import rows

_WORDS = re.compile("-?inf|nan")


def write(file: IO[str], first: Trace, pieces: Iterable[Trace], folder: Path | None) -> None:
    """Write consecutive pieces. What is not finite becomes null: JSON has no other word for it."""
    sizes = {name: size for name, size in first.sizes.items() if name != "outputs" or first.cell.uses_outputs}
    with spooled(first, pieces, folder) as spool:
        file.write(f'{{"cell": {json.dumps(first.cell.id)},\n"equations": {json.dumps(first.cell.equations)},\n')
        file.write(f'"sizes": {json.dumps(sizes)},\n')
        file.write(
            f'"parameters": {_arrays(first.parameters.items())},\n"initial": {_arrays(first.initial.items())},\n'
        )
        file.write('"x": ')
        file.writelines(_column(spool, "x"))
        file.write(',\n"signals": {')
        for number, name in enumerate(first.signals):
            file.write(f"{',' * bool(number)}\n{json.dumps(name)}: ")
            file.writelines(_column(spool, name))
        file.write("}}\n")


def _arrays(items: Iterable[tuple[str, NDArray[Any]]]) -> str:
    return "{" + ",\n".join(f"{json.dumps(name)}: {text(array)}" for name, array in items) + "}"


def _column(spool: Spool, name: str) -> Iterator[str]:
    before = "[\n"
    for block in spool.blocks(name):
        yield before + ",\n".join(entries(block))
        before = ",\n"
    yield "]"


def text(array: NDArray[Any]) -> str:
    """Return an array as nested JSON lists."""
    return f"[{','.join(entries(array))}]" if array.ndim > 1 else next(iter(entries(array[np.newaxis])))


def entries(array: NDArray[Any]) -> Iterable[str]:
    """Return each entry along the first axis of an array of at least two as nested JSON lists."""
    if array.ndim > 2:
        return map(text, array)
    lines = (f"[{row}]" for row in rows(array))
    return lines if np.isfinite(array).all() else (_WORDS.sub("null", line) for line in lines)
