"""The window as a person uses it: keys, commands, edits, files, themes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QMessageBox

from simulator.document import load_settings
from simulator.gui.commands import commands
from simulator.gui.dialogs import error_box
from simulator.gui.trace_files import save_trace_as
from simulator.gui.weights import brief
from simulator.gui.window import Window
from simulator.language import cell_ids
from simulator.lessons import lesson_ids
from simulator.render.primitives import Group, Picture, Primitive, Text
from tests.gui.conftest import diagram

Key = Qt.Key
Opener = Callable[..., Window]


def press(window: Window, *keys: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys where the keyboard is."""
    for key in keys:
        QTest.keyClick(window.focusWidget(), key, modifier)


def texts(what: Picture | Primitive) -> list[str]:
    """All texts in a picture, in painting order."""
    if isinstance(what, Picture):
        return [text for item in what.items.values() for text in texts(item)]
    if isinstance(what, Group):
        return [text for child in what.children for text in texts(child)]
    return ["".join(run.text for run in what.runs)] if isinstance(what, Text) else []


def dialog(kind: type[QDialog]) -> QDialog:
    """Return the one dialog of a kind that is open."""
    (found,) = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible())
    return found


def test_the_first_lesson_stands_there(window: Window) -> None:
    assert window.windowTitle().startswith("The hand-set LSTM")
    assert (window.session.cursor.step, window.session.cursor.phase) == (1, 1.0)
    assert window.session.selected == "f"
    assert "Forget gate" in texts(window.inspector.heading.picture)
    assert "column 8" in window.timeline.canvas.picture.items


# -- commands


def test_every_command_can_be_triggered(window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    for command in commands():
        if command.id != "quit":
            window.actions_[command.id].setEnabled(True)
            window.actions_[command.id].trigger()
            QApplication.processEvents()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog):
            widget.close()


def test_every_command_is_in_a_menu(window: Window) -> None:
    for command in commands():
        assert command.menu
    titles = [action.text().replace("&", "") for action in window.top.menus.actions()]
    assert titles == ["File", "Edit", "Sequence", "Step", "Compare", "Train", "View", "Help"]


def test_no_key_means_two_things() -> None:
    keys = [key for command in commands() for key in command.keys]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ([Key.Key_Right], (2, 1.0)),
        ([Key.Key_Right, Key.Key_Right, Key.Key_Left], (2, 1.0)),
        ([Key.Key_PageDown, Key.Key_PageDown, Key.Key_PageUp], (2, 1.0)),
        ([Key.Key_End], (9, 1.0)),
        ([Key.Key_End, Key.Key_Home], (1, 1.0)),
    ],
)
def test_keys_go_from_step_to_step(window: Window, keys: list[Key], place: tuple[int, float]) -> None:
    press(window, *keys)
    assert (window.session.cursor.step, window.session.cursor.phase) == place
    assert texts(window.timeline.canvas.picture.items["current step"]) == [f"t = {place[0]}"]


def test_shift_and_arrows_go_from_sub_step_to_sub_step(window: Window) -> None:
    press(window, Key.Key_Right, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert (window.session.cursor.step, window.session.cursor.phase) == (2, 0.1875)
    press(window, Key.Key_Left, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert (window.session.cursor.step, window.session.cursor.phase) == (1, 1.0)


def test_a_step_with_motion_shows_its_inputs_at_once_and_its_output_at_the_end(open_window: Opener) -> None:
    window = open_window(animation=True)
    press(window, Key.Key_Right)
    assert texts(window.timeline.canvas.picture.items["now x 0"]) == ["3"]
    assert "now c 0" in window.timeline.canvas.picture.items
    first = diagram(window).picture
    window.session.clock.tick(200)
    assert diagram(window).picture != first
    while window.session.clock.running:
        window.session.clock.tick(100)
    assert texts(window.timeline.canvas.picture.items["now c 0"]) == ["0", "3"]


def test_space_plays_to_the_end_and_stops(window: Window) -> None:
    press(window, Key.Key_Space)
    assert window.session.cursor.playing
    for _ in range(9 * 4 + 2):
        window.session.clock.tick(200)
        window.session.clock.tick(100)
    assert window.session.cursor.step == 9
    assert not window.session.cursor.playing


@pytest.mark.parametrize(("key", "signal"), [(Key.Key_I, "i"), (Key.Key_O, "o"), (Key.Key_C, "c"), (Key.Key_Z, "z")])
def test_a_letter_selects_a_node(window: Window, key: Key, signal: str) -> None:
    press(window, key)
    assert window.session.selected == signal
    assert f"selected:{signal}" in diagram(window).picture.items or signal == "z"


def test_only_nodes_of_the_cell_are_offered(window: Window) -> None:
    assert all(window.actions_[f"select_{letter}"].isEnabled() for letter in "ifozc")
    window.open("gru")
    assert [letter for letter in "ifozc" if window.actions_[f"select_{letter}"].isEnabled()] == ["z"]
    window.session.document.undo()
    assert window.actions_["select_i"].isEnabled()


def test_without_a_selection_the_inspector_says_what_to_do(window: Window) -> None:
    assert window.inspector.hint.isHidden()
    press(window, Key.Key_Escape)
    assert window.inspector.hint.isVisible()
    press(window, Key.Key_F)
    assert window.inspector.hint.isHidden()


def test_an_error_is_written_as_it_is(window: Window) -> None:
    box = error_box(window, "This cannot be opened.", ValueError("<b>x</b> is not a number."))
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in box.findChildren(QLabel))
    assert box.informativeText() == "<b>x</b> is not a number."


def test_tab_walks_the_nodes_in_the_order_of_the_data_and_leaves_after_the_last(window: Window) -> None:
    press(window, Key.Key_Escape)
    assert window.session.selected == ""
    seen = []
    for _ in window.session.cell.signals:
        press(window, Key.Key_Tab)
        seen.append(window.session.selected)
    assert tuple(seen) == window.session.cell.signals
    assert window.focusWidget() is diagram(window)
    press(window, Key.Key_Tab)
    assert window.focusWidget() is not diagram(window)


def test_speed_future_and_theme_have_keys_and_are_remembered(window: Window) -> None:
    press(window, Key.Key_Up, Key.Key_G, Key.Key_T)
    assert (window.session.clock.speed, window.session.settings.show_future) == (1.5, False)
    assert window.session.theme.name == "dark"
    assert window.transport.speed_value.text() == "1.5×"
    window.close()
    settings, word = load_settings()
    assert (settings.speed, settings.show_future, settings.theme, word) == (1.5, False, "dark", "")
    assert settings.window


def test_alt_shows_exact_numbers_while_it_is_held(window: Window) -> None:
    QTest.keyPress(diagram(window), Key.Key_Alt)
    assert "4.5397868702434395e−05" in texts(window.timeline.canvas.picture)
    QTest.keyRelease(diagram(window), Key.Key_Alt)
    assert "4.5397868702434395e−05" not in texts(window.timeline.canvas.picture)
    assert window.top.menus.activeAction() is None


def test_letters_and_arrows_do_not_act_while_something_is_typed(window: Window) -> None:
    window.timeline.fields.edit(0, 2)
    QTest.keyClicks(window.timeline.editor, "7")
    press(window, Key.Key_Left, Key.Key_Home, Key.Key_Space, Key.Key_T, Key.Key_G)
    assert window.session.cursor.step == 2
    assert window.session.theme.name == "light"
    assert window.session.settings.show_future


# -- edits


def test_an_input_is_edited_and_everything_follows(window: Window) -> None:
    window.timeline.fields.edit(0, 2)
    before = diagram(window).picture
    QTest.keyClicks(window.timeline.editor, "5")
    assert window.session.inputs(1, 2)[0, 0] == 5
    assert window.session.signal("c", 1, 2)[0, 0] == pytest.approx(5, abs=1e-3)
    assert diagram(window).picture != before
    press(window, Key.Key_Return)
    assert not window.timeline.editor.isVisible()
    assert texts(window.timeline.canvas.picture.items["now x 0"]) == ["5"]
    undo = window.actions_["undo"]
    assert undo.text() == "&Undo Change x1 at step 2"
    press(window, Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert window.session.inputs(1, 2)[0, 0] == 3
    assert not undo.isEnabled()
    assert window.actions_["redo"].text() == "&Redo Change x1 at step 2"
    window.actions_["redo"].trigger()
    assert window.session.inputs(1, 2)[0, 0] == 5


def test_what_is_typed_in_one_field_is_one_edit(window: Window) -> None:
    window.timeline.fields.edit(0, 2)
    QTest.keyClicks(window.timeline.editor, "12.5")
    press(window, Key.Key_Return)
    assert window.session.inputs(1, 2)[0, 0] == 12.5
    window.session.document.undo()
    assert window.session.inputs(1, 2)[0, 0] == 3


def test_escape_takes_back_what_was_typed(window: Window) -> None:
    window.timeline.fields.edit(0, 2)
    QTest.keyClicks(window.timeline.editor, "8")
    press(window, Key.Key_Escape)
    assert window.session.inputs(1, 2)[0, 0] == 3
    assert not window.timeline.editor.isVisible()


def test_arrows_and_tab_go_from_field_to_field(window: Window) -> None:
    window.timeline.fields.edit(0, 2)
    editor = window.timeline.editor
    for key, place in [
        (Key.Key_Right, (0, 3)),
        (Key.Key_Down, (1, 3)),
        (Key.Key_Left, (1, 2)),
        (Key.Key_Up, (0, 2)),
        (Key.Key_Tab, (1, 2)),
        (Key.Key_Tab, (2, 2)),
        (Key.Key_Tab, (0, 3)),
        (Key.Key_Backtab, (2, 2)),
        (Key.Key_End, (2, 9)),
        (Key.Key_Home, (2, 1)),
    ]:
        press(window, key)
        assert (editor.row, editor.step) == place
        assert window.session.cursor.step == place[1]


def test_a_digit_begins_to_edit_where_the_timeline_has_the_keyboard(window: Window) -> None:
    window.timeline.setFocus()
    QTest.keyClicks(window.timeline, "6")
    assert window.session.inputs(0, 1)[0, 0] == 6


@pytest.mark.parametrize("text", ["abc", "1e999", "nan", "inf", "1,2,3", "--"])
def test_what_is_no_number_stays_with_a_sentence_and_changes_nothing(window: Window, text: str) -> None:
    window.timeline.fields.edit(1, 2)
    editor = window.timeline.editor
    editor.setText("")
    QTest.keyClicks(editor, text)
    press(window, Key.Key_Return)
    assert editor.text() == text
    assert editor.message.isVisible()
    assert editor.message.text().startswith("Step 2, x2: ")
    assert window.session.inputs(1, 2)[0, 1] == 1
    press(window, Key.Key_Escape)
    assert window.session.inputs(1, 2)[0, 1] == 1


def test_a_block_of_a_spreadsheet_is_pasted_and_copied(window: Window) -> None:
    QGuiApplication.clipboard().setText("9\t0\n8\t1\n")
    window.timeline.fields.edit(0, 8)
    press(window, Key.Key_V, modifier=Qt.KeyboardModifier.ControlModifier)
    assert window.session.inputs(7, 9).tolist() == [[9, 0, 0], [8, 1, 1]]
    assert window.actions_["undo"].text() == "&Undo Paste 2 steps"
    press(window, Key.Key_Escape)
    window.actions_["copy"].trigger()
    assert QGuiApplication.clipboard().text().split("\n")[7] == "9\t0\t0"


def test_a_block_past_the_end_adds_steps(window: Window) -> None:
    QGuiApplication.clipboard().setText("1\n2\n3\n")
    window.session.clock.jump(9)
    window.actions_["paste"].trigger()
    assert window.session.steps == 11
    assert window.transport.count.text() == "11 steps"


def test_a_block_that_does_not_fit_is_refused_in_a_sentence(window: Window) -> None:
    QGuiApplication.clipboard().setText("1\tx\n")
    state = window.session.state
    window.actions_["paste"].trigger()
    assert window.session.state is state
    assert "not a number" in window.notice.text()
    assert window.notice.isVisible()
    press(window, Key.Key_Escape)
    assert not window.notice.isVisible()


def test_steps_are_added_and_deleted(window: Window) -> None:
    window.session.clock.jump(3)
    press(window, Key.Key_Insert)
    assert window.session.steps == 10
    assert window.session.cursor.step == 4
    assert window.session.inputs(3, 4).tolist() == [[0, 0, 0]]
    press(window, Key.Key_Delete)
    assert window.session.steps == 9
    window.session.document.undo()
    window.session.document.undo()
    assert window.session.steps == 9


def test_the_last_step_cannot_be_deleted(window: Window) -> None:
    for _ in range(8):
        window.actions_["delete"].trigger()
    window.actions_["delete"].trigger()
    assert window.session.steps == 1
    assert window.notice.text() == "A sequence needs at least one step."
    assert window.notice.isVisible()
    window.session.document.undo()
    assert not window.notice.isVisible()


def test_a_weight_is_edited_in_the_inspector(window: Window) -> None:
    window.session.clock.jump(2)
    field = window.inspector.now.weights.fields[3]
    assert field.text() == "10"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "-200")
    assert window.session.layer.parameters["b_f"][0] == -200
    assert window.session.signal("f", 1, 2)[0, 0] < 1e-40
    assert "f = 0.0000" in texts(window.inspector.now.plot.picture)
    press(window, Key.Key_Return)
    assert window.actions_["undo"].text() == "&Undo Change b_f"
    assert window.inspector.now.reset.isEnabled()
    window.inspector.now.reset.click()
    assert field.text() == "10"
    window.session.document.undo()
    window.session.document.undo()
    assert window.session.layer.parameters["b_f"][0] == 10


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (100, "100"),
        (-0.25, "−0.25"),
        (-0.0671234, "−0.067"),
        (0.0790712, "0.0791"),
        (-0.132951, "−0.133"),
        (123456.7, "123457"),
        (1e308, "1e+308"),
        (-1.23e-5, "−1e−05"),
    ],
)
def test_a_weight_at_rest_is_no_longer_than_its_field(value: float, text: str) -> None:
    assert brief(value) == text


def test_weights_that_are_not_shown_are_counted(open_window: Opener, tmp_path: Path) -> None:
    assert open_window().inspector.now.weights.more.isHidden()
    file = tmp_path / "wide.toml"
    file.write_text(
        '[cell]\nid = "wide"\nname = "Wide"\ntext = "Wide."\noutput = "h"\nequations = "h = tanh(W @ x + b)"\n'
        f"[example]\ninputs = 300\nunits = 1\nx = [{[0] * 300}]\n"
    )
    weights = open_window(str(file)).inspector.now.weights
    assert len(weights.fields) == 12, "eleven of the inputs, which are 0, and the bias"
    assert weights.more.isVisible()
    assert weights.more.text() == "12 of 301 are shown; W shows all."


def test_arrow_keys_step_a_weight_as_one_edit(window: Window) -> None:
    field = window.inspector.now.weights.fields[1]
    field.setFocus()
    press(window, Key.Key_Up, Key.Key_Up, Key.Key_Down)
    assert window.session.layer.parameters["W_f"][0, 1] == 110
    assert window.session.clock.speed == 1
    press(window, Key.Key_Escape)
    assert window.session.layer.parameters["W_f"][0, 1] == 100


def test_a_wrong_weight_stays_red_with_a_sentence(window: Window) -> None:
    field = window.inspector.now.weights.fields[1]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "12x")
    press(window, Key.Key_Return)
    assert field.bad
    assert field.text() == "12x"
    assert "not a number" in window.inspector.now.weights.message.text()
    assert window.session.layer.parameters["W_f"][0, 1] == 100
    press(window, Key.Key_Escape)
    assert not field.bad
    assert window.session.layer.parameters["W_f"][0, 1] == 100


def test_the_initial_value_of_a_state_is_edited(window: Window) -> None:
    press(window, Key.Key_C)
    assert window.inspector.now.initial.isVisible()
    window.inspector.now.initial.setFocus()
    window.inspector.now.initial.selectAll()
    QTest.keyClicks(window.inspector.now.initial, "2")
    assert window.session.signal("c", 0, 1)[0, 0] == pytest.approx(2, abs=1e-3)
    assert window.actions_["undo"].text() == "&Undo Change the start of c"


# -- opening


@pytest.mark.parametrize("what", [*lesson_ids(), *cell_ids()])
def test_every_lesson_and_cell_opens_and_steps(window: Window, what: str) -> None:
    assert window.open(what)
    press(window, Key.Key_Right)
    for name in window.session.cell.signals:
        window.session.select(name)
        assert window.inspector.now.equation.picture.items
    assert "current step" in window.timeline.canvas.picture.items
    assert window.actions_["undo"].text().startswith("&Undo Open ")
    window.session.document.undo()
    assert window.session.state.lesson == "hand-set-lstm"


def test_a_lesson_is_chosen_from_the_list_with_the_keyboard(window: Window) -> None:
    window.lesson.list.setFocus()
    press(window, Key.Key_Down, Key.Key_Return)
    assert window.session.state.lesson == "hand-set-lstm-walk"
    assert window.focusWidget() is diagram(window)
    assert window.lesson.title.text() == "Five steps by hand"


def test_the_title_leads_to_everything(window: Window) -> None:
    menu = window.top.choices()
    (marked,) = (action for action in menu.actions() if action.isChecked())
    assert marked.text() == "The hand-set LSTM"
    next(action for action in menu.actions() if action.data() == "gru").trigger()
    assert window.session.cell.id == "gru"
    menu.deleteLater()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("no.toml", None, "does not exist"),
        ("bad.toml", "this is = = no TOML", "not TOML"),
        ("cell.toml", '[cell]\nid = "a"\nname = "A"\noutput = "h"\nequations = """\nh = tanh(W @ q)\n"""\n', "line 6"),
    ],
)
def test_a_file_that_cannot_be_opened_is_explained_and_nothing_is_lost(
    window: Window, tmp_path: Path, name: str, content: str | None, sentence: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    state = window.session.state
    assert not window.open(str(path))
    box = dialog(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert sentence in box.informativeText()
    assert window.session.state is state
    box.close()


def test_opening_asks_for_a_file(window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[cell]\nid = "mine"\nname = "Mine"\noutput = "h"\nequations = "h = tanh(W @ x + U @ h[t-1])"\n')
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.actions_["open"].trigger()
    assert window.session.cell.id == "mine"
    assert window.session.settings.folder == str(tmp_path)


# -- saving


@pytest.mark.parametrize("suffix", [".csv", ".json", ".npz"])
def test_a_saved_trace_is_what_the_command_line_writes(
    window: Window, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.cli import main

    chosen = tmp_path / f"window{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    window.actions_["save"].trigger()
    other = tmp_path / f"command{suffix}"
    assert main(["trace", "hand-set-lstm", "-o", str(other)]) == 0
    assert chosen.read_bytes() == other.read_bytes()


def test_a_name_without_suffix_gets_that_of_the_format(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "t"), "JSON (*.json)"))
    window.actions_["save"].trigger()
    assert (tmp_path / "t.json").exists()


@pytest.mark.skipif(os.name != "posix", reason="folders have no such rights elsewhere")
@pytest.mark.parametrize("place", ["missing/t.csv", "folder.csv", "t.xyz"])
def test_a_trace_that_cannot_be_saved_is_explained(window: Window, tmp_path: Path, place: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert not save_trace_as(window, window.session, window.notice, str(tmp_path / place))
    box = dialog(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.text() == "The trace is not saved."
    assert place in box.informativeText()
    box.close()


# -- look


@pytest.mark.parametrize("size", [(1366, 768), (1600, 1000), (1920, 1080)])
def test_nothing_is_clipped_and_nothing_scrolls(open_window: Opener, size: tuple[int, int]) -> None:
    window = open_window(size=size)
    assert window.timeline.down.isHidden()
    assert window.timeline.strip.isHidden()
    assert diagram(window).horizontalScrollBar().maximum() == 0
    assert diagram(window).verticalScrollBar().maximum() == 0
    assert window.inspector.scroll_area.verticalScrollBar().maximum() == 0
    assert not window.left.rail.isVisible()
    for widget in (window.transport.future, window.transport.stages, window.top.buttons["theme"]):
        assert widget.width() >= widget.minimumSizeHint().width()
        assert window.rect().contains(QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()))


def test_a_scroll_bar_takes_no_row_from_the_timeline(open_window: Opener) -> None:
    window = open_window(size=(1366, 768))
    QGuiApplication.clipboard().setText("\n".join("1\t1\t0" for _ in range(100)))
    window.actions_["paste"].trigger()
    assert window.timeline.strip.isVisible()
    assert window.timeline.down.isHidden()


def test_the_open_entry_stays_in_sight_and_the_list_does_not_jump(open_window: Opener) -> None:
    window = open_window("irnn", size=(1366, 768))
    entries = window.lesson.list
    bar = entries.verticalScrollBar()

    def in_sight() -> bool:
        QApplication.processEvents()
        return entries.viewport().rect().contains(entries.visualRect(entries.currentIndex()))

    assert in_sight()
    assert window.lesson.scroll_area.height() > 1.4 * entries.height()
    window.resize(1366, 700)
    assert in_sight()
    window.open("hand-set-lstm")
    assert in_sight()
    place = bar.value()
    window.open("order-matters")
    assert in_sight()
    assert bar.value() == place
    bar.setValue(bar.maximum())
    window.resize(1366, 760)
    assert not in_sight()  # it was scrolled away by hand


def test_panes_fold_to_rails_and_unfold(open_window: Opener) -> None:
    window = open_window(size=(1200, 800))
    assert window.right.rail.isVisible()
    assert window.inspector.isHidden()
    assert window.lesson.isVisible()
    window.right.button.click()
    assert window.inspector.isVisible()
    window.resize(900, 800)
    assert window.lesson.isHidden()
    window.resize(1400, 800)
    assert window.inspector.isVisible()
    assert not window.right.rail.isVisible()


def test_the_theme_changes_every_pane(window: Window) -> None:
    light = window.grab().toImage()
    window.actions_["theme"].trigger()
    QApplication.processEvents()
    dark = window.grab().toImage()
    for x, y in [(1350, 20), (10, 70), (700, 60), (1590, 900), (1590, 500)]:
        assert light.pixelColor(x, y).lightness() > 200
        assert dark.pixelColor(x, y).lightness() < 60


def test_everything_has_an_accessible_name(window: Window) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for widget in window.findChildren(kind):
            if not widget.objectName().startswith("qt_"):
                assert widget.accessibleName() or widget.property("text"), widget


def test_ten_thousand_steps_are_usable(window: Window) -> None:
    QGuiApplication.clipboard().setText("\n".join("1\t1\t0" for _ in range(10_000)))
    window.actions_["paste"].trigger()
    assert window.session.steps == 10_000
    while window.session.ready < 10_000:
        QApplication.processEvents()
    press(window, Key.Key_End)
    assert window.session.cursor.step == 10_000
    items = window.timeline.canvas.picture.items
    assert len([name for name in items if name.startswith("column")]) < 12
    assert texts(items["current step"]) == ["t = 10000"]
    assert window.timeline.strip.isVisible()


def test_a_click_and_a_drag_go_to_a_step(window: Window) -> None:
    place = window.timeline.placed
    assert place is not None
    viewport = window.timeline.canvas.viewport()

    def at(column: int) -> QPoint:
        return QPoint(round(place.left(column) + 20), 10)

    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(5))
    assert window.session.cursor.step == 6
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(2))
    QTest.mouseMove(viewport, at(7))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(7))
    assert window.session.cursor.step in (3, 8)


def test_a_click_on_an_input_edits_it(window: Window) -> None:
    place = window.timeline.placed
    assert place is not None
    field = place.place(1, 3)
    assert field is not None
    spot = QPoint(round(field[0] + 40), round(field[1] + 10))
    QTest.mouseClick(window.timeline.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    assert window.timeline.editor.isVisible()
    assert (window.timeline.editor.row, window.timeline.editor.step) == (1, 4)


def test_an_unexpected_error_is_shown_and_the_window_stays(window: Window, capsys: pytest.CaptureFixture[str]) -> None:
    from simulator.gui.app import _Reporter

    reporter: Callable[..., None] = _Reporter(window)
    try:
        raise ZeroDivisionError("by nothing")
    except ZeroDivisionError as error:
        reporter(type(error), error, error.__traceback__)
        reporter(type(error), error, error.__traceback__)
    box = dialog(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "by nothing" in box.detailedText()
    assert "by nothing" in capsys.readouterr().err
    box.close()
