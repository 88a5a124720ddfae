"""Curves over updates: however many share a pixel, the largest and the smallest of them are seen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.render.primitives import Circle, Envelope, Line
from simulator.render.training.axis import Axis
from simulator.render.training.chart import Chart, Look, Sides
from simulator.render.training.curve import Curve, band, band_parts, draw_curves, line_parts, parted

SIDES = Sides(40.0, 20.0, 20.0, 20.0)


def chart_of(updates: float, low: float = 0.0, high: float = 1.0, width: float = 400.0) -> Chart:
    return Chart(width, 200.0, Look(), Axis(0.0, updates), Axis(low, high), SIDES)


def strokes(chart: Chart, curve: Curve) -> np.ndarray:
    """The strokes of a dense curve, (pixels, 2), below the top of the picture."""
    (envelope,) = band_parts(chart, curve, band(chart, curve), "ink")
    assert isinstance(envelope, Envelope)
    found: np.ndarray = np.frombuffer(envelope.spans, np.uint16).reshape(-1, 2) / 8 + envelope.y
    return found


@pytest.mark.parametrize("seed", range(20))
def test_every_update_is_within_the_stroke_of_its_pixel(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(500, 200_000))
    values = rng.random(count) * 0.1 + 0.4
    spikes = rng.choice(count, 3, replace=False)
    values[spikes] = rng.random(3)
    chart = chart_of(count)
    curve = Curve.of(np.arange(1, count + 1), values)
    drawn = strokes(chart, curve)
    looked_at = np.concatenate([spikes, rng.choice(count, 50)])
    for number in looked_at.tolist():
        pixel = min(chart.pixels - 1, math.floor((number + 1) / count * chart.pixels))
        level = chart.bottom - (chart.bottom - chart.top) * values[number]
        assert drawn[pixel, 0] - 0.13 <= level <= drawn[pixel, 1] + 0.13


def test_parts_of_an_axis_hold_the_points_that_belong_there() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        updates = np.unique(rng.integers(1, 1000, 80))
        axis = Axis(float(rng.integers(0, 200)), float(rng.integers(300, 1200)))
        starts, parts, stop = parted(updates, axis, 37)
        inside = [n for n, update in enumerate(updates) if axis.low <= update <= axis.high]
        expected: dict[int, list[int]] = {}
        for n in inside:
            expected.setdefault(min(36, int((updates[n] - axis.low) / (axis.high - axis.low) * 37)), []).append(n)
        assert parts.tolist() == sorted(expected)
        assert starts.tolist() == [expected[part][0] for part in sorted(expected)]
        assert stop == (inside[-1] + 1 if inside else stop)


def test_a_point_for_several_updates_reaches_from_their_smallest_to_their_largest() -> None:
    updates = np.arange(10, 5001, 10)
    low, high = np.full(500, 0.2), np.full(500, 0.3)
    high[250] = 0.9
    chart = chart_of(5000)
    drawn = strokes(chart, Curve(updates, low, (low + high) / 2, high))
    assert drawn[:, 0].min() == pytest.approx(chart.y(0.9), abs=0.13)
    assert drawn[drawn[:, 1] > drawn[:, 0]][:, 1].max() == pytest.approx(chart.y(0.2), abs=0.7)


def test_few_points_are_drawn_one_by_one_and_one_is_a_dot() -> None:
    chart = chart_of(10)
    few = Curve.of(np.array([2, 4, 9]), np.array([0.1, 0.9, 0.5]))
    (line,) = band_parts(chart, few, band(chart, few), "ink")
    assert isinstance(line, Line)
    assert {round(x, 6) for x, _ in line.points} == {round(chart.x(update), 6) for update in (2, 4, 9)}
    one = Curve.of(np.array([5]), np.array([0.5]))
    (dot,) = line_parts(chart, one, "ink", 2.0)
    assert isinstance(dot, Circle)
    assert (dot.x, dot.y) == (chart.x(5), chart.y(0.5))


def test_what_is_no_number_is_a_gap() -> None:
    chart = chart_of(10)
    gap = Curve.of(np.arange(1, 10), np.array([0.1, 0.2, math.nan, math.nan, 0.5, 0.6, 0.7, math.nan, 0.9]))
    lines = line_parts(chart, gap, "ink", 2.0)
    assert [len(line.points) if isinstance(line, Line) else 1 for line in lines] == [2, 3, 1]
    dense = np.full(5000, 0.5)
    dense[2000:3000] = math.nan
    many = chart_of(5000)
    drawn = strokes(many, Curve.of(np.arange(1, 5001), dense))
    empty = np.flatnonzero(drawn[:, 0] == drawn[:, 1])
    assert empty.min() == pytest.approx(0.4 * many.pixels, abs=2)
    assert empty.max() == pytest.approx(0.6 * many.pixels, abs=2)


def test_nothing_is_drawn_of_nothing() -> None:
    empty = Curve.of(np.empty(0, int), np.empty(0))
    chart = chart_of(10)
    assert band_parts(chart, empty, band(chart, empty), "ink") == line_parts(chart, empty, "ink", 2.0) == []
    assert empty.end is None
    assert empty.lost is None
    assert empty.at(3) is None


def test_ends_and_losses_of_curves_are_found() -> None:
    values = np.array([1.0, math.inf, 2.0, math.nan])
    curve = Curve.of(np.arange(1, 5), values)
    assert (curve.end, curve.lost, curve.at(1), curve.at(3), curve.at(99)) == (2, 1, 0, 2, 3)


def test_runs_differ_by_their_dashes_and_the_first_is_on_top() -> None:
    chart = chart_of(10)
    curves = [Curve.of(np.arange(1, 10), np.full(9, share)) for share in (0.2, 0.5, 0.8)]
    draw_curves(chart, curves)
    assert list(chart.canvas.items)[-1] == "line 0"
    dashes = [line_parts(chart, curve, "ink", 2.0) for curve in curves]
    assert len(dashes) == 3
    drawn = [item.children[0] for name, item in chart.canvas.items.items() if name.startswith("line")]  # type: ignore[union-attr]
    assert len({line.dash for line in drawn if isinstance(line, Line)}) == 3
