"""Rows that were chosen, while several runs are compared: one choice for all of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document.row_edits import group_signals, move_row, set_form
from simulator.document.side_edits import compare_cell, what_if
from simulator.engine.holding import Hold
from simulator.gui.timeline.tips import tip_at
from simulator.gui.window import Window
from simulator.language import load_cell
from tests.gui.conftest import Opener
from tests.gui.rows.helpers import ask_menu, choose, drag, name, outline, rows


@pytest.fixture
def compared(window: Window) -> Window:
    """The window with the lesson beside a branch in which f is shut at step 4."""
    window.session.apply(what_if(window.session.state, Hold("f", None, 3, 4, 0.0)))
    window.show_view("compare")
    QApplication.processEvents()
    return window


def test_one_order_serves_all_runs(compared: Window) -> None:
    session = compared.session
    session.apply(move_row(session.state, (4, None), (0, None)))
    assert rows(compared)[:9] == ["A c 0", "B c 0", "x 0", "x 1", "x 2", "i 0", "A f 0", "B f 0", "o 0"]
    drag(compared.timeline.canvas.viewport(), name(compared, "A c 0", x=60), name(compared, "x 2", share=0.9))
    assert outline(compared) == "x c i f o y"
    choose(ask_menu(compared, name(compared, "B c 0")), "Hide c")
    assert [row for row in rows(compared) if " c " in row] == []


def test_groups_stand_once_with_the_rows_of_all(compared: Window) -> None:
    session = compared.session
    session.apply(group_signals(session.state, ["f", "c"], "rows"))
    assert rows(compared)[4:9] == ["title f", "A f 0", "B f 0", "A c 0", "B c 0"]
    session.apply(set_form(session.state, 2, "overlay"))
    assert [row for row in rows(compared) if "overlay" in row] == ["A overlay f", "B overlay f"]
    tips = [
        tip_at(compared.timeline, QPointF(name(compared, f"{letter} overlay f", x=700))).splitlines()[0]
        for letter in "AB"
    ]
    assert tips == ["f = 1 at step 4", "f = 0 at step 4"]
    session.apply(set_form(session.state, 2, "folded"))
    assert [row for row in rows(compared) if "f" in row] == ["title f"]


def test_only_the_documents_own_inputs_are_edited(compared: Window) -> None:
    session = compared.session
    session.apply(move_row(session.state, (0, None), (2, None)))
    point = name(compared, "x 1", x=400)
    QTest.mouseClick(compared.timeline.canvas.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert compared.timeline.editor.is_open
    assert compared.timeline.editor.row == 1


def test_what_only_another_cell_has_is_shown_too_and_has_no_menu(open_window: Opener) -> None:
    window = open_window("lstm", animation=False)
    session = window.session
    session.apply(group_signals(session.state, ["i", "f"], "rows"))
    session.apply(compare_cell(session.state, load_cell("gru")))
    window.show_view("compare")
    QApplication.processEvents()
    found = rows(window)
    assert {"B z 0", "B z 1", "B r 0", "B r 1"} < set(found)
    assert found.count("title i") == 1
    window.timeline.down.setValue(found.index("B r 0"))
    assert ask_menu(window, name(window, "B r 0")) is None
    assert tip_at(window.timeline, QPointF(name(window, "B r 0", x=60))) == ""
    drag(window.timeline.canvas.viewport(), name(window, "B r 0"), name(window, "B r 1"))
    assert rows(window) == found
