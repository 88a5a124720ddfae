"""Projection: the window fills the screen with diagram and timeline, in sizes that are read at the back of a hall."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QMainWindow, QWidget

from simulator.gui.controls.hint_line import DESK, HintLine
from simulator.gui.session import Session
from simulator.gui.training.commands import TRAIN
from simulator.gui.training.keys import train_keys
from simulator.gui.views.timeline_view import TimelineView
from simulator.gui.views_table import views

STAGE = 1600.0, 1000.0  # px for which the sizes of a projection are given (style guide, section 6)
_HINTS = 22.0, 15.0  # px on the stage: height of the line of hints, and its letters
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class Projection(QObject):
    """Turns a window into a projection and back. What stands in ``chrome`` is hidden meanwhile."""

    def __init__(
        self, window: QMainWindow, session: Session, timeline: TimelineView, hints: HintLine, chrome: Sequence[QWidget]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._timeline = timeline
        self._hints = hints
        self._chrome = tuple(chrome)
        self._black = _Black(window)
        self._before: tuple[Qt.WindowState, QRect, str, str] | None = None

    @property
    def on(self) -> bool:
        """Whether the window is a projection now."""
        return self._before is not None

    @property
    def is_black(self) -> bool:
        """Whether nothing is to be seen."""
        return self._black.isVisible()

    @property
    def scale(self) -> float:
        """How large the stage is shown: as large as it fits into the window."""
        size = self._window.size()
        return min(size.width() / STAGE[0], size.height() / STAGE[1])

    def toggle(self) -> None:
        """Begin, or end."""
        if self.on:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """Fill the screen with what is shown, if it is made for that, or else with diagram and timeline."""
        if self.on:
            return
        window, session = self._window, self._session
        self._before = window.windowState(), window.geometry(), session.shown_view, session.selected
        for part in self._chrome:
            part.hide()
        session.select("")
        if not any(row.id == session.shown_view and row.in_hall for row in views()):
            session.show_view("cell")
        session.set_projecting(True)
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)
        if window.isVisible() and window.geometry() != window.screen().geometry():
            window.setGeometry(window.screen().geometry())  # where no window manager does it
        self.fit()

    def leave(self) -> None:
        """Go back to the window as it was."""
        if self._before is None:
            return
        window, session = self._window, self._session
        state, place, view, selected = self._before
        self._before = None
        self._black.hide()
        session.set_projecting(False)
        self._timeline.set_stage(0)
        self._hints.set_sizes(*DESK)
        window.setWindowState(state)
        if not state & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen):
            window.setGeometry(place)
        for part in self._chrome:
            part.show()
        session.show_view(view)
        if not session.selected:
            session.select(selected)

    def blacken(self) -> None:
        """Black the screen, or show it again."""
        if self.on:
            self._black.setVisible(not self.is_black)
            self.fit()

    def press(self, event: QKeyEvent) -> bool:
        """While the screen is black any key shows it again, and does nothing else."""
        if not self.is_black or event.key() in _MODIFIERS:
            return False
        self._black.hide()
        return True

    def fit(self) -> None:
        """Take the sizes that suit the window."""
        if self.on:
            scale = self.scale
            self._timeline.set_stage(scale)
            self._hints.set_sizes(_HINTS[0] * scale, _HINTS[1] * scale)
            self._black.setGeometry(self._window.rect())
            self._black.raise_()

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that a speaker needs, and what they do."""
        tr = QCoreApplication.translate
        if self.on and self._session.shown_view == TRAIN:
            return [
                *train_keys()[1][:4],
                ("T", tr("Projection", "light or dark")),
                ("F5", tr("Projection", "leave")),
            ]
        return [
            (tr("Projection", "Space"), tr("Projection", "play")),
            ("← →", tr("Projection", "step")),
            (tr("Projection", "Shift + →"), tr("Projection", "sub-step")),
            (tr("Projection", "Page down"), tr("Projection", "next step by clicker")),
            ("B", tr("Projection", "black")),
            ("T", tr("Projection", "light or dark")),
            ("F5", tr("Projection", "leave")),
        ]


class _Black(QWidget):
    """Nothing at all; a click shows again what is behind it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.black)
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go away."""
        self.hide()
