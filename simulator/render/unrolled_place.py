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
ITEM = 34.0  # px: the narrowest item of a copy
BELOW = 10.0  # px: free under the inputs
TALLEST = 1.9  # how far boxes and ways stretch where there is height
SMALLEST, LARGEST, PROJECTED = 0.78, 1.45, 2.0  # scales
CROWDED = 0.86  # scale below which steps are left out rather than made smaller


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
    """Columns and bands of a picture. The same arguments give the same object, so that what was drawn can be kept.

    ``k`` is the scale of everything; ``tall`` stretches what may be higher where there is room.
    """

    shapes: tuple[Shape, ...]
    bands: tuple[Band, ...]
    k: float
    tall: float
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

    def high(self, size: float) -> float:
        """Return a height that stretches."""
        return size * self.tall * self.k

    def left(self, column: int) -> float:
        """Return the left edge of a column."""
        return self.labels + (column - self.first) * self.column_width

    def middle(self, column: int) -> float:
        """Return the middle of a column."""
        return self.left(column) + self.column_width / 2


def chip_width(place: Place, shape: Shape) -> float:
    """Return the width of the output's box: more for several numbers."""
    return min(place.block, (96 if shape.size(shape.cell.output) == 1 else 160) * place.k)


def first_column(
    shapes: tuple[Shape, ...],
    steps: int,
    width: float,
    height: float,
    column: int,
    first: int | None = None,
    projected: bool = False,
) -> int:
    """Return the first column to be seen so that ``column`` is: near ``first``, or if that is None, in the middle."""
    whole = lay_out(shapes, steps, width, height, projected=projected).whole
    if first is None:
        first = column - whole // 2
    return max(0, min(max(column - whole + 1, min(first, column)), steps - whole))


@lru_cache(maxsize=32)
def lay_out(
    shapes: tuple[Shape, ...], steps: int, width: float, height: float, first: int = 0, projected: bool = False
) -> Place:
    """Place the copies from column ``first`` on.

    The parts are as large as the height allows, but no larger than leaves room for all steps, where there is any; the
    picture is higher than asked for where many lanes stand upon each other. ``projected``: as large as the height
    allows, for the back of a hall; then fewer steps are seen.
    """
    margin = AFTER if any(shape.backward for shape in shapes) else MARGIN
    spread = (width - 1) / (LABELS + margin + steps * COLUMN)
    stiff, free = _heights(shapes, COLUMN - GUTTER)
    most = PROJECTED if projected else min(LARGEST, spread if spread > CROWDED else 1.0)
    k = max(SMALLEST, min(most, height / (stiff + free)))
    room = width - (LABELS + margin) * k
    whole = max(1, min(steps, int(room / (COLUMN * k))))
    across = min(ROOMIEST * k, room / whole)
    if across > COLUMN * k * 1.6 and whole < steps:
        across = COLUMN * k
    columns = max(0, min(steps - first, math.ceil((width - LABELS * k) / across)))
    stiff, free = _heights(shapes, across / k - GUTTER)
    tall = max(1.0, min(TALLEST, (height / k - stiff) / free))
    needed = (stiff + free * tall) * k
    height = needed if needed > height + 0.5 else height
    top = (height - needed) / 2
    bands, bottom = _bands(shapes, k, tall, across - GUTTER * k, top + (CAPTION + HEADER) * k)
    head = top + (CAPTION + HEADER / 2) * k
    return Place(shapes, bands, k, tall, width, height, steps, first, columns, whole, across, head, bottom)


def _rows(shape: Shape, block: float) -> int:
    """Return in how many rows a copy's items stand."""
    return math.ceil(len(shape.items) / max(1, int((block - 6) / ITEM))) if shape.items else 0


def _heights(shapes: tuple[Shape, ...], block: float) -> tuple[float, float]:
    """Return the height of all that does not stretch, and of all that does, at scale 1."""
    stiff, free = CAPTION + HEADER + BELOW, 0.0
    for shape in shapes:
        rows, vessels = _rows(shape, block), len(shape.vessels)
        stiff += CHIP + PAD + vessels * PAD + rows * (NAME + NUMBER + PAD / 2) + PAD / 2 + ROD
        free += RISE + vessels * VESSEL + rows * BOX + FEED
    if shapes[0].inputs > STACKED:
        free += BARS
    else:
        stiff += shapes[0].inputs * CELL
    return stiff, free


def _bands(
    shapes: tuple[Shape, ...], k: float, tall: float, block: float, top: float
) -> tuple[tuple[Band, ...], float]:
    bands: list[Band] = []
    y = top
    for shape in reversed(shapes):
        chip = y + CHIP / 2 * k
        start = y = y + (CHIP + RISE * tall) * k
        y += PAD * k
        vessels = []
        for name in shape.vessels:
            vessels.append((name, y + VESSEL * tall / 2 * k))
            y += (VESSEL * tall + PAD) * k
        items: list[tuple[str, float, float]] = []
        entries = [y for _, y in vessels[-1:]]
        rows = _rows(shape, block / k)
        each = math.ceil(len(shape.items) / rows) if rows else 0
        for row in range(rows):
            names = shape.items[row * each : (row + 1) * each]
            pitch = (block - 8 * k) / max(len(names), 2)
            middle = y + (NAME + BOX * tall / 2) * k
            for number, name in enumerate(names):
                items.append((name, middle, (number - (len(names) - 1) / 2) * pitch))
            entries.append(middle)
            y += (NAME + BOX * tall + NUMBER + PAD / 2) * k
        y += PAD / 2 * k
        rod = y + (ROD / 2 - 1) * k
        bottom = y + ROD * k
        y = bottom + FEED * tall * k
        bands.append(Band(chip, start, tuple(vessels), tuple(items), entries[-1] if entries else rod, rod, bottom, y))
    inputs = shapes[0].inputs
    y += (BARS * tall if inputs > STACKED else inputs * CELL) * k
    return tuple(reversed(bands)), y + BELOW * k
