"""The ends of curves: a dot and the last number of each, with its name where there are several."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.render.primitives import Canvas, Circle, Line, Primitive, Run
from simulator.render.training.axis import reading
from simulator.render.training.chart import Chart, Look, Sides, wide
from simulator.render.training.curve import Curve
from simulator.render.training.labels import spread

TOP, BOTTOM, LEFT, RIGHT = 76.0, 41.0, 80.0, 36.0  # px at scale 1 around the plot
_SIZE = 14.0  # of type
_NUMBER = "0.00000"  # as wide as any: the plot keeps its width while numbers change
_MOST = 0.3  # of the picture's width for the names


def sides(curves: Sequence[Curve], width: float, look: Look, top: float = TOP) -> Sides:
    """Return what is free around a plot of curves: at the right for their names, the same for all plots of the runs."""
    kit = look.kit(Canvas())
    needed = max((wide(kit, _text(curve, _NUMBER, len(curves) > 1), _SIZE) for curve in curves), default=0.0)
    return Sides(LEFT, top, max(RIGHT, min(14 + needed / look.k, _MOST * width / look.k)), BOTTOM)


def mark_ends(chart: Chart, curves: Sequence[Curve]) -> None:
    """Draw the ends; numbers that would stand on one another move apart, with a line to their dots."""
    k, kit = chart.k, chart.kit
    ends = [(chart.x(float(c.updates[c.end])), chart.y(float(c.line[c.end])), c) for c in curves if c.end is not None]
    apart = 1.3 * kit.size(_SIZE)
    levels = spread([y for _, y, _ in ends], apart, chart.top, chart.bottom - apart / 2)
    parts: list[Primitive] = []
    for (x, y, curve), level in zip(ends, levels, strict=True):
        looked_at = curve is curves[0]
        if abs(level - y) > 6 * k:
            parts.append(Line(((x, y), (x + 10 * k, level)), "ink3", 1.2 * k))
        parts.append(Circle(x, y, 5 * k, "ink", "bg", 2 * k) if looked_at else Circle(x, y, 4 * k, "bg", "ink2", 2 * k))
        value = reading(float(curve.line[curve.end or 0]))
        text, colour = _text(curve, value, len(curves) > 1), "ink" if looked_at else "ink2"
        parts.append(kit.text(x + 12 * k, level, text, _SIZE, colour, 600, "left", "bg"))
        chart.taken.claim(x + 8 * k, level - apart / 2, x + 14 * k + wide(kit, text, _SIZE), level + apart / 2)
    if parts:
        chart.canvas.add("ends", *parts)


def _text(curve: Curve, number: str, named: bool) -> tuple[Run, ...]:
    name = (Run(f"{curve.name}  "),) if named and curve.name else ()
    return (*name, Run(number, weight=700))
