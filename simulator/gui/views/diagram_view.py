"""The cell diagram in its pane: it follows the cursor, and what is clicked in it is selected."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from simulator.document.layout_edits import set_layout
from simulator.gui.picture_view import PictureView
from simulator.gui.session import Session
from simulator.render.diagram import NEIGHBOURS, diagram, layouts

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
        self._say()

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

    def switch_layout(self) -> None:
        """Draw the cell in its next layout, as an edit that can be undone."""
        view = self.session.view()
        names = layouts(view) if view is not None else ()
        if len(names) < 2:
            words = QCoreApplication.translate("DiagramView", "There is no other drawing of this cell.")
            self.session.refused.emit(words)
            return
        place = names.index(view.layout) if view is not None and view.layout in names else 0
        self.session.apply(set_layout(self.session.state, names[(place + 1) % len(names)]))

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

    def _say(self) -> None:
        """Tell those who cannot see it what the step has done."""
        cursor = self.session.cursor
        if cursor.phase < 1 or not QAccessible.isActive():
            return
        now = self.session.explained(cursor.step)
        if now is None:
            return
        cell = self.session.cell
        numbers = [
            f"{name} = {', '.join(f'{float(value):.4g}' for value in now[name][:8])}"
            for name in cell.signals
            if cell.roles[name] != "sum"
        ]
        text = QCoreApplication.translate("DiagramView", "Step {step}: {numbers}")
        words = text.format(step=cursor.step, numbers="; ".join(numbers))
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
