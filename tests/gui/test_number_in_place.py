"""Numbers of the diagram and of the equations, changed where they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.gui.controls.number_field import NumberField
from simulator.gui.moment_view import MomentView
from simulator.gui.views.equations_view import EquationsView
from simulator.gui.window import Window
from tests.gui.conftest import diagram

Modifier = Qt.KeyboardModifier
OpenWindow = Callable[..., Window]


@pytest.fixture
def window(open_window: OpenWindow) -> Window:
    return open_window(size=(1600, 1000))


def click(view: MomentView, target: str) -> None:
    place = view.place(target)
    assert place is not None
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())


def field_of(view: MomentView) -> NumberField:
    field = view.numbers.field
    assert field is not None
    return field


def wheel(view: MomentView, target: str, notches: int, held: Modifier = Modifier.NoModifier) -> None:
    place = view.place(target)
    assert place is not None
    at = QPointF(place.center())
    event = QWheelEvent(
        at,
        QPointF(view.viewport().mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_a_weight_is_typed_where_it_stands(window: Window) -> None:
    view, session = diagram(window), window.session
    click(view, "W_i[0,1]")
    field = field_of(view)
    assert session.selected == "z_i"
    place = view.place("W_i[0,1]")
    assert place is not None
    assert field.geometry().contains(place.center())
    QTest.keyClicks(field, "50")
    assert session.layer.parameters["W_i"][0, 1] == 50, "it takes effect while it is typed"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert view.numbers.field is None
    assert view.hasFocus()
    edit = session.document.undo_edit
    assert edit is not None
    assert edit.name == "Change W_i[1, 2]"
    session.document.undo()
    assert session.layer.parameters["W_i"][0, 1] == 100, "all that was typed is one step of undo"


def test_escape_takes_back(window: Window) -> None:
    view, session = diagram(window), window.session
    click(view, "b_f[0]")
    QTest.keyClicks(field_of(view), "3")
    assert session.layer.parameters["b_f"][0] == 3
    QTest.keyClick(field_of(view), Qt.Key.Key_Escape)
    assert session.layer.parameters["b_f"][0] == 10
    assert view.numbers.field is None
    assert session.document.undo_edit is None


@pytest.mark.parametrize("text", ["ten", "nan", "inf", "1e400", "3..4"])
def test_what_is_no_number_stays_and_changes_nothing(window: Window, text: str) -> None:
    view, session = diagram(window), window.session
    click(view, "b_f[0]")
    QTest.keyClicks(field_of(view), text)
    QTest.keyClick(field_of(view), Qt.Key.Key_Return)
    assert field_of(view).bad
    assert session.layer.parameters["b_f"][0] == 10


def test_tab_goes_through_the_weights_of_a_sum_and_back_to_the_picture(window: Window) -> None:
    view, session = diagram(window), window.session
    session.select("f")
    QTest.keyClick(view, Qt.Key.Key_E)
    seen = []
    while view.numbers.field is not None:
        seen.append(view.numbers.target)
        QTest.keyClick(field_of(view), Qt.Key.Key_Tab)
    assert seen == ["W_f[0,0]", "W_f[0,1]", "W_f[0,2]", "b_f[0]"]
    assert view.hasFocus()
    click(view, "W_f[0,2]")
    QTest.keyClick(field_of(view), Qt.Key.Key_Backtab)
    assert view.numbers.target == "W_f[0,1]"


def test_an_input_of_the_present_step_is_typed_in_its_cell(window: Window) -> None:
    view, session = diagram(window), window.session
    session.clock.jump(4)
    place = view.places("x[1]")[2]
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert field_of(view).geometry().contains(place.center()), "of the cells that show it, in the one that was clicked"
    QTest.keyClicks(field_of(view), "5")
    assert session.inputs(3, 4)[0].tolist() == [5, 1, 0]


def test_the_field_goes_when_its_number_does(window: Window) -> None:
    view = diagram(window)
    click(view, "b_f[0]")
    assert window.open("elman")
    assert view.numbers.field is None


def test_a_click_elsewhere_puts_the_field_away_and_keeps_the_number(window: Window) -> None:
    view, session = diagram(window), window.session
    click(view, "b_f[0]")
    QTest.keyClicks(field_of(view), "3")
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert view.numbers.field is None
    assert session.layer.parameters["b_f"][0] == 3


def test_the_wheel_turns_the_number_under_the_pointer(window: Window) -> None:
    view, session = diagram(window), window.session
    wheel(view, "b_f[0]", -1)
    wheel(view, "b_f[0]", -1)
    wheel(view, "b_f[0]", 1, Modifier.ShiftModifier)
    assert session.layer.parameters["b_f"][0] == pytest.approx(8.1)
    session.document.undo()
    assert session.layer.parameters["b_f"][0] == 10, "one gesture"
    wheel(view, "b_f[0]", -1)
    wheel(view, "b_i[0]", -1)
    session.document.undo()
    assert session.layer.parameters["b_f"][0] == 9, "another number is another gesture"


def test_numbers_of_the_equations_are_changed_there(open_window: OpenWindow) -> None:
    window = open_window("lstm", size=(1600, 1000))
    window.show_view("equations")
    QApplication.processEvents()
    view = window.views.shown
    assert isinstance(view, EquationsView)
    click(view.picture, "W_f[1,0]")
    QTest.keyClicks(field_of(view.picture), "7")
    assert window.session.layer.parameters["W_f"][1, 0] == 7
    QTest.keyClick(field_of(view.picture), Qt.Key.Key_Return)
    window.session.select("o")
    window.edit_weights()
    assert view.picture.numbers.target == "W_o[0,0]"


def test_without_weights_in_the_picture_the_inspector_takes_over(window: Window) -> None:
    window.show_view("unrolled")
    window.session.select("f")
    window.edit_weights()
    assert window.inspector.now.weights.fields[0].hasFocus()
    window.session.select("")
    window.edit_weights()
    assert "no weight" in window.notice.text()
