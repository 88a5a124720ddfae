"""Reading a whole table: NumPy's reader does what it can, a piece at a time; where it stops, every row is looked at, to
say what is wrong in which line."""

from __future__ import annotations

import math
from collections.abc import Callable
from collections.abc import Sequence as Rows
from dataclasses import dataclass
from itertools import islice
from typing import IO, Literal

import numpy as np

from simulator.document.edits import MAX_STEPS
from simulator.document.sequence import Array
from simulator.document.table_import.growing import Growing
from simulator.document.table_import.pieces import Piece, open_table, pieces, stamp_of
from simulator.document.table_import.preview import Preview, head_in
from simulator.document.table_import.records import SPACES, Record, no_number, number_in, records, wrong_width
from simulator.errors import UserError

LONGEST_HEAD = 100  # characters of a word
_PIECE = 1 << 20  # bytes read at once

Gaps = Literal["refuse", "zero", "previous"]
"""What becomes of an empty field where a number should be: refused, 0, or the number of the step before."""


def load(
    table: Preview, progress: Callable[[int, int], bool] | None = None, gaps: Gaps = "refuse"
) -> tuple[Array, tuple[str, ...] | None] | None:
    """Return the rows of a table (steps, inputs), and the word of each if it has a column of words.

    ``progress`` is told how many bytes of how many are read, and says whether to go on; if not, None is returned.
    Beyond what is returned, a large table takes no more memory than a small one. Raises UserError, with the line as an
    editor counts it, for what is no table of finite numbers, too long, or not any more what ``table`` saw.
    """
    if not table.inputs:
        raise UserError(f"{table.path}: no column is an input. Choose x1 for one of them.")
    rows = Growing(MAX_STEPS, (table.inputs,))
    heads: list[str] = []
    known: dict[str, str] = {}  # a word that comes again is kept once
    with open_table(table.path) as file:
        check_unchanged(table, file)
        try:
            for piece in pieces(table.path, file, _PIECE):
                part = piece.from_line(table.sample[0].line)
                found = _read_at_once(table, part) or _read_row_by_row(table, part, gaps, rows.last)
                if rows.count + len(found.rows) > MAX_STEPS:
                    raise _too_many(table, part, MAX_STEPS - rows.count)
                rows.add(found.rows, piece.bytes_done / table.stamp.size)
                heads += [known.setdefault(word, word) for word in found.heads]
                if progress and not progress(piece.bytes_done, table.stamp.size):
                    return None
        except UserError:
            check_unchanged(table, file)  # then that is what is wrong
            raise
        check_unchanged(table, file)
    return rows.finished(), None if table.words is None else tuple(heads)


@dataclass(frozen=True, slots=True)
class _Part:
    """What a piece holds; ``heads`` is empty if the table has no words."""

    rows: Array
    heads: Rows[str]


def _read_at_once(table: Preview, piece: Piece) -> _Part | None:
    """Return what a piece holds if NumPy's reader can tell, None if something in it has to be looked at more closely.

    It reads the same numbers as ``number_in``, and nan and inf besides.
    """
    if '"' in piece.text or "#" in piece.text:
        return _fields_at_once(table, piece)
    if not piece.text.strip():
        return None
    lines = list(filter(None, piece.text.split("\n")))
    separator = None if table.form.separator == SPACES else table.form.separator
    places, width, words = table.places, len(table.uses), table.words
    if places == list(range(width)):
        return _numbers(table, lines, separator)
    if any(_width(line, separator) != width for line in lines):  # it does not look at columns that it is not to read
        return None
    heads = [] if words is None else [head_in(line.split(separator, words + 1)[words]) for line in lines]
    return _numbers(table, lines, separator, places, heads)


def _fields_at_once(table: Preview, piece: Piece) -> _Part | None:
    """Return the same where there are quotes or comments."""
    rows = [record.fields for record in records(table.path, piece, table.form.separator)]
    places, width, words = table.places, len(table.uses), table.words
    if not rows or any(len(fields) != width for fields in rows):
        return None
    lines = ["\t".join([fields[place] for place in places]) for fields in rows]
    return _numbers(table, lines, "\t", None, [] if words is None else [head_in(fields[words]) for fields in rows])


def _numbers(
    table: Preview, lines: list[str], separator: str | None, places: list[int] | None = None, heads: Rows[str] = ()
) -> _Part | None:
    """Return the numbers in some columns of some lines (None: in all), if all is well with them, and with the words."""
    if not any(lines) or max(map(len, heads), default=0) > LONGEST_HEAD:
        return None
    if table.form.decimal == ",":
        if separator == "," or any("." in line for line in lines):
            return None
        lines = [line.replace(",", ".") for line in lines]
    try:
        numbers = np.loadtxt(lines, delimiter=separator, usecols=places, comments=None, ndmin=2)
    except ValueError:
        return None
    sound = numbers.shape == (len(lines), table.inputs) and np.isfinite(numbers).all()
    return _Part(numbers, heads) if sound else None


def _width(line: str, separator: str | None) -> int:
    return len(line.split()) if separator is None else line.count(separator) + 1


def _read_row_by_row(table: Preview, piece: Piece, gaps: Gaps, last: Array | None) -> _Part:
    """Return what a piece holds. ``last`` is the row before it. Raises UserError."""
    rows: list[list[float]] = []
    heads: list[str] = []
    before = None if last is None else last.tolist()
    places = table.places
    for record in records(table.path, piece, table.form.separator):
        if len(record.fields) != len(table.uses):
            raise wrong_width(table.path, record, len(table.uses))
        before = [_number(table, record, place, gaps, before) for place in places]
        rows.append(before)
        if table.words is not None:
            heads.append(_head(table, record, table.words))
    return _Part(np.array(rows, dtype=np.float64).reshape(-1, table.inputs), heads)


def _number(table: Preview, record: Record, place: int, gaps: Gaps, before: list[float] | None) -> float:
    field, name = record.fields[place], table.uses[place]
    number = number_in(field, table.form.decimal)
    if number is not None and math.isfinite(number):
        return number
    where = f"{table.path}, line {record.line}, column {place + 1} ({name})"
    if not field.strip():
        if gaps == "zero":
            return 0.0
        if gaps == "refuse":
            raise UserError(f"{where}: there is no number. Write one there, or choose how gaps are filled.")
        if before is None:
            raise UserError(f"{where}: there is no number, and none before it. Write one there, or fill gaps with 0.")
        return before[int(name[1:]) - 1]
    raise no_number(where, field, table.form.decimal)


def _head(table: Preview, record: Record, place: int) -> str:
    word = head_in(record.fields[place])
    if len(word) > LONGEST_HEAD:
        raise UserError(
            f"{table.path}, line {record.line}, column {place + 1}: the word has {len(word):,} characters, and at most "
            f"{LONGEST_HEAD} are shown above a step. Shorten it, or leave that column out."
        )
    return word


def _too_many(table: Preview, piece: Piece, room: int) -> UserError:
    """Return the error that names the first line for which there is no room."""
    record = next(islice(records(table.path, piece, table.form.separator), room, None))
    return UserError(
        f"{table.path}, line {record.line}: a sequence has at most {MAX_STEPS:,} steps, and the table goes on. "
        "Cut it into several files."
    )


def check_unchanged(table: Preview, file: IO[bytes]) -> None:
    """Raise UserError if a file is not any more what was looked at."""
    if stamp_of(file) != table.stamp:
        raise UserError(f"{table.path} has changed since it was looked at. Look at it again.")
