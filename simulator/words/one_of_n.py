"""1-of-N: a place for each word of a lexicon, and one for all others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from simulator.errors import UserError
from simulator.words.encoding import Array, Sets, ones
from simulator.words.splitting import fold, nearest, shortened, single

OTHER = "other"
MAX_WORDS = 50_000
_SHOWN = 8  # words of a lexicon that an error repeats


@dataclass(frozen=True)
class OneOfN:
    """A word sets its own place, and nothing else.

    With ``other`` there is one place more, the last, for every word that is not in the lexicon; without it such a word
    is refused. Raises UserError for a lexicon that is empty, too long, or says a word twice, and for an entry that is
    no single word.
    SOURCE: Hung-yi Lee, lecture on recurrent networks: 1-of-N encoding, and the dimension for “other”.
    """

    lexicon: tuple[str, ...]
    other: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "lexicon", tuple(self.lexicon))
        if not self.lexicon:
            raise UserError("the lexicon is empty. Give it at least one word.")
        if len(self.lexicon) > MAX_WORDS:
            raise UserError(f"the lexicon has {len(self.lexicon):,} words, and at most {MAX_WORDS:,} have a place.")
        for entry in self.lexicon:
            if not single(entry):
                raise UserError(f"the lexicon’s “{shortened(entry)}” is not one word. Write each word by itself.")
        for place, entry in enumerate(self.lexicon):
            first = self._places[fold(entry)]
            if first != place:
                raise UserError(
                    f"the lexicon has “{shortened(entry)}” twice, as word {first + 1} and as word {place + 1}. "
                    "Leave one of them out."
                )

    @cached_property
    def _places(self) -> dict[str, int]:
        return {fold(word): place for place, word in reversed(tuple(enumerate(self.lexicon)))}

    @property
    def size(self) -> int:
        """How many places there are."""
        return len(self.lexicon) + self.other

    @property
    def sets(self) -> Sets:
        """How many of the places a word sets."""
        return "one"

    def vector(self, word: str) -> Array:
        """Return 1 at the place of a word and 0 elsewhere. Raises UserError for an unknown word without ``other``."""
        return ones(self.size, self.set_places(word))

    def set_places(self, word: str) -> tuple[int, ...]:
        """Return the one place of a word."""
        place = self._places.get(fold(word))
        if place is None and not self.other:
            raise UserError(f"“{shortened(word)}” is not in the lexicon. {self._hint(word)}")
        return (len(self.lexicon) if place is None else place,)

    def in_order(self, word: str) -> tuple[int, ...]:
        """Return them as they are counted."""
        return self.set_places(word)

    def name(self, index: int) -> str:
        """Return the word of a place; “other” for that of all others."""
        return OTHER if self.other and index == len(self.lexicon) else self.lexicon[index]

    def remark(self, word: str) -> str:
        """Say of a word that is not in the lexicon that it shares its place."""
        if not self.other or fold(word) in self._places:
            return ""
        return f"“{shortened(word)}” is not in the lexicon: it sets the last place, that of all other words."

    def describe(self) -> str:
        """Say how many words have a place, and what becomes of the others."""
        others = "all others share the last place" if self.other else "there are no others"
        count = f"{len(self.lexicon):,} words have a place each" if len(self.lexicon) > 1 else "1 word has a place"
        return f"1-of-N: {count}; {others}."

    def _hint(self, word: str) -> str:
        if close := nearest(word, self.lexicon):
            return f"Did you mean {close}?"
        begin = "Its words are" if len(self.lexicon) <= _SHOWN else "It begins with"
        return f"{begin} {', '.join(map(shortened, self.lexicon[:_SHOWN]))}."


def lexicon_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return each word once, in order of first appearance: a lexicon for the sentences they come from."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(fold(word), word)
    return tuple(found.values())
