"""The sequences of a lesson: one as ``x``, or several to choose from, of numbers or of words."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import UserError
from simulator.language.cell import Rows
from simulator.language.cellfile import read_rows
from simulator.tables import Table
from simulator.words import MAX_NUMBERS, Encoding, LetterTrigrams, OneOfN, encode, read_word_vectors, shortened, split

SEQUENCE_NAME = "Sequence"  # of one that has no name of its own


@dataclass(frozen=True)
class LessonSequence:
    """A sequence by name: its rows as ``x`` (steps, inputs), or the words that set them."""

    name: str
    x: Rows = ()
    words: tuple[str, ...] | None = None

    def rows(self, encoding: Encoding | None) -> Any:
        """Return the inputs, one row a step; ``encoding`` is that of the lesson."""
        return self.x if self.words is None or encoding is None else encode(self.words, encoding)

    @property
    def steps(self) -> int:
        """Number of rows."""
        return len(self.x if self.words is None else self.words)


def read_encoding(table: Table, folder: Path) -> Encoding | None:
    """Read the table [lesson.words]; None if there is none. ``folder`` is that of the lesson file."""
    if not table.values:
        return None
    kind = table.text("encoding")
    if kind not in _READERS:
        close = difflib.get_close_matches(kind.lower(), _READERS, 1, 0.5) or [", ".join(_READERS)]
        raise table.wrong("encoding", f"is “{kind}”, which is no encoding. Write {close[0]}.")
    encoding = _READERS[kind](table, folder)
    table.finish()
    return encoding


def _one_of_n(table: Table, folder: Path) -> Encoding:  # noqa: ARG001 - it needs no file
    lexicon = table.texts("lexicon")
    if lexicon is None:
        raise table.wrong("lexicon", 'is missing. Write the words that have a place: ["arrive", "Taipei"].')
    other = table.flag("other", True)
    try:
        return OneOfN(lexicon, other)
    except UserError as error:
        raise UserError(f"{table.where}: {error}") from None


def _word_vectors(table: Table, folder: Path) -> Encoding:
    name, unknown = table.text("file"), table.text("unknown", "refuse")
    try:
        return read_word_vectors(folder / name, unknown)
    except UserError as error:
        raise UserError(f"{table.where}: {error}") from None


_READERS: dict[str, Callable[[Table, Path], Encoding]] = {
    "1-of-n": _one_of_n,
    "letter-trigrams": lambda table, folder: LetterTrigrams(),
    "word-vectors": _word_vectors,
}


def read_sequences(
    table: Table, x: Any, entries: tuple[Table, ...], inputs: int, encoding: Encoding | None
) -> tuple[LessonSequence, ...]:
    """Read ``x`` or the tables [[lesson.sequences]], whichever is there. Raises UserError."""
    if not entries:
        return (LessonSequence(SEQUENCE_NAME, read_rows(x, table, inputs)),)
    if x is not None:
        raise table.wrong("x", "and sequences are both there. Leave one of them out.")
    found: dict[str, LessonSequence] = {}
    numbers = 0
    for entry in entries:
        sequence = _read(entry, inputs, encoding)
        if sequence.name in found:
            raise entry.wrong("name", f"is “{sequence.name}”, as that of an earlier one. Give each its own.")
        found[sequence.name] = sequence
        numbers += sequence.steps * inputs
        if numbers > MAX_NUMBERS:
            raise UserError(f"{entry.where}: up to here there are more than {MAX_NUMBERS:,} numbers. Use fewer words.")
    return tuple(found.values())


def _read(entry: Table, inputs: int, encoding: Encoding | None) -> LessonSequence:
    sentence, x = entry.text("words", ""), entry.numbers("x")
    name = entry.text("name", shortened(sentence))
    entry.finish()
    if not sentence:
        if not name:
            raise entry.wrong("name", "is missing. Write what the sequence is called.")
        return LessonSequence(name, read_rows(x, entry, inputs))
    if x is not None:
        raise entry.wrong("x", "and words are both there. Leave one of them out.")
    if encoding is None:
        raise entry.wrong("words", "need a table [lesson.words], which says what inputs a word sets.")
    words = split(sentence)
    if not words:
        raise entry.wrong("words", "holds no word. Write a sentence such as “arrive Taipei on November 2nd”.")
    try:
        for word in words:
            encoding.set_places(word)
    except UserError as error:
        raise entry.wrong("words", f"cannot be read: {error}") from None
    return LessonSequence(name, words=words)
