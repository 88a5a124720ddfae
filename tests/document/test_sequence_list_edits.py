"""The list of sequences: what is added, named, moved and shown, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.document import Sequence, State, open_what, sequence_list_edits
from simulator.document.edits import MAX_STEPS, Edit
from simulator.document.sequence_list_edits import (
    add_rows,
    add_sequence,
    copy_sequence,
    delete_sequence,
    free_name,
    import_rows,
    move_sequence,
    rename_sequence,
    show_sequence,
)
from simulator.errors import UserError
from tests.document.helpers import content


@pytest.fixture
def state() -> State:
    """Four sequences a, b, c, d, of 1, 2, 3, 4 steps; c is on show."""
    sequences = tuple(
        Sequence.of(name, np.full((steps, 3), float(steps)), [name] * steps) for steps, name in enumerate("abcd", 1)
    )
    return replace(open_what("hand-set-lstm"), sequences=sequences, chosen=2)


def names(state: State) -> str:
    return " ".join(sequence.name for sequence in state.sequences)


def name_of(edit: Edit) -> str:
    assert edit.template in sequence_list_edits.TEMPLATES
    return edit.name


def test_add(state: State) -> None:
    edit = add_sequence(state, 5)
    assert name_of(edit) == "Add the sequence Sequence"
    assert (names(edit.state), edit.state.chosen, edit.first_step) == ("a b c d Sequence", 4, 0)
    assert edit.state.sequence.array().tolist() == [[0, 0, 0]] * 5
    assert edit.state.sequence.heads is None
    assert edit.state.sequences[:4] == state.sequences
    assert names(add_sequence(edit.state, 1).state) == "a b c d Sequence Sequence 2"
    assert names(add_sequence(state, 1, " my \n own ").state) == "a b c d my own"


def test_add_rows_and_import(state: State) -> None:
    edit = add_rows(state, [[1, 2, 3], [4, 5, 6]], ["x", "y"], "new")
    assert name_of(edit) == "Add the sequence new"
    assert edit.state.sequence.array().tolist() == [[1, 2, 3], [4, 5, 6]]
    assert edit.state.sequence.heads == ("x", "y")
    assert names(add_rows(state, [[1, 2, 3]]).state) == "a b c d Sequence"
    table = np.array([[1.0, 2.0, 3.0]])
    edit = import_rows(state, "table.csv", table)
    assert name_of(edit) == "Import the sequence table.csv"
    assert (names(edit.state), edit.state.chosen, edit.first_step) == ("a b c d table.csv", 4, 0)
    table[0, 0] = 9
    assert edit.state.sequence.row(0).tolist() == [1, 2, 3], "it keeps a copy"


def test_copy(state: State) -> None:
    edit = copy_sequence(state)
    assert name_of(edit) == "Copy the sequence c"
    assert (names(edit.state), edit.state.chosen) == ("a b c c 2 d", 3)
    assert edit.state.sequence.blocks == state.sequence.blocks, "the numbers are shared"
    assert edit.state.sequence.heads == state.sequence.heads
    again = copy_sequence(edit.state, 3).state
    assert (names(again), again.chosen) == ("a b c c 2 c 3 d", 4)
    assert names(copy_sequence(state, 0, "first").state) == "a first b c d"


def test_rename(state: State) -> None:
    edit = rename_sequence(state, 1, "  bee ")
    assert name_of(edit) == "Rename the sequence b to bee"
    assert (names(edit.state), edit.state.chosen, edit.first_step) == ("a bee c d", 2, 3)
    assert edit.state.sequences[1].heads == ("b", "b")
    assert rename_sequence(state, 1, "b").state is state
    assert rename_sequence(state, 1, " b\t").state is state


@pytest.mark.parametrize(
    ("chosen", "index", "left", "shown"),
    [
        (2, 0, "b c d", "c"),
        (2, 1, "a c d", "c"),
        (2, 2, "a b d", "d"),
        (2, 3, "a b c", "c"),
        (3, 3, "a b c", "c"),
        (0, 0, "b c d", "b"),
    ],
)
def test_delete(state: State, chosen: int, index: int, left: str, shown: str) -> None:
    state = replace(state, chosen=chosen)
    edit = delete_sequence(state, index)
    assert name_of(edit) == f"Delete the sequence {'abcd'[index]}"
    assert (names(edit.state), edit.state.sequence.name) == (left, shown)
    assert edit.first_step == (0 if index == chosen else chosen + 1)


@pytest.mark.parametrize(
    ("index", "to", "order"),
    [(0, 3, "b c d a"), (3, 0, "d a b c"), (1, 2, "a c b d"), (2, 1, "a c b d"), (2, 3, "a b d c")],
)
def test_move(state: State, index: int, to: int, order: str) -> None:
    edit = move_sequence(state, index, to)
    assert name_of(edit) == f"Move the sequence {'abcd'[index]}"
    assert names(edit.state) == order
    assert edit.state.sequence is state.sequence
    assert move_sequence(state, index, index).state is state


def test_show(state: State) -> None:
    edit = show_sequence(state, 0)
    assert name_of(edit) == "Show the sequence a"
    assert (edit.state.chosen, edit.first_step) == (0, 0)
    assert edit.state.sequences is state.sequences
    assert show_sequence(state, 2).state is state


def test_free_names(state: State) -> None:
    assert free_name(state) == "Sequence"
    assert free_name(state, "a") == "a 2"
    assert free_name(state, " new\x00name\n") == "new�name"
    assert free_name(state, "  ") == "Sequence"
    taken = rename_sequence(rename_sequence(state, 0, "walk 2").state, 1, "walk").state
    assert free_name(taken, "walk 2") == "walk 3"
    assert free_name(taken, "walk") == "walk 3"
    long = rename_sequence(state, 0, "n" * 100).state
    assert len(free_name(long, "n" * 300)) <= 100
    assert names(add_sequence(long, 1, free_name(long, "n" * 300)).state).endswith("nnn 2")
    assert free_name(state, "bad \udc80 name") == "bad � name", "it can be written to a file"


def test_names_are_not_empty_and_no_two_are_the_same(state: State) -> None:
    for name in ("", "  \n\t "):
        with pytest.raises(UserError, match=r"^A sequence needs a name\. Type one such as Sequence 2\.$"):
            rename_sequence(state, 0, name)
    makers: tuple[Callable[[str], Edit], ...] = (
        lambda name: rename_sequence(state, 1, name),
        lambda name: add_sequence(state, 1, name),
        lambda name: add_rows(state, [[1, 2, 3]], None, name),
        lambda name: import_rows(state, name, [[1, 2, 3]]),
        lambda name: copy_sequence(state, 1, name),
    )
    for make in makers:
        with pytest.raises(UserError, match=r"^there is already a sequence “a”\. Choose another name\.$"):
            make(" a ")
        with pytest.raises(
            UserError, match=r"^a sequence's name has at most 100 characters, not 1,001\. Shorten it\.$"
        ):
            make("n" * 1001)


def test_sequences_that_are_not_there_are_refused(state: State) -> None:
    makers: tuple[Callable[[int], Edit], ...] = (
        lambda place: copy_sequence(state, place),
        lambda place: rename_sequence(state, place, "new"),
        lambda place: delete_sequence(state, place),
        lambda place: move_sequence(state, place, 0),
        lambda place: move_sequence(state, 0, place),
        lambda place: show_sequence(state, place),
    )
    for index in (-1, 4):
        for make in makers:
            says = rf"^there is no sequence {index + 1}: the session has 4\. Choose one of them\.$"
            with pytest.raises(UserError, match=says):
                make(index)


def test_one_sequence_is_left() -> None:
    state = open_what("hand-set-lstm")
    with pytest.raises(UserError, match=r"^A session needs at least one sequence\.$"):
        delete_sequence(state, 0)


def test_lengths_that_cannot_be(state: State) -> None:
    with pytest.raises(UserError, match=r"^A sequence needs at least one step\.$"):
        add_sequence(state, 0)
    with pytest.raises(UserError, match=r"at most 1,000,000 steps, and this would be 10,000,000,000\. Use fewer\."):
        add_sequence(state, 10**10)
    with pytest.raises(UserError, match=r"at most 1,000,000 steps, and this would be 1,000,001"):
        import_rows(state, "long", np.zeros((MAX_STEPS + 1, 3)))
    empty: tuple[Any, ...] = ([], [[]], [1.0, 2.0], np.empty((0, 3)))
    for rows in empty:
        with pytest.raises(UserError, match=r"^there are no rows of numbers\. Give at least one step\.$"):
            import_rows(state, "none", rows)


def test_tables_that_do_not_fit_the_cell(state: State) -> None:
    with pytest.raises(UserError) as caught:
        import_rows(state, "wide", np.zeros((2, 5)))
    assert str(caught.value) == (
        "the table has 5 columns of numbers, and the cell has 3 inputs. Choose 3 of the columns, or open a cell with 5."
    )
    with pytest.raises(UserError) as caught:
        import_rows(state, "narrow", np.zeros((2, 1)))
    assert str(caught.value) == (
        "the table has 1 column of numbers, and the cell has 3 inputs. Use a table with 3, or open a cell with 1."
    )


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused(state: State, bad: float) -> None:
    with pytest.raises(UserError, match=r"^Step 2, x3: “.*” is not a finite number"):
        import_rows(state, "bad", [[1, 2, 3], [4, 5, bad]])


def test_nothing_of_it_changes_the_state_it_began_with(state: State) -> None:
    before = content(state)
    renamed, moved = rename_sequence(state, 2, "q"), move_sequence(state, 2, 0)
    for edit in (add_sequence(state, 2), copy_sequence(state), renamed, moved):
        assert content(edit.state) != before
    assert content(state) == before
