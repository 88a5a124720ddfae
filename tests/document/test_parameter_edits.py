"""Edits of whole arrays: what they change, what they share, what they are called, what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.document import State, edits, open_what, parameter_edits
from simulator.document.parameter_edits import Which, arrays_of
from simulator.engine.optimisation.initialisers import INITIALISERS
from simulator.errors import UserError


@pytest.fixture
def state() -> State:
    return open_what("lstm")


def test_all_arrays_by_name(state: State) -> None:
    labels = [which.label for which in arrays_of(state.layer)]
    assert labels == [*state.layer.cell.parameters, "c(0)", "h(0)"]


def test_one_number(state: State) -> None:
    edit = parameter_edits.set_number(state, Which("W_i"), (1, 0), 5)
    assert (edit.name, edit.state.layer.parameters["W_i"][1, 0]) == ("Change W_i[2, 1]", 5)
    edit = parameter_edits.set_number(state, Which("c", True), (1,), 5)
    assert (edit.name, edit.state.layer.initial["c"][1]) == ("Change the start of c[2]", 5)


def test_fill(state: State) -> None:
    edit = parameter_edits.fill(state, [Which("b_f")], 2)
    assert edit.name == "Set all of b_f to 2"
    assert set(edit.state.layer.parameters["b_f"]) == {2.0}
    assert edit.state.layer.parameters["W_f"] is state.layer.parameters["W_f"]
    assert edit.state.layer.initial is state.layer.initial
    edit = parameter_edits.fill(state, arrays_of(state.layer), 0)
    assert edit.name == "Set 14 arrays to 0"
    assert not any(array.any() for array in arrays_of(edit.state.layer).values())
    assert parameter_edits.fill(edit.state, arrays_of(state.layer), 0).state is edit.state


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_fill_refuses_what_is_not_finite(state: State, value: float) -> None:
    with pytest.raises(UserError, match="not a finite number"):
        parameter_edits.fill(state, [Which("b_f")], value)


def test_paste(state: State) -> None:
    edit = parameter_edits.paste_numbers(state, Which("W_i"), 0, 1, [[7], [8]])
    assert edit.name == "Paste into W_i"
    old, new = state.layer.parameters["W_i"], edit.state.layer.parameters["W_i"]
    assert new[:2, 1].tolist() == [7, 8]
    assert new[:, 0].tolist() == old[:, 0].tolist()
    edit = parameter_edits.paste_numbers(state, Which("c", True), 1, 0, [[3]])
    assert (edit.name, edit.state.layer.initial["c"][1], edit.first_step) == ("Paste into c(0)", 3, 0)


def test_a_block_that_does_not_fit_is_refused(state: State) -> None:
    with pytest.raises(UserError, match=r"the block is 1 x 9 numbers, and from here on W_i has room for"):
        parameter_edits.paste_numbers(state, Which("W_i"), 0, 0, [[1] * 9])
    with pytest.raises(UserError, match="nothing to paste"):
        parameter_edits.paste_numbers(state, Which("W_i"), 0, 0, [])
    with pytest.raises(UserError, match="row 1 of the block, column 2"):
        parameter_edits.paste_numbers(state, Which("W_i"), 0, 0, [[1, float("inf")]])


def test_identity(state: State) -> None:
    edit = parameter_edits.identity(state, Which("U_i"))
    assert edit.name == "Make U_i the identity"
    assert (edit.state.layer.parameters["U_i"] == np.eye(state.layer.units)).all()
    with pytest.raises(UserError, match="b_i is no matrix"):
        parameter_edits.identity(state, Which("b_i"))


@pytest.mark.parametrize("how", INITIALISERS)
def test_a_seed_gives_the_same_numbers_alone_and_among_others(state: State, how: str) -> None:
    names = state.layer.cell.parameters
    every = parameter_edits.draw(state, names, how, 7)
    again = parameter_edits.draw(state, names, how, 7)
    alone = parameter_edits.draw(state, ["U_f"], how, 7)
    assert every.name == "Draw 12 parameters at random"
    assert alone.name == "Draw U_f at random"
    for name in names:
        assert every.state.layer.parameters[name].tobytes() == again.state.layer.parameters[name].tobytes()
    assert (alone.state.layer.parameters["U_f"] == every.state.layer.parameters["U_f"]).all()
    assert alone.state.layer.parameters["W_f"] is state.layer.parameters["W_f"]


def test_a_wrong_seed_or_way_is_refused(state: State) -> None:
    with pytest.raises(UserError, match="seed"):
        parameter_edits.draw(state, ["U_f"], "uniform", -1)
    with pytest.raises(UserError, match="initialiser"):
        parameter_edits.draw(state, ["U_f"], "unifrom", 0)


def test_restore(state: State) -> None:
    given = arrays_of(state.layer)
    changed = edits.set_initial(edits.set_parameter(state, "b_f", (0,), 9).state, "c", 0, 4).state
    edit = parameter_edits.restore(changed, given)
    assert edit.name == "Set 2 arrays as they were given"
    for which, array in arrays_of(edit.state.layer).items():
        assert array.tobytes() == given[which].tobytes()
    assert parameter_edits.restore(state, given).state is state
