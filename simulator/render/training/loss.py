"""The loss over the updates: raw and smoothed, against the trivial answer, with all that happened on the way.

What happened stands where it happened: clipped gradients as marks on top, changed settings as labelled lines, the
updates that were looked at as a cursor and a callout. Runs that are compared differ by their dashes and are named at
their ends.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.render.primitives import Circle, Line, Picture, Primitive
from simulator.render.training.axis import Axis
from simulator.render.training.chart import WORD, Chart, Key, Look, head
from simulator.render.training.curve import Curve, draw_curves
from simulator.render.training.ends import mark_ends, sides
from simulator.render.training.extent import linear_axis, log_axis, update_axis
from simulator.render.training.happened import Change, Clippings, mark_changes, mark_clippings
from simulator.render.training.pointing import callout, cursor, level_line, update_spots, veil


@dataclass(frozen=True, eq=False)
class Losses:
    """What is known of the losses of some runs; the first is the one that is looked at.

    ``trivial``: the loss of a trivial answer. ``held_out``: the updates at which sequences that were held out were
    judged, (n,), and their losses. ``clipped`` and ``changes`` happened in the first run. ``planned``: how many updates
    it is to have (0: not known). ``cursor``: the update that is shown elsewhere, where it is not the last;
    ``selected``: the one that is explained in a callout. ``log``: the axis is logarithmic.
    """

    curves: tuple[Curve, ...]
    trivial: float | None = None
    held_out: tuple[np.ndarray, np.ndarray] | None = None
    clipped: Clippings | None = None
    changes: tuple[Change, ...] = ()
    planned: int = 0
    cursor: int | None = None
    selected: int | None = None
    log: bool = True


def loss_chart(losses: Losses, width: float, height: float, look: Look | None = None) -> Picture:
    """Return the picture of the losses. Places that answer: ``update[N]``, ``spike[N]``, ``change[N]``."""
    look = look or Look()
    x = update_axis(losses.curves, losses.planned)
    chart = Chart(width, height, look, x, loss_axis(losses), sides(losses.curves, width, look))
    head(chart.kit, width, look.say("Loss"), _keys(losses, look))
    chart.grid()
    chart.updates()
    bands = draw_curves(chart, losses.curves)
    _beyond(chart, losses.curves)
    if losses.held_out is not None:
        _held_out(chart, *losses.held_out)
    if losses.cursor is not None:
        veil(chart, losses.cursor)
    if losses.trivial is not None and math.isfinite(losses.trivial):  # whoever stays above it has learnt nothing
        level_line(chart, "trivial", losses.trivial, look.say("trivial answer {value}"), bands)
    if losses.curves:
        curve = losses.curves[0]
        update_spots(chart, curve, look.say("loss"))
        if losses.clipped is not None:
            mark_clippings(chart, losses.clipped, bands[0])
        _lost(chart, losses.curves)
        if losses.cursor is not None:
            cursor(chart, losses.curves, losses.cursor)
        mark_ends(chart, losses.curves)
        mark_changes(chart, losses.changes)
        if losses.selected is not None:
            callout(chart, curve, bands, losses.selected, losses.clipped)
    return chart.picture()


def loss_axis(losses: Losses) -> Axis:
    """Return the axis that holds the lines, the trivial loss and, unless they are far off, all spikes."""
    also = [] if losses.trivial is None else [np.array([losses.trivial], float)]
    also += [] if losses.held_out is None else [losses.held_out[1]]
    return (log_axis if losses.log else linear_axis)(losses.curves, also)


def _keys(losses: Losses, look: Look) -> list[Key]:
    say, keys = look.say, list[Key]()
    if losses.curves:
        keys += [Key(say("smoothed"), "ink", 2.4)] if losses.curves[0].smooth is not None else []
        keys.append(Key(say("every update"), "zero@0.6", 1.6))
    if losses.clipped is not None and len(losses.clipped.updates):
        keys += [Key(say("clipped"), "ink3", 3.0), Key(say("cliff"), mark="triangle")]
    if losses.held_out is not None and len(losses.held_out[0]):
        keys.append(Key(say("held out"), mark="ring"))
    return keys


def _held_out(chart: Chart, updates: np.ndarray, losses: np.ndarray) -> None:
    """Rings where held-out sequences were judged; where they stand too close, the worst of each few."""
    k, wide_enough = chart.k, 11 * chart.k
    known = np.isfinite(losses)
    xs, ys = chart.xs(np.asarray(updates, float)[known]), chart.ys(losses[known])
    slot = (xs / wide_enough).astype(int)
    parts: list[Primitive] = []
    for place in np.unique(slot):
        chosen = np.flatnonzero(slot == place)
        worst = int(chosen[np.argmin(ys[chosen])])
        parts.append(Circle(float(xs[worst]), float(ys[worst]), 3.6 * k, "bg", "ink", 1.6 * k))
    if parts:
        chart.canvas.add("held out", *parts)


def _beyond(chart: Chart, curves: tuple[Curve, ...]) -> None:
    """Small chevrons at the edges where a spike goes on beyond them."""
    k, parts = chart.k, list[Primitive]()
    for up in (True, False):
        axis = chart.y_axis
        with np.errstate(invalid="ignore"):
            gone = [c.updates[c.high > axis.high] if up else c.updates[c.low < axis.low] for c in curves]
        xs = np.unique(np.rint(chart.xs(np.concatenate([*gone, np.empty(0)])) / (9 * k)) * (9 * k))
        y, way = (chart.top + 3 * k, 1) if up else (chart.bottom - 3 * k, -1)
        for x in xs.tolist():
            points = ((x - 3.5 * k, y + way * 3.5 * k), (x, y), (x + 3.5 * k, y + way * 3.5 * k))
            parts.append(Line(points, "ink2", 1.6 * k))
    chart.inside("beyond", parts)


def _lost(chart: Chart, curves: tuple[Curve, ...]) -> None:
    """Where a loss was no finite number for the first time."""
    k, parts = chart.k, list[Primitive]()
    for curve in curves:
        if (point := curve.lost) is None:
            continue
        x = chart.x(float(curve.updates[point]))
        sign = "∞" if np.isinf([curve.low[point], curve.high[point]]).any() else "NaN"
        parts.append(Line(((x, chart.top), (x, chart.bottom)), "out", 1.6 * k, (3 * k, 3 * k)))
        size = 16 if sign == "∞" else WORD
        y = chart.bottom - 14 * k
        if x < chart.right - 50 * k:
            parts.append(chart.kit.text(x + 6 * k, y, sign, size, "out", 700, "left", "bg"))
        else:
            parts.append(chart.kit.text(x - 6 * k, y, sign, size, "out", 700, "right", "bg"))
    if parts:
        chart.canvas.add("lost", *parts)
