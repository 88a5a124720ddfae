"""Choosing how the cell is drawn, and which unit of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from simulator.gui.window import Window
from tests.gui.conftest import diagram

Opener = Callable[..., Window]
Key = Qt.Key


def press(window: Window, key: Key) -> None:
    QTest.keyClick(window.focusWidget(), key)


def test_d_draws_the_cell_another_way_and_undo_takes_it_back(open_window: Opener) -> None:
    window = open_window("lstm", animation=False)
    computed = window.session.tracer.computed_steps
    assert "bus" in diagram(window).picture.items
    press(window, Key.Key_D)
    assert window.session.layer.layout == "conveyor"
    assert "branch" in diagram(window).picture.items
    assert "Draw the cell as a conveyor belt" in window.actions_["undo"].text()
    assert window.session.tracer.computed_steps == computed, "no number is computed anew"
    window.actions_["undo"].trigger()
    assert window.session.layer.layout == "lecture"
    assert "branch" not in diagram(window).picture.items


def test_a_cell_with_one_drawing_says_so(open_window: Opener) -> None:
    window = open_window("gru", animation=False)
    heard: list[str] = []
    window.session.refused.connect(heard.append)
    press(window, Key.Key_D)
    assert heard == ["There is no other drawing of this cell."]
    assert window.session.document.undo_edit is None


def test_brackets_go_from_unit_to_unit_and_no_further(open_window: Opener) -> None:
    window = open_window("lstm", animation=False)
    session = window.session
    first = diagram(window).picture
    press(window, Key.Key_BracketLeft)
    assert session.unit == 0
    press(window, Key.Key_BracketRight)
    assert session.unit == 1
    assert diagram(window).picture != first
    press(window, Key.Key_BracketRight)
    assert session.unit == 1
    session.select("o")
    assert session.unit == 1, "another signal of the same unit"
    assert session.document.undo_edit is None, "the unit belongs with the cursor, not with what is undone"
    press(window, Key.Key_BracketLeft)
    assert session.unit == 0


def test_a_click_beside_the_unit_goes_to_the_next(open_window: Opener) -> None:
    window = open_window("lstm-peephole", animation=False)
    view = diagram(window)
    place = view.place("unit+1")
    assert place is not None
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.center()))
    assert window.session.unit == 1
    assert view.place("unit+1") is None
