"""Fans: the weighted inputs of a sum as cells and wires, and the bus that brings the inputs to them.

Pure functions of plain values, and remembered: in most frames of a step the sums do not move.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from simulator.engine import Term
from simulator.render.format import exact as all_digits
from simulator.render.format import short
from simulator.render.kit import Kit, advance, symbol
from simulator.render.primitives import Box, Canvas, Circle, Group, Hotspot, Line, Point, Primitive, Run
from simulator.render.products import Pair

Rows = tuple[Pair, ...]
"""The terms that have a row, each with the product that is shown now."""

Ends = tuple[tuple[str, Point], ...]
"""Where the outer ends of a fan's cells are, by source."""

SIMPLE = re.compile(r"1$|x\[")  # the source of a term that is an input, or the constant of a bias
_ALONG = (0.12, 0.6, 0.72)  # of the way of a wire
MORE = "more"  # in place of a source: where the bundle of the weaker terms ends
_SOURCE = re.compile(r"(\w+?)(\[t-1\])?\[(\d+)\]")
_GATED = re.compile(r"(\w+) \* (\w+)\[t-1\]")  # what a gate lets through of a state


@dataclass(frozen=True, slots=True)
class Bundle:
    """The weaker terms of a sum, drawn as one: their number in words, and what they come to."""

    words: str
    product: float


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
    products: Rows,
    share: float,
    exact: bool,
    lit: bool,
    cells: float,
    hub: Point,
    k: float,
    pitch: float,
    projected: bool = False,
    several: bool = False,
    bundle: Bundle | None = None,
    widest: float = math.inf,
) -> Fan:
    """Return a fan whose cells stand in a column, outer ends at x = ``cells``; ``share`` of the wires is filled.

    ``several`` numbers the units of signals. A ``bundle`` has the last row; no cell is wider than ``widest``.
    """
    draw = _Fan(k, exact, lit, projected, several)
    side = 1 if cells < hub[0] else -1  # which way the wires run
    wide = max(draw.kit.cell[0], *(draw.width(term) for term, _ in products), draw.bundle_width(bundle))
    wide = max(draw.kit.cell[0], min(wide, widest))
    sources = (*(term.source for term, _ in products), *((MORE,) if bundle else ()))
    places = ends(sources, cells, hub, pitch)
    steep = min(0.28, 13 * k / (abs(places[-1][1][1] - hub[1]) or 1))  # so that all wires end on the circle
    for number, (_, (_, y)) in enumerate(places):
        start = (cells + side * wide * k, y)
        end = (hub[0] - side * 17 * k, hub[1] + (y - hub[1]) * steep)
        centre = cells + side * wide / 2 * k
        if number < len(products):
            term, product = products[number]
            draw.term(term, product, share, start, end, 0.33 if projected else 0.4)
            draw.cell(term, centre, y, False, wide)
        elif bundle:
            draw.bundle(bundle, share, start, end, (centre, y), wide)
    return draw.fan()


@lru_cache(maxsize=64)
def row(
    products: Rows,
    share: float,
    exact: bool,
    centre: Point,
    hub: Point,
    k: float,
    apart: float,
    projected: bool = False,
    several: bool = False,
    bundle: Bundle | None = None,
) -> Fan:
    """Return a fan whose cells are ports in a row around ``centre``, below the sum; a ``bundle`` is the last."""
    draw = _Fan(k, exact, False, projected, several)
    count = len(products) + bool(bundle)
    wide = max(draw.kit.port[0], *(draw.width(term) for term, _ in products))
    apart = max(apart, (wide + 8) * k)
    steep = min(0.15, 16 * k / (max(1, count - 1) / 2 * apart))
    for number in range(count):
        x = centre[0] + (number - (count - 1) / 2) * apart
        start = (x, centre[1] - draw.kit.port[1] / 2 * k)
        end = (hub[0] + (x - hub[0]) * steep, hub[1] + 15 * k)
        if number < len(products):
            term, product = products[number]
            draw.term(term, product, share, start, end, 0.45)
            draw.cell(term, x, centre[1], True, wide)
        elif bundle:
            draw.bundle(bundle, share, start, end, (x, centre[1]), max(wide, draw.bundle_width(bundle)))
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
    pitch, middle = min(6.0, 30 / len(sources)) * k, (len(sources) - 1) / 2
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


def cable(
    values: Mapping[str, float],
    level: float,
    start: float,
    sides: tuple[tuple[float, tuple[Ends, ...]], ...],
    k: float,
) -> Group:
    """Return one cable in place of very many strands; ``values`` by source colour its taps."""
    lines: list[Primitive] = []
    taps: list[Primitive] = []
    for x, fans in sides:
        reached = [end for fan in fans for end in fan]
        top = min(y for _, (_, y) in reached)
        lines.append(Line(((start, level), (x, level), (x, top)), "edge", 7 * k, corner=12 * k, cap="round"))
        for source, end in reached:
            value = values.get(source, math.inf)  # of a bundle
            colour = "edge" if value == math.inf else "zero" if abs(value) < 0.005 else "pos" if value > 0 else "neg"
            taps.append(Line(((x, end[1]), end), colour, (4 if source == MORE else 1.8) * max(k, 0.8)))
            taps.append(Circle(x, end[1], 3 * k, colour))
    return Group((*lines, *taps))


class _Fan:
    """Collects the parts of one fan."""

    def __init__(self, k: float, exact: bool, lit: bool, projected: bool, several: bool) -> None:
        self.k, self.lit, self.several = k, lit, several
        self.kit = Kit(Canvas(), k, projected)
        self.number = all_digits if exact else short
        self.wires: list[Primitive] = []
        self.weights: list[Primitive] = []
        self.cells: list[Primitive] = []
        self.spots: list[Hotspot] = []

    def name(self, term: Term) -> tuple[Run, ...]:
        """What a term's weight is multiplied with, typeset; nothing for the constant 1."""
        found = _SOURCE.fullmatch(term.source)
        if product := _GATED.fullmatch(term.source):
            return (*symbol(product[1]), Run("·"), *symbol(f"{product[2]}{term.index[-1] + 1}", "t-1"))
        if found is None:
            return () if term.source == "1" else symbol(term.source.split("[")[0], "t-1")
        name, before, unit = found.groups()
        return symbol(f"{name}{unit}" if self.several or name == "x" else name, "t-1" if before else "")

    def bundle_width(self, bundle: Bundle | None) -> float:
        """How wide, at scale 1, the cell of a bundle has to be."""
        return advance((Run(bundle.words),)) * self.kit.size(13) / self.k + 12 if bundle else 0.0

    def bundle(self, bundle: Bundle, share: float, start: Point, end: Point, centre: Point, width: float) -> None:
        """The wire of the weaker terms, with what they come to."""
        self.wires += self.kit.wire(start, end, bundle.product, share=share)
        self.weights += self.kit.weight(start, end, f"= {self.number(bundle.product)}", False, 0.45)
        height = self.kit.cell[1] * self.k
        left, top, k = centre[0] - width / 2 * self.k, centre[1] - height / 2, self.k
        self.cells += [
            Box(left, top, width * k, height, 5 * k, "sunk", "edge", 1.8 * k, (3 * k, 3 * k)),
            self.kit.text(*centre, bundle.words, 13, "ink2", 600, "center"),
        ]
        self.spots.append(Hotspot(MORE, left, top, width * k, height, f"{bundle.words} = {all_digits(bundle.product)}"))

    def fan(self) -> Fan:
        return Fan(Group(tuple(self.wires)), Group(tuple(self.weights)), Group(tuple(self.cells)), tuple(self.spots))

    def width(self, term: Term) -> float:
        """How wide, at scale 1, the cell of a term has to be for its name and value."""
        letters = advance(self.name(term)) + advance((Run(short(term.value)),))
        return letters * self.kit.size(14) / self.k + 15

    def term(self, term: Term, product: float, share: float, start: Point, end: Point, along: float) -> None:
        """The wire of a term with its weight, which answers the pointer."""
        self.wires += self.kit.wire(start, end, product, term.weight, share)
        self.weights += self.kit.weight(start, end, self.number(term.weight), term.weight == 0, along)
        if term.parameter:
            x, y = start[0] + (end[0] - start[0]) * along, start[1] + (end[1] - start[1]) * along
            target, tip = weight_target(term), weight_tip(term)
            self.spots.append(Hotspot(target, x - 16 * self.k, y - 9 * self.k, 32 * self.k, 18 * self.k, tip))
            for share in _ALONG:  # the wire answers too, as far as wires do not meet
                x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
                self.spots.append(Hotspot(target, x - 9 * self.k, y - 7 * self.k, 18 * self.k, 14 * self.k, tip))

    def cell(self, term: Term, x: float, y: float, port: bool, width: float = 0.0) -> None:
        """The small cell that shows what a weight is multiplied with; all digits stand in the weight's tip."""
        value = "1" if term.source == "1" else short(term.value)
        colour = "inp" if SIMPLE.match(term.source) else "mem"
        self.cells += self.kit.input_cell(x, y, self.name(term), value, port, colour, width, self.lit)
        found = _SOURCE.fullmatch(term.source)
        if found is not None:
            name, before, unit = found.groups()
            wide, high = width * self.k, self.kit.port[1] * self.k if port else self.kit.cell[1] * self.k
            target = f"{name}[{int(unit) - 1}]" if before or name != "x" else term.source
            tip = f"{term.source} = {all_digits(term.value)}"
            self.spots.append(Hotspot(target, x - wide / 2, y - high / 2, wide, high, tip))


def weight_target(term: Term) -> str:
    """Return what a weight is called as a place that answers the pointer: W_f[0,1]."""
    return f"{term.parameter}[{','.join(map(str, term.index))}]"


def weight_tip(term: Term) -> str:
    """Return the words for a weight: itself, what it is multiplied with, and the product, in full."""
    times = "" if term.source == "1" else f" · {all_digits(term.value)} = {all_digits(term.product)}"
    return f"{term.parameter} = {all_digits(term.weight)}{times}"
