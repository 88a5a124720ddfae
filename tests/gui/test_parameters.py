"""The window of all parameters: the list by gate, the grid, what can be done with whole arrays, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document.parameter_edits import Which
from simulator.engine.optimisation.initialisers import INITIALISERS
from simulator.gui.controls.number_field import NumberField
from simulator.gui.parameters.grouping import column_name, groups
from simulator.gui.parameters.panel import ParameterPanel
from simulator.gui.parameters.tools import ALL, GROUP
from simulator.gui.window import Window
from simulator.language import cell_ids, load_cell

Key = Qt.Key
Modifier = Qt.KeyboardModifier
Opener = Callable[..., Window]


@pytest.fixture
def panel(open_window: Opener) -> ParameterPanel:
    """The panel beside a window on the textbooks' LSTM of two inputs and two units."""
    window = open_window("lstm", animation=False)
    window.session.select("f")
    window.inspector.open_parameters()
    found = window.inspector.parameters
    assert found is not None
    QApplication.processEvents()
    return found


def array(panel: ParameterPanel, name: str) -> np.ndarray:
    return panel.session.layer.parameters[name]


def choose(panel: ParameterPanel, which: Which) -> None:
    row = next(
        row
        for row in range(panel.list.count())
        if (data := panel.list.item(row).data(Qt.ItemDataRole.UserRole)) is not None and data[0] == which
    )
    panel.list.setCurrentRow(row)


def editor(panel: ParameterPanel) -> NumberField:
    panel.grid.setFocus()
    panel.grid.edit(panel.grid.currentIndex())
    (field,) = panel.grid.viewport().findChildren(NumberField)
    return field


def press(panel: ParameterPanel, key: Qt.Key, modifier: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    QTest.keyClick(panel.focusWidget(), key, modifier)
    QApplication.processEvents()  # an editor closes in the next turn
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_arrays_stand_under_the_gate_they_lead_to() -> None:
    cell = load_cell("lstm")
    assert groups(cell)["f"] == [Which("W_f"), Which("U_f"), Which("b_f")]
    assert groups(cell)[""] == [Which("c", True), Which("h", True)]
    assert [column_name(cell, Which("W_f"), {"h": 3}, k) for k in range(2)] == ["x1", "x2"]
    assert column_name(cell, Which("U_f"), {"h": 3}, 2) == "h[t−1] 3"
    assert column_name(cell, Which("U_f"), {"h": 1}, 0) == "h[t−1]"
    assert column_name(cell, Which("b_f"), {}, 0) == "b_f"
    assert column_name(cell, Which("c", True), {}, 0) == "c(0)"


@pytest.mark.parametrize("identity", cell_ids())
def test_every_array_of_every_cell_stands_in_one_group(identity: str) -> None:
    cell = load_cell(identity)
    shown = [which for group in groups(cell).values() for which in group]
    assert sorted(which.name for which in shown if not which.initial) == sorted(cell.parameters)
    assert [which.name for which in shown if which.initial] == list(cell.states)


def test_the_panel_opens_at_the_selected_gate_and_the_window_stays_usable(panel: ParameterPanel) -> None:
    assert not panel.isModal()
    assert panel.grid.which == Which("W_f")
    assert panel.number.text() == "W_f[1, 1]"


def test_a_number_is_edited_in_its_place_as_one_step(panel: ParameterPanel) -> None:
    before = array(panel, "W_f").copy()
    field = editor(panel)
    field.selectAll()
    QTest.keyClicks(field, "-2.5")
    assert array(panel, "W_f")[0, 0] == -2.5, "the trace follows while it is typed"
    press(panel, Key.Key_Return)
    assert not panel.grid.viewport().findChildren(NumberField)
    QTest.keyClick(panel.grid, Key.Key_Z, Modifier.ControlModifier)
    assert (array(panel, "W_f") == before).all()


def test_typing_a_digit_begins_and_escape_takes_back(panel: ParameterPanel) -> None:
    before = array(panel, "W_f").copy()
    panel.grid.setFocus()
    QTest.keyClick(panel.grid, Key.Key_7)
    (field,) = panel.grid.viewport().findChildren(NumberField)
    assert field.text() == "7"
    assert array(panel, "W_f")[0, 0] == 7
    press(panel, Key.Key_Escape)
    assert (array(panel, "W_f") == before).all()
    assert panel.isVisible()


@pytest.mark.parametrize("text", ["abc", "nan", "1e400", "inf"])
def test_what_is_no_number_stays_with_a_word_why(panel: ParameterPanel, text: str) -> None:
    before = panel.session.state
    field = editor(panel)
    field.selectAll()
    QTest.keyClicks(field, text)
    press(panel, Key.Key_Return)
    assert field.isVisible()
    assert field.bad
    assert "number" in panel.message.text()
    assert array(panel, "W_f").tobytes() == before.layer.parameters["W_f"].tobytes()
    press(panel, Key.Key_Escape)
    assert not panel.grid.viewport().findChildren(NumberField)


def test_a_block_is_copied_and_pasted(panel: ParameterPanel) -> None:
    panel.grid.setFocus()
    panel.grid.selectAll()
    press(panel, Key.Key_C, Modifier.ControlModifier)
    rows = QGuiApplication.clipboard().text().strip().split("\n")
    assert [[float(text) for text in row.split("\t")] for row in rows] == array(panel, "W_f").tolist()
    QGuiApplication.clipboard().setText("1\t2\n3\t4\n")
    panel.grid.setCurrentIndex(panel.grid.numbers.index(0, 0))
    press(panel, Key.Key_V, Modifier.ControlModifier)
    assert array(panel, "W_f").tolist() == [[1, 2], [3, 4]]
    panel.grid.setCurrentIndex(panel.grid.numbers.index(1, 0))
    press(panel, Key.Key_V, Modifier.ControlModifier)
    assert panel.message.text().startswith("The block is 2 x 2 numbers")
    assert array(panel, "W_f").tolist() == [[1, 2], [3, 4]]
    QGuiApplication.clipboard().setText("1\tx\n")
    press(panel, Key.Key_V, Modifier.ControlModifier)
    assert "not a number" in panel.message.text()


def test_one_number_fills_what_is_selected_and_delete_clears_it(panel: ParameterPanel) -> None:
    QGuiApplication.clipboard().setText("5")
    panel.grid.setFocus()
    panel.grid.selectAll()
    press(panel, Key.Key_V, Modifier.ControlModifier)
    assert array(panel, "W_f").tolist() == [[5, 5], [5, 5]]
    press(panel, Key.Key_Delete)
    assert not array(panel, "W_f").any()


def test_the_wheel_turns_the_number_under_the_pointer_as_one_step(panel: ParameterPanel) -> None:
    before = array(panel, "W_f").copy()
    place = QPointF(panel.grid.visualRect(panel.grid.numbers.index(1, 1)).center())
    for _ in range(4):
        event = QWheelEvent(
            place,
            QPointF(panel.grid.viewport().mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Modifier.ShiftModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(panel.grid.viewport(), event)
    assert array(panel, "W_f")[1, 1] == pytest.approx(before[1, 1] + 0.04)
    panel.session.document.undo()
    assert (array(panel, "W_f") == before).all()


def test_the_slider_slides_the_current_number(panel: ParameterPanel) -> None:
    panel.grid.setCurrentIndex(panel.grid.numbers.index(1, 0))
    panel.slider.setFocus()
    before = array(panel, "W_f")[1, 0]
    QTest.keyClick(panel.slider, Key.Key_Right)
    assert array(panel, "W_f")[1, 0] > before
    assert panel.grid.numbers.value(panel.grid.numbers.index(1, 0)) == array(panel, "W_f")[1, 0]


def test_zero_identity_set_all_and_back(panel: ParameterPanel) -> None:
    before = {name: array(panel, name).copy() for name in ("W_f", "U_f", "b_f", "W_i")}
    panel.tools.zero.click()
    assert not array(panel, "W_f").any()
    assert array(panel, "U_f").any()
    panel.tools.identity.click()
    assert (array(panel, "W_f") == np.eye(2)).all()
    panel.tools.scope.setCurrentIndex(GROUP)
    panel.tools.value.setFocus()
    panel.tools.value.selectAll()
    QTest.keyClicks(panel.tools.value, "-3")
    press(panel, Key.Key_Return)
    assert all((array(panel, name) == -3).all() for name in ("W_f", "U_f", "b_f"))
    assert (array(panel, "W_i") == before["W_i"]).all()
    panel.tools.given.click()
    assert all((array(panel, name) == before[name]).all() for name in before)
    choose(panel, Which("b_f"))
    assert not panel.tools.identity.isEnabled()


def test_parameters_are_drawn_by_any_way_and_seed(panel: ParameterPanel) -> None:
    assert panel.tools.how.count() == len(INITIALISERS)
    panel.tools.scope.setCurrentIndex(ALL)
    panel.tools.how.setCurrentIndex(panel.tools.how.findData("orthogonal"))
    panel.tools.draw.click()
    first = array(panel, "U_f").copy()
    assert first @ first.T == pytest.approx(np.eye(2))
    panel.tools.seed.step_by(1)
    assert panel.tools.seed.text() == "1"
    panel.tools.draw.click()
    assert not (array(panel, "U_f") == first).all()
    panel.tools.seed.step_by(-5)
    assert panel.tools.seed.text() == "0", "there is no seed below"
    panel.tools.draw.click()
    assert (array(panel, "U_f") == first).all()


def test_a_wrong_seed_is_refused_in_place(panel: ParameterPanel) -> None:
    panel.tools.seed.setFocus()
    panel.tools.seed.selectAll()
    QTest.keyClicks(panel.tools.seed, "1.5")
    press(panel, Key.Key_Return)
    assert panel.tools.seed.bad
    assert "whole number" in panel.message.text()
    press(panel, Key.Key_Escape)
    assert not panel.tools.seed.bad


def test_what_a_state_starts_with_is_edited_too(panel: ParameterPanel) -> None:
    choose(panel, Which("c", True))
    assert not panel.tools.draw.isEnabled()
    field = editor(panel)
    field.selectAll()
    QTest.keyClicks(field, "4")
    press(panel, Key.Key_Return)
    assert panel.session.initial("c").tolist() == [4, panel.session.initial("c")[1]]
    panel.tools.given.click()
    assert panel.session.initial("c")[0] != 4


def test_the_panel_follows_another_cell_and_another_theme(panel: ParameterPanel) -> None:
    window = panel.parentWidget()
    assert isinstance(window, Window)
    window.open("elman-ones")
    assert panel.grid.which == Which("W")
    assert panel.grid.numbers.array.tolist() == [[1, 1], [1, 1]]
    window.session.set_settings(theme="dark")
    window.session.document.undo()
    assert panel.grid.which is not None
    assert panel.list.count() == 12 + 2 + 5


def test_parameters_set_by_hand_are_taken_from_a_list(open_window: Opener) -> None:
    window = open_window("gru-gates", animation=False)
    window.inspector.open_parameters()
    panel = window.inspector.parameters
    assert panel is not None
    tools = panel.tools
    tools.zero.click()
    assert [tools.presets.itemText(k) for k in range(tools.presets.count())] == ["The two gates of a GRU"]
    tools.presets.activated.emit(0)
    assert window.session.layer.parameters["W_z"].tolist() == [[0, -20, 0]]
    assert window.session.document.undo_edit is not None
    assert window.session.document.undo_edit.name == "Take the parameters of The two gates of a GRU"
    assert window.open("elman")
    assert not tools.presets.isVisible()
