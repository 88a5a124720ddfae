"""What the timeline shows: the usual rows, places and their neighbours, and what an edit of the equations leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.document import State, open_what
from simulator.document.bands import (
    Band,
    Bands,
    Choice,
    bands_of,
    choices_at,
    chosen_bands,
    next_place,
    place_of,
    sizes_of,
    title_at,
    usual_bands,
)
from simulator.document.equation_edits import set_equations, set_output
from simulator.document.row_edits import group_signals, set_shown
from simulator.document.side_edits import compare_cell, keep
from simulator.language import cell_ids, load_cell
from simulator.lessons import lesson_ids

HIDDEN: tuple[int, ...] = ()
BANDS: Bands = (
    Band((Choice("x"),)),
    Band((Choice("i"), Choice("f", units=HIDDEN), Choice("o")), "rows", "Gates"),
    Band((Choice("z", units=HIDDEN),)),
    Band((Choice("c"),)),
    Band((Choice("y", units=HIDDEN),)),
)


def shown(state: State) -> list[str]:
    return [choice.signal for band in bands_of(state) for choice in band.members if choice.is_shown]


@pytest.mark.parametrize("what", [*cell_ids(), *lesson_ids()])
def test_every_signal_stands_in_the_usual_rows_once(what: str) -> None:
    state = open_what(what)
    names = [name for band in usual_bands(state) for name in band.signals]
    assert sorted(names) == sorted(["x", *state.layer.cell.signals])
    assert all(band.form == "single" for band in usual_bands(state))


def test_the_usual_rows_are_a_lessons_own_or_what_a_cell_has_most_of() -> None:
    assert shown(open_what("hand-set-lstm")) == ["x", "i", "f", "o", "c", "y"]
    assert shown(open_what("lstm")) == ["x", "c", "h", "i", "f", "o"]
    assert shown(replace(open_what("hand-set-lstm"), show=())) == ["x", "i", "f", "o", "c", "y"]
    assert sizes_of(open_what("elman-ones")) == {"x": 2, "h": 2, "y": 2}


def test_units_that_are_shown() -> None:
    assert Choice("c").units_of(3) == (0, 1, 2)
    assert Choice("c", units=(0, 2)).units_of(3) == (0, 2)
    assert Choice("c", units=(5,)).units_of(3) == (0, 1, 2), "all, where those are no longer there"
    assert Choice("c", units=()).units_of(3) == ()


def test_places_are_found_and_named() -> None:
    assert place_of(BANDS, "x") == (0, None)
    assert place_of(BANDS, "o") == (1, 2)
    with pytest.raises(KeyError):
        place_of(BANDS, "q")
    assert [choice.signal for choice in choices_at(BANDS, (1, None))] == ["i", "f", "o"]
    assert [choice.signal for choice in choices_at(BANDS, (1, 1))] == ["f"]
    assert title_at(BANDS, (1, None)) == "Gates"
    assert title_at(BANDS, (1, 2)) == "o"
    assert replace(BANDS[1], name="").title == "i, o", "the names of what is shown"
    assert replace(BANDS[1], name="", members=(Choice("f", units=()),)).title == "f"


@pytest.mark.parametrize(
    ("place", "way", "to", "to_over_hidden"),
    [
        ((0, None), -1, None, None),
        ((0, None), 1, (2, None), (2, None)),
        ((1, None), -1, (0, None), (0, None)),
        ((1, None), 1, (3, None), (4, None)),
        ((3, None), -1, (2, None), (1, None)),
        ((3, None), 1, (5, None), None),
        ((1, 0), -1, (1, None), (1, None)),
        ((1, 0), 1, (1, 2), (1, 3)),
        ((1, 2), -1, (1, 1), (1, 0)),
        ((1, 2), 1, (2, None), (2, None)),
        ((4, None), 1, None, None),
    ],
)
def test_the_next_place(
    place: tuple[int, int | None],
    way: int,
    to: tuple[int, int | None] | None,
    to_over_hidden: tuple[int, int | None] | None,
) -> None:
    assert next_place(BANDS, place, way) == to
    assert next_place(BANDS, place, way, over_hidden=True) == to_over_hidden


# -- other equations


def test_new_signals_come_last_and_lost_ones_leave_quietly() -> None:
    state = group_signals(open_what("hand-set-lstm"), ["i", "f", "o"], "overlay").state
    equations = state.layer.cell.equations
    after = set_equations(state, f"{equations}\nu = tanh(c)\nz_u = W_u @ x").state
    assert shown(after) == [*shown(state), "u"], "a sum is hidden"
    assert place_of(bands_of(after), "z_u")[0] == len(bands_of(after)) - 1
    less = set_equations(state, "f = sigmoid(W @ x + b)\nc = f * c[t-1] + x_in @ x", function="").state
    assert shown(less) == ["x", "f", "c"]
    assert bands_of(less)[1] == Band((Choice("f"),), "overlay"), "what is left of the group stays one"
    assert sorted(name for band in bands_of(less) for name in band.signals) == ["c", "f", "x"]


def test_where_nothing_is_left_the_usual_rows_come_back() -> None:
    state = set_shown(open_what("elman-ones"), ["x", "y"], False).state
    assert shown(state) == ["h"]
    after = set_equations(state, "u = W @ x\ny: outputs = V @ u").state
    assert chosen_bands(after) is None
    assert "x" in shown(after)
    assert shown(set_equations(after, state.layer.cell.equations).state) == ["h"], "and go with what was there before"


def test_another_cell_that_is_kept_has_rows_of_its_own() -> None:
    state = group_signals(open_what("lstm"), ["i", "f", "c"], "rows").state
    state = compare_cell(state, load_cell("gru")).state
    after = keep(state, state.sides[0].key).state
    assert sorted(name for band in bands_of(after) for name in band.signals) == sorted(["x", *after.layer.cell.signals])
    assert shown(after) == ["x", "h", "z", "r", "n"]


def test_other_outputs_change_no_row_and_usual_rows_stay_usual() -> None:
    state = open_what("hand-set-lstm")
    assert set_output(state, "c").state.rows is None
    chosen = group_signals(state, ["i", "f"], "rows").state
    assert set_output(chosen, "c").state.rows == chosen.rows
