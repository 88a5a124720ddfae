"""Fans: the weighted inputs of a sum as cells and wires, and the bus that brings the inputs to them.

Pure functions of plain values, and remembered: in most frames of a step the sums do not move.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from simulator.engine import Term
from simulator.render.format import exact as all_digits
from simulator.render.format import short
from simulator.render.kit import Kit, advance, symbol
from simulator.render.primitives import Canvas, Circle, Group, Hotspot, Line, Point, Primitive, Run

Products = tuple[tuple[Term, float], ...]
"""The terms of a sum, each with the product that is shown now."""

Ends = tuple[tuple[str, Point], ...]
"""Where the outer ends of a fan's cells are, by source."""

SIMPLE = re.compile(r"1$|x\[")  # the source of a term that is an input, or the constant of a bias


@dataclass(frozen=True, slots=True)
class Fan:
    """The parts of a fan, to be drawn in this order, and the places of its weights."""

    wires: Group
    weights: Group
    cells: Group
    spots: tuple[Hotspot, ...]


def ends(sources: tuple[str, ...], cells: float, hub: Point, pitch: float) -> Ends:
    """Return the outer ends of a column of cells beside a sum."""
    middle = (len(sources) - 1) / 2
    return tuple((source, (cells, hub[1] + (row - middle) * pitch)) for row, source in enumerate(sources))


@lru_cache(maxsize=256)
def column(
    products: Products,
    share: float,
    exact: bool,
    lit: bool,
    cells: float,
    hub: Point,
    k: float,
    pitch: float,
    projected: bool = False,
) -> Fan:
    """Return a fan whose cells stand in a column, outer ends at x = ``cells``; ``share`` of the wires is filled."""
    draw = _Fan(k, exact, lit, projected)
    side = 1 if cells < hub[0] else -1  # which way the wires run
    wide = max(draw.kit.cell[0], *(draw.width(term) for term, _ in products))
    places = ends(tuple(term.source for term, _ in products), cells, hub, pitch)
    for (term, product), (_, (_, y)) in zip(products, places, strict=True):
        start = (cells + side * wide * k, y)
        end = (hub[0] - side * 17 * k, hub[1] + (y - hub[1]) * 0.28)
        draw.term(term, product, share, start, end, 0.4)
        draw.cell(term, cells + side * wide / 2 * k, y, False, wide)
    return draw.fan()


@lru_cache(maxsize=64)
def row(
    products: Products,
    share: float,
    exact: bool,
    centre: Point,
    hub: Point,
    k: float,
    apart: float,
    projected: bool = False,
) -> Fan:
    """Return a fan whose cells are ports in a row around ``centre``, below the sum."""
    draw = _Fan(k, exact, projected=projected)
    for number, (term, product) in enumerate(products):
        x = centre[0] + (number - (len(products) - 1) / 2) * apart
        start = (x, centre[1] - draw.kit.port[1] / 2 * k)
        end = (hub[0] + (x - hub[0]) * 0.15, hub[1] + 15 * k)
        draw.term(term, product, share, start, end, 0.45)
        draw.cell(term, x, centre[1], True)
    return draw.fan()


@lru_cache(maxsize=64)
def bus(
    sources: tuple[tuple[str, float], ...],
    level: float,
    start: float,
    sides: tuple[tuple[float, tuple[Ends, ...]], ...],
    k: float,
) -> Group:
    """Return the strands from the ports to the fans, coloured by value; ``sources`` from the innermost outwards."""
    pitch, middle = 6 * k, (len(sources) - 1) / 2
    lines: list[Primitive] = []
    dots: list[Primitive] = []
    for number, (source, value) in enumerate(sources):
        colour = "zero" if abs(value) < 0.005 else "pos" if value > 0 else "neg"
        y = level + (number - middle) * pitch
        for edge, fans in sides:
            x = edge + (1 if edge > start else -1) * (number - middle) * pitch
            reached = [dict(fan)[source] for fan in fans if source in dict(fan)]
            if not reached:
                continue
            *tapped, last = reached
            way = ((start, y), (x, y), (x, last[1]), last)
            lines.append(Line(way, colour, 1.8 * max(k, 0.8), corner=8 * k))
            for end in tapped:
                lines.append(Line(((x, end[1]), end), colour, 1.8 * max(k, 0.8)))
                dots.append(Circle(x, end[1], 3 * k, colour))
    return Group((*lines, *dots))


class _Fan:
    """Collects the parts of one fan."""

    def __init__(self, k: float, exact: bool, lit: bool = False, projected: bool = False) -> None:
        self.k, self.lit = k, lit
        self.kit = Kit(Canvas(), k, projected)
        self.number = all_digits if exact else short
        self.wires: list[Primitive] = []
        self.weights: list[Primitive] = []
        self.cells: list[Primitive] = []
        self.spots: list[Hotspot] = []

    def fan(self) -> Fan:
        return Fan(Group(tuple(self.wires)), Group(tuple(self.weights)), Group(tuple(self.cells)), tuple(self.spots))

    def width(self, term: Term) -> float:
        """How wide, at scale 1, the cell of a term has to be for its name and value."""
        name = 0.0 if term.source == "1" else 0.6 + 0.7 * (1.5 if "[t-1]" in term.source else 0.6)
        return (name + advance((Run(short(term.value)),))) * self.kit.size(14) / self.k + 15

    def term(self, term: Term, product: float, share: float, start: Point, end: Point, along: float) -> None:
        """The wire of a term with its weight, which answers the pointer."""
        self.wires += self.kit.wire(start, end, product, term.weight, share)
        self.weights += self.kit.weight(start, end, self.number(term.weight), term.weight == 0, along)
        if term.parameter:
            x, y = start[0] + (end[0] - start[0]) * along, start[1] + (end[1] - start[1]) * along
            target, tip = weight_target(term), weight_tip(term)
            self.spots.append(Hotspot(target, x - 16 * self.k, y - 9 * self.k, 32 * self.k, 18 * self.k, tip))

    def cell(self, term: Term, x: float, y: float, port: bool, width: float = 0.0) -> None:
        """The small cell that shows what a weight is multiplied with; all digits stand in the weight's tip."""
        value = short(term.value)
        if term.source == "1":
            self.cells += self.kit.input_cell(x, y, (), "1", port, "inp", width, self.lit)
        elif term.source.startswith("x["):
            self.cells += self.kit.input_cell(
                x, y, symbol(f"x{term.source[2:-1]}"), value, port, "inp", width, self.lit
            )
        else:
            name = symbol(term.source.split("[")[0], "t-1")
            self.cells += self.kit.input_cell(x, y, name, value, port, "mem", width, self.lit)


def weight_target(term: Term) -> str:
    """Return what a weight is called as a place that answers the pointer: W_f[0,1]."""
    return f"{term.parameter}[{','.join(map(str, term.index))}]"


def weight_tip(term: Term) -> str:
    """Return the words for a weight: itself, what it is multiplied with, and the product, in full."""
    times = "" if term.source == "1" else f" · {all_digits(term.value)} = {all_digits(term.product)}"
    return f"{term.parameter} = {all_digits(term.weight)}{times}"
