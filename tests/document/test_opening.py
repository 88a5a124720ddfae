"""From a name or a file to a state."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from simulator.document import State, find, open_what
from simulator.errors import UserError
from simulator.language import Cell, cell_ids
from simulator.lessons import Lesson, lesson_ids
from simulator.resources import assets


def test_a_lesson() -> None:
    state = open_what("hand-set-lstm")
    layer = state.layer
    assert (state.title, state.lesson, state.chosen, state.readout) == ("The hand-set LSTM", "hand-set-lstm", 0, None)
    assert (layer.cell.id, layer.inputs, layer.units, layer.outputs) == ("lecture-lstm", 3, 1, 1)
    assert (layer.layout, layer.direction) == ("lecture", "forward")
    assert list(layer.parameters) == list(layer.cell.parameters)
    assert layer.parameters["W_i"].tolist() == [[0, 100, 0]]
    assert layer.initial["c"].tolist() == [0]
    assert state.sequence.array().shape == (9, 3)
    assert state.show == ("i", "f", "o", "c", "y")
    assert state.scale == 8
    assert state.labels["x2"]["en"] == "1 store, −1 clear"


def test_a_cell_runs_its_example() -> None:
    state = open_what("gru")
    assert state.lesson is None
    assert state.title == "GRU"
    assert state.texts["en"].startswith("A gated recurrent unit")
    assert state.layer.initial["h"].tolist() == [0.8]
    assert state.show == ("z", "r", "n", "h")
    assert state.scale == 1
    assert open_what("irnn").scale == 8, "the memory reaches 6"
    assert open_what("lecture-lstm").scale == 8


@pytest.mark.parametrize("name", [*cell_ids(), *lesson_ids()])
def test_all_arrays_are_read_only(name: str) -> None:
    state = open_what(name)
    for array in (*state.layer.parameters.values(), *state.layer.initial.values(), *state.sequence.blocks):
        assert array.dtype == np.float64
        assert not array.flags.writeable


def test_files() -> None:
    lesson, cell = assets("lessons", "gru-gates.toml"), assets("cells", "elman.toml")
    assert isinstance(find(str(lesson)), Lesson)
    assert isinstance(find(str(cell)), Cell)
    assert open_what(str(lesson)).lesson == "gru-gates"


def test_a_cell_file_without_an_example_gets_two_pulses(tmp_path: Path) -> None:
    state = own_cell(tmp_path, "h = tanh(W @ x + U @ h[t-1])")
    assert state.sequence.array()[:3].tolist() == [[1, 0], [0, 1], [0, 0]]
    assert state.sequence.steps == 8
    assert (state.layer.inputs, state.layer.units) == (2, 2)
    bound = 1 / np.sqrt(2)
    assert 0 < np.abs(state.layer.parameters["U"]).max() <= bound
    again = own_cell(tmp_path, "h = tanh(W @ x + U @ h[t-1])")
    assert state.layer.parameters["U"].tolist() == again.layer.parameters["U"].tolist(), "from the seed"


def test_a_cell_that_explodes_still_opens(tmp_path: Path) -> None:
    state = own_cell(tmp_path, "h = exp(exp(exp(exp(10 + W @ x)))) - h[t-1]")
    assert state.scale == 1


def own_cell(folder: Path, equations: str) -> State:
    path = folder / "mine.toml"
    path.write_text(f'[cell]\nid = "mine"\nname = "Mine"\noutput = "h"\nequations = {json.dumps(equations)}')
    return open_what(str(path))


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("hand-set-lsmt", "there is no lesson, cell or file “hand-set-lsmt”. Did you mean hand-set-lstm?"),
        ("gruu", "Did you mean gru?"),
        ("", "there is no lesson, cell or file “”. See “gatesim lessons” and “gatesim cells”."),
        ("none.toml", "none.toml cannot be read: it does not exist."),
        ("my.gatesim", "my.gatesim is a session file, and this version cannot open sessions. Open a lesson or a cell."),
        ("..", ".. cannot be read: it is a folder."),
    ],
)
def test_what_is_not_there(what: str, says: str) -> None:
    with pytest.raises(UserError) as caught:
        open_what(what)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has neither a table [lesson] nor a table [cell]. Open a lesson or a cell file."),
        ("[setting]\na = 1", "has neither a table [lesson] nor a table [cell]"),
        ("\x00\x01", "is not TOML"),
        ("a = " + "[" * 10_000, "is not TOML"),
        ('[cell]\nid = "a"', "name is missing"),
        ("[lesson]\nid = 3", "id must be a text in quotes"),
    ],
)
def test_files_that_are_wrong(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(UserError) as caught:
        open_what(str(path))
    assert says in str(caught.value)
    assert "wrong.toml" in str(caught.value)
