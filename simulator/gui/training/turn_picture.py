"""A picture of what goes on: made beside the window and shown in small steps, or at once where somebody waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from simulator.errors import UserError
from simulator.gui.picture_view import PictureView
from simulator.gui.projection import STAGE
from simulator.gui.session import Session
from simulator.gui.training.turns import Making
from simulator.gui.vocabulary import training_word
from simulator.render.primitives import Picture
from simulator.render.training.chart import Look


@dataclass(frozen=True, slots=True)
class Made:
    """A picture, and what was found on the way and is to be kept with it."""

    picture: Picture
    found: Any = None


Plan = Callable[[], Made]
"""Makes a picture in any thread, of what it was given: it reads nothing of the window.

A UserError means that there is no picture: of weights that are no numbers, say.
"""


class TurnPicture(PictureView):
    """One picture. It is drawn when it is asked to and can be seen; ``drawn`` tells of it."""

    drawn = Signal()

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def plan(self, width: float, height: float, look: Look) -> Plan | None:
        """Return what makes the picture of so many px; None where there is none."""
        raise NotImplementedError

    def keep(self, found: Any) -> None:
        """Keep what was found while the picture was made; it is about to be seen."""

    def draw(self) -> None:
        """Draw what is looked at, now."""
        if (making := self.begin()) is not None:
            making.at_once()

    def begin(self) -> Making | None:
        """Begin to draw what is looked at; None while nobody sees it."""
        if not self.isVisible():
            return None
        size = self.viewport().size()
        width, height = float(size.width()), float(size.height())
        plan = self.plan(width, height, self.look())
        return Making(partial(_made, plan), partial(self._show, Picture(width, height, {})))

    def _show(self, empty: Picture, made: Made | None) -> Iterator[None]:
        made = made or Made(empty)
        yield from self.showing(made.picture, self.session.theme)
        if self.picture is made.picture:
            self.keep(made.found)
            self.drawn.emit()

    def look(self) -> Look:
        """Return how pictures are shown now."""
        session = self.session
        window: QWidget = self.window()
        scale = min(window.width() / STAGE[0], window.height() / STAGE[1]) if session.projecting else 1.0
        return Look(training_word, session.exact, session.projecting, scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for the new size."""
        super().resizeEvent(event)
        self.draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has changed meanwhile."""
        super().showEvent(event)
        self.draw()


def _made(plan: Plan | None) -> Made | None:
    try:
        return None if plan is None else plan()
    except UserError:
        return None
