"""The window with the list of all rows: by mouse, by keyboard alone, and undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTreeWidgetItem

from simulator.document.edits import set_input
from simulator.document.row_edits import group_signals, set_shown
from simulator.gui.rows.dialog import RowsDialog
from simulator.gui.window import Window
from tests.gui.rows.helpers import Key, Mod, answer, drag, outline, rows

Opener = Callable[..., Window]


def opened(window: Window) -> RowsDialog:
    QTest.keyClick(window.views.shown, Key.Key_R)
    dialog = window.timeline.names.dialog
    assert dialog is not None
    assert dialog.isVisible()
    QApplication.processEvents()
    return dialog


@pytest.fixture
def dialog(window: Window) -> RowsDialog:
    window.session.select("i")
    return opened(window)


def items(dialog: RowsDialog) -> dict[str, QTreeWidgetItem]:
    """Return the items by the first word of their text."""
    return {item.text(0).split("   ")[0]: item for item in dialog.tree._items()}


def texts(dialog: RowsDialog) -> list[str]:
    return list(items(dialog))


def at(dialog: RowsDialog, text: str, share: float = 0.5, x: int = 120) -> QPoint:
    area = dialog.tree.visualItemRect(items(dialog)[text])
    return QPoint(x, round(area.top() + share * area.height()))


def click(dialog: RowsDialog, text: str, held: Qt.KeyboardModifier = Mod.NoModifier, x: int = 120) -> None:
    QTest.mouseClick(dialog.tree.viewport(), Qt.MouseButton.LeftButton, held, at(dialog, text, x=x))


def checked(dialog: RowsDialog) -> list[str]:
    return [text for text, item in items(dialog).items() if item.checkState(0) == Qt.CheckState.Checked]


def press(dialog: RowsDialog, *keys: Qt.Key, held: Qt.KeyboardModifier = Mod.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(dialog.focusWidget(), key, held)
        QApplication.processEvents()


def test_it_lists_everything_and_stands_on_the_selected_row(window: Window, dialog: RowsDialog) -> None:
    assert texts(dialog) == ["x", "i", "f", "o", "c", "y", "z", "z_i", "z_f", "z_o", "g"]
    assert checked(dialog) == ["x", "i", "f", "o", "c", "y"]
    assert dialog.tree.places == [(1, None)]
    assert items(dialog)["f"].text(0) == "f   Forget gate"
    assert items(dialog)["x"].text(1) == "3"
    assert dialog.tree.hasFocus()
    assert not dialog.isModal()


def test_with_nothing_selected_it_stands_on_the_first(window: Window) -> None:
    window.session.select("")
    assert opened(window).tree.places == [(0, None)]


# -- by mouse


def test_a_click_on_a_box_hides_and_shows_at_once(window: Window, dialog: RowsDialog) -> None:
    click(dialog, "f", x=12)
    assert outline(window) == "x i o c y"
    assert "f 0" not in rows(window)
    assert texts(dialog)[:4] == ["x", "i", "f", "o"], "it stays in its place"
    click(dialog, "f", x=12)
    assert window.session.state.rows is None
    click(dialog, "g", x=12)
    assert outline(window) == "x i f o c y g"


def test_rows_are_dragged_in_the_list(window: Window, dialog: RowsDialog) -> None:
    drag(dialog.tree.viewport(), at(dialog, "y"), at(dialog, "i", share=0.2))
    assert outline(window) == "x y i f o c"
    assert [dialog.tree._key(item) for item in dialog.tree.selectedItems()] == [("y", False)], "it stays chosen"
    drag(dialog.tree.viewport(), at(dialog, "x"), at(dialog, "c", share=0.9))
    assert outline(window) == "y i f o c x"
    mark = dialog.tree._mark
    drag(dialog.tree.viewport(), at(dialog, "x"), at(dialog, "y", share=0.1), release=False)
    assert mark.isVisible()
    QTest.mouseRelease(dialog.tree.viewport(), Qt.MouseButton.LeftButton, pos=at(dialog, "y", share=0.1))
    assert not mark.isVisible()
    assert outline(window) == "x y i f o c"


def test_what_changes_meanwhile_ends_a_drag(window: Window, dialog: RowsDialog) -> None:
    start, end = at(dialog, "y"), at(dialog, "i", share=0.2)
    drag(dialog.tree.viewport(), start, end, release=False)
    window.session.apply(group_signals(window.session.state, ["i", "f"], "rows"))
    assert not dialog.tree._mark.isVisible()
    QTest.mouseRelease(dialog.tree.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert outline(window) == "x rows(i f) o c y"


def test_groups_by_buttons(window: Window, dialog: RowsDialog) -> None:
    click(dialog, "i")
    click(dialog, "o", Mod.ShiftModifier)
    assert [name for name, button in dialog.buttons.items() if button.isEnabled()] == ["group", "overlay"]
    dialog.buttons["group"].click()
    assert outline(window) == "x rows(i f o) c y"
    assert dialog.tree.places == [(1, None)], "the group is chosen"
    assert [name for name, button in dialog.buttons.items() if button.isEnabled()] == [
        *("up", "down", "overlay", "fold", "rename", "ungroup", "usual"),
    ]
    dialog.buttons["fold"].click()
    assert outline(window) == "x folded(i f o) c y"
    assert items(dialog)["i, f, o"].text(1) == "folded"
    assert dialog.buttons["fold"].text() == "Unfold"
    dialog.buttons["fold"].click()
    dialog.buttons["overlay"].click()
    assert outline(window) == "x overlay(i f o) c y"
    assert dialog.buttons["overlay"].text() == "As rows"
    dialog.buttons["rename"].click()
    answer("Gates")
    assert "Gates" in texts(dialog)
    dialog.buttons["down"].click()
    assert outline(window) == "x c overlay(i f o) y"
    dialog.buttons["ungroup"].click()
    assert outline(window) == "x c i f o y"
    dialog.buttons["usual"].click()
    assert window.session.state.rows is None
    assert not dialog.buttons["usual"].isEnabled()


def test_a_group_has_a_box_for_all_of_it(window: Window, dialog: RowsDialog) -> None:
    click(dialog, "i")
    click(dialog, "f", Mod.ShiftModifier)
    dialog.buttons["group"].click()
    dialog.buttons["rename"].click()
    answer("Gates")
    click(dialog, "f", x=34)
    assert outline(window) == "x rows(i) o c y"
    assert items(dialog)["Gates"].checkState(0) == Qt.CheckState.PartiallyChecked
    click(dialog, "Gates", x=12)
    assert outline(window) == "x rows(i f) o c y"
    click(dialog, "Gates", x=12)
    assert outline(window) == "x o c y"
    assert "f" not in checked(dialog)


def test_rows_leave_their_group(window: Window, dialog: RowsDialog) -> None:
    click(dialog, "i")
    click(dialog, "o", Mod.ShiftModifier)
    dialog.buttons["group"].click()
    click(dialog, "f")
    dialog.buttons["out"].click()
    assert outline(window) == "x rows(i o) f c y"
    drag(dialog.tree.viewport(), at(dialog, "f"), at(dialog, "o", share=0.2))
    assert outline(window) == "x rows(i f o) c y"


def test_what_is_refused_is_said_and_nothing_changes(window: Window, dialog: RowsDialog) -> None:
    click(dialog, "x")
    click(dialog, "f", Mod.ShiftModifier)
    dialog.buttons["overlay"].click()
    assert dialog.message.text().startswith("No more than 4 lines over one another can be told apart")
    assert window.session.state.rows is None
    click(dialog, "c")
    window.session.apply(set_shown(window.session.state, ["x", "i", "f", "o", "y"], False))
    assert dialog.message.text() == ""
    click(dialog, "c", x=12)
    assert "at least one row" in dialog.message.text()
    assert "c" in checked(dialog), "the box shows what is so"
    assert outline(window) == "c"


# -- by keyboard alone


def test_by_keyboard_alone(window: Window, dialog: RowsDialog) -> None:
    press(dialog, Key.Key_Space)
    assert outline(window) == "x f o c y"
    press(dialog, Key.Key_Space)
    press(dialog, Key.Key_Down, held=Mod.AltModifier)
    assert outline(window) == "x f i o c y"
    press(dialog, Key.Key_Up, Key.Key_Up, held=Mod.AltModifier)
    assert outline(window) == "i x f o c y"
    press(dialog, Key.Key_Up, held=Mod.AltModifier)
    assert outline(window) == "i x f o c y", "the end"
    press(dialog, Key.Key_Down, Key.Key_Down)
    press(dialog, Key.Key_Down, held=Mod.ShiftModifier)
    assert [place for place, _ in dialog.tree.places] == [2, 3]
    button = dialog.buttons["overlay"]
    while not button.hasFocus():
        press(dialog, Key.Key_Tab)
    press(dialog, Key.Key_Space)
    assert outline(window) == "i x overlay(f o) c y"
    press(dialog, Key.Key_F2)
    answer("Two")
    assert "Two" in texts(dialog)
    dialog.activateWindow()  # as the desktop does when a question is answered
    QApplication.processEvents()
    press(dialog, Key.Key_Z, held=Mod.ControlModifier)
    press(dialog, Key.Key_Z, held=Mod.ControlModifier)
    assert outline(window) == "i x f o c y"
    press(dialog, Key.Key_Z, held=Mod.ControlModifier | Mod.ShiftModifier)
    assert outline(window) == "i x overlay(f o) c y"
    press(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    assert opened(window) is dialog


def test_its_own_menu_has_what_its_buttons_have(window: Window, dialog: RowsDialog) -> None:
    dialog.tree.asked.emit(QPoint(100, 100))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions() if action.text()] == ["Move up", "Move down"]
    menu.actions()[1].trigger()
    menu.close()
    assert outline(window) == "i x f o c y"


# -- what else follows


def test_several_units_as_rows_or_as_a_heat_map(open_window: Opener) -> None:
    window = open_window("lstm", animation=False)
    window.session.select("c")
    dialog = opened(window)
    assert items(dialog)["c"].text(1) == "2"
    dialog.buttons["heat"].click()
    assert items(dialog)["c"].text(1) == "heat-map of 2"
    assert dialog.buttons["heat"].text() == "As rows"
    dialog.buttons["units"].click()
    answer("2")
    assert items(dialog)["c"].text(1) == "1 of 2"
    assert "c 1" in rows(window)
    dialog.buttons["heat"].click()
    dialog.buttons["heat"].click()
    dialog.buttons["overlay"].click()
    assert "overlay c" in rows(window)
    assert dialog.tree.places == [(1, None)]
    click(dialog, "h")
    assert dialog.buttons["heat"].isEnabled()


def test_it_follows_while_it_is_open_and_sleeps_while_it_is_not(window: Window, dialog: RowsDialog) -> None:
    window.session.apply(set_shown(window.session.state, ["f"], False))
    assert "f" not in checked(dialog)
    dialog.close()
    window.session.document.undo()
    assert "f" not in checked(dialog)
    assert opened(window) is dialog
    assert "f" in checked(dialog)
    assert window.open("elman-ones")
    assert texts(dialog) == ["x", "h", "y"]


def test_an_edit_of_numbers_leaves_what_is_chosen_alone(window: Window, dialog: RowsDialog) -> None:
    click(dialog, "f")
    click(dialog, "c", Mod.ControlModifier)
    window.session.apply(set_input(window.session.state, 0, 0, 5.0))
    assert [place for place, _ in dialog.tree.places] == [2, 4]


def test_it_leaves_the_timeline_in_sight(open_window: Opener) -> None:
    for size in ((1366, 740), (1920, 1040)):
        window = open_window(size=size, animation=False)
        dialog = opened(window)
        foot = dialog.mapToGlobal(QPoint(0, dialog.height())).y()
        assert foot <= window.timeline.mapToGlobal(QPoint(0, 0)).y()
        dialog.close()
