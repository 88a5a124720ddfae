"""Edits of what the timeline shows: named, undone, and no number is computed anew."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simulator.document import Document, Edit, State, Tracer, open_what
from simulator.document.bands import Band, Choice, Place, bands_of, next_place, place_of
from simulator.document.row_edits import (
    LONGEST_NAME,
    MOST_LINES,
    MOST_ROWS,
    group_signals,
    move_row,
    name_group,
    set_form,
    set_heat,
    set_shown,
    set_units,
    show_usual_rows,
    ungroup,
)
from simulator.document.word_edits import set_words
from simulator.errors import UserError
from simulator.words import OneOfN


def outline(state: State) -> str:
    """Write what is shown as a line, groups in brackets behind their form."""
    parts = []
    for band in bands_of(state):
        names = " ".join(choice.signal for choice in band.members if choice.is_shown)
        if band.is_group:
            parts.append(f"{band.form}({names})")
        elif names:
            parts.append(names)
    return " ".join(parts)


@pytest.fixture
def state() -> State:
    return open_what("hand-set-lstm")


@pytest.fixture
def grouped(state: State) -> State:
    return group_signals(state, ["i", "f", "o"], "rows").state


def test_a_signal_is_hidden_and_shown_in_its_place(state: State) -> None:
    edit = set_shown(state, ["f"], False)
    assert edit.name == "Hide f in the timeline"
    assert outline(edit.state) == "x i o c y"
    back = set_shown(edit.state, ["f"], True)
    assert back.name == "Show f in the timeline"
    assert outline(back.state) == "x i f o c y"
    assert back.state.rows is None, "what is usual is kept as such"
    assert outline(set_shown(state, ["z_i", "g", "c"], True).state) == "x i f o c y z_i g"


def test_what_is_so_already_is_no_change(state: State, grouped: State) -> None:
    assert set_shown(state, ["f"], True).state is state
    assert set_shown(state, ["g"], False).state is state
    assert show_usual_rows(state).state is state
    assert move_row(state, (2, None), (2, None)).state is state
    assert move_row(state, (2, None), (3, None)).state is state
    assert set_form(grouped, 1, "rows").state is grouped
    assert group_signals(grouped, ["o", "f", "i"], "rows").state is grouped
    assert name_group(grouped, 1, "  ").state is grouped


def test_rows_are_moved_into_groups_and_out_of_them(grouped: State) -> None:
    assert outline(grouped) == "x rows(i f o) c y"
    for place, to, expected in (
        ((0, None), (4, None), "rows(i f o) c y x"),
        ((1, None), (0, None), "rows(i f o) x c y"),
        ((2, None), (1, 0), "x rows(c i f o) y"),
        ((2, None), (1, 3), "x rows(i f o c) y"),
        ((1, 0), (1, 3), "x rows(f o i) c y"),
        ((1, 2), (1, 0), "x rows(o i f) c y"),
        ((1, 1), (0, None), "f x rows(i o) c y"),
        ((1, 1), (2, None), "x rows(i o) f c y"),
    ):
        edit = move_row(grouped, place, to)
        assert outline(edit.state) == expected
        assert edit.name.startswith("Move ")
        assert edit.name.endswith(" in the timeline")


def test_a_group_that_is_left_by_all_is_gone(grouped: State) -> None:
    state = grouped
    for index in (1, 2, 3):
        assert bands_of(state)[index].is_group
        state = move_row(state, (index, 0), (0, None)).state
    assert outline(state) == "o f i x c y"


def test_groups_are_made_where_the_first_of_them_stands(state: State, grouped: State) -> None:
    edit = group_signals(state, ["y", "i"], "overlay")
    assert edit.name == "Overlay i, y"
    assert outline(edit.state) == "x overlay(i y) f o c"
    assert group_signals(state, ["c"], "rows").name == "Group c"
    named = name_group(grouped, 1, "Gates").state
    joined = group_signals(named, ["i", "f", "o", "c"], "overlay")
    assert joined.name == "Overlay Gates", "a group that is all among them gives its name"
    assert outline(joined.state) == "x overlay(i f o c) y"
    apart = group_signals(named, ["o", "c"], "rows")
    assert apart.name == "Group o, c"
    assert outline(apart.state) == "x rows(i f) rows(o c) y"
    assert [band.name for band in bands_of(apart.state)[1:3]] == ["Gates", ""]
    assert outline(group_signals(named, ["i", "c"], "rows").state) == "x rows(i c) rows(f o) y"


def test_groups_are_folded_overlaid_named_and_taken_apart(grouped: State) -> None:
    fold = set_form(grouped, 1, "folded")
    assert fold.name == "Fold i, f, o"
    assert outline(fold.state) == "x folded(i f o) c y"
    assert set_form(fold.state, 1, "rows").name == "Unfold i, f, o"
    over = set_form(fold.state, 1, "overlay")
    assert over.name == "Overlay i, f, o"
    assert set_form(over.state, 1, "rows").name == "Show i, f, o as rows"
    name = name_group(over.state, 1, " The\tthree  gates ")
    assert name.name == "Name the group The three gates"
    assert bands_of(name.state)[1].title == "The three gates"
    assert name_group(name.state, 1, "").name == "Name the group i, f, o"
    apart = ungroup(name.state, 1)
    assert apart.name == "Ungroup The three gates"
    assert outline(apart.state) == "x i f o c y"
    assert apart.state.rows is None


def test_units_are_chosen_and_heat_maps_have_all() -> None:
    state = open_what("elman-ones")
    edit = set_units(state, "h", [1])
    assert edit.name == "Choose the units of h in the timeline"
    assert bands_of(edit.state)[place_of(bands_of(edit.state), "h")[0]] == Band((Choice("h", False, (1,)),))
    assert set_units(state, "h", [1, 0, 1]).state is state, "all of them"
    assert outline(set_units(state, "h", []).state) == "x y"
    heat = set_heat(edit.state, "h", True)
    assert heat.name == "Show h as a heat-map"
    assert Choice("h", True) in (choice for band in bands_of(heat.state) for choice in band.members)
    rows = set_heat(heat.state, "h", False)
    assert rows.name == "Show h as rows"
    assert Choice("h", False) in (choice for band in bands_of(rows.state) for choice in band.members)


def wide(state: State) -> State:
    """Return the state with a hundred inputs."""
    return set_words(state, "w1", OneOfN(tuple(f"w{number}" for number in range(100)), other=False)).state


def two_groups(state: State) -> State:
    return group_signals(group_signals(state, ["i", "f"], "rows").state, ["c"], "rows").state


REFUSALS: list[tuple[Callable[[State], Edit], str]] = [
    (
        lambda state: set_shown(state, ["x", *state.layer.cell.signals], False),
        "The timeline needs at least one row. Show another signal first.",
    ),
    (
        lambda state: set_shown(state, ["q"], True),
        "there is no signal “q”. There are x, i, f, o, c, y, z, z_i, z_f, z_o, g.",
    ),
    (lambda state: set_heat(state, "c", True), "“c” has one unit, and a heat-map is for several. Leave it as a row."),
    (lambda state: set_units(state, "x", [3]), "“x” has no unit 4: it has 3. Choose from them."),
    (
        lambda state: set_heat(wide(state), "x", False),
        "“x” has 100 units, and at most 64 rows. Choose some of its units.",
    ),
    (
        lambda state: set_units(wide(state), "x", range(65)),
        "“x” has at most 64 rows, and these are 65. Choose fewer units.",
    ),
    (
        lambda state: group_signals(state, ["x", "i", "c"], "overlay"),
        "no more than 4 lines over one another can be told apart, and x, i, c would be 5. "
        "Show fewer units, or group them as rows.",
    ),
    (lambda state: group_signals(state, [], "rows"), "there is nothing to group. Choose some rows first."),
    (
        lambda state: move_row(two_groups(state), (1, None), (3, 0)),
        "a group cannot stand in a group. Put it before or behind it.",
    ),
    (lambda state: move_row(state, (1, None), (2, 0)), "“f” is no group. Group it with other rows first."),
    (lambda state: set_form(state, 4, "folded"), "“c” is no group. Group it with other rows first."),
    (lambda state: ungroup(state, 4), "“c” is no group. Group it with other rows first."),
    (
        lambda state: name_group(group_signals(state, ["i", "f"], "rows").state, 1, "n" * 61),
        "a group's name has at most 60 characters, not 61. Shorten it.",
    ),
]


@pytest.mark.parametrize(("make", "sentence"), REFUSALS, ids=[sentence[:40] for _, sentence in REFUSALS])
def test_what_is_refused(state: State, make: Callable[[State], Edit], sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        make(state)
    assert str(caught.value) == sentence


def test_the_limits_themselves_are_allowed(state: State) -> None:
    assert outline(group_signals(state, ["i", "f", "o", "c"], "overlay").state) == "x overlay(i f o c) y"
    assert MOST_LINES == 4
    some = set_units(wide(state), "x", range(0, 2 * MOST_ROWS, 2)[:50]).state
    assert len(bands_of(some)[0].members[0].units_of(100)) == 50
    grouped = group_signals(state, ["i"], "rows").state
    assert bands_of(name_group(grouped, 1, "n" * LONGEST_NAME).state)[1].name == "n" * LONGEST_NAME


def test_an_overlay_cannot_grow_beyond_what_can_be_told_apart(state: State) -> None:
    over = group_signals(state, ["i", "f", "o", "c"], "overlay").state
    with pytest.raises(UserError, match="no more than 4 lines"):
        move_row(over, place_of(bands_of(over), "y"), (1, 0))
    with pytest.raises(UserError, match="no more than 4 lines"):
        set_form(group_signals(state, ["x", "i", "c"], "rows").state, 0, "overlay")
    hidden = group_signals(state, ["i", "f", "o", "c", "g"], "overlay").state
    with pytest.raises(UserError, match="no more than 4 lines"):
        set_shown(hidden, ["g"], True)


def test_no_number_is_computed_anew(state: State) -> None:
    document = Document(state)
    tracer = Tracer(document)
    tracer.advance(1.0)
    computed = tracer.computed_steps
    document.apply(group_signals(document.state, ["i", "f", "o"], "overlay"))
    document.apply(name_group(document.state, 1, "Gates"))
    document.apply(set_shown(document.state, ["c"], False))
    assert (tracer.ready_steps, tracer.computed_steps) == (tracer.total, computed)
    document.undo()
    document.undo()
    assert outline(document.state) == "x overlay(i f o) c y"
    document.undo()
    assert document.state.rows is None
    assert document.redo_edit is not None
    assert document.redo_edit.name == "Overlay i, f, o"


def test_back_to_the_usual_rows(grouped: State) -> None:
    edit = show_usual_rows(grouped)
    assert edit.name == "Show the usual rows"
    assert edit.state.rows is None


@pytest.mark.parametrize("seed", range(30))
def test_moving_up_and_down_again_changes_nothing_and_loses_nothing(seed: int) -> None:
    random = np.random.default_rng(seed)
    state = open_what("hand-set-lstm")
    names = ("x", *state.layer.cell.signals)
    for _ in range(12):
        bands = bands_of(state)
        if random.integers(3) == 0:
            chosen = [str(name) for name in random.choice(names, size=int(random.integers(1, 4)), replace=False)]
            state = group_signals(state, chosen, "rows").state
            continue
        index = int(random.integers(len(bands)))
        inside = bands[index].is_group and random.integers(2)
        place: Place = (index, int(random.integers(len(bands[index].members))) if inside else None)
        to = next_place(bands, place, int(random.choice([-1, 1])), bool(random.integers(2)))
        if to is not None:
            state = move_row(state, place, to).state
        found = [name for band in bands_of(state) for name in band.signals]
        assert sorted(found) == sorted(names), "every signal stands there once"
        assert all(band.is_group or len(band.members) == 1 for band in bands_of(state))
        assert all(band.members for band in bands_of(state))
    for name in names:
        place = place_of(bands_of(state), name)
        down = next_place(bands_of(state), place, 1)
        if down is None or place[1] is not None:
            continue
        moved = move_row(state, place, down).state
        here = place_of(bands_of(moved), name)
        up = next_place(bands_of(moved), here, -1)
        assert up is not None
        assert bands_of(move_row(moved, here, up).state) == bands_of(state)
