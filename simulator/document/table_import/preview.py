"""What a table looks like at its beginning, and what each of its columns is proposed to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path
from typing import IO

from simulator.document.entry import read_number
from simulator.document.table_import.guess import (
    ROWS,
    Form,
    guess_decimal,
    guess_separator,
    like_number,
    rows_of_names,
    usual_width,
)
from simulator.document.table_import.pieces import Piece, Stamp, is_comment, open_table, pieces, stamp_of
from simulator.document.table_import.records import Record, number_in, records
from simulator.errors import UserError, one_line

WORD, STEP, OMIT = "word", "step", "omit"
"""What a column may be besides an input, “x1”, “x2”, …: the words above the steps, their number, left out."""

_INPUT = re.compile(r"x[1-9]\d{0,5}", re.ASCII)
_NAME = re.compile(r"(x[1-9]\d{0,5})(?![^\s(])", re.ASCII | re.IGNORECASE)  # x1, X2 (cm), and no x1_old
_BEGINNING = 1 << 16  # bytes read at once
_LONGEST = 1 << 20  # characters that are looked at, if they hold a row


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it will be read: its line in the file, x1, x2, … (None: no number), its word if there are words."""

    line: int
    numbers: tuple[float | None, ...]
    head: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a table, and what is proposed.

    ``titles`` are the names of the columns ("" where there are none) and ``uses`` what they will be: x1, x2, …, WORD,
    STEP or OMIT. ``sample`` are the first rows as they stand in the file. ``stamp`` tells whether it is still the same.
    """

    path: Path
    form: Form
    titles: tuple[str, ...]
    uses: tuple[str, ...]
    sample: tuple[Record, ...]
    stamp: Stamp

    @property
    def inputs(self) -> int:
        """How many numbers a step will have."""
        return len(self.places)

    @property
    def places(self) -> list[int]:
        """The columns of x1, x2, …, from 0."""
        numbered = {use: place for place, use in enumerate(self.uses)}
        return [numbered[use] for use in sorted(filter(_INPUT.fullmatch, self.uses), key=_number)]

    @property
    def words(self) -> int | None:
        """The column of the words, from 0."""
        return self.uses.index(WORD) if WORD in self.uses else None

    @property
    def rows(self) -> tuple[PreviewRow, ...]:
        """The first rows as they will be read; those that have too few fields or too many hold no number."""
        return tuple(map(self._row, self.sample))

    def with_column(self, column: int, use: str) -> Preview:
        """Return the preview with another use of a column, counted from 0.

        Two inputs change places; another column that was this input, or the words, is left out. Inputs are numbered
        anew, so that none is missing. Raises UserError if there is no such use.
        """
        if use not in (WORD, STEP, OMIT) and not _INPUT.fullmatch(use):
            raise UserError(f"“{use}” is nothing that a column can be. Choose x1, x2, …, {WORD}, {STEP} or {OMIT}.")
        uses = list(self.uses)
        if use in uses and use not in (STEP, OMIT):
            uses[uses.index(use)] = uses[column] if use != WORD and _INPUT.fullmatch(uses[column]) else OMIT
        uses[column] = use
        return replace(self, uses=_numbered(uses))

    def _row(self, record: Record) -> PreviewRow:
        fields = record.fields if len(record.fields) == len(self.uses) else [""] * len(self.uses)
        numbers = tuple(number_in(fields[place], self.form.decimal) for place in self.places)
        return PreviewRow(record.line, numbers, None if self.words is None else head_in(fields[self.words]))


def preview(
    path: str | Path, separator: str | None = None, decimal: str | None = None, header: bool | None = None
) -> Preview:
    """Look at the beginning of a table: a text file of rows, UTF-8 or, with a byte-order mark, UTF-16.

    How it is written is guessed where it is not given: ``separator`` is a comma, semicolon, tab or space (one or more),
    ``decimal`` a point or comma, ``header`` whether a row of names stands above the numbers. Raises UserError if the
    file cannot be read, is no text, or holds no column of numbers.
    """
    path = Path(path)
    with open_table(path) as file:
        stamp = stamp_of(file)
        piece = _beginning(path, file)
    separator = separator or guess_separator(path, piece)
    rows = list(islice(records(path, piece, separator), ROWS))
    if not rows:
        raise UserError(f"{path} holds no rows. Choose a file with a row of numbers for each step.")
    above = rows_of_names(rows) if header is None else (rows_of_names(rows) or 1) if header else 0
    sample = rows[above:]
    if not sample:
        raise UserError(f"{path} holds no rows below the names of its columns. Choose a file with a row for each step.")
    width = usual_width(sample)
    columns = list(zip(*(row.fields for row in sample if len(row.fields) == width), strict=True))
    titles = _titles(path, _names(rows[:above]), columns, sample[0].line) if above else [""] * width
    uses = _proposed(titles, columns)
    if not any(map(_INPUT.fullmatch, uses)):
        raise UserError(f"{path} has no column of numbers. Choose a table with a column for each input.")
    form = Form(separator, decimal or guess_decimal(sample), above > 0)
    return Preview(path, form, tuple(titles), uses, tuple(sample), stamp)


def head_in(field: str) -> str:
    """Return the word in a field, as it is shown: in one line."""
    word = field.strip()
    return word if word.isprintable() else " ".join(one_line(word).split())


# -- inside


def _beginning(path: Path, file: IO[bytes]) -> Piece:
    """Return so much of the file that there are rows enough to see how it is written."""
    text, line, done, rows = "", 1, 0, 0
    for piece in pieces(path, file, _BEGINNING):
        if not rows:  # nothing but empty lines and comments so far
            text, line = "", piece.line
        text, done = text + piece.text, piece.bytes_done
        rows = sum(bool(part.strip()) and not is_comment(part) for part in text.split("\n"))
        if rows > ROWS or (rows and len(text) > _LONGEST):
            break
    return Piece(text, line, done)


def _names(above: Sequence[Record]) -> Record:
    """Return the row that names the columns: the one with x1, x2, …, else the last; below it may stand their units."""
    return next((row for row in above if any(map(_NAME.match, row.fields))), above[-1])


def _titles(path: Path, names: Record, columns: Sequence[Sequence[str]], below: int) -> list[str]:
    """Return a name for each column, "" where there is none.

    Rows may end with a separator, or begin with a number or a name that has no title.
    """
    titles = [" ".join(one_line(name).split()) for name in names.fields]
    if len(titles) == len(columns) + 1 and not titles[-1]:
        titles.pop()
    if len(titles) == len(columns) - 1:
        titles.insert(0 if any(map(str.strip, columns[-1])) else len(titles), "")
    if len(titles) == len(columns):
        return titles
    if len(titles) == 1:  # the title of the whole table
        return [""] * len(columns)
    raise UserError(
        f"{path}, line {names.line}: there are {len(titles)} names of columns, and from line {below} on a row has "
        f"{len(columns)} fields. Mend that line."
    )


def _proposed(titles: Sequence[str], columns: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return what columns are by their names; where no name is that of an input, all that hold numbers are inputs."""
    uses = [OMIT] * len(columns)
    numbers: list[int] = []
    texts: list[int] = []
    for place, (title, column) in enumerate(zip(titles, columns, strict=True)):
        filled = [field for field in column if field.strip()]
        if title.lower() == "step" or (place == 0 and not title and any(titles) and _counts(column)):
            uses[place] = STEP
        elif filled:
            mostly_numbers = 2 * sum(map(like_number, filled)) >= len(filled)
            (numbers if mostly_numbers else texts).append(place)
    named = {place: found[1].lower() for place, title in enumerate(titles) if (found := _NAME.match(title))}
    words = [place for place, title in enumerate(titles) if title.lower() == WORD]
    for place in named or numbers:
        uses[place] = named.get(place, f"x{place + 1}")
    for place in (words or [place for place in texts if place not in named])[:1]:
        uses[place] = WORD
    return _numbered(uses)


def _numbered(uses: Sequence[str]) -> tuple[str, ...]:
    """Return the uses with inputs numbered from 1 on without a gap, in the order of their numbers."""
    inputs = sorted((place for place, use in enumerate(uses) if _INPUT.fullmatch(use)), key=lambda p: _number(uses[p]))
    new = list(uses)
    for number, place in enumerate(inputs, 1):
        new[place] = f"x{number}"
    return tuple(new)


def _number(use: str) -> int:
    return int(use[1:])


def _counts(column: Sequence[str]) -> bool:
    """Whether a column counts its rows, as programs do that write the number of a row without a title."""
    numbers = [read_number(field) for field in column]
    whole = [number for number in numbers if number is not None]
    return len(whole) == len(column) and all(two - one == 1 for one, two in pairwise(whole))
