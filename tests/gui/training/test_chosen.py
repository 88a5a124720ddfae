"""The weight that is followed: kept from one training to the next, and never one that a network does not have."""

from __future__ import annotations

import numpy as np

from simulator import Layer, Network
from simulator.gui.training.chosen import Chosen, element_of, short, target_of


def shapes(**given: tuple[int, ...]) -> dict[str, np.ndarray]:
    return {name.replace("__", "."): np.zeros(shape) for name, shape in given.items()}


def test_the_chosen_number_is_followed_and_told_once() -> None:
    chosen, told = Chosen(), list[bool]()
    chosen.changed.connect(lambda: told.append(True))
    network = shapes(_1__W=(3, 2), _1__b=(3,))
    chosen.choose("_1.W", (2, 1))
    chosen.choose("_1.W", (2, 1))
    assert told == [True]
    assert chosen.of(network) == ("_1.W", (2, 1))


def test_a_smaller_network_has_the_nearest_number() -> None:
    chosen = Chosen()
    chosen.choose("W", (7, 5))
    assert chosen.of(shapes(W=(4, 9))) == ("W", (3, 5))
    chosen.choose("b", (1, 4))
    assert chosen.of(shapes(b=(2,))) == ("b", (1,))
    chosen.choose("W", (1,))
    assert chosen.of(shapes(W=(2, 2))) == ("W", (1, 0))


def test_unasked_it_is_a_weight_of_the_memory_of_the_first_layer() -> None:
    lstm = Network([Layer("lstm", 2), Layer("lstm", 2)], 3)
    assert Chosen().of(lstm.parameters) == ("1.U_f", (0, 0))
    lecture = Network([Layer("lecture-lstm", 1)], 3)
    assert Chosen().of(lecture.parameters) == ("1.W_f", (0, 1))
    assert Chosen().of(Network([Layer("elman", 2)], 3).parameters) == ("1.U", (0, 0))
    gone = Chosen()
    gone.choose("3.V", (4, 4))
    assert gone.of(shapes(q=(2,))) == ("q", (0,))


def test_names_are_those_of_the_maps() -> None:
    assert element_of(target_of("W_f", (0, 1))) == ("W_f", (0, 1))
    assert element_of(target_of("2.backward.b", (3,))) == ("2.backward.b", (3,))
    assert element_of("unit") is None
    assert element_of("now") is None


def test_a_layer_is_named_where_there_are_several() -> None:
    one = Network([Layer("lstm", 2)], 3, 1, readout="linear")
    assert short("1.U_f", one) == "U_f"
    assert short("readout.V", one) == "readout.V"
    assert short("1.U_f", Network([Layer("lstm", 2), Layer("lstm", 2)], 3)) == "1.U_f"
    assert short("1.U_f", Network([Layer("lstm", 2, bidirectional=True)], 3)) == "1.U_f"
