"""The sheet of keys (F1): everything that has a key is on it, and it fits a small screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QDialog, QLabel

from simulator.gui.commands import commands
from simulator.gui.window import Window

Opener = Callable[..., Window]


def sheet(window: Window) -> QDialog:
    window.actions_["keys"].trigger()
    QApplication.processEvents()
    (found,) = (widget for widget in window.findChildren(QDialog) if widget.isVisible())
    return found


def words(dialog: QDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def test_everything_that_has_a_key_is_on_the_sheet(window: Window) -> None:
    dialog = sheet(window)
    shown = words(dialog)
    for command in commands():
        if command.keys:
            assert command.text.replace("&", "").rstrip("…") in shown
    for heading in ("File", "Edit", "Step", "View", "Help", "Numbers", "While projecting", "While playing the cell"):
        assert heading in shown
    for key in ("Space", "→ / Page down", "Shift+→", "F5", "F1", "T", "G", "Alt, held", "0–9", "S", "Tab", "Esc", "B"):
        assert key in shown
    dialog.close()


def test_what_does_not_act_is_not_on_it(open_window: Opener) -> None:
    dialog = sheet(open_window("elman-ones"))
    assert "While playing the cell" not in words(dialog)
    dialog.close()


def test_it_fits_a_small_screen(window: Window) -> None:
    dialog = sheet(window)
    free = window.screen().availableSize()
    assert dialog.width() <= free.width()
    assert dialog.height() <= free.height()
    dialog.close()
