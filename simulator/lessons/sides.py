"""What a lesson puts beside itself to be compared with: the tables [[lesson.beside]]."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.language import Cell, cell_ids, load_cell
from simulator.tables import Table, Words, shape_of

MOST = 2  # beside the lesson


@dataclass(frozen=True)
class LessonHold:
    """A signal that is held: a unit (from 0; None: all), the first row and the one behind the last (None: the end)."""

    signal: str
    unit: int | None
    start: int
    stop: int | None
    value: float


@dataclass(frozen=True)
class LessonSide:
    """What runs beside a lesson; what is None is the lesson's own.

    ``parameters`` and ``initial`` replace those that the cell has by name; ``hardness`` is a factor of all that is
    behind its gates; ``sequence`` names one of the lesson's.
    """

    titles: Words
    cell: Cell | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    initial: Mapping[str, Any] = field(default_factory=dict)
    hardness: float | None = None
    sequence: str | None = None
    holds: tuple[LessonHold, ...] = ()


def read_sides(
    entries: tuple[Table, ...],
    folder: Path,
    cell: Cell,
    sizes: Mapping[str, int],
    sequences: Mapping[str, int],
) -> tuple[LessonSide, ...]:
    """Read the tables. ``sequences``: the lesson's, and how many steps each has. Raises UserError."""
    for entry in entries[MOST:]:
        raise entry.wrong("title", f"is that of one too many: {MOST} have room beside a lesson. Leave one out.")
    return tuple(_read(entry, folder, cell, sizes, sequences) for entry in entries)


def _read(
    entry: Table, folder: Path, cell: Cell, sizes: Mapping[str, int], sequences: Mapping[str, int]
) -> LessonSide:
    titles, known = entry.words("title"), entry.text("cell", "")
    other = _cell(entry, known, folder) if known else None
    own = other or cell
    parameters = _arrays(entry.table("parameters"), own.parameter_shapes(**sizes))
    lengths = own.signal_sizes(**sizes)
    initial = _arrays(entry.table("initial"), {name: (lengths[name],) for name in own.states})
    hardness = entry.number("hardness", 0.0) or None
    if hardness is not None and not 0.03 <= hardness <= 1:
        raise entry.wrong("hardness", "must be from 0.03 to 1: it is a factor of what is behind the gates.")
    sequence = entry.text("sequence", "") or None
    if sequence is not None and sequence not in sequences:
        close = difflib.get_close_matches(sequence, sequences, 1) or [", ".join(sequences)]
        raise entry.wrong("sequence", f"is “{sequence}”, which the lesson does not have. Write {close[0]}.")
    steps = sequences[sequence or next(iter(sequences))]
    holds = tuple(_hold(table, lengths, steps) for table in entry.tables("holds"))
    entry.finish()
    return LessonSide(titles, other, parameters, initial, hardness, sequence, holds)


def _cell(entry: Table, known: str, folder: Path) -> Cell:
    if known.endswith(".toml"):
        return load_cell(folder / known)
    if known not in cell_ids():
        close = difflib.get_close_matches(known, cell_ids(), 1) or [", ".join(cell_ids())]
        raise entry.wrong("cell", f"is “{known}”, which is no cell. Write {close[0]}, or name a cell file (.toml).")
    return load_cell(known)


def _arrays(table: Table, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    """Read arrays by name; those that are not there are left as they are."""
    found = {name: table.numbers(name) for name in shapes if name in table.values}
    table.finish(shapes)
    for name, value in found.items():
        shape = shape_of(value, table, name)
        if shape != shapes[name]:
            wanted, have = " x ".join(map(str, shapes[name])), " x ".join(map(str, shape)) or "a single number"
            raise table.wrong(name, f"must be {wanted}, and is {have}.")
    return found


def _hold(table: Table, lengths: Mapping[str, int], steps: int) -> LessonHold:
    signal = table.text("signal")
    if signal not in lengths:
        close = difflib.get_close_matches(signal, lengths, 1) or [", ".join(lengths)]
        raise table.wrong("signal", f"is “{signal}”, which is no signal of the cell. Write {close[0]}.")
    unit = table.whole("unit", 0, low=1, high=lengths[signal])
    first = table.whole("from", 1, high=steps)
    last = table.whole("to", steps, low=first, high=steps)
    value = table.number("value")
    table.finish()
    return LessonHold(signal, unit - 1 if unit else None, first - 1, None if last == steps else last, value)
