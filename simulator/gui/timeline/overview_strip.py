"""The strip that shows the whole sequence: what is in sight is moved by dragging, and zoomed by its buttons."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from simulator.gui.picture_view import PictureView
from simulator.render.primitives import Hotspot
from simulator.render.timeline.layout import Layout
from simulator.render.timeline.overview import HEIGHT, ZOOM_ALL, ZOOM_IN, ZOOM_OUT


class OverviewStrip(PictureView):
    """``wanted`` names the step (from 0) that is to be in the middle; ``zoomed`` carries notches, 0 for everything."""

    wanted = Signal(int)
    zoomed = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(round(HEIGHT))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(QCoreApplication.translate("OverviewStrip", "The whole sequence"))
        self.whole: Layout | None = None  # where the steps stand in it
        self._dragging = False
        self.clicked.connect(self._on_clicked)

    def tip_of(self, spot: Hotspot, position: QPointF) -> str:
        """Return the words for a button."""
        tr = QCoreApplication.translate
        return {
            ZOOM_OUT: tr("OverviewStrip", "More steps  (Shift+↓, Ctrl+wheel)"),
            ZOOM_IN: tr("OverviewStrip", "Fewer steps  (Shift+↑, Ctrl+wheel)"),
            ZOOM_ALL: tr("OverviewStrip", "The whole sequence  (Shift+Home)"),
        }.get(spot.target, "")

    def _on_clicked(self, target: str) -> None:
        self.zoomed.emit({ZOOM_OUT: -2.0, ZOOM_IN: 2.0}.get(target, 0.0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there, and take the part in sight along."""
        if event.button() == Qt.MouseButton.LeftButton and self.hotspot_at(event.position()) is None:
            self._dragging = self._ask(event.position().x())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self._dragging:
            self._ask(event.position().x())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End dragging."""
        self._dragging = False
        super().mouseReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self.zoomed.emit(event.angleDelta().y() / 120 or 1.0)

    def _ask(self, x: float) -> bool:
        """Ask for the step at x; False beside the strip."""
        place = self.whole
        if place is None or x < place.metrics.labels:
            return False
        step = place.column_at(min(x, place.right - 0.01))
        if step is not None:
            self.wanted.emit(step)
        return step is not None
