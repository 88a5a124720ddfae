"""The maps of all parameters: each once, its numbers in place, and the parameters of a gate side by side."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import Layer, Network
from simulator.exports.matrices import matrices_of

NETWORKS = [
    Network([Layer("lstm", 3), Layer("gru", 2, bidirectional=True)], 4, 2, readout="linear"),
    Network([Layer("lecture-lstm", 1)], 3),
    Network([Layer("elman-lecture", 3)], 2, 2, dtype="float32"),
]


@pytest.mark.parametrize("network", NETWORKS, ids=["layers", "lecture", "elman"])
def test_every_parameter_is_there_once_with_its_numbers(network: Network) -> None:
    shown = matrices_of(network)
    assert sorted(matrix.name for matrix in shown) == sorted(network.parameters)
    for matrix in shown:
        assert np.array_equal(matrix.values, network.parameters[matrix.name])
        assert matrix.values.dtype == np.float64
    given = np.arange(network.flat.size, dtype=float)
    places = {matrix.name: matrix.values for matrix in matrices_of(network, given)}
    before = network.flat.copy()
    network.flat[...] = given
    try:
        for name, array in network.parameters.items():
            assert np.array_equal(places[name], array)
    finally:
        network.flat[...] = before


@pytest.mark.parametrize("network", NETWORKS, ids=["layers", "lecture", "elman"])
def test_the_parameters_of_a_gate_follow_one_another(network: Network) -> None:
    groups = [matrix.group for matrix in matrices_of(network)]
    starts = [group for number, group in enumerate(groups) if number == 0 or groups[number - 1] != group]
    assert len(starts) == len(set(groups))


def test_gates_have_their_colour() -> None:
    hues = {matrix.name: matrix.hue for matrix in matrices_of(NETWORKS[0])}
    assert hues["1.W_f"] == hues["1.b_f"] == hues["2.backward.U_z"] == "gate"
    assert hues["1.W_g"] == hues["2.W_n"] == "inp"
    assert hues["readout.V"] == "ink2"
