"""What helps while equations are typed: which call the caret stands in, and whether a line only waits for its end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.language.operations import SPELLINGS

_WORD = re.compile(r"[^\W\d]\w*")
_OPEN_ENDS = "=+-*@(⊙["


@dataclass(frozen=True)
class Call:
    """The name of a function in a line: ``start`` and ``stop`` count characters from 0."""

    function: str
    start: int
    stop: int


def call_at(line: str, place: int) -> Call | None:
    """Return the call that a place (from 0) of a line stands in: on its name, or innermost between its brackets."""
    code = line.split("#", 1)[0]
    if place > len(code):
        return None
    calls = [
        Call(SPELLINGS[found[0]], found.start(), found.end())
        for found in _WORD.finditer(code)
        if found[0] in SPELLINGS and code[found.end() :].lstrip().startswith("(")
    ]
    around = [call for call in calls if call.start <= place <= _end(code, call.stop)]
    return max(around, key=lambda call: call.start, default=None)


def _end(code: str, start: int) -> int:
    """Return where the bracket after ``start`` is closed; the end of the line if it is not."""
    depth = 0
    for place in range(start, len(code)):
        depth += (code[place] == "(") - (code[place] == ")")
        if depth == 0 and code[place] == ")":
            return place + 1
    return len(code)


def is_unfinished(line: str) -> bool:
    """Whether a line is only the beginning of an equation: not wrong yet."""
    code = line.split("#", 1)[0].strip()
    if "=" not in code or code[-1] in _OPEN_ENDS:
        return True
    return code.count("(") > code.count(")") or code.count("[") > code.count("]")
