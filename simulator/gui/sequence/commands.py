"""The commands on the sequence: they act on the selected block, or else on the present step, or on the whole of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QWidget

from simulator.document import State
from simulator.document.edits import Edit, delete_steps, insert_steps
from simulator.document.sequence_edits import repeat_steps, reverse_steps, shuffle_steps
from simulator.document.sequence_fills import clear_steps
from simulator.document.sequence_list_edits import (
    add_sequence,
    copy_sequence,
    delete_sequence,
    rename_sequence,
    show_sequence,
)
from simulator.gui.session import Session
from simulator.gui.timeline.selection import Block
from simulator.gui.views.timeline_view import TimelineView


class SequenceCommands:
    """Carries out the commands of one window; what is refused is said through the session."""

    def __init__(self, session: Session, timeline: TimelineView, window: QWidget) -> None:
        self.session, self.timeline, self.window = session, timeline, window
        self._shuffles = 0  # each shuffle is another one

    def slots(self) -> dict[str, Callable[[], object]]:
        """Return them by the ids of the table of commands."""
        return {
            "copy": self.copy,
            "cut": self.cut,
            "paste": self.paste,
            "select_all": self.timeline.select_all,
            "insert": self.insert,
            "delete": self.delete,
            "repeat": lambda: self._try(lambda state: repeat_steps(state, *self._steps())),
            "reverse": lambda: self._try(lambda state: reverse_steps(state, *self._steps(whole=True))),
            "shuffle": self.shuffle,
            "clear": self.clear,
            "fill": self.fill,
            "new_sequence": self.new_sequence,
            "copy_sequence": lambda: self._try(copy_sequence),
            "rename_sequence": self.rename,
            "delete_sequence": lambda: self._try(lambda state: delete_sequence(state, state.chosen)),
            "next_sequence": lambda: self._turn(1),
            "previous_sequence": lambda: self._turn(-1),
            "words": self.words,
            "import": self.import_table,
        }

    # -- which steps

    def _steps(self, whole: bool = False) -> tuple[int, int]:
        """Return the selected steps (from 0, and the one behind); else the present one, or all of them."""
        block = self.timeline.selection.block
        if block is not None:
            return block.start, block.stop
        step = self.session.cursor.step
        return (0, self.session.steps) if whole else (step - 1, step)

    def block(self) -> Block:
        """Return the selected block, or else all inputs of the present step."""
        step = self.session.cursor.step
        return self.timeline.selection.block or Block(step - 1, step, 0, self.session.layer.inputs - 1)

    def _try(self, make: Callable[[State], Edit]) -> bool:
        return self.session.try_apply(make)

    # -- clipboard

    def copy(self) -> None:
        """Copy the selected block, or the whole sequence, as a spreadsheet likes it."""
        block = self.timeline.selection.block or Block(0, self.session.steps, 0, self.session.layer.inputs - 1)
        rows = self.session.inputs(block.start, block.stop)[:, block.first : block.last + 1]
        text = "\n".join("\t".join(f"{value:.17g}" for value in row) for row in rows) + "\n"
        QGuiApplication.clipboard().setText(text)

    def cut(self) -> None:
        """Copy the selected block, and put zeros in its place."""
        self.copy()
        self.clear()

    def paste(self) -> None:
        """Paste a block of numbers, its first one where the selection begins, or at the present step."""
        block = self.block()
        self.timeline.editor.paste_block(QGuiApplication.clipboard().text(), block.first, block.start + 1)

    # -- steps

    def insert(self) -> None:
        """Add as many steps as are selected behind them, and go there."""
        start, stop = self._steps()
        if self._try(lambda state: insert_steps(state, stop, stop - start)):
            self.session.clock.jump(stop + 1)

    def delete(self) -> None:
        """Take the selected steps away, or the present one."""
        start, stop = self._steps()
        if self._try(lambda state: delete_steps(state, start, stop - start)):
            self.timeline.selection.choose(None)

    def shuffle(self) -> None:
        """Put the selected steps, or all, into a random order; another one each time."""
        self._shuffles += 1
        self._try(lambda state: shuffle_steps(state, *self._steps(whole=True), self._shuffles))

    def clear(self) -> None:
        """Put zeros into the selected block, or the present step."""
        block = self.block()
        self._try(lambda state: clear_steps(state, block.start, block.stop, block.columns))

    def fill(self) -> None:
        """Ask what the selected block, or the whole sequence, is to be filled with."""
        from simulator.gui.sequence.fill_dialog import FillDialog

        block = self.timeline.selection.block or Block(0, self.session.steps, 0, self.session.layer.inputs - 1)
        FillDialog(self.session, block, self.window).open()

    # -- sequences

    def new_sequence(self) -> None:
        """Add a sequence of zeros, as long as the one on show, and show it."""
        self._try(lambda state: add_sequence(state, min(state.sequence.steps, 100)))

    def rename(self) -> None:
        """Ask for another name of the sequence on show."""
        tr = QCoreApplication.translate
        dialog = QInputDialog(self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Sequences", "Rename the sequence"))
        dialog.setLabelText(tr("Sequences", "Name"))
        dialog.setTextValue(self.session.state.sequence.name)
        dialog.textValueSelected.connect(
            lambda name: self._try(lambda state: rename_sequence(state, state.chosen, name))
        )
        dialog.open()

    def _turn(self, way: int) -> None:
        state = self.session.state
        if len(state.sequences) > 1:
            index = (state.chosen + way) % len(state.sequences)
            self._try(lambda state: show_sequence(state, index))

    def words(self) -> None:
        """Ask for a sentence, and how its words set the inputs."""
        from simulator.gui.sequence.words_dialog import WordsDialog

        WordsDialog(self.session, self.window).open()

    def import_table(self) -> None:
        """Ask for a file with a table, show what its columns will be, and read it."""
        from simulator.gui.sequence.import_dialog import ask_import

        ask_import(self.session, self.window)


