"""The length of the gradient over the updates, before and after clipping, on the axis of the losses."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.render.primitives import Box, Picture
from simulator.render.training.axis import Axis
from simulator.render.training.chart import Chart, Key, Look, head
from simulator.render.training.curve import Curve, draw_curves, line_parts
from simulator.render.training.ends import mark_ends, sides
from simulator.render.training.extent import log_axis, update_axis
from simulator.render.training.happened import Change, mark_changes
from simulator.render.training.pointing import cursor, level_line, update_spots, veil

_TOP = 58.0  # px at scale 1 above the plot
_AFTER = (7.0, 3.0)  # the dash of what clipping left


@dataclass(frozen=True, eq=False)
class GradientNorms:
    """The length of the gradient of some runs, the first being the one that is looked at.

    ``after``: what clipping left of the first run's; None where nothing is clipped. ``threshold``: the length that
    gradients are clipped to. ``planned``, ``cursor`` and ``changes`` as for the losses, whose axis this has as well.
    """

    before: tuple[Curve, ...]
    after: Curve | None = None
    threshold: float | None = None
    planned: int = 0
    changes: tuple[Change, ...] = ()
    cursor: int | None = None


def gradient_chart(norms: GradientNorms, width: float, height: float, look: Look | None = None) -> Picture:
    """Return the picture; stood under that of the losses, the updates are under one another. ``update[N]`` answers."""
    look = look or Look()
    say = look.say
    x = update_axis(norms.before, norms.planned)
    chart = Chart(width, height, look, x, _axis(norms), sides(norms.before, width, look, _TOP))
    threshold = norms.threshold if norms.threshold is not None and 0 < norms.threshold < math.inf else None
    keys: list[Key] = []
    if norms.after is not None:
        keys = [Key(say("before clipping"), "ink", 2.4), Key(say("after clipping"), "ink2", 2.0, _AFTER)]
    elif norms.before and norms.before[0].smooth is not None:
        keys = [Key(say("smoothed"), "ink", 2.4)]
    head(chart.kit, width, say("Length of the gradient"), [*keys, Key(say("every update"), "zero@0.6", 1.6)])
    if threshold is not None:
        high = chart.y(threshold) - chart.top
        chart.canvas.add("cut off", Box(chart.left, chart.top, chart.right - chart.left, high, 0, "sunk"))
    chart.grid()
    chart.updates()
    bands = draw_curves(chart, norms.before)
    if norms.after is not None:
        dash = tuple(part * chart.k for part in _AFTER)
        chart.inside("after", line_parts(chart, norms.after, "ink2", 2.0 * chart.k, dash))
    if norms.cursor is not None:
        veil(chart, norms.cursor)
    if threshold is not None:
        level_line(chart, "threshold", threshold, say("threshold {value}"), bands)
    if norms.before:
        update_spots(chart, norms.before[0], say("gradient"))
        if norms.cursor is not None:
            cursor(chart, norms.before, norms.cursor)
        mark_ends(chart, norms.before)
        mark_changes(chart, norms.changes)
    return chart.picture()


def _axis(norms: GradientNorms) -> Axis:
    """Return an axis that holds the threshold with room above it, for what is cut off."""
    curves = norms.before if norms.after is None else (*norms.before, norms.after)
    at = norms.threshold
    return log_axis(curves, [np.array([at / 2, 2 * at])] if at is not None and 0 < at < math.inf else [])
