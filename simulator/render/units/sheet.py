"""Where everything stands in the picture of all units: what is shown of each, the map's fields, the page of strips."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from simulator.language import Cell
from simulator.render.scene import HALL_HEIGHT, HALL_WIDTH, HEIGHT, WIDTH

STRIP = 96.0  # height of a strip at scale 1, with the gap below it
VALVE, VALUE, TANK = 44.0, 56.0, 92.0  # what each part of a strip takes across
NUMBER = 26.0  # room for the unit's number, at the left
_GAP = 10.0
MARGIN, LABEL = 20.0, 34.0  # around everything, and for the names of the map's rows
_HEAD = 34.0  # above the map
_BETWEEN = 20.0  # between the map and the strips
_ROW, _NARROW_ROW = 24.0, 13.0  # height of a row of the map: with a number in each field, and without
_WIDEST = 58.0  # of a field
_SMALLEST, _LARGEST, _IN_HALL = 0.8, 1.6, 1.5
PRINTED = 30.0  # px, at scale 1, from which a field has room for its number


@dataclass(frozen=True)
class Shown:
    """The signals that have a value for every unit, by what they are drawn as in a strip."""

    values: tuple[str, ...]
    gates: tuple[str, ...]
    tanks: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def across(self) -> float:
        """The width of a strip at scale 1, with the gap beside it: for gates and memories, and at least for a value."""
        parts = VALVE * len(self.gates) + TANK * len(self.tanks) + 6.0 * (len(self.gates) + len(self.tanks))
        return NUMBER + max(parts, VALUE + 6.0) + 2 * _GAP

    @property
    def rows(self) -> tuple[str, ...]:
        """All of them, in the order of the map's rows."""
        return (*self.values, *self.gates, *self.tanks, *self.outputs)


@lru_cache(maxsize=64)
def shown_of(cell: Cell) -> Shown:
    """Return what is shown of the units of a cell: all of their signals but the sums."""
    sizes = {name: cell.graph.nodes[index].size for name, index in cell.graph.signals.items()}
    per_unit = [name for name in cell.signals if sizes[name] == "units" and cell.roles[name] != "sum"]
    roles = {name: cell.roles[name] for name in per_unit}
    tanks = tuple(name for name in per_unit if roles[name] == "memory")
    if not tanks:  # a state that is also the output is the only memory there is
        tanks = tuple(name for name in per_unit if name in cell.states)
    gates = tuple(name for name in per_unit if roles[name] == "gate" and name not in tanks)
    outputs = tuple(name for name in per_unit if roles[name] == "output" and name not in tanks)
    rest = tuple(name for name in per_unit if name not in (*tanks, *gates, *outputs))
    return Shown(rest, gates, tanks, outputs)


@dataclass(frozen=True)
class Sheet:
    """The places of a picture of all units, in px."""

    shown: Shown
    units: int
    width: float
    height: float
    k: float
    field: float  # width of a field of the map
    row: float  # height of its rows
    columns: int  # of strips
    lines: int

    @property
    def left(self) -> float:
        """Where the map's fields begin."""
        return (MARGIN + LABEL) * self.k

    @property
    def top(self) -> float:
        """The map's upper end."""
        return _HEAD * self.k

    @property
    def map_bottom(self) -> float:
        """The map's lower end."""
        return self.top + self.row * len(self.shown.rows)

    @property
    def page(self) -> int:
        """How many strips there is room for."""
        return self.columns * self.lines

    @property
    def pitch(self) -> float:
        """From one strip to the next: they share the width, up to half as much again as they need."""
        shared = (self.width - (2 * MARGIN - _GAP) * self.k) / self.columns
        return min(shared, 1.5 * self.shown.across * self.k)

    def first(self, unit: int) -> int:
        """Return the first unit of the page of strips that holds a unit."""
        return unit // self.page * self.page

    def strip(self, place: int) -> tuple[float, float]:
        """Return the corner of a strip, by its place on the page."""
        line, column = divmod(place, self.columns)
        return MARGIN * self.k + column * self.pitch, self.map_bottom + (_BETWEEN + line * STRIP) * self.k

    def strip_size(self) -> tuple[float, float]:
        """Return the size of a strip without the gaps."""
        return self.pitch - _GAP * self.k, (STRIP - _GAP) * self.k

    def field_at(self, x: float, y: float) -> tuple[str, int] | None:
        """Return the signal and the unit (from 0) of the map's field at a point."""
        unit, row = math.floor((x - self.left) / self.field), math.floor((y - self.top) / self.row)
        if 0 <= unit < self.units and 0 <= row < len(self.shown.rows):
            return self.shown.rows[row], unit
        return None


@lru_cache(maxsize=16)
def place(cell: Cell, units: int, width: float, height: float, projected: bool) -> Sheet:
    """Return the sheet for a pane, as large as it can be with all strips in sight, else at its usual scale.

    It is higher than asked for where not even one line of strips has room.
    """
    if projected:
        usual, largest = max(1.0, _IN_HALL * min(width / HALL_WIDTH, height / HALL_HEIGHT)), 2 * _IN_HALL
    else:
        usual, largest = min(1.0, max(_SMALLEST, min(width / WIDTH, height / HEIGHT))), _LARGEST
    k = largest
    while k > usual:
        sheet = _placed(cell, units, width, height, k)
        if sheet.page >= units and sheet.height <= height:
            return sheet
        k -= 0.05
    return _placed(cell, units, width, height, usual)


def _placed(cell: Cell, units: int, width: float, height: float, k: float) -> Sheet:
    shown = shown_of(cell)
    field = min(_WIDEST * k, (width - (2 * MARGIN + LABEL) * k) / units)
    row = (_ROW if field >= PRINTED * k else _NARROW_ROW) * k
    columns = min(units, max(1, int((width - 2 * MARGIN * k + _GAP * k) // (shown.across * k))))
    below = height - (_HEAD + _BETWEEN + MARGIN / 2) * k - row * len(shown.rows)
    lines = max(1, min(int(below // (STRIP * k)), -(-units // columns)))
    needed = (_HEAD + _BETWEEN + MARGIN / 2 + lines * STRIP) * k + row * len(shown.rows)
    return Sheet(shown, units, width, max(height, needed), k, field, row, columns, lines)
