"""The edit of a layout: named, undone, and no number is computed anew."""

from __future__ import annotations

from dataclasses import replace

from simulator.document import Document, Tracer, open_what
from simulator.document.layout_edits import move_part, places_of, set_layout, tidy


def test_a_layout_is_chosen_by_a_named_edit_that_can_be_undone() -> None:
    document = Document(open_what("lstm"))
    tracer = Tracer(document)
    tracer.advance(1.0)
    computed = tracer.computed_steps
    edit = set_layout(document.state, "conveyor")
    assert edit.name == "Draw the cell as a conveyor belt"
    document.apply(edit)
    assert document.state.layer.layout == "conveyor"
    assert tracer.ready_steps == tracer.total
    assert tracer.computed_steps == computed
    document.undo()
    assert document.state.layer.layout == "lecture"
    document.redo()
    assert document.state.layer.layout == "conveyor"


def test_the_layout_that_is_shown_is_no_change() -> None:
    state = open_what("lstm")
    assert set_layout(state, "lecture").state is state


def test_a_part_is_moved_by_a_named_edit_and_nothing_is_computed_anew() -> None:
    document = Document(open_what("lstm"))
    tracer = Tracer(document)
    tracer.advance(1.0)
    computed = tracer.computed_steps
    for x in (20.0, 30.0, 40.0):
        document.apply(move_part(document.state, "z_f:12", (x, 50.0), "drag 1"))
    assert document.undo_edit is not None
    assert document.undo_edit.name == "Move z_f in the diagram"
    assert dict(places_of(document.state.layer)) == {"z_f:12": (40.0, 50.0)}
    assert move_part(document.state, "z_f:12", (40.0, 50.0)).state is document.state
    assert tracer.ready_steps == tracer.total
    assert tracer.computed_steps == computed
    document.undo()
    assert not places_of(document.state.layer), "a drag is one step of undo"
    assert document.undo_edit is None


def test_tidying_takes_all_places_back_also_those_of_the_file() -> None:
    state = open_what("lstm")
    assert tidy(state).state is state
    cell = replace(state.layer.cell, layouts={"auto": {"f": (20.0, 80.0)}})
    placed = state.with_layer(replace(state.layer, cell=cell))
    assert dict(places_of(placed.layer)) == {"f": (20.0, 80.0)}
    moved = move_part(placed, "i", (1.0, 2.0)).state
    assert dict(places_of(moved.layer)) == {"f": (20.0, 80.0), "i": (1.0, 2.0)}
    assert not places_of(tidy(moved).state.layer)
