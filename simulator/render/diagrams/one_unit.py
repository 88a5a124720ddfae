"""What the drawings of one unit share: which unit of how many it is, and the weight on its own way back."""

from __future__ import annotations

from simulator.engine import Term
from simulator.render.fans import weight_target, weight_tip
from simulator.render.kit import advance
from simulator.render.primitives import Box, Primitive, Run
from simulator.render.scene import Scene

ALL_UNITS = "all units"
"""The place that leads to the picture of all units."""


def unit_name(scene: Scene, x: float, y: float) -> None:
    """Say which unit of how many is drawn, between two small buttons that go to its neighbours, and one to all."""
    moment, kit, k = scene.moment, scene.kit, scene.k
    if moment.units < 2:
        return
    words = scene.say("unit {number} of {units}").format(number=moment.unit + 1, units=moment.units)
    canvas = scene.canvas
    parts: list[Primitive] = []
    for way, left, mark in ((-1, x, "‹"), (1, x + 132 * k, "›")):
        here = 0 <= moment.unit + way < moment.units
        parts.append(kit.text(left + 12 * k, y, mark, 20, "ink" if here else "line", 700, "center"))
        if here:
            canvas.spot(f"unit{way:+d}", left, y - 16 * k, 24 * k, 32 * k, "[" if way < 0 else "]")
    parts.append(kit.text(x + 78 * k, y, words, 13.5, "ink", 600, "center"))
    canvas.add("unit", *parts)
    left, side = x + 164 * k, 5 * k
    tiles = ((left + column * 8 * k, y + (row * 8 - 6.5) * k) for row in range(2) for column in range(3))
    canvas.add("to all units", *(Box(*corner, side, side, 1, None, "ink", 1.5) for corner in tiles))
    canvas.spot(ALL_UNITS, left - 5 * k, y - 13 * k, 32 * k, 26 * k, scene.say("All units (A)"))


def pill(scene: Scene, identity: str, term: Term, x: float, y: float) -> None:
    """Draw a weight that stands on a pipe."""
    kit, k = scene.kit, scene.k
    words = f"× {scene.moment.number(term.weight)}"
    size = kit.size(14)
    wide, high = max(60 * k, advance((Run(words),)) * size + 18 * k), max(26 * k, 1.3 * size)
    scene.canvas.add(
        identity,
        Box(x - wide / 2, y - high / 2, wide, high, high / 2, "bg", "edge", 1.4 * k),
        kit.text(x, y, words, 14, "ink", 600, "center"),
    )
    scene.canvas.spot(weight_target(term), x - wide / 2, y - high / 2, wide, high, weight_tip(term))
