"""Word hashing: a place for every three letters, so that no word is unknown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from simulator.words.encoding import Array, Sets, ones
from simulator.words.splitting import shortened

_LETTERS = 26
_TRIGRAM = re.compile(r"(?=([a-z]{3}))")  # they overlap


@dataclass(frozen=True)
class LetterTrigrams:
    """A word sets the place of every three letters that stand in it side by side, once, however often they do.

    Place 676·first + 26·second + third, a being 0: aaa is place 0 and zzz the last, 17,575. Only the letters a to z
    count. Case is ignored and accents are dropped (é is e, ß is ss); any other character, such as an apostrophe, a
    digit, ø or 北, breaks the word in two. So a word with fewer than three letters in a row sets nothing.

    SOURCE: Hung-yi Lee, lecture on recurrent networks: word hashing, 26 x 26 x 26 places. The marks of a word’s
    boundaries and the counts of Huang et al. 2013 (DSSM) are not on the slide.
    """

    @property
    def size(self) -> int:
        """How many places there are."""
        return int(_LETTERS**3)

    @property
    def sets(self) -> Sets:
        """How many of the places a word sets."""
        return "few"

    def vector(self, word: str) -> Array:
        """Return 1 at the places of a word’s trigrams and 0 elsewhere."""
        return ones(self.size, self.set_places(word))

    def set_places(self, word: str) -> tuple[int, ...]:
        """Return the places of a word’s trigrams, in order; of a short word none."""
        return tuple(sorted(_in_order(word)))

    def in_order(self, word: str) -> tuple[int, ...]:
        """Return them as they follow each other in the word: tai aip ipe pei."""
        return _in_order(word)

    def name(self, index: int) -> str:
        """Return the three letters of a place."""
        first, rest = divmod(range(self.size)[index], _LETTERS**2)
        return "".join(chr(ord("a") + letter) for letter in (first, *divmod(rest, _LETTERS)))

    def remark(self, word: str) -> str:
        """Say of a word that sets nothing why it does not."""
        if self.set_places(word):
            return ""
        return f"“{shortened(word)}” sets nothing: it has no three letters from a to z side by side."

    def describe(self) -> str:
        """Say what sets a place."""
        return f"Letter trigrams: a word sets the place of every three letters in it, aaa to zzz, {self.size:,} in all."


@lru_cache(maxsize=1024)  # a picture asks at every frame
def _in_order(word: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(_place(found[1]) for found in _TRIGRAM.finditer(_plain(word))))


def _place(trigram: str) -> int:
    first, second, third = (ord(letter) - ord("a") for letter in trigram)
    return (first * _LETTERS + second) * _LETTERS + third


def _plain(word: str) -> str:
    """Return a word in small letters without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart.casefold() if unicodedata.category(sign)[0] != "M")
