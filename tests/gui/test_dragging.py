"""Parts of a diagram that lays itself out are dragged, and moved by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document.layout_edits import places_of
from simulator.gui.window import Window
from tests.gui.conftest import diagram

CELL = Path(__file__).parent.parent / "render" / "cells" / "minimal-gated-unit.toml"
MOVE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    return open_window(str(CELL), animation=False)


def drag(window: Window, target: str, by: QPoint) -> None:
    view = diagram(window)
    place = view.place(target)
    assert place is not None
    start = place.center()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for part in (4, 2, 1):
        QTest.mouseMove(view.viewport(), start + by / part)
        QApplication.processEvents()
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start + by)


def test_a_part_is_dragged_and_that_is_one_step_of_undo(window: Window) -> None:
    view, session = diagram(window), window.session
    before = view.place("f")
    assert before is not None
    selected = session.selected
    drag(window, "f", QPoint(60, 120))
    after = view.place("f")
    assert after is not None
    assert abs((after.center() - before.center() - QPoint(60, 120)).manhattanLength()) <= 12
    assert session.selected == selected, "a drag is no click"
    assert session.document.undo_edit is not None
    assert session.document.undo_edit.name == "Move f in the diagram"
    session.document.undo()
    assert view.place("f") == before
    assert session.document.undo_edit is None


def test_a_tremble_is_a_click(window: Window) -> None:
    drag(window, "h", QPoint(2, 1))
    assert window.session.selected == "h"
    assert window.session.document.undo_edit is None


def test_keys_move_the_selected_part(window: Window) -> None:
    view, session = diagram(window), window.session
    session.select("f")
    before = view.place("f")
    step = session.cursor.step
    QTest.keyClick(view, Qt.Key.Key_Left, MOVE)
    QTest.keyClick(view, Qt.Key.Key_Left, MOVE)
    after = view.place("f")
    assert before is not None
    assert after is not None
    assert after.x() - before.x() == pytest.approx(-24, abs=1)
    assert session.cursor.step == step
    session.document.undo()
    assert len(places_of(session.layer)) == 1, "every push is a step of undo"


def test_all_can_be_put_back(window: Window) -> None:
    tidy = window.actions_["tidy"]
    assert not tidy.isEnabled()
    drag(window, "f", QPoint(60, 120))
    assert tidy.isEnabled()
    tidy.trigger()
    assert not places_of(window.session.layer)
    assert not tidy.isEnabled()


def test_hand_made_drawings_stay_as_they_are(open_window: Callable[..., Window]) -> None:
    window = open_window("hand-set-lstm", animation=False)
    drag(window, "f", QPoint(60, 120))
    assert window.session.document.undo_edit is None
