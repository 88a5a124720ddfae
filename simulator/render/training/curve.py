"""A number over the updates of a training: as a band between its smallest and largest values, and a smoothed line.

However many updates share a pixel, the band reaches from the smallest to the largest of them, so no spike is hidden.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.render.primitives import Circle, Envelope, Line, Point, Primitive
from simulator.render.strokes import spans
from simulator.render.training.axis import Axis
from simulator.render.training.chart import Chart

DASHES: tuple[tuple[float, ...], ...] = ((), (8.0, 4.0), (2.0, 3.0), (10.0, 3.0, 2.0, 3.0), (4.0, 2.0), (1.5, 2.0))
"""How the lines of runs differ, in the order of the runs."""

_APART = 3.0  # px between points from which each is drawn by itself
_PIECE = 32  # points of a line that are drawn at once
_THIN = 1.3  # px of a band where it is thinnest


@dataclass(frozen=True, eq=False)
class Curve:
    """One number of a run over its updates, called ``name``.

    ``updates`` (points,): rising, counted from 1. A point may stand for several updates that end with it: ``low``,
    ``mean`` and ``high`` are over them. ``smooth``: the same number smoothed; without it the mean is drawn. What is no
    finite number leaves a gap.
    """

    updates: np.ndarray
    low: np.ndarray
    mean: np.ndarray
    high: np.ndarray
    smooth: np.ndarray | None = None
    name: str = ""

    @classmethod
    def of(cls, updates: np.ndarray, values: np.ndarray, smooth: np.ndarray | None = None, name: str = "") -> Curve:
        """Return the curve of single updates."""
        return cls(updates, values, values, values, smooth, name)

    @property
    def line(self) -> np.ndarray:
        """What is drawn as a line."""
        return self.mean if self.smooth is None else self.smooth

    @property
    def end(self) -> int | None:
        """The last point whose line is a finite number; None if there is none."""
        known = np.flatnonzero(np.isfinite(self.line))
        return int(known[-1]) if known.size else None

    @property
    def lost(self) -> int | None:
        """The first point where something is no finite number; None if all are."""
        with np.errstate(all="ignore"):
            wild = np.flatnonzero(~np.isfinite(self.low + self.high))
        return int(wild[0]) if wild.size else None

    def at(self, update: float) -> int | None:
        """Return the point that holds an update, the last one for later updates; None where there is none."""
        if not len(self.updates):
            return None
        return min(int(np.searchsorted(self.updates, update)), len(self.updates) - 1)


def draw_curves(chart: Chart, curves: Sequence[Curve]) -> list[Band]:
    """Draw the bands and the lines of runs, the first one over the others; return what the bands reach."""
    bands = [band(chart, curve) for curve in curves]
    numbers = range(len(curves))[::-1]
    for number in numbers:
        colour = "zero@0.6" if number == 0 else "faint@0.6"
        chart.inside(f"band {number}", band_parts(chart, curves[number], bands[number], colour))
    for number in numbers:
        dash = tuple(part * chart.k for part in DASHES[number % len(DASHES)])
        colour, width = ("ink", 2.4) if number == 0 else ("ink2", 1.8)
        chart.inside(f"line {number}", line_parts(chart, curves[number], colour, width * chart.k, dash))
    return bands


@dataclass(frozen=True, eq=False)
class Band:
    """A curve in the pixels of a plot: where its stroke begins and ends in each, below the picture's top; or NaN."""

    first: np.ndarray
    last: np.ndarray

    def covers(self, left: float, right: float, top: float, bottom: float) -> float:
        """Return how much of a rectangle the band runs through, in pixels; left and right count from the plot's."""
        start, stop = max(0, int(left)), max(0, int(right) + 1)
        with np.errstate(invalid="ignore"):
            shared = np.minimum(self.last[start:stop], bottom) - np.maximum(self.first[start:stop], top)
        return float(np.nansum(np.maximum(shared, 0.0)))


def parted(updates: np.ndarray, axis: Axis, count: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Divide an axis of updates into ``count`` parts.

    Returns where the points of each part that has any begin, which parts these are, and where the points end.
    """
    edges = axis.low + (axis.high - axis.low) * np.arange(count + 1) / count
    # as whole numbers of the same kind: with floats, all updates would be made floats first
    found = np.searchsorted(updates, np.ceil(edges - 1e-9).astype(updates.dtype))
    found[-1] = np.searchsorted(updates, updates.dtype.type(math.floor(axis.high)), "right")
    some = np.flatnonzero(found[1:] > found[:-1])
    return found[some], some, int(found[-1])


def band(chart: Chart, curve: Curve) -> Band:
    """Return what a curve reaches in every pixel of a plot, joined to what it reaches in the one before."""
    first = last = np.full(chart.pixels, np.nan)
    starts, pixels, stop = parted(curve.updates, chart.x_axis, chart.pixels)
    if not len(starts):
        return Band(first, last)
    places = np.arange(pixels[0], pixels[-1] + 1)
    high, low = (
        np.interp(places, pixels, chart.ys(part.reduceat(values[:stop], starts)))  # NaN spreads to what is between
        for part, values in ((np.fmax, curve.high), (np.fmin, curve.low))
    )
    above, below = np.concatenate([low[:1], low[:-1]]), np.concatenate([high[:1], high[:-1]])
    first, last = first.copy(), last.copy()
    first[places] = np.where(np.isnan(high), np.nan, np.fmin(high, above))
    last[places] = np.where(np.isnan(high), np.nan, np.fmax(low, below))
    return Band(first, last)


def band_parts(chart: Chart, curve: Curve, reach: Band, colour: str) -> list[Primitive]:
    """Return the band of a curve: a thin line through few points, else a stroke in every pixel."""
    starts, _, stop = parted(curve.updates, chart.x_axis, chart.pixels)
    if not len(starts):
        return []
    chosen = slice(int(starts[0]), stop)
    if (stop - starts[0]) * _APART <= chart.pixels:
        xs = chart.xs(curve.updates[chosen])
        high, low = chart.ys(curve.high[chosen]), chart.ys(curve.low[chosen])
        both = np.stack([high, low], axis=1).ravel()
        return _lines(np.repeat(xs, 2), both, colour, 1.2, ())
    thin = np.fmax(0.0, _THIN - (reach.last - reach.first)) / 2
    height = chart.bottom - chart.top
    strokes = spans(reach.first - thin - chart.top, reach.last + thin - chart.top, height)
    return [Envelope(chart.left, chart.top, height, colour, strokes)]


def line_parts(chart: Chart, curve: Curve, colour: str, width: float, dash: tuple[float, ...] = ()) -> list[Primitive]:
    """Return the line of a curve, broken where it is no number; a single point is a dot."""
    starts, _, stop = parted(curve.updates, chart.x_axis, chart.pixels)
    if not len(starts):
        return []
    kept = np.unique(np.append(starts, stop - 1))
    return _lines(chart.xs(curve.updates[kept]), chart.ys(curve.line[kept]), colour, width, dash)


def _lines(xs: np.ndarray, ys: np.ndarray, colour: str, width: float, dash: tuple[float, ...]) -> list[Primitive]:
    known = ~np.isnan(ys)
    parts: list[Primitive] = []
    edges = np.flatnonzero(np.diff(known, prepend=False, append=False)).reshape(-1, 2)
    for start, stop in edges.tolist():
        points: tuple[Point, ...] = tuple(zip(xs[start:stop].tolist(), ys[start:stop].tolist(), strict=True))
        if len(set(points)) == 1:
            parts.append(Circle(*points[0], max(1.6, width), colour))
        elif dash or "@" in colour:
            parts.append(Line(points, colour, width, dash, "butt" if dash else "round"))
        else:  # pieces whose round ends lie upon each other: a long line is outlined much more slowly than they are
            pieces = (points[first : first + _PIECE + 1] for first in range(0, len(points) - 1, _PIECE))
            parts += [Line(piece, colour, width, (), "round") for piece in pieces]
    return parts
