"""Reading checked TOML tables: every key is expected, of the right kind, or refused with the nearest right spelling."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from simulator.errors import UserError
from simulator.files import read_text

Words = Mapping[str, str]
"""A text by language: {"en": "…", "zh_TW": "…"}."""


def words(texts: Words, language: str = "en") -> str:
    """Return a text in a language, in English where it has none."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


class Table:
    """One table of a file. ``take_…`` removes a key; ``finish`` refuses what was not expected."""

    def __init__(self, values: Mapping[str, Any], where: str, source: str = "") -> None:
        self.values = dict(values)
        self.where = where  # what to call it in a sentence: "my.toml, [lesson]"
        self.source = source  # the file's text, to find lines in
        self._known: list[str] = []

    @classmethod
    def read(cls, path: str | Path) -> Table:
        """Read a whole file. Raises UserError if it is not TOML."""
        text = read_text(path)
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UserError(f"{path} is not TOML: {str(error)[:200]}. Mend that line.") from None
        except ValueError:  # what Python makes of a number of thousands of digits
            raise UserError(f"{path} is not TOML that can be read: a number is too long.") from None
        except RecursionError:
            raise UserError(f"{path} is not TOML that can be read: brackets are nested too deep.") from None
        return cls(values, str(path), text)

    def wrong(self, key: str, problem: str) -> UserError:
        """Return the error that says what is wrong with a key."""
        return UserError(f"{self.where}: {key} {problem}")

    def _take(self, key: str) -> Any:
        self._known.append(key)
        return self.values.pop(key, None)

    def table(self, key: str) -> Table:
        """Take a sub-table; empty if it is not there."""
        value = self._take(key)
        if value is None:
            value = {}
        inner = self._inner(key)
        if not isinstance(value, dict):
            raise self.wrong(key, f"must be a table. Write [{inner}] on a line of its own.")
        return Table(value, f"{self._file}, [{inner}]", self.source)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Take a list of sub-tables; empty if it is not there."""
        value = self._take(key)
        if value is None:
            return ()
        inner = self._inner(key)
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.wrong(key, f"must be a list of tables. Write [[{inner}]] above each of them.")
        return tuple(
            Table(entry, f"{self._file}, [[{inner}]] number {number}", self.source)
            for number, entry in enumerate(value, 1)
        )

    @property
    def _file(self) -> str:
        return self.where.partition(", [")[0]

    def _inner(self, key: str) -> str:
        """Return what a sub-table is called in the file: lesson.labels."""
        above = self.where.removeprefix(self._file).strip(", []")
        return f"{above}.{key}" if above else key

    def text(self, key: str, default: str | None = None) -> str:
        """Take a string."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise self.wrong(key, "is missing." if value is None else f'must be a text in quotes, such as {key} = "…".')
        return value

    def words(self, key: str, default: str | None = None) -> Words:
        """Take a text, given as a string (English) or as a table by language."""
        value = self._take(key)
        if value is None and default is not None:
            return {"en": default}
        if isinstance(value, str):
            return {"en": value.strip()}
        if isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values()):
            return {language: text.strip() for language, text in value.items()}
        raise self.wrong(key, "is missing." if value is None else "must be a text, or a table of texts by language.")

    def whole(self, key: str, default: int | None = None, low: int = 1, high: int = 100_000) -> int:
        """Take a whole number within bounds."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.wrong(key, "is missing.")
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(key, f"must be a whole number from {low} to {high:,}.")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Take a finite number."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        return finite(value, self, key)

    def flag(self, key: str, default: bool) -> bool:
        """Take true or false."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false.")
        return value

    def numbers(self, key: str) -> Any:
        """Take a number or (nested) lists of finite numbers of one shape; None if it is not there."""
        value = self._take(key)
        if value is not None:
            shape_of(value, self, key)
        return value

    def pair(self, key: str) -> tuple[float, float]:
        """Take two numbers."""
        value = self._take(key)
        if not isinstance(value, list) or len(value) != 2:
            raise self.wrong(key, "must be two numbers, such as [42.1, 40.2].")
        return finite(value[0], self, key), finite(value[1], self, key)

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Take a list of strings; None if it is not there."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.wrong(key, 'must be a list of texts, such as ["i", "f"].')
        return tuple(value)

    def finish(self, known: Iterable[str] = ()) -> None:
        """Refuse keys that nobody asked for, offering the nearest that is known (or would have been: ``known``)."""
        expected = list(dict.fromkeys([*self._known, *known]))
        for key in self.values:
            close = difflib.get_close_matches(key, expected, 1, 0.5)
            hint = f"Did you mean {close[0]}?" if close else f"Known are: {', '.join(expected) or 'none'}."
            raise self.wrong(key, f"is not a known key. {hint}")

    def place_of(self, key: str, text: str) -> tuple[int, int]:
        """Return the line and the column, from 1, where a text begins in the file: behind its quotes.

        Where it is written with escapes, it is where the first text of that key begins; (1, 1) if there is none.
        """
        quoted = rf"""(?<![\w-])["']?{re.escape(key)}["']?[ \t]*=[ \t]*(?:(?:\"""|''')(?:\\\s*|\n)?|["'])"""
        starts = [found.end() for found in re.finditer(quoted, self.source)]
        start = next((place for place in starts if self.source.startswith(text, place)), next(iter(starts), 0))
        return self.source.count("\n", 0, start) + 1, start - self.source.rfind("\n", 0, start)


def finite(value: Any, table: Table, key: str) -> float:
    """Check that a value is a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise table.wrong(key, "is missing." if value is None else f"must hold numbers, and {value!r} is none.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise table.wrong(key, f"holds {str(value)[:20]}, which is not a finite number.")
    return number


def shape_of(value: Any, table: Table, key: str, depth: int = 0) -> tuple[int, ...]:
    """Return the shape of nested lists of numbers; refuse uneven ones and what is no number."""
    if not isinstance(value, list):
        finite(value, table, key)
        return ()
    if depth == 3:
        raise table.wrong(key, "is nested too deep. Write rows of numbers: [[1, 0], [0, 1]].")
    shapes = [shape_of(entry, table, key, depth + 1) for entry in value]
    for number, shape in enumerate(shapes, 1):
        if shape != shapes[0]:
            raise table.wrong(key, f"has rows of different lengths: row {number} does not match row 1.")
    return (len(value), *(shapes[0] if shapes else ()))
