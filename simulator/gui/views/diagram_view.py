"""The cell diagram in its pane: it follows the cursor, and what is clicked in it is selected."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from simulator.gui.announcing import announce_step
from simulator.gui.picture_view import PictureView
from simulator.gui.session import Session
from simulator.render.diagram import NEIGHBOURS, diagram

_ELEMENT = re.compile(r"(\w+)\[([\d,]+)\]")


class DiagramView(PictureView):
    """Shows the present step of the cell."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._behind = True  # the picture is not of this size
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(QCoreApplication.translate("DiagramView", "Cell diagram"))
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self._on_activated)
        session.cursor.moved.connect(self.refresh)
        session.changed.connect(self.refresh)
        session.traced.connect(self.refresh)
        session.selected_changed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Draw the present moment."""
        self._behind = False
        view = self.session.view()
        if view is None or not self.isVisible():
            return
        size = self.viewport().size()
        picture = diagram(view, self.session.cursor.phase, size.width(), size.height())
        self.show_picture(picture, self.session.theme)
        announce_step(self, self.session)

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
        """Paint, after catching up with the size."""
        if self._behind:
            self.refresh()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All keys are the window's; the picture does not scroll with them."""
        event.ignore()

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab walks the nodes, and leaves the diagram after the last one."""
        return self.session.walk(1 if following else -1) or super().focusNextPrevChild(following)

    def _on_clicked(self, target: str) -> None:
        element = _ELEMENT.fullmatch(target)
        if target in NEIGHBOURS:
            self.session.change_unit(NEIGHBOURS[target])
        elif element is None:
            self.session.select(target)
        elif element[1] in self.session.cell.parameters:
            self.session.select(self._fed_by(element[1]))
        elif element[1] in self.session.cell.signals:
            self.session.select(element[1], int(element[2].split(",")[0]))

    def _on_activated(self, target: str) -> None:
        element = _ELEMENT.fullmatch(target)
        if element is not None and element[1] == "x":
            self.session.edit_requested.emit(int(element[2]) - 1)

    def _fed_by(self, parameter: str) -> str:
        """Return the first signal in whose equation a parameter stands."""
        graph = self.session.cell.graph
        for name in self.session.cell.signals:
            if any(graph.nodes[index].name == parameter for index in graph.inside(name)):
                return name
        return ""
