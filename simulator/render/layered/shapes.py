"""How much room each part takes, and where its inlets are: lengths at scale 1, from the left end of its middle line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from simulator.render.kit import advance, symbol
from simulator.render.layered.parts import Part, Row

EM = 15.5  # room for a letter's em: letters do not shrink as far as the parts do
CAPTION = 19.0  # height of a line under a part
RADIUS = 15.0  # of a sum
SIDE = 30.0  # of a function's square
VALVE = 0.66  # scale of a valve
HUB = 26.0  # its middle, from the left
TANK = (104.0, 72.0)
LINE = 17.0  # height of a line in a cell of weights
NAMED = 3  # weights of a bundle that are named

_NUMBER = 2.9  # em: "−0.00"


@dataclass(frozen=True)
class Shape:
    """A part's room: ``width`` from its left end, ``up`` and ``down`` from its middle line; inlets by height.

    ``cells`` is the width of a sum's column of weights; ``hub``, ``square`` and ``tank`` are the middles, from the
    left, of a sum's circle (or a valve), of the function and of the tank.
    """

    width: float
    up: float
    down: float
    inlets: tuple[float, ...] = ()
    cells: float = 0.0
    hub: float = 0.0
    square: float = 0.0
    tank: float = 0.0
    rows: tuple[float, ...] = ()  # the middle of each row


def caption_width(name: str, size: int = 1) -> float:
    """Return the room for "name = value"."""
    index = 0.7 * 0.9 if size > 1 else 0.0
    return ((advance(symbol(name)) + index + 1.1) * (name != "") + _NUMBER) * EM


def row_lines(row: Row) -> int:
    """Return how many lines the cell of an addend has."""
    return min(row.size, NAMED + 1) if row.kind == "weights" else 1


def row_width(row: Row, name: str = "") -> float:
    """Return how wide the cell of an addend is; 0 for one that is added as it stands."""
    if row.kind == "plain":
        return 0.0 if row.sign > 0 else 24.0
    if row.kind == "weights" and row.size > 1:
        return 5.1 * EM + 8
    if row.kind == "bias":
        return (advance(symbol(name)) + 0.4 + _NUMBER) * EM + 8
    return 4.1 * EM + 8


@lru_cache(maxsize=1024)
def shape(part: Part, names: tuple[str, str], biases: tuple[str, ...] = ()) -> Shape:
    """Return a part's shape. ``names``: of the signal that leaves it and of the sum in it, empty where unnamed."""
    outer, inner = names
    if part.kind == "sum":
        return _sum(part, outer, inner, biases)
    if part.kind == "valve":
        gate = -(81 * VALVE + 11)
        up, down = 81 * VALVE + 19, 37 * VALVE + 5
        width = max(78.0, HUB + caption_width(outer, part.size) / 2)
        below = CAPTION if not part.below else 0.0
        if part.below:
            return Shape(width, down + CAPTION, up, (0.0, -gate), hub=HUB)
        return Shape(width, up, down + below, (0.0, gate), hub=HUB)
    if part.kind == "times":
        width = max(60.0, caption_width(outer, part.size))
        return Shape(width, 22, 20 + CAPTION, (-13.0, 13.0), hub=width / 2)
    if part.kind in ("function", "rest"):
        width = max(44.0, caption_width(outer, part.size))
        return Shape(width, SIDE / 2 + 3, SIDE / 2 + 3 + CAPTION, (0.0,), hub=width / 2)
    if part.kind == "input":
        lines = part.size if part.size <= 4 else 2
        return Shape(5.2 * EM, lines * 13.0 + 2, lines * 13.0 + 2)
    if part.kind == "delay":
        width = (advance(symbol(part.owner, "t-1")) + (0.6 if part.size > 1 else 0) + 0.5 + _NUMBER) * EM + 12
        return Shape(width, 17, 17, (0.0,))
    if part.kind == "constant":
        return Shape(max(70.0, caption_width(outer, part.size)), 14, 14 + (CAPTION if outer else 0))
    width = (advance(symbol(outer)) + (0.6 if part.size > 1 else 0) + 1.1 + _NUMBER) * 18.5 + 12  # a chip
    return Shape(width, 20, 20, (0.0,))


def _sum(part: Part, outer: str, inner: str, biases: tuple[str, ...]) -> Shape:
    names = iter(biases)
    wide = [row_width(row, next(names) if row.kind == "bias" else "") for row in part.rows]
    tall = [max(LINE * row_lines(row) + 5, 24.0) if width else 22.0 for row, width in zip(part.rows, wide, strict=True)]
    gap = 5.0
    height = sum(tall) + gap * (len(tall) - 1)
    middles, y = [], -height / 2
    for own in tall:
        middles.append(y + own / 2)
        y += own + gap
    cells = max(wide)
    x = cells
    lone = len(part.rows) == 1 and part.rows[0].kind in ("scale", "plain")
    up, down = height / 2, height / 2
    hub = square = tank = 0.0
    if not lone:
        fan = 18.0 if len(part.rows) == 1 else 31.0 if cells else 36.0
        x = hub = cells + fan + RADIUS
        up, down = max(up, RADIUS + 3), max(down, RADIUS + 4)
    inner_width = caption_width(inner, part.size)
    edge = x + (RADIUS if hub else 0.0)
    named = not part.function and not part.tank
    if part.function:
        own = caption_width(outer, part.size)
        square = max(edge + 16 + SIDE / 2, x + (own - inner_width) / 2 + 10 if hub else 0.0)
        edge = max(square + max(SIDE / 2, own / 2), x - 12 + inner_width if hub else 0.0)
        up = max(up, SIDE / 2 + 4 + CAPTION)
        down = max(down, RADIUS + 4 + CAPTION if hub else SIDE / 2 + 4)
    elif part.tank:
        tank = edge + 44 + TANK[0] / 2
        edge = tank + TANK[0] / 2
        up, down = max(up, TANK[1] / 2 + 4), max(down, TANK[1] / 2 + 5 + CAPTION)
    if named and hub:
        edge = max(edge, x - 12 + inner_width)
        down = max(down, RADIUS + 4 + CAPTION)
    elif named:
        edge = max(edge, inner_width if outer else 0.0)
        down = down + (CAPTION if outer else 0.0)
    inlets = tuple(middle for row, middle in zip(part.rows, middles, strict=True) if row.source)
    return Shape(edge + 2, up, down, inlets, cells, hub, square, tank, tuple(middles))
