"""From lines to fields, and from fields to numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from simulator.document.entry import read_number, shorten
from simulator.document.table_import.pieces import Piece, is_comment, quotes_open_after
from simulator.errors import UserError, one_line

SEPARATORS = ("\t", ";", ",", " ")
SPACES = " "  # one or more of them, or tabs
NOT_FINITE = ("nan", "inf", "infinity")  # what programs write where a number should be


class Record(NamedTuple):
    """The fields of a row, out of their quotes, and the number of the line in which it begins."""

    line: int
    fields: tuple[str, ...]


def records(path: Path, piece: Piece, separator: str) -> Iterator[Record]:
    """Yield the rows of a piece. Comments, and lines with nothing in any field, are left out.

    Raises UserError, with the line, where quotes do not match.
    """
    reader = csv.reader(_lines(piece.text, separator), delimiter=separator, skipinitialspace=True, strict=True)
    line = piece.line
    try:
        for fields in reader:
            if any(map(str.strip, fields)):
                yield Record(line, tuple(fields))
            line = piece.line + reader.line_num
    except csv.Error as error:
        problem = "a field is too long" if "limit" in str(error) else 'the quotes (") do not match'
        raise UserError(f"{path}, line {line}: {problem}, so this is no row of a table. Mend that line.") from None


def number_in(field: str, decimal: str) -> float | None:
    """Return the number in a field, infinity for 1e999, None if there is none: the other decimal mark is not read."""
    return None if ("," if decimal == "." else ".") in field else read_number(field)


def no_number(where: str, field: str, decimal: str, hint: str = "or leave that column out") -> UserError:
    """Return the error that says why a field that is not empty is no finite number, and what to do about it."""
    shown = one_line(shorten(field))
    if number_in(field, decimal) is not None or shown.lstrip("+-").lower() in NOT_FINITE:
        return UserError(f"{where}: “{shown}” is not a finite number. Write one there.")
    if number_in(field, "." if decimal == "," else ",") is not None:
        other, own = ("point", "comma") if decimal == "," else ("comma", "point")
        return UserError(f"{where}: “{shown}” has a decimal {other}, and the others a {own}. Write all alike.")
    return UserError(f"{where}: “{shown}” is not a number. Write one there, {hint}.")


def wrong_width(path: Path, record: Record, width: int) -> UserError:
    """Return the error that says that a row has not as many fields as the others."""
    fields = "1 field" if len(record.fields) == 1 else f"{len(record.fields)} fields"
    return UserError(f"{path}, line {record.line}: the row has {fields}, and most have {width}. Mend that line.")


def _lines(text: str, separator: str) -> Iterator[str]:
    """Yield every line as the reader of fields is to see it: comments as empty lines, so that it counts them."""
    inside = False  # of quotes
    for line in text.split("\n"):
        if not inside and is_comment(line):
            yield ""
            continue
        inside = quotes_open_after(line, inside)
        yield (line.replace("\t", " ").strip() if separator == SPACES else line) + "\n"
