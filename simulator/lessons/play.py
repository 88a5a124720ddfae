"""The table [lesson.play]: which keys drive the cell, and what each gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.tables import Table, Words


@dataclass(frozen=True)
class PlayKey:
    """One letter: the words for what it does, and the inputs of the step that it plays."""

    words: Words
    values: tuple[float, ...]


@dataclass(frozen=True)
class Play:
    """Digits set the input ``digits`` (from 0); ``keys`` are letters, each with what it sets beside it."""

    digits: int
    keys: Mapping[str, PlayKey]

    def step(self, digit: int, letter: str = "") -> tuple[float, ...]:
        """Return the inputs of a step: the last digit, and what a letter sets; without one all else is 0."""
        width = len(next(iter(self.keys.values())).values)
        values = list(self.keys[letter].values) if letter else [0.0] * width
        values[self.digits] = float(digit)
        return tuple(values)


def read_play(table: Table, inputs: int) -> Play | None:
    """Read the table; None if there is none. Raises UserError where something in it is wrong."""
    if not table.values:
        return None
    names = [f"x{number}" for number in range(1, inputs + 1)]
    digits = table.text("digits")
    if digits not in names:
        raise table.wrong("digits", f"is “{digits}”, which is no input. Write {' or '.join(names)}.")
    keys = {}
    for letter in sorted(set(table.values) & set("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), key=list(table.values).index):
        key = table.table(letter)
        values = tuple(0.0 if name == digits else key.number(name, 0.0) for name in names)
        keys[letter] = PlayKey(key.words("say"), values)
        key.finish()
    table.finish(["S"])
    if not keys:
        raise table.wrong("digits", 'stands alone. Add a letter such as S = { x2 = 1, say = "store" }.')
    return Play(names.index(digits), keys)
