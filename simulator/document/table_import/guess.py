"""How a table is written, guessed from its first rows: what separates fields, the decimal mark, and where names end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from simulator.document.entry import read_number
from simulator.document.table_import.pieces import Piece
from simulator.document.table_import.records import NOT_FINITE, SEPARATORS, Record, records
from simulator.errors import UserError

ROWS = 100  # that are looked at


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written. ``separator`` is one of SEPARATORS, ``decimal`` "." or ","; ``header``: it has names."""

    separator: str
    decimal: str
    header: bool


def guess_separator(path: Path, piece: Piece) -> str:
    """Return the separator with which most fields are numbers, in rows of one width.

    One that makes columns of numbers goes before one that makes a single column, even if a row is broken: else 1,2
    would be taken for a number. A comma where none makes columns.
    """
    tried = {separator: _tried(path, piece, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: (tried[separator].makes_columns, tried[separator].share))
    if best == "," and tried[best].width == 2 and tried[best].names == 1:
        return ";"  # one name above numbers with a comma in each: it is a decimal comma
    return best if tried[best].width > 1 else ","


def guess_decimal(rows: Iterable[Record]) -> str:
    """Return the decimal mark that stands in more of the numbers; a point where there is none."""
    marks: Counter[str] = Counter()
    for row in rows:
        for field in row.fields:
            if read_number(field) is not None:
                marks.update(mark for mark in ".," if mark in field)
    return "," if marks[","] > marks["."] else "."


def rows_of_names(rows: Iterable[Record]) -> int:
    """Return how many rows stand above the first one that holds a number; 0 if none does.

    One of them names the columns; others are a title, units, or what an instrument says of itself.
    """
    return next((place for place, row in enumerate(rows) if any(map(like_number, row.fields))), 0)


def usual_width(rows: Iterable[Record]) -> int:
    """Return how many fields most rows have."""
    return Counter(len(row.fields) for row in rows).most_common(1)[0][0]


def like_number(field: str) -> bool:
    """Whether a field stands where a number is meant: nan as well."""
    return read_number(field) is not None or field.strip().lstrip("+-").lower() in NOT_FINITE


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a separator makes of the first rows: the share of numbers among the fields below the names, the usual number
    of fields in a row, and that in the row of names (0 if there is none)."""

    share: float = 0.0
    width: int = 0
    names: int = 0

    @property
    def makes_columns(self) -> bool:
        return self.width > 1 and self.share >= 0.5


def _tried(path: Path, piece: Piece, separator: str) -> _Tried:
    try:
        rows = list(islice(records(path, piece, separator), ROWS))
    except UserError:  # with this separator, quotes do not match
        return _Tried()
    above = rows_of_names(rows)
    below = rows[above:]
    if not below:
        return _Tried()
    width = usual_width(below)
    numbers = sum(sum(map(like_number, row.fields)) for row in below if len(row.fields) == width)
    share = numbers / sum(len(row.fields) for row in below)
    return _Tried(share, width, len(rows[above - 1].fields) if above else 0)
