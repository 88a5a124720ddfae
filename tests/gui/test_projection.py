"""Projection: what it shows, its keys, and that everything is as it was afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document import load_settings
from simulator.gui.picture_view import PictureView
from simulator.gui.window import Window
from simulator.render.primitives import Picture
from simulator.render.timeline.layout import Layout
from simulator.render.timeline.rows import DESKTOP

Key = Qt.Key
Opener = Callable[..., Window]


def press(window: Window, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(window.focusWidget(), key)
        QApplication.processEvents()


def placed(window: Window) -> Layout:
    found = window.timeline.placed
    assert found is not None
    return found


def picture(window: Window) -> Picture:
    view = window.views.shown
    assert isinstance(view, PictureView)
    return view.picture


def shown(window: Window) -> list[bool]:
    parts = (window.top, window.left, window.right, window.transport, window.hints)
    return [part.isVisible() for part in parts]


@pytest.mark.parametrize("leave", [Key.Key_F5, Key.Key_Escape])
def test_f5_fills_the_screen_and_the_window_comes_back_as_it_was(open_window: Opener, leave: Key) -> None:
    window = open_window(animation=False, theme="light")
    before = window.geometry(), window.windowState(), window.session.selected
    press(window, Key.Key_F5)
    assert window.modes.projection.on
    assert window.isFullScreen()
    assert window.geometry() == window.screen().geometry()
    assert window.session.theme.name == "projector"
    assert shown(window) == [False, False, False, False, True]
    assert window.actions_["project"].isChecked()
    assert window.session.selected == ""
    press(window, leave)
    assert not window.modes.projection.on
    assert (window.geometry(), window.windowState(), window.session.selected) == before
    assert window.session.theme.name == "light"
    assert shown(window) == [True, True, True, True, False]
    assert placed(window).metrics == DESKTOP


@pytest.mark.parametrize("size", [(1600, 1000), (1366, 768), (1920, 1080)])
def test_the_sizes_are_those_of_the_stage(open_window: Opener, size: tuple[int, int]) -> None:
    window = open_window(animation=False)
    press(window, Key.Key_F5)
    window.resize(*size)
    QApplication.processEvents()
    scale = min(size[0] / 1600, size[1] / 1000)
    place = placed(window)
    assert place.metrics.memory == pytest.approx(50 * scale)
    assert place.metrics.number == pytest.approx(25 * scale)
    assert len(place.tops) - 1 == 8, "all rows are seen"
    assert place.whole_columns >= 9
    assert window.timeline.height() + window.hints.height() == pytest.approx(350 * scale, abs=2)
    assert window.views.height() >= 649 * scale
    assert all(spot.y + spot.height <= window.views.height() for spot in picture(window).hotspots)


def test_sums_that_have_no_room_stand_in_the_diagram_only(open_window: Opener) -> None:
    window = open_window("hand-set-lstm-walk", animation=False)
    assert "z_i" in {row.signal for row in placed(window).rows}
    press(window, Key.Key_F5)
    place = placed(window)
    assert [row.signal for row in place.rows] == ["x", "x", "x", "i", "f", "o", "c", "y"]
    assert len(place.seen) == len(place.rows)


def test_a_clicker_steps_and_b_blacks_the_screen(open_window: Opener) -> None:
    window = open_window(animation=False)
    press(window, Key.Key_B)
    assert not window.modes.projection.is_black, "only while projecting"
    press(window, Key.Key_F5, Key.Key_PageDown, Key.Key_PageDown, Key.Key_PageUp)
    assert window.session.cursor.step == 2
    press(window, Key.Key_B)
    assert window.modes.projection.is_black
    press(window, Key.Key_PageDown)
    assert (window.modes.projection.is_black, window.session.cursor.step) == (False, 2), "it shows, and no step is lost"
    press(window, Key.Key_B, Key.Key_B)
    assert not window.modes.projection.is_black
    press(window, Key.Key_B, Key.Key_F5, Key.Key_F5)
    assert (window.modes.projection.is_black, window.modes.projection.on) == (False, False)


def test_the_projectors_theme_is_chosen_and_remembered(open_window: Opener) -> None:
    window = open_window(animation=False)
    assert not window.actions_["light_projector"].isChecked()
    press(window, Key.Key_F5, Key.Key_T)
    assert window.session.theme.name == "projector-light"
    assert window.session.settings.theme == "light"
    assert window.actions_["light_projector"].isChecked()
    window.close()
    assert not window.isFullScreen(), "the next start is no projection"
    assert load_settings()[0].projector == "projector-light"
    window.actions_["light_projector"].trigger()
    assert window.session.settings.projector == "projector"


def test_the_hints_say_what_the_keys_do(open_window: Opener) -> None:
    window = open_window(animation=False)
    press(window, Key.Key_F5)
    assert ("F5", "leave") in window.hints.hints
    assert "B: black" in window.hints.accessibleName()
    window.hints.grab()


def test_a_number_is_edited_while_projecting(open_window: Opener) -> None:
    window = open_window(animation=False)
    press(window, Key.Key_F5, Key.Key_Return)
    assert window.timeline.editor.is_open
    QTest.keyClicks(window.focusWidget(), "7")
    press(window, Key.Key_Return)
    assert window.session.inputs(0, 1)[0, 0] == 7
    assert window.modes.projection.on
