"""Below a lesson's text: what there is to play with, the cell itself and how hard its gates are."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from simulator.document.hardness import SOFTEST, gate_parameters, hardness, set_hardness
from simulator.gui.controls.slider import ChoiceSlider
from simulator.gui.gestures import new_gesture
from simulator.gui.session import Session
from simulator.paint.fonts import font

PLACES = 61  # of the slider, from the softest to 1


class LessonFoot(QWidget):
    """A button that lets keys drive the cell, and a slider that multiplies all weights of the gates.

    Each is there only where the lesson has something for it.
    """

    def __init__(self, session: Session, live: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._live = live
        self._gesture = new_gesture("hardness")
        tr = QCoreApplication.translate
        self.button = QPushButton(tr("LessonFoot", "Play the cell"))
        self.button.setCheckable(True)
        self.button.clicked.connect(live.trigger)
        live.changed.connect(self._follow)
        self.title = QLabel(tr("LessonFoot", "Hardness of the gates"))
        self.title.setFont(font(13, 600))
        self.number = QLabel()
        self.number.setFont(font(13, 600))
        self.slider = ChoiceSlider(PLACES)
        self.slider.setAccessibleName(self.title.text())
        self.slider.setToolTip(tr("LessonFoot", "Multiplies every weight and bias of the gates; 1 is the lesson."))
        self.slider.moved.connect(self._move)
        self.slider.finished.connect(self._finish)
        self.scale = QWidget()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.number)
        column = QVBoxLayout(self.scale)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.slider)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 10, 18, 10)
        layout.setSpacing(8)
        layout.addWidget(self.scale)
        layout.addWidget(self.button)
        self.number.setForegroundRole(QPalette.ColorRole.LinkVisited)
        session.changed.connect(self.refresh)
        session.opened.connect(self.refresh)
        self.refresh()
        self._follow()

    def refresh(self) -> None:
        """Show the factor between the gates' weights and the lesson's."""
        session = self.session
        has_gates = session.state.lesson is not None and bool(gate_parameters(session.cell))
        factor = hardness(session.layer, session.given) if has_gates else None
        self.scale.setVisible(has_gates)
        self.number.setText("–" if factor is None else f"× {factor:.2g}")
        if factor is not None:
            self.slider.show_place(place_of(factor))
        self.slider.setAccessibleDescription(self.number.text())
        self._fold()

    def _follow(self) -> None:
        """Be pressed while the mode is on, and there where it is offered."""
        self.button.setVisible(self._live.isEnabled())
        self.button.setChecked(self._live.isChecked())
        self.button.setToolTip(self._live.toolTip())
        self._fold()

    def _fold(self) -> None:
        self.setVisible(not (self.scale.isHidden() and self.button.isHidden()))

    def _move(self, place: int) -> None:
        given = self.session.given
        self.session.try_apply(lambda state: set_hardness(state, given, factor_at(place), self._gesture))

    def _finish(self) -> None:
        self._gesture = new_gesture("hardness")


def factor_at(place: int) -> float:
    """Return the factor at a place of the slider: equal ways are equal ratios, and the last place is 1 exactly."""
    return 1.0 if place == PLACES - 1 else SOFTEST ** (1 - place / (PLACES - 1))


def place_of(factor: float) -> int:
    """Return the place that is nearest to a factor."""
    return min(range(PLACES), key=lambda place: abs(factor_at(place) - factor))
