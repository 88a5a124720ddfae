"""The error surface in perspective: a cliff is seen as one, and trails run over it, dotted where it hides them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.render.kit import Align
from simulator.render.primitives import Circle, Group, Line, Picture, Point, Primitive
from simulator.render.training.axis import Axis, tick
from simulator.render.training.chart import AXIS, WORD, Chart, Look, Sides, element, head, wide
from simulator.render.training.curve import DASHES
from simulator.render.training.surface import Surface, Trail
from simulator.render.training.trails import answer, arrow_head, mark, name_trails

TURN, TILT = -35.0, 30.0
"""Degrees by which the surface is turned, and from which it is looked down at, unless others are asked for.

So what grows with both directions stands at the back, and does not hide the rest.
"""

_FACETS = 40  # of a side at most: finer surfaces are drawn at fewer points
_RISE = 0.62  # height of the surface, as a share of its side
_SIDES = Sides(24.0, 56.0, 24.0, 24.0)
_LIFT = 0.012  # by which trails run above the surface
_SAMPLES = 48  # between a point of a trail and the eye
_DOTS = 60  # points of a trail up to which each is marked
_MOST = 500  # points of a trail that are drawn
_BETTER = 0.25  # of a trail, or of its end


@dataclass(frozen=True)
class _Eye:
    """Turns points of the unit square with heights, 0 to 1, into those of a picture."""

    turn: float
    tilt: float
    size: float
    x: float
    y: float

    def see(self, u: np.ndarray, v: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return x and y of points; ``v`` runs away from the eye where nothing is turned."""
        a, b, t = math.cos(self.turn), math.sin(self.turn), math.sin(self.tilt)
        across, back = (u - 0.5) * a + (v - 0.5) * b, (v - 0.5) * a - (u - 0.5) * b
        rise = _RISE * math.cos(self.tilt) * z
        return self.x + self.size * across, self.y - self.size * (back * t + rise)

    def at(self, u: float, v: float, z: float) -> Point:
        """Return one point."""
        x, y = self.see(np.array(u), np.array(v), np.array(z))
        return float(x), float(y)

    @property
    def towards(self) -> tuple[float, float]:
        """The way to the eye, along the ground."""
        return math.sin(self.turn), -math.cos(self.turn)


def landscape(
    surface: Surface,
    trails: Sequence[Trail],
    width: float,
    height: float,
    look: Look | None = None,
    turn: float = TURN,
    tilt: float = TILT,
) -> Picture:
    """Return the surface, turned by ``turn`` degrees and looked at from ``tilt`` degrees above the ground."""
    look = look or Look()
    chart = Chart(width, height, look, Axis(0, 1), Axis(0, 1), _SIDES)
    head(chart.kit, width, look.say("In perspective"))
    shown = surface.shown
    if shown is None:
        middle = (chart.left + chart.right) / 2, (chart.top + chart.bottom) / 2
        words = chart.kit.text(*middle, surface.why_empty(look.say), WORD, "ink2", 500, "center")
        chart.canvas.add("surface", words)
        return chart.picture()
    eye = _eye(chart, shown, math.radians(turn), math.radians(min(80.0, max(5.0, tilt))))
    _ground(chart, eye)
    _facets(chart, eye, shown)
    _axes(chart, eye, surface, shown)
    drawn = [_Trail(eye, shown, trail.thinned(_MOST)) for trail in trails]
    for number, trail in enumerate(drawn):
        trail.draw(chart, number)
    name_trails(chart, trails, [trail.end for trail in drawn], [trail.points for trail in drawn])
    return chart.picture()


def clearest_turn(surface: Surface, trails: Sequence[Trail], tilt: float = TILT) -> float:
    """Return the turn, in degrees, from which most of the trails is seen, above all their ends: TURN or far better."""
    shown = surface.shown
    if shown is None:
        return TURN
    best, most = TURN, -math.inf
    for turn in (TURN, TURN + 90, TURN + 180, TURN - 90):
        eye = _Eye(math.radians(turn), math.radians(tilt), 1.0, 0.0, 0.0)
        seen = [_Trail(eye, shown, trail.thinned(_DOTS)).seen for trail in trails]
        clear = sum(float(one.mean()) + float(one[-1]) for one in seen if len(one))
        if clear > most + _BETTER:
            best, most = turn, clear
    return best


def _eye(chart: Chart, surface: Surface, turn: float, tilt: float) -> _Eye:
    """Return the eye that sees the surface, the ground and the axis of losses as large as there is room for."""
    unit = _Eye(turn, tilt, 1.0, 0.0, 0.0)
    u, v = np.meshgrid(_share(surface.x), _share(surface.y))
    ground_u, ground_v = np.array([0.0, 1, 1, 0]), np.array([0.0, 0, 1, 1])
    places = [unit.see(u.ravel(), v.ravel(), surface.heights.ravel()), unit.see(ground_u, ground_v, np.zeros(4))]
    left = int(np.argmin(places[1][0]))
    places.append(unit.see(ground_u[[left]], ground_v[[left]], np.ones(1)))
    x, y = (np.concatenate(parts) for parts in zip(*places, strict=True))
    beside, below = 4.4 * chart.kit.size(WORD), 2.2 * chart.kit.size(WORD)  # for words at the edges
    across, down = chart.right - chart.left - 2 * beside, chart.bottom - chart.top - 2 * below
    size = max(16.0, min(across / float(np.ptp(x)), down / float(np.ptp(y))))
    middle = (chart.left + chart.right - size * float(x.max() + x.min())) / 2
    return _Eye(turn, tilt, size, middle, (chart.top + chart.bottom - size * float(y.max() + y.min())) / 2)


def _ground(chart: Chart, eye: _Eye) -> None:
    corners = tuple(eye.at(u, v, 0.0) for u, v in ((0, 0), (1, 0), (1, 1), (0, 1)))
    chart.canvas.add("ground", Line(corners, "edge", 1.2, closed=True, fill="sunk"))


def _facets(chart: Chart, eye: _Eye, surface: Surface) -> None:
    """Draw the surface facet by facet, from the farthest to the nearest, and what is below its near edges."""
    rows, columns = (_chosen(length) for length in surface.losses.shape)
    z = surface.heights[np.ix_(rows, columns)]
    gone = surface.overflowed[np.ix_(rows, columns)]
    us, vs = _share(surface.x)[columns], _share(surface.y)[rows]
    u, v = np.meshgrid(us, vs)
    x, y = eye.see(u, v, z)
    height = ((z[:-1, :-1] + z[:-1, 1:] + z[1:, 1:] + z[1:, :-1]) / 4).ravel()
    lost = (gone[:-1, :-1] | gone[:-1, 1:] | gone[1:, 1:] | gone[1:, :-1]).ravel().tolist()
    to_u, to_v = eye.towards
    near = u[:-1, :-1] * to_u + v[:-1, :-1] * to_v
    order = np.argsort(near, axis=None, kind="stable").tolist()
    corners = [
        list(zip(x[part].ravel().tolist(), y[part].ravel().tolist(), strict=True))
        for part in (np.s_[:-1, :-1], np.s_[:-1, 1:], np.s_[1:, 1:], np.s_[1:, :-1])
    ]
    colours = [surface.band_colour(band) for band in range(len(surface.levels) + 1)]
    fills = ["sunk" if gone else colours[band] for gone, band in zip(lost, surface.bands(height), strict=True)]
    one, two, three, four = corners
    parts: list[Primitive] = [
        Line(
            (one[n], two[n], three[n], four[n]),
            "ink3@0.45",
            1.0,
            closed=True,
            fill=fills[n],
        )
        for n in order
    ]
    low_x, low_y = eye.see(u, v, np.zeros_like(u))
    for edge in (np.s_[0 if to_v < 0 else -1, :], np.s_[:, -1 if to_u > 0 else 0]):  # the near ones, down to the ground
        top = zip(x[edge].tolist(), y[edge].tolist(), strict=True)
        low = zip(low_x[edge][::-1].tolist(), low_y[edge][::-1].tolist(), strict=True)
        parts.append(Line((*top, *low), "ink3", 1.0, closed=True, fill="pane"))
    chart.canvas.add("surface", Group(tuple(parts), (0.0, 0.0, chart.width, chart.height)))


def _chosen(count: int) -> np.ndarray:
    """Return which points of a side are drawn: all, or some that are evenly spaced, the ends among them."""
    return np.unique(np.rint(np.linspace(0, count - 1, min(count, _FACETS + 1))).astype(int))


def _share(ends: np.ndarray) -> np.ndarray:
    return np.asarray((ends - ends[0]) / (ends[-1] - ends[0]))


def _axes(chart: Chart, eye: _Eye, whole: Surface, surface: Surface) -> None:
    """Name what was moved along the near edges, with its ends, and write losses up the left corner."""
    kit, parts = chart.kit, list[Primitive]()
    to_u, to_v = eye.towards
    near_u, near_v = (1.0 if to_u > 0 else 0.0), (1.0 if to_v > 0 else 0.0)
    drop = 1.25 * kit.size(AXIS)
    for name, ends, along_u in ((whole.x_name, surface.x, True), (whole.y_name, surface.y, False)):
        shares = (0.0, 0.5, 1.0)
        first, middle, last = [eye.at(s, near_v, 0.0) if along_u else eye.at(near_u, s, 0.0) for s in shares]
        way: int = 1 if middle[0] > eye.x else -1  # the edge lies at the right, or at the left
        align: Align = "left" if way > 0 else "right"
        for (x, y), value in ((first, float(ends[0])), (last, float(ends[-1]))):
            text = tick(_rounded(value, ends))
            parts.append(kit.text(x + 0.4 * drop * way, y + drop, text, AXIS, "ink2", 500, align))
        x, y = middle[0] + 1.2 * drop * way, middle[1] + 1.5 * drop
        parts.append(kit.text(x, y, element(name), WORD, "ink", 600, align))
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    corner = min(corners, key=lambda place: eye.at(place[0], place[1], 0.0)[0])  # the leftmost
    low, top = eye.at(*corner, 0.0), eye.at(*corner, 1.0)
    parts.append(Line((low, top), "edge", 1.2))
    free = math.inf
    for value, height in surface.levels:
        x, y = eye.at(*corner, height)
        if not math.isnan(value) and y < free:
            parts.append(Line(((x - 4, y), (x, y)), "edge", 1.2))
            parts.append(kit.text(x - 8, y, tick(value), AXIS, "ink2", 500, "right"))
            free = y - 1.4 * kit.size(AXIS)
    words = chart.look.say("loss")
    x = max(top[0] - 8, wide(kit, words, AXIS) + 4)
    parts.append(kit.text(x, top[1] - 0.7 * drop, words, AXIS, "ink2", 600, "right"))
    chart.canvas.add("axes", *parts)


def _rounded(value: float, ends: np.ndarray) -> float:
    """Return an end of an axis with as many digits as tell it from the other."""
    span = float(ends[-1] - ends[0])
    return round(value, max(0, 2 - math.floor(math.log10(span)))) if span > 0 else value


class _Trail:
    """A trail on the surface: where it is seen, and where something stands before it."""

    def __init__(self, eye: _Eye, surface: Surface, trail: Trail) -> None:
        self.trail = trail
        x, y = np.asarray(trail.x, float), np.asarray(trail.y, float)
        with np.errstate(invalid="ignore"):
            ground = surface.height_at(x, y)
        z = ground if trail.losses is None else surface.axis.shares(np.asarray(trail.losses, float))
        z = np.where(np.isnan(ground), np.nan, np.fmax(z, ground)) + _LIFT
        end = np.flatnonzero(np.isnan(z))
        stop = int(end[0]) if end.size else len(z)
        u = (x[:stop] - surface.x[0]) / (surface.x[-1] - surface.x[0])
        v = (y[:stop] - surface.y[0]) / (surface.y[-1] - surface.y[0])
        sx, sy = eye.see(u, v, z[:stop])
        self.leaves = stop < len(z)
        self.points = np.stack([sx, sy], axis=1)
        self.seen = _seen(eye, surface, u, v, z[:stop])

    @property
    def end(self) -> Point | None:
        """Where it ends, or leaves the surface."""
        return (float(self.points[-1, 0]), float(self.points[-1, 1])) if len(self.points) else None

    def draw(self, chart: Chart, number: int) -> None:
        """Draw it in pieces, those that are hidden as dots."""
        points: list[Point] = [(x, y) for x, y in self.points.tolist()]
        if not points:
            return
        k, parts = chart.k, list[Primitive]()
        dash = tuple(part * k for part in DASHES[number % len(DASHES)])
        runs = np.flatnonzero(np.diff(self.seen, prepend=not self.seen[0]))
        for start, stop in zip(runs.tolist(), [*runs[1:].tolist(), len(points) - 1], strict=True):
            piece = tuple(points[start : stop + 1])
            if len(piece) < 2:
                continue
            if not self.seen[start]:
                parts.append(Line(piece, "ink2", 1.4 * k, (1.5 * k, 3 * k)))
                continue
            parts += [Line(piece, "bg@0.8", 4.6 * k, cap="round"), Line(piece, "ink", 2.0 * k, dash)]
        if len(points) <= _DOTS:
            parts += [mark(*point, 2.8 * k, number) for point, seen in zip(points, self.seen, strict=True) if seen]
        if self.leaves and len(points) > 1:
            parts.append(arrow_head(points[-2], points[-1], 11 * k))
        else:
            parts.append(Circle(*points[-1], 5.2 * k, "ink", "bg", 2.0 * k))
        parts.append(Circle(*points[0], 5.2 * k, "bg", "ink", 2.2 * k))
        chart.canvas.add(f"trail {number}", *parts)
        answer(chart, self.trail, np.where(self.seen[:, np.newaxis], self.points, np.nan))


def _seen(eye: _Eye, surface: Surface, u: np.ndarray, v: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Return which points nothing stands before: on the way to the eye, the surface stays below the line of sight."""
    to_u, to_v = eye.towards
    along = np.linspace(0.0, 1.5, _SAMPLES)[1:]
    x = surface.x[0] + (u[:, np.newaxis] + along * to_u) * (surface.x[-1] - surface.x[0])
    y = surface.y[0] + (v[:, np.newaxis] + along * to_v) * (surface.y[-1] - surface.y[0])
    heights = surface.height_at(x, y)
    sight = z[:, np.newaxis] + along * math.tan(eye.tilt) / _RISE
    with np.errstate(invalid="ignore"):
        return np.asarray(~(heights > sight + _LIFT).any(axis=1))
