"""What runs beside the document, in the window: what if, other cells, weights, sequences; marks, list, timeline."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog

from simulator.document.edits import set_input, set_parameter
from simulator.document.side_edits import compare_layer, what_if
from simulator.engine.holding import Hold
from simulator.gui.comparing.compare_view import CompareView
from simulator.gui.comparing.hold_dialog import HoldDialog
from simulator.gui.window import Window
from simulator.render.comparing.listing import BEFORE, NEXT
from tests.gui.conftest import Opener, diagram

pytestmark = pytest.mark.qt

SHUT = Hold("f", None, 3, 4, 0.0)


def compare(window: Window) -> CompareView:
    view = window.views.view("compare")
    assert isinstance(view, CompareView)
    return view


def branched(window: Window, hold: Hold = SHUT) -> CompareView:
    window.session.apply(what_if(window.session.state, hold))
    window.show_view("compare")
    QApplication.processEvents()
    return compare(window)


def titles(view: CompareView) -> list[str]:
    return [pane.title.text() for pane in view.panes if pane.isVisible()]


def dialog(kind: type[QDialog]) -> Any:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    assert len(found) == 1
    return found[0]


def press(window: Window, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget() or window
    QTest.keyClick(target, key, modifiers)


# -- what if


def test_a_gate_is_held_by_keys_alone(window: Window) -> None:
    session = window.session
    session.select("f")
    session.clock.jump(4)
    press(window, Qt.Key.Key_H)
    asked = dialog(HoldDialog)
    assert asked.hold == SHUT, "the selected signal, at the present step, at the other end of the gate"
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert session.shown_view == "compare"
    assert [side.title for side in session.state.sides] == ["f = 0, t = 4"]
    view = compare(window)
    assert titles(view) == ["Original", "f = 0, t = 4"]
    assert view.differing() == {"f", "c"}
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.state.sides == ()
    assert titles(view) == ["Original"]
    assert view.offer.isVisible()


def test_selected_steps_are_held_to_the_end_in_a_branch_there_is(window: Window) -> None:
    branched(window)
    window.timeline.selection.begin(4, 0)
    window.timeline.selection.reach(6, 0)
    window.session.select("o")
    window.actions_["what_if"].trigger()
    asked = dialog(HoldDialog)
    assert (asked.first.value, asked.last.value) == (5, 7)
    asked.branch.setCurrentIndex(1)
    asked.quick["0.5"].click()
    asked.to_end.setChecked(True)
    asked.accept()
    (side,) = window.session.state.sides
    assert side.holds == (SHUT, Hold("o", None, 4, None, 0.5))


def test_what_cannot_be_held_is_said_in_the_dialog(window: Window) -> None:
    window.actions_["what_if"].trigger()
    asked = dialog(HoldDialog)
    asked.first.show_value(7.0)
    asked.last.show_value(3.0)
    asked.accept()
    assert asked.isVisible()
    assert asked.message.text().startswith("the last step comes before the first one.")
    asked.reject()
    assert window.session.state.sides == ()


def test_one_unit_of_several_is_held(open_window: Opener) -> None:
    window = open_window("lstm", animation=False)
    window.session.select("c", 1)
    window.actions_["what_if"].trigger()
    asked = dialog(HoldDialog)
    assert asked.hold.signal == "c"
    assert asked.hold.unit == 1
    asked.unit.setCurrentIndex(0)
    assert asked.hold.unit is None
    asked.signal.setCurrentIndex(asked.signal.findData("f"))
    assert asked.hold.signal == "f"
    asked.reject()


def test_a_branch_follows_the_document(window: Window) -> None:
    view = branched(window)
    session = window.session
    session.clock.jump(4)
    assert _values(view)["c"] == pytest.approx((7, 4), abs=0.01)
    session.apply(set_input(session.state, 1, 0, 5.0))
    assert _values(view)["c"] == pytest.approx((9, 4), abs=0.01)


def _values(view: CompareView) -> dict[str, tuple[float | None, ...]]:
    return {one.signal: one.values for one in view.found()}


def test_a_branch_that_is_kept_is_the_document_until_it_is_let_go(window: Window) -> None:
    view = branched(window)
    session = window.session
    session.clock.jump(4)
    view.panes[1].keep.click()
    assert session.state.holds == (SHUT,)
    assert titles(view) == ["Original"]
    now = session.explained(4)
    assert now is not None
    assert now["c"][0] == pytest.approx(4, abs=0.01)
    assert "held f" in view.panes[0].diagram.picture.items
    session.select("f")
    assert window.inspector.sentence.text() == "Held at 0 at this step. Its equation gives 1.0000."
    window.show_view("cell")
    QApplication.processEvents()
    assert "held f" in diagram(window).picture.items
    session.clock.jump(5)
    QApplication.processEvents()
    QApplication.processEvents()
    assert window.inspector.sentence.text() == "1 keeps the old memory, 0 wipes it."
    session.clock.jump(4)
    window.show_view("compare")
    (action,) = [action for action in view.panes[0].menu().actions() if action.text()]
    assert action.text() == "Let go: f = 0, t = 4"
    action.trigger()
    now = session.explained(4)
    assert now is not None
    assert now["c"][0] == pytest.approx(7, abs=0.01)


def test_what_can_be_done_with_a_side(window: Window) -> None:
    view = branched(window)
    texts = [action.text().replace("&", "") for action in view.panes[1].menu().actions() if action.text()]
    assert texts == [
        *("Keep it", "Rename…", "Hold something in it…", "Hide it", "Drop it"),
        "Let go: f = 0, t = 4",
    ]
    actions = {action.text().replace("&", ""): action for action in view.panes[1].menu().actions()}
    actions["Rename…"].trigger()
    asked = dialog(QInputDialog)
    asked.setTextValue("shut once")
    asked.accept()
    assert titles(view) == ["Original", "shut once"]
    actions["Hold something in it…"].trigger()
    asked = dialog(HoldDialog)
    assert asked.branch.currentText() == "shut once"
    asked.reject()
    actions["Hide it"].trigger()
    assert titles(view) == ["Original"]
    assert [side.shown for side in window.session.state.sides] == [False]
    window.session.document.undo()
    view.panes[1].close_button.click()
    assert window.session.state.sides == ()


# -- other sides


def test_another_cell_runs_beside(open_window: Opener) -> None:
    window = open_window("gru-gates", animation=False)
    window.actions_["compare_cell"].trigger()
    asked = dialog(QInputDialog)
    wanted = next(text for text in asked.comboBoxItems() if "takes the new" in text)
    asked.setTextValue(wanted)
    asked.accept()
    QApplication.processEvents()
    view = compare(window)
    assert titles(view) == ["GRU", wanted]
    assert view.differing() >= {"h"}
    assert "differs h" in view.panes[1].diagram.picture.items
    assert not view.panes[1].diagram.editable


def test_weights_are_compared_with_what_they_were(window: Window) -> None:
    session = window.session
    window.actions_["compare_weights"].trigger()
    view = compare(window)
    assert titles(view) == ["Original", "Weights as they were"]
    session.clock.jump(5)
    assert view.differing() == set()
    session.apply(set_parameter(session.state, "b_f", (0,), -10.0))
    assert view.differing() >= {"f", "c"}


def test_another_sequence_of_another_length_runs_beside(window: Window) -> None:
    session = window.session
    window.actions_["compare_sequence"].trigger()
    assert window.notice.isVisible(), "there is only one sequence"
    window.actions_["copy_sequence"].trigger()
    for _ in range(3):
        window.actions_["insert"].trigger()
    assert session.steps == 12
    window.actions_["previous_sequence"].trigger()
    assert session.steps == 9
    window.actions_["compare_sequence"].trigger()
    asked = dialog(QInputDialog)
    asked.accept()
    view = compare(window)
    assert session.cursor.last == 12, "as long as the longest"
    session.clock.jump(12)
    assert view.panes[0].stack.currentWidget() is view.panes[0].message
    assert "9 steps" in view.panes[0].message.text()
    assert view.panes[1].stack.currentWidget() is view.panes[1].diagram
    window.show_view("cell")
    assert session.cursor.last == 9
    assert session.cursor.step == 9


def test_a_side_that_does_not_run_says_why(window: Window, open_window: Opener) -> None:
    narrow = open_window("elman", animation=False).session.layer
    session = window.session
    session.apply(compare_layer(session.state, narrow, {"en": "Elman"}))
    window.show_view("compare")
    pane = compare(window).panes[1]
    assert pane.stack.currentWidget() is pane.message
    assert pane.message.text() == "It does not run: its cell has 1 inputs, and the sequence 3."


def test_what_there_is_to_choose_from_is_offered_beside_a_document_that_is_alone(window: Window) -> None:
    window.show_view("compare")
    view = compare(window)
    assert view.offer.isVisible()
    assert view.list.isHidden()
    view.offer.buttons["compare_weights"].click()
    assert view.offer.isHidden()
    assert view.list.isVisible()


# -- marks


def test_the_next_difference_is_gone_to_by_key_and_by_click(window: Window) -> None:
    view = branched(window)
    session = window.session
    press(window, Qt.Key.Key_N)
    assert session.cursor.step == 4
    spots = {spot.target: spot for spot in view.list.picture.hotspots}
    assert spots[NEXT].tip == "t = 5"
    assert BEFORE not in spots
    place = view.list.place(NEXT)
    assert place is not None
    QTest.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert session.cursor.step == 5
    press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert session.cursor.step == 4
    press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert session.cursor.step == 4
    assert window.notice.isVisible()


def test_without_anything_beside_it_there_is_no_difference_to_go_to(window: Window) -> None:
    press(window, Qt.Key.Key_N)
    assert window.session.shown_view == "cell"
    assert "menu Compare" in window.notice.text()


def test_what_is_clicked_in_the_list_is_selected(window: Window) -> None:
    view = branched(window)
    window.session.clock.jump(4)
    place = view.list.place("c")
    assert place is not None
    QTest.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert window.session.selected == "c"


def test_one_timeline_shows_all_runs(window: Window) -> None:
    branched(window)
    rows = [(row.letter, row.signal) for row in window.timeline.rows]
    assert rows == [
        *[("", "x")] * 3,
        *[("A", "f"), ("B", "f"), ("A", "c"), ("B", "c"), ("A", "y"), ("B", "y")],
        *[("", "i"), ("", "o")],
    ]
    assert "differing" in window.timeline.canvas.picture.items
    window.show_view("cell")
    assert {row.letter for row in window.timeline.rows} == {""}
    assert "differing" not in window.timeline.canvas.picture.items


def test_the_inputs_of_another_sequence_are_not_edited_by_a_click(open_window: Opener) -> None:
    window = open_window("order-matters", size=(1920, 1080), animation=False)
    place, rows = window.timeline.placed, window.timeline.rows
    assert place is not None
    number = next(k for k, row in enumerate(rows) if row.signal == "x" and row.side == 1)
    at = place.place(number, 1)
    assert at is not None
    point = QPoint(round(at[0] + at[2] / 2), round(at[1] + at[3] / 2))
    QTest.mouseClick(window.timeline.canvas.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert not window.timeline.editor.is_open
    assert window.session.cursor.step == 2


def test_the_panes_make_room_and_come_back(open_window: Opener) -> None:
    window = open_window(size=(1366, 728), animation=False)
    assert window.left.pane.isVisible()
    branched(window)
    assert not window.left.pane.isVisible()
    assert not window.right.pane.isVisible()
    window.show_view("cell")
    assert window.left.pane.isVisible()
    assert window.right.pane.isVisible()


# -- lessons


@pytest.mark.parametrize("name", ["order-matters", "ten-or-three", "across-a-gap", "gru-conventions"])
def test_a_lesson_that_compares_opens_as_that(window: Window, name: str) -> None:
    assert window.open(name)
    QApplication.processEvents()
    view = compare(window)
    assert window.session.shown_view == "compare"
    assert len(titles(view)) == 1 + len(window.session.state.sides)
    assert all(pane.diagram.picture.items for pane in view.panes if pane.isVisible())
    assert window.open("hand-set-lstm")
    assert window.session.shown_view == "cell"
    assert not window.session.sides.runs


def test_nothing_is_computed_beside_while_it_is_not_seen(window: Window) -> None:
    branched(window)
    assert len(window.session.sides.runs) == 1
    window.show_view("cell")
    assert not window.session.sides.runs


def test_long_runs_are_computed_while_the_window_answers(open_window: Opener) -> None:
    window = open_window(animation=False)
    session = window.session
    for _ in range(12):
        window.timeline.select_all()
        window.actions_["repeat"].trigger()
        window.timeline.selection.choose(None)
    assert session.steps == 9 * 2**12
    view = branched(window, Hold("f", None, 30_000, None, 0.0))
    while any(run.ready < run.steps for run in (session.run, *session.sides.runs)):
        QApplication.processEvents()
    press(window, Qt.Key.Key_N)
    assert session.cursor.step == 30_001
    assert view.differing() >= {"f"}
