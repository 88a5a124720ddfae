"""Finding steps by a condition, stopping there while playing, looping, and going to a step by its number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document.edits import set_input
from simulator.gui.timeline.selection import Block
from simulator.gui.window import Window

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    return open_window("hand-set-lstm", animation=False)


def look_for(window: Window, text: str) -> None:
    window.actions_["find"].trigger()
    window.find_bar.field.clear()
    QTest.keyClicks(window.find_bar.field, text)
    QApplication.processEvents()


def test_the_next_step_and_the_one_before(window: Window) -> None:
    look_for(window, "c > 6")
    assert window.find_bar.told.text() == "3 steps"
    seen = []
    for key, held in ((Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),) * 4:
        QTest.keyClick(window.find_bar.field, key, held)
        seen.append(window.session.cursor.step)
    assert seen == [4, 5, 6, 4], "and from the end on from the beginning"
    QTest.keyClick(window.find_bar.field, Qt.Key.Key_Return, SHIFT)
    assert window.session.cursor.step == 6
    window.views.take_focus()
    QTest.keyClick(window.views.shown, Qt.Key.Key_F3)
    assert window.session.cursor.step == 4
    assert "found" in window.timeline.canvas.picture.items


def test_it_is_looked_for_again_when_the_trace_changes(window: Window) -> None:
    look_for(window, "x1 > 50")
    assert window.find_bar.told.text() == "X1 lies between 1 and 6, so it is never above 50."
    assert not window.find_bar.next.isEnabled()
    window.session.apply(set_input(window.session.state, 6, 0, 51.0))
    assert window.find_bar.told.text() == "1 step"
    assert window.find_bar.next.isEnabled()
    assert window.open("elman-ones")
    assert window.find_bar.told.text().startswith("X1 lies between 1 and 2")


def test_what_is_wrong_is_said_with_its_place(window: Window) -> None:
    look_for(window, "q < 0.5")
    assert "(at character 1)" in window.find_bar.told.text()
    assert window.search.condition is None
    look_for(window, "f")
    assert window.search.error is not None


def test_a_number_goes_to_its_step(window: Window) -> None:
    look_for(window, "7")
    assert "step 7" in window.find_bar.told.text()
    QTest.keyClick(window.find_bar.field, Qt.Key.Key_Return)
    assert window.session.cursor.step == 7
    look_for(window, "700")
    QTest.keyClick(window.find_bar.field, Qt.Key.Key_Return)
    assert window.session.cursor.step == 9


def test_escape_puts_it_away_and_ends_the_search(window: Window) -> None:
    look_for(window, "f < 0.5")
    window.find_bar.stops.setChecked(True)
    QTest.keyClick(window.find_bar.field, Qt.Key.Key_Escape)
    assert window.find_bar.isHidden()
    assert window.search.condition is None
    assert not window.search.stops
    assert "found" not in window.timeline.canvas.picture.items
    assert window.views.shown.hasFocus()


@pytest.mark.parametrize("animation", [True, False])
def test_playing_stops_where_it_holds_and_goes_on(open_window: Callable[..., Window], animation: bool) -> None:
    window = open_window("hand-set-lstm", animation=animation)
    clock, cursor = window.session.clock, window.session.cursor
    look_for(window, "y > 5")
    window.find_bar.stops.setChecked(True)
    seen = []
    for _ in range(3):
        clock.play()
        clock._timer.stop()
        for _ in range(400):
            if not cursor.playing:
                break
            clock.tick(200)
        seen.append((cursor.step, cursor.phase))
    assert seen == [(6, 1.0), (9, 1.0), (6, 1.0)]


@pytest.mark.parametrize("animation", [True, False])
def test_selected_steps_are_looped(open_window: Callable[..., Window], animation: bool) -> None:
    window = open_window("hand-set-lstm", animation=animation)
    clock, cursor = window.session.clock, window.session.cursor
    window.actions_["loop"].trigger()
    assert clock.loop is None
    assert "Select" in window.notice.text()
    assert not window.actions_["loop"].isChecked()
    window.timeline.selection.choose(Block(2, 5, 0, 2))
    window.actions_["loop"].trigger()
    assert clock.loop == (3, 5)
    assert "loop" in window.timeline.canvas.picture.items
    clock.play()
    clock._timer.stop()
    steps: list[int] = []
    for _ in range(300):
        clock.tick(200)
        if not steps or steps[-1] != cursor.step:
            steps.append(cursor.step)
    assert cursor.playing
    assert steps[:7] == [3, 4, 5, 3, 4, 5, 3]
    window.actions_["loop"].trigger()
    assert clock.loop is None
    clock.stop()


def test_a_loop_ends_with_another_lesson_and_with_a_shorter_sequence(window: Window) -> None:
    window.timeline.selection.choose(Block(6, 9, 0, 2))
    window.actions_["loop"].trigger()
    window.timeline.selection.choose(Block(3, 9, 0, 2))
    window.actions_["delete"].trigger()
    clock, cursor = window.session.clock, window.session.cursor
    clock.play()
    clock._timer.stop()
    for _ in range(60):
        clock.tick(200)
    assert 1 <= cursor.step <= 3
    clock.stop()
    assert window.open("elman-ones")
    assert clock.loop is None
