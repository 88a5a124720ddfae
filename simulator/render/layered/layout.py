"""The places of all parts of a cell and the ways of its wires: from its graph and its sizes alone, without values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from simulator.language import Cell
from simulator.render.layered.parts import Inlet, Part, Use, take_apart
from simulator.render.layered.places import BUNDLE, PIPE, WIRE, heights
from simulator.render.layered.ranks import Ranks, rank
from simulator.render.layered.routes import Crossing, corridor, tracks
from simulator.render.layered.shapes import Shape, shape
from simulator.render.primitives import Point

ASPECT = 1008 / 632  # of the pane that a layout is made for
MARGIN = 14.0
_PAD = 9.0  # between a rank and the tracks beside it
_GAP, _WIDEST_GAP = 11.0, 42.0  # between the parts of a rank
_SPREAD = 46.0  # most that a channel is widened by


@dataclass(frozen=True)
class Wire:
    """The way of a value from the part it leaves to an inlet of another; ``loop`` if it waits there for a step."""

    net: str
    end: str
    inlet: int
    use: Use
    points: tuple[Point, ...]
    pipe: bool
    loop: bool = False

    @property
    def id(self) -> str:
        return f"{self.net}>{self.end}:{self.inlet}"


@dataclass(frozen=True)
class Layout:
    """Where everything is, at scale 1. A part's place is the left end of its middle line."""

    width: float
    height: float
    parts: Mapping[str, Part]
    shapes: Mapping[str, Shape]
    places: Mapping[str, Point]
    wires: tuple[Wire, ...]
    dots: tuple[tuple[str, Point], ...]  # where a wire branches: whose, and the place


@lru_cache(maxsize=64)
def lay_out(cell: Cell, sizes: tuple[tuple[str, int], ...]) -> Layout:
    """Return the layout of a cell of some sizes (inputs, units, outputs)."""
    parts = take_apart(cell, dict(sizes))
    shapes = {name: shape_of(cell, part) for name, part in parts.items()}
    ranks = rank(parts, {name: own.up + own.down + _GAP for name, own in shapes.items()})
    shapes = {name: shape_of(cell, part) for name, part in ranks.parts.items()}
    first = _Placing(cell, ranks, shapes, _GAP, 0.0).layout()
    most = max(map(len, ranks.rows))
    if first.width > first.height * ASPECT:
        gap = min(_WIDEST_GAP, _GAP + (first.width / ASPECT - first.height) / most)
        return _Placing(cell, ranks, shapes, gap, 0.0).layout()
    spread = (first.height * ASPECT - first.width) / max(1, len(ranks.rows) - 1)
    return _Placing(cell, ranks, shapes, _GAP, min(_SPREAD, spread)).layout()


def shape_of(cell: Cell, part: Part) -> Shape:
    """Return the shape of a part of a cell."""
    nodes = cell.graph.nodes
    inner = nodes[part.total].signal if part.total >= 0 else ""
    biases = tuple(nodes[row.node].name for row in part.rows if row.kind == "bias")
    return shape(part, (nodes[part.node].signal, inner), biases)


@dataclass
class _Placing:
    cell: Cell
    ranks: Ranks
    shapes: Mapping[str, Shape]
    gap: float
    spread: float
    ends: dict[str, list[tuple[Part, Inlet]]] = field(default_factory=dict)  # net -> where it arrives
    y: dict[str, float] = field(default_factory=dict)
    x: dict[str, float] = field(default_factory=dict)  # left ends
    track: dict[tuple[int, str], float] = field(default_factory=dict)  # (channel, net) -> x
    margin: dict[str, float] = field(default_factory=dict)  # delay -> x on the left
    lane: dict[str, float] = field(default_factory=dict)  # delay -> y above or below everything
    loops: dict[str, str] = field(default_factory=dict)  # delay -> the part whose value it takes

    def layout(self) -> Layout:
        parts = self.ranks.parts
        for part in parts.values():
            for inlet in part.inlets:
                self.ends.setdefault(inlet.source, []).append((part, inlet))
        self.loops = {name: self._leaving(part.owner) for name, part in parts.items() if part.kind == "delay"}
        self.y = heights(self.ranks, self.shapes, self._half, self.gap)
        bottom = max(y + (self.shapes[item].down if item in self.shapes else PIPE) for item, y in self.y.items())
        above = {name: self._is_above(name, bottom) for name in self.loops}
        shift = self._lanes(above, bottom)
        width = self._columns(above)
        places = {name: (self.x[name], self.y[name] + shift) for name in parts}
        wires = tuple(self._shifted(wire, shift) for wire in self._wires())
        dots = tuple((net, (x, y + shift)) for net, (x, y) in self._dots(above))
        last = max([bottom, *self.lane.values()]) + shift
        return Layout(width, last + MARGIN, parts, self.shapes, places, wires, dots)

    def _leaving(self, signal: str) -> str:
        index = self.cell.graph.signals[signal]
        return next(
            name for name, part in self.ranks.parts.items() if part.node == index and part.kind not in ("chip", "delay")
        )

    def is_pipe(self, net: str) -> bool:
        """Whether some way of a net is drawn as a pipe."""
        return any(self._by_pipe(net, part, inlet.use) for part, inlet in self.ends.get(net, ()))

    def _by_pipe(self, net: str, end: Part, use: Use) -> bool:
        source = self.ranks.parts[net]
        strong = source.tank or source.kind == "valve"
        return use == "stream" and (strong or end.kind == "valve" or end.tank)

    def _loop_by_pipe(self, delay: str) -> bool:
        return self.is_pipe(delay) or self.ranks.parts[self.loops[delay]].tank

    def _is_above(self, delay: str, bottom: float) -> bool:
        """Whether a loop is shorter above everything than below."""
        return self.y[delay] + self.y[self.loops[delay]] < bottom

    def _lanes(self, above: Mapping[str, bool], bottom: float) -> float:
        """Find a lane for each loop; return how far everything has to move down for those above."""
        # the lowest delay's loop runs furthest out above, the highest one's below
        high = corridor(sorted((n for n, own in above.items() if own), key=self.y.__getitem__), self._loop_half)
        low = corridor(sorted((n for n, own in above.items() if not own), key=lambda n: -self.y[n]), self._loop_half)
        self.lane = {name: -self.gap - distance for name, distance in high.items()}
        self.lane |= {name: bottom + self.gap + distance for name, distance in low.items()}
        return MARGIN - min([0.0, *(self.lane[name] - PIPE for name in high)])

    def _columns(self, above: Mapping[str, bool]) -> float:
        """Set the ranks side by side with the channels between them; return the width of all."""
        margins = [Crossing(name, -math.inf if above[name] else math.inf, (self.y[name],)) for name in self.loops]
        found, wide = tracks(margins, self._loop_half)
        self.margin = {name: MARGIN + x for name, x in found.items()}
        x = MARGIN + wide + (_PAD if wide else 0.0)
        last = len(self.ranks.rows) - 1
        for level, row in enumerate(self.ranks.rows):
            parts = [item for item in row if item in self.shapes]
            width = max((self.shapes[item].width for item in parts), default=0.0)
            for item in parts:
                chip = self.ranks.parts[item].kind == "chip"
                self.x[item] = x if chip else x + width - self.shapes[item].width
            x += width
            found, wide = tracks(self._crossings(level, above), self._half)
            if not wide and level == last:
                return x + MARGIN
            spread = self.spread if level < last else 0.0
            for net, place in found.items():
                self.track[level, net] = x + _PAD + spread / 2 + place
            x += wide + spread + (2 * _PAD if level < last else _PAD + MARGIN)
        return x

    def _half(self, net: str) -> float:
        """Return half of the room that a net needs across."""
        if self.is_pipe(net) or any(self._loop_by_pipe(name) for name, own in self.loops.items() if own == net):
            return PIPE
        bundle = self.ranks.parts[net].size > 1 and any(inlet.use == "weights" for _, inlet in self.ends.get(net, ()))
        return BUNDLE if bundle else WIRE

    def _loop_half(self, delay: str) -> float:
        return PIPE if self._loop_by_pipe(delay) else WIRE

    def _crossings(self, level: int, above: Mapping[str, bool]) -> list[Crossing]:
        """Return the nets between a rank and the next one, with the loops that begin there."""
        ends: dict[str, list[float]] = {}
        left: dict[str, float] = {}
        for link in self.ranks.links[level]:
            left[link.net] = self.y[link.start]
            ends.setdefault(link.net, []).append(self._arrival(link.end, link.inlet))
        for delay, net in self.loops.items():
            if net in self.ranks.rows[level]:
                left[net] = self.y[net]
                ends.setdefault(net, []).append(-math.inf if above[delay] else math.inf)
        return [Crossing(net, left[net], tuple(right)) for net, right in ends.items()]

    def _arrival(self, item: str, inlet: int) -> float:
        return round(self.y[item] + (self.shapes[item].inlets[inlet] if inlet >= 0 else 0.0), 2)

    def _wires(self) -> list[Wire]:
        found = []
        level_of = {item: level for level, row in enumerate(self.ranks.rows) for item in row}
        for part in self.ranks.parts.values():
            for number, inlet in enumerate(part.inlets):
                if part.kind == "delay":
                    continue
                end = self._arrival(part.id, number)
                points = [self._start(inlet.source)]
                for level in range(level_of[inlet.source], level_of[part.id]):
                    passage = f"~{inlet.source}@{level + 1}"
                    y = end if level + 1 == level_of[part.id] else self.y[passage]
                    if abs(y - points[-1][1]) > 0.1:
                        x = self.track[level, inlet.source]
                        points += [(x, points[-1][1]), (x, y)]
                points.append((self.x[part.id], end))
                pipe = self._by_pipe(inlet.source, part, inlet.use)
                found.append(Wire(inlet.source, part.id, number, inlet.use, _straight(points), pipe))
        for delay, net in self.loops.items():
            start, lane = self._start(net), self.lane[delay]
            x, y = self.track[level_of[net], net], self.y[delay]
            way = (start, (x, start[1]), (x, lane), (self.margin[delay], lane), (self.margin[delay], y))
            points = [*way, (self.x[delay], y)]
            found.append(Wire(net, delay, 0, "stream", _straight(points), self._loop_by_pipe(delay), True))
        return found

    def _start(self, net: str) -> Point:
        return self.x[net] + self.shapes[net].width, self.y[net]

    def _dots(self, above: Mapping[str, bool]) -> list[tuple[str, Point]]:
        found = []
        for level in range(len(self.ranks.rows)):
            for net in self._crossings(level, above):
                if len(net.right) < 2:
                    continue
                x = self.track.get((level, net.net))
                if x is None:
                    continue
                ys = sorted({net.left, *net.right})
                inner = ys[1:-1]
                if net.left in net.right and net.left in (ys[0], ys[-1]):
                    inner.append(net.left)
                found += [(net.net, (x, y)) for y in dict.fromkeys(inner)]
        return found

    @staticmethod
    def _shifted(wire: Wire, shift: float) -> Wire:
        points = tuple((x, y + shift) for x, y in wire.points)
        return Wire(wire.net, wire.end, wire.inlet, wire.use, points, wire.pipe, wire.loop)


def _straight(points: Sequence[Point]) -> tuple[Point, ...]:
    """Leave out points that lie on a straight way."""
    found = [points[0]]
    for before, (here, after) in zip(points, pairwise(points[1:]), strict=False):
        level = before[1] == here[1] == after[1]
        upright = before[0] == here[0] == after[0]
        if not level and not upright:
            found.append(here)
    return (*found, points[-1])
