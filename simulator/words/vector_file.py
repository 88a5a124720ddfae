"""Word vectors from a text file: GloVe's, word2vec's and fastText's text formats, and tables separated by commas."""

from __future__ import annotations

import csv
import math
import os
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from simulator.errors import UserError
from simulator.files import reason
from simulator.words.splitting import shortened
from simulator.words.word_vectors import WordVectors

MAX_BYTES = 500_000_000
MAX_NUMBERS = 50_000_000
MAX_SIZE = 10_000  # numbers of a word
_LINE = 1_000_000  # bytes of a line

Split = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class _Line:
    path: str | Path
    number: int  # as an editor counts
    fields: list[str]

    @property
    def where(self) -> str:
        """What to call it in a sentence."""
        return f"{self.path}, line {self.number}"


def read_word_vectors(path: str | Path, unknown: str = "refuse") -> WordVectors:
    """Read a table of word vectors: on each line a word and its numbers, separated by spaces, tabs or commas.

    The first line may say how many words and numbers follow, as word2vec writes it, or name the columns. ``unknown``
    is as for WordVectors. Raises UserError, with the line, for what is no such table, and for one that is too large.
    """
    rows = _rows(path)
    first, second = next(rows, None), next(rows, None)
    if first is None:
        raise UserError(f"{path} is empty. Write a word and its numbers on each line.")
    promised = _promised(first, second)
    columns = tuple(first.fields[1:]) if second is not None and _is_header(first.fields) else ()
    begin = [line for line in (first, second) if line is not None]
    if promised is not None or columns:
        begin.remove(first)
    words, numbers = _read(chain(begin, rows))
    if promised not in (None, len(words)):
        raise UserError(
            f"{first.where} says that {promised:,} words follow, and there are {len(words):,}. Is the file complete?"
        )
    vectors = np.frombuffer(numbers).reshape(len(words), -1)
    if columns and len(columns) != vectors.shape[1]:
        raise UserError(
            f"{first.where} names {len(columns) + 1} columns, and the rows below it have {vectors.shape[1] + 1}. "
            "Name the word’s column and each of the numbers’."
        )
    return WordVectors(words, vectors, unknown, columns)


def _read(rows: Iterator[_Line]) -> tuple[tuple[str, ...], array[float]]:
    """Read all lines: words, and their numbers one behind the other."""
    numbers = array("d")
    seen: dict[str, int] = {}
    size = 0
    for line in rows:
        word, values = line.fields[0], _numbers(line)
        size = size or len(values)
        if size > MAX_SIZE:
            raise UserError(f"{line.where}: there are {size:,} numbers, and a word has at most {MAX_SIZE:,}.")
        if len(values) != size:
            have = "there is 1 number" if len(values) == 1 else f"there are {len(values)} numbers"
            raise UserError(
                f"{line.where}: {have} behind “{shortened(word)}”, and {size} in the first row. "
                "Give every word as many."
            )
        if not word:
            raise UserError(f"{line.where} begins with no word. Write the word before its numbers.")
        if word in seen:
            raise UserError(
                f"{line.where}: “{shortened(word)}” is there already, in line {seen[word]}. Leave one of them out."
            )
        seen[word] = line.number
        numbers.extend(values)
        if len(numbers) > MAX_NUMBERS:
            raise UserError(f"{line.where}: there are more than {MAX_NUMBERS:,} numbers up to here. Use fewer words.")
    return tuple(seen), numbers


def _numbers(line: _Line) -> list[float]:
    if len(line.fields) < 2:
        raise UserError(f"{line.where}: there are no numbers behind “{shortened(line.fields[0])}”. Write them there.")
    try:
        values = list(map(float, line.fields[1:]))
        if math.isfinite(sum(values)):  # one look instead of hundreds
            return values
    except ValueError:
        pass
    for column, field in enumerate(line.fields[1:], 2):
        if not _is_number(field):
            raise UserError(f"{line.where}, column {column}: “{shortened(field)}” is not a number.")
        if not math.isfinite(float(field)):
            raise UserError(f"{line.where}, column {column}: {shortened(field)} is not a finite number.")
    return values


# -- what the first line tells


def _promised(first: _Line, second: _Line | None) -> int | None:
    """Return how many words follow, where the first line says so: two whole numbers, the second that of the numbers."""
    told = first.fields
    if second is None or len(told) != 2 or not all(field.isdecimal() and len(field) < 16 for field in told):
        return None
    return int(told[0]) if int(told[1]) == len(second.fields) - 1 else None


def _is_header(fields: list[str]) -> bool:
    """Whether a line names columns: it has no word, or it has no number."""
    return len(fields) > 1 and not (fields[0] and any(map(_is_number, fields[1:])))


def _split_for(where: str, text: str) -> Split:
    """Return what cuts a line into its fields, by the look of the first."""
    if "\t" in text:
        return lambda line: _trimmed(line.split("\t"))
    spaced = _by_spaces(text)
    if "," in text and not (len(spaced) > 1 and all(map(_is_number, spaced[1:]))):
        return lambda line: _trimmed(next(csv.reader([line], skipinitialspace=True, strict=True)))
    if ";" in text and len(spaced) == 1:
        raise UserError(f"{where}: the columns are separated by semicolons. Separate them by commas.")
    return _by_spaces


# -- lines and fields


def _rows(path: str | Path) -> Iterator[_Line]:
    """Yield every line that is not blank, cut into its fields."""
    split: Split | None = None
    for number, text in _lines(path):
        where = f"{path}, line {number}"
        split = split or _split_for(where, text)
        try:
            fields = split(text)
        except csv.Error as error:
            raise UserError(f"{where}: this is no line of a table: {error}.") from None
        yield _Line(path, number, fields)


def _lines(path: str | Path) -> Iterator[tuple[int, str]]:
    """Yield every line that is not blank, with its number. A line ends with LF or CR LF."""
    number = size = 0
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise UserError(f"{path} is larger than {MAX_BYTES:,} bytes. Keep the words that you need.")
            while data := file.readline(_LINE + 1):
                number += 1
                size += len(data)
                if len(data) > _LINE:
                    raise UserError(f"{path}, line {number} has more than {_LINE:,} bytes, so it is no word’s.")
                if size > MAX_BYTES:  # a pipe does not say beforehand
                    raise UserError(f"{path}, line {number}: there are more than {MAX_BYTES:,} bytes up to here.")
                text = _text(data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data, f"{path}, line {number}")
                if text.strip():
                    yield number, text
    except OSError as error:
        raise UserError(f"{path} cannot be read: {reason(error)}. Check the name and the folder.") from None
    except ValueError:  # a null character in the name
        raise UserError(f"{str(path)!r} is not a file name.") from None


def _text(data: bytes, where: str) -> str:
    try:
        text = data.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UserError(f"{where}: this is not UTF-8 text. Save the vectors as text, not as binary.")
    return text


def _by_spaces(line: str) -> list[str]:
    """Cut at spaces alone: a word may hold what else counts as one."""
    return [field for field in line.split(" ") if field]


def _trimmed(fields: list[str]) -> list[str]:
    """Return the fields without spaces around them, and without the nothing behind a separator at the end."""
    found = [field.strip() for field in fields]
    return found[:-1] if len(found) > 1 and not found[-1] else found


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True
