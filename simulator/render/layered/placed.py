"""Places that are given by hand: single parts are moved, and their wires stretched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.render.layered.layout import Layout, Wire
from simulator.render.primitives import Point


def moved(layout: Layout, given: Mapping[str, Point], width: float, height: float) -> Layout:
    """Return a layout with the middles of some parts at given places, in % of a pane of this size at scale 1."""
    if not given:
        return layout
    left, top = (width - layout.width) / 2, (height - layout.height) / 2
    shifts: dict[str, Point] = {}
    places = dict(layout.places)
    for name, (x, y) in given.items():
        if name not in layout.parts:
            continue
        shape, (old_x, old_y) = layout.shapes[name], places[name]
        new = x / 100 * width - left - shape.width / 2, y / 100 * height - top
        shifts[name] = new[0] - old_x, new[1] - old_y
        places[name] = new
    wires = tuple(_stretched(wire, shifts) for wire in layout.wires)
    touched = {wire.net for wire in layout.wires if wire.net in shifts or wire.end in shifts}
    dots = tuple((net, place) for net, place in layout.dots if net not in touched)
    return replace(layout, places=places, wires=wires, dots=dots)


def _stretched(wire: Wire, shifts: Mapping[str, Point]) -> Wire:
    """Move the ends of a wire; it stays level where it leaves and arrives."""
    start, end = shifts.get(wire.net, (0.0, 0.0)), shifts.get(wire.end, (0.0, 0.0))
    if start == end == (0.0, 0.0):
        return wire
    points = list(wire.points)
    if len(points) == 2:
        middle = (points[0][0] + start[0] + points[1][0] + end[0]) / 2
        points[1:1] = [(middle, points[0][1]), (middle, points[1][1])]
    for ends, (dx, dy) in (((0, 1), start), ((-1, -2), end)):
        tip, knee = points[ends[0]], points[ends[1]]
        points[ends[0]] = tip[0] + dx, tip[1] + dy
        points[ends[1]] = knee[0], knee[1] + dy
    return replace(wire, points=tuple(points))
