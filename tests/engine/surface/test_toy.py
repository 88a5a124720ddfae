"""The lecture's toy: its vectors, exact fractions, differences, and the engine's own cell of a thousand steps."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from simulator import Layer, Network, UserError, parse_cell
from simulator.engine.surface import NetworkLandscape, Toy, along_weights, evaluate
from simulator.engine.tasks import Batch
from tests.engine.test_reference import VECTORS

Array = np.ndarray[Any, Any]
ROWS = VECTORS["TOY-W"]["values"]


def exact(point: Array, steps: int) -> Fraction:
    """Return y of the recurrence itself, without rounding."""
    w, u, v, b = (Fraction(float(number)) for number in point)
    h = u + b
    for _ in range(steps - 1):
        h = w * h + b
    return v * h


def log10(number: Fraction) -> float:
    """Return log10 of a fraction of any size."""
    return math.log10(abs(number.numerator)) - math.log10(number.denominator)


@pytest.mark.parametrize("weight", ROWS)
def test_toy_w(weight: str) -> None:
    row, toy, point = ROWS[weight], Toy(), Toy.point(w=float(weight))
    y = float(toy.outputs(point))
    assert y == pytest.approx(row["y1000_w999"], rel=1e-11)
    assert toy.log10_outputs(point) == pytest.approx(row["log10_w999"], rel=1e-11)
    loss, gradient = toy.slope(point)
    assert [loss, float(toy.losses(point))] == pytest.approx(2 * [(y - 1) ** 2], rel=1e-12)
    assert gradient[0] == pytest.approx(2 * (y - 1) * row["dy_dw_999_w998"], rel=1e-11)
    longer = Toy(steps=1001)
    assert longer.outputs(point) == pytest.approx(row["w1000"], rel=1e-11)
    if y != 1:
        assert longer.slope(point)[1][0] / (2 * (longer.outputs(point) - 1)) == pytest.approx(row["dw1000_1000_w999"])


def test_the_cliff_is_in_its_slice() -> None:
    toy = Toy()
    plane = along_weights(toy, toy.point(), ("w", ()), ("u", ()), ((0.99, 1.01), (0.5, 1.5)), 3, 3)
    outputs = toy.outputs(plane.points(plane.x, plane.y[:, np.newaxis]))
    assert outputs[1].tolist() == pytest.approx([4.36073206168e-05, 1, 20751.6392454], rel=1e-11)
    losses = evaluate(toy, plane)
    assert losses.tolist() == ((outputs - 1) ** 2).tolist()
    assert losses[1, 1] == 0
    assert losses[1, 0] == pytest.approx(0.99991278726)  # the plain: nothing has come through
    assert losses[1, 2] == pytest.approx(430589029.09)  # the cliff


def points(count: int, seed: int, low: float, high: float) -> Array:
    random = np.random.default_rng(seed)
    return np.stack([random.uniform(low, high, count), *random.uniform(-2, 2, (3, count))], -1)


@pytest.mark.parametrize(("steps", "low", "high"), [(2, -3, 3), (7, -3, 3), (60, -1.5, 1.5), (1000, 0.98, 1.02)])
def test_outputs_and_losses_are_the_exact_ones(steps: int, low: float, high: float) -> None:
    toy = Toy(steps, target=0.75)
    cases = points(40, steps, low, high)
    cases[:6, 0] = [1, np.nextafter(1, 2), np.nextafter(1, 0), 1 + 1e-9, 0, -1]
    cases[6:10, 3] = 0
    cases[10, 1:] = 0
    for point, y, loss, log_y, log_loss in zip(
        cases, toy.outputs(cases), toy.losses(cases), toy.log10_outputs(cases), toy.log10_losses(cases), strict=True
    ):
        w, u, v, b = map(float, point)
        wanted = exact(point, steps)
        parts = abs(v) * (abs(u) * abs(w) ** (steps - 1) + abs(b) * sum(abs(w) ** k for k in range(steps)))
        assert y == pytest.approx(float(wanted), abs=1e-12 * parts + 1e-300)
        off = abs(float(wanted - Fraction(3, 4)))
        assert math.sqrt(loss) == pytest.approx(off, abs=1e-12 * (parts + 1))
        if wanted and abs(wanted) > 1e-6 * parts:
            assert log_y == pytest.approx(log10(wanted), abs=1e-5)
            assert log_loss == pytest.approx(2 * math.log10(off), abs=1e-5 / min(1, off))


@pytest.mark.parametrize(("w", "b"), [(1.5, 0), (3, 0.5), (-3, -0.5), (0.25, 0), (1e5, 1), (-2.5, 0), (0.5, 0.5)])
def test_in_log_space_it_is_known_beyond_all_floats(w: float, b: float) -> None:
    toy, point = Toy(), Toy.point(w, 0.5, -0.25, b)
    wanted = exact(point, 1000)
    assert toy.log10_outputs(point) == pytest.approx(log10(wanted), rel=1e-12)
    assert toy.log10_losses(point) == pytest.approx(log10((wanted - 1) ** 2), rel=1e-9, abs=1e-12)
    if abs(w) > 1:
        assert toy.losses(point) == np.inf


@pytest.mark.parametrize("steps", [2, 5, 40])
def test_the_slope_is_that_of_exact_differences(steps: int) -> None:
    toy = Toy(steps, target=0.5)
    cases = points(25, steps, -1.4, 1.4)
    cases[:3, 0] = [1, -1, 0]
    cases[3, 1:] = 0
    step = Fraction(1, 10**30)
    for point in cases:
        loss, gradient = toy.slope(point)
        assert loss == pytest.approx(float(toy.losses(point)), rel=1e-14)
        for place in range(4):
            both = [[Fraction(float(number)) for number in point] for _ in range(2)]
            both[0][place] += step
            both[1][place] -= step
            ends = []
            for w, u, v, b in both:
                h = u + b
                for _ in range(steps - 1):
                    h = w * h + b
                ends.append((v * h - Fraction(1, 2)) ** 2)
            wanted = float((ends[0] - ends[1]) / (2 * step))
            assert gradient[place] == pytest.approx(wanted, rel=1e-10, abs=1e-10), (point, place)


def test_it_is_the_cell_of_a_thousand_steps() -> None:
    """The same unit in the cell language, run and gone back through by the engine."""
    x, target, weight = np.zeros((1000, 1, 1)), np.ones((1000, 1, 1)), np.zeros((1000, 1))
    x[0], weight[-1] = 1, 1
    cell = parse_cell("h = W @ x + w * h[t-1] + b\ny: outputs = V @ h")
    network = Network([Layer(cell, 1)], 1, 1)
    assert list(network.parameters) == ["1.W", "1.w", "1.b", "1.V"]
    ground, toy = NetworkLandscape(network, "squared", Batch(x, target, weight)), Toy()
    for point in points(12, 5, 0.99, 1.01):
        w, u, v, b = point
        flat = np.array([u, w, b, v])
        loss, gradient = ground.slope(flat)
        wanted, slope = toy.slope(point)
        assert loss == pytest.approx(wanted, rel=1e-10)
        assert gradient[[1, 0, 3, 2]].tolist() == pytest.approx(slope.tolist(), rel=1e-9)
        assert ground.losses(flat[np.newaxis])[0] == pytest.approx(float(toy.losses(point)), rel=1e-10)


def test_infinities_and_zeros() -> None:
    toy = Toy()
    assert toy.outputs(Toy.point(w=2, u=0)) == 0, "a large number, but a number"
    assert toy.outputs(Toy.point(w=5, v=0)) == 0
    assert toy.outputs(Toy.point(w=5)) == np.inf
    assert toy.outputs(Toy.point(w=-5)) == -np.inf
    assert toy.outputs(Toy.point(w=5, u=1, b=-1)) == np.inf, "of two infinities that differ, no sign is known"
    assert toy.losses(Toy.point(w=-5)) == np.inf
    assert toy.log10_outputs(Toy.point(u=0)) == -np.inf
    assert toy.log10_losses(Toy.point()) == -np.inf
    loss, gradient = toy.slope(Toy.point(w=5))
    assert (loss, gradient[0]) == (np.inf, np.inf)
    assert toy.slope(Toy.point(w=5, v=0))[1].tolist() == [0, 0, -np.inf, 0]
    assert toy.slope(Toy.point(w=0.01))[1][0] == 0, "so small that nothing moves"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"steps": 1}, "the number of steps of the toy must be a whole number of at least 2, and is 1"),
        ({"steps": 1e3}, "the number of steps of the toy must be a whole number"),
        ({"steps": 100_001}, "the toy takes at most 100,000 steps, not 100,001"),
        ({"target": np.nan}, "the toy's target must be a finite number, not nan"),
        ({"target": np.inf}, "the toy's target must be a finite number, not inf"),
    ],
)
def test_what_is_no_toy(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        Toy(**arguments)
