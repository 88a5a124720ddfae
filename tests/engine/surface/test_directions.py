"""Directions of a slice: weights by their own coordinates, random ones as long as the filters, main ones by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Layer, Network, UserError
from simulator.engine.surface import NetworkLandscape, Toy, along_weights, main_directions, random_directions
from simulator.engine.tasks import Batch

Array = np.ndarray[Any, Any]


def landscape(seed: int = 0) -> NetworkLandscape:
    network = Network([Layer("gru", 3), Layer("elman", 2)], 2, 1, "linear", seed=seed)
    x = np.zeros((4, 2, 2))
    return NetworkLandscape(network, "squared", Batch(x, x[..., :1], np.ones((4, 2))))


# -- two weights


def test_along_weights_the_coordinates_are_the_weights() -> None:
    ground = landscape()
    network = ground.network
    before = network.flat.copy()
    plane = along_weights(ground, before, ("1.U_r", (1, 2)), ("readout.b_y", 0), ((-3, 5), None), 9, 7)
    assert (plane.across.kind, plane.across.name, plane.up.name) == ("weight", "1.U_r[2, 3]", "readout.b_y[1]")
    assert (plane.across.low, plane.across.high, plane.columns, plane.rows) == (-3, 5, 9, 7)
    network.flat[...] = plane.points(plane.x[8], plane.y[0])
    assert network.parameters["1.U_r"][1, 2] == 5
    assert network.parameters["readout.b_y"][0] == pytest.approx(plane.up.low)
    assert np.count_nonzero(network.flat != before) == 2
    assert plane.project(before).tolist() == pytest.approx([plane.across.at, plane.up.at])
    at = np.array([plane.across.at, plane.up.at])
    moved = before.copy()
    moved[network.flat != before] = [0.25, -0.75]
    assert plane.project(moved).tolist() == pytest.approx([0.25, -0.75])
    assert plane.distance(moved) == pytest.approx(0)
    assert not np.allclose(at, [0.25, -0.75])


@pytest.mark.parametrize(("value", "low", "high"), [(0.5, -0.5, 1.5), (-0.5, -1.5, 0.5), (80.0, 0.0, 160.0)])
def test_it_reaches_as_far_as_the_weight_is_large(value: float, low: float, high: float) -> None:
    plane = along_weights(Toy(), Toy.point(w=value), ("w", ()), ("u", ()))
    assert (plane.across.name, plane.across.at, plane.across.low, plane.across.high) == ("w", value, low, high)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (("1.U_rr", 0), r"“1\.U_rr” is no parameter of this model\. Did you mean 1\.U_r\?"),
        (("1.U_r", (3, 0)), "1.U_r is 3 x 3 and has no element .*: they are 0, 0 to 2, 2"),
        (("1.U_r", 1), "1.U_r is 3 x 3 and has no element 1"),
        (("1.b_r", -1), "1.b_r is 3 numbers and has no element -1: they are 0 to 2"),
        (("1.U_z", (0, 0)), "1.U_z.1, 1. and 1.U_z.1, 1. are no two directions"),
    ],
)
def test_weights_that_there_are_not(weight: Any, message: str) -> None:
    ground = landscape()
    with pytest.raises(UserError, match=message):
        along_weights(ground, ground.network.flat, ("1.U_z", (0, 0)), weight)


def test_a_centre_of_another_network() -> None:
    ground = landscape()
    message = f"the centre of a slice must be {ground.network.flat.size} numbers, .* and is 3 numbers"
    with pytest.raises(UserError, match=message):
        along_weights(ground, np.ones(3), ("1.U_z", (0, 0)), ("1.U_z", (0, 1)))
    with pytest.raises(UserError, match=message):
        random_directions(ground, np.ones(3))


def test_a_single_number_has_no_elements() -> None:
    with pytest.raises(UserError, match="w is a single number and has no element 0"):
        along_weights(Toy(), Toy.point(), ("w", 0), ("u", ()))


# -- random directions


def test_random_directions_are_as_long_as_the_weights_filter_by_filter() -> None:
    ground = landscape()
    network = ground.network
    network.parameters["1.U_z"][1] = 0  # what feeds one unit
    network.parameters["2.b"] = [0, 0]
    plane = random_directions(ground, network.flat, seed=5, span=0.5)
    assert (plane.across.kind, plane.across.at, plane.across.low, plane.across.high) == ("random", 0, -0.5, 0.5)
    weights = {name: array.copy() for name, array in network.parameters.items()}
    for axis in (plane.across, plane.up):
        network.flat[...] = axis.direction
        for name, direction in network.parameters.items():
            filters = zip(np.atleast_2d(direction), np.atleast_2d(weights[name]), strict=True)
            for part, own in filters:
                assert np.linalg.norm(part) == pytest.approx(np.linalg.norm(own)), name
        assert not network.parameters["1.U_z"][1].any()
        assert network.parameters["1.U_z"][0].any()
    assert not np.allclose(plane.across.direction, plane.up.direction)


def test_they_are_of_the_seed_alone_and_grow_with_the_weights() -> None:
    ground = landscape()
    flat = ground.network.flat
    one, again, other = (random_directions(ground, flat, seed).up.direction for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.allclose(one, other)
    np.testing.assert_allclose(random_directions(ground, 8 * flat, 1).up.direction, 8 * one, 1e-12)


def test_what_has_no_random_directions() -> None:
    ground = landscape()
    flat = ground.network.flat
    with pytest.raises(UserError, match="all weights are 0, so a direction as long as they are has no length"):
        random_directions(ground, 0 * flat)
    with pytest.raises(UserError, match="the seed must be a whole number of at least 0, and is -1"):
        random_directions(ground, flat, -1)
    with pytest.raises(UserError, match=r"parameter 1 of the slice's centre is nan"):
        random_directions(ground, np.nan * flat)
    for span in (0.0, -1.0, np.nan, np.inf, True):
        with pytest.raises(UserError, match=f"the span of random directions must be a number above 0, not {span}"):
            random_directions(ground, flat, span=span)
    alone = Network([Layer("irnn", 1)], 1)
    x = np.zeros((2, 1, 1))
    with pytest.raises(UserError, match="random 1 and random 2 are no two directions"):  # of one weight that is not 0
        random_directions(NetworkLandscape(alone, "squared", Batch(x, x, np.ones((2, 1)))), np.array([0.0, 1, 0]))


# -- main directions


@pytest.mark.parametrize("seed", range(5))
def test_main_directions_are_those_of_the_covariance(seed: int) -> None:
    random = np.random.default_rng(seed)
    trail = random.normal(size=(40, 9)) * random.uniform(0.1, 3, 9) + random.normal(size=9)
    plane = main_directions(trail)
    values, vectors = np.linalg.eigh(np.cov(trail.T))
    for axis, place in ((plane.across, -1), (plane.up, -2)):
        assert abs(axis.direction @ vectors[:, place]) == pytest.approx(1)
        assert axis.share == pytest.approx(values[place] / values.sum())
        assert axis.direction @ (trail[-1] - trail[0]) >= 0, "so that the trail goes forward"
    assert np.array_equal(plane.centre, trail[-1])
    places = plane.project(trail)
    assert places[-1].tolist() == pytest.approx([0, 0])
    for axis, along in ((plane.across, places[:, 0]), (plane.up, places[:, 1])):
        assert axis.low < along.min() < along.max() < axis.high


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_a_trail_in_a_plane_is_shown_whole(size: float) -> None:
    random = np.random.default_rng(4)
    basis = random.normal(size=(2, 6))
    trail = size * (random.normal(size=(30, 2)) @ basis + 5)
    trail[3] = np.nan  # it flew off there
    plane = main_directions(trail)
    assert plane.across.share + plane.up.share == pytest.approx(1)
    there = np.delete(trail, 3, 0)
    np.testing.assert_allclose(plane.distance(there) / size, 0, atol=1e-12)
    x, y = plane.project(there).T
    np.testing.assert_allclose(plane.points(x, y), there, 1e-9, 1e-9 * size)


def test_what_has_no_main_directions() -> None:
    line = np.linspace(0, 1, 7)[:, np.newaxis] * [1.0, 2.0, -1.0]
    for points in (line, np.ones((5, 3)), line[:, :1]):
        with pytest.raises(UserError, match="the points of the training lie on one line, and a plane needs more"):
            main_directions(points)
    line[1:] = np.inf
    with pytest.raises(UserError, match="a plane needs 3 points of training, and there are 1"):
        main_directions(line)
