"""Parameters are views of one vector, and stay so in copies and when they move."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from simulator import Cell, Model, UserError, load_cell, parse_cell
from simulator.engine.parameters import Parameters, check_element, place_in_flat, say_element


def made() -> Parameters:
    parameters = Parameters({"W": (2, 3), "b": (2,)}, np.dtype(float))
    parameters.flat[:] = range(8)
    return parameters


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
@pytest.mark.parametrize("cell", [load_cell("lstm"), parse_cell(load_cell("lstm").equations)])
def test_a_copy_has_a_vector_of_its_own(cell: Cell, copied: Callable[[Model], Model]) -> None:
    model = Model(cell, inputs=3, units=2)
    x = np.ones((4, 3))
    before = model.run(x)
    assert cell.roles["c"] == "memory"  # which the cell keeps
    other = copied(model)
    assert other.cell == cell
    assert other.cell.roles == cell.roles
    assert np.array_equal(other.run(x)["h"], before["h"])
    other.parameters.flat[:] = 0
    assert not any(array.any() for array in other.parameters.values())
    assert not other.run(x)["h"].any()
    assert model.parameters["W_i"].any()
    other.parameters["b_g"] = [7, 7]
    assert other.parameters.flat[-2:].tolist() == [7, 7]
    assert np.array_equal(model.run(x)["h"], before["h"])


def test_moved_parameters_are_views_of_their_new_place() -> None:
    parameters, room = made(), np.zeros(10)
    parameters.move(room[1:9])
    assert room.tolist() == [0, *range(8), 0]
    assert np.shares_memory(parameters.flat, room)
    room[:] = 5
    assert parameters["W"].tolist() == [[5, 5, 5], [5, 5, 5]]
    parameters["b"] = [1, 2]
    assert room.tolist() == [5] * 7 + [1, 2, 5]


def test_one_number_of_a_parameter() -> None:
    parameters = made()
    shapes = {name: array.shape for name, array in parameters.items()}
    for name, array in parameters.items():
        for index in np.ndindex(array.shape):
            assert parameters.flat[place_in_flat(shapes, name, index)] == array[index]
            assert check_element(name, index, array.shape) == index
    assert check_element("b", np.int64(1), (2,)) == (1,)  # type: ignore[arg-type]  # a whole number all the same
    assert place_in_flat({"w": (), "u": ()}, "u", ()) == 1
    assert (say_element("W", (0, 2)), say_element("b", (1,)), say_element("w", ())) == ("W[1, 3]", "b[2]", "w")
    with pytest.raises(KeyError):
        place_in_flat(shapes, "c", (0,))
    with pytest.raises(UserError, match="w is a single number and has no element 0"):
        check_element("w", 0, ())
