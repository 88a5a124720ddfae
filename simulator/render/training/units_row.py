"""The row of numbers by which a unit is chosen."""

from __future__ import annotations

from simulator.render.kit import Kit
from simulator.render.primitives import Box, Line, Primitive
from simulator.render.training.chart import WORD, Look, wide

_CELL = (32.0, 26.0)  # px at scale 1


def choose_unit(kit: Kit, look: Look, unit: int, units: int, left: float, y: float, right: float) -> None:
    """Draw the numbers of all units from ``left`` on, ``unit`` (from 0) being chosen; each answers as ``unit[K]``.

    Where they would reach beyond ``right``, there is an arrow to either side instead, and if even they would, nothing.
    """
    if units < 2:
        return
    k, canvas = kit.k, kit.canvas
    word = look.say("unit")
    x = left + wide(kit, word, WORD) + 10 * k
    wide_cell = max(_CELL[0] * k, wide(kit, str(units), WORD) + 14 * k)
    high = max(_CELL[1] * k, 1.7 * kit.size(WORD))
    parts: list[Primitive] = [kit.text(left, y, word, WORD, "ink2", 500)]
    if x + units * wide_cell <= right:
        cells = [(str(number + 1), number) for number in range(units)]
    else:
        cells = [("‹", max(0, unit - 1)), (str(unit + 1), unit), ("›", min(units - 1, unit + 1))]
        if x + 3 * wide_cell > right:
            return
    parts.append(Box(x, y - high / 2 - 2 * k, len(cells) * wide_cell, high + 4 * k, 7 * k, "sunk"))
    for place, (text, number) in enumerate(cells):
        start, middle = x + place * wide_cell, x + (place + 0.5) * wide_cell
        chosen = text == str(unit + 1)
        if chosen:
            parts.append(Box(start + 1 * k, y - high / 2, wide_cell - 2 * k, high, 6 * k, "bg", "edge", 1.2 * k))
        if text in "‹›":
            way = (-1 if text == "‹" else 1) * 3.5 * k
            arrow = ((middle - way, y - 5 * k), (middle + way, y), (middle - way, y + 5 * k))
            parts.append(Line(arrow, "ink2" if number != unit else "faint", 1.8 * k))
        else:
            parts.append(kit.text(middle, y, text, WORD, "ink" if chosen else "ink2", 700 if chosen else 500, "center"))
        if number != unit or chosen:
            tip = look.say("unit {number} of {units}").format(number=number + 1, units=units)
            canvas.spot(f"unit[{number}]", start, y - high / 2, wide_cell, high, tip)
    canvas.add("units", *parts)
