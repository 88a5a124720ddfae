"""The editor of the equations: what is typed takes effect, what is no cell is said under its column, all is undone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document import Settings, open_what
from simulator.document.edits import set_parameter
from simulator.gui.equation_editor import EquationEditor
from simulator.gui.session import Session
from simulator.gui.views.equations_view import EquationsView


@pytest.fixture
def view(application: QApplication) -> Iterator[EquationsView]:
    session = Session(open_what("hand-set-lstm"), Settings(animation=False))
    shown = EquationsView(session)
    shown.resize(1000, 600)
    shown.show()
    assert QTest.qWaitForWindowExposed(shown)
    shown.activateWindow()
    shown.editor.setFocus()
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()
    session.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def put_caret(editor: EquationEditor, after: str) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(editor.toPlainText().index(after) + len(after))
    editor.setTextCursor(cursor)


def put_text(editor: EquationEditor, text: str) -> None:
    """Put a whole text in place of another, as pasting does."""
    editor.selectAll()
    editor.insertPlainText(text)


def test_typing_takes_effect_letter_by_letter_and_is_one_step_of_undo(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    first = session.state
    put_caret(editor, "y = linear(c) * o")
    QTest.keyClicks(editor, " + 1")
    assert session.cell.equation("y") == "y = linear(c) * o + 1"
    assert session.signal("y", 0, 1)[0, 0] == pytest.approx(1.0, abs=1e-3)
    assert session.layer.parameters["W"] is first.layer.parameters["W"]
    assert session.document.undo_edit is not None
    session.document.undo()
    assert session.state is first
    assert session.document.undo_edit is None
    assert editor.toPlainText() == first.layer.cell.equations
    session.document.redo()
    assert editor.toPlainText().endswith("y = linear(c) * o + 1\n")


def test_what_is_no_cell_leaves_the_last_good_one_and_says_where(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    good = session.state
    put_caret(editor, "y = linear(")
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClicks(editor, "q(")
    last_good = session.state
    assert editor.error is not None
    assert (editor.error.line, editor.error.column) == (10, 5)
    assert editor.message.isVisible()
    assert editor.message.text() == "lineaq is not a function of the cell language. Did you mean linear?"
    assert editor.accessibleDescription() == editor.message.text()
    assert session.cell.equation("y") == last_good.layer.cell.equation("y") == good.layer.cell.equation("y")
    block = editor.document().findBlockByNumber(9)
    at = QTextCursor(block)
    at.setPosition(block.position() + 4)
    place = editor.cursorRect(at)
    assert editor.message.y() >= place.bottom() or editor.message.geometry().bottom() <= place.top()
    assert abs(editor.message.x() + 6 - place.left()) <= 2
    assert editor.extraSelections()[0].cursor.selectedText() == "lineaq"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.error is None
    assert editor.toPlainText() == session.cell.equations


def test_columns_count_characters_also_beyond_the_basic_plane(view: EquationsView) -> None:
    editor = view.editor
    put_text(editor, "𝑎 = W @ x  # 😀\nh = 𝑎 + softmx(𝑎)")
    assert editor.error is not None
    assert editor.extraSelections()[0].cursor.selectedText() == "softmx"
    put_text(editor, "größe = W @ x\nü = größe * größer[t-1]")
    assert editor.extraSelections()[0].cursor.selectedText() == "größer"


def test_a_line_that_is_only_begun_is_not_called_wrong_while_it_is_typed(view: EquationsView) -> None:
    editor = view.editor
    put_caret(editor, "y = linear(c) * o")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "m = tanh(")
    assert editor.error is not None
    assert not editor.message.isVisible()
    assert editor.extraSelections() == []
    QTest.keyClicks(editor, "c)")
    assert editor.error is None
    assert "m" in view.session.cell.signals
    QTest.keyClicks(editor, " +")
    assert not editor.message.isVisible()
    QTest.keyClick(editor, Qt.Key.Key_Up)
    assert editor.message.isVisible()  # it is left as it is
    QTest.keyClick(editor, Qt.Key.Key_Down)
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClicks(editor, " ")
    assert not editor.message.isVisible()
    editor._wait.timeout.emit()  # as after a while
    assert editor.message.isVisible()


def test_ctrl_z_first_takes_back_what_has_not_reached_the_document(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    session.apply(set_parameter(session.state, "W", (0, 0), 2.0))
    changed = session.state
    put_caret(editor, "y = linear(c) * o")
    QTest.keyClicks(editor, " ^")
    assert editor.error is not None
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.error is None
    assert editor.toPlainText() == session.cell.equations
    assert session.state.layer.parameters["W"] is changed.layer.parameters["W"]


def test_typing_back_to_the_beginning_leaves_nothing_to_undo(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    first = session.state
    put_caret(editor, "y = linear(c) * o")
    QTest.keyClicks(editor, "2")
    assert session.state is not first
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert session.state is first
    assert session.document.undo_edit is None
    QTest.keyClicks(editor, "3")
    session.document.undo()
    assert session.state is first


def test_what_loses_its_name_on_the_way_has_its_numbers_again(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    weights = session.layer.parameters["W_f"]
    put_caret(editor, "z_f = W_f")
    for _ in range(2):
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClicks(editor, "_f")
    assert session.layer.parameters["W_f"] is weights


def test_a_name_that_has_become_a_weight_is_told(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    put_caret(editor, "y = linear(c")
    QTest.keyClicks(editor, "c")
    assert view.note.isVisible()
    assert view.note.text() == "New weights, drawn at random: cc"
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert not view.note.isVisible()
    QTest.keyClicks(editor, "_")
    session.document.undo()
    assert not view.note.isVisible()


def test_an_edit_from_elsewhere_ends_what_is_typed(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    put_caret(editor, "y = linear(c) * o")
    QTest.keyClicks(editor, " + 1")
    session.apply(set_parameter(session.state, "W", (0, 0), 3.0))
    QTest.keyClicks(editor, "0")
    assert session.layer.parameters["W"][0, 0] == 3.0
    session.document.undo()
    assert session.cell.equation("y") == "y = linear(c) * o + 1"
    assert session.layer.parameters["W"][0, 0] == 3.0


def test_a_function_is_chosen_from_the_list(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    put_caret(editor, "f = sigmoid(z")
    assert view.functions.isEnabled()
    assert view.functions.currentText() == "sigmoid"
    view.functions.activated.emit(view.functions.findText("hard_sigmoid"))
    assert session.cell.equation("f") == "f = hard_sigmoid(z_f)"
    assert session.document.undo_edit is not None
    assert session.document.undo_edit.name == "Change a function to hard_sigmoid"
    assert view.functions.currentText() == "hard_sigmoid"
    session.document.undo()
    assert session.cell.equation("f") == "f = sigmoid(z_f)"
    put_caret(editor, "c = g")
    assert not view.functions.isEnabled()


def test_the_output_is_chosen_from_the_list(view: EquationsView) -> None:
    session = view.session
    assert view.outputs.currentText() == "y"
    view.outputs.activated.emit(view.outputs.findText("c"))
    assert session.cell.output == "c"
    session.document.undo()
    assert view.outputs.currentText() == "y"


def test_the_caret_selects_its_signal_and_a_click_puts_the_caret_there(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    put_caret(editor, "o = sigm")
    assert session.selected == "o"
    view.picture.setFocus()
    session.select("c")
    assert editor.textCursor().block().text().startswith("c = ")
    view.picture.clicked.emit("W_i[0,1]")
    assert session.selected == "z_i"


def test_the_signal_that_is_typed_is_selected(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    put_caret(editor, "f = sigmoid(z_f)")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "m = f * f")
    assert session.selected == "m"
    QTest.keyClick(editor, Qt.Key.Key_Down)
    assert session.selected == "o"


def test_a_signal_that_goes_is_no_longer_selected(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    session.select("y")
    put_text(editor, "h = tanh(W @ x + b)\n")
    assert session.selected == "h"
    assert session.given["W"].shape == (1, 3)
    assert session.given["b"] is session.layer.parameters["b"] or session.given["b"].shape == (1,)


def test_a_trace_that_overflows_says_where_and_stays_usable(view: EquationsView) -> None:
    session, editor = view.session, view.editor
    assert not view.warning.isVisible()
    put_text(editor, "z = W @ x + b\nc = c[t-1] + exp(300 * z)\ny = c - c\n")
    assert view.warning.isVisible()
    assert view.warning.text().startswith("c first becomes infinite at step 2")
    view.go.click()
    assert session.cursor.step == 2
    assert session.selected == "c"
    session.document.undo()
    assert not view.warning.isVisible()


def test_an_edit_is_drawn_within_a_tenth_of_a_second(view: EquationsView) -> None:
    editor = view.editor
    put_caret(editor, "y = linear(c) * o")
    times = []
    for letter in " + 12345":
        start = time.perf_counter()
        QTest.keyClicks(editor, letter)
        QApplication.processEvents()
        times.append(time.perf_counter() - start)
    assert sorted(times)[len(times) // 2] < 0.1


def test_half_a_character_is_no_error_of_the_program(view: EquationsView, tmp_path: Path) -> None:
    put_text(view.editor, "h = W @ x  # \ud83d")
    assert view.editor.error is None
