"""The views that the window switches between, and the one that shows the network through time."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from simulator.document.edits import insert_steps
from simulator.engine.networks.layer import Layer
from simulator.engine.networks.network import Network
from simulator.gui import vocabulary
from simulator.gui.views.unrolled_view import UnrolledView
from simulator.gui.views_table import views
from simulator.gui.window import Window
from simulator.render.primitives import Group, Text
from simulator.render.unrolled import Look
from simulator.render.unrolled import unrolled as draw_unrolled
from simulator.render.unrolled_lanes import network_lanes
from tests.gui.conftest import Opener

Key = Qt.Key


def unrolled(window: Window) -> UnrolledView:
    """Switch to the unrolled view and return it."""
    QTest.keyClick(window, Key.Key_2)
    view = window.views.view("unrolled")
    assert isinstance(view, UnrolledView)
    paint(view)
    return view


def paint(view: QWidget) -> None:
    QApplication.processEvents()
    view.grab()


def click(view: UnrolledView, target: str, double: bool = False) -> None:
    place = view.canvas.place(target)
    assert place is not None, target
    corner = place.topLeft() + QPoint(6, 5)  # where nothing smaller lies
    (QTest.mouseDClick if double else QTest.mouseClick)(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=corner)


def test_each_key_shows_its_view_and_tabs_and_menu_say_which(window: Window) -> None:
    for row in views():
        QTest.keyClick(window, Key(ord(row.key)))
        assert window.session.shown_view == row.id
        assert window.views.currentWidget() is window.views.view(row.id)
        assert window.top.tabs.tabText(window.top.tabs.currentIndex()) == row.title
        checked = [other.id for other in views() if window.actions_[other.command].isChecked()]
        assert checked == [row.id]
        QTest.keyClick(window, Key(ord(row.key)))  # a second time changes nothing
        assert window.actions_[row.command].isChecked()


def test_a_view_is_made_when_it_is_first_shown_and_kept(window: Window) -> None:
    assert not window.views.findChildren(UnrolledView)
    first = unrolled(window)
    QTest.keyClick(window, Key.Key_1)
    assert unrolled(window) is first


def test_a_tab_shows_its_view_and_a_view_is_not_undone(window: Window) -> None:
    tabs = window.top.tabs
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert window.session.shown_view == views()[1].id
    assert window.session.document.undo_edit is None
    assert window.focusWidget() is not tabs
    window.open("gru-gates")
    assert window.session.shown_view == views()[1].id


def test_the_keyboard_goes_with_the_view(window: Window) -> None:
    view = unrolled(window)
    assert window.focusWidget() is view
    QTest.keyClick(view, Key.Key_Right)
    assert window.session.cursor.step == 2
    QTest.keyClick(view, Key.Key_Tab)
    assert window.session.selected == "o"
    QTest.keyClick(view, Key.Key_1)
    assert window.focusWidget() is window.views.view("cell")


def test_a_click_on_a_copy_goes_there_and_in_the_present_one_selects(window: Window) -> None:
    view = unrolled(window)
    click(view, "t[5]")
    assert window.session.cursor.step == 5
    paint(view)
    click(view, "c")
    assert window.session.selected == "c"
    assert window.session.cursor.step == 5
    paint(view)
    assert "selected" in view.canvas.picture.items


def test_a_double_click_on_an_input_edits_it(window: Window) -> None:
    view = unrolled(window)
    click(view, "x[2]", double=True)
    assert window.timeline.editor.is_open
    assert window.timeline.editor.row == 1


def test_steps_scroll_with_the_cursor_and_with_the_wheel(open_window: Opener) -> None:
    window = open_window("lstm", (1366, 768), animation=False)
    session = window.session
    session.apply(insert_steps(session.state, 6, 34))
    view = unrolled(window)
    assert view.across.isVisible()
    assert "head 0" in view.canvas.picture.items
    QTest.keyClick(view, Key.Key_End)
    assert {"head 39", "now 0 c"} <= view.canvas.picture.items.keys()
    assert "head 0" not in view.canvas.picture.items
    before = view.across.value()
    place = QPointF(view.canvas.viewport().rect().center())
    wheel = QWheelEvent(
        place,
        QPointF(view.canvas.viewport().mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.canvas.viewport(), wheel)
    assert view.across.value() == before - 1
    QTest.keyClick(view, Key.Key_Home)
    assert "head 0" in view.canvas.picture.items


def test_what_changed_while_it_was_hidden_is_seen_when_it_is_shown(window: Window) -> None:
    view = unrolled(window)
    QTest.keyClick(window, Key.Key_1)
    window.session.clock.jump(7)
    window.resize(1400, 900)
    window.session.set_settings(theme="dark", show_future=False)
    QTest.keyClick(window, Key.Key_2)
    paint(view)
    assert "frame column" in view.canvas.picture.items
    assert view.canvas.picture.width == view.canvas.viewport().width()
    window.open("jordan-ones")
    paint(view)
    assert any(name.endswith(" y") for name in view.canvas.picture.items)


def test_a_step_under_way_is_drawn_part_by_part(window: Window) -> None:
    view, cursor = unrolled(window), window.session.cursor
    for phase, shown in ((0.1, 0), (0.4, 1), (1.0, 1)):
        cursor.move(6, phase)
        gate = view.canvas.picture.items["now 0 i"]
        assert isinstance(gate, Group)
        numbers = [part for part in gate.children if isinstance(part, Text)][1:]
        assert len(numbers) == shown


def test_no_word_of_it_is_missing_for_translators() -> None:
    heard: set[str] = set()

    def say(text: str) -> str:
        heard.add(text)
        return text

    network = Network([Layer("elman", 2, bidirectional=True), Layer("lstm", 1)], 2, 1, "linear")
    picture = draw_unrolled(network_lanes(network.run([[1, 0], [0, 1], [1, 1]])), 2, 1.0, 900, 700, look=Look(say=say))
    assert picture.items
    assert len(heard) == 6
    assert heard <= vocabulary._PICTURE


def test_tabs_and_menus_have_room_in_the_smallest_window(open_window: Opener) -> None:
    window = open_window(size=(800, 560), animation=False)
    for part in (window.top.view, window.top.menus, *window.top.buttons.values()):
        assert part.width() >= part.sizeHint().width()
        assert window.top.rect().contains(part.geometry())
    assert window.top.tabs.isHidden(), "a list stands in their place"
    assert window.top.view.text() == "Cell"
    window.show_view("equations")
    assert window.top.view.text() == "Equations"
    wide = open_window(size=(1366, 728), animation=False)
    assert wide.top.view.isHidden()
    assert wide.top.tabs.width() >= wide.top.tabs.sizeHint().width()
