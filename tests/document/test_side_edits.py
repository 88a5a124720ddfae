"""What runs beside the document: branches, other cells, weights and sequences; kept, dropped, renamed, shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from simulator.document import Document, Sequence, State, open_what, sequence_list_edits
from simulator.document.edits import Edit, set_parameter
from simulator.document.equation_edits import set_equations
from simulator.document.side_edits import (
    MOST_SIDES,
    compare_cell,
    compare_layer,
    compare_sequence,
    drop,
    hold_also,
    keep,
    release,
    rename,
    show,
    side_of,
    what_if,
    why_not,
)
from simulator.document.state import Run, Side
from simulator.engine.holding import Hold
from simulator.errors import UserError
from simulator.language import load_cell

SHUT = Hold("f", None, 3, 4, 0.0)


def branched(hold: Hold = SHUT) -> State:
    return what_if(open_what("hand-set-lstm"), hold).state


def run_of(state: State, key: int = 1) -> Run:
    run = side_of(state, key).run(state)
    assert run is not None
    return run


def two_sequences() -> State:
    state = open_what("hand-set-lstm")
    other = Sequence.of("other", np.ones((4, 3)))
    return replace(state, sequences=(*state.sequences, other))


def test_a_branch_is_the_document_but_for_what_is_held() -> None:
    edit = what_if(open_what("hand-set-lstm"), SHUT)
    assert edit.name == "What if f = 0, t = 4"
    state = edit.state
    assert [(side.key, side.title, side.shown, side.is_branch) for side in state.sides] == [
        (1, "f = 0, t = 4", True, True)
    ]
    run = run_of(state)
    assert (run.layer, run.sequence, run.holds) == (state.layer, state.sequence, (SHUT,))
    assert state.run.holds == ()
    follows = set_parameter(state, "b_f", (0,), 5.0).state
    assert run_of(follows).layer is follows.layer


@pytest.mark.parametrize(
    ("hold", "title"),
    [
        (Hold("f", None, 0, 1, 1.0), "f = 1, t = 1"),
        (Hold("f", 0, 2, 5, -0.5), "f = −0.5, t = 3 … 5"),
        (Hold("c", None, 3, None, 12.25), "c = 12.25, t ≥ 4"),
    ],
)
def test_a_branch_is_called_by_what_is_held(hold: Hold, title: str) -> None:
    assert branched(hold).sides[0].title == title


def test_of_several_units_one_is_named() -> None:
    state = open_what("lstm")
    assert state.layer.units > 1
    assert what_if(state, Hold("f", 1, 0, 1, 1.0)).state.sides[0].title == "f[2] = 1, t = 1"
    assert what_if(state, Hold("f", None, 0, 1, 1.0)).state.sides[0].title == "f = 1, t = 1"


def test_more_is_held_in_a_branch_and_let_go() -> None:
    state = branched()
    edit = hold_also(state, 1, Hold("i", None, 0, None, 1.0))
    assert edit.name == "Hold i = 1, t ≥ 1 as well"
    state = edit.state
    assert run_of(state).holds == (SHUT, Hold("i", None, 0, None, 1.0))
    assert state.sides[0].title == "f = 0, t = 4; i = 1, t ≥ 1"
    state = hold_also(state, 1, replace(SHUT, value=0.5)).state
    assert run_of(state).holds == (Hold("i", None, 0, None, 1.0), replace(SHUT, value=0.5)), "in place of the old one"
    edit = release(state, 1, 0)
    assert edit.name == "Let i = 1, t ≥ 1 go"
    assert edit.state.sides[0].title == "f = 0.5, t = 4"
    named = rename(edit.state, 1, "half shut").state
    assert hold_also(named, 1, Hold("o", None, 0, None, 1.0)).state.sides[0].title == "half shut"


def test_a_wheel_that_turns_a_held_value_is_one_edit() -> None:
    document = Document(branched())
    for value in (0.1, 0.2, 0.3):
        document.apply(hold_also(document.state, 1, replace(SHUT, value=value), "wheel 1"))
    assert run_of(document.state).holds == (replace(SHUT, value=0.3),)
    document.undo()
    assert run_of(document.state).holds == (SHUT,)


def test_a_branch_that_is_kept_is_the_document() -> None:
    state = branched()
    edit = keep(state, 1)
    assert edit.name == "Keep f = 0, t = 4"
    assert edit.first_step == 3
    new = edit.state
    assert new.holds == (SHUT,)
    assert new.sides == ()
    assert new.run.holds == (SHUT,)
    further = what_if(new, Hold("o", None, 0, 1, 1.0)).state
    assert run_of(further).holds == (SHUT, Hold("o", None, 0, 1, 1.0)), "a branch goes out from what is kept"
    assert further.sides[0].title == "o = 1, t = 1"
    back = release(new, None, 0)
    assert back.name == "Let f = 0, t = 4 go"
    assert back.state.holds == ()
    assert back.first_step == 3


def test_other_branches_stay_where_one_is_kept_or_dropped() -> None:
    state = what_if(branched(), Hold("o", None, 0, 1, 1.0)).state
    assert [side.key for side in keep(state, 1).state.sides] == [2]
    assert [side.key for side in drop(state, 2).state.sides] == [1]
    assert drop(state, 2).name == "Drop o = 1, t = 1"
    assert what_if(drop(state, 1).state, SHUT).state.sides[-1].key == 3


def test_another_cell_has_the_same_weights_where_they_fit() -> None:
    state = open_what("gru-gates")
    edit = compare_cell(state, load_cell("gru-chung"))
    assert edit.name == f"Compare with {load_cell('gru-chung').title}"
    layer = run_of(edit.state).layer
    assert layer.cell.id == "gru-chung"
    assert layer.layout == next(iter(layer.cell.layouts), None)
    assert all(np.array_equal(layer.parameters[name], state.layer.parameters[name]) for name in state.layer.parameters)
    kept = keep(edit.state, 1).state
    assert kept.layer is layer
    assert set(kept.show) <= set(layer.cell.signals)
    assert kept.show


def test_a_kept_cell_whose_signals_are_all_others_shows_its_own() -> None:
    state = compare_cell(open_what("hand-set-lstm"), load_cell("elman")).state
    kept = keep(state, 1).state
    assert kept.show == load_cell("elman").signals
    assert kept.play is None


def test_a_snapshot_of_the_weights_stays_as_it_is() -> None:
    state = open_what("hand-set-lstm")
    state = compare_layer(state, state.layer, {"en": "as given"}).state
    changed = set_parameter(state, "b_f", (0,), -10.0).state
    assert run_of(changed).layer.parameters["b_f"].item() == 10
    assert changed.layer.parameters["b_f"].item() == -10


def test_another_sequence_runs_beside() -> None:
    state = compare_sequence(two_sequences(), "other").state
    assert run_of(state).sequence.name == "other"
    renamed = sequence_list_edits.rename_sequence(state, 1, "third").state
    assert run_of(renamed).sequence.name == "third"
    kept = keep(renamed, 1).state
    assert kept.sequence.name == "third"
    gone = sequence_list_edits.delete_sequence(state, 1).state
    side = gone.sides[0]
    assert side.run(gone) is None
    assert why_not(gone, side) == "the sequence “other” is gone."


def test_a_cell_of_another_width_does_not_run() -> None:
    state = open_what("hand-set-lstm")
    narrow = open_what("elman").layer
    state = compare_layer(state, narrow, {"en": "Elman"}).state
    assert state.sides[0].run(state) is None
    assert why_not(state, state.sides[0]) == "its cell has 1 inputs, and the sequence 3."


def test_no_more_are_shown_than_have_room() -> None:
    state = open_what("hand-set-lstm")
    for start in range(4):
        state = what_if(state, replace(SHUT, start=start, stop=start + 1)).state
    assert [side.shown for side in state.sides] == [False, False, True, True]
    again = show(state, 1, True)
    assert again.name == "Show f = 0, t = 1 beside"
    assert [side.shown for side in again.state.sides] == [True, False, False, True]
    hidden = show(again.state, 4, False)
    assert hidden.name == "Hide f = 0, t = 4"
    assert [side.shown for side in hidden.state.sides] == [True, False, False, False]
    assert show(hidden.state, 4, False).state is hidden.state


def test_a_signal_that_is_gone_is_not_held() -> None:
    state = branched(Hold("z_f", None, 0, None, 1.0))
    text = state.layer.cell.equations
    lines = [line for line in text.splitlines() if not line.startswith("z_f")]
    changed = set_equations(state, "\n".join(lines).replace("z_f", "z_i")).state
    assert run_of(changed).holds == ()


Refused = tuple[Callable[[State], Edit], str]

REFUSED: tuple[Refused, ...] = (
    (lambda s: what_if(s, replace(SHUT, signal="q")), "q is no signal of the cell. Its signals are z, z_i,"),
    (lambda s: what_if(s, replace(SHUT, unit=1)), "f has no unit 2: it has 1. Choose one of them."),
    (lambda s: what_if(s, replace(SHUT, start=9, stop=10)), "the sequence has the steps 1 to 9. Hold something"),
    (lambda s: what_if(s, replace(SHUT, start=-1)), "the sequence has the steps 1 to 9. Hold something"),
    (lambda s: what_if(s, replace(SHUT, stop=10)), "the sequence has the steps 1 to 9. Hold something"),
    (lambda s: what_if(s, replace(SHUT, stop=3)), "the last step comes before the first one."),
    (lambda s: what_if(s, replace(SHUT, value=float("nan"))), "f: “nan” is not a finite number."),
    (lambda s: hold_also(s, 1, replace(SHUT, signal="q")), "q is no signal"),
    (lambda s: hold_also(s, 7, SHUT), "that side is not there any more."),
    (lambda s: drop(s, 7), "that side is not there any more."),
    (lambda s: release(s, 1, 3), "that is not held any more."),
    (lambda s: release(s, None, 0), "that is not held any more."),
    (lambda s: rename(s, 1, "  "), "the name is empty. Type one."),
    (lambda s: rename(s, 1, "x" * 101), "the name has 101 characters, and the most are 100."),
    (lambda s: compare_sequence(s, "none"), "there is no sequence “none”."),
    (
        lambda s: keep(replace(s, sides=(Side(1, {"en": "gone"}, sequence="none"),)), 1),
        "“gone” does not run, so it cannot be kept: the sequence “none” is gone.",
    ),
)


@pytest.mark.parametrize(("make", "words"), REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence(make: Callable[[State], Edit], words: str) -> None:
    with pytest.raises(UserError) as error:
        make(branched())
    assert str(error.value).startswith(words)


def test_there_are_not_endlessly_many_sides() -> None:
    state = open_what("hand-set-lstm")
    for _ in range(MOST_SIDES):
        state = what_if(state, SHUT).state
    with pytest.raises(UserError, match=r"which is the most\. Drop one"):
        what_if(state, SHUT)


def test_the_same_name_again_is_no_edit() -> None:
    state = branched()
    assert rename(state, 1, " f = 0,  t = 4 ").state is state
