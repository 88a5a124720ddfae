"""A cell of one's own: to the editor of its equations, and into a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from simulator.document.cell_saving import SUFFIX, save_cell
from simulator.errors import UserError
from simulator.gui.controls.notice import Notice
from simulator.gui.dialogs import error_box
from simulator.gui.session import Session
from simulator.gui.view_stack import ViewStack


def edit_equations(views: ViewStack, session: Session) -> None:
    """Show the equations, and give the keyboard to their editor."""
    session.show_view("equations")
    editor = views.shown.findChild(QWidget, "equations")
    if editor is not None:
        editor.setFocus()


def ask_save_cell(parent: QWidget, session: Session, notice: Notice) -> None:
    """Ask for a name and save the cell there, with its sizes, sequence and weights."""
    tr = QCoreApplication.translate
    start = Path(session.settings.folder) / f"my-{session.cell.id.removeprefix('my-')}{SUFFIX}"
    kinds = tr("CellFiles", "Cells (*.toml)")
    name, _ = QFileDialog.getSaveFileName(parent, tr("CellFiles", "Save the cell as"), str(start), kinds)
    if name:
        session.set_settings(folder=str(Path(name).parent))
        save_cell_as(parent, session, notice, name if Path(name).suffix else f"{name}{SUFFIX}")


def save_cell_as(parent: QWidget, session: Session, notice: Notice, name: str) -> bool:
    """Write the cell to a file, and say so."""
    try:
        save_cell(session.state, name)
    except UserError as error:
        error_box(parent, QCoreApplication.translate("CellFiles", "The cell is not saved."), error).open()
        return False
    notice.say(QCoreApplication.translate("CellFiles", "Saved as {name}").format(name=name))
    return True
