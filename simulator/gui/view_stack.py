"""The middle of the window: it shows the chosen view, and makes each when it is first shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from simulator.gui.session import Session
from simulator.gui.views_table import views


class WideView(QWidget):
    """A view that needs more room than others: panes beside it fold for it."""

    def room_needed(self) -> int:
        """Return how wide it must be, in px, to show all it has."""
        raise NotImplementedError


class ViewStack(QStackedWidget):
    """Follows the session's chosen view; ``made`` tells of a view that is new."""

    made = Signal(QWidget)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._made: dict[str, QWidget] = {}
        session.view_changed.connect(self._follow)
        self.setCurrentWidget(self.shown)

    @property
    def shown(self) -> QWidget:
        """The view that is to be seen."""
        return self.view(self.session.shown_view)

    def view(self, identity: str) -> QWidget:
        """Return a view's widget, made now if it was never shown."""
        if identity not in self._made:
            row = next(row for row in views() if row.id == identity)
            widget = self._made[identity] = row.make(self.session)
            self.addWidget(widget)
            self.made.emit(widget)
        return self._made[identity]

    def is_made(self, identity: str) -> bool:
        """Return whether a view has been shown."""
        return identity in self._made

    def room_needed(self) -> int:
        """Return how wide the view that is shown must be, in px, if it says so."""
        return self.shown.room_needed() if isinstance(self.shown, WideView) else 0

    def take_focus(self) -> None:
        """Give the keyboard to the view that is shown."""
        self.shown.setFocus()

    def _follow(self) -> None:
        focused = QApplication.focusWidget()
        was_here = focused is None or self.isAncestorOf(focused)
        self.setCurrentWidget(self.shown)
        if was_here:
            self.take_focus()
