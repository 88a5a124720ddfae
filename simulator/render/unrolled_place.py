"""Where the copies of an unrolled network stand: columns of time, bands of each lane."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from simulator.render.unrolled_lanes import Shape

LABELS, MARGIN, AFTER = 112.0, 34.0, 66.0  # px at scale 1: the names; what is free at the right, before a way back
COLUMN, GUTTER = 134.0, 38.0  # px: the narrowest column, and what of it lies between two copies
ROOMIEST = 240.0  # px: of a column
CAPTION, HEADER = 26.0, 30.0
CHIP, RISE, FEED = 30.0, 18.0, 24.0  # the output, the way up to it, the way in from below
PAD, VESSEL, NAME, BOX, NUMBER, ROD = 9.0, 46.0, 15.0, 26.0, 15.0, 20.0
CELL, STACKED, BARS = 24.0, 4, 44.0  # an input's cell; how many stand one upon the other; else bars
ITEM = 23.0  # px: the narrowest item of a copy
SMALLEST, CROWDED, LARGEST = 0.78, 0.86, 1.45  # scales; that below which steps are left out rather than made smaller


@dataclass(frozen=True, slots=True)
class Band:
    """Where the parts of one lane stand, from the top down: middles, but ``top`` and ``bottom`` of the block."""

    chip: float
    top: float
    vessels: tuple[tuple[str, float], ...]
    items: tuple[tuple[str, float, float], ...]  # signal, middle of its box, middle across, from that of the copy
    entry: float  # where a state arrives that does not arrive at itself
    rod: float
    bottom: float
    inputs: float  # top of the inputs' cells

    def vessel(self, name: str) -> float | None:
        """Return the middle of a memory; None for what is none."""
        return dict(self.vessels).get(name)


@dataclass(frozen=True, eq=False)
class Place:
    """Columns and bands of a picture. The same arguments give the same object, so that what was drawn can be kept."""

    shapes: tuple[Shape, ...]
    bands: tuple[Band, ...]
    k: float
    width: float
    height: float
    steps: int
    first: int  # column, from 0
    columns: int  # that are seen, the last perhaps in part
    whole: int  # that are seen whole
    column_width: float
    head: float  # middle of the header
    bottom: float

    @property
    def labels(self) -> float:
        """Where the first column begins."""
        return LABELS * self.k

    @property
    def block(self) -> float:
        """The width of a copy."""
        return self.column_width - GUTTER * self.k

    def left(self, column: int) -> float:
        """Return the left edge of a column."""
        return self.labels + (column - self.first) * self.column_width

    def middle(self, column: int) -> float:
        """Return the middle of a column."""
        return self.left(column) + self.column_width / 2


def first_column(
    shapes: tuple[Shape, ...], steps: int, width: float, height: float, column: int, first: int | None = None
) -> int:
    """Return the first column to be seen so that a column is: as near to ``first`` as can be, else with it in the middle."""
    whole = lay_out(shapes, steps, width, height).whole
    if first is None:
        first = column - whole // 2
    return max(0, min(max(column - whole + 1, min(first, column)), steps - whole))


@lru_cache(maxsize=32)
def lay_out(shapes: tuple[Shape, ...], steps: int, width: float, height: float, first: int = 0) -> Place:
    """Place the copies from column ``first`` on.

    The parts are as large as the height allows, but no larger than leaves room for all steps, where there is any; the
    picture is higher than asked for where many lanes stand upon each other.
    """
    needed = _height(shapes)
    margin = AFTER if any(shape.backward for shape in shapes) else MARGIN
    spread = (width - 1) / (LABELS + margin + steps * COLUMN)
    k = max(SMALLEST, min(LARGEST, height / needed, spread if spread > CROWDED else 1.0))
    room = width - (LABELS + margin) * k
    whole = max(1, min(steps, int(room / (COLUMN * k))))
    across = min(ROOMIEST * k, room / whole)
    if across > COLUMN * k * 1.6 and whole < steps:
        across = COLUMN * k
    columns = max(0, min(steps - first, math.ceil((width - LABELS * k) / across)))
    height = max(height, needed * k)
    top = (height - needed * k) / 2
    bands, bottom = _bands(shapes, k, across - GUTTER * k, top + (CAPTION + HEADER) * k)
    head = top + (CAPTION + HEADER / 2) * k
    return Place(shapes, bands, k, width, height, steps, first, columns, whole, across, head, bottom)


def _rows(shape: Shape, block: float, k: float) -> int:
    """Return in how many rows a copy's items stand."""
    return math.ceil(len(shape.items) / _in_a_row(block, k)) if shape.items else 0


def _in_a_row(block: float, k: float) -> int:
    return max(1, int((block - 6 * k) / (ITEM * k)))


def _inputs(shape: Shape) -> float:
    if shape.inputs == 0:
        return 0.0
    return shape.inputs * CELL if shape.inputs <= STACKED else BARS


def _block(shape: Shape, rows: int) -> float:
    items = rows * (NAME + BOX + NUMBER) + (PAD if rows else 0)
    return PAD + len(shape.vessels) * (VESSEL + PAD) + items + ROD


def _height(shapes: tuple[Shape, ...]) -> float:
    lanes = sum(CHIP + RISE + _block(shape, _rows(shape, COLUMN - GUTTER, 1.0)) + FEED for shape in shapes)
    return CAPTION + HEADER + lanes + _inputs(shapes[0]) + 12


def _bands(shapes: tuple[Shape, ...], k: float, block: float, top: float) -> tuple[tuple[Band, ...], float]:
    bands: list[Band] = []
    y = top
    for shape in reversed(shapes):
        chip = y + CHIP / 2 * k
        start = y = y + (CHIP + RISE) * k
        y += PAD * k
        vessels = []
        for name in shape.vessels:
            vessels.append((name, y + VESSEL / 2 * k))
            y += (VESSEL + PAD) * k
        items: list[tuple[str, float, float]] = []
        entry = y
        if shape.items:
            rows = _rows(shape, block, k)
            each = math.ceil(len(shape.items) / rows)
            for row in range(rows):
                names = shape.items[row * each : (row + 1) * each]
                pitch = (block - 8 * k) / max(len(names), 2)
                for number, name in enumerate(names):
                    items.append((name, y + (NAME + BOX / 2) * k, (number - (len(names) - 1) / 2) * pitch))
                y += (NAME + BOX + NUMBER) * k
            entry = y - (NUMBER + BOX / 2) * k
            y += PAD * k
        elif vessels:
            entry = vessels[-1][1]
        rod = y + ROD / 2 * k - 1 * k
        bottom = y + ROD * k
        y = bottom + FEED * k
        bands.append(Band(chip, start, tuple(vessels), tuple(items), entry, rod, bottom, y))
    return tuple(reversed(bands)), y + _inputs(shapes[0]) * k + 8 * k
