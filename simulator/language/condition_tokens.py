"""The tokens of a condition: names, numbers and signs, with all that is refused letter by letter.

A whitelist: what is not known here never reaches a parser.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import Literal

from simulator.errors import ConditionError
from simulator.language.source import MAX_LENGTH

WORDS = ("changes", "rises", "falls", "opens", "closes", "overflows")
"""What may be said of a value, behind it."""

JOINING = ("and", "or", "not")
EXAMPLE = "Write a comparison, such as f < 0.5."

# Read as another letter, one for one: what stands on screens, and what is typed with a Chinese keyboard.
_LETTERS = str.maketrans({"−": "-", "⊙": "*"} | {chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)})

_SIGNS = {"=": "==", "≤": "<=", "≥": ">=", "≠": "!="} | {
    sign: sign for sign in ("<", "<=", ">", ">=", "==", "!=", "+", "-", "*", "/", "(", ")", "[", "]", ",")
}
_INSTEAD = {
    **dict.fromkeys(("**", "^", "²"), "Write f * f."),
    **dict.fromkeys(("&", "&&", "∧"), "Write and."),
    **dict.fromkeys(("!", "~", "¬"), "Write not."),
    **dict.fromkeys(("·", "×", "∗", "∘"), "Write *."),
    **dict.fromkeys(("//", "÷"), "Write /."),
    **dict.fromkeys(('"', "'", "“", "”"), "Write names without quotes."),
    **dict.fromkeys(("{", "}"), "Write round brackets."),
    "||": "Write or.",
    "∨": "Write or.",
    "|": "Write abs(f), or the word or.",
    "=<": "Write <=.",
    "=>": "Write >=.",
    "<>": "Write !=.",
    "–": "Write -.",
    "∞": "Write f overflows.",
    "is": "Write =.",
    "in": "Write 0.1 < f < 0.9.",
}
_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """The smallest piece that means something: ``start`` to ``stop``, from 0 in the text; ``python`` is what is parsed.

    A "word" is one of WORDS behind a value.
    """

    python: str
    kind: Literal["name", "number", "word", "sign"]
    start: int
    stop: int

    @property
    def ends_value(self) -> bool:
        """Whether a value may end with it."""
        return self.kind != "sign" or self.python in (")", "]")


def cut(text: str) -> list[Token]:
    """Cut a text into tokens. Raises ConditionError where it is too long, and at what is none."""
    if len(text) > MAX_LENGTH:
        problem = f"a condition has at most {MAX_LENGTH} characters."
        raise ConditionError(problem, MAX_LENGTH + 1, "Write a shorter one.")
    read = text.translate(_LETTERS)
    tokens: list[Token] = []
    place = 0
    while place < len(read):
        if not read[place].isspace():
            tokens.append(_token(read, place))
            place = tokens[-1].stop
        else:
            place += 1
    return tokens


def _token(text: str, start: int) -> Token:
    number = _NUMBER.match(text, start)
    if number:
        return Token(_without_zeros(number[0]), "number", start, number.end())
    stop = start
    while stop < len(text) and f"{'a' * (stop > start)}{text[stop]}".isidentifier() and text[stop] != "·":
        stop += 1
    name = text[start:stop]
    if name in JOINING:
        return Token(name, "sign", start, stop)
    if keyword.iskeyword(name):
        raise ConditionError(f"“{name}” is a reserved word.", start + 1, _INSTEAD.get(name, EXAMPLE))
    if name:
        return Token(name, "name", start, stop)
    for sign in (text[start : start + 2], text[start]):
        if sign in _INSTEAD:
            raise ConditionError(f"“{sign}” is not part of a condition.", start + 1, _INSTEAD[sign])
        if sign in _SIGNS:
            return Token(_SIGNS[sign], "sign", start, start + len(sign))
    sign = text[start]
    shown = f"“{sign}”" if sign.isprintable() else f"the invisible character U+{ord(sign):04X}"
    raise ConditionError(
        f"{shown} is not part of a condition.", start + 1, "Write names, numbers, + - * / < > = and brackets."
    )


def _without_zeros(number: str) -> str:
    """Leave zeros before a number out, which Python refuses: 007."""
    bare = number.lstrip("0")
    return bare if bare[:1].isdigit() else f"0{bare}"
