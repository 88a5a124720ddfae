"""The two modes of the window, projection and playing by keys: who gets a key first, and what the hints say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from simulator.document.settings import PROJECTORS
from simulator.gui.commands import Actions
from simulator.gui.controls.hint_line import HintLine
from simulator.gui.keys_sheet import Section
from simulator.gui.live import Live
from simulator.gui.projection import Projection
from simulator.gui.session import Session
from simulator.gui.views.timeline_view import TimelineView


class Modes(QObject):
    """Begins and ends the modes, and keeps marks and hints true. ``chrome`` is what a projection hides."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        actions: Actions,
        timeline: TimelineView,
        hints: HintLine,
        chrome: Sequence[QWidget],
        take_focus: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self.live = Live(session)
        self.projection = Projection(window, session, timeline, hints, chrome)
        self._session = session
        self._actions = actions
        self._timeline = timeline
        self._hints = hints
        self._take_focus = take_focus
        self._panes = chrome[1:]  # all but the bar at the top
        self._alone = False
        self.live.changed.connect(self.refresh)
        session.changed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    def play(self) -> None:
        """Let keys drive the cell, or no longer."""
        self.live.toggle()
        self.refresh()  # the action has changed its mark by itself
        self._take_focus()

    def project(self) -> None:
        """Turn the window into a projection, or back."""
        self.projection.toggle()
        self.make_room(self._alone)  # leaving has shown all panes
        self._take_focus()

    def switch_projector(self) -> None:
        """Project on light ground instead of dark, or the other way round."""
        light = self._session.settings.projector == PROJECTORS[1]
        self._session.set_settings(projector=PROJECTORS[0 if light else 1])

    def make_room(self, alone: bool) -> None:
        """Let a view stand alone, or have panes, transport and timeline around it again."""
        self._alone = alone
        for pane in self._panes:
            pane.setVisible(not (alone or self.projection.on))
        self._timeline.setVisible(not alone)
        self.refresh()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means in a mode; False if it means nothing there."""
        return self.projection.press(event) or self.live.press(event)

    def escape(self) -> bool:
        """Leave the mode that was begun last, if there is one."""
        if self.live.on:
            self.live.stop()
        elif self.projection.on:
            self.project()
        else:
            return False
        return True

    def keys(self) -> list[Section]:
        """Return what keys mean in each mode, for the sheet of keys."""
        tr = QCoreApplication.translate
        return [
            (tr("Modes", "While projecting"), self.projection.hints()),
            (tr("Modes", "While playing the cell"), self.live.hints()),
        ]

    def refresh(self) -> None:
        """Mark the commands, and say what may be pressed."""
        live, projecting = self.live.on, self.projection.on
        for identity, on in (
            ("live", live),
            ("project", projecting),
            ("light_projector", self._session.settings.projector == PROJECTORS[1]),
        ):
            self._actions[identity].setChecked(on)
        self._actions["live"].setEnabled(self.live.offered)
        self._actions["black"].setEnabled(projecting)
        self._timeline.typing = not live
        self._hints.setVisible(live or projecting)
        self._hints.show_hints(self.live.hints() if live else self.projection.hints())
