"""Playing the cell by keys, and the slider that melts its gates."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.gui.picture_view import PictureView
from simulator.gui.views.lesson_foot import PLACES, factor_at, place_of
from simulator.gui.window import Window
from simulator.render.primitives import Group, Picture, Text

Key = Qt.Key
Opener = Callable[..., Window]


def picture(window: Window) -> Picture:
    view = window.views.shown
    assert isinstance(view, PictureView)
    return view.picture


def press(window: Window, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(window.focusWidget(), key)
    QApplication.processEvents()


def test_each_key_adds_a_step_and_moves(open_window: Opener) -> None:
    window = open_window(animation=True)
    press(window, Key.Key_P)
    assert window.hints.isVisible()
    assert window.play_with.button.isChecked()
    assert ("S", "store") in window.hints.hints
    press(window, Key.Key_4)
    session = window.session
    assert (session.steps, session.cursor.step) == (10, 10)
    assert session.cursor.phase < 1
    assert session.clock.running
    press(window, Key.Key_S, Key.Key_O, Key.Key_Return, Key.Key_C)
    assert session.inputs(9, 14).tolist() == [[4, 0, 0], [4, 1, 0], [4, 0, 1], [4, 0, 0], [4, -1, 0]]
    assert session.cursor.step == 14
    assert session.signal("c", 9, 14)[:, 0].round().tolist() == [6, 10, 10, 10, 0]
    assert ("0–9", "number, now 4") in window.hints.hints
    assert window.actions_["undo"].text() == "&Undo Play step 14"
    press(window, Key.Key_Backspace, Key.Key_Backspace)
    assert (session.steps, session.cursor.step) == (12, 12)
    press(window, Key.Key_Escape)
    assert not window.modes.live.on
    assert window.hints.isHidden()
    assert not window.play_with.button.isChecked()
    press(window, Key.Key_C)
    assert session.selected == "c", "letters select again"
    session.clock.stop()


def test_backspace_takes_back_what_was_played_and_nothing_else(window: Window) -> None:
    window.sequences.insert()
    press(window, Key.Key_P, Key.Key_Backspace)
    assert window.session.steps == 10


def test_a_digit_plays_where_it_would_edit_otherwise(window: Window) -> None:
    window.timeline.setFocus()
    window.actions_["live"].trigger()
    window.timeline.setFocus()
    press(window, Key.Key_7, Key.Key_Return)
    assert not window.timeline.editor.is_open
    assert window.session.steps == 11


def test_other_keys_mean_what_they_always_mean(window: Window) -> None:
    press(window, Key.Key_P, Key.Key_Home, Key.Key_Right)
    assert window.session.cursor.step == 2
    press(window, Key.Key_I)
    assert window.session.selected == "i"
    assert window.session.steps == 9


def test_it_is_offered_only_where_the_lesson_says_how(window: Window) -> None:
    window.modes.play()
    assert window.modes.live.on
    window.open("gru-gates")
    assert not window.modes.live.on
    assert not window.actions_["live"].isEnabled()
    assert window.play_with.button.isHidden()
    assert window.play_with.scale.isVisible(), "its gates are set by hand"
    window.modes.play()
    assert not window.modes.live.on
    assert not window.modes.live.hints()
    window.open("elman-ones")
    assert window.play_with.isHidden()


def test_it_works_in_projection_and_escape_leaves_one_after_the_other(window: Window) -> None:
    press(window, Key.Key_F5, Key.Key_P, Key.Key_3)
    assert window.session.steps == 10
    assert ("S", "store") in window.hints.hints
    press(window, Key.Key_Escape)
    assert window.modes.projection.on
    assert ("F5", "leave") in window.hints.hints
    press(window, Key.Key_Escape)
    assert not window.modes.projection.on


# -- hardness


def test_the_slider_melts_the_gates_while_it_is_dragged(window: Window) -> None:
    session, slider = window.session, window.play_with.slider
    before = session.state
    window.session.clock.jump(4)
    y, left, right = slider.height() // 2, QPoint(10, 0), QPoint(slider.width() - 10, 0)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=right + QPoint(0, y))
    pictures = []
    for x in (slider.width() // 2, left.x()):
        slider.mouseMoveEvent(_drag(QPoint(x, y)))
        pictures.append((picture(window), window.timeline.canvas.picture))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=left + QPoint(0, y))
    assert window.play_with.number.text() == "× 0.03"
    assert session.layer.parameters["W_f"][0, 1] == pytest.approx(3)
    assert pictures[0] != pictures[1], "diagram and timeline follow"
    assert "10" not in letters(window)
    assert window.actions_["undo"].text() == "&Undo Set the hardness to 0.03"
    session.document.undo()
    assert session.state is before, "one drag is one step"
    assert window.play_with.number.text() == "× 1"
    assert slider.place == PLACES - 1


def test_keys_move_it_and_1_is_the_lesson_again(window: Window) -> None:
    slider, session = window.play_with.slider, window.session
    slider.setFocus()
    press(window, Key.Key_Left, Key.Key_Left)
    assert session.layer.parameters["b_i"][0] == pytest.approx(-10 * factor_at(PLACES - 3))
    press(window, Key.Key_Right, Key.Key_Right)
    for name, array in session.layer.parameters.items():
        assert array.tobytes() == session.given[name].tobytes()


def test_weights_of_its_own_have_no_factor(window: Window) -> None:
    field = window.inspector.now.weights.fields[1]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "55")
    assert window.play_with.number.text() == "–"


def test_places_of_the_slider() -> None:
    assert factor_at(PLACES - 1) == 1
    assert factor_at(0) == pytest.approx(0.03)
    assert [place_of(factor_at(place)) for place in range(PLACES)] == list(range(PLACES))


def _drag(position: QPoint) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(position),
        QPointF(position),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def letters(window: Window) -> list[str]:
    """What stands in the weights of the diagram."""
    found: list[str] = []
    stack = list(picture(window).items.values())
    while stack:
        item = stack.pop()
        if isinstance(item, Group):
            stack += item.children
        elif isinstance(item, Text):
            found.append("".join(run.text for run in item.runs))
    return found
