"""Parameters of the lessons for cells with the same equations."""

from __future__ import annotations

import numpy as np

from simulator.document import Document, open_what
from simulator.document.parameter_edits import Which, arrays_of
from simulator.document.presets import presets, take_preset
from tests.document.helpers import content


def test_a_cell_is_offered_what_the_lessons_have_for_it() -> None:
    state = open_what("gru-gates")
    (preset,) = presets(state)
    assert preset.titles == state.titles
    zeros = {which: np.zeros_like(array) for which, array in arrays_of(state.layer).items()}
    document = Document(open_what("gru-gates"))
    before = content(document.state)
    emptied = type(preset)({"en": "Nothing"}, zeros)
    document.apply(take_preset(document.state, emptied))
    assert document.state.layer.parameters["W_z"].tolist() == [[0, 0, 0]]
    document.apply(take_preset(document.state, preset))
    assert document.state.layer.parameters["W_z"].tolist() == [[0, -20, 0]]
    assert document.undo_edit is not None
    assert document.undo_edit.name == "Take the parameters of The two gates of a GRU"
    assert content(document.state) == before
    document.undo()
    document.undo()
    assert content(document.state) == before


def test_the_lectures_cell_with_three_inputs_has_the_hand_set_weights() -> None:
    found = presets(open_what("hand-set-lstm"))
    assert len(found) == 1, "both lessons have the same weights"
    assert found[0].arrays[Which("W_f")].tolist() == [[0, 100, 0]]


def test_what_is_there_already_is_no_change_and_what_does_not_fit_is_not_offered() -> None:
    state = open_what("hand-set-lstm")
    assert take_preset(state, presets(state)[0]).state is state
    assert presets(open_what("lstm")) == ()
    assert presets(open_what("gru-chung")) == ()
