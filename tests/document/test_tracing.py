"""The trace after any edits equals, bit for bit, that of a full run; and no more is computed than has to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.document import Document, Sequence, State, Tracer, open_what, sequence_list_edits, side_edits
from simulator.document.edits import (
    Edit,
    delete_steps,
    insert_steps,
    open_state,
    paste,
    set_initial,
    set_input,
    set_parameter,
    set_parameters,
)
from simulator.engine import Model, explain
from simulator.engine.holding import HeldModel, Hold
from tests.document.helpers import random_edit

SLICE = 17  # at most so many steps until the states are found to be what they were, in a cell that forgets at once


def full_run(state: State) -> dict[str, Any]:
    layer = state.layer
    model = Model(layer.cell, layer.inputs, layer.units, layer.outputs, parameters=layer.parameters)
    if not state.run.holds:
        return dict(model.run(state.sequence.array(), initial=layer.initial).values)
    return HeldModel(model, state.run.holds).resume(state.sequence.array(), layer.initial)


def assert_current(tracer: Tracer, state: State) -> None:
    assert tracer.ready_steps == tracer.total == state.sequence.steps
    trace = full_run(state)
    for name in state.layer.cell.signals:
        assert tracer.signal(name).shape == trace[name].shape
        assert tracer.signal(name).tobytes() == trace[name].tobytes(), name


def long_state(what: str, steps: int, seed: int = 0) -> State:
    state = open_what(what)
    rows = np.random.default_rng(seed).normal(size=(steps, state.sequence.inputs))
    return state.with_sequence(Sequence.of("long", rows))


def traced(state: State) -> tuple[Document, Tracer]:
    document = Document(state)
    tracer = Tracer(document)
    finish(tracer)
    return document, tracer


def finish(tracer: Tracer) -> int:
    """Compute all that is left and return how many steps it took."""
    before = tracer.computed_steps
    for _ in range(10_000):
        if tracer.advance(0):
            return tracer.computed_steps - before
    raise AssertionError("the tracer does not come to an end")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("what", ["hand-set-lstm", "lstm", "gru", "jordan", "irnn", "lstm-peephole"])
def test_after_each_of_many_random_edits(what: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    document, tracer = traced(long_state(what, 60, seed))
    for _ in range(40):
        match int(random.integers(6)):
            case 0:
                document.undo()
            case 1:
                document.redo()
            case _:
                document.apply(random_edit(document.state, random))
        finish(tracer)
        assert_current(tracer, document.state)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("what", ["hand-set-lstm", "lstm", "gru-chung"])
def test_edits_while_the_one_before_is_under_way(what: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of a few steps, one or none between edits: what is stale must never pass for settled."""
    monkeypatch.setattr("simulator.document.tracing.AT_ONCE", 0)
    monkeypatch.setattr("simulator.document.tracing._LARGEST", 5)
    monkeypatch.setattr("simulator.document.tracing._FIRST", 2)
    random = np.random.default_rng(seed)
    document, tracer = traced(long_state(what, 60, seed))
    for _ in range(120):
        match int(random.integers(8)):
            case 0:
                document.undo()
            case 1:
                document.redo()
            case _:
                document.apply(random_edit(document.state, random))
        for _ in range(int(random.integers(4))):
            tracer.advance(0)
        trace = full_run(document.state)
        for name in document.state.layer.cell.signals:
            ready = tracer.ready_steps
            assert tracer.signal(name, 0, ready).tobytes() == trace[name][:ready].tobytes()
        if random.integers(5) == 0:
            finish(tracer)
            assert_current(tracer, document.state)
    finish(tracer)
    assert_current(tracer, document.state)


def test_it_stops_where_the_states_are_what_they_were() -> None:
    """A step that clears the memory (x2 = -1) makes all after it independent of what was before."""
    state = long_state("hand-set-lstm", 5000)
    state = set_input(state, 1003, 1, -1.0).state
    document, tracer = traced(state)
    document.apply(set_input(document.state, 1000, 0, 0.25))
    assert tracer.ready_steps == 1000
    assert finish(tracer) <= SLICE
    assert_current(tracer, document.state)


@pytest.mark.parametrize("place", [0, 100, 4000])
def test_steps_put_in_or_taken_out_move_the_rest(place: int) -> None:
    state = long_state("hand-set-lstm", 5000)
    state = set_input(state, place + 5, 1, -1.0).state
    document, tracer = traced(state)
    document.apply(insert_steps(document.state, place, 3))
    assert finish(tracer) <= SLICE + 3
    assert_current(tracer, document.state)
    document.apply(delete_steps(document.state, place, 2))
    assert finish(tracer) <= SLICE + 3
    assert_current(tracer, document.state)
    document.undo()
    document.undo()
    assert finish(tracer) <= SLICE + 6
    assert_current(tracer, document.state)


def test_what_is_deleted_or_added_at_the_end_costs_nothing_before_it() -> None:
    document, tracer = traced(long_state("lstm", 3000))
    document.apply(delete_steps(document.state, 2500, 500))
    assert finish(tracer) == 0
    assert_current(tracer, document.state)
    document.apply(paste(document.state, 2500, 0, [[1.0, 2.0]] * 4))
    assert finish(tracer) == 4
    assert_current(tracer, document.state)


def test_another_start_stops_early_as_well() -> None:
    state = set_input(long_state("hand-set-lstm", 5000), 3, 1, -1.0).state
    document, tracer = traced(state)
    document.apply(set_initial(document.state, "c", 0, 2.5))
    assert tracer.ready_steps == 0
    assert finish(tracer) <= SLICE
    assert_current(tracer, document.state)


def test_other_weights_are_a_full_run() -> None:
    document, tracer = traced(long_state("hand-set-lstm", 3000))
    document.apply(set_parameter(document.state, "W", (0, 2), 1e-3))
    assert finish(tracer) == 3000
    assert_current(tracer, document.state)
    document.apply(set_parameters(document.state, {"b": [0.5], "b_o": [1]}))
    finish(tracer)
    assert_current(tracer, document.state)


def test_an_edit_far_away_is_never_taken_for_settled() -> None:
    """Undoing several edits at once changes rows far apart: the first stop must not hide the second."""
    state = set_input(long_state("hand-set-lstm", 4000), 13, 1, -1.0).state
    document, tracer = traced(state)
    document.apply(set_input(document.state, 10, 0, 7.0, gesture="a"))
    document.apply(set_input(document.state, 3900, 0, 7.0, gesture="a"))
    finish(tracer)
    document.undo()
    finish(tracer)
    assert_current(tracer, document.state)


def with_others(state: State, seed: int) -> State:
    """Return the state with two more sequences: one that begins like the one on show, and a shorter one."""
    rows = np.random.default_rng(seed + 100).normal(size=(47, state.sequence.inputs))
    alike = np.concatenate([state.sequence.array(0, 25), rows])
    return replace(state, sequences=(*state.sequences, Sequence.of("alike", alike), Sequence.of("short", rows)))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("what", ["hand-set-lstm", "lstm", "gru"])
def test_other_sequences_are_chosen_and_edited_while_it_computes(
    what: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.document.tracing.AT_ONCE", 0)
    monkeypatch.setattr("simulator.document.tracing._LARGEST", 5)
    monkeypatch.setattr("simulator.document.tracing._FIRST", 2)
    random = np.random.default_rng(seed)
    document, tracer = traced(with_others(long_state(what, 60, seed), seed))
    for turn in range(120):
        state = document.state
        index = int(random.integers(len(state.sequences)))
        match int(random.integers(7)):
            case 0:
                document.undo()
            case 1:
                document.redo()
            case 2 | 3:
                document.apply(sequence_list_edits.show_sequence(state, index))
            case 4:
                document.apply(sequence_list_edits.rename_sequence(state, index, f"again {turn}"))
            case 5 if len(state.sequences) < 5:
                document.apply(sequence_list_edits.copy_sequence(state, index))
            case _:
                document.apply(random_edit(state, random))
        for _ in range(int(random.integers(4))):
            tracer.advance(0)
        trace = full_run(document.state)
        assert tracer.total == document.state.sequence.steps
        for name in document.state.layer.cell.signals:
            ready = tracer.ready_steps
            assert tracer.signal(name, 0, ready).tobytes() == trace[name][:ready].tobytes()
        if random.integers(5) == 0:
            finish(tracer)
            assert_current(tracer, document.state)
    finish(tracer)
    assert_current(tracer, document.state)


def test_what_two_sequences_begin_with_is_computed_once() -> None:
    document, tracer = traced(with_others(long_state("lstm", 60), 0))
    document.apply(sequence_list_edits.show_sequence(document.state, 1))
    assert tracer.ready_steps == 25
    assert finish(tracer) == 72 - 25
    assert_current(tracer, document.state)


def test_what_changes_no_number_on_show_costs_nothing() -> None:
    document, tracer = traced(with_others(long_state("lstm", 3000), 0))
    explained = tracer.explained(7)
    document.apply(sequence_list_edits.add_sequence(document.state, 5))
    document.undo()
    finish(tracer)
    makers: tuple[Callable[[State], Edit], ...] = (
        lambda state: sequence_list_edits.rename_sequence(state, 1, "another"),
        lambda state: sequence_list_edits.rename_sequence(state, 0, "one"),
        lambda state: sequence_list_edits.copy_sequence(state),
        lambda state: sequence_list_edits.move_sequence(state, state.chosen, 0),
        lambda state: sequence_list_edits.delete_sequence(state, 2),
    )
    for make in makers:
        document.apply(make(document.state))
        assert tracer.advance(0)
        assert finish(tracer) == 0
        assert_current(tracer, document.state)
    assert same(tracer.explained(7)["h"], explained["h"])


def test_another_name_does_not_make_it_forget_how_far_it_is() -> None:
    """Where the states are met again it still stops, though the sequence is another object by then."""
    state = set_input(long_state("hand-set-lstm", 5000), 1003, 1, -1.0).state
    document, tracer = traced(state)
    document.apply(set_input(document.state, 1000, 0, 0.25))
    document.apply(sequence_list_edits.rename_sequence(document.state, 0, "renamed"))
    assert tracer.ready_steps == 1000
    assert finish(tracer) <= SLICE
    assert_current(tracer, document.state)


def test_a_thousand_steps_are_done_in_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.document.tracing.PATIENCE", 60.0)  # whatever the machine is busy with
    tracer = Tracer(Document(long_state("lstm", 1000)))
    assert tracer.advance(0)
    document = Document(long_state("lstm", 10_000))
    tracer = Tracer(document)
    assert not tracer.advance(0)
    assert 1000 <= tracer.ready_steps < 3000
    assert tracer.signal("h")[tracer.ready_steps :].any() == np.False_, "nothing is shown before it is computed"


def test_a_large_model_is_computed_in_small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.document.tracing.PATIENCE", 0.0)
    state = open_what("elman")
    model = Model(state.layer.cell, 1, 1000)
    tracer = Tracer(Document(resized(state, model)))
    assert not tracer.advance(0)
    assert 1 <= tracer.ready_steps <= 8


def resized(state: State, model: Model) -> State:
    units = model.sizes["units"]
    initial = {name: np.zeros(units) for name in state.layer.initial}
    layer = replace(state.layer, units=units, parameters=dict(model.parameters), initial=initial)
    return state.with_layer(layer).with_sequence(Sequence.of("long", np.ones((100, 1))))


def test_another_lesson_starts_anew() -> None:
    document, tracer = traced(open_what("hand-set-lstm"))
    for what in ("gru-gates", "elman-ones", "order-matters", "lstm"):
        document.apply(open_state(open_what(what)))
        assert tracer.model.cell.id == document.state.layer.cell.id
        finish(tracer)
        assert_current(tracer, document.state)
    document.undo()
    finish(tracer)
    assert_current(tracer, document.state)


def test_states_that_overflow_go_on() -> None:
    """Every weight is finite, and yet the memory is soon infinite, and then no number."""
    document, tracer = traced(long_state("irnn", 3000))
    document.apply(set_parameter(document.state, "U", (0, 0), 1e200))
    document.apply(set_parameter(document.state, "W", (0, 0), 1e200))
    finish(tracer)
    assert np.isinf(tracer.signal("h")).any()
    assert_current(tracer, document.state)
    document.apply(set_input(document.state, 2000, 0, 0.5))
    finish(tracer)
    assert_current(tracer, document.state)


def same(one: Any, two: Any) -> bool:
    return bool(np.asarray(one).tobytes() == np.asarray(two).tobytes())


@pytest.mark.parametrize("what", ["hand-set-lstm", "lstm", "gru", "wildml"])
def test_a_step_explained_equals_that_of_a_full_run(what: str) -> None:
    document, tracer = traced(open_what(what))
    layer = document.state.layer
    trace = tracer.model.run(document.state.sequence.array(), initial=layer.initial)
    for step in range(1, trace.steps + 1):
        ours, theirs = tracer.explained(step), explain(tracer.model, trace, step)
        assert ours.step == step
        assert len(ours.values) == len(theirs.values)
        assert all(map(same, ours.values, theirs.values))
        assert same(ours.x, theirs.x)
        assert all(same(ours.previous(name), theirs.previous(name)) for name in ours.cell.states)


def test_explained_steps_are_kept_until_the_next_edit() -> None:
    document, tracer = traced(open_what("hand-set-lstm"))
    found = tracer.explained(4)
    assert tracer.explained(4) is found
    document.apply(set_input(document.state, 3, 0, 5.0))
    assert found["c"][0] == pytest.approx(7, abs=1e-2), "what was handed out does not change"
    tracer.advance(1)
    again = tracer.explained(4)
    assert again["c"][0] == pytest.approx(8, abs=1e-2)
    assert found["c"][0] == pytest.approx(7, abs=1e-2)
    assert again.previous("c")[0] == tracer.signal("c")[2, 0]


def test_only_the_last_few_explained_steps_are_kept() -> None:
    _, tracer = traced(long_state("hand-set-lstm", 100))
    first = tracer.explained(1)
    for step in range(2, 100):
        tracer.explained(step)
    assert tracer.explained(1) is not first
    assert len(tracer._explained) < 20


def test_a_step_not_computed_yet_is_not_kept() -> None:
    document, tracer = traced(long_state("lstm", 5000))
    document.apply(set_input(document.state, 0, 0, 3.0))
    stale = tracer.explained(4000)
    finish(tracer)
    assert tracer.explained(4000) is not stale


def test_what_it_hands_out_cannot_be_written_to() -> None:
    _, tracer = traced(open_what("hand-set-lstm"))
    with pytest.raises(ValueError, match="read-only"):
        tracer.signal("c")[0] = 1


def test_what_is_held_is_held_and_no_more_is_computed_than_differs() -> None:
    state = set_input(long_state("hand-set-lstm", 5000), 1003, 1, -1.0).state
    document, tracer = traced(state)
    held = replace(state, holds=(Hold("f", None, 1000, 1001, 0.0),))
    document.apply(Edit("Hold", held))
    assert tracer.ready_steps == 1000
    assert finish(tracer) <= SLICE
    assert tracer.signal("f")[1000, 0] == 0
    assert_current(tracer, held)
    assert tracer.explained(1001).held == {"f": {0}}
    assert tracer.explained(1002).held == {}
    document.apply(Edit("Hold", replace(held, holds=(Hold("f", None, 1000, None, 0.0),))))
    assert finish(tracer) == 4000, "the states are soon the old ones, but what is held is not"
    assert_current(tracer, document.state)
    document.undo()
    finish(tracer)
    assert_current(tracer, document.state)


def test_steps_put_in_before_what_is_held() -> None:
    """What is held stays at its steps, and the numbers that move away from them are made anew."""
    state = replace(long_state("hand-set-lstm", 300), holds=(Hold("c", None, 100, 110, 5.0), Hold("i", 0, 50, 60, 1.0)))
    for change in (insert_steps(state, 20, 3), delete_steps(state, 20, 3), insert_steps(state, 105, 30)):
        document, tracer = traced(state)
        document.apply(change)
        finish(tracer)
        assert_current(tracer, document.state)


def test_a_side_is_traced_beside_the_document() -> None:
    document = Document(long_state("hand-set-lstm", 60))
    document.apply(side_edits.what_if(document.state, Hold("f", None, 10, 20, 0.0)))
    side = Tracer(document, lambda state: state.sides[0].run(state) if state.sides else None)
    finish(side)
    assert side.signal("f")[10:20].max() == 0
    document.apply(set_input(document.state, 5, 0, 3.5))
    finish(side)
    assert_current(side, replace(document.state, holds=document.state.sides[0].holds or ()))
    document.apply(side_edits.drop(document.state, 1))
    assert side.ready_steps == side.total, "what is gone is not computed any more"


def test_the_whole_trace() -> None:
    document = Document(replace(long_state("lstm", 3000), holds=(Hold("f", 1, 10, None, 1.0),)))
    tracer = Tracer(document)
    trace = tracer.trace()
    full = full_run(document.state)
    assert all(trace[name].tobytes() == full[name].tobytes() for name in trace.signals)
    assert trace.x.shape == (3000, 2)
    assert same(trace.final["c"], full["c"][-1])
    assert trace.parameters.keys() == set(tracer.model.cell.parameters)


def test_it_can_be_stopped() -> None:
    document, tracer = traced(open_what("hand-set-lstm"))
    tracer.stop()
    document.apply(insert_steps(document.state, 0))
    assert tracer.total == 9
