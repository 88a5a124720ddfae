"""The views between which the middle of the window switches: one row a view, which names what draws it and its key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from simulator.gui.session import Session


@dataclass(frozen=True)
class ViewRow:
    """One view. ``make`` builds its widget when it is first shown, and imports what it needs only then.

    A widget that consists of several names the one that takes the keyboard by ``setFocusProxy``.
    """

    id: str
    title: str  # on its tab and in the menu
    key: str
    make: Callable[[Session], QWidget]
    alone: bool = False  # whether it takes the room of the panes and the timeline as well
    in_hall: bool = False  # whether it is projected as it is; instead of others the cell is

    @property
    def command(self) -> str:
        """The id of the command that shows it."""
        return f"view_{self.id}"


def views() -> tuple[ViewRow, ...]:
    """Return the table, in the order of the tabs; the first is shown when the window opens."""
    tr = QCoreApplication.translate
    return (
        ViewRow("cell", tr("Views", "Cell"), "1", _cell, in_hall=True),
        ViewRow("unrolled", tr("Views", "Unrolled"), "2", _unrolled),
        ViewRow("equations", tr("Views", "Equations"), "3", _equations),
        ViewRow("train", tr("Views", "Train"), "4", _train, alone=True, in_hall=True),
        ViewRow("compare", tr("Views", "Compare"), "5", _compare, in_hall=True),
    )


def _cell(session: Session) -> QWidget:
    from simulator.gui.views.diagram_view import DiagramView

    return DiagramView(session)


def _unrolled(session: Session) -> QWidget:
    from simulator.gui.views.unrolled_view import UnrolledView

    return UnrolledView(session)


def _equations(session: Session) -> QWidget:
    from simulator.gui.views.equations_view import EquationsView

    return EquationsView(session)


def _compare(session: Session) -> QWidget:
    from simulator.gui.comparing.compare_view import CompareView

    return CompareView(session)


def _train(session: Session) -> QWidget:
    from simulator.gui.training.train_view import TrainView

    return TrainView(session)
