"""What a person types or pastes, read as numbers: decimal points and commas, and blocks of a spreadsheet."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from simulator.errors import UserError

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_MINUS = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " "})
_SHOWN = 20  # characters of what was typed that an error repeats


def parse_number(text: str, where: str = "") -> float:
    """Return the finite number in a text: 0.5, 0,5, −3, 1e-4.

    ``where`` begins the sentence of the error: "Step 3, x2". Raises UserError.
    """
    start = f"{where}: " if where else ""
    bare = text.translate(_MINUS).strip()
    if not bare:
        raise UserError(f"{start}there is no number. Type a number such as 0.5.")
    shown = bare if len(bare) <= _SHOWN else f"{bare[:_SHOWN]}…"
    if not _NUMBER.fullmatch(bare):
        raise UserError(f"{start}“{shown}” is not a number. Type a number such as 0.5.")
    return check_finite(float(bare.replace(",", ".")), where, shown)


def check_finite(value: float, where: str = "", shown: str = "") -> float:
    """Return the value if it is a finite number. Raises UserError."""
    if not math.isfinite(value):
        start = f"{where}: " if where else ""
        raise UserError(f"{start}“{shown or value}” is not a finite number. Type a number such as 0.5.")
    return value


def parse_block(text: str, columns: int | None = None) -> tuple[tuple[float, ...], ...]:
    """Return the rows of a block of numbers, separated by tabs, semicolons or commas.

    Where only commas separate, they are taken for decimal commas if there is room for one column (``columns`` = 1).
    Raises UserError, naming the row and the column, for what is no number and for rows of different lengths.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    separator = next((mark for mark in "\t;" if mark in text), "" if columns == 1 else ",")
    rows = tuple(_rows(lines, separator))
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise UserError(
                f"row {number} of the block has {_numbers(len(row))} and row 1 has {len(rows[0])}. "
                "Copy a block with rows of one length."
            )
    return rows


def _rows(lines: list[str], separator: str) -> Iterator[tuple[float, ...]]:
    if not any(line.strip() for line in lines):
        raise UserError("there is nothing to paste. Copy a block of numbers first.")
    for number, line in enumerate(lines, 1):
        cells = line.split(separator) if separator else [line]
        yield tuple(
            parse_number(cell, f"row {number} of the block, column {column}") for column, cell in enumerate(cells, 1)
        )


def _numbers(count: int) -> str:
    return f"{count} number" if count == 1 else f"{count} numbers"
