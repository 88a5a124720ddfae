from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from simulator.gui.appearance import BODY, apply_theme, system_prefers_dark
from simulator.render.theme import load_theme, theme_ids


@pytest.fixture
def app(application: QApplication) -> Iterator[QApplication]:
    font = application.font()
    yield application
    application.setStyleSheet("")
    application.setPalette(QPalette())
    application.setFont(font)


@pytest.mark.parametrize("name", theme_ids())
def test_chrome_is_ink_on_the_themes_ground(app: QApplication, name: str) -> None:
    theme = load_theme(name)
    apply_theme(app, theme)
    palette = app.palette()
    for role, token in (
        (QPalette.ColorRole.Window, "pane"),
        (QPalette.ColorRole.Base, "bg"),
        (QPalette.ColorRole.Text, "ink"),
        (QPalette.ColorRole.Highlight, "ink"),
        (QPalette.ColorRole.HighlightedText, "bg"),
    ):
        assert palette.color(role) == QColor(*theme.colour(token))
    assert app.font().pixelSize() == BODY


def test_controls_are_36_high_with_letters_of_13(app: QApplication) -> None:
    apply_theme(app, load_theme("light"))
    for control in (QPushButton("Next"), QLineEdit("0.5")):
        control.ensurePolished()
        assert control.sizeHint().height() == 36
        assert control.font().pixelSize() == 13
        control.deleteLater()


def test_the_icons_of_the_style_sheet_are_there(app: QApplication) -> None:
    for name in ("light", "dark"):
        apply_theme(app, load_theme(name))
        sheet = app.styleSheet()
        paths = [part.split('"')[0] for part in sheet.split('url("')[1:]]
        assert len(paths) == 2
        assert all(Path(path).read_text(encoding="utf-8").startswith("<svg") for path in paths)


def test_the_systems_wish_is_yes_or_no() -> None:
    assert system_prefers_dark() in (True, False)
