"""A picture of the present moment: drawn anew when the session moves on, but never before it is to be painted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from simulator.gui.picture_view import PictureView
from simulator.gui.session import Session
from simulator.render.primitives import Picture
from simulator.render.view import CellView


class MomentView(PictureView):
    """Shows what ``draw`` makes of the present step; its keys are the window's, and Tab walks its nodes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._behind = True  # the picture is not of this moment or size
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        session.cursor.moved.connect(self.refresh)
        session.changed.connect(self.refresh)
        session.traced.connect(self.refresh)
        session.selected_changed.connect(self.on_selected)
        session.settings_changed.connect(self.refresh)

    def draw(self, view: CellView, width: int, height: int) -> Picture:
        """Return the picture of a step, in px."""
        raise NotImplementedError

    def drawn(self) -> None:
        """Follow a picture that has been shown."""

    def refresh(self) -> None:
        """Draw the present moment."""
        self._behind = False
        view = self.session.view()
        if view is None or not self.isVisible():
            return
        size = self.viewport().size()
        self.show_picture(self.draw(view, size.width(), size.height()), self.session.theme)
        self.drawn()

    def on_selected(self) -> None:
        """Follow the selection."""
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for the new size, when it is painted: a window finds its sizes in several rounds."""
        super().resizeEvent(event)
        self._behind = True
        self.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has changed meanwhile, when it is painted."""
        super().showEvent(event)
        self._behind = True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, after catching up."""
        if self._behind:
            self.refresh()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All keys are the window's; the picture does not scroll with them."""
        event.ignore()

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab walks the nodes, and leaves the picture after the last one."""
        return self.session.walk(1 if following else -1) or super().focusNextPrevChild(following)
