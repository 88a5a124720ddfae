"""Every edit: its name, what it changes, what it shares, and what it refuses."""

from __future__ import annotations

import math
import string

import pytest

from simulator.document import Sequence, State, edits, open_what
from simulator.errors import UserError
from tests.document.helpers import content


@pytest.fixture
def state() -> State:
    return open_what("hand-set-lstm")


def name_of(edit: edits.Edit) -> str:
    assert edit.template in edits.TEMPLATES
    fields = {field for _, field, _, _ in string.Formatter().parse(edit.template) if field}
    assert fields <= set(edit.values)
    return edit.name


def test_set_input(state: State) -> None:
    before = content(state)
    edit = edits.set_input(state, 3, 1, -0.5)
    assert name_of(edit) == "Change x2 at step 4"
    assert edit.first_step == 3
    assert edit.state.sequence.row(3).tolist() == [4, -0.5, 0]
    assert edit.state.layers is state.layers
    assert content(state) == before


def test_an_edit_that_changes_nothing_leads_to_the_same_state(state: State) -> None:
    assert edits.set_input(state, 3, 0, 4.0).state is state
    assert edits.set_parameter(state, "b_i", (0,), -10).state is state
    assert edits.set_parameters(state, {"b_i": [-10]}).state is state
    assert edits.set_initial(state, "c", 0, 0).state is state
    assert edits.set_initial(state, "c", 0, -0.0).state is not state, "minus zero is another number"


def test_paste_inside(state: State) -> None:
    edit = edits.paste(state, 1, 1, [[5, 6], [7, 8]])
    assert name_of(edit) == "Paste 2 steps"
    assert edit.first_step == 1
    assert edit.state.sequence.array(0, 4).tolist() == [[1, 0, 0], [3, 5, 6], [2, 7, 8], [4, 1, 0]]
    assert edit.state.sequence.steps == 9


def test_paste_past_the_end_adds_steps(state: State) -> None:
    edit = edits.paste(state, 8, 1, [[5], [6], [7]])
    assert name_of(edit) == "Paste 3 steps"
    assert edit.state.sequence.array(7).tolist() == [[6, 1, 0], [1, 5, 1], [0, 6, 0], [0, 7, 0]]
    assert name_of(edits.paste(state, 9, 0, [[1]])) == "Paste a step"
    assert edits.paste(state, 9, 0, [[1]]).state.sequence.array(9).tolist() == [[1, 0, 0]]


def test_add_and_delete(state: State) -> None:
    edit = edits.insert_steps(state, 9)
    assert name_of(edit) == "Add a step"
    assert edit.first_step == 9
    assert edit.state.sequence.array(8).tolist() == [[1, 0, 1], [0, 0, 0]]
    assert name_of(edits.insert_steps(state, 0, 4)) == "Add 4 steps"
    edit = edits.delete_steps(state, 1, 7)
    assert name_of(edit) == "Delete 7 steps"
    assert edit.state.sequence.array().tolist() == [[1, 0, 0], [1, 0, 1]]
    assert name_of(edits.delete_steps(state, 8)) == "Delete step 9"


def test_the_last_step_cannot_be_deleted(state: State) -> None:
    one = edits.delete_steps(state, 0, 8).state
    with pytest.raises(UserError, match=r"^A sequence needs at least one step\.$"):
        edits.delete_steps(one, 0)


def test_set_parameter_shares_the_others(state: State) -> None:
    edit = edits.set_parameter(state, "W_i", (0, 1), 50)
    assert name_of(edit) == "Change W_i[1, 2]"
    assert edit.first_step is None
    old, new = state.layer.parameters, edit.state.layer.parameters
    assert new["W_i"].tolist() == [[0, 50, 0]]
    assert old["W_i"].tolist() == [[0, 100, 0]]
    assert list(old) == list(new)
    assert [name for name in new if new[name] is not old[name]] == ["W_i"]
    assert edit.state.sequences is state.sequences
    assert name_of(edits.set_parameter(state, "b_i", (0,), 1)) == "Change b_i"
    with pytest.raises(ValueError, match="read-only"):
        new["W_i"][0, 0] = 1


def test_set_parameters(state: State) -> None:
    edit = edits.set_parameters(state, {"b_i": [1], "b_f": [2]})
    assert name_of(edit) == "Change the parameters"
    assert edit.state.layer.parameters["b_f"].tolist() == [2]
    assert edit.state.layer.parameters["W_i"] is state.layer.parameters["W_i"]


def test_set_initial(state: State) -> None:
    edit = edits.set_initial(state, "c", 0, 2.5)
    assert name_of(edit) == "Change the start of c"
    assert edit.first_step == 0
    assert edit.state.layer.initial["c"].tolist() == [2.5]
    assert edit.state.layer.parameters is state.layer.parameters


def test_open_state(state: State) -> None:
    edit = edits.open_state(open_what("gru-gates"))
    assert name_of(edit) == "Open The two gates of a GRU"
    assert edit.first_step is None
    assert edit.state.lesson == "gru-gates"


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_refused(state: State, bad: float) -> None:
    with pytest.raises(UserError, match=r"^Step 3, x2: “.*” is not a finite number\. Type a number such as 0\.5\.$"):
        edits.set_input(state, 2, 1, bad)
    with pytest.raises(UserError, match=r"^row 2 of the block, column 1: “.*” is not a finite number"):
        edits.paste(state, 0, 0, [[1], [bad]])
    with pytest.raises(UserError, match=r"^W_i\[1, 2\]: "):
        edits.set_parameter(state, "W_i", (0, 1), bad)
    with pytest.raises(UserError, match="b_i holds what is not a finite number"):
        edits.set_parameters(state, {"b_i": [bad]})
    with pytest.raises(UserError, match=r"^Start of c: "):
        edits.set_initial(state, "c", 0, bad)


def test_places_that_are_not_there_are_refused(state: State) -> None:
    with pytest.raises(UserError, match="there is no step 10: the sequence has 9"):
        edits.set_input(state, 9, 0, 1)
    with pytest.raises(UserError, match="there is no step 0"):
        edits.set_input(state, -1, 0, 1)
    with pytest.raises(UserError, match="there is no input x4: the cell has 3"):
        edits.set_input(state, 0, 3, 1)
    with pytest.raises(UserError, match="the block is 3 numbers wide, and from x2 on there is room for 2"):
        edits.paste(state, 0, 1, [[1, 2, 3]])
    with pytest.raises(UserError, match="there is no step 11"):
        edits.paste(state, 10, 0, [[1]])
    with pytest.raises(UserError, match="nothing to paste"):
        edits.paste(state, 0, 0, [])
    with pytest.raises(UserError, match="no 2 steps to delete from step 9 on"):
        edits.delete_steps(state, 8, 2)
    with pytest.raises(UserError, match="steps cannot be added there"):
        edits.insert_steps(state, 10)
    with pytest.raises(UserError, match="q is no parameter of the cell"):
        edits.set_parameters(state, {"q": 1})
    with pytest.raises(UserError, match="b_i must have the shape"):
        edits.set_parameters(state, {"b_i": [1, 2]})


def test_a_sequence_has_a_limit(state: State) -> None:
    room = edits.MAX_STEPS - state.sequence.steps
    full = edits.insert_steps(state, 0, room).state
    assert full.sequence.steps == edits.MAX_STEPS
    with pytest.raises(UserError, match=r"at most 1,000,000 steps, and this would be 1,000,001\. Use fewer\."):
        edits.insert_steps(full, 5)
    with pytest.raises(UserError, match="at most 1,000,000 steps"):
        edits.paste(state, 5, 0, [[0.0]] * edits.MAX_STEPS)


def test_words_stay_with_their_steps(state: State) -> None:
    """An edit of numbers leaves them; new steps have none; those of deleted steps go."""
    named = state.with_sequence(Sequence.of("walk", state.sequence.array(0, 3), ("the", "black", "cat")))
    assert edits.set_input(named, 1, 0, 9).state.sequence.heads == ("the", "black", "cat")
    assert edits.paste(named, 1, 1, [[5, 6]] * 4).state.sequence.heads == ("the", "black", "cat", "", "")
    assert edits.insert_steps(named, 1, 2).state.sequence.heads == ("the", "", "", "black", "cat")
    assert edits.delete_steps(named, 1).state.sequence.heads == ("the", "cat")
    assert edits.insert_steps(state, 1).state.sequence.heads is None
