"""Formulas with matrices, set as primitives: grids of numbers in brackets, and brackets as tall as what they hold.

A formula is a row of Runs, as in ``formula``; a Grid or a Fence may stand among them. Everything is centred on the
middle of the capitals, so that names, columns and matrices of one equation stand on one axis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from unicodedata import east_asian_width

from simulator.render.primitives import Curve, Line, Primitive, Run, Text

Items = Sequence[Run]

ROW = 1.4  # em from one row of a grid to the next
_GAP = 0.75  # em between two columns
_BRACKET = 0.4  # em that a square bracket takes
_TALL = 0.5  # em that a tall round bracket takes
_LINE = 0.72  # em above and below the axis of a line of text

# How wide Inter's letters are at weight 700, in em; what is not here is about 0.62. A test holds it against the font.
LETTER_WIDTHS = {
    letter: width
    for width, letters in {
        0.15: "\u2009",
        0.23: " ",
        0.27: "ijl",
        0.3: ",.:;·",
        0.37: "|",
        0.39: "ft",
        0.41: "()[]r{}",
        0.48: "-_",
        0.56: "sJLxzFakcvye",
        0.65: "bdSPαδBRθ",
        0.68: "+0123456789=−KTZσμ",
        0.73: "DNUXY",
        0.76: "ACHVGOQ⊙",
        0.84: "φ…wψ",
        0.92: "Mmω",
        1.0: "⋯⋮∞W@",
    }.items()
    for letter in letters
}


@dataclass(frozen=True, slots=True)
class Grid(Run):
    """Numbers in rows and columns, right-aligned; in brackets unless it is a single one.

    ``target`` names its numbers for the pointer, and ``known`` says how many rows and columns of them are there: what
    comes after is an ellipsis.
    """

    rows: tuple[tuple[str, ...], ...] = ()
    brackets: bool = True
    target: str = ""
    known: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Fence(Run):
    """What stands between brackets, or in those of a function: ``text`` before it, ``close`` behind."""

    inner: tuple[Run, ...] = ()
    close: str = ")"


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """Return the width of a text in em; Chinese signs are as wide as they are high."""
    return sum(LETTER_WIDTHS.get(letter) or (1.0 if east_asian_width(letter) in "WF" else 0.62) for letter in text)


def width(items: Items) -> float:
    """Return the width of a formula in em."""
    return sum(_width(item) for item in items)


def height(items: Items) -> float:
    """Return how far a formula reaches above its axis, and as far below, in em."""
    return max(map(_height, items), default=_LINE)


def _width(item: Run) -> float:
    if isinstance(item, Grid):
        return _grid_width(item)
    if isinstance(item, Fence):
        return _open_width(item) + width(item.inner) + _close_width(item)
    return text_width(item.text) * (0.7 if item.shift else 1.0)


def _height(item: Run) -> float:
    if isinstance(item, Grid):
        return max(_LINE, ROW * len(item.rows) / 2)
    return height(item.inner) if isinstance(item, Fence) else _LINE


@lru_cache(maxsize=1024)
def _columns(grid: Grid) -> tuple[float, ...]:
    return tuple(max(map(text_width, column)) for column in zip(*grid.rows, strict=True))


def _grid_width(grid: Grid) -> float:
    columns = _columns(grid)
    return sum(columns) + _GAP * (len(columns) - 1) + (2 * _BRACKET + 0.3 if grid.brackets else 0.0)


def _is_tall(fence: Fence) -> bool:
    return height(fence.inner) > _LINE


def _open_width(fence: Fence) -> float:
    return text_width(fence.text[:-1]) + _TALL if _is_tall(fence) else text_width(fence.text)


def _close_width(fence: Fence) -> float:
    return _TALL if _is_tall(fence) else text_width(fence.close)


@dataclass(frozen=True, slots=True)
class Pen:
    """How a formula is written: size in pixels, colour and weight."""

    size: float
    colour: str = "ink"
    weight: int = 600


@dataclass(frozen=True, slots=True)
class Placed:
    """A grid in its place, for what answers the pointer: left edge and axis in pixels."""

    grid: Grid
    x: float
    y: float
    size: float

    def cells(self) -> Iterator[tuple[tuple[int, int], tuple[float, float, float, float]]]:
        """Yield row and column, and the rectangle, of every number."""
        em, (rows, columns) = self.size, self.grid.known
        top = self.y - ROW * len(self.grid.rows) / 2 * em
        for row in range(rows):
            x = self.x + ((_BRACKET + 0.15 if self.grid.brackets else 0.0) - _GAP / 2) * em
            for column, wide in zip(range(columns), _columns(self.grid), strict=False):
                yield (row, column), (x, top + row * ROW * em, (wide + _GAP) * em, ROW * em)
                x += (wide + _GAP) * em


def write(items: Items, x: float, y: float, pen: Pen) -> tuple[list[Primitive], list[Placed]]:
    """Set a formula from x on, with its axis at y; also return where its grids stand."""
    drawn: list[Primitive] = []
    grids: list[Placed] = []
    em = pen.size
    for plain, group in groupby(items, key=lambda item: not isinstance(item, Grid | Fence)):
        pieces = tuple(group)
        if plain:  # one line, so that its letters keep their distances
            drawn.append(Text(x, y, pieces, em, pen.colour, pen.weight))
            x += width(pieces) * em
            continue
        for item in pieces:
            if isinstance(item, Grid):
                grids.append(Placed(item, x, y, em))
                drawn += _grid(item, x, y, pen)
            elif isinstance(item, Fence):
                inside = x + _open_width(item) * em
                behind = inside + width(item.inner) * em
                *before, after = _brackets(item, x, inside, behind, y, pen)
                parts, found = write(item.inner, inside, y, pen)
                drawn += [*before, *parts, after]
                grids += found
            x += _width(item) * em
    return drawn, grids


@lru_cache(maxsize=512)  # weights stand where they stood at the step before
def _grid(grid: Grid, x: float, y: float, pen: Pen) -> tuple[Primitive, ...]:
    em = pen.size
    columns = _columns(grid)
    drawn: list[Primitive] = []
    left = x
    if grid.brackets:
        right = x + _grid_width(grid) * em
        half = (ROW * len(grid.rows) / 2 - 0.06) * em
        drawn = [_square(x, 1, y, half, pen), _square(right, -1, y, half, pen)]
        left += (_BRACKET + 0.15) * em
    for row, texts in enumerate(grid.rows):
        middle = y + (row - (len(grid.rows) - 1) / 2) * ROW * em
        edge = left
        for column, text in zip(columns, texts, strict=True):
            edge += column * em
            runs = (Run(text, colour=grid.colour, weight=grid.weight),)
            if text in ("⋯", "⋮", "…"):
                drawn.append(Text(edge - column / 2 * em, middle, runs, em, pen.colour, pen.weight, "center"))
            else:
                drawn.append(Text(edge, middle, runs, em, pen.colour, pen.weight, "right"))
            edge += _GAP * em
    return tuple(drawn)


def _square(x: float, way: int, y: float, half: float, pen: Pen) -> Line:
    em = pen.size
    outer, inner = x + way * 0.16 * em, x + way * 0.36 * em
    line = ((inner, y - half), (outer, y - half), (outer, y + half), (inner, y + half))
    return Line(line, pen.colour, 1.5)


def _brackets(fence: Fence, x: float, inside: float, behind: float, y: float, pen: Pen) -> list[Primitive]:
    """Set what stands before and, last, behind: a line of text, or drawn as tall as what it holds."""
    em = pen.size
    if not _is_tall(fence):
        return [
            Text(x, y, (Run(fence.text),), em, pen.colour, pen.weight),
            Text(behind, y, (Run(fence.close),), em, pen.colour, pen.weight),
        ]
    drawn: list[Primitive] = []
    if fence.text[:-1]:
        drawn.append(Text(x, y, (Run(fence.text[:-1]),), em, pen.colour, pen.weight))
    half = height(fence.inner) * em
    for sign, edge, way in ((fence.text[-1], inside - 0.06 * em, -1), (fence.close, behind + 0.06 * em, 1)):
        if sign == "|":
            drawn.append(Line(((edge + way * 0.1 * em, y - half), (edge + way * 0.1 * em, y + half)), pen.colour, 1.5))
        else:
            bow = edge + way * 0.34 * em
            commands = (("M", edge, y - half), ("C", bow, y - half * 0.5, bow, y + half * 0.5, edge, y + half))
            drawn.append(Curve(commands, pen.colour, 1.5))
    return drawn
