"""Where the rows and columns of a timeline stand: for the drawing, and for finding what was pointed at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

from simulator.render.timeline.rows import DESKTOP, Metrics, Row, projected

WIDE = 96.0  # px of a column from which it has room for its numbers
_SMALLER = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)  # sizes of a projection, of the usual ones
_OF_INPUTS = ("input", "places")
FEW = 8.0  # px from which columns begin at whole pixels; below, rows are drawn pixel by pixel

@dataclass(frozen=True, eq=False)
class Layout:
    """Where rows and columns stand. Rows and columns are counted from 0; only those from ``first_…`` on are seen.

    ``lay_out`` gives the same object for the same arguments, so that what was drawn for it can be kept.
    """

    rows: tuple[Row, ...]
    metrics: Metrics
    steps: int
    first_row: int
    tops: tuple[float, ...]  # of the rows that are seen, and the end of the last one
    first_column: int
    columns: int  # that are seen, the last one perhaps in part
    whole_columns: int  # that are seen whole
    column_width: float
    width: float  # of the picture

    @cached_property
    def seen(self) -> tuple[Row, ...]:
        """The rows that are seen."""
        return self.rows[self.first_row : self.first_row + len(self.tops) - 1]

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return self.tops[-1]

    @property
    def right(self) -> float:
        """Where the last column ends."""
        return self.left(self.first_column + self.columns)

    @property
    def wide(self) -> bool:
        """Whether a column has room for its numbers in full."""
        return self.column_width >= WIDE

    @property
    def stop(self) -> int:
        """The first column behind those that are seen."""
        return self.first_column + self.columns

    def left(self, column: int) -> float:
        """Return the left edge of a column."""
        return self.metrics.labels + (column - self.first_column) * self.column_width

    def column_at(self, x: float) -> int | None:
        """Return the column at x, None beside them."""
        column = self.first_column + math.floor((x - self.metrics.labels) / self.column_width)
        return column if x >= self.metrics.labels and column < self.steps else None

    def row_at(self, y: float) -> int | None:
        """Return the row at y, None between them and in the header."""
        for k in range(len(self.tops) - 1):
            if self.tops[k] <= y < self.tops[k] + self.metrics.of(self.rows[self.first_row + k]):
                return self.first_row + k
        return None

    def place(self, row: int, column: int) -> tuple[float, float, float, float] | None:
        """Return x, y, width and height of a field, None while it is out of sight."""
        k = row - self.first_row
        if not (0 <= k < len(self.tops) - 1 and 0 <= column - self.first_column < self.columns):
            return None
        return self.left(column), self.tops[k], self.column_width, self.metrics.of(self.rows[row])


def column_width(steps: int, width: float, metrics: Metrics = DESKTOP, pitch: float | None = None) -> float:
    """Return the width of a column: ``pitch`` if it is given, but never so little that all steps leave room.

    Without one, all steps share the room while there is enough for each, then they scroll.
    """
    if pitch is not None:
        whole = max(1.0, width - metrics.labels - metrics.margin) / max(1, steps)
        wide = max(pitch, min(whole, metrics.widest))
        return float(math.floor(wide)) if wide >= FEW else wide
    share = (width - metrics.labels - metrics.margin) / max(1, steps)
    wide = min(share, metrics.widest) if share >= metrics.narrowest else metrics.column
    return float(math.floor(wide))  # whole pixels: no seams between


def projected_within(rows: tuple[Row, ...], steps: int, height: float, scale: float) -> Metrics:
    """Return the sizes of a projection, somewhat smaller where rows that were chosen would have no room else."""
    for share in _SMALLER:
        metrics = projected(rows, scale * share)
        if lay_out(rows, steps, 1e4, 1e9, metrics).bottom <= height:
            break
    return metrics


@lru_cache(maxsize=32)
def lay_out(
    rows: tuple[Row, ...],
    steps: int,
    width: float,
    height: float,
    metrics: Metrics = DESKTOP,
    first_column: int = 0,
    first_row: int = 0,
    pitch: float | None = None,
) -> Layout:
    """Place rows and columns in a picture of a size; rows that do not fit whole are left out, to be scrolled to.

    ``pitch`` is the width of a column where it has been zoomed.
    """
    across = column_width(steps, width, metrics, pitch)
    room = max(0.0, width - metrics.labels)
    whole = max(1, int((room - 2) / across))
    columns = max(0, min(steps - first_column, math.ceil(room / across)))
    y = metrics.header
    tops: list[float] = []
    for k in range(first_row, len(rows)):
        above = rows[k - 1].kind
        if k > first_row and above != "title" and (above in _OF_INPUTS) != (rows[k].kind in _OF_INPUTS):
            y += metrics.gap
        if y + metrics.of(rows[k]) > height and tops:
            break
        tops.append(y)
        y += metrics.of(rows[k])
    return Layout(rows, metrics, steps, first_row, (*tops, y), first_column, columns, whole, across, width)
