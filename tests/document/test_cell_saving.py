"""A cell of one's own is one file that runs the same numbers again."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from simulator.document import open_what
from simulator.document.cell_saving import save_cell
from simulator.document.edits import set_initial, set_input, set_parameter
from simulator.document.equation_edits import set_equations
from simulator.document.layout_edits import move_part, places_of, set_layout, tidy
from simulator.document.state import State
from simulator.errors import UserError
from simulator.exports.finished import FinishedTrace
from simulator.language import cell_ids


def trace_bits(state: State) -> list[bytes]:
    return [FinishedTrace(state.run).trace[name].tobytes() for name in state.layer.cell.signals]


@pytest.mark.parametrize("what", [*cell_ids(), "hand-set-lstm"])
def test_the_file_runs_the_same_numbers_to_the_bit(what: str, tmp_path: Path) -> None:
    state = open_what(what)
    name = state.layer.cell.parameters[0]
    state = set_parameter(state, name, (0,) * state.layer.parameters[name].ndim, 0.1 + 0.2).state
    state = set_input(state, 0, 0, -0.0).state
    for held in state.layer.cell.states[:1]:
        state = set_initial(state, held, 0, -0.0).state
    path = tmp_path / "my-cell.toml"
    save_cell(state, path)
    again = open_what(str(path))
    assert again.layer.cell.equations == state.layer.cell.equations
    assert again.layer.cell.output == state.layer.cell.output
    assert again.layer.cell.id == "my-cell"
    assert again.title == "My cell"
    assert trace_bits(again) == trace_bits(state)
    for key, array in state.layer.initial.items():
        assert again.layer.initial[key].tobytes() == array.tobytes()


def test_an_edited_cell_is_saved_as_it_is_now(tmp_path: Path) -> None:
    state = open_what("lecture-lstm")
    text = state.layer.cell.equations.replace("y = linear(c) * o", "y = tanh(c) * o")
    state = set_equations(state, text).state
    path = tmp_path / "tanh.toml"
    save_cell(state, path)
    cell = open_what(str(path)).layer.cell
    assert cell.equation("y") == "y = tanh(c) * o"
    assert cell.source == ""


def test_the_drawing_is_saved_as_it_is_now(tmp_path: Path) -> None:
    state = move_part(set_layout(open_what("lstm"), "conveyor").state, "f", (20.25, 80.0)).state
    save_cell(state, tmp_path / "belt.toml")
    again = open_what(str(tmp_path / "belt.toml"))
    assert again.layer.layout == "conveyor"
    assert again.layer.cell.layouts["lecture"] == state.layer.cell.layouts["lecture"]
    assert dict(places_of(again.layer)) == {"f": (20.25, 80.0)}
    save_cell(tidy(again).state, tmp_path / "tidy.toml")
    assert not places_of(open_what(str(tmp_path / "tidy.toml")).layer)


def test_what_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path) -> None:
    state = open_what("lstm")
    with pytest.raises(UserError, match=r"must end in \.toml"):
        save_cell(state, tmp_path / "cell.txt")
    with pytest.raises(UserError, match="the folder does not exist"):
        save_cell(state, tmp_path / "nowhere" / "cell.toml")
    long = state.with_sequence(state.sequence.spliced(0, 0, np.full((60_000, 2), 0.123456789)))
    with pytest.raises(UserError, match="could not be opened again"):
        save_cell(long, tmp_path / "long.toml")
    longer = state.with_sequence(state.sequence.spliced(0, 0, np.zeros((400_000, 2))))
    with pytest.raises(UserError, match="could not be opened again"):
        save_cell(longer, tmp_path / "long.toml")
    assert os.listdir(tmp_path) == []
