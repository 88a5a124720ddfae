"""Words that have to fit: shortened with “…” where there is too little room, and left out where that says nothing."""

from __future__ import annotations

from functools import lru_cache

from simulator.render.timeline.rows import rough_width

_FEWEST = 2  # letters of a word before the “…”: fewer do not tell one word from another


@lru_cache(maxsize=2048)
def cut(word: str, room: float, size: float) -> str:
    """Return as much of a word as fits, with “…” for the rest; "" where next to nothing would be left."""
    if rough_width(word, size) <= room:
        return word
    kept = word
    while kept and rough_width(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…" if len(kept) >= _FEWEST else ""
