"""Word vectors: each word has numbers of its own, from a table that was made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.errors import UserError
from simulator.words.encoding import Array, Sets, frozen
from simulator.words.splitting import fold, nearest, shortened

UNKNOWN = ("refuse", "zeros")
"""What may become of a word that has no vector."""


@dataclass(frozen=True, eq=False)
class WordVectors:
    """A word sets all inputs, to the numbers of its row in a table.

    ``vectors``: (words, size), read-only here. A word is looked for as it is written and then without regard to case;
    of several that differ in nothing else the first is taken. ``unknown`` says what becomes of a word that is not
    there: "refuse", or "zeros". ``columns`` name the places where the table did. Two tables are the same only if they
    are one object. Raises UserError for another ``unknown``.
    """

    words: tuple[str, ...]
    vectors: Array
    unknown: str = "refuse"
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.unknown not in UNKNOWN:
            raise UserError(f"unknown is “{self.unknown}”, which is no choice. Write {' or '.join(UNKNOWN)}.")
        object.__setattr__(self, "vectors", frozen(self.vectors.view()))

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {word: row for row, word in reversed(tuple(enumerate(self.words)))}

    @cached_property
    def _folded(self) -> dict[str, int]:
        return {fold(word): row for row, word in reversed(tuple(enumerate(self.words)))}

    @property
    def size(self) -> int:
        """How many numbers a word has."""
        return int(self.vectors.shape[1])

    @property
    def sets(self) -> Sets:
        """How many of the places a word sets."""
        return "all"

    def vector(self, word: str) -> Array:
        """Return the numbers of a word. Raises UserError for an unknown one, unless those are to be zeros."""
        row = self._find(word)
        if row is not None:
            found: Array = self.vectors[row]
            return found
        if self.unknown == "zeros":
            return frozen(np.zeros(self.size))
        close = nearest(word, self.words)
        hint = f"Did you mean {close}?" if close else "Choose another word, or let unknown words be zeros."
        raise UserError(f"“{shortened(word)}” has no vector. {hint}")

    def set_places(self, word: str) -> tuple[int, ...]:
        """Return the places whose number is not 0."""
        return tuple(np.flatnonzero(self.vector(word)).tolist())

    def in_order(self, word: str) -> tuple[int, ...]:
        """Return them as they are counted."""
        return self.set_places(word)

    def name(self, index: int) -> str:
        """Return the name of a column; dimension 1, 2, … where the table gave none."""
        return self.columns[index] if self.columns else f"dimension {range(self.size)[index] + 1}"

    def remark(self, word: str) -> str:
        """Say of an unknown word that its inputs are zeros."""
        if self._find(word) is not None:
            return ""
        return f"“{shortened(word)}” has no vector: all its inputs are 0."

    def describe(self) -> str:
        """Say how large the table is, and what becomes of other words."""
        others = "are 0 everywhere" if self.unknown == "zeros" else "are refused"
        return f"Word vectors: {len(self.words):,} words with {self.size:,} numbers each; other words {others}."

    def _find(self, word: str) -> int | None:
        row = self._rows.get(word)
        return self._folded.get(fold(word)) if row is None else row
