"""The mixing valve: one plate in two bores, so that what it opens for the one it shuts for the other."""

from __future__ import annotations

import math
from functools import partial

from simulator.render.kit import BORE, Kit
from simulator.render.primitives import Box, Line, Primitive

APART = 40.0  # between the middles of the two bores


def mixing_valve(
    kit: Kit, x: float, y: float, opening: float, new: tuple[float, float], old: tuple[float, float], scale: float
) -> list[Primitive]:
    """Return the valve around (x, y): the bore of the new on the left, that of the old on the right, rod to the left.

    ``opening`` is the share of the new; ``new`` and ``old`` are what flows in and out of their bores, upwards.
    """
    k = kit.k
    opening = min(1.0, max(0.0, opening)) if not math.isnan(opening) else 0.0
    left_bore, right_bore = x - APART / 2 * k, x + APART / 2 * k
    left = left_bore - BORE * k / 2 + BORE * k * opening
    length = APART * k
    width = partial(kit.signed_width, scale=scale)
    parts: list[Primitive] = [Box(x - 51 * k, y - 23 * k, 102 * k, 46 * k, 8 * k, "gate_t", "gate", 2 * k)]
    parts += kit.squeezed(left_bore, y, left, 1, width(new[0]), width(new[1]), True)
    parts += kit.squeezed(right_bore, y, left + length, -1, width(old[0]), width(old[1]), True)
    gland = x - 101 * k
    return [
        *parts,
        Box(gland, y - 12 * k, 50 * k, 24 * k, 4 * k, "bg", "gate", 2 * k),
        Box(x - 55 * k, y - 9 * k, 8 * k, 18 * k, 0, "bg"),
        Box(gland - 3 * k, y - 7 * k, 6 * k, 14 * k, 2 * k, "gate"),
        Box(left - 1.5 * k, y - 7.5 * k, length + 3 * k, 15 * k, 1 * k, "bg"),
        Line(((gland, y), (left + 2 * k, y)), "gate", 4 * k),
        Box(left, y - 6 * k, length, 12 * k, 1.5 * k, "gate"),
        Box(x - 57 * k, y - 30 * k, 114 * k, 8 * k, 2 * k, "gate"),
        Box(x - 57 * k, y + 22 * k, 114 * k, 8 * k, 2 * k, "gate"),
    ]


def capsule(kit: Kit, x: float, y: float) -> list[Primitive]:
    """Return the place above a mixing valve where its two streams join."""
    k, a = kit.k, 7 * kit.k
    return [
        Box(x - 38 * k, y - 15 * k, 76 * k, 30 * k, 15 * k, "bg", "mem", 2.4 * k),
        Line(((x - a, y), (x + a, y)), "mem", 2.4 * k),
        Line(((x, y - a), (x, y + a)), "mem", 2.4 * k),
    ]
