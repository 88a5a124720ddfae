"""Undo and redo: whatever was done can be taken back, step by step, and done again."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.document import Change, Document, open_what
from simulator.document.document import UNDO_LIMIT
from simulator.document.edits import Edit, open_state, set_initial, set_input, set_parameter
from simulator.document.sequence import BLOCK, Sequence
from tests.document.helpers import content, walk


def a_document(what: str = "hand-set-lstm") -> Document:
    return Document(open_what(what))


def seen_by(document: Document) -> list[Change]:
    seen: list[Change] = []
    document.subscribe(seen.append)
    return seen


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("what", ["hand-set-lstm", "lstm", "jordan", "gru-gates"])
def test_a_random_walk_undone_and_redone(what: str, seed: int) -> None:
    document = a_document(what)
    contents = [content(document.state)]
    states = [document.state]
    random = np.random.default_rng(seed)
    for _ in range(60):
        walk(document, random, 1)
        if document.state is not states[-1]:
            states.append(document.state)
            contents.append(content(document.state))
    assert len(states) > 40
    for state, before in zip(states[-2::-1], contents[-2::-1], strict=True):
        document.undo()
        assert document.state is state
        assert content(document.state) == before, "no state was changed after it was made"
    assert document.undo_edit is None
    document.undo()
    assert document.state is states[0]
    for state, after in zip(states[1:], contents[1:], strict=True):
        document.redo()
        assert document.state is state
        assert content(document.state) == after
    assert document.redo_edit is None
    document.redo()
    assert document.state is states[-1]


def test_states_share_what_an_edit_does_not_touch() -> None:
    document = a_document()
    document.apply(open_state(document.state.with_sequence(Sequence.of("long", np.zeros((10 * BLOCK, 3))))))
    blocks = {id(block) for block in document.state.sequence.blocks}
    for row in range(50):
        document.apply(set_input(document.state, BLOCK + row, 0, 1.0))
    assert len(blocks & {id(block) for block in document.state.sequence.blocks}) == 9
    layer = document.state.layer
    document.undo()
    assert document.state.layer is layer


def test_a_new_edit_ends_redo() -> None:
    document = a_document()
    document.apply(set_input(document.state, 0, 0, 5))
    document.undo()
    assert document.redo_edit is not None
    assert document.redo_edit.name == "Change x1 at step 1"
    document.apply(set_input(document.state, 1, 0, 5))
    assert document.redo_edit is None
    assert document.undo_edit is not None
    assert document.undo_edit.name == "Change x1 at step 2"


def test_an_edit_that_changes_nothing_leaves_no_trace() -> None:
    document = a_document()
    document.apply(set_input(document.state, 0, 0, 5))
    document.undo()
    seen = seen_by(document)
    document.apply(set_input(document.state, 0, 0, document.state.sequence.row(0)[0]))
    assert not seen
    assert document.undo_edit is None
    assert document.redo_edit is not None


def test_edits_of_one_gesture_are_undone_together() -> None:
    document = a_document()
    start = document.state
    for value in (1.5, 2.5, 3.5):
        document.apply(set_input(document.state, 4, 0, value, gesture="drag 1"))
    document.apply(set_input(document.state, 2, 0, 9.0, gesture="drag 1"))
    assert document.undo_edit is not None
    assert document.undo_edit.first_step == 2, "the earliest of them"
    end = document.state
    document.apply(set_input(document.state, 4, 0, 4.5, gesture="drag 2"))
    document.undo()
    assert document.state is end
    document.undo()
    assert document.state is start
    document.redo()
    assert document.state is end


def test_without_a_gesture_or_after_undo_nothing_merges() -> None:
    document = a_document()
    document.apply(set_input(document.state, 0, 0, 1.5))
    document.apply(set_input(document.state, 0, 0, 2.5))
    document.undo()
    assert document.state.sequence.row(0)[0] == 1.5
    document.apply(set_input(document.state, 0, 0, 3.5, gesture="a"))
    document.undo()
    document.redo()
    document.apply(set_input(document.state, 0, 0, 4.5, gesture="a"))
    document.undo()
    assert document.state.sequence.row(0)[0] == 3.5


def test_another_edit_between_ends_a_gesture() -> None:
    document = a_document()
    document.apply(set_input(document.state, 0, 0, 1.5, gesture="a"))
    document.apply(set_initial(document.state, "c", 0, 1))
    document.apply(set_input(document.state, 0, 0, 2.5, gesture="a"))
    document.undo()
    assert document.state.sequence.row(0)[0] == 1.5


def test_a_gesture_over_the_parameters_changes_every_step() -> None:
    document = a_document()
    document.apply(set_input(document.state, 4, 0, 1.5, gesture="a"))
    document.apply(set_parameter(document.state, "b_i", (0,), 1.5, gesture="a"))
    assert document.undo_edit is not None
    assert document.undo_edit.first_step is None


def test_those_who_subscribed_are_told_after_the_change() -> None:
    document = a_document()
    start = document.state
    now: list[bool] = []
    document.subscribe(lambda change: now.append(document.state is change.after))
    seen = seen_by(document)
    edit = set_input(start, 3, 0, 1.5)
    document.apply(edit)
    document.undo()
    document.redo()
    assert now == [True, True, True]
    assert [(change.before, change.after, change.edit, change.first_step) for change in seen] == [
        (start, edit.state, edit, 3),
        (edit.state, start, edit, 3),
        (start, edit.state, edit, 3),
    ]


def test_a_subscription_can_be_ended() -> None:
    document = a_document()
    seen: list[Change] = []
    end = document.subscribe(seen.append)
    end()
    document.apply(set_input(document.state, 3, 0, 1.5))
    assert not seen


def test_opening_another_lesson_is_undone_like_any_edit() -> None:
    document = a_document()
    start = document.state
    document.apply(open_state(open_what("gru")))
    assert document.state.layer.cell.id == "gru"
    document.undo()
    assert document.state is start


def test_undo_has_a_limit() -> None:
    document = a_document()
    for number in range(UNDO_LIMIT + 10):
        new = document.state.with_layer(document.state.layer)
        document.apply(Edit("Change {parameter}", new, {"parameter": number}))
    undone = 0
    while document.undo_edit:
        document.undo()
        undone += 1
    assert undone == UNDO_LIMIT
