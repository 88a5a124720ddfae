"""Reading every column of a table: NumPy does what it can, a piece at a time; where it stops, rows are looked at."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from simulator.document.sequence import Array
from simulator.document.table_import.growing import Growing
from simulator.document.table_import.guess import like_number
from simulator.document.table_import.loading import check_unchanged
from simulator.document.table_import.pieces import Piece, open_table, pieces
from simulator.document.table_import.preview import Preview
from simulator.document.table_import.records import SPACES, Record, no_number, number_in, records, wrong_width
from simulator.errors import UserError

MOST_FIELDS = 50_000_000  # of a table: 400 MB of numbers
GAPS = ("", "nan", "na", "n/a", "null")  # what stands where no number is known
_PIECE = 1 << 20  # bytes read at once
_WORDS = re.compile(rf"(?<=[\t;,\n])(?:{'|'.join(map(re.escape, GAPS[2:]))})(?=[\t;,\n])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A whole table, by the names of its columns.

    ``values``: of each column (rows,), float64 in which NaN is a gap, or texts, "" where nothing stands. ``troubles``:
    of a column with gaps, or with texts among its numbers (NaN as well), the sentence that says where the first is.
    """

    values: Mapping[str, Array]
    troubles: Mapping[str, str]


def column_names(table: Preview) -> tuple[str, ...]:
    """Return a name for each column, no two of them alike: its title, or “column 3”."""
    found: dict[str, None] = {}
    for number, title in enumerate(table.titles, 1):
        name = title or f"column {number}"
        found[name if name not in found else f"{name} (column {number})"] = None
    if len(found) < len(table.titles):  # somebody calls a column “a (column 2)”
        return tuple(f"column {number}" for number in range(1, len(table.titles) + 1))
    return tuple(found)


def holds_numbers(table: Preview, place: int) -> bool:
    """Return whether at least half of what stands in a column, from 0, at the beginning of a table is numbers."""
    filled = [text for text in sample_of(table, place) if text.lower() not in GAPS]
    return 2 * sum(map(like_number, filled)) >= max(1, len(filled))


def sample_of(table: Preview, place: int) -> list[str]:
    """Return what stands in a column, from 0, at the beginning of a table; rows of another width are passed over."""
    width = len(table.uses)
    return [record.fields[place].strip() for record in table.sample if len(record.fields) == width]


def read_columns(
    table: Preview, progress: Callable[[int, int], bool] | None = None, texts: Collection[str] = ()
) -> Columns | None:
    """Return all columns of a table. Those named in ``texts`` are read as texts, whatever stands in them.

    ``progress`` is told how many bytes of how many are read, and says whether to go on; if not, None is returned.
    Beyond what is returned, a large table takes no more memory than a small one. Raises UserError, with the line as an
    editor counts it, for a row of another width, for too many rows, and for a file that is no text or has changed.
    """
    reading = _Reading(table, texts)
    with open_table(table.path) as file:
        check_unchanged(table, file)
        try:
            for piece in pieces(table.path, file, _PIECE):
                reading.take(piece.from_line(table.sample[0].line), piece.bytes_done / table.stamp.size)
                if progress and not progress(piece.bytes_done, table.stamp.size):
                    return None
        except UserError:
            check_unchanged(table, file)  # then that is what is wrong
            raise
        check_unchanged(table, file)
    return reading.finished()


# -- inside


@dataclass(frozen=True, slots=True)
class _Part:
    """What a piece holds: numbers (rows, columns of numbers), texts (rows, columns of texts)."""

    numbers: Array
    texts: list[list[str]]


@dataclass(slots=True)
class _Reading:
    """A table while it is read."""

    table: Preview
    as_texts: Collection[str]
    names: tuple[str, ...] = field(init=False)
    places: list[int] = field(init=False)  # of columns of numbers, from 0
    others: list[int] = field(init=False)  # of columns of texts
    numbers: Growing = field(init=False)
    texts: Growing = field(init=False)
    troubles: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)  # a text that comes again is kept once

    def __post_init__(self) -> None:
        self.names = column_names(self.table)
        every = range(len(self.names))
        self.places = [k for k in every if self.names[k] not in self.as_texts and holds_numbers(self.table, k)]
        self.others = [k for k in every if k not in set(self.places)]
        most = MOST_FIELDS // len(self.names)
        self.numbers = Growing(most, (len(self.places),))
        self.texts = Growing(most, (len(self.others),), object)

    def take(self, piece: Piece, share: float) -> None:
        """Read a piece; with it, this share of the file is read."""
        part = self._at_once(piece) or self._row_by_row(piece)
        most = MOST_FIELDS // len(self.names)
        if self.numbers.count + len(part.numbers) > most:
            record = self._record(piece, most - self.numbers.count)
            raise UserError(
                f"{self.table.path}, line {record.line}: of {len(self.names):,} columns at most {most:,} rows are "
                "read, and the table goes on. Take columns or rows away."
            )
        self.numbers.add(part.numbers, share)
        if self.others:
            rows = np.empty((len(part.texts), len(self.others)), object)
            rows[...] = [[self.known.setdefault(text, text) for text in row] for row in part.texts] or rows
            self.texts.add(rows, share)

    def finished(self) -> Columns:
        """Return what was read."""
        numbers, texts = self.numbers.finished(), self.texts.finished()
        values = {self.names[k]: numbers[:, column] for column, k in enumerate(self.places)}
        values |= {self.names[k]: texts[:, column] for column, k in enumerate(self.others)}
        return Columns({name: values[name] for name in self.names}, self.troubles)

    # -- a piece at once

    def _at_once(self, piece: Piece) -> _Part | None:
        """Return what a piece holds if NumPy's reader can tell, None if its rows have to be looked at."""
        written, width = self.table.form.separator, len(self.names)
        if not piece.text.strip() or not self.places:
            return None
        separator = None if written == SPACES else written
        rows: list[Sequence[str]]
        if '"' in piece.text or "#" in piece.text:
            rows = [record.fields for record in records(self.table.path, piece, written)]
        else:
            lines = [line for line in piece.text.split("\n") if line.strip(" \t" + written)]
            if not self.others:
                return self._part(piece, lines, separator, [[] for _ in lines])
            rows = [line.split(separator) for line in lines]
        if not rows or any(len(row) != width for row in rows):
            return None
        lines = ["\t".join([row[k] for k in self.places]) for row in rows]
        return self._part(piece, lines, "\t", [[row[k].strip() for k in self.others] for row in rows])

    def _part(self, piece: Piece, lines: list[str], separator: str | None, texts: list[list[str]]) -> _Part | None:
        numbers = self._numbers(lines, separator)
        if numbers is None:
            return None
        for column, k in enumerate(self.places):
            gaps = np.isnan(numbers[:, column])
            if self.names[k] not in self.troubles and gaps.any():
                self._note(self._record(piece, int(gaps.argmax())), k)
        for column, k in enumerate(self.others):
            if self.names[k] not in self.troubles:
                row = next((row for row, fields in enumerate(texts) if not fields[column]), None)
                if row is not None:
                    self._note(self._record(piece, row), k)
        return _Part(numbers, texts)

    def _numbers(self, lines: list[str], separator: str | None) -> Array | None:
        """Return the numbers in lines, NaN for gaps, or None if something else stands there."""
        if self.table.form.decimal == ",":
            if separator == "," or any("." in line for line in lines):
                return None
            lines = [line.replace(",", ".") for line in lines]
        for effort in range(3):  # each costs more than the one before
            filled = _gaps_filled(lines, separator, effort == 2) if effort and separator else lines
            try:
                numbers = np.loadtxt(filled, delimiter=separator, comments=None, ndmin=2)
            except ValueError:
                continue
            sound = numbers.shape == (len(lines), len(self.places)) and not np.isinf(numbers).any()
            return numbers if sound else None
        return None

    # -- row by row

    def _row_by_row(self, piece: Piece) -> _Part:
        """Return what a piece holds, and note what is wrong. Raises UserError."""
        numbers: list[list[float]] = []
        texts: list[list[str]] = []
        for record in records(self.table.path, piece, self.table.form.separator):
            if len(record.fields) != len(self.names):
                raise wrong_width(self.table.path, record, len(self.names))
            numbers.append([self._number(record, k) for k in self.places])
            texts.append([record.fields[k].strip() for k in self.others])
            for k, text in zip(self.others, texts[-1], strict=True):
                if not text:
                    self._note(record, k)
        return _Part(np.array(numbers, dtype=np.float64).reshape(-1, len(self.places)), texts)

    def _number(self, record: Record, place: int) -> float:
        number = number_in(record.fields[place], self.table.form.decimal)
        if number is not None and math.isfinite(number):
            return number
        self._note(record, place)
        return math.nan

    def _note(self, record: Record, place: int) -> None:
        """Keep what is wrong in a field, if it is the first of its column."""
        name, text = self.names[place], record.fields[place]
        if name in self.troubles:
            return
        where = f"{self.table.path}, line {record.line}, column {place + 1} ({name})"
        if text.strip().lower() in GAPS:
            self.troubles[name] = f"{where}: nothing stands there. Fill it in, or leave that row or that column out."
        else:
            self.troubles[name] = str(no_number(where, text, self.table.form.decimal))

    def _record(self, piece: Piece, row: int) -> Record:
        """Return a row of a piece, from 0."""
        return next(islice(records(self.table.path, piece, self.table.form.separator), row, None))


def _gaps_filled(lines: list[str], separator: str, also_words: bool) -> list[str]:
    """Return lines with nan where nothing stands, or a word for it: NumPy's reader stops at that."""
    text = "\n" + "\n".join(lines) + "\n"
    if also_words:
        text = _WORDS.sub("nan", text)
    for _ in range(2):  # the second time, every other one of those that stand side by side
        text = text.replace(separator * 2, f"{separator}nan{separator}")
    text = text.replace(f"\n{separator}", f"\nnan{separator}").replace(f"{separator}\n", f"{separator}nan\n")
    return text[1:-1].split("\n")
