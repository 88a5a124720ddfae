"""The trace of the whole sequence into a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from simulator.errors import UserError
from simulator.gui.controls.notice import Notice
from simulator.gui.dialogs import error_box, save_filters
from simulator.gui.session import Session


def ask_save_trace(parent: QWidget, session: Session, notice: Notice) -> None:
    """Ask for a name and save the trace there."""
    state = session.state
    start = Path(session.settings.folder) / f"{state.lesson or state.layer.cell.id}.csv"
    filters = save_filters()
    title = QCoreApplication.translate("TraceFiles", "Save the trace as")
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(start), ";;".join(filters))
    if name:
        session.set_settings(folder=str(Path(name).parent))
        save_trace_as(parent, session, notice, name if Path(name).suffix else f"{name}{filters.get(chosen, '.csv')}")


def save_trace_as(parent: QWidget, session: Session, notice: Notice, name: str) -> bool:
    """Write the trace to a file, and say so; the suffix says in which format."""
    import simulator.exports  # noqa: F401 - makes the formats known; heavy, so only now

    try:
        session.tracer.trace().save(name)
    except UserError as error:
        error_box(parent, QCoreApplication.translate("TraceFiles", "The trace is not saved."), error).open()
        return False
    notice.say(QCoreApplication.translate("TraceFiles", "Saved as {name}").format(name=name))
    return True
