"""Equations as rows of Runs, Grids and Fences: once with names, and once with the numbers of a moment."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simulator.language import Node
from simulator.render import format as fmt
from simulator.render.formula import Writer, role_colour
from simulator.render.primitives import Run
from simulator.render.typeset import Fence, Grid
from simulator.render.view import Moment

MOST = 8  # rows and columns of a matrix that is shown whole
FEW = 4  # rows and columns that are shown of a larger one
NOT_YET = "…"


class Symbols(Writer):
    """Writes names: matrices bold and upright, as is usual in print."""

    def operation(self, node: Node, own: int, first: tuple[Run, ...] | None = None) -> tuple[Run, ...]:
        """Write an operation; a number multiplies with a dot, a vector with ⊙."""
        if node.op != "mul" or all(self.nodes[arg].size is not None for arg in node.args):
            return super().operation(node, own, first)
        one = self.write(node.args[0], own) if first is None else first
        return (*one, Run(" · "), *self.write(node.args[1], own))

    def leaf(self, node: Node) -> tuple[Run, ...]:
        """Write a name, or a number of the text."""
        runs = super().leaf(node)
        if node.columns is None:
            return runs
        return tuple(Run(run.text, False, run.shift, run.colour, 800) for run in runs)


class Numbers(Writer):
    """Writes the numbers of a moment in place of the names: matrices as matrices, vectors as columns.

    What the phase has not reached yet is an ellipsis.
    """

    def __init__(self, moment: Moment) -> None:
        super().__init__(moment.cell)
        self.moment = moment

    def line(self, index: int) -> tuple[Run, ...]:
        """Write what stands on the right of a signal's equation."""
        return _bare(self.write(index, root=True))

    def fence(self, before: str, inner: tuple[Run, ...], after: str) -> tuple[Run, ...]:
        """Put brackets round what stands inside; a negative number alone needs no second pair."""
        return (Fence(before, inner=_bare(inner), close=after),)

    def operation(self, node: Node, own: int, first: tuple[Run, ...] | None = None) -> tuple[Run, ...]:
        """Write an operation; numbers are multiplied with a dot, vectors with ⊙."""
        if node.op not in ("mul", "matmul"):
            return super().operation(node, own, first)
        one = self.write(node.args[0], own) if first is None else first
        two = self.write(node.args[1], own + (node.op == "matmul"))
        sizes = [self.moment.view.now.values[arg].size for arg in node.args]
        if node.op == "matmul":
            return (*one, Run(" · " if 1 in sizes else " "), *two)
        return (*one, Run(" · " if 1 in sizes else " ⊙ "), *two)

    def leaf(self, node: Node) -> tuple[Run, ...]:
        """Write the value of a node."""
        moment = self.moment
        if node.columns is not None:
            array = moment.view.now.parameters[node.name]
            corner = array[:MOST, :MOST]
            return _signed(matrix(corner.tobytes(), corner.shape, array.shape, node.name, moment.view.exact))
        values = moment.view.now.values[node.index]
        colour, known = None, True
        if node.signal:
            colour, known = role_colour(moment.cell, node.signal), moment.share(node.signal) > 0
            values = moment.shown(node.signal)
        elif node.op == "previous":
            colour = role_colour(moment.cell, node.name)
        elif node.op == "input":
            colour = "inp"
        target = node.name if node.op == "parameter" else ""
        return _signed(column(values, moment.view.exact, colour, target, known))


def result(moment: Moment, name: str) -> Grid:
    """Return the value of a signal as it is shown now: it counts up to what it becomes."""
    share, exact = moment.share(name), moment.view.exact
    values, colour = moment.shown(name), role_colour(moment.cell, name)
    if not 0 < share < 1 or exact:
        return column(values, exact, colour, "", share > 0)
    count = _shown(len(values))
    texts = tuple(moment.counted(float(value), name, unit) for unit, value in enumerate(values[:count]))
    return _grid((*texts, "⋮") if count < len(values) else texts, len(values) > 1, colour)


@lru_cache(maxsize=256)
def matrix(data: bytes, corner: tuple[int, int], shape: tuple[int, int], name: str, exact: bool) -> Grid:
    """Return the grid of a float64 matrix: whole up to 8 x 8, else its first rows and columns.

    ``data`` are the numbers of its upper left ``corner``.
    """
    array = np.frombuffer(data).reshape(corner)
    rows, columns = (_shown(size) for size in shape)
    texts = [_aligned(array[:rows, place], exact) for place in range(columns)]
    if columns < shape[1]:
        texts.append(("⋯",) * rows)
    by_row = list(zip(*texts, strict=True))
    if rows < shape[0]:
        by_row.append(("⋮",) * columns + ("⋯",) * (columns < shape[1]))
    return Grid("", rows=tuple(by_row), brackets=shape != (1, 1), target=name, known=(rows, columns))


def column(values: np.ndarray, exact: bool, colour: str | None, target: str = "", known: bool = True) -> Grid:
    """Return the grid of a vector: whole up to 8 numbers, else the first ones."""
    count = _shown(len(values))
    texts = _aligned(values[:count], exact) if known else (NOT_YET,) * count
    return _grid((*texts, "⋮") if count < len(values) else texts, len(values) > 1, colour, target, (count, 1))


def _grid(
    texts: tuple[str, ...], brackets: bool, colour: str | None, target: str = "", known: tuple[int, int] = (0, 0)
) -> Grid:
    rows = tuple((text,) for text in texts)
    return Grid("", colour=colour, rows=rows, brackets=brackets, target=target, known=known)


def _shown(size: int) -> int:
    return size if size <= MOST else FEW


def _aligned(values: np.ndarray, exact: bool) -> tuple[str, ...]:
    """Write the numbers of a column, all with as many decimals as one of them needs."""
    numbers = [float(value) for value in values]
    if exact:
        return tuple(map(fmt.exact, numbers))
    texts = [fmt.short(number) for number in numbers]
    decimals = max((len(text.partition(".")[2]) for text in texts if "e" not in text), default=0)
    return tuple(fmt.fixed(number, decimals) for number in numbers) if decimals else tuple(texts)


def _signed(grid: Grid) -> tuple[Run, ...]:
    """Put a single number that is negative in brackets."""
    if not grid.brackets and grid.rows[0][0].startswith(fmt.MINUS):
        return (Fence("(", inner=(grid,), close=")"),)
    return (grid,)


def _bare(items: tuple[Run, ...]) -> tuple[Run, ...]:
    """Take the brackets off a negative number that stands alone: tanh((−1)) is tanh(−1)."""
    if len(items) == 1 and isinstance(items[0], Fence) and items[0].text == "(":
        return items[0].inner
    return items
