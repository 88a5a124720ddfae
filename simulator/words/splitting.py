"""A sentence cut into words, and which words count as the same."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator

from simulator.errors import UserError

MAX_CHARACTERS = 10_000_000  # of a sentence
NAME = 40  # characters that a sentence has as a name
_COMPARED = 5000  # words that are compared letter by letter to find the nearest

# Written without spaces: Chinese characters with their extensions, kana and bopomofo.
_CHINESE = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_HIDDEN = re.compile("[\u00ad\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]")  # hyphens, directions
_SPACES_TOO = {0x200B: " ", 0xFEFF: " "}  # the space of no width: also where it marks the beginning of a file
_IN_WORDS = "'’-‐‑_"
_IN_NUMBERS = ".,:/"


def split(sentence: str) -> tuple[str, ...]:
    """Return the words of a sentence, as they are typed.

    Spaces separate words, and a mark of punctuation is a word of its own (“...” is one), but for those inside a word or
    a number: o’clock, well-known, 10:30. A line without any space is split by character where it is Chinese (台北 gives
    two words), for there nothing says where words end; with a space in it, the spaces do (抵達 台北 gives two words as
    well). Raises UserError if the sentence is longer than ten million characters.
    """
    if len(sentence) > MAX_CHARACTERS:
        raise UserError(
            f"the sentence has {len(sentence):,} characters, and at most {MAX_CHARACTERS:,} are read. "
            "Use a shorter one."
        )
    text = _HIDDEN.sub("", sentence.translate(_SPACES_TOO))
    found: list[str] = []
    for line in text.splitlines():
        chunks = line.split()
        alone = len(chunks) == 1
        for chunk in chunks:
            plain = chunk.isalnum() and not (alone and _CHINESE.search(chunk))
            found += (chunk,) if plain else _words_in(chunk, alone)
    return tuple(found)


def single(word: str) -> bool:
    """Tell whether a text is one word, as it is typed."""
    return split(f"{word} .") == (word, ".")  # the space keeps Chinese words whole


def fold(word: str) -> str:
    """Return what words are compared by: the same for Taipei, TAIPEI and the wide letters of a Chinese keyboard."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())


def shortened(sentence: str, longest: int = NAME) -> str:
    """Return a sentence as a name on one line; what is too long ends behind a word, with “…”."""
    line = " ".join(sentence.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    if line[longest - 1] != " " and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return f"{cut.rstrip()}…"


def nearest(word: str, known: Collection[str]) -> str:
    """Return the word among those ``known`` that is most like another one; "" if none is.

    Of very many words only those are looked at that begin alike and are about as long.
    """
    wanted = fold(word)[:NAME]
    if len(known) > _COMPARED:
        begins = (word[:1].lower(), word[:1].upper())
        known = [other for other in known if other.startswith(begins) and abs(len(other) - len(word)) < 2][:_COMPARED]
    folded = {fold(other): other for other in known}
    close = difflib.get_close_matches(wanted, folded, 1)
    return folded[close[0]] if close else ""


def _words_in(chunk: str, alone: bool) -> Iterator[str]:
    """Yield the words of what has no space in it; with ``alone``, each Chinese character is one."""
    begin, before = 0, ""  # where the word begins that is being read, and what its last character is
    for place, sign in enumerate(chunk):
        kind = _kind(sign, alone)
        if kind == "mark" and before:
            continue  # an accent belongs to what it stands on
        if kind == "sign" and before == "letter" and _joins(chunk, place, alone):
            continue
        goes_on = kind == before == "letter" or (kind == before == "sign" and sign == chunk[place - 1])
        if not goes_on:
            if before:
                yield chunk[begin:place]
            begin = place
        before = "letter" if kind == "mark" else kind
    if before:
        yield chunk[begin:]


def _kind(sign: str, alone: bool) -> str:
    """Say what a character is: of a letter’s kind, a Chinese one, an accent, another sign, or nothing to be seen."""
    category = unicodedata.category(sign)
    if category[0] in "LN":
        return "Chinese" if alone and _CHINESE.match(sign) else "letter"
    if category[0] == "M":
        return "mark"
    return "" if category in ("Cc", "Cs") else "sign"


def _joins(chunk: str, place: int, alone: bool) -> bool:
    """Whether a sign belongs to the word around it: an apostrophe or a hyphen, or a point between digits."""
    sign, after = chunk[place], chunk[place + 1 : place + 2]
    if not after or _kind(after, alone) != "letter":
        return False
    return sign in _IN_WORDS or (sign in _IN_NUMBERS and chunk[place - 1].isdigit() and after.isdigit())
