"""The cell diagram in its pane: it follows the cursor, and what is clicked in it is selected."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from simulator.gui.announcing import announce_step
from simulator.gui.moment_view import MomentView
from simulator.gui.session import Session
from simulator.render.diagram import NEIGHBOURS, diagram
from simulator.render.primitives import Picture
from simulator.render.view import CellView


class DiagramView(MomentView):
    """Shows the present step of the cell."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setAccessibleName(QCoreApplication.translate("DiagramView", "Cell diagram"))

    def draw(self, view: CellView, width: int, height: int) -> Picture:
        """Return the diagram of a step."""
        return diagram(view, self.session.cursor.phase, width, height)

    def drawn(self) -> None:
        """Tell the step to those who do not see it."""
        announce_step(self, self.session)

    def on_clicked(self, target: str) -> None:
        """Go to another unit, or select and edit."""
        if target in NEIGHBOURS:
            self.session.change_unit(NEIGHBOURS[target])
        else:
            super().on_clicked(target)
