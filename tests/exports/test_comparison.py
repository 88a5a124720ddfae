"""Runs side by side as one picture."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.document import State, open_what
from simulator.document.side_edits import compare_cell, compare_layer, show, what_if
from simulator.engine.holding import Hold
from simulator.errors import UserError
from simulator.exports.views import picture_of
from simulator.language import load_cell


def branched(count: int = 1) -> State:
    state = open_what("hand-set-lstm")
    for start in range(3, 3 + count):
        state = what_if(state, Hold("f", None, start, start + 1, 0.0)).state
    return state


def test_a_branch_beside_the_document() -> None:
    picture = picture_of(branched(), "compare", 4)
    assert (picture.width, picture.height) == (1328, 820)
    assert {"A differs f", "B differs f", "B held f", "timeline differing", "list chip c"} <= picture.items.keys()
    assert "A held f" not in picture.items
    assert "B differs i" not in picture.items
    before = picture_of(branched(), "compare", 3)
    assert not any("differs" in identity for identity in before.items)


def test_three_runs_are_wider_than_asked_for() -> None:
    picture = picture_of(branched(2), "compare", 4, size=(800, 700))
    assert picture.width > 3 * 600
    assert picture.height == 700
    assert {"head 0 badge", "head 1 badge", "head 2 badge"} <= picture.items.keys()
    hidden = show(branched(2), 1, False).state
    assert "head 2 badge" not in picture_of(hidden, "compare", 4).items


def test_a_run_that_is_over_leaves_its_place_empty() -> None:
    state = open_what("order-matters")
    short, long = state.sequences
    state = replace(state, sequences=(short, long.spliced(3, 3, [[1.0, 1.0]] * 2)))
    picture = picture_of(state, "compare", 3)
    assert any(identity.startswith("A ") for identity in picture.items)
    assert any(identity.startswith("B ") for identity in picture.items)


def test_another_cell_gives_the_document_its_own_name() -> None:
    state = compare_cell(open_what("gru-gates"), load_cell("elman")).state
    picture = picture_of(state, "compare", 2)
    assert any("list chip h" in identity for identity in picture.items)


def test_without_sides_and_with_one_that_does_not_run_it_is_refused() -> None:
    with pytest.raises(UserError, match="is compared with nothing"):
        picture_of(open_what("hand-set-lstm"), "compare")
    state = open_what("hand-set-lstm")
    state = compare_layer(state, open_what("elman").layer, {"en": "Elman"}).state
    with pytest.raises(UserError, match="“Elman” does not run beside The hand-set LSTM"):
        picture_of(state, "compare")
