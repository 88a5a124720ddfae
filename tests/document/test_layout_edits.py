"""The edit of a layout: named, undone, and no number is computed anew."""

from __future__ import annotations

from simulator.document import Document, Tracer, open_what
from simulator.document.layout_edits import set_layout


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
