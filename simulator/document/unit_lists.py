"""Units as a person lists them, counted from 1: “1-3, 7”."""

from __future__ import annotations

import re
from collections.abc import Iterable

from simulator.document.entry import shorten
from simulator.errors import UserError

_PIECE = re.compile(r"(\d+)(?:[-–−…](\d+))?", re.ASCII)
_LONGEST = 10_000  # characters


def parse_units(text: str, size: int) -> tuple[int, ...]:
    """Return the units of a list, from 0, rising; nothing typed stands for all of so many. Raises UserError."""
    if not text.strip():
        return tuple(range(size))
    if len(text) > _LONGEST:
        raise UserError(f"the list has more than {_LONGEST:,} characters. Write ranges such as 1-3.")
    found: set[int] = set()
    for piece in filter(None, re.split(r"[\s,;]+", re.sub(r"\s*([-–−…])\s*", r"\1", text.strip()))):
        match = _PIECE.fullmatch(piece)
        if match is None:
            raise UserError(f"“{shorten(piece)}” is no unit. Write numbers and ranges such as 1-3, 7.")
        first, last = (min(size + 1, int(number[:9])) for number in (match[1], match[2] or match[1]))
        for number in (first, last):
            if not 1 <= number <= size:
                raise UserError(f"“{shorten(piece)}” is not among the units 1 to {size:,}. Choose from them.")
        found.update(range(min(first, last) - 1, max(first, last)))
    return tuple(sorted(found))


def list_units(units: Iterable[int]) -> str:
    """Return units, from 0 and rising, as a list with ranges."""
    ranges: list[tuple[int, int]] = []
    for unit in units:
        if ranges and ranges[-1][1] == unit - 1:
            ranges[-1] = ranges[-1][0], unit
        else:
            ranges.append((unit, unit))
    return ", ".join(f"{first + 1}" if first == last else f"{first + 1}-{last + 1}" for first, last in ranges)
