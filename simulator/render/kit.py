"""The parts that diagrams are built of: wires, pipes, valves, tanks, sums (style guide, section 4), as primitives.

A Kit knows the scale and the canvas; each method draws one part at a place. Nothing here knows any cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from simulator.render.curves import curve, curve_point
from simulator.render.primitives import Box, Canvas, Circle, Curve, Line, Point, Primitive, Run, Text
from simulator.render.type_sizes import PROJECTED, SMALLEST, at_desk, in_hall

Align = Literal["left", "center", "right"]

BORE = 28.0  # inside of a pipe
LONGEST = 12  # letters of a name; more are cut, and the whole stands in the tip


@lru_cache(maxsize=256)  # it stands still while all else moves
def _graph(function: str, x: float, y: float, half: float, colour: str, width: float) -> Line:
    """The curve of a function in the middle of its square."""
    return Line(tuple((x + u * half, y - v * half) for u, v in curve(function)), colour, width, cap="round")


@lru_cache(maxsize=1024)  # asked for at every frame
def symbol(name: str, time: str = "", colour: str | None = None, weight: int | None = None) -> tuple[Run, ...]:
    """Typeset a name: its letter italic, the rest a subscript (z_i, x1), with a time such as "t-1"."""
    if len(name) > LONGEST:
        name = f"{name[: LONGEST - 1]}…"
    match = re.fullmatch(r"([^\W\d_]+)_?(\w*)", name)
    stem, index = match.groups() if match else (name, "")
    below = ",".join(part for part in (index, time.replace("-", "−")) if part)
    runs = [Run(stem, italic=True, colour=colour, weight=weight)]
    if below:
        runs.append(Run(below, italic=bool(time), shift="sub", colour=colour, weight=weight))
    return tuple(runs)


class Kit:
    """Draws parts at scale ``k`` onto a canvas; ``projected`` with the type of a projection.

    ``cell`` and ``port`` are width and height, at scale 1, of the cells that show what goes into a sum.
    """

    def __init__(self, canvas: Canvas, k: float, projected: bool = False) -> None:
        self.canvas = canvas
        self.k = k
        self.projected = projected
        self.cell = (68.0, 27.0) if projected else (52.0, 23.0)
        self.port = (80.0, 36.0) if projected else (58.0, 32.0)

    # -- text

    def size(self, size: float) -> float:
        """Return a text size at this scale, never under the smallest."""
        if self.projected:
            size = in_hall(size) / PROJECTED
        return max(SMALLEST, size * self.k)

    def fitting(self, pixels: float) -> float:
        """Return the size to ask for to get type of so many pixels."""
        return at_desk(pixels / self.k * PROJECTED) if self.projected else pixels / self.k

    def within(self, size: float) -> float:
        """Return the desk's size of a text that grows with the part it stands in, also in projection."""
        return at_desk(max(18.0, size * PROJECTED)) if self.projected else size

    def text(
        self,
        x: float,
        y: float,
        content: str | Iterable[Run],
        size: float = 14.0,
        colour: str = "ink",
        weight: int = 600,
        align: Align = "left",
        halo: str | None = None,
        clip: tuple[float, float, float, float] | None = None,
    ) -> Text:
        """Return one line of text; the middle of its capitals is at y."""
        runs = (Run(content),) if isinstance(content, str) else tuple(content)
        return Text(x, y, runs, self.size(size), colour, weight, align, True, halo, 4.0, clip)

    # -- wires

    def wire(
        self, start: Point, end: Point, value: float, weight: float | None = None, share: float = 1.0
    ) -> list[Primitive]:
        """A straight wire that carries a value: width by size, hollow for negative, thin for zero, faint for weight
        0.
        """
        if weight == 0:
            return [Line((start, end), "faint", 1.25)]
        tip = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        rest: list[Primitive] = [Line((start, end), "faint", 1.25)] if share < 1 else []
        return rest + self.strand((start, tip), value)

    def strand(self, points: Sequence[Point], value: float, corner: float = 0.0) -> list[Primitive]:
        """A wire along points, without a weight."""
        line = tuple(points)
        if abs(value) < 0.005 or math.isnan(value):
            return [Line(line, "zero", 2 * self.k, corner=corner)]
        width = (2 + 2.3 * math.log10(1 + min(abs(value), 1e6))) * max(self.k, 0.8)
        if value > 0:
            return [Line(line, "pos", width, corner=corner)]
        width = max(width, 4.5)
        return [Line(line, "neg", width, corner=corner), Line(line, "bg", width - 3.2, corner=corner)]

    def weight(self, start: Point, end: Point, label: str, zero: bool, along: float = 0.4) -> list[Primitive]:
        """The weight's number on its wire, at a share of the way; the wire makes room for it."""
        x, y = start[0] + (end[0] - start[0]) * along, start[1] + (end[1] - start[1]) * along
        size = self.size(13 if zero else 14)
        width = advance((Run(label),)) * size + 3 * self.k
        return [
            Box(x - width / 2, y - size * 0.5, width, size, 3 * self.k, "bg"),
            self.text(x, y, label, 13 if zero else 14, "ink3" if zero else "ink", 500 if zero else 700, "center"),
        ]

    # -- pipes

    def casing(self, points: Sequence[Point], corner: float = 40.0) -> list[Primitive]:
        """The empty pipe. Draw all casings before any liquid."""
        line, bore = tuple(points), BORE * self.k
        return [
            Line(line, "pipe_e", bore + 4 * max(self.k, 0.8), corner=corner * self.k),
            Line(line, "pipe", bore, corner=corner * self.k),
        ]

    def flow_width(self, value: float, scale: float) -> float:
        """Return the width of the liquid for a value; 0 where a thread stands for it."""
        share = min(1.0, abs(value) / scale) if not math.isnan(value) else 0.0
        width = 0.92 * BORE * self.k * share
        return width if width >= 1.2 else 0.0

    def signed_width(self, value: float, scale: float) -> float:
        """Return the width of the liquid with the sign of its value, as a valve takes it."""
        return math.copysign(self.flow_width(value, scale), value)

    def liquid(
        self, points: Sequence[Point], value: float, scale: float, share: float = 1.0, corner: float = 40.0
    ) -> list[Primitive]:
        """Liquid in a pipe along points, as far as its front has come; a dotted thread where nothing flows."""
        width = self.flow_width(value, scale)
        thread: Primitive = Line(
            tuple(points), "zero", 2 * self.k, dash=(3 * self.k, 4 * self.k), corner=corner * self.k
        )
        if width == 0 or share <= 0:
            return [thread]
        line = along(points, share)
        drawn: list[Primitive] = [thread] if share < 1 else []
        if value > 0:
            return [*drawn, Line(line, "pos", width, corner=corner * self.k)]
        core = max(width - 3.2, width * 0.3)
        return [
            *drawn,
            Line(line, "neg", width, corner=corner * self.k),
            Line(line, "neg_t", core, corner=corner * self.k),
        ]

    def chevron(self, x: float, y: float, direction: str, dark: bool) -> Primitive:
        """A small arrow head on a straight run."""
        a = 4 * self.k
        dx, dy = {"left": (-a, 0.0), "right": (a, 0.0), "up": (0.0, -a), "down": (0.0, a)}[direction]
        points = ((x - dx + dy, y - dy + dx), (x + dx * 0.5, y + dy * 0.5), (x - dx - dy, y - dy - dx))
        return Line(points, "ink3" if dark else "on_liquid", 1.6 * self.k, cap="round")

    # -- the valve

    def valve(
        self, x: float, y: float, side: int, opening: float, inflow: float, outflow: float, up: bool = True
    ) -> list[Primitive]:
        """A knife gate on a vertical pipe.

        ``side`` is where its bonnet points, -1 left, 1 right; ``opening`` 0..1 moves the plate; ``inflow`` and
        ``outflow`` are signed widths of the liquid before and after it; ``up`` says which way it runs.
        """
        k = self.k
        opening = min(1.0, max(0.0, opening)) if not math.isnan(opening) else 0.0
        half = BORE * k / 2
        tip = x - side * half + side * 2 * half * opening  # far wall at 0, near wall at 1
        parts: list[Primitive] = [Box(x - 31 * k, y - 23 * k, 62 * k, 46 * k, 8 * k, "gate_t", "gate", 2 * k)]
        parts += self.squeezed(x, y, tip, side, inflow, outflow, up)
        bonnet, gland = x + side * 31 * k, x + side * 81 * k
        left = min(bonnet, gland)
        plate = tip if side < 0 else tip - 0.0
        start, width = (plate - 46 * k, 46 * k) if side < 0 else (plate, 46 * k)
        parts += [
            Box(left, y - 12 * k, 50 * k, 24 * k, 4 * k, "bg", "gate", 2 * k),
            Box(bonnet - 4 * k, y - 9 * k, 8 * k, 18 * k, 0, "bg"),
            Box(gland - 3 * k, y - 7 * k, 6 * k, 14 * k, 2 * k, "gate"),
            Line(((start + width / 2, y), (gland, y)), "gate", 4 * k),
            Box(start - 1.5 * k, y - 7.5 * k, width + 3 * k, 15 * k, 1 * k, "bg"),
            Line(((start + width / 2, y), (gland, y)), "gate", 4 * k),
            Box(start, y - 6 * k, width, 12 * k, 1.5 * k, "gate"),
            Box(x - 37 * k, y - 30 * k, 74 * k, 8 * k, 2 * k, "gate"),
            Box(x - 37 * k, y + 22 * k, 74 * k, 8 * k, 2 * k, "gate"),
        ]
        parts += self.badge(x - side * 31 * k, y)
        return parts

    def badge(self, x: float, y: float) -> list[Primitive]:
        """The multiplication sign of a valve."""
        a = 3.6 * self.k
        return [
            Circle(x, y, 9.5 * self.k, "bg", "gate", 1.8 * self.k),
            Line(((x - a, y - a), (x + a, y + a)), "gate", 1.8 * self.k, cap="round"),
            Line(((x - a, y + a), (x + a, y - a)), "gate", 1.8 * self.k, cap="round"),
        ]

    def squeezed(
        self, x: float, y: float, tip: float, side: int, inflow: float, outflow: float, up: bool
    ) -> list[Primitive]:
        """The liquid inside a valve: full before the plate, eased through the free gap, gate x before after it.

        ``tip`` is where the plate ends; the gap is between it and the bore's wall away from ``side``.
        """
        k = self.k
        way = -1.0 if up else 1.0
        start, plate, end = y - way * 30 * k, y - way * 6 * k, y + way * 30 * k
        half_in, half_out = abs(inflow) / 2, abs(outflow) / 2
        sign = inflow if inflow else outflow
        fill, stroke = ("pos", None) if sign >= 0 else ("neg_t", "neg")
        parts: list[Primitive] = []
        if half_out == 0:
            parts.append(Line(((x, y + way * 6 * k), (x, end)), "zero", 2 * k, dash=(3 * k, 4 * k)))
            if half_in:
                low, high = sorted((start, plate))
                parts.append(Box(x - half_in, low, 2 * half_in, high - low, 0, fill, stroke, 1.6 * k))
            else:
                parts.append(Line(((x, start), (x, plate)), "zero", 2 * k, dash=(3 * k, 4 * k)))
            return parts
        gap = abs(x - side * BORE * k / 2 - tip)
        jet = min(gap, 2 * half_out) / 2
        centre = tip - side * jet if 2 * half_out < gap else (tip + x - side * BORE * k / 2) / 2
        if jet * 2 >= 2 * half_in - 0.5:
            centre = x
        a, b = y - way * 8 * k, y + way * 8 * k
        m1, m2 = (start + a) / 2, (b + end) / 2
        parts.append(
            Curve(
                (
                    ("M", x - half_in, start),
                    ("C", x - half_in, m1 + (a - m1) * 0.6, centre - jet, m1, centre - jet, a),
                    ("L", centre - jet, b),
                    ("C", centre - jet, m2, x - half_out, m2 - (m2 - b) * 0.6, x - half_out, end),
                    ("L", x + half_out, end),
                    ("C", x + half_out, m2 - (m2 - b) * 0.6, centre + jet, m2, centre + jet, b),
                    ("L", centre + jet, a),
                    ("C", centre + jet, m1, x + half_in, m1 + (a - m1) * 0.6, x + half_in, start),
                    ("Z",),
                ),
                stroke,
                1.6 * k,
                fill,
            )
        )
        return parts

    # -- nodes

    def sum(self, x: float, y: float, colour: str = "gate") -> list[Primitive]:
        """A sum: a circle with Σ."""
        return [
            Circle(x, y, 18 * self.k, "bg", colour, 2.4 * self.k),
            self.text(x, y, "Σ", self.within(17), colour, 700, "center"),
        ]

    def merge(self, x: float, y: float) -> list[Primitive]:
        """Where two streams join: a circle with +."""
        a = 7 * self.k
        return [
            Circle(x, y, 15 * self.k, "bg", "mem", 2.4 * self.k),
            Line(((x - a, y), (x + a, y)), "mem", 2.4 * self.k),
            Line(((x, y - a), (x, y + a)), "mem", 2.4 * self.k),
        ]

    def activation(
        self, x: float, y: float, function: str, colour: str, z: float | None = None, side: float = 36.0
    ) -> list[Primitive]:
        """A function: a small square with its own curve, and the operating point where ``z`` is given."""
        s = side * self.k
        parts: list[Primitive] = [Box(x - s / 2, y - s / 2, s, s, 8 * self.k, "bg", colour, 2.2 * self.k)]
        half = s * 0.31
        if function not in ("sigmoid", "hard_sigmoid", "softmax"):
            grey = f"{colour}@0.4"
            parts += [
                Line(((x - half, y), (x + half, y)), grey, 1.4 * self.k),
                Line(((x, y - half), (x, y + half)), grey, 1.4 * self.k),
            ]
        parts.append(_graph(function, x, y, half, colour, 2.2 * self.k))
        if z is not None and not math.isnan(z):
            u, v = curve_point(function, z)
            parts.append(Circle(x + u * half, y - v * half, 3.9 * self.k, colour))
        return parts

    def input_cell(
        self,
        x: float,
        y: float,
        name: Sequence[Run],
        value: str,
        port: bool = False,
        colour: str = "inp",
        width: float = 0.0,
        lit: bool = False,
    ) -> list[Primitive]:
        """A cell that shows a value going into sums (or the constant 1, without a name); ``lit`` as it comes."""
        k = self.k
        usual, height = self.port if port else self.cell
        width = width or usual
        fill = f"{colour}_t" if port or lit else "bg"
        parts: list[Primitive] = [
            Box(x - width / 2 * k, y - height / 2 * k, width * k, height * k, 5 * k, fill, colour, 1.8 * k)
        ]
        size = 15.0 if port else 14.0
        if not name:
            return [*parts, self.text(x, y, value, size, "ink", 700, "center")]
        wide = (advance(name) + advance((Run(value),))) * self.size(size)
        room = (width - 10) * k
        if wide + 5 * k > room:
            size *= max(0.7, (room - 3 * k) / wide)
        gap = min(8 * k, max(2 * k, (room - wide) / 2))
        middle = x + (advance(name) - advance((Run(value),))) / 2 * self.size(size)
        parts.append(self.text(middle - gap / 2, y, name, size, colour, 600, "right"))
        parts.append(self.text(middle + gap / 2, y, value, size, "ink", 700, "left"))
        return parts

    def delay(self, x: float, y: float) -> list[Primitive]:
        """The box that holds a value for one step."""
        k = self.k
        return [
            Box(x - 24 * k, y - 15 * k, 48 * k, 30 * k, 4 * k, "bg", "mem", 1.8 * k, dash=(4 * k, 3 * k)),
            self.text(x, y, (Run("t", italic=True), Run("−1")), self.within(13.5), "mem", 600, "center"),
        ]

    def chip(
        self, x: float, y: float, runs: Iterable[Run], colour: str = "out", width: float = 94.0
    ) -> list[Primitive]:
        """The box at the end of the way: the output."""
        k = self.k
        runs = tuple(runs)
        size = 18.0 if self.projected else 21.0
        width = max(width, advance(runs) * 22.5 * self.size(size) / (21 * k) + 20)
        return [
            Box(x - width / 2 * k, y - 19.5 * k, width * k, 39 * k, 7 * k, f"{colour}_t", colour, 2 * k),
            self.text(x, y, runs, size, colour, 700, "center"),
        ]

    def ring(self, x: float, y: float, width: float, height: float) -> list[Primitive]:
        """The selection: an ink ring behind a group, with its top left corner at (x, y)."""
        return [Box(x, y, width, height, 12 * self.k, "colnow", "ink", 2 * max(self.k, 0.8))]


def along(points: Sequence[Point], share: float) -> tuple[Point, ...]:
    """Return the first part of a polyline, by length."""
    if share >= 1:
        return tuple(points)
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    left = share * sum(lengths)
    found = [points[0]]
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if left <= length:
            part = left / length if length else 0.0
            return (*found, (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part))
        found.append(b)
        left -= length
    return tuple(found)


def advance(runs: Sequence[Run]) -> float:
    """Return about how wide a line of text is, in em: good enough to set things apart (painting measures exactly)."""
    return sum(sum(_NARROW.get(letter, 0.6) for letter in run.text) * (0.7 if run.shift else 1.0) for run in runs)


_NARROW = {
    "(": 0.37,
    ")": 0.37,
    "·": 0.3,
    ".": 0.3,
    ",": 0.3,
    " ": 0.27,
    "i": 0.26,
    "l": 0.26,
    "f": 0.37,
    "t": 0.37,
    "r": 0.4,
}
