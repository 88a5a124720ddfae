"""From the map of all units to strips, to one unit in full, and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from simulator.gui.views.diagram_view import DiagramView
from simulator.gui.window import Window
from simulator.render.units.draw import MAP
from tests.gui.conftest import diagram

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    return open_window("lstm", animation=False)


def middle(view: DiagramView, target: str) -> QPoint:
    place = view.place(target)
    assert place is not None
    return place.center()


def field(view: DiagramView, column: int, row: int) -> QPoint:
    """Return the middle of a field of the map, of a cell with 2 units and 6 rows."""
    place = view.place(MAP)
    assert place is not None
    return place.topLeft() + QPoint(round((column + 0.5) * place.width() / 2), round((row + 0.5) * place.height() / 6))


def wheel(view: DiagramView, at: QPoint, notches: int, held: Qt.KeyboardModifier) -> None:
    where = QPointF(at), QPointF(view.viewport().mapToGlobal(at))
    turned = QPoint(), QPoint(0, 120 * notches)
    event = QWheelEvent(*where, *turned, Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view.viewport(), event)


def test_a_key_shows_all_units_and_one_again(window: Window) -> None:
    view, action = diagram(window), window.actions_["all_units"]
    QTest.keyClick(view, Qt.Key.Key_A)
    assert view.place("unit[1]") is not None
    assert action.isChecked()
    assert window.session.document.undo_edit is None, "that is no change of the document"
    QTest.keyClick(view, Qt.Key.Key_A)
    assert view.place("unit[1]") is None
    assert not action.isChecked()
    window.show_view("equations")
    action.trigger()
    assert window.session.shown_view == "cell"


def test_the_button_leads_to_all_units_and_a_double_click_into_one(window: Window) -> None:
    view, session = diagram(window), window.session
    QTest.mouseClick(view.viewport(), LEFT, pos=middle(view, "all units"))
    assert session.all_units
    QTest.mouseClick(view.viewport(), LEFT, pos=middle(view, "unit[1]") + QPoint(0, 30))
    assert session.unit == 1
    assert session.all_units
    QTest.mouseDClick(view.viewport(), LEFT, pos=middle(view, "c[0]"))
    assert (session.selected, session.unit) == ("c", 0)
    assert not session.all_units


def test_the_map_selects_and_tells(window: Window) -> None:
    view, session = diagram(window), window.session
    session.clock.jump(3)
    session.show_all_units(True)
    at = field(view, 1, 2)
    QTest.mouseMove(view.viewport(), at)
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at)))
    now = session.explained(3)
    assert now is not None
    assert QToolTip.text() == f"f[2] = {float(now['f'][1])!r}"
    QToolTip.hideText()
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    assert (session.selected, session.unit) == ("f", 1)
    QTest.mouseDClick(view.viewport(), LEFT, pos=field(view, 0, 4))
    assert (session.selected, session.unit, session.all_units) == ("c", 0, False)


def test_the_wheel_goes_from_unit_to_unit_and_with_ctrl_in_and_out(window: Window) -> None:
    view, session = diagram(window), window.session
    empty = QPoint(3, view.viewport().height() - 3)
    plain, ctrl = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    wheel(view, empty, -1, ctrl)
    assert session.all_units
    wheel(view, empty, -1, plain)
    assert session.unit == 1
    wheel(view, empty, 1, plain)
    assert session.unit == 0
    wheel(view, middle(view, "unit[1]") + QPoint(0, 30), 1, ctrl)
    assert (session.unit, session.all_units) == (1, False)
    before = float(session.layer.parameters["b_f"][1])
    wheel(view, middle(view, "b_f[1]"), -1, ctrl)
    assert not session.all_units, "over a number the wheel changes the number"
    assert session.layer.parameters["b_f"][1] != before


def test_a_cell_of_one_unit_says_so(open_window: Callable[..., Window]) -> None:
    window = open_window("hand-set-lstm", animation=False)
    QTest.keyClick(diagram(window), Qt.Key.Key_A)
    assert "one unit" in window.notice.text()
    assert not window.actions_["all_units"].isChecked()


def test_it_stays_with_the_next_cell_that_has_several(window: Window) -> None:
    view, session = diagram(window), window.session
    session.show_all_units(True)
    assert window.open("hand-set-lstm")
    assert view.place("f") is not None
    assert not session.all_units
    assert window.open("gru-chung")
    assert view.place("unit[1]") is not None
