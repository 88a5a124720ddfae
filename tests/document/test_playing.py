"""Steps that are played live."""

from __future__ import annotations

import pytest

from simulator.document import Document, open_what
from simulator.document.playing import play_step
from simulator.errors import UserError


def test_each_press_adds_a_step_that_can_be_undone_alone() -> None:
    document = Document(open_what("hand-set-lstm"))
    for digit, letter in ((4, ""), (4, "S"), (0, "C"), (2, "O")):
        document.apply(play_step(document.state, digit, letter))
    sequence = document.state.sequence
    assert sequence.array(9).tolist() == [[4, 0, 0], [4, 1, 0], [0, -1, 0], [2, 0, 1]]
    assert document.undo_edit is not None
    assert document.undo_edit.name == "Play step 13"
    document.undo()
    assert document.state.sequence.steps == 12


def test_what_has_no_keys_cannot_be_played() -> None:
    with pytest.raises(UserError, match="no keys"):
        play_step(open_what("gru-gates"), 1)
