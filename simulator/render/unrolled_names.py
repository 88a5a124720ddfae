"""The words of an unrolled network: what it is, and at the left of each lane the weights that all its copies share."""

from __future__ import annotations

from collections.abc import Callable

from simulator.render.kit import Kit, advance, symbol
from simulator.render.primitives import Canvas, Group, Primitive, Run
from simulator.render.unrolled_place import CAPTION, HEADER, Place

_LINES = 3  # of names of weights
_EDGE = 20.0  # px at scale 1: free at the left


def names(place: Place, say: Callable[[str], str]) -> dict[str, Primitive]:
    """Return all that is written once."""
    k = place.k
    kit = Kit(Canvas(), k)
    y = place.head - (HEADER / 2 + CAPTION / 2 - 4) * k
    words = say("The same network at every step, with the same weights.")
    items: dict[str, Primitive] = {"caption": kit.text(_EDGE * k, y, words, 14, "ink2", 600)}
    for lane, shape in enumerate(place.shapes):
        band = place.bands[lane]
        parts: list[Primitive] = []
        if len(place.shapes) > 1:
            title = say("Readout") if shape.readout else say("Layer {n}").format(n=shape.layer)
            parts.append(kit.text(_EDGE * k, band.chip, title, 14, "ink", 700))
            if any(one.backward for one in place.shapes if one.layer == shape.layer):
                way = say("← backward") if shape.backward else say("forward →")
                parts.append(kit.text(_EDGE * k, band.chip + 17 * k, way, 13, "ink2", 500))
        if shape.cell.parameters:
            parts.append(kit.text(_EDGE * k, band.rod - 15 * k, say("Weights"), 13, "ink2", 600))
            parts += _weights(kit, shape.cell.parameters, band.rod, place.labels - (_EDGE + 18) * k)
        items[f"names {lane}"] = Group(tuple(parts))
    return items


def _weights(kit: Kit, parameters: tuple[str, ...], y: float, room: float) -> list[Primitive]:
    """Names of weights in a few short lines; what has no room is left to the dots."""
    size = kit.size(12)
    space = advance((Run("  "),)) * size
    lines: list[list[str]] = [[]]
    wide = 0.0
    for name in parameters:
        across = advance(symbol(name)) * size + space
        if wide + across > room and lines[-1]:
            lines.append([])
            wide = 0.0
        lines[-1].append(name)
        wide += across
    parts: list[Primitive] = []
    for number, line in enumerate(lines[:_LINES]):
        runs: list[Run] = []
        for name in line:
            runs += [*symbol(name), Run("  ")]
        if number == _LINES - 1 and len(lines) > _LINES:
            runs.append(Run("…"))
        parts.append(kit.text(_EDGE * kit.k, y + number * (size + 3), runs, 12, "ink", 600))
    return parts
