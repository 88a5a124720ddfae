"""The memory tank: a glass that fills to the value, with its scale, the level before, and the change."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.render.format import short
from simulator.render.kit import Kit, advance
from simulator.render.primitives import Box, Clip, Curve, Group, Line, Primitive, Run


def tank(
    kit: Kit,
    x: float,
    y: float,
    value: float,
    before: float,
    scale: float,
    signed: bool = False,
    label: str | None = None,
    width: float = 168.0,
    height: float = 116.0,
    marks: Sequence[float] | None = None,
) -> list[Primitive]:
    """Return a tank centred at (x, y).

    The liquid stands at ``value``, the dashed line at ``before``, an arrow between them. ``scale`` fills it; ``signed``
    puts zero in the middle, with hollow liquid below. A value over the scale fills it and shows marks on the brim.
    ``marks`` are the values that the ruler shows, where not the usual ones.
    """
    k = kit.k
    w, h = width * k, height * k
    left, top = x - w / 2, y - h / 2
    inset = 6.5 * k
    inner = (left + inset, top + inset, w - 2 * inset, h - 2 * inset)
    low = -scale if signed else 0.0

    def level(v: float) -> float:
        share = (v - low) / (scale - low) if not math.isnan(v) else 0.0
        return inner[1] + inner[3] * (1 - min(1.0, max(0.0, share)))

    small = width < 140
    parts: list[Primitive] = [Box(left, top, w, h, 14 * k, "glass", "mem", 3 * k)]
    surface, zero = level(value), level(0.0)
    upper, lower = min(surface, zero), max(surface, zero)
    wet = (inner[0], upper, inner[2], lower - upper)
    if value >= 0 or not signed:
        parts.append(Group((Box(*inner, 9 * k, "liquid"),), wet))
        if lower - upper > 0.5:
            parts.append(Line(((inner[0] + 1, surface), (inner[0] + inner[2] - 1, surface)), "mem_m", 2.5 * k))
    elif lower - upper > 0.5:
        parts.append(Box(inner[0] + 1, zero, inner[2] - 2, surface - zero, 0, "neg_t", "neg", 2 * k))
    if signed:
        parts.append(Line(((left, zero), (left + w, zero)), "mem", 1.6 * k))
    if marks is None:
        marks = [low, 0.0, scale] if signed else [0.0, scale] if small else [scale * part / 4 for part in range(5)]
    parts += _scale(kit, left, [(mark, level(mark)) for mark in marks])
    if abs(level(before) - surface) > 2 * k and not small:
        parts += _change(kit, inner, level(before), surface, wet, covered=value >= 0 or not signed)
    text = short(value) if label is None else label
    most = 26.0 if small else 34.0 if signed else 56.0
    size = min(most, 0.78 * (width - 26) / advance((Run(text),)))
    if signed:  # the number stands where the liquid is not
        y = zero + (1 if value >= 0 else -1) * h * 0.25
    for clip, colour in ((wet, "on_liquid" if value >= 0 or not signed else "mem"), (None, "mem")):
        if clip is None:
            above = (left, top, w, max(0.0, upper - top))
            below = (left, lower, w, max(0.0, top + h - lower))
            dry = [part for part in (above, below) if part[3] > 0]
            halo = "glass" if signed else None  # it may stand on the line of the level before
            parts += [kit.text(x, y, text, size, colour, 700, "center", halo, part) for part in dry]
        elif clip[3] > 0:
            parts.append(kit.text(x, y, text, size, colour, 700, "center", clip=clip))
    if abs(value) > scale * 1.0001:
        parts += _brim(kit, x, top - 4 * k, w)
    return parts


def _scale(kit: Kit, x: float, marks: Sequence[tuple[float, float]]) -> list[Primitive]:
    k = kit.k
    parts: list[Primitive] = []
    for value, y in marks:
        parts.append(Line(((x - 3 * k, y), (x - 9 * k, y)), "mem_m", 1.6 * k))
        parts.append(kit.text(x - 13 * k, y, short(value), 12, "ink3", 500, "right"))
    return parts


def _change(kit: Kit, inner: Clip, old: float, new: float, wet: Clip, covered: bool) -> list[Primitive]:
    k = kit.k
    x1, x2 = inner[0] + 2 * k, inner[0] + inner[2] - 2 * k

    def ink(y: float) -> str:
        return "on_liquid" if covered and wet[1] - 1 <= y <= wet[1] + wet[3] + 1 else "mem"

    way = 1 if new > old else -1
    arrow, head = x2 - 17 * k, 6 * k
    end = new + way * (-5 * k)
    colour = ink((old + end) / 2)
    level: Primitive = Line(((x1, old), (x2, old)), ink(old), 1.8 * k, dash=(5 * k, 4 * k))
    if abs(new - old) < 14 * k:
        return [level]
    return [
        level,
        Line(((arrow, old), (arrow, end)), colour, 2 * k),
        Line(
            ((arrow - head, end - way * head), (arrow, end), (arrow + head, end - way * head)),
            colour,
            2 * k,
            cap="round",
        ),
    ]


def _brim(kit: Kit, x: float, y: float, width: float) -> list[Primitive]:
    a = 6 * kit.k
    marks = (x - width * 0.28, x, x + width * 0.28)
    return [Curve((("M", m - a, y), ("L", m, y - 1.4 * a), ("L", m + a, y), ("Z",)), None, 0, "mem") for m in marks]
