"""The cell diagram in its pane: it follows the cursor, and what is clicked in it is selected."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from simulator.gui.announcing import announce_step
from simulator.gui.moment_view import MomentView
from simulator.gui.session import Session
from simulator.render.diagram import NEIGHBOURS, diagram
from simulator.render.primitives import Picture
from simulator.render.view import CellView

_ELEMENT = re.compile(r"(\w+)\[([\d,]+)\]")


class DiagramView(MomentView):
    """Shows the present step of the cell."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setAccessibleName(QCoreApplication.translate("DiagramView", "Cell diagram"))
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self._on_activated)

    def draw(self, view: CellView, width: int, height: int) -> Picture:
        """Return the diagram of a step."""
        return diagram(view, self.session.cursor.phase, width, height)

    def drawn(self) -> None:
        """Tell the step to those who do not see it."""
        announce_step(self, self.session)

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
