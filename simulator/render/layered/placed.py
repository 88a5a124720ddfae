"""Places that are given by hand: single parts are moved, and their wires stretched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.render.layered.layout import Layout, Wire
from simulator.render.primitives import Point

NEARLY = 7.0  # as far as a part that was dragged settles to have a wire level


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


def middle_of(layout: Layout, name: str, width: float, height: float) -> Point:
    """Return where the middle of a part stands, in % of a pane of this size at scale 1: what ``moved`` takes."""
    left, top = (width - layout.width) / 2, (height - layout.height) / 2
    x, y = layout.places[name]
    return (x + left + layout.shapes[name].width / 2) / width * 100, (y + top) / height * 100


def straightened(layout: Layout, name: str) -> float:
    """Return how far a part has to go down for one of its wires to be level; 0 where none nearly is."""
    rises = [
        (wire.points[-1][1] - wire.points[0][1]) * (1 if wire.net == name else -1)
        for wire in layout.wires
        if name in (wire.net, wire.end) and not wire.loop
    ]
    return min((rise for rise in rises if abs(rise) <= NEARLY), key=abs, default=0.0)


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
