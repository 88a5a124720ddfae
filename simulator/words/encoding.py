"""What an encoding is: which inputs a word sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.errors import UserError
from simulator.tables import Words

Array = NDArray[np.float64]

Sets = Literal["one", "few", "all"]
"""How many of its places an encoding sets for a word: so a word is shown by their names, or by its numbers."""

MAX_NUMBERS = 20_000_000  # of a sentence: its words times the size of the encoding


class Encoding(Protocol):
    """Turns a word into the inputs of a step. Frozen and hashable; words are compared without regard to case.

    A place is one of the inputs, counted from 0.
    """

    @property
    def size(self) -> int:
        """How many places there are."""

    @property
    def sets(self) -> Sets:
        """How many of the places a word sets."""

    def vector(self, word: str) -> Array:
        """Return the inputs that a word sets, (size,), read-only. Raises UserError for a word that has none."""

    def set_places(self, word: str) -> tuple[int, ...]:
        """Return the places that are not 0 for a word, in order. Raises UserError like ``vector``."""

    def in_order(self, word: str) -> tuple[int, ...]:
        """Return the same places in the order in which they stand in the word. Raises UserError like ``vector``."""

    def name(self, index: int) -> str:
        """Return what a place stands for."""

    def remark(self, word: str) -> str:
        """Say in a sentence what is to be known of a word: that it has no place of its own, say; "" if nothing."""

    def describe(self) -> str:
        """Say in a sentence what the encoding does."""

    def __hash__(self) -> int:
        """Return the same number for encodings that are equal."""


def encode(words: Sequence[str], encoding: Encoding) -> Array:
    """Return the inputs for some words, one row a word, (words, size). A word that is "" sets nothing.

    Raises UserError for a word that the encoding has nothing for, and if there would be too many numbers.
    """
    if len(words) * encoding.size > MAX_NUMBERS:
        raise UserError(
            f"{len(words):,} words of {encoding.size:,} inputs each are more than {MAX_NUMBERS:,} numbers. "
            "Use fewer words, or an encoding with fewer places."
        )
    rows = np.zeros((len(words), encoding.size))
    known: dict[str, Array] = {}
    for row, word in enumerate(words):
        if word:
            if word not in known:
                known[word] = encoding.vector(word)
            rows[row] = known[word]
    return rows


class InputLabels(Mapping[str, Words]):
    """What the inputs are called, as a lesson’s labels are kept: “x1” is the first place. Letter trigrams have many, so
    a name is made when it is asked for.

    ``others`` are labels of anything else; one of an input goes before the name of its place.
    """

    def __init__(self, encoding: Encoding, others: Mapping[str, Words] | None = None) -> None:
        self.encoding = encoding
        self.others = dict(others or {})

    def __getitem__(self, name: str) -> Words:
        if name in self.others:
            return self.others[name]
        number = name[1:]
        if name[:1] == "x" and number.isdecimal() and number[0] != "0" and int(number) <= self.encoding.size:
            return {"en": self.encoding.name(int(number) - 1)}
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        inputs = [f"x{index + 1}" for index in range(self.encoding.size)]
        return iter(dict.fromkeys((*inputs, *self.others)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def ones(size: int, places: Iterable[int]) -> Array:
    """Return a read-only vector with 1 at some places and 0 elsewhere."""
    vector = np.zeros(size)
    vector[list(places)] = 1
    return frozen(vector)


def frozen(array: NDArray[Any]) -> Array:
    """Return the array, read-only from now on."""
    array.setflags(write=False)
    return array
