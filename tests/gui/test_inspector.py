"""The inspector's pages: the sum, the course and its links, the margins, and numbers that overflow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from simulator.document import edits
from simulator.gui.controls.buttons import Chip
from simulator.gui.controls.value_slider import reach
from simulator.gui.window import Window
from simulator.language import cell_ids
from simulator.lessons import lesson_ids
from simulator.render.course import LEFT, RIGHT

Key = Qt.Key
Modifier = Qt.KeyboardModifier
Opener = Callable[..., Window]
NOW, SUM, COURSE = range(3)
W_F = ("W_f", (0, 1))


def weight(window: Window, name: str = "W_f", index: tuple[int, ...] = (0, 1)) -> float:
    return float(window.session.layer.parameters[name][index])


def turn(widget: QWidget, notches: float, modifiers: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    """Turn the wheel over the middle of a widget."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def undone(window: Window) -> int:
    """Undo everything and return how many steps that took."""
    count = 0
    while window.session.document.undo_edit is not None:
        window.session.document.undo()
        count += 1
    return count


def links(window: Window) -> dict[str, Chip]:
    course = window.inspector.course
    return {chip.accessibleName(): chip for chip in (*course.sources.chips, *course.targets.chips)}


# -- numbers within reach of the wheel


def test_the_wheel_turns_a_weight_that_has_no_keyboard_and_the_trace_follows(window: Window) -> None:
    field = window.inspector.now.weights.fields[3]
    window.session.clock.jump(3)
    assert not field.hasFocus()
    for _ in range(5):
        turn(field, -1)
    assert weight(window, "b_f", (0,)) == 0 + 10 - 5
    assert window.session.signal("f", 2, 3)[0, 0] == pytest.approx(1 / (1 + np.exp(-5)))
    assert undone(window) == 1


@pytest.mark.parametrize(
    ("modifiers", "step"), [(Modifier.NoModifier, 10), (Modifier.ShiftModifier, 1), (Modifier.ControlModifier, 100)]
)
def test_shift_is_fine_and_ctrl_is_coarse(window: Window, modifiers: Qt.KeyboardModifier, step: float) -> None:
    field = window.inspector.now.weights.fields[1]
    turn(field, 1, modifiers)
    assert weight(window) == 100 + step
    field.setFocus()
    QTest.keyClick(field, Key.Key_Down, modifiers)
    assert weight(window) == 100


def test_half_a_notch_waits_for_the_other_half(window: Window) -> None:
    field = window.inspector.now.weights.fields[1]
    turn(field, 0.5)
    assert weight(window) == 100
    turn(field, 0.5)
    assert weight(window) == 110


def test_dragging_the_arrows_is_one_edit(window: Window) -> None:
    field = window.inspector.now.weights.fields[3]
    start = QPoint(field.width() - 10, 5)
    QTest.mousePress(field, Qt.MouseButton.LeftButton, Modifier.NoModifier, start)
    for y in range(0, 42, 2):
        QTest.mouseMove(field, start - QPoint(0, y))
    QTest.mouseRelease(field, Qt.MouseButton.LeftButton, Modifier.NoModifier, start - QPoint(0, 40))
    assert weight(window, "b_f", (0,)) == 21
    assert undone(window) == 1


# -- the sum


def test_the_sum_has_a_row_for_each_product_and_its_total(window: Window) -> None:
    window.session.clock.jump(4)
    window.inspector.tabs.setCurrentIndex(SUM)
    page = window.inspector.sum
    assert page.isVisible()
    assert window.inspector.now.isHidden()
    assert [field.value for field in page.fields.values()] == [0, 100, 0, 10]
    assert page.total.accessibleName() == "z_f = 110.0000"
    assert "x[2]: 100 × 1 = 100" in page.rows.accessibleName()


def test_a_weight_is_edited_in_the_sum(window: Window) -> None:
    window.inspector.tabs.setCurrentIndex(SUM)
    page = window.inspector.sum
    page.fields[3].setFocus()
    page.fields[3].selectAll()
    QTest.keyClicks(page.fields[3], "-7")
    assert page.total.accessibleName() == "z_f = −7.0000"
    assert page.slider.accessibleName() == "b_f"
    assert page.slider.value == -7
    QTest.keyClick(page.fields[3], Key.Key_Escape)
    assert weight(window, "b_f", (0,)) == 10


@pytest.mark.parametrize("text", ["abc", "nan", "1e400", "-inf"])
def test_a_weight_that_is_no_number_is_refused_in_place(window: Window, text: str) -> None:
    window.inspector.tabs.setCurrentIndex(SUM)
    field = window.inspector.sum.fields[1]
    before = window.session.state
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Key.Key_Return)
    assert field.bad
    assert field.text() == text
    assert window.inspector.message.isVisible()
    assert "number" in window.inspector.message.text()
    assert weight(window) == 100
    QTest.keyClick(field, Key.Key_Escape)
    assert not field.bad
    assert window.inspector.message.isHidden()
    assert window.session.state is before


def test_the_slider_slides_the_weight_that_has_the_keyboard_as_one_edit(window: Window) -> None:
    window.inspector.tabs.setCurrentIndex(SUM)
    page = window.inspector.sum
    page.fields[1].setFocus()
    slider = page.slider
    middle = slider.rect().center()
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, Modifier.NoModifier, QPoint(slider.width() - 12, 11))
    assert weight(window) == 200
    for x in range(slider.width() - 12, middle.x(), -4):
        QTest.mouseMove(slider, QPoint(x, 11))
    assert 0 <= weight(window) < 20
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, Modifier.NoModifier, QPoint(middle.x(), 11))
    assert undone(window) == 1
    assert weight(window) == 100


def test_the_slider_has_keys(window: Window) -> None:
    window.inspector.tabs.setCurrentIndex(SUM)
    slider = window.inspector.sum.slider
    window.inspector.sum.fields[1].setFocus()
    slider.setFocus()
    QTest.keyClick(slider, Key.Key_Right)
    assert weight(window) == 102
    QTest.keyClick(slider, Key.Key_Left, Modifier.ControlModifier)
    assert weight(window) == 82
    assert window.session.cursor.step == 1
    QTest.keyClick(slider, Key.Key_Escape)
    assert weight(window) == 100


@pytest.mark.parametrize(
    ("value", "end"), [(0, 1), (0.5, 1), (-0.6, 2), (2, 5), (10, 20), (100, 200), (110, 500), (1e308, 1.7e308)]
)
def test_the_ends_of_the_slider_suit_the_number(value: float, end: float) -> None:
    assert reach(value) == pytest.approx(end)


def wide(tmp_path: Path, inputs: int) -> str:
    file = tmp_path / "wide.toml"
    rows = [[(k * 7) % inputs for k in range(inputs)]]
    file.write_text(
        '[cell]\nid = "wide"\nname = "Wide"\ntext = "Wide."\noutput = "h"\nequations = "h = tanh(W @ x + b)"\n'
        f"[example]\ninputs = {inputs}\nunits = 1\nx = {[[1] * inputs, [2] * inputs]}\n"
        f"[example.parameters]\nW = {rows}\nb = [0]\n"
    )
    return str(file)


def test_a_long_sum_scrolls_and_is_sorted_on_demand(open_window: Opener, tmp_path: Path) -> None:
    window = open_window(wide(tmp_path, 300))
    window.session.select("h")
    window.inspector.tabs.setCurrentIndex(SUM)
    QApplication.processEvents()
    page = window.inspector.sum
    assert page.scroller.verticalScrollBar().maximum() > 0
    assert window.inspector.scroll_area.verticalScrollBar().maximum() == 0
    assert page.more.text() == "64 of 301 are shown; W shows all."
    weights = [(k * 7) % 300 for k in range(300)]
    assert [field.value for field in page.fields.values()] == [value for value in weights if value >= 236]
    page.sort.click()
    values = [field.value for field in page.fields.values()]
    assert values == sorted(values, reverse=True)
    assert values[0] == 299
    turn(page.fields[0], 1)
    assert page.fields[0].value == 299, "the wheel scrolls here, unless the field has the keyboard"
    page.fields[0].setFocus()
    turn(page.fields[0], -20)
    assert page.fields[0].value == 99, "an edited row stays in its place"
    window.views.take_focus()
    page.sort.click()
    assert [field.value for field in page.fields.values()] == [v for v in weights if v >= 235 and v != 299]


# -- the course and the links


def test_the_course_goes_to_a_step(window: Window) -> None:
    window.inspector.tabs.setCurrentIndex(COURSE)
    plot = window.inspector.course.plot
    x = LEFT + (plot.picture.width - LEFT - RIGHT) * 6.5 / 9
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(x), 60))
    assert window.session.cursor.step == 7
    QApplication.processEvents()  # the inspector follows once the step is painted
    assert plot.accessibleName() == "f over 9 steps; 0.0000 at step 7"


def test_links_select_where_a_value_comes_from_and_goes_to(window: Window) -> None:
    window.session.clock.jump(4)
    window.session.select("c")
    window.inspector.tabs.setCurrentIndex(COURSE)
    found = links(window)
    assert list(found) == ["g = 4", "i = 1", "c[t-1] = 3", "f = 1", "y = 0", "c[t+1]"]
    chip = found["i = 1"]
    chip.setFocus()
    QTest.keyClick(chip, Key.Key_Return)
    assert window.session.selected == "i"
    assert list(links(window)) == ["z_i = 90", "c"] or list(links(window)) == ["z_i = 90", "c = 7"]
    links(window)["z_i = 90"].click()
    assert not links(window)["x"].isEnabled(), "inputs are edited in the timeline"


@pytest.mark.parametrize("what", [*lesson_ids(), *cell_ids()])
def test_every_page_of_every_signal_can_be_shown(window: Window, what: str) -> None:
    window.open(what)
    for name in window.session.cell.signals:
        window.session.select(name, window.session.sizes[name] - 1)
        for tab in (SUM, COURSE, NOW):
            window.inspector.tabs.setCurrentIndex(tab)
    window.session.select("")
    QApplication.processEvents()
    assert window.inspector.margins.findChildren(QLabel)


# -- the margins


def test_without_a_selection_the_margins_of_the_sequence_stand_there(window: Window) -> None:
    window.session.select("")
    QApplication.processEvents()
    margins = window.inspector.margins
    said = [label.text() for label in margins.findChildren(QLabel)]
    assert "at most 4.5e−5 from 0 or 1" in said
    assert "half open at x2 = 0.1, which is 0 there" in said
    assert "half open at x2 = −0.1, which is 0 there" in said
    assert "half open at x3 = 0.1, which is 0 there" in said
    assert "the memory loses 4.5e−5 of itself a step, half of it in 15,268 steps" in said
    chip = next(chip for chip in margins.findChildren(Chip) if "1.7e−48" in chip.accessibleName())
    chip.click()
    assert window.session.cursor.step == 7


def test_the_margins_follow_an_edit(window: Window) -> None:
    window.session.select("")
    window.session.apply(edits.set_parameter(window.session.state, "b_i", (0,), -5))
    QApplication.processEvents()
    said = [label.text() for label in window.inspector.margins.findChildren(QLabel) if not label.isHidden()]
    assert "half open at x2 = 0.05, which is 0 there" in said


# -- overflow


def test_a_trace_that_overflows_says_where_and_stays_usable(window: Window) -> None:
    assert window.inspector.overflow.isHidden()
    session = window.session
    for row, value in ((1, 1e308), (3, 1.7e308)):
        session.apply(edits.set_input(session.state, row, 0, value))
    assert window.inspector.overflow.isVisible()
    assert window.inspector.overflow.text() == "c becomes ∞ at step 4"
    window.inspector.overflow.click()
    assert (session.selected, session.cursor.step) == ("c", 4)
    for tab in (SUM, COURSE, NOW):
        window.inspector.tabs.setCurrentIndex(tab)
        for step in range(1, 10):
            session.clock.jump(step)
            QApplication.processEvents()
    session.select("")
    QApplication.processEvents()
    session.document.undo()
    assert window.inspector.overflow.isHidden()


# -- the keyboard


@pytest.mark.parametrize(("tab", "first"), [(NOW, "All parameters"), (SUM, "Largest first"), (COURSE, "z_f = −10")])
def test_tab_goes_through_the_page_and_on_to_the_transport(window: Window, tab: int, first: str) -> None:
    window.session.apply(edits.set_parameter(window.session.state, "b_f", (0,), -10))
    inspector = window.inspector
    inspector.tabs.setCurrentIndex(tab)
    inspector.tabs.setFocus()
    seen = []
    while (focus := window.focusWidget()) is not window.transport.buttons["first"]:
        assert focus is inspector.tabs or inspector.isAncestorOf(focus)
        seen.append(focus.accessibleName() or focus.property("text"))
        QTest.keyClick(focus, Key.Key_Tab)
    assert seen[1] == first
    fields = ["W_f[1, 1]", "W_f[1, 2]", "W_f[1, 3]", "b_f[1]"]
    assert [name for name in seen if name in fields] == (fields if tab != COURSE else [])


def test_keys_lead_to_the_margins_and_to_all_parameters(window: Window) -> None:
    QTest.keyClick(window.focusWidget(), Key.Key_M)
    assert window.session.selected == ""
    assert window.inspector.margins.isVisible()
    window.session.select("f")
    window.views.take_focus()
    QTest.keyClick(window.focusWidget(), Key.Key_W)
    panel = window.inspector.parameters
    assert panel is not None
    assert panel.isVisible()
    QTest.keyClick(panel, Key.Key_Escape)
    assert not panel.isVisible()


def test_a_long_sequence_has_its_margins_when_it_is_done(window: Window) -> None:
    session = window.session
    session.select("")
    rows = np.zeros((30_000, 3))
    rows[29_999, 1] = 0.05
    session.apply(edits.paste(session.state, 0, 0, rows.tolist()))
    while session.ready < session.steps:
        QApplication.processEvents()
    QApplication.processEvents()
    said = [label.text() for label in window.inspector.margins.findChildren(QLabel) if not label.isHidden()]
    assert "half open at x2 = 0.1, which is 0.05 there" in said
