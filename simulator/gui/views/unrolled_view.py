"""The network through time: a copy of the cell a step, as many as there is room for; a click on a copy goes there."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QVBoxLayout, QWidget

from simulator.gui.announcing import announce_step
from simulator.gui.picture_view import PictureView
from simulator.gui.session import Session
from simulator.gui.vocabulary import picture_word
from simulator.render.unrolled import Look, unrolled
from simulator.render.unrolled_lanes import Lane, lane
from simulator.render.unrolled_place import first_column, lay_out

_PLACE = re.compile(r"([tx])\[(\d+)\]")


class UnrolledView(QWidget):
    """Shows the copies that are in sight, and scrolls with the cursor."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._behind = True  # the picture is not of this moment, or not of this size
        self._lane: Lane | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(QCoreApplication.translate("UnrolledView", "The network through time"))
        self.canvas = _Canvas(self)
        self.across = QScrollBar(Qt.Orientation.Horizontal)
        self.across.setAccessibleName(QCoreApplication.translate("UnrolledView", "Steps in sight"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.across)
        self.across.valueChanged.connect(self._draw)
        self.canvas.clicked.connect(self._on_clicked)
        self.canvas.activated.connect(self._on_activated)
        self.canvas.scrolled.connect(lambda way: self.across.setValue(self.across.value() + way))
        self.canvas.due.connect(self._catch_up)
        session.cursor.moved.connect(self._follow)
        for news in (session.changed, session.opened, session.traced, session.settings_changed):
            news.connect(self.refresh)
        session.selected_changed.connect(self._draw)

    def refresh(self) -> None:
        """Take the numbers anew, and draw."""
        self._lane = None
        self._follow()

    def _row(self) -> Lane:
        if self._lane is None:
            session = self.session
            cell, inputs, scale = session.cell, session.layer.inputs, session.state.scale
            self._lane = lane(cell, session, inputs, session.sizes, session.extent, scale)
        return self._lane

    def _follow(self) -> None:
        """Bring the present step into sight."""
        if not self.isVisible():
            self._behind = True
            return
        self._behind = False
        size, steps, hall = self.canvas.viewport().size(), self.session.steps, self.session.projecting
        shapes, column = (self._row().shape,), self.session.cursor.step - 1
        place = lay_out(shapes, steps, size.width(), size.height(), projected=hall)
        self.across.blockSignals(True)
        self.across.setPageStep(place.whole)
        self.across.setRange(0, steps - place.whole)
        first = self.across.value()
        self.across.setValue(first_column(shapes, steps, size.width(), size.height(), column, first, hall))
        self.across.blockSignals(False)
        # decided for the whole height: a bar that takes room from what makes it needed would come and go
        whole = lay_out(shapes, steps, self.width(), self.height(), projected=hall).whole
        self.across.setVisible(steps > whole)
        self._draw()

    def _draw(self) -> None:
        if not self.isVisible():
            return
        session, size = self.session, self.canvas.viewport().size()
        future, hall = session.settings.show_future, session.projecting
        look = Look(future, session.exact, session.selected, picture_word, hall)
        step, phase, first = session.cursor.step, session.cursor.phase, self.across.value()
        picture = unrolled((self._row(),), step, phase, size.width(), size.height(), first, look)
        self.canvas.show_picture(picture, session.theme)
        announce_step(self, session)

    def _catch_up(self) -> None:
        if self._behind:
            self._follow()

    def _on_clicked(self, target: str) -> None:
        """A copy is gone to; in the present one a signal is selected."""
        place = _PLACE.fullmatch(target)
        if place is None:
            self.session.select(target)
        elif place[1] == "t":
            self.session.clock.jump(int(place[2]))

    def _on_activated(self, target: str) -> None:
        """A double click on an input of the present copy edits it."""
        if (place := _PLACE.fullmatch(target)) and place[1] == "x":
            self.session.edit_requested.emit(int(place[2]) - 1)

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab walks the signals, and leaves the view after the last one."""
        return self.session.walk(1 if following else -1) or super().focusNextPrevChild(following)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for the new size, when it is painted."""
        super().resizeEvent(event)
        self._behind = True

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has changed meanwhile, when it is painted."""
        super().showEvent(event)
        self._behind = True


class _Canvas(PictureView):
    """The picture; the wheel goes through the steps. ``due`` asks for a picture of the present size before painting."""

    scrolled = Signal(int)
    due = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, after catching up."""
        self.due.emit()
        super().paintEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll through the steps; up and down where the picture is higher than the view."""
        delta = event.angleDelta()
        if self.verticalScrollBar().maximum() > 0 and abs(delta.y()) > abs(delta.x()):
            super().wheelEvent(event)
        elif amount := delta.x() if abs(delta.x()) > abs(delta.y()) else delta.y():
            self.scrolled.emit(-1 if amount > 0 else 1)
