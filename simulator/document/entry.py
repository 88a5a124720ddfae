"""What a person types or pastes, read as numbers: decimal points and commas, and blocks of a spreadsheet."""

from __future__ import annotations

import csv
import itertools
import math
import re

from simulator.errors import UserError

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_PLAIN = re.compile(r"[-+.0-9eE\t\r\n]*\t[-+.0-9eE\t\r\n]*")
_MINUS = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " "})
_LONGEST = 10_000_000  # characters of a block
_SHOWN = 20  # characters of what was typed that an error repeats


def parse_number(text: str, where: str = "") -> float:
    """Return the finite number in a text: 0.5, 0,5, −3, 1e-4.

    ``where`` begins the sentence of the error: "Step 3, x2". Raises UserError.
    """
    start = f"{where}: " if where else ""
    shown = shorten(text)
    if not shown:
        raise UserError(f"{start}there is no number. Type a number such as 0.5.")
    number = read_number(text)
    if number is None:
        raise UserError(f"{start}“{shown}” is not a number. Type a number such as 0.5.")
    return check_finite(number, where, shown)


def read_number(text: str) -> float | None:
    """Return the number in a text, with a decimal point or comma; infinity for 1e999; None if it is none."""
    bare = _bare(text)
    return float(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else None


def shorten(text: str) -> str:
    """Return the beginning of what was typed, as an error repeats it."""
    bare = _bare(text)
    return bare if len(bare) <= _SHOWN else f"{bare[:_SHOWN]}…"


def _bare(text: str) -> str:
    return text.translate(_MINUS).strip()


def check_finite(value: float, where: str = "", shown: str = "") -> float:
    """Return the value if it is a finite number. Raises UserError."""
    if not math.isfinite(value):
        start = f"{where}: " if where else ""
        raise UserError(f"{start}“{shown or value}” is not a finite number. Type a number such as 0.5.")
    return value


def check_seed(seed: int) -> None:
    """Raise UserError for a seed that no random numbers can be drawn from."""
    if seed < 0:
        raise UserError(f"the seed must be a whole number of at least 0, and is {seed}.")


def parse_block(text: str, columns: int | None = None) -> tuple[tuple[float, ...], ...]:
    """Return the rows of a block of numbers, separated by tabs, semicolons or commas; a cell may stand in quotes.

    Where only commas separate, they are taken for decimal commas if there is room for one column (``columns`` = 1).
    Empty rows at the end are left out, and a last column that is empty in every row: spreadsheets copy them along.
    Raises UserError, naming the row and the column, for what is no number and for rows of different lengths.
    """
    if (plain := _plain(text)) is not None:
        return plain
    cells = _cells(text, next((mark for mark in "\t;" if mark in text), "" if columns == 1 else ","))
    while cells and not any(map(str.strip, cells[-1])):
        cells.pop()
    if not cells:
        raise UserError("there is nothing to paste. Copy a block of numbers first.")
    if all(len(row) > 1 and not row[-1].strip() for row in cells):
        cells = [row[:-1] for row in cells]
    rows = tuple(
        tuple(parse_number(cell, f"row {number} of the block, column {column}") for column, cell in enumerate(row, 1))
        for number, row in enumerate(cells, 1)
    )
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise UserError(
                f"row {number} of the block has {_numbers(len(row))} and row 1 has {len(rows[0])}. "
                "Copy a block with rows of one length."
            )
    return rows


def _plain(text: str) -> tuple[tuple[float, ...], ...] | None:
    """Return the rows of a block in which nothing is to be interpreted: thirty times as fast, and most are such."""
    if len(text) > _LONGEST or not _PLAIN.fullmatch(text):
        return None
    try:
        rows = tuple(tuple(map(float, line.split("\t"))) for line in text.rstrip("\r\n").splitlines())
    except ValueError:  # an empty cell, or what is no number
        return None
    same = len({len(row) for row in rows}) == 1
    return rows if same and all(map(math.isfinite, itertools.chain(*rows))) else None


def _cells(text: str, separator: str) -> list[list[str]]:
    """Return the cells of every line, out of their quotes; a line is one cell if there is no separator."""
    if len(text) > _LONGEST:
        raise UserError(f"the block has more than {_LONGEST:,} characters. Save it as a file and import that.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cells = []
    for number, line in enumerate(lines, 1):
        try:
            row = next(csv.reader([line], delimiter=separator or "\t", skipinitialspace=True), [])
        except csv.Error:  # a cell of more than a hundred thousand characters
            raise UserError(f"row {number} of the block is too long to be a row of numbers. Copy fewer.") from None
        cells.append(row or [""])
    return cells


def _numbers(count: int) -> str:
    return f"{count} number" if count == 1 else f"{count} numbers"
