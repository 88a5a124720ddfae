"""All parameters of a network as heat-maps, a field for every number, as large as there is room for.

Where a pixel has to stand for several numbers, it shows the largest of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.render import format as fmt
from simulator.render.heat import ink_on, levels
from simulator.render.primitives import Box, Canvas, Heat, Picture, Run, Text
from simulator.render.training.axis import reading
from simulator.render.training.chart import EDGE, WORD, Look, element, head, wide
from simulator.render.training.scale import Scale, largest_of
from simulator.render.typeset import text_width

_TOP, _LEGEND, _NAME, _GAP = 56.0, 40.0, 22.0, 18.0  # px at scale 1
FIELD = 14.0  # px at scale 1 of a field at most, unless asked otherwise
_WRITTEN, _NUMBER = 28.0, 13.0  # px at scale 1 of a field from which on its number stands in it, and of the number
_SEEN = 8.0  # px at scale 1 of the frame around one at least


@dataclass(frozen=True, eq=False)
class Matrix:
    """A parameter, its gradient or its change: ``values`` (rows, columns), or (rows,) of a vector.

    Neighbours of one ``group``, such as the parameters of a gate, stand in one line if they can.
    """

    name: str
    values: np.ndarray
    hue: str = "ink2"
    group: str = ""

    @property
    def grid(self) -> np.ndarray:
        """The numbers as rows and columns."""
        return self.values if self.values.ndim == 2 else self.values.reshape(-1, 1)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a matrix stands: the corner of its fields, and their side, in px."""

    matrix: Matrix
    x: float
    y: float
    side: float

    def element(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the row and the column of the field at a point; None beside it."""
        row, column = math.floor((y - self.y) / self.side), math.floor((x - self.x) / self.side)
        rows, columns = self.matrix.grid.shape
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None


def matrix_maps(
    title: str,
    matrices: Sequence[Matrix],
    width: float,
    height: float,
    look: Look | None = None,
    selected: tuple[str, tuple[int, ...]] | None = None,
    largest: float | None = None,
    field: float = FIELD,
) -> Picture:
    """Return the maps under a title, all with one scale. A matrix answers by its name, ``element_at`` says which field.

    ``selected``: the name and place of a number that is marked. ``largest``: the size that has the deepest colour, if
    it is not that of the largest number. ``field``: px of a field at scale 1 at most; numbers stand in those that have
    room. The picture is never higher than asked for: fields may be smaller than pixels.
    """
    look = look or Look()
    canvas = Canvas()
    kit, k = look.kit(canvas), look.k
    head(kit, width, title)
    scale = Scale(largest or largest_of([matrix.values for matrix in matrices]))
    for number, placed in enumerate(place(matrices, width, height, look, field)):
        matrix, grid = placed.matrix, placed.matrix.grid
        rows, columns = grid.shape
        shown = _pooled(grid, placed.side)
        across, down = columns * placed.side, rows * placed.side
        label = kit.text(placed.x, placed.y - 0.5 * _NAME * k, element(matrix.name), WORD, matrix.hue, 600)
        canvas.add(f"name {number}", label)
        fields = Heat(placed.x, placed.y, across, down, shown.shape[1], levels(shown, scale.largest))
        frame = Box(placed.x, placed.y, across, down, 0, None, "line")
        canvas.add(f"map {number}", fields, frame, *_numbers(placed, scale, k))
        known = grid[np.isfinite(grid)]
        ends = f": {reading(float(known.min()))} … {reading(float(known.max()))}" if known.size else ""
        canvas.spot(matrix.name, placed.x, placed.y, across, down, f"{matrix.name}, {rows} × {columns}{ends}")
        if selected is not None and selected[0] == matrix.name:
            canvas.add("selected", _ring(placed, selected[1], k))
    legend = scale.bar(kit, EDGE * k, height - 0.5 * _LEGEND * k, width - 2 * EDGE * k)
    if legend:
        canvas.add("legend", *legend)
    return Picture(width, height, canvas.items, tuple(canvas.hotspots))


def _ring(placed: Placed, index: tuple[int, ...], k: float) -> Box:
    """Return the frame around a field, which is seen however small the field is."""
    row, column = (*index, 0)[:2]
    side = max(placed.side, _SEEN * k)
    x, y = placed.x + (column + 0.5) * placed.side, placed.y + (row + 0.5) * placed.side
    return Box(x - side / 2, y - side / 2, side, side, 2 * k, None, "ink", 2 * k)


def _numbers(placed: Placed, scale: Scale, k: float) -> list[Text]:
    """Return the numbers of the fields, where they have room."""
    side = placed.side
    if side < _WRITTEN * k:
        return []
    grid = placed.matrix.grid
    texts, inks = [scale.text(value) for value in grid.ravel().tolist()], levels(grid, scale.largest)
    size = min(_NUMBER * k, (side - 4 * k) / max(map(text_width, texts)))
    places = (divmod(number, grid.shape[1]) for number in range(grid.size))
    return [
        Text(
            placed.x + (column + 0.5) * side,
            placed.y + (row + 0.5) * side,
            (Run(text),),
            size,
            ink_on(ink),
            600,
            "center",
        )
        for (row, column), text, ink in zip(places, texts, inks, strict=True)
    ]


def element_at(
    matrices: Sequence[Matrix],
    x: float,
    y: float,
    width: float,
    height: float,
    look: Look | None = None,
    field: float = FIELD,
) -> tuple[str, str] | None:
    """Return the element at a point of the picture, ``W_f[0,1]``, and the words with its number; None beside all."""
    for placed in place(matrices, width, height, look or Look(), field):
        if (found := placed.element(x, y)) is not None:
            row, column = found
            index = f"{row},{column}" if placed.matrix.values.ndim == 2 else str(row)
            target = f"{placed.matrix.name}[{index}]"
            return target, f"{target} = {fmt.exact(float(placed.matrix.grid[row, column]))}"
    return None


def place(matrices: Sequence[Matrix], width: float, height: float, look: Look, field: float = FIELD) -> list[Placed]:
    """Return the matrices in lines like words, with the largest fields that let them all be seen."""
    k = look.k
    kit = look.kit(Canvas())
    room = (EDGE * k, (_TOP + _NAME) * k, width - EDGE * k, height - _LEGEND * k)
    names = {id(matrix): wide(kit, element(matrix.name), WORD) for matrix in matrices}
    groups: list[list[Matrix]] = []
    for matrix in matrices:
        if not matrix.values.size:
            continue
        if groups and matrix.group and groups[-1][0].group == matrix.group:
            groups[-1].append(matrix)
        else:
            groups.append([matrix])

    def flow(side: float) -> tuple[list[Placed], bool]:
        return _flow(groups, names, side, room, k)

    low, high = 0.0, field * k
    if (whole := flow(high))[1]:
        return whole[0]
    for _ in range(24):  # to a thousandth of a pixel
        middle = (low + high) / 2
        low, high = (middle, high) if flow(middle)[1] else (low, middle)
    return flow(max(low, 1e-3))[0]


def _flow(
    groups: list[list[Matrix]], names: dict[int, float], side: float, room: tuple[float, float, float, float], k: float
) -> tuple[list[Placed], bool]:
    """Place the matrices with fields of a side, and say whether they all have room."""
    left, y, right, bottom = room
    gap, x, tallest = _GAP * k, left, 0.0
    found: list[Placed] = []
    fits = True
    for group in groups:
        across = [max(matrix.grid.shape[1] * side, names[id(matrix)]) for matrix in group]
        together = sum(across) + gap * (len(group) - 1)
        for number, matrix in enumerate(group):
            needed = together if number == 0 and together <= right - left else across[number]
            if x > left and x + needed > right:
                x, y, tallest = left, y + tallest + (_NAME + 0.6 * _GAP) * k, 0.0
            down = matrix.grid.shape[0] * side
            fits = fits and x + across[number] <= right and y + down <= bottom
            found.append(Placed(matrix, x, y, side))
            x += across[number] + gap
            tallest = max(tallest, down)
    return found, fits


def _pooled(grid: np.ndarray, side: float) -> np.ndarray:
    """Return the numbers that are shown: all, or where fields are smaller than pixels the largest one of each pixel."""
    if side >= 1:
        return grid
    for axis in (0, 1):
        count = max(1, int(grid.shape[axis] * side))
        starts = np.arange(count) * grid.shape[axis] // count
        high, low = np.fmax.reduceat(grid, starts, axis), np.fmin.reduceat(grid, starts, axis)
        with np.errstate(invalid="ignore"):
            grid = np.where(-low > high, low, high)
    return grid
