"""A unit as a strip: a small valve for each of its gates, a small tank for its memory, and its other values."""

from __future__ import annotations

import math
from collections.abc import Callable

from simulator.render.format import exact, percent
from simulator.render.formula import role_colour
from simulator.render.kit import Kit, advance, symbol
from simulator.render.primitives import Box, Canvas, Line, Primitive, Run
from simulator.render.tank import tank
from simulator.render.units.sheet import NUMBER, TANK, VALUE, VALVE, Shown
from simulator.render.view import Moment

_BORE = 13.0
_MIDDLE = 44.0  # of what is drawn, from the top

_Piece = tuple[float, Callable[[str, float], list[Primitive]], str]
"""What is drawn of a signal: its width, how, and its name."""


class Strip:
    """Draws one unit (from 0) at a place."""

    def __init__(self, moment: Moment, kit: Kit, canvas: Canvas, unit: int, corner: tuple[float, float]) -> None:
        self.moment, self.kit, self.canvas, self.unit = moment, kit, canvas, unit
        self.k, (self.left, self.top) = kit.k, corner

    def draw(self, shown: Shown, width: float, height: float, marked: bool) -> None:
        """Draw the strip; ``marked`` frames it."""
        k, unit = self.k, self.unit
        edge, stroke = ("ink", 2.0) if marked else ("line", 1.0)
        ground: list[Primitive] = [
            Box(self.left, self.top, width, height, 8 * k, "colnow" if marked else "bg", edge, stroke),
            self.kit.text(self.left + 10 * k, self.top + 13 * k, str(unit + 1), 12, "ink2", 600),
        ]
        self.canvas.spot(f"unit[{unit}]", self.left, self.top, width, height)
        room = width / k - NUMBER - 6
        pieces = self._pieces(shown, room)
        gap = min(24.0, (room - sum(piece[0] for piece in pieces)) / (len(pieces) + 1))
        x = NUMBER + max(0.0, (room - sum(piece[0] + gap for piece in pieces) + gap) / 2)
        for wide, draw, name in pieces:
            ground += draw(name, self.left + (x + wide / 2) * k)
            x += wide + gap
        self.canvas.add(f"strip:{unit}", *ground)

    def _pieces(self, shown: Shown, room: float) -> list[_Piece]:
        """Return what there is room for across, in the order of the data; the memory and its gates come first."""
        wide = {
            **dict.fromkeys(shown.values, (VALUE, self._value)),
            **dict.fromkeys(shown.gates, (VALVE, self._valve)),
            **dict.fromkeys(shown.tanks, (TANK, self._tank)),
            **dict.fromkeys(shown.outputs, (VALUE, self._value)),
        }
        kept = []
        for name in (*shown.tanks, *shown.gates, *shown.outputs, *shown.values):
            if wide[name][0] <= room:
                room -= wide[name][0]
                kept.append(name)
        return [(*wide[name], name) for name in shown.rows if name in kept]

    def _shown(self, name: str) -> float:
        return float(self.moment.shown(name)[self.unit])

    def _spot(self, name: str, x: float, width: float, height: float) -> None:
        k = self.k
        value = float(self.moment.view.now[name][self.unit])
        tip = f"{name}[{self.unit + 1}] = {exact(value)}"
        y = self.top + _MIDDLE * k - height / 2 * k
        self.canvas.spot(f"{name}[{self.unit}]", x - width / 2 * k, y, width * k, height * k, tip)

    def _valve(self, name: str, x: float) -> list[Primitive]:
        """A bore with a plate that leaves it as the gate opens, the gate's name above and its opening below."""
        k, kit, value = self.k, self.kit, self._shown(name)
        y = self.top + _MIDDLE * k
        opening = min(1.0, max(0.0, value)) if not math.isnan(value) else 0.0
        half, high = _BORE / 2 * k, 13 * k
        plate = x - half + 2 * half * (1 - opening)
        self._spot(name, x, 38, 62)
        return [
            kit.text(x, y - 28 * k, symbol(name), 13, "gate", 600, "center"),
            Box(x - half, y - high, 2 * half, 2 * high, 0, "pos@0.9" if opening > 0.005 else "pipe", "pipe_e", 1.2 * k),
            Box(x - half - 9 * k, y - 4 * k, plate - x + half + 9 * k, 8 * k, 1.5 * k, "gate"),
            Line(((x - half - 5 * k, y - high), (x + half + 5 * k, y - high)), "gate", 3 * k),
            Line(((x - half - 5 * k, y + high), (x + half + 5 * k, y + high)), "gate", 3 * k),
            kit.text(x, y + 26 * k, percent(value), 12, "gate", 600, "center"),
        ]

    def _tank(self, name: str, x: float) -> list[Primitive]:
        k, moment = self.k, self.moment
        value, before = self._shown(name), float(moment.before(name)[self.unit])
        y = self.top + (_MIDDLE + 9) * k
        self._spot(name, x, 84, 62)
        label = moment.counted(value, name, self.unit)
        view = moment.view
        drawn = tank(self.kit, x, y, value, before, view.scale, view.signed, label, 72, 48, ())
        return [*drawn, self.kit.text(x, y - 37 * k, symbol(name), 13, "mem", 600, "center")]

    def _value(self, name: str, x: float) -> list[Primitive]:
        """A number with its name above, and a bar below it: solid for positive, hollow for negative."""
        k, kit, value = self.k, self.kit, self._shown(name)
        y = self.top + _MIDDLE * k
        colour = role_colour(self.moment.cell, name) or "inp"
        self._spot(name, x, 50, 62)
        text = self.moment.counted(value, name, self.unit)
        size = min(15.0, 50 * k / (advance((Run(text),)) * k))
        half = 24 * k
        reach = half * min(1.0, abs(value)) if not math.isnan(value) else 0.0
        bar: Primitive = (
            Box(x, y + 17 * k, reach, 5 * k, 0, "pos")
            if value >= 0
            else Box(x - reach, y + 17 * k, reach, 5 * k, 0, "neg_t", "neg", 1.2 * k)
        )
        return [
            kit.text(x, y - 28 * k, symbol(name), 13, colour, 600, "center"),
            kit.text(x, y, text, size, colour, 700, "center"),
            Line(((x - half, y + 19.5 * k), (x + half, y + 19.5 * k)), "line", 1.4 * k),
            *([bar] if reach > 0.3 else []),
            Line(((x, y + 14 * k), (x, y + 25 * k)), "zero", 1.2 * k),
        ]
