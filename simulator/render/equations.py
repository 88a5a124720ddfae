"""All equations of a cell, each with the numbers of the present step below it: a pure function of step and phase.

The equations of the sub-step that the phase lies in have a bar at their left and their numbers in ink; values appear as
the phase reaches them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from simulator.language import Cell
from simulator.render import format as fmt
from simulator.render.equations_text import MOST, Numbers, Symbols, result
from simulator.render.formula import left
from simulator.render.motion import PHASES, schedule
from simulator.render.primitives import Box, Canvas, Hotspot, Picture, Primitive, Run
from simulator.render.type_sizes import SMALLEST, in_hall
from simulator.render.typeset import Grid, Pen, Placed, height, text_width, width, write
from simulator.render.view import CellView, Moment

_NAMES, _NUMBERS = 18.0, 15.0  # px of type at scale 1
_MARGIN = 16.0  # above all equations, and between two columns of them
_BAR = 4.0
_INDENT = 20.0  # from the bar's edge to the names
_EQUALS = 24.0  # room of an equals sign
_ABOVE = 9.0  # above and below each equation
_LEADING = 1.62  # em of a line of names
_STEP = 12.0  # widths go up in such steps, so that the columns stay where they are when a number gets a digit more
_LARGEST = 1.5  # scale
_MOST_COLUMNS = 3


def stage_of(phase: float) -> int:
    """Return the sub-step, from 0, that a phase lies in; its end belongs to it."""
    return next(stage for stage in range(4) if phase <= PHASES[stage + 1])


@dataclass(frozen=True)
class _Block:
    """One equation: its name, the names and the numbers on its right, and its value."""

    name: str
    left: tuple[Run, ...]
    symbols: tuple[Run, ...]
    numbers: tuple[Run, ...]
    result: Grid

    @cached_property
    def half(self) -> float:
        """How far the numbers reach above their axis, in em."""
        return max(height(self.numbers), height((self.result,)), 0.75)

    @cached_property
    def deep(self) -> float:
        """Height at scale 1, in px."""
        return _NAMES * _LEADING + 2 * self.half * _NUMBERS + 2 * _ABOVE

    @cached_property
    def widths(self) -> tuple[float, float, float]:
        """Widths at scale 1, in px: of the name, of what stands between the signs of equality, and of the value."""
        middle = max(width(self.symbols) * _NAMES, width(self.numbers) * _NUMBERS)
        return width(self.left) * _NAMES, middle, width((self.result,)) * _NUMBERS


class _Column:
    """Equations one below another: their signs of equality and their values stand one below another, too."""

    def __init__(self, blocks: list[_Block]) -> None:
        self.blocks = blocks
        self.deep = sum(block.deep for block in blocks)
        widest = [max(widths) for widths in zip(*(block.widths for block in blocks), strict=True)]
        self.names, self.middle, results = (math.ceil(wide / _STEP) * _STEP for wide in widest)
        self.wide = _INDENT + self.names + _EQUALS + self.middle + _EQUALS + results


def equations(view: CellView, phase: float = 1.0, wide: float = 1008.0, high: float = 632.0) -> Picture:
    """Return the picture of all equations at one step and phase, for a pane of the given size.

    It fills the pane as far as its type stays within reason; where the numbers would be too small to read it is larger
    than the pane.
    """
    moment = Moment(view, phase)
    columns, k = _fit(moment, wide, high)
    canvas = Canvas()
    used = sum(column.wide for column in columns) * k + _MARGIN * (len(columns) + 1) * k
    x = _MARGIN * k + max(0.0, min((wide - used) / 2, 40.0))
    for column in columns:
        y = _MARGIN * k
        for block in column.blocks:
            _Drawing(canvas, moment, column, x, y, k).draw(block)
            y += block.deep * k
        x += (column.wide + _MARGIN) * k
    deep = (max(column.deep for column in columns) + 2 * _MARGIN) * k
    return Picture(max(wide, math.ceil(x)), max(high, math.ceil(deep)), canvas.items, tuple(canvas.hotspots))


def _blocks(moment: Moment) -> Iterator[_Block]:
    numbers = Numbers(moment)
    for name, index in moment.cell.graph.signals.items():
        yield _Block(name, *_named(moment.cell, name), numbers.line(index), result(moment, name))


@lru_cache(maxsize=256)
def _named(cell: Cell, name: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Return both sides of an equation in names: the same at every step."""
    return left(cell, name), Symbols(cell).write(cell.graph.signals[name], root=True)


def _fit(moment: Moment, wide: float, high: float) -> tuple[list[_Column], float]:
    """Return the equations in as many columns as make them largest, and the scale."""
    projected = moment.view.projected
    smallest = (in_hall(SMALLEST) if projected else SMALLEST) / _NUMBERS
    largest = in_hall(_NAMES) / _NAMES if projected else _LARGEST
    blocks = list(_blocks(moment))
    stages = tuple(schedule(moment.cell)[block.name][0] for block in blocks)
    choices = []
    for count in range(1, _MOST_COLUMNS + 1):
        columns = _shared_out(blocks, count, stages)
        across = wide / (sum(column.wide for column in columns) + _MARGIN * (len(columns) + 1))
        down = high / (max(column.deep for column in columns) + 2 * _MARGIN)
        choices.append((columns, across, down))
    columns, across, down = max(choices, key=lambda choice: (round(min(*choice[1:], largest), 1), -len(choice[0])))
    if min(across, down) < smallest:  # it is to be scrolled: downwards, if that is enough
        side_by_side = [choice for choice in choices if choice[1] >= smallest] or choices[:1]
        columns, across, _ = side_by_side[-1]
        return columns, min(1.0, max(smallest, math.floor(across * 20) / 20))
    return columns, max(smallest, math.floor(min(across, down, largest) * 20) / 20)


def _shared_out(blocks: list[_Block], count: int, stages: tuple[int, ...]) -> list[_Column]:
    """Share the equations out over columns of about one height, in their order."""
    ends = _ends(tuple(block.deep for block in blocks), stages, count)
    return [_Column(blocks[start:stop]) for start, stop in pairwise(ends)]


@lru_cache(maxsize=64)
def _ends(deep: tuple[float, ...], stages: tuple[int, ...], count: int) -> tuple[int, ...]:
    """Return where columns end, and where the first begins: beside a change of sub-step if there is one near by."""
    half = [sum(deep[:number]) + part / 2 for number, part in enumerate(deep)]
    even = [sum(place < number / count * sum(deep) for place in half) for number in range(count + 1)]
    changes = [0, *(k for k in range(1, len(deep)) if stages[k] != stages[k - 1]), len(deep)]
    near = [min(((abs(k - end), k) for k in changes if abs(k - end) <= 1), default=(0, end))[1] for end in even]
    found = near if _highest(deep, near) <= 1.2 * _highest(deep, even) else even
    return tuple(dict.fromkeys(found))


def _highest(deep: tuple[float, ...], ends: list[int]) -> float:
    return max(sum(deep[start:stop]) for start, stop in pairwise(ends))


@dataclass(frozen=True)
class _Drawing:
    """Draws equations of a column, from x and y on, at scale k."""

    canvas: Canvas
    moment: Moment
    column: _Column
    x: float
    y: float
    k: float

    def draw(self, block: _Block) -> None:
        """Draw one equation."""
        canvas, moment, x, y, k = self.canvas, self.moment, self.x, self.y, self.k
        name, deep, whole = block.name, block.deep * k, self.column.wide * k
        active = schedule(moment.cell)[name][0] == stage_of(moment.phase)
        if moment.view.selected == name:
            canvas.add(f"selected:{name}", Box(x - 3, y + 1, whole + 6, deep - 2, 8, "colnow", "ink", 2))
        if active:
            canvas.add(f"active:{name}", Box(x + 4, y + 8, _BAR, deep - 16, _BAR / 2, "ink"))
        names = Pen(_NAMES * k)
        numbers = Pen(_NUMBERS * k, "ink" if active else "ink2", 700 if active else 500)
        above = y + (_ABOVE + _NAMES * _LEADING / 2) * k
        below = y + deep - (_ABOVE + block.half * _NUMBERS) * k
        right = x + (_INDENT + self.column.names) * k
        begin, end = right + _EQUALS * k, right + (_EQUALS + self.column.middle) * k
        named = (right - block.widths[0] * k, self.sign(right, names), begin)
        canvas.add(f"equation:{name}", *_equation(moment.cell, name, named, above, names))
        self.write(f"numbers:{name}", numbers, below, (_SIGN, self.sign(right, numbers)), (block.numbers, begin))
        strong = Pen(numbers.size, numbers.colour, 700)
        self.write(
            f"result:{name}", strong, below, (_SIGN, self.sign(end, strong)), ((block.result,), end + _EQUALS * k)
        )
        canvas.spot(name, x, y, whole, deep, self.tip(name))

    def sign(self, left_edge: float, pen: Pen) -> float:
        """Return where an equals sign begins that stands in the middle of its room."""
        return left_edge + (_EQUALS * self.k - text_width("=") * pen.size) / 2

    def write(self, identity: str, pen: Pen, y: float, *pieces: tuple[tuple[Run, ...], float]) -> None:
        """Write pieces of a line, each from its x on, under one id."""
        drawn = []
        for items, x in pieces:
            primitives, grids = write(items, x, y, pen)
            drawn += primitives
            for placed in grids:
                self.answer(placed)
        self.canvas.add(identity, *drawn)

    def answer(self, placed: Placed) -> None:
        """Make every weight tell all its digits."""
        weights = self.moment.view.now.parameters.get(placed.grid.target)
        if weights is not None:
            corner = weights[(slice(MOST),) * weights.ndim]
            self.canvas.hotspots += _answers(placed, corner.tobytes(), corner.shape)

    def tip(self, name: str) -> str:
        """Return a signal's value in full."""
        values = self.moment.view.now[name]
        inner = ", ".join(fmt.exact(float(value)) for value in values[:8])
        return f"{name} = {inner}{', …' if len(values) > 8 else ''}"


_SIGN = (Run("="),)


@lru_cache(maxsize=256)
def _equation(cell: Cell, name: str, places: tuple[float, float, float], y: float, pen: Pen) -> tuple[Primitive, ...]:
    """Return an equation in names: left side, sign and right side, each from its x on."""
    one, two = _named(cell, name)
    lines = zip((one, _SIGN, two), places, strict=True)
    return tuple(primitive for items, x in lines for primitive in write(items, x, y, pen)[0])


@lru_cache(maxsize=256)
def _answers(placed: Placed, data: bytes, shape: tuple[int, ...]) -> tuple[Hotspot, ...]:
    """Return the places of the weights in a grid, with their numbers in full."""
    weights, name = np.frombuffer(data).reshape(shape), placed.grid.target
    found = []
    for place, area in placed.cells():
        where = place[: weights.ndim]
        told = f"{name}[{', '.join(str(part + 1) for part in where)}] = {fmt.exact(float(weights[where]))}"
        found.append(Hotspot(f"{name}[{','.join(map(str, where))}]", *area, told))
    return tuple(found)
