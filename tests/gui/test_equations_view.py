"""The equations in the window: reached by key, drawn as the cell is edited, saved as a cell of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from simulator.gui.cell_files import save_cell_as
from simulator.gui.views.equations_view import EquationsView
from simulator.gui.window import Window
from simulator.language import cell_ids
from tests.gui.conftest import Opener

CTRL = Qt.KeyboardModifier.ControlModifier


def equations_of(window: Window) -> EquationsView:
    view = window.views.shown
    assert isinstance(view, EquationsView)
    return view


@pytest.fixture
def shown(window: Window) -> EquationsView:
    QTest.keyClick(window, Qt.Key.Key_3)
    QApplication.processEvents()
    return equations_of(window)


def test_the_keyboard_reaches_picture_and_editor_and_leaves_them(window: Window, shown: EquationsView) -> None:
    assert shown.picture.hasFocus()
    QTest.keyClick(shown.picture, Qt.Key.Key_Right)
    assert window.session.cursor.step == 2
    QTest.keyClick(window, Qt.Key.Key_E, CTRL)
    assert shown.editor.hasFocus()
    QTest.keyClicks(shown.editor, "3 ")  # letters and digits are text here
    assert window.session.shown_view == "equations"
    QTest.keyClick(shown.editor, Qt.Key.Key_Escape)
    QTest.keyClick(shown.editor, Qt.Key.Key_Escape)
    assert shown.picture.hasFocus()
    QTest.keyClick(shown.picture, Qt.Key.Key_1)
    assert window.session.shown_view == "cell"
    QTest.keyClick(window, Qt.Key.Key_E, CTRL)
    assert shown.editor.hasFocus()


def test_the_picture_follows_the_steps_and_the_equations(window: Window, shown: EquationsView) -> None:
    before = shown.picture.picture.items["numbers:c"]
    window.session.clock.jump(4)
    QApplication.processEvents()
    assert shown.picture.picture.items["numbers:c"] != before
    shown.editor.selectAll()
    shown.editor.insertPlainText("h = tanh(W @ x + b)\n")
    QApplication.processEvents()
    assert [name for name in shown.picture.picture.items if name.startswith("equation:")] == ["equation:h"]
    assert window.session.selected == "h"
    undo = window.actions_["undo"].text()
    assert undo.replace("&", "").startswith("Undo Change the equations")
    QTest.keyClick(shown.editor, Qt.Key.Key_Z, CTRL)
    assert "equation:z_f" in shown.picture.picture.items


def test_tab_walks_the_equations_and_the_picture_follows(open_window: Opener) -> None:
    window = open_window("lstm", (1000, 620), animation=False)
    window.session.show_view("equations")
    QApplication.processEvents()
    picture = equations_of(window).picture
    window.session.select("z_i")
    for _ in range(9):
        QTest.keyClick(picture, Qt.Key.Key_Tab)
    assert window.session.selected == "h"
    place = picture.place("h")
    assert place is not None
    assert place.top() >= 0
    assert place.bottom() <= picture.viewport().height()


@pytest.mark.parametrize("what", cell_ids())
def test_every_cell_can_be_edited_in_every_view(open_window: Opener, what: str) -> None:
    window = open_window(what, animation=False)
    session = window.session
    for identity in ("unrolled", "equations"):
        session.show_view(identity)
        QApplication.processEvents()
    editor = equations_of(window).editor
    text = session.cell.equations
    signal = session.cell.signals[0]  # of size units
    for typed in (
        f"{text.rstrip()} * 0.5\n",
        f"{text}extra = tanh({signal} + extra[t-1])\n",
        "m = relu(W @ x)\n",
        text,
    ):
        editor.selectAll()
        editor.insertPlainText(typed)
        assert editor.error is None
        assert session.cell.equations == typed
        for identity in ("cell", "equations"):
            session.show_view(identity)
            QApplication.processEvents()
        session.clock.jump(session.steps)
    while session.document.undo_edit is not None:
        session.document.undo()
    QApplication.processEvents()
    assert session.cell.equations == text


def test_a_cell_of_ones_own_is_saved_and_opened_again(
    window: Window, shown: EquationsView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.editor.selectAll()
    shown.editor.insertPlainText("h = tanh(W @ x + u * h[t-1] + b)\n")
    path = tmp_path / "my-own"
    choose: Callable[..., tuple[str, str]] = lambda *_: (str(path), "")  # noqa: E731 - stands for the dialog
    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    weights = window.session.layer.parameters["u"].tolist()
    QTest.keyClick(window, Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert window.notice.isVisible()
    assert "my-own.toml" in window.notice.text()
    assert window.open("gru-gates")
    assert window.open(f"{path}.toml")
    assert window.session.cell.equations == "h = tanh(W @ x + u * h[t-1] + b)\n"
    assert window.session.layer.parameters["u"].tolist() == weights
    assert window.windowTitle().startswith("My own")


def test_a_cell_that_cannot_be_saved_says_why(window: Window, tmp_path: Path) -> None:
    assert not save_cell_as(window, window.session, window.notice, str(tmp_path / "cell.json"))
    [box] = window.findChildren(QMessageBox)
    assert "must end in .toml" in box.informativeText()
    box.accept()


def test_a_projection_shows_the_picture_alone(window: Window, shown: EquationsView) -> None:
    window.session.set_projecting(True)
    assert not shown.side.isVisible()
    window.session.set_projecting(False)
    assert shown.side.isVisible()
