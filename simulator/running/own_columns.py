"""Columns of a table that somebody chose: numbers without gaps, answers of a kind, and which sequence a row is of."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from simulator.engine.memory import Array
from simulator.errors import UserError, one_line

Kind = Literal["numbers", "yes or no", "classes"]

SLICE = 100_000  # rows between two words on how far it is
MOST_CLASSES = 1000
_LONGEST = 30  # characters of a text in a sentence

Tick = Callable[[int], None]
"""Is told of so many more rows that are done."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What is to be answered at each row: ``values`` (rows, outputs), or of classes, the place among ``names`` (rows,).

    ``columns``: the names of the columns; ``names``: of the outputs, which are those of the columns or the classes.
    """

    kind: Kind
    values: Array
    columns: tuple[str, ...]
    names: tuple[str, ...]


def check_chosen(
    columns: Mapping[str, Any], inputs: Sequence[str], targets: Sequence[str], sequence: str | None
) -> int:
    """Return how many rows there are. Raises UserError unless each column is there, and is chosen for one thing."""
    if not inputs:
        raise UserError("no column is an input. Choose those that the network is to read.")
    if not targets:
        raise UserError("no column is a target. Choose those that the network is to answer.")
    chosen = [*inputs, *targets, *([] if sequence is None else [sequence])]
    for name in chosen:
        if name not in columns:
            close = difflib.get_close_matches(name, columns, 1)
            hint = f"Did you mean {close[0]}?" if close else f"There are {', '.join(columns) or 'none'}."
            raise UserError(f"there is no column “{name}”. {hint}")
    twice = [name for name, count in Counter(chosen).items() if count > 1]
    if twice:
        given = "so the answer would be given away" if {*inputs} & {*targets} else "which says nothing more"
        raise UserError(f"the column “{twice[0]}” is chosen twice, {given}. Choose it for one thing.")
    rows = len(columns[chosen[0]])
    for name in chosen:
        if len(columns[name]) != rows:
            raise UserError(
                f"the column “{name}” has {len(columns[name]):,} rows, and “{chosen[0]}” has {rows:,}. "
                "Give columns of one table."
            )
    if not rows:
        raise UserError("the table has no rows. Choose one with a row for each step.")
    return rows


def numbers_of(name: str, what: str, values: Any, tick: Tick) -> Array:
    """Return a column as float64; ``what`` says what it is. Raises UserError for text, gaps and what is not finite."""
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        _refuse_text(name, what, array.tolist())
        array = array.astype(np.float64)
    for part in _slices(len(array)):
        wrong = np.flatnonzero(~np.isfinite(array[part]))
        if len(wrong):
            row = part.start + int(wrong[0])
            if np.isnan(array[row]):
                raise _gap(name, what, row)
            raise UserError(f"the {what} “{name}” is not finite in row {row + 1:,}. Write a number there.")
        tick(part.stop - part.start)
    return array.astype(np.float64)


def answers_of(columns: Mapping[str, Any], targets: Sequence[str], kind: str, tick: Tick) -> Answers:
    """Return the answers of a kind, or, for "auto", of the kind that they look like.

    Raises UserError where they are not of that kind, and where there is nothing to learn, for all are the same.
    """
    texts = [name for name in targets if _is_text(columns[name])]
    if kind == "classes" or (kind == "auto" and texts):
        if len(targets) > 1:
            raise UserError(f"classes stand in one column, and {len(targets)} are chosen. Choose one target.")
        return _classes(targets[0], columns[targets[0]], tick)
    found = np.stack([numbers_of(name, "target", columns[name], tick) for name in targets], axis=1)
    others = (found != 0) & (found != 1)
    if kind == "yes or no" and others.any():
        row, column = np.argwhere(others)[0]
        raise UserError(
            f"the target “{targets[column]}” is {found[row, column]:g} in row {row + 1:,}, and yes or no is 1 or 0. "
            "Write these, or choose numbers or classes."
        )
    for name, column in zip(targets, found.T, strict=True):
        if (column == column[0]).all():
            raise _all_the_same(name, f"{column[0]:g}")
    is_bits = kind == "yes or no" or (kind == "auto" and not others.any())
    return Answers("yes or no" if is_bits else "numbers", found, tuple(targets), tuple(targets))


def code_rows(name: str, what: str, values: Any, tick: Tick) -> tuple[Array, list[Any]]:
    """Return for each row the place of its value among the different ones, in the order of appearance, and those.

    Raises UserError for a gap.
    """
    array = np.asarray(values)
    codes, known = np.empty(len(array), np.intp), dict[Any, int]()
    for part in _slices(len(array)):
        for row, value in enumerate(array[part].tolist(), part.start):
            if _is_gap(value):
                raise _gap(name, what, row)
            codes[row] = known.setdefault(value.strip() if isinstance(value, str) else value, len(known))
        tick(part.stop - part.start)
    return codes, list(known)


def _classes(name: str, values: Any, tick: Tick) -> Answers:
    codes, found = code_rows(name, "target", values, tick)
    if len(found) == 1:
        raise _all_the_same(name, _said(found[0]))
    if len(found) > MOST_CLASSES:
        raise UserError(
            f"the target “{name}” has {len(found):,} different answers, which are hardly classes: at most "
            f"{MOST_CLASSES:,} are told apart. Choose another column, or numbers as the kind of answers."
        )
    order = sorted(range(len(found)), key=lambda place: (isinstance(found[place], str), found[place]))
    place_of = np.empty(len(found), np.intp)
    place_of[order] = np.arange(len(found))
    return Answers("classes", place_of[codes], (name,), tuple(_said(found[place]) for place in order))


def _slices(rows: int) -> Iterator[slice]:
    return (slice(start, min(start + SLICE, rows)) for start in range(0, rows, SLICE))


def _is_text(values: Any) -> bool:
    return np.asarray(values).dtype.kind not in "biuf"


def _refuse_text(name: str, what: str, values: list[Any]) -> None:
    for row, value in enumerate(values):
        if _is_gap(value):
            raise _gap(name, what, row)
        if not isinstance(value, int | float):
            hint = "Write numbers, or leave that column out."
            raise UserError(f"the {what} “{name}” holds text in row {row + 1:,} (“{_said(value)}”). {hint}")


def _is_gap(value: Any) -> bool:
    not_a_number = value != value
    return value is None or not_a_number or (isinstance(value, str) and not value.strip())


def _said(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else one_line(str(value)).strip()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _gap(name: str, what: str, row: int) -> UserError:
    hint = "Fill it in the table, or leave that row out."
    return UserError(f"the {what} “{name}” has a gap in row {row + 1:,}: nothing stands there. {hint}")


def _all_the_same(name: str, value: str) -> UserError:
    return UserError(
        f"the target “{name}” is {value} in every row, so there is nothing to learn. Choose another target, or add "
        "rows with other answers."
    )
