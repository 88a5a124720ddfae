"""The rows of one timeline for several runs: what they have by one name stands together, on one axis."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from simulator.render.comparing import LETTERS
from simulator.render.timeline.rows import Row

_Key = tuple[str, int, str]  # signal, unit, and what else tells a row: its group, or that it is one


def together(
    sides: Sequence[Sequence[Row]], same_inputs: Sequence[bool] = (), alike: Container[str] = ()
) -> tuple[Row, ...]:
    """Return the rows of several timelines as those of one; the first side's order is kept as far as it goes.

    Rows of one signal and unit follow one another, with the axis of all, and each is drawn against the first side's.
    ``same_inputs`` says of every side but the first whether its inputs are the first's: then they stand once. So do
    the signals that are ``alike`` in all runs, below all others.
    """
    lettered = [[replace(row, side=side, letter=LETTERS[side]) for row in rows] for side, rows in enumerate(sides)]
    inputs = [row for side, rows in enumerate(lettered) for row in _inputs(rows, side, same_inputs, lettered[0])]
    groups: dict[_Key, list[Row]] = {}
    for rows in lettered:
        after = None
        for row in rows:
            key = row.signal, row.unit, row.group
            if row.signal == "x":
                continue
            if key not in groups:
                groups = _put(groups, key, after)
            groups[key].append(row)
            after = key
    placed = [row for rows in groups.values() for row in _on_one_axis(rows)]
    once = [replace(row, letter="") for row in placed if row.signal in alike and row.side == 0]
    return (*inputs, *(row for row in placed if row.signal not in alike), *once)


def in_order(
    sides: Sequence[Sequence[Row]], same_inputs: Sequence[bool] = (), alike: Container[str] = ()
) -> tuple[Row, ...]:
    """Return the rows of several timelines, whose order and groups somebody has chosen, as those of one.

    As ``together``, but inputs and what is ``alike`` stay in their places, and every title stands once.
    """
    groups: dict[_Key, list[Row]] = {}
    for side, rows in enumerate(sides):
        after = None
        for row in rows:
            key = row.signal, row.unit, row.kind if row.members else ""
            if key not in groups:
                groups = _put(groups, key, after)
            members = tuple(replace(member, side=side) for member in row.members)
            groups[key].append(replace(row, side=side, letter=LETTERS[side], members=members))
            after = key

    def repeats(row: Row) -> bool:
        """Whether all that a row shows is the first side's as well."""
        names = [line.signal for line in row.members or (row,)]
        same = 0 < row.side <= len(same_inputs) and same_inputs[row.side - 1]
        return row.side > 0 and all(same if name == "x" else name in alike for name in names)

    found: list[Row] = []
    for rows in groups.values():
        kept = rows[:1] if rows[0].kind == "title" else [row for row in rows if not repeats(row)]
        once = rows[0].kind == "title" or len(rows) - len(kept) == len(sides) - 1
        found += [replace(row, letter="") for row in kept] if once else _on_one_axis(kept)
    return tuple(found)


def _inputs(rows: Sequence[Row], side: int, same: Sequence[bool], first: Sequence[Row]) -> list[Row]:
    """Return a side's rows of inputs; none where they are the first side's."""
    found = [row for row in rows if row.signal == "x"]
    if all(same):
        return [replace(row, letter="") for row in found] if side == 0 else []
    if side == 0 or (side <= len(same) and same[side - 1]):
        return found if side == 0 else []
    others = {row.unit: row for row in first if row.signal == "x" and row.kind == "input"}
    return [replace(row, against=others.get(row.unit)) if row.kind == "input" else row for row in found]


def _put(groups: dict[_Key, list[Row]], key: _Key, after: _Key | None) -> dict[_Key, list[Row]]:
    """Return the groups with a new one behind another, or behind all where there is none."""
    found: dict[_Key, list[Row]] = {}
    for known, rows in groups.items():
        found[known] = rows
        if known == after:
            found[key] = []
    found.setdefault(key, [])
    return found


def _on_one_axis(rows: list[Row]) -> list[Row]:
    low, high = min(row.low for row in rows), max(row.high for row in rows)
    if low < 0:
        low, high = -max(-low, high), max(-low, high)
    first = rows[0]
    if first.kind == "overlay":
        lines = [tuple(replace(line, low=low, high=high) for line in row.members) for row in rows]
        return [replace(row, low=low, high=high, members=own) for row, own in zip(rows, lines, strict=True)]
    if len(rows) == 1 or first.kind in ("heat", "title"):
        return rows
    placed = [replace(row, low=low, high=high, kind=first.kind) for row in rows]
    return [placed[0], *(replace(row, against=placed[0] if placed[0].side == 0 else None) for row in placed[1:])]
