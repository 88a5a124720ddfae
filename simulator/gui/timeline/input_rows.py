"""Which row shows which input: they may stand anywhere, some may be hidden, and many are one row."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.render.timeline.rows import Row


def has_fields(row: Row) -> bool:
    """Return whether what a row shows is an input of the document, to be edited at every step."""
    return row.signal == "x" and row.kind in ("input", "heat", "places") and row.side == 0


def editable_inputs(rows: Sequence[Row]) -> tuple[int, ...]:
    """Return the inputs, from 0, that have fields; all those of a row of all."""
    found: list[int] = []
    for row in filter(has_fields, rows):
        found += [row.unit] if row.kind == "input" else range(row.units)
    return tuple(found)


def row_of_input(rows: Sequence[Row], number: int) -> int | None:
    """Return the row of an input; None if it has none."""
    for k, row in enumerate(rows):
        if has_fields(row) and (0 <= number < row.units if row.kind != "input" else row.unit == number):
            return k
    return None


def nearest_input(rows: Sequence[Row], k: int) -> int | None:
    """Return the input of a row, or of the nearest row that has one, the first of a row of all; None if none has."""
    places = [place for place, row in enumerate(rows) if has_fields(row)]
    return rows[min(places, key=lambda place: abs(place - k))].unit if places else None
