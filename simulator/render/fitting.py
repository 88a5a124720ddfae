"""Words that have to fit: shortened with “…” where there is too little room, and left out where that says nothing."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from simulator.render.typeset import LETTER_WIDTHS

_FEWEST = 2  # letters of a word before the “…”: fewer do not tell one word from another
_OTHER = 0.65  # em of a letter that is not known, unless it is as wide as a Chinese one


@lru_cache(maxsize=4096)
def width(text: str, size: float) -> float:
    """Return about how wide a text is, bold: painting measures exactly."""
    return size * sum(map(_letter, text))


def _letter(letter: str) -> float:
    known = LETTER_WIDTHS.get(letter)
    return known or (1.0 if unicodedata.east_asian_width(letter) in "WF" else _OTHER)


@lru_cache(maxsize=2048)
def cut(word: str, room: float, size: float) -> str:
    """Return as much of a word as fits, with “…” for the rest; "" where next to nothing would be left."""
    if width(word, size) <= room:
        return word
    kept = word
    while kept and width(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…" if len(kept) >= _FEWEST else ""
