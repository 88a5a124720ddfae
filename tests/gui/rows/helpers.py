"""What tests of the rows look at."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QWidget

from simulator.document.bands import bands_of
from simulator.gui.window import Window

Key, Mod = Qt.Key, Qt.KeyboardModifier


def outline(window: Window) -> str:
    """Write what is shown as a line, groups in brackets behind their form."""
    parts = []
    for band in bands_of(window.session.state):
        names = " ".join(choice.signal for choice in band.members if choice.is_shown)
        if names:
            parts.append(f"{band.form}({names})" if band.is_group else names)
    return " ".join(parts)


def rows(window: Window) -> list[str]:
    """Return the rows of the timeline."""
    return [row.id for row in window.timeline.rows]


def name(window: Window, row: str, x: int = 60, share: float = 0.5) -> QPoint:
    """Return a point of a row's name."""
    placed = window.timeline.placed
    assert placed is not None
    k = [one.id for one in placed.rows].index(row) - placed.first_row
    return QPoint(x, round(placed.tops[k] + share * placed.metrics.of(placed.seen[k])))


def click(window: Window, point: QPoint) -> None:
    """Click in the timeline."""
    QTest.mouseClick(window.timeline.canvas.viewport(), Qt.MouseButton.LeftButton, pos=point)


def drag(on: QWidget, start: QPoint, end: QPoint, release: bool = True) -> None:
    """Drag from one point to another."""
    QTest.mousePress(on, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(on, (start + end) / 2)
    QTest.mouseMove(on, end)
    if release:
        QTest.mouseRelease(on, Qt.MouseButton.LeftButton, pos=end)


def ask_menu(window: Window, point: QPoint | None) -> QMenu | None:
    """Press the right button at a point of the timeline, or the menu key; return the menu that opens."""
    timeline = window.timeline
    reason = QContextMenuEvent.Reason.Keyboard if point is None else QContextMenuEvent.Reason.Mouse
    at = QPoint(1, 1) if point is None else point
    target = timeline if point is None else timeline.canvas.viewport()
    QApplication.sendEvent(target, QContextMenuEvent(reason, at, target.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert menu is None or isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu | None, text: str) -> None:
    """Choose from an open menu."""
    assert menu is not None
    (action,) = (action for action in menu.actions() if action.text() == text)
    menu.setActiveAction(action)
    QTest.keyClick(menu, Key.Key_Return)
    QApplication.processEvents()


def answer(text: str) -> None:
    """Type into the question that is asked, and press Enter."""
    (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, QInputDialog) and one.isVisible())
    dialog.setTextValue(text)
    dialog.accept()
    QApplication.processEvents()
