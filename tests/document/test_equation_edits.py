"""Editing the equations: what keeps its name and size stays, the rest begins anew, and all of it is undone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.document import Document, Tracer, new_state_from_cell, open_what
from simulator.document.equation_edits import set_equations, set_output
from simulator.document.state import State
from simulator.errors import CellError
from simulator.language import cell_ids, load_cell, parse_cell
from simulator.language.operations import FUNCTIONS
from tests.oracles.random_cells import random_cell


def bits(state: State) -> tuple[object, ...]:
    layer = state.layer
    arrays = [
        (name, array.tobytes(), array.shape) for name, array in (*layer.parameters.items(), *layer.initial.items())
    ]
    return layer.cell, arrays, state.show, state.labels, state.sequence.array().tobytes()


def replaced(state: State, old: str, new: str) -> State:
    text = state.layer.cell.equations
    assert old in text
    return set_equations(state, text.replace(old, new)).state


def test_what_keeps_its_name_and_size_stays() -> None:
    state = open_what("hand-set-lstm")
    after = replaced(state, "y = linear(c) * o", "y = tanh(c) * o")
    for name in state.layer.parameters:
        assert after.layer.parameters[name] is state.layer.parameters[name]
    assert after.layer.initial["c"] is state.layer.initial["c"]
    assert after.labels == state.labels
    assert after.show == state.show
    assert after.layer.cell.layouts == state.layer.cell.layouts
    assert after.layer.cell.output == "y"
    assert after.title == state.title


def test_new_parameters_come_from_the_seed_and_lost_ones_go() -> None:
    state = open_what("lstm")
    after = replaced(state, "z_f = W_f @ x + U_f @ h[t-1] + b_f", "z_f = W_f @ x + V_f @ h[t-1] + b_f")
    drawn = new_state_from_cell(parse_cell(after.layer.cell.equations, "h"))
    assert "U_f" not in after.layer.parameters
    assert after.layer.parameters["W_f"] is state.layer.parameters["W_f"]
    bound = 1 / np.sqrt(state.layer.units)
    assert np.abs(after.layer.parameters["V_f"]).max() <= bound
    assert np.array_equal(after.layer.parameters["V_f"], drawn.layer.parameters["V_f"])


def test_a_parameter_of_another_size_begins_anew() -> None:
    state = open_what("jordan")
    after = set_equations(state, "h: 3 = sigmoid(W @ x + U @ y[t-1] + b)\ny: outputs = linear(V @ h + b_y)").state
    assert after.layer.parameters["W"].shape == (3, state.layer.inputs)
    assert after.layer.parameters["b_y"] is state.layer.parameters["b_y"]
    assert after.layer.initial["y"] is state.layer.initial["y"]


def test_a_new_state_begins_at_zero_and_new_signals_are_shown() -> None:
    state = open_what("elman-ones")
    text = state.layer.cell.equations + "\nm = m[t-1] + h\n"
    after = set_equations(state, text).state
    assert after.layer.initial["m"].tolist() == [0.0, 0.0]
    assert after.show[-1] == "m"
    assert after.layer.cell.output == "y"


def test_the_output_is_the_last_signal_where_the_old_one_has_gone() -> None:
    state = open_what("lstm")
    after = set_equations(
        state, state.layer.cell.equations.replace("h = o", "hh = o").replace("h[t-1]", "hh[t-1]")
    ).state
    assert after.layer.cell.output == "hh"
    assert set_output(after, "c").state.layer.cell.output == "c"
    assert set_output(after, "hh").state is after
    with pytest.raises(CellError, match="no signal"):
        set_output(after, "h")


def test_what_was_typed_on_the_way_leaves_nothing_behind() -> None:
    """From the state in which the typing began: U_f loses its name for a moment and has its numbers again."""
    state = open_what("lstm")
    document = Document(state)
    text = state.layer.cell.equations
    at = text.index("U_f") + 3
    for typed in (text[:at] + "x" + text[at:], text[: at - 1] + text[at:], text[:at] + " " + text[at:]):
        document.apply(set_equations(state, typed, "typing"))
    assert document.state.layer.parameters["U_f"] is state.layer.parameters["U_f"]
    document.undo()
    assert document.state is state
    assert document.undo_edit is None


def test_the_same_text_is_no_edit() -> None:
    state = open_what("gru")
    assert set_equations(state, state.layer.cell.equations).state is state


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("h = tanh(W @ x", 1, 9),
        ("h = W @ x\nσ = h", 2, 1),
        ("größe = W @ x\nü = größe * größer[t-1]", 2, 13),
        ("数 = W @ x  # 😀\n記 = 数 + softmx(数)", 2, 9),
        ("h = W @ x\ny = h ⊙ ⊙ h", 2, 9),
    ],
)
def test_the_place_of_an_error_counts_characters(text: str, line: int, column: int) -> None:
    with pytest.raises(CellError) as caught:
        set_equations(open_what("lstm"), text)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize("seed", range(12))
def test_random_edits_are_undone_to_the_bit(seed: int) -> None:
    random = np.random.default_rng(seed)
    document = Document(new_state_from_cell(load_cell(str(random.choice(cell_ids())))))
    tracer = Tracer(document)
    states, seen = [document.state], [bits(document.state)]
    for number in range(40):
        kind = random.integers(4)
        text = document.state.layer.cell.equations
        at = int(random.integers(len(text) + 1))
        if kind == 0:
            text = random_cell(int(random.integers(1000))).text
        elif kind == 1:
            text = text[:at] + str(random.choice(["W", "x", "h", " ", "\n", "1", " + ", "("])) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at + int(random.integers(1, 4)) :]
        else:
            old, new = random.choice(list(FUNCTIONS), 2)
            text = text.replace(f"{old}(", f"{new}(")
        try:
            edit = set_equations(document.state, text, None if number % 3 else "typing")
        except CellError:
            assert document.state is states[-1]  # the last good cell stays
            continue
        document.apply(edit)
        tracer.advance(1)
        if document.state is not states[-1]:
            states.append(document.state)
            seen.append(bits(document.state))
    while document.undo_edit is not None:
        document.undo()
        tracer.advance(1)
    assert document.state is states[0]
    assert bits(document.state) == seen[0]
    while document.redo_edit is not None:
        document.redo()
    assert bits(document.state) == seen[-1]
    tracer.stop()


def test_places_go_with_their_signals() -> None:
    state = open_what("lstm")
    cell = replace(
        state.layer.cell, layouts={"own": {"c": (1.0, 2.0), "h": (3.0, 4.0), "h[t-1]": (5.0, 6.0), "x": (7.0, 8.0)}}
    )
    state = state.with_layer(replace(state.layer, cell=cell))
    text = cell.equations.replace("h = o", "hh = o").replace("h[t-1]", "hh[t-1]")
    assert set_equations(state, text).state.layer.cell.layouts == {"own": {"c": (1.0, 2.0), "x": (7.0, 8.0)}}
