"""Hardness: which parameters it multiplies, and the way back to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.document import Document, open_what
from simulator.document.edits import set_parameter
from simulator.document.hardness import gate_parameters, hardness, set_hardness
from simulator.engine import Model
from simulator.errors import UserError
from simulator.language import load_cell, parse_cell


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("lecture-lstm", "W_i b_i W_f b_f W_o b_o"),
        ("lstm-peephole", "W_i U_i p_i b_i W_f U_f p_f b_f W_o U_o p_o b_o"),
        ("gru", "W_z U_z b_z W_r U_r b_r"),
        ("elman", ""),
    ],
)
def test_it_takes_what_feeds_the_gates_and_nothing_else(cell: str, names: str) -> None:
    assert gate_parameters(load_cell(cell)) == tuple(names.split())


def test_a_gate_without_a_named_sum_has_parameters_too_and_a_shared_one_is_left_alone() -> None:
    cell = parse_cell("g = tanh(W @ x + b)\ni = sigmoid(V @ x + b)\nc = i * g + c[t-1]", output="c")
    assert gate_parameters(cell) == ("V",)


def test_crisp_gates_melt_and_1_gives_the_same_bits_back() -> None:
    state = open_what("hand-set-lstm")
    given = state.layer.parameters
    document = Document(state)
    for factor in (0.5, 0.03, 0.1):
        document.apply(set_hardness(document.state, given, factor, "drag"))
    layer = document.state.layer
    assert hardness(layer, given) == pytest.approx(0.1)
    assert layer.parameters["W_f"].tolist() == [[0, 10, 0]]
    assert layer.parameters["W"] is given["W"]
    trace = Model(layer.cell, 3, 1, parameters=layer.parameters).run(state.sequence.array())
    assert 0.6 < trace["f"][0, 0] < 0.8, "the gates are half open"
    document.apply(set_hardness(document.state, given, 1.0, "drag"))
    for name, array in document.state.layer.parameters.items():
        assert array.tobytes() == given[name].tobytes()
    document.undo()
    assert document.state is state, "one gesture is one undo"


def test_it_is_read_from_the_parameters() -> None:
    state = open_what("hand-set-lstm")
    given = state.layer.parameters
    assert hardness(state.layer, given) == 1
    edited = set_parameter(state, "W_f", (0, 1), 7.0).state
    assert hardness(edited.layer, given) is None
    assert hardness(open_what("elman").layer, open_what("elman").layer.parameters) is None
    assert set_hardness(state, given, 1.0).state is state


@pytest.mark.parametrize("factor", [0.0, 0.02, 1.5, np.nan])
def test_other_factors_are_refused(factor: float) -> None:
    state = open_what("hand-set-lstm")
    with pytest.raises(UserError, match=r"from 0\.03 to 1"):
        set_hardness(state, state.layer.parameters, factor)
