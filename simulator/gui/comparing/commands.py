"""The commands that put something beside the document, and lead to where it differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from simulator.document import State
from simulator.document.edits import Edit
from simulator.document.side_edits import compare_cell, compare_layer, compare_sequence
from simulator.gui.comparing.compare_view import CompareView
from simulator.gui.comparing.hold_dialog import HoldDialog
from simulator.gui.comparing.sides import COMPARE
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.view_stack import ViewStack
from simulator.gui.views.timeline_view import TimelineView
from simulator.language import cell_ids, load_cell
from simulator.tables import words


class CompareCommands:
    """Carries out the commands of one window; what is refused is said through the session."""

    def __init__(self, session: Session, views: ViewStack, timeline: TimelineView, window: QWidget) -> None:
        self.session, self.views, self.timeline, self.window = session, views, timeline, window
        views.made.connect(self._follow)
        session.opened.connect(self.follow_state)

    def slots(self) -> dict[str, Callable[[], object]]:
        """Return them by the ids of the table of commands."""
        return {
            "what_if": self.what_if,
            "compare_cell": self.another_cell,
            "compare_weights": self.weights,
            "compare_sequence": self.another_sequence,
            "next_difference": lambda: self.go(1),
            "previous_difference": lambda: self.go(-1),
        }

    @property
    def view(self) -> CompareView:
        """The view that compares."""
        view = self.views.view(COMPARE)
        assert isinstance(view, CompareView)
        return view

    def _follow(self, view: QWidget) -> None:
        """Listen to the view once it is made."""
        if isinstance(view, CompareView):
            slots = self.slots()
            view.asked.connect(lambda identity: slots[identity]())
            view.hold_asked.connect(self.what_if)

    def follow_state(self) -> None:
        """What is there to be compared is shown as that; else the cell."""
        if self.session.state.sides:
            self.session.show_view(COMPARE)
        elif self.session.shown_view == COMPARE:
            self.session.show_view("cell")

    def _add(self, make: Callable[[State], Edit]) -> None:
        if self.session.try_apply(make):
            self.session.show_view(COMPARE)

    # -- commands

    def what_if(self, key: int | None = None) -> None:
        """Ask what is to be held, at the selected steps or the present one, in a branch or a new one."""
        block, step = self.timeline.selection.block, min(self.session.cursor.step, self.session.steps)
        steps = (step - 1, step) if block is None else (block.start, block.stop)
        dialog = HoldDialog(self.session, steps, self.window, key)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.held.connect(lambda: self.session.show_view(COMPARE))
        dialog.open()

    def another_cell(self) -> None:
        """Ask for a cell that runs beside this one."""
        tr = QCoreApplication.translate
        cells = {words(load_cell(name).titles, LANGUAGE): name for name in cell_ids()}

        def chosen(title: str) -> None:
            self._add(lambda state: compare_cell(state, load_cell(cells[title])))

        self._ask(tr("Compare", "Another cell"), tr("Compare", "It runs on the same inputs."), list(cells), chosen)

    def weights(self) -> None:
        """Put the cell beside itself, with the weights it has now: what is edited from now on is seen against them."""
        title = QCoreApplication.translate("Compare", "Weights as they were")
        self._add(lambda state: compare_layer(state, state.layer, {"en": title}))

    def another_sequence(self) -> None:
        """Ask for a sequence of the document that runs beside the one on show."""
        tr, state = QCoreApplication.translate, self.session.state
        names = [sequence.name for sequence in state.sequences if sequence is not state.sequence]
        if not names:
            words = tr("Compare", "There is only one sequence. Duplicate it (menu Sequence), and change the copy.")
            self.session.refused.emit(words)
            return
        title, text = tr("Compare", "Another sequence"), tr("Compare", "It runs through the same cell.")
        self._ask(title, text, names, lambda name: self._add(lambda state: compare_sequence(state, name)))

    def _ask(self, title: str, text: str, items: Sequence[str], chosen: Callable[[str], None]) -> None:
        dialog = QInputDialog(self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(text)
        dialog.setComboBoxItems(list(items))
        dialog.textValueSelected.connect(chosen)
        dialog.open()

    def go(self, way: int) -> None:
        """Go to the next step at which something differs, or to the one before."""
        if self.session.state.sides:
            self.session.show_view(COMPARE)
            self.view.go(way)
        else:
            words = QCoreApplication.translate("Compare", "Nothing is compared. Choose something in the menu Compare.")
            self.session.refused.emit(words)
