"""A picture of the present moment: drawn anew when the session moves on, but never before it is to be painted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from simulator.gui.number_in_place import NumberInPlace
from simulator.gui.picture_view import PictureView
from simulator.gui.session import Session
from simulator.render.primitives import Picture
from simulator.render.relations import fed_by, weights_of
from simulator.render.view import CellView


class MomentView(PictureView):
    """Shows what ``draw`` makes of the present step; its keys are the window's, and Tab walks its nodes.

    What is clicked is selected; a weight or an input is changed where it stands, also by the wheel.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.editable = True  # whether numbers are changed where they stand
        self._behind = True  # the picture is not of this moment or size
        self.numbers = NumberInPlace(session, self.viewport(), self.places, self._fan)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self.on_clicked)
        session.cursor.moved.connect(self.refresh)
        session.changed.connect(self.refresh)
        session.traced.connect(self.refresh)
        session.selected_changed.connect(self.on_selected)
        session.zoomed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)

    def moment(self) -> CellView | None:
        """Return the present step; None while it is not known."""
        return self.session.view()

    def draw(self, view: CellView, width: int, height: int) -> Picture:
        """Return the picture of a step, in px."""
        raise NotImplementedError

    def drawn(self) -> None:
        """Follow a picture that has been shown."""

    def refresh(self) -> None:
        """Draw the present moment."""
        self._behind = False
        view = self.moment()
        if view is None or not self.isVisible():
            return
        size = self.viewport().size()
        self.show_picture(self.draw(view, size.width(), size.height()), self.session.theme)
        self.numbers.follow()
        self.drawn()

    def on_clicked(self, target: str) -> None:
        """Select what was clicked, and edit it if it is a number."""
        name, _, rest = target.partition("[")
        if name in self.session.cell.parameters:
            self.session.select(fed_by(self.session.cell, name))
        elif name in self.session.cell.signals:
            unit = rest.rstrip("]").split(",")[0]
            self.session.select(name, int(unit) if unit.isdigit() else None)
        pointer = self.pointer
        if self.editable:
            self.numbers.open(target, pointer.toPoint() if pointer is not None else None)

    def edit_weights(self) -> bool:
        """Edit the first weight of the selected signal where it stands; False if none is in sight."""
        return self.editable and any(self.numbers.open(target) for target in self._weights_into(self.session.selected))

    def _fan(self) -> list[str]:
        """Return the places of the numbers that stand together with the one that is edited, in order."""
        name = self.numbers.target.partition("[")[0]
        return self._elements({"x"}) if name == "x" else self._weights_into(fed_by(self.session.cell, name))

    def _weights_into(self, signal: str) -> list[str]:
        return self._elements(set(weights_of(self.session.cell, signal))) if signal else []

    def _elements(self, names: set[str]) -> list[str]:
        """Return the places of single numbers of some arrays, in the order in which they are drawn."""
        targets = dict.fromkeys(spot.target for spot in self.picture.hotspots)
        return [target for target in targets if target.partition("[")[0] in names and "[" in target]

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

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the number under the pointer; elsewhere the picture scrolls, if it is larger than the view."""
        spot = self.hotspot_at(event.position())
        if spot is None or not self.editable or not self.numbers.turn(event, spot.target):
            super().wheelEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Take the field along that is open over a number."""
        super().scrollContentsBy(dx, dy)
        self.numbers.follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All keys are the window's; the picture does not scroll with them."""
        event.ignore()

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab walks the nodes, and leaves the picture after the last one."""
        return self.session.walk(1 if following else -1) or super().focusNextPrevChild(following)
