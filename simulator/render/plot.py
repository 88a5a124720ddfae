"""The plot of an activation with the operating point of a step, as primitives."""

from __future__ import annotations

import math

from simulator.language import FUNCTIONS
from simulator.render import format as fmt
from simulator.render.primitives import Canvas, Circle, Line, Picture, Primitive, Run, Text

REACH = 8.0  # of the axis, on both sides
_TANH_REACH = 4.0
_POINTS = 97


def activation_plot(
    function: str,
    at: float,
    value: float,
    symbol: tuple[Run, ...],
    colour: str,
    width: float = 272.0,
    height: float = 184.0,
) -> Picture:
    """Return the curve of a function of one number, and the point (``at``, ``value``) where the cell stands on it.

    An operating point beyond the axis stands at its end, with an arrow. ``symbol`` names the value, in ``colour``.
    """
    plot = _Plot(function, at, value, width, height)
    plot.draw(symbol, colour)
    return Picture(width, height, plot.canvas.items)


def off_scale(function: str, at: float) -> bool:
    """Whether an operating point lies beyond the axis of its plot."""
    return not abs(at) <= _reach(function)


def _reach(function: str) -> float:
    return _TANH_REACH if function == "tanh" else REACH


class _Plot:
    def __init__(self, function: str, at: float, value: float, width: float, height: float) -> None:
        self.row = FUNCTIONS[function]
        self.reach = _reach(function)
        self.at, self.value = at, value
        self.left, self.right = 34.0, width - 24.0
        self.top, self.bottom = 20.0, height - 34.0
        low, high = self.row.range
        self.low = low if math.isfinite(low) else -self.reach
        self.high = high if math.isfinite(high) else self.reach
        self.canvas = Canvas()

    def draw(self, symbol: tuple[Run, ...], colour: str) -> None:
        """Draw grid, axis, curve and point."""
        self.canvas.add("grid", *self._grid())
        xs = [self.reach * (2 * k / (_POINTS - 1) - 1) for k in range(_POINTS)]
        ys = [float(y) for y in self.row(xs)]
        points = tuple(
            (self._x(x), self._y(y)) for x, y in zip(xs, ys, strict=True) if self.low - 1e-9 <= y <= self.high + 1e-9
        )
        self.canvas.add("curve", Line(points, colour, 2.4, cap="round"))
        if math.isnan(self.at) or math.isnan(self.value):
            return
        x, y = self._x(self.at), self._y(self.value)
        zero = self._y(min(self.high, max(self.low, 0.0)))
        self.canvas.add(
            "drop", Line(((x, y), (x, zero if abs(zero - y) > 8 else self.bottom)), colour, 1.6, dash=(3.0, 3.0))
        )
        self.canvas.add("point", *self._point(x, y, colour))
        self.canvas.add("value", self._label(x, y, symbol, colour))

    def _grid(self) -> list[Primitive]:
        parts: list[Primitive] = []
        for value in (self.low, (self.low + self.high) / 2, self.high):
            y = self._y(value)
            parts.append(Line(((self.left, y), (self.right, y)), "hair"))
            parts.append(Text(self.left - 8, y, (Run(fmt.short(value)),), 11.5, "ink2", 500, "right"))
        parts.append(Line(((self._x(0), self.top), (self._x(0), self.bottom)), "hair"))
        for k in range(-2, 3):
            x = self.reach * k / 2
            parts.append(Line(((self._x(x), self.bottom), (self._x(x), self.bottom + 3)), "edge"))
            parts.append(Text(self._x(x), self.bottom + 14, (Run(fmt.short(x)),), 11.5, "ink2", 500, "center"))
        return parts

    def _point(self, x: float, y: float, colour: str) -> list[Primitive]:
        parts: list[Primitive] = [Circle(x, y, 6, colour, "bg", 2)]
        if abs(self.at) > self.reach:
            way = 1 if self.at > 0 else -1
            tip = x + way * 14
            parts.append(Line(((tip - way * 5, y - 5), (tip, y), (tip - way * 5, y + 5)), colour, 2.2, cap="round"))
        return parts

    def _label(self, x: float, y: float, symbol: tuple[Run, ...], colour: str) -> Text:
        """Write the value where a rising curve leaves room: below it on the right, above it on the left."""
        runs = (*symbol, Run(f" = {fmt.four(self.value)}"))
        right = x >= (self.left + self.right) / 2
        outer = abs(x - (self.left + self.right) / 2) > 0.25 * (self.right - self.left)  # towards the middle, or away
        at = x + (-9 if outer else 12) * (1 if right else -1)
        level = min(self.bottom - 10, y + 38) if right else max(self.top + 10, y - 38)
        return Text(at, level, runs, 13.5, colour, 700, "right" if right == outer else "left", halo="bg")

    def _x(self, value: float) -> float:
        share = (min(self.reach, max(-self.reach, value)) + self.reach) / (2 * self.reach)
        return self.left + (self.right - self.left) * share

    def _y(self, value: float) -> float:
        share = (min(self.high, max(self.low, value)) - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * share


__all__ = ["activation_plot", "off_scale"]
