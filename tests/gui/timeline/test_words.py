"""Words in the window's timeline: one row names what they set, and a word is edited where it stands."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from simulator.document.edits import insert_steps, set_input
from simulator.document.word_edits import set_words
from simulator.gui.timeline.selection import Block
from simulator.gui.timeline.tips import tip_of
from simulator.gui.window import Window
from simulator.render.primitives import Box
from simulator.render.timeline.rows import COMPACT, DESKTOP
from simulator.words import LetterTrigrams, WordVectors
from tests.render.timeline.test_columns import texts

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    return open_window("two-memories", animation=False)


def field(window: Window, step: int, row: int = 0) -> QPoint:
    placed = window.timeline.placed
    assert placed is not None
    place = placed.place(row, step - 1)
    assert place is not None
    x, y, width, height = place
    return QPoint(round(x + width / 2), round(y + height / 2))


def click(window: Window, step: int, row: int = 0) -> None:
    QTest.mouseClick(window.timeline.canvas.viewport(), Qt.MouseButton.LeftButton, pos=field(window, step, row))


def heads(window: Window) -> tuple[str, ...] | None:
    return window.session.state.sequence.heads


def test_one_row_says_what_every_word_sets(window: Window) -> None:
    assert [row.kind for row in window.timeline.rows].count("places") == 1
    assert [row.label for row in window.timeline.rows][:2] == ["7 inputs", "other"]
    shown = [texts(window.timeline.canvas.picture.items[f"column {k}"])[1] for k in range(1, 5)]
    assert shown == ["x3  Taipei", "x7  other", "x4  November", "x5  2nd"]


def test_a_click_edits_the_word_and_enter_puts_it_in(window: Window) -> None:
    click(window, 3)
    editor = window.timeline.fields.words
    assert editor.is_open
    assert editor.text() == editor.selectedText() == "on"
    assert window.session.cursor.step == 3
    assert not window.timeline.editor.is_open
    QTest.keyClicks(editor, "leave")
    assert heads(window) == ("arrive", "Taipei", "on", "November", "2nd"), "not before it is whole"
    QTest.keyClick(editor, Key.Key_Return)
    assert heads(window) == ("arrive", "Taipei", "leave", "November", "2nd")
    assert window.session.inputs(2, 3).tolist() == [[0, 1, 0, 0, 0, 0, 0]]
    assert not editor.is_open
    assert window.timeline.hasFocus()
    window.session.document.undo()
    assert heads(window) == ("arrive", "Taipei", "on", "November", "2nd")


def test_tab_goes_to_the_next_word_and_escape_leaves_the_old_one(window: Window) -> None:
    window.timeline.setFocus()
    QTest.keyClick(window.timeline, Key.Key_Return)
    editor = window.timeline.fields.words
    assert (editor.step, editor.text()) == (1, "arrive")
    QTest.keyClicks(editor, "leave")
    QTest.keyClick(editor, Key.Key_Tab)
    assert (editor.step, editor.text()) == (2, "Taipei")
    assert window.session.cursor.step == 2
    QTest.keyClicks(editor, "nonsense")
    QTest.keyClick(editor, Key.Key_Escape)
    assert heads(window) == ("leave", "Taipei", "on", "November", "2nd")
    QTest.keyClick(window.timeline, Key.Key_2)
    assert editor.text() == "2"
    QTest.keyClicks(editor, "nd")
    QTest.keyClick(editor, Key.Key_Backtab)
    assert heads(window) == ("leave", "2nd", "on", "November", "2nd")
    QTest.keyClick(editor, Key.Key_Backtab)
    assert editor.is_open, "before the first word there is none"


def test_what_cannot_be_put_in_is_said_and_stays_to_be_mended(window: Window) -> None:
    click(window, 1)
    editor = window.timeline.fields.words
    said: list[str] = []
    window.session.refused.connect(said.append)
    QTest.keyClicks(editor, "to leave")
    QTest.keyClick(editor, Key.Key_Return)
    assert said == ["“to leave” is not one word, and a step has one. Put in a sentence for several."]
    assert editor.is_open
    editor.selectAll()
    QTest.keyClicks(editor, "leave")
    window.views.take_focus()
    assert not editor.is_open
    assert heads(window) == ("leave", "Taipei", "on", "November", "2nd")


def test_the_editor_goes_when_its_step_does_or_another_lesson_comes(window: Window) -> None:
    click(window, 5)
    editor = window.timeline.fields.words
    window.actions_["delete"].trigger()
    assert not editor.is_open
    click(window, 2)
    window.session.apply(insert_steps(window.session.state, 0))
    assert editor.is_open
    assert window.open("hand-set-lstm")
    assert not editor.is_open
    assert [row.kind for row in window.timeline.rows][:3] == ["input"] * 3


def test_a_block_of_steps_has_all_inputs(window: Window) -> None:
    QTest.mouseClick(window.timeline.canvas.viewport(), Qt.MouseButton.LeftButton, SHIFT, field(window, 3))
    assert window.timeline.selection.block == Block(0, 3, 0, 6)
    window.timeline.setFocus()
    QTest.keyClick(window.timeline, Key.Key_Right, CTRL | SHIFT)
    block = window.timeline.selection.block
    assert block is not None
    assert (block.first, block.last) == (0, 6)
    window.timeline.selection.choose(Block(1, 3, 0, 0))
    window.actions_["clear"].trigger()
    assert not window.session.inputs(1, 3).any()
    window.timeline.select_all()
    item = window.timeline.canvas.picture.items["block"]
    assert isinstance(item, Box)
    assert item.height == pytest.approx(COMPACT.input if window.height() < 960 else DESKTOP.input)


def test_the_pointer_is_told_every_input_that_is_set(window: Window) -> None:
    window.session.apply(set_words(window.session.state, "I like incomprehensibilities", LetterTrigrams()))
    (row, *rest), session = window.timeline.rows, window.session
    assert tip_of(session, row, 1, 0.5).splitlines() == ["“like” at step 2", "x5673 = 1   ike", "x7655 = 1   lik"]
    assert tip_of(session, row, 0, 0.5).splitlines()[1].startswith("“I” sets nothing")
    *_, last = tip_of(session, row, 2, 0.5).splitlines()
    assert last == f"and {len(LetterTrigrams().set_places('incomprehensibilities')) - 16} more"
    session.apply(set_input(session.state, 1, 0, 0.25))
    assert "x1 = 0.25   aaa" in tip_of(session, row, 1, 0.5)
    session.apply(insert_steps(session.state, 0))
    assert tip_of(session, row, 0, 0.5).splitlines() == ["Step 1", "No input is set."]
    assert tip_of(session, rest[0], 0, 0.5).startswith(f"{rest[0].signal}")


def test_the_pointer_is_told_the_number_under_it_in_a_heat_map(window: Window) -> None:
    table = WordVectors(("on", "2nd"), np.arange(80.0).reshape(2, 40), "zeros")
    window.session.apply(set_words(window.session.state, "2nd on", table))
    row, session = window.timeline.rows[0], window.session
    assert row.kind == "heat"
    assert tip_of(session, row, 0, 0.0) == "x1 = 40 at step 1"
    assert tip_of(session, row, 1, 0.999) == "x40 = 39 at step 2"
    other = next(row for row in window.timeline.rows if row.signal != "x")
    window.session.clock.jump(1)
    window.actions_["future"].trigger()
    assert tip_of(session, other, 0, 0.5)
    assert tip_of(session, other, 1, 0.5) == "", "what is not shown is not told"


def test_beside_the_fields_the_pointer_is_told_nothing(window: Window) -> None:
    for position, told in ((QPointF(2, 2), ""), (QPointF(field(window, 2)), "“Taipei” at step 2\nx3 = 1   Taipei")):
        at = position.toPoint()
        window.timeline.pointing._show_tip(position, QHelpEvent(QHelpEvent.Type.ToolTip, at, at))
        assert QToolTip.text() == told
    QToolTip.hideText()


def test_the_row_of_words_becomes_a_heat_map_and_is_one_again(window: Window) -> None:
    commands = window.timeline.names.commands

    def kinds() -> list[str]:
        return [row.kind for row in window.timeline.rows if row.signal == "x"]

    def offer(text: str) -> QAction:
        menu = commands.menu((0, None), None, window.timeline.names.show_all)
        return next(action for action in menu.actions() if action.text().replace("&", "") == text)

    assert kinds() == ["places"]
    offer("As a heat-map").trigger()
    assert kinds() == ["heat"]
    offer("As words").trigger()
    assert kinds() == ["places"]
