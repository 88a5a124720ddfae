"""Commands on sequences: on the selected block, or on what is there without one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from simulator.document.sequence_list_edits import add_rows, rename_sequence
from simulator.gui.timeline.selection import Block
from simulator.gui.window import Window

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    return open_window("hand-set-lstm", animation=False)


def field(window: Window, step: int, row: int) -> QPoint:
    placed = window.timeline.placed
    assert placed is not None
    place = placed.place(row, step - 1)
    assert place is not None
    x, y, width, height = place
    return QPoint(round(x + width / 2), round(y + height / 2))


def drag(window: Window, start: QPoint, end: QPoint) -> None:
    canvas = window.timeline.canvas.viewport()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, (start + end) / 2)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)


def inputs(window: Window) -> list[list[float]]:
    found: list[list[float]] = window.session.inputs(0, window.session.steps).tolist()
    return found


def test_a_block_is_selected_by_dragging_and_drawn(window: Window) -> None:
    drag(window, field(window, 2, 0), field(window, 4, 1))
    assert window.timeline.selection.block == Block(1, 4, 0, 1)
    assert "block" in window.timeline.canvas.picture.items
    assert not window.timeline.editor.is_open
    QTest.keyClick(window.timeline, Qt.Key.Key_Escape)
    assert window.timeline.selection.block is None
    assert "block" not in window.timeline.canvas.picture.items


def test_a_click_edits_and_one_with_shift_reaches_there(window: Window) -> None:
    canvas = window.timeline.canvas.viewport()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=field(window, 3, 1))
    assert window.timeline.editor.is_open
    QTest.keyClick(window.timeline.editor, Qt.Key.Key_Escape)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, SHIFT, field(window, 6, 2))
    assert window.timeline.selection.block == Block(2, 6, 1, 2)
    assert not window.timeline.editor.is_open


def test_keys_make_the_block_larger_and_smaller(window: Window) -> None:
    window.timeline.setFocus()
    window.session.clock.jump(3)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(window.timeline, key, CTRL | SHIFT)
    assert window.timeline.selection.block == Block(2, 5, 0, 1)
    QTest.keyClick(window.timeline, Qt.Key.Key_Left, CTRL | SHIFT)
    assert window.timeline.selection.block == Block(2, 4, 0, 1)
    for _ in range(4):
        QTest.keyClick(window.timeline, Qt.Key.Key_Left, CTRL | SHIFT)
    assert window.timeline.selection.block == Block(0, 3, 0, 1)
    QTest.keyClick(window.timeline, Qt.Key.Key_A, CTRL)
    assert window.timeline.selection.block == Block(0, 9, 0, 2)


def test_a_block_is_copied_cut_and_pasted(window: Window) -> None:
    window.timeline.selection.choose(Block(1, 3, 0, 1))
    window.actions_["copy"].trigger()
    assert QGuiApplication.clipboard().text() == "3\t1\n2\t0\n"
    window.actions_["cut"].trigger()
    assert inputs(window)[1:3] == [[0, 0, 0], [0, 0, 0]]
    window.timeline.selection.choose(Block(4, 5, 1, 1))
    window.actions_["paste"].trigger()
    assert inputs(window)[4:6] == [[2, 3, 1], [1, 2, 0]]
    window.session.document.undo()
    window.session.document.undo()
    assert inputs(window)[1] == [3, 1, 0]


def test_without_a_selection_copy_takes_all(window: Window) -> None:
    window.actions_["copy"].trigger()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 9


def test_steps_are_inserted_deleted_repeated_reversed_shuffled_and_cleared(window: Window) -> None:
    before = inputs(window)
    window.timeline.selection.choose(Block(1, 3, 0, 2))
    window.actions_["repeat"].trigger()
    assert inputs(window)[1:5] == before[1:3] * 2
    window.session.document.undo()
    window.actions_["reverse"].trigger()
    assert inputs(window)[1:3] == before[1:3][::-1]
    window.session.document.undo()
    window.actions_["insert"].trigger()
    assert inputs(window)[3:5] == [[0, 0, 0]] * 2
    assert window.session.cursor.step == 4
    window.session.document.undo()
    window.actions_["clear"].trigger()
    assert inputs(window)[1:3] == [[0, 0, 0]] * 2
    window.session.document.undo()
    window.actions_["delete"].trigger()
    assert inputs(window) == before[:1] + before[3:]
    assert window.timeline.selection.block is None
    window.session.document.undo()
    window.actions_["reverse"].trigger()
    assert inputs(window) == before[::-1], "without a selection, all of it"
    window.session.document.undo()
    window.actions_["shuffle"].trigger()
    assert inputs(window) != before
    assert sorted(inputs(window)) == sorted(before)


def test_deleting_what_one_stands_on_the_last_step_and_everything(window: Window) -> None:
    window.session.clock.jump(9)
    window.actions_["delete"].trigger()
    assert window.session.cursor.step == window.session.steps == 8
    window.timeline.selection.choose(Block(0, 8, 0, 2))
    window.actions_["delete"].trigger()
    assert window.session.steps == 8
    assert "at least one step" in window.notice.text()
    window.timeline.selection.choose(Block(5, 8, 0, 2))
    window.actions_["delete"].trigger()
    assert window.session.cursor.step == window.session.steps == 5


def test_a_selection_goes_with_what_it_stood_on(window: Window) -> None:
    window.timeline.selection.choose(Block(4, 9, 0, 2))
    window.session.clock.jump(1)
    window.timeline.selection.choose(Block(4, 9, 0, 2))
    window.session.try_apply(lambda state: add_rows(state, [[1, 2, 3]] * 6))
    assert window.timeline.selection.block == Block(4, 6, 0, 2)
    window.session.try_apply(lambda state: add_rows(state, [[1, 2, 3]] * 2))
    assert window.timeline.selection.block is None
    assert window.open("elman-ones")
    assert window.timeline.selection.block is None


def test_sequences_are_added_chosen_renamed_and_deleted(window: Window) -> None:
    chooser = window.transport.sequence
    assert chooser.text().startswith("Sequence")
    window.actions_["copy_sequence"].trigger()
    window.actions_["new_sequence"].trigger()
    state = window.session.state
    assert len(state.sequences) == 3
    assert state.chosen == 2
    assert not any(any(row) for row in inputs(window))
    window.actions_["rename_sequence"].trigger()
    (dialog,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, QInputDialog) and w.isVisible())
    dialog.setTextValue("Zeros")
    dialog.accept()
    assert chooser.text() == "Zeros"
    chooser._menu.aboutToShow.emit()
    names = [action.text() for action in chooser._menu.actions() if action.isCheckable()]
    assert len(names) == 3
    assert names[2] == "Zeros"
    chooser._menu.actions()[0].trigger()
    assert window.session.state.chosen == 0
    window.actions_["previous_sequence"].trigger()
    assert window.session.state.sequence.name == "Zeros"
    window.actions_["delete_sequence"].trigger()
    assert len(window.session.state.sequences) == 2
    window.session.document.undo()
    assert window.session.state.sequence.name == "Zeros"


def test_the_chooser_has_one_arrow_and_room_for_the_name_beside_it(window: Window) -> None:
    chooser = window.transport.sequence
    narrow = chooser.sizeHint().width()
    window.session.apply(rename_sequence(window.session.state, 0, "Lost & found"))
    assert chooser.text() == "Lost && found"  # and no arrow of its own: the menu has one
    assert chooser.menu() is not None
    name = chooser.fontMetrics().horizontalAdvance("Lost & found")
    assert narrow < chooser.sizeHint().width() == name + 44
    window.session.apply(rename_sequence(window.session.state, 0, "Lost in a name that is longer than its button"))
    assert chooser.text().endswith("…")
    assert chooser.sizeHint().width() <= chooser.maximumWidth()
    edge = chooser.grab().toImage().pixelColor(chooser.width() // 2, 0)
    assert edge.name() == QColor(*window.session.theme.colour("edge")).name()  # outlined, as other controls


def test_zooming_keeps_the_step_under_the_pointer_and_ends_at_the_whole(open_window: Callable[..., Window]) -> None:
    window = open_window("hand-set-lstm", animation=False)
    window.session.try_apply(lambda state: add_rows(state, [[k % 9, 0, 0] for k in range(2000)]))
    timeline = window.timeline
    assert timeline.strip.isVisible()
    timeline.show_around(1000)
    placed = timeline.placed
    assert placed is not None
    x = placed.left(1001) + 10
    for _ in range(12):
        timeline.zoom(-1, x)
        placed = timeline.placed
        assert placed is not None
        assert placed.column_at(x) == pytest.approx(1001, abs=1.0 + 4 / placed.column_width)
    timeline.zoom_whole()
    placed = timeline.placed
    assert placed is not None
    assert placed.whole_columns >= 2000
    timeline.zoom(40)
    timeline.zoom_usual()
    assert timeline.pitch is None


def test_the_strip_leads_anywhere(open_window: Callable[..., Window]) -> None:
    window = open_window("hand-set-lstm", animation=False)
    window.session.try_apply(lambda state: add_rows(state, [[k % 9, 0, 0] for k in range(2000)]))
    strip = window.timeline.strip
    whole = strip.whole
    assert whole is not None
    at = QPoint(round(whole.left(1500)), 15)
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
    placed = window.timeline.placed
    assert placed is not None
    assert placed.first_column <= 1500 < placed.stop
    assert window.session.cursor.step == 1, "only what is in sight changes"
    canvas = window.timeline.canvas
    spot = next(spot for spot in canvas.picture.hotspots if spot.target == "current step")
    at = QPoint(round(spot.x + spot.width / 2), round(spot.y + spot.height / 2))
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    placed = window.timeline.placed
    assert placed is not None
    assert placed.first_column == 0, "and back to the current step"
    for target in ("zoom in", "zoom out", "whole sequence"):
        place = strip.place(target)
        assert place is not None
        QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert window.timeline.pitch == 0
