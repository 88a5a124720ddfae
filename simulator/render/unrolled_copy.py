"""One copy of the cell in an unrolled network: its inputs, gates, memories and output, and the pipes between copies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.render import format as fmt
from simulator.render.formula import role_colour
from simulator.render.kit import Kit, advance, along, symbol
from simulator.render.primitives import Box, Canvas, Group, Line, Point, Primitive, Run, Text
from simulator.render.unrolled_lanes import Axis, Shape
from simulator.render.unrolled_place import BARS, BOX, CELL, CHIP, STACKED, VESSEL, Band, Place, chip_width

Tense = Literal["past", "now", "future", "hidden"]
Values = tuple[float, ...]

_BORE = 12.0  # px: inside of a pipe between two copies
_STRANDS = 4  # units that have a strand of their own in a pipe
_SLIMMEST = 3.0  # px from bar to bar; units that do not fit are counted
_NOTHING = 0.005


@dataclass(frozen=True, slots=True)
class Style:
    """How a copy is drawn in its tense."""

    tense: Tense
    exact: bool = False

    def stroke(self, hue: str) -> str:
        """Return the colour of an outline."""
        return hue if self.tense in ("past", "now") else "line" if self.tense == "hidden" else f"{hue}_m"

    def tint(self, hue: str) -> str:
        """Return the colour behind text."""
        return f"{hue}_t" if self.tense in ("past", "now") else "bg" if self.tense == "hidden" else f"{hue}_t@0.45"

    @property
    def shows(self) -> bool:
        """Whether values are seen."""
        return self.tense != "hidden"

    @property
    def solid(self) -> float:
        """How strong what is filled looks."""
        return 1.0 if self.tense in ("past", "now") else 0.4

    def numbers(self, values: Values) -> list[str]:
        """Write numbers: all digits only where one stands alone (of several, the tip has them)."""
        write = fmt.exact if self.exact and len(values) == 1 else fmt.short
        return [write(value) for value in values]


class Copy:
    """Draws the parts of one copy; each method returns what it draws."""

    def __init__(self, place: Place, lane: int, column: int, style: Style) -> None:
        self.place, self.k, self.style = place, place.k, style
        self.shape: Shape = place.shapes[lane]
        self.band: Band = place.bands[lane]
        self.x = place.middle(column)
        self.kit = Kit(Canvas(), place.k)

    # -- the box and what leads in and out

    def box(self) -> list[Primitive]:
        """The box around a copy."""
        band, k, half = self.band, self.k, self.place.block / 2
        fill, edge = ("bg", "edge") if self.style.solid == 1 else ("bg", "line")
        return [Box(self.x - half, band.top, 2 * half, band.bottom - band.top, 10 * k, fill, edge, 1.6 * k)]

    def arrow(self, start: float, end: float, hue: str, share: float = 1.0, x: float | None = None) -> list[Primitive]:
        """A straight way up, as far as it has come."""
        x, k = self.x if x is None else x, self.k
        colour = self.style.stroke(hue)
        tip, a = start + (end - start) * share, 4 * k
        parts: list[Primitive] = []
        if share < 1:
            parts.append(Line(((x, start), (x, end)), "line", 1.6 * k))
        if share > 0:
            parts.append(Line(((x, start), (x, tip)), colour, 2 * k))
        head = colour if share >= 1 else "line"
        parts.append(Line(((x - a, end + a), (x, end), (x + a, end + a)), head, 2 * k, cap="round"))
        return parts

    # -- where parts stand

    def area(self, name: str) -> tuple[float, float, float, float]:
        """Return x, y, width and height of a part with its words: of a signal, or of an input, "x[1]"."""
        k = self.k
        if name.startswith("x["):
            y, wide = self.band.inputs + (int(name[2:-1]) - 1) * CELL * k, self._input_width
            return self.x - wide / 2, y, wide, CELL * k
        x, y, wide, high = self._box(name)
        above, below = (17 * k, 17 * k) if name in self.shape.items else (0.0, 0.0)
        return x - wide / 2, y - high / 2 - above, wide, high + above + below

    def _box(self, name: str) -> tuple[float, float, float, float]:
        """Return the middle, width and height of a signal's box."""
        k, band, block = self.k, self.band, self.place.block
        vessel = band.vessel(name)
        if vessel is not None:
            return self.x, vessel, block - 20 * k, self.place.high(VESSEL)
        if name not in self.shape.items:
            return self.x, band.chip, chip_width(self.place, self.shape), (CHIP - 4) * k
        _, y, across = next(item for item in band.items if item[0] == name)
        in_row = [item for item in band.items if item[1] == y]
        wide = min(52 * k, (block - 8 * k) / max(len(in_row), 2) - 5 * k)
        if len(in_row) == 1 and self.shape.size(name) > 1:
            wide = block - 24 * k
        return self.x + across, y, wide, self.place.high(BOX)

    @property
    def _input_width(self) -> float:
        return min(self.place.block, 84 * self.k)

    # -- values

    def inputs(self, values: Values, lit: bool) -> list[Primitive]:
        """The inputs under the copy, a cell each, or as bars."""
        k, y, wide = self.k, self.band.inputs, self._input_width
        stroke = self.style.stroke("inp") if self.style.tense != "hidden" else "inp_m"  # inputs are always known
        fill = "inp_t" if lit else "bg"
        if len(values) > STACKED:
            top = max(1.0, max((abs(value) for value in values if math.isfinite(value)), default=1.0))
            axis = (-top if min(values) < -_NOTHING else 0.0, top)
            high = self.place.high(BARS)
            return self._bars(values, axis, self.x, y + high / 2, self.place.block, high, "inp", stroke)
        parts: list[Primitive] = []
        for number, value in enumerate(values):
            middle = y + (number + 0.5) * CELL * k
            parts.append(Box(self.x - wide / 2, middle - 10.5 * k, wide, 21 * k, 5 * k, fill, stroke, 1.6 * k))
            name = symbol(f"x{number + 1}") if len(values) > 1 else symbol("x")
            parts += self.named(name, (value,), self.x, middle, wide, "inp", 13.5)
        return parts

    def item(self, name: str, old: Values, new: Values, share: float = 1.0) -> list[Primitive]:
        """A gate or candidate: its name, a box that fills, its number."""
        k, hue = self.k, role_colour(self.shape.cell, name) or "inp"
        x, y, wide, high = self._box(name)
        values = _between(old, new, share)
        colour = hue if self.style.tense in ("past", "now") else "ink3"
        parts: list[Primitive] = [self.kit.text(x, y - high / 2 - 8 * k, symbol(name), 13, colour, 600, "center")]
        drawn = values if share > 0 and self.style.shows else ()
        parts += self._bars(drawn, self.shape.axis(name), x, y, wide, high, hue, self.style.stroke(hue))
        pitch = (wide + 2 * k) / max(1, len(drawn))
        if len(drawn) == 1 or pitch >= 32 * k:  # else the bars say enough, and the tip says all
            for number, (value, text) in enumerate(zip(drawn, self.style.numbers(drawn), strict=True)):
                middle = x + (number - (len(drawn) - 1) / 2) * pitch
                parts.append(self._number(value, text, middle, y + high / 2 + 9 * k, pitch, 12.5))
        return parts

    def vessel(self, name: str, old: Values, new: Values, share: float = 1.0) -> list[Primitive]:
        """A memory: a small tank, or one bar a unit; it holds what came from the copy before until it is written."""
        k, (_, y, wide, high) = self.k, self._box(name)
        values, axis = _between(old, new, share), self.shape.axis(name)
        stroke = self.style.stroke("mem")
        drawn = values if self.style.shows else ()
        parts = self._bars(drawn, axis, self.x, y, wide, high, "liquid", stroke, 2.6, 8.0, "glass")
        if drawn and wide / len(drawn) >= 30 * k:
            pitch = wide / len(drawn)
            for number, (value, text) in enumerate(zip(drawn, self.style.numbers(drawn), strict=True)):
                middle = self.x - wide / 2 + (number + 0.5) * pitch
                size = 21.0 if len(drawn) == 1 else 13.5
                parts += self._on_liquid(value, text, axis, middle, y, pitch, high, size)
        return parts

    def chip(self, old: Values, new: Values, share: float = 1.0) -> list[Primitive]:
        """The output, over the copy."""
        k, y, cell = self.k, self.band.chip, self.shape.cell
        hue = role_colour(cell, cell.output) or "out"
        wide, high = chip_width(self.place, self.shape), (CHIP - 4) * k
        values = _between(old, new, share) if share > 0 and self.style.shows else ()
        stroke, name = self.style.stroke(hue), symbol(cell.output)
        if len(new) > 2:
            x, room = self.x + 8 * k, wide - 16 * k
            label = self.kit.text(self.x - wide / 2, y, name, 13.5, self._ink(hue), 700, "left")
            return [label, *self._bars(values, self.shape.axis(cell.output), x, y, room, high, hue, stroke)]
        fill = self.style.tint(hue) if values else "bg"
        parts: list[Primitive] = [Box(self.x - wide / 2, y - high / 2, wide, high, 7 * k, fill, stroke, 2 * k)]
        if values:
            return [*parts, *self.named(name, values, self.x, y, wide, hue, 16)]
        return [*parts, self.kit.text(self.x, y, name, 15, self._ink(hue), 600, "center")]

    # -- parts of parts

    def _ink(self, hue: str) -> str:
        return hue if self.style.solid == 1 else "ink3"

    def _number(self, value: float, text: str, x: float, y: float, room: float, size: float) -> Text:
        fitting = min(self.kit.size(size), room / max(0.1, advance((Run(text),))))
        weight = 700 if self.style.solid == 1 and abs(value) >= _NOTHING else 500
        return Text(x, y, (Run(text),), max(7.0, fitting), "ink" if self.style.solid == 1 else "ink3", weight, "center")

    def named(
        self, name: Sequence[Run], values: Values, x: float, y: float, room: float, hue: str, size: float
    ) -> list[Primitive]:
        """A name and its value, as large as there is room."""
        text = (Run("  ".join(self.style.numbers(values))),)
        wide = advance(name) + 1.08 * advance(text) + 0.6
        fitting = max(7.0, min(self.kit.size(size), (room - 6 * self.k) / wide))
        left = x - wide * fitting / 2
        ink = "ink" if self.style.solid == 1 else "ink3"
        return [
            Text(left, y, tuple(name), fitting, self._ink(hue), 600),
            Text(left + wide * fitting, y, text, fitting, ink, 700 if ink == "ink" else 500, "right"),
        ]

    def _bars(
        self,
        values: Values,
        axis: Axis,
        x: float,
        y: float,
        wide: float,
        high: float,
        hue: str,
        stroke: str,
        pen: float = 1.8,
        radius: float = 4.0,
        ground: str = "bg",
    ) -> list[Primitive]:
        """A box in which each unit is a bar from zero to its value: full for positive, hollow for negative."""
        k, low = self.k, axis[0]
        left, bottom, inset = x - wide / 2, y + high / 2, pen / 2 * k
        parts: list[Primitive] = [Box(left, y - high / 2, wide, high, radius * k, ground)]
        shown = values[: max(1, int(wide / (_SLIMMEST * k)))]
        pitch = (wide - 2 * inset) / max(1, len(shown))
        zero = _level(0.0, axis, bottom, high)
        bars: list[Primitive] = []
        solid = self.style.solid
        full, hollow = (hue, "neg_t") if solid == 1 else (f"{hue}@{solid}", f"neg_t@{solid}")
        for number, value in enumerate(shown):
            level = _level(value, axis, bottom, high)
            if abs(level - zero) < 0.5:
                continue
            start = left + inset + number * pitch
            gap = 0.0 if len(shown) == 1 else pitch * 0.12
            box = (start + gap, min(level, zero), pitch - 2 * gap, abs(level - zero))
            if value >= 0:
                bars.append(Box(*box, 0, full))
            else:
                bars.append(Box(*box, 0, hollow, "neg" if solid == 1 else "neg@0.5", 1.4 * k))
        if bars:
            whole = Box(left + inset, y - high / 2 + inset, wide - 2 * inset, high - 2 * inset)
            parts.append(Group(tuple(bars), (whole.x, whole.y, whole.width, whole.height)))
        if low < 0:
            parts.append(Line(((left, zero), (left + wide, zero)), stroke, 1.2 * k))
        parts.append(Box(left, y - high / 2, wide, high, radius * k, None, stroke, pen * k))
        if len(values) > len(shown):
            words, below = f"+{len(values) - len(shown)}", high <= self.place.high(BOX) and hue != "liquid"
            at = y + high / 2 + 9 * k if below else y - high / 2 + 8 * k
            parts.append(
                self.kit.text(left + wide - 4 * k, at, words, 11.5, "ink2", 600, "right", None if below else ground)
            )
        return parts

    def _on_liquid(
        self, value: float, text: str, axis: Axis, x: float, y: float, room: float, high: float, size: float
    ) -> list[Primitive]:
        """A number in a tank: where it stands clear, above or below the surface."""
        fitting = max(7.0, min(self.kit.size(size), (room - 10 * self.k) / max(0.1, advance((Run(text),)))))
        bottom, top = y + high / 2, y - high / 2
        zero, level = _level(0.0, axis, bottom, high), _level(value, axis, bottom, high)
        faint = self.style.solid < 1
        ink = "ink3" if faint else "mem"
        if axis[0] < 0:
            middle = (zero + (bottom if value >= 0 else top)) / 2
        elif level - top >= bottom - level:
            middle = (top + level) / 2
        else:
            middle, ink = (level + bottom) / 2, "ink2" if faint else "on_liquid"
        return [Text(x, middle, (Run(text),), fitting, ink, 500 if faint else 700, "center")]


def pipe(
    k: float, points: Sequence[Point], values: Values, scale: float, style: Style, share: float
) -> list[Primitive]:
    """A pipe that carries a state from copy to copy, filled as far as its front has come; several units as strands."""
    line, bore, corner = tuple(points), _BORE * k, 9 * k
    edge = "pipe_e" if style.solid == 1 else "line"
    parts: list[Primitive] = [
        Line(line, edge, bore + 3 * k, corner=corner),
        Line(line, "pipe" if style.solid == 1 else "bg", bore, corner=corner),
    ]
    if not style.shows or share <= 0 or not values:
        return parts
    strands = values[:_STRANDS]
    pitch = bore / len(strands)
    for number, value in enumerate(strands):
        offset = (number - (len(strands) - 1) / 2) * pitch
        way = along(_beside(line, offset), share)
        width = 0.9 * pitch * min(1.0, abs(value) / scale) if scale else 0.0
        if math.isnan(value) or abs(value) < _NOTHING:
            parts.append(Line(way, "zero", min(1.6 * k, 0.4 * pitch), dash=(3 * k, 4 * k), corner=corner))
            continue
        faint = "" if style.solid == 1 else f"@{style.solid}"
        if value > 0:
            parts.append(Line(way, f"pos{faint}", max(width, 1.5), corner=corner))
        elif width < 3:  # too thin to be hollow
            parts.append(Line(way, f"neg{faint}", max(width, 1.5), dash=(6 * k, 2.5 * k), corner=corner))
        else:
            parts += [Line(way, f"neg{faint}", width, corner=corner), Line(way, "neg_t", width - 2.4, corner=corner)]
    return parts


def _beside(line: Sequence[Point], offset: float) -> tuple[Point, ...]:
    """Return a right-angled line shifted to its side."""
    if not offset:
        return tuple(line)
    (_, y1), (_, y2) = line[0], line[-1]
    forward = line[-1][0] > line[0][0]
    across = offset if (y2 < y1) == forward else -offset
    return tuple(
        (x + (across if 0 < number < len(line) - 1 else 0.0), y + offset) for number, (x, y) in enumerate(line)
    )


def _between(old: Values, new: Values, share: float) -> Values:
    if share >= 1 or len(old) != len(new):
        return new
    return tuple(
        a + (b - a) * share if math.isfinite(a) and math.isfinite(b) else b for a, b in zip(old, new, strict=True)
    )


def _level(value: float, axis: Axis, bottom: float, high: float) -> float:
    low, top = axis
    part = (value - low) / (top - low) if not math.isnan(value) else 0.0
    return bottom - high * min(1.0, max(0.0, part))
