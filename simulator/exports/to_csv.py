"""A trace as comma-separated values: one row a step (wide), or one row a value (long)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO

import numpy as np

from simulator.engine import Trace
from simulator.errors import UserError
from simulator.exports.text import digits, rows

_BLOCK = 2048  # steps turned into text at a time


def write(file: IO[str], first: Trace, pieces: Iterable[Trace], folder: Path | None, long: bool = False) -> None:  # noqa: ARG001
    """Write consecutive pieces. Raises UserError for a batch, which has no place in a table of steps."""
    if first.batch is not None:
        raise UserError("a batch cannot be written as CSV. Choose a name that ends in .json or .npz.")
    names = ["x", *first.signals]
    if long:
        file.write("step,signal,unit,value\n")
    else:
        file.write(",".join(["step", *header(first)]) + "\n")
    for piece in pieces:
        for start in range(0, piece.steps, _BLOCK):
            part = [piece[name][start : start + _BLOCK] for name in names]
            step = piece.first + start
            file.write("".join(_long(names, part, step) if long else _wide(part, step)))


def header(trace: Trace) -> list[str]:
    """Return the columns after ``step``: x1, x2, … and each signal, with the unit where it has several."""
    columns = [f"x{number}" for number in range(1, trace.x.shape[-1] + 1)]
    for name in trace.signals:
        size = trace[name].shape[-1]
        columns += [name] if size == 1 else [f"{name}[{unit}]" for unit in range(1, size + 1)]
    return columns


def _wide(part: list[np.ndarray], step: int) -> Iterable[str]:
    values = np.concatenate(part, axis=1)
    return (f"{number},{row}\n" for number, row in enumerate(rows(values), step))


def _long(names: list[str], part: list[np.ndarray], step: int) -> Iterable[str]:
    places = [
        f"{name},{unit}" for name, array in zip(names, part, strict=True) for unit in range(1, array.shape[1] + 1)
    ]
    for number, row in enumerate(np.concatenate(part, axis=1), step):
        for place, value in zip(places, digits(row), strict=True):
            yield f"{number},{place},{value}\n"
