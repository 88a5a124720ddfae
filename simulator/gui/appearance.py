"""The look of the window's chrome, from a theme: ink and greys only, colour belongs to the data."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from simulator.paint.fonts import font
from simulator.render.theme import Theme
from simulator.resources import assets

BODY = 15  # pixels, text that is read

_Role = QPalette.ColorRole
# What each role of Qt's palette is painted with; the second table holds for what is disabled.
_ROLES = {
    _Role.Window: "pane",
    _Role.WindowText: "ink",
    _Role.Base: "bg",
    _Role.AlternateBase: "sunk",
    _Role.Text: "ink",
    _Role.PlaceholderText: "ink3",
    _Role.Button: "bg",
    _Role.ButtonText: "ink",
    _Role.BrightText: "bg",
    _Role.Highlight: "ink",
    _Role.HighlightedText: "bg",
    _Role.Accent: "ink",
    _Role.Link: "ink",
    _Role.LinkVisited: "ink2",
    _Role.ToolTipBase: "bg",
    _Role.ToolTipText: "ink",
    _Role.Light: "hair",
    _Role.Midlight: "hair",
    _Role.Mid: "line",
    _Role.Dark: "edge",
    _Role.Shadow: "edge",
}
_DISABLED = {
    _Role.WindowText: "ink3",
    _Role.Text: "ink3",
    _Role.ButtonText: "ink3",
    _Role.Highlight: "sunk",
    _Role.HighlightedText: "ink3",
    _Role.Accent: "edge",
}

# Kept short: an application's style sheet costs 24 ms per 300 widgets whenever it changes. Words in braces are tokens.
_STYLE = """
QPushButton, QToolButton, QComboBox, QLineEdit, QMenu, QMenuBar, QToolTip, QStatusBar {{
    font-size: 13px; font-weight: 500;
}}
QPushButton, QToolButton, QComboBox, QLineEdit {{
    min-height: 34px; border: 1px solid {edge}; border-radius: 6px; background: {bg}; color: {ink}; padding: 0 10px;
}}
QToolButton {{ border-color: transparent; background: transparent; min-width: 34px; padding: 0; }}
QPushButton:hover, QToolButton:hover, QComboBox:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed, QToolButton:checked {{ background: {line}; }}
QPushButton:default, QPushButton:checked {{ background: {ink}; color: {bg}; border-color: {ink}; }}
QPushButton:disabled, QComboBox:disabled, QLineEdit:disabled {{
    background: transparent; color: {ink3}; border-color: {line};
}}
#sequence-chooser {{ border-color: {edge}; background: {bg}; padding: 0 32px 0 10px; text-align: left; }}
#sequence-chooser:hover {{ background: {hover}; }}
#sequence-chooser:focus {{ border-color: {ink}; padding: 0 31px 0 9px; }}
#sequence-chooser::menu-indicator {{ subcontrol-origin: border; subcontrol-position: right center; right: 8px; }}
QToolButton:disabled {{ color: {ink3}; background: transparent; }}
QPushButton:focus, QComboBox:focus, QLineEdit:focus {{ border: 2px solid {ink}; min-height: 32px; padding: 0 9px; }}
QPushButton:default:focus {{ border-color: {edge}; }}
QToolButton:focus {{ border: 2px solid {ink}; min-height: 32px; min-width: 32px; }}
QComboBox::drop-down {{ border: 0; width: 28px; }}
QComboBox::down-arrow, #sequence-chooser::menu-indicator {{
    image: url("{icons}/chevron-down.svg"); width: 16px; height: 16px;
}}
QCheckBox {{ spacing: 8px; min-height: 32px; }}
QCheckBox::indicator, QTreeView::indicator {{
    width: 16px; height: 16px; border: 1px solid {edge}; border-radius: 4px; background: {bg};
}}
QCheckBox::indicator:focus {{ border-color: {ink}; }}
QTreeView::indicator:indeterminate {{ background: {edge}; }}
QCheckBox::indicator:checked, QTreeView::indicator:checked {{
    background: {ink}; border-color: {ink}; image: url("{icons}/check-on-{ground}.svg");
}}
QSlider {{ min-height: 32px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {edge}; }}
QSlider::sub-page:horizontal {{ border-radius: 2px; background: {ink}; }}
QSlider::handle:horizontal {{
    width: 12px; margin: -6px 0; border: 2px solid {ink}; border-radius: 8px; background: {bg};
}}
QSlider::handle:horizontal:focus, QSlider::handle:horizontal:hover {{ background: {line}; }}
NumberField, NumberField:focus {{ padding: 0 1px 0 3px; font-size: 14px; font-weight: 600; }}
#word-editor, #word-editor:focus {{
    min-height: 0; padding: 0; border: 2px solid {ink}; border-radius: 5px; font-size: 14px; font-weight: 700;
}}
QMenuBar {{ background: transparent; border: 0; }}
QMenuBar::item {{ padding: 7px 9px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {hover}; color: {ink}; }}
QMenu {{ background: {bg}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 7px 24px; border-radius: 4px; }}
QMenu::item:selected {{ background: {sunk}; color: {ink}; }}
QMenu::item:disabled {{ color: {ink3}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QToolTip {{ background: {bg}; color: {ink}; border: 1px solid {edge}; padding: 4px 8px; }}
QScrollBar {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {edge}; border-radius: 3px; margin: 2px; min-height: 32px; min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page, QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QStatusBar::item {{ border: 0; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QMessageBox #qt_msgbox_label, QMessageBox #qt_msgbox_informativelabel {{ min-width: 380px; }}
"""


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the whole window a theme: Fusion with the theme's palette, Inter, and the shapes of the controls."""
    if not app.styleSheet():  # the first time; the style stays under the sheet
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(font(BODY))
    app.setPalette(_palette(theme))
    colours = {token: _hex(theme, token) for token in theme.colours}
    ground = "light" if theme.dark else "dark"  # the ground of a check mark is ink
    sheet = _STYLE.format(**colours, icons=assets("icons").as_posix(), ground=ground)
    if sheet != app.styleSheet():  # setting the same one costs as much
        app.setStyleSheet(sheet)


def system_prefers_dark() -> bool:
    """Tell whether the desktop is set to dark; where it does not say, light is assumed."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, QColor(_hex(theme, token)))
    for role, token in _DISABLED.items():
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_hex(theme, token)))
    return palette


def _hex(theme: Theme, token: str) -> str:
    red, green, blue, _ = theme.colour(token)
    return f"#{red:02x}{green:02x}{blue:02x}"
