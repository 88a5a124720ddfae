"""Inputs are edited wherever their rows stand, and not where they have none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document.row_edits import group_signals, move_row, set_form, set_heat, set_shown, set_units
from simulator.gui.timeline.input_rows import editable_inputs, nearest_input, row_of_input
from simulator.gui.timeline.selection import Block
from simulator.gui.window import Window

Key = Qt.Key


def press(window: Window, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(window.focusWidget(), key)
        QApplication.processEvents()


def field(window: Window, row: str, step: int) -> QPoint:
    placed = window.timeline.placed
    assert placed is not None
    place = placed.place([one.id for one in placed.rows].index(row), step - 1)
    assert place is not None
    x, y, width, height = place
    return QPoint(round(x + width / 2), round(y + height / 2))


@pytest.fixture
def moved(window: Window) -> Window:
    """The window with its inputs below the gates, and the second of them hidden."""
    session = window.session
    session.apply(move_row(session.state, (0, None), (4, None)))
    session.apply(set_units(session.state, "x", [0, 2]))
    assert [row.id for row in window.timeline.rows] == ["i 0", "f 0", "o 0", "x 0", "x 2", "c 0", "y 0"]
    return window


def test_a_click_edits_the_input_of_the_row(moved: Window) -> None:
    canvas, editor = moved.timeline.canvas.viewport(), moved.timeline.editor
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=field(moved, "x 2", 4))
    assert editor.is_open
    assert (editor.row, editor.step) == (2, 4)
    assert editor.geometry().contains(field(moved, "x 2", 4))
    QTest.keyClicks(editor, "5")
    assert moved.session.inputs(3, 4)[0].tolist() == [4, 1, 5]


def test_keys_pass_by_inputs_without_rows(moved: Window) -> None:
    moved.timeline.edit(0, 2)
    editor = moved.timeline.editor
    for key, place in [
        (Key.Key_Tab, (2, 2)),
        (Key.Key_Tab, (0, 3)),
        (Key.Key_Down, (2, 3)),
        (Key.Key_Down, (2, 3)),
        (Key.Key_Up, (0, 3)),
        (Key.Key_Backtab, (2, 2)),
    ]:
        press(moved, key)
        assert (editor.row, editor.step) == place


def test_an_editor_leaves_with_its_row(moved: Window) -> None:
    moved.timeline.edit(2, 2)
    moved.session.apply(set_units(moved.session.state, "x", [0, 1]))
    assert not moved.timeline.editor.is_open
    moved.timeline.setFocus()
    press(moved, Key.Key_7)
    assert moved.timeline.editor.row == 0, "a digit goes to the first that can be edited"
    assert moved.session.inputs(1, 2)[0, 0] == 7


def test_without_a_row_nothing_is_edited_but_said(moved: Window) -> None:
    moved.session.edit_requested.emit(1)
    assert not moved.timeline.editor.is_open
    assert moved.notice.text() == "X2 has no row in the timeline. Show it there (R), or change it above."
    moved.views.take_focus()
    press(moved, Key.Key_Return)
    assert moved.timeline.editor.row == 0
    press(moved, Key.Key_Escape)
    moved.session.apply(set_shown(moved.session.state, ["x"], False))
    moved.views.take_focus()
    press(moved, Key.Key_Return)
    assert not moved.timeline.editor.is_open
    assert moved.notice.text().startswith("X1 has no row")


def test_a_block_is_selected_and_drawn_where_its_rows_stand(moved: Window) -> None:
    canvas = moved.timeline.canvas.viewport()
    start, end = field(moved, "x 0", 2), field(moved, "c 0", 4)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, (start + end) / 2)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    assert moved.timeline.selection.block == Block(1, 4, 0, 2)
    block = moved.timeline.canvas.picture.items["block"]
    placed = moved.timeline.placed
    assert placed is not None
    assert getattr(block, "y", 0) == placed.tops[3]
    assert getattr(block, "height", 0) == placed.tops[5] - placed.metrics.gap - placed.tops[3]
    moved.session.apply(set_shown(moved.session.state, ["x"], False))
    assert "block" not in moved.timeline.canvas.picture.items
    moved.timeline.selection.choose(None)


def test_only_rows_of_inputs_have_fields(open_window: Callable[..., Window]) -> None:
    window = open_window("hand-set-lstm", animation=False)
    session = window.session
    assert editable_inputs(window.timeline.rows) == (0, 1, 2)
    assert [row_of_input(window.timeline.rows, number) for number in (0, 2, 3)] == [0, 2, None]
    assert [nearest_input(window.timeline.rows, k) for k in (0, 1, 7)] == [0, 1, 2]
    session.apply(set_heat(session.state, "x", True))
    assert editable_inputs(window.timeline.rows) == (0, 1, 2), "as all of a heat-map do"
    assert row_of_input(window.timeline.rows, 2) == 0
    session.apply(group_signals(session.state, ["x"], "overlay"))
    assert editable_inputs(window.timeline.rows) == ()
    assert nearest_input(window.timeline.rows, 0) is None
    session.apply(set_form(session.state, 0, "folded"))
    assert editable_inputs(window.timeline.rows) == ()
    QTest.mouseClick(window.timeline.canvas.viewport(), Qt.MouseButton.LeftButton, pos=field(window, "title x", 5))
    assert not window.timeline.editor.is_open
    assert session.cursor.step == 5
