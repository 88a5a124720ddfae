"""What there is to open: the lessons and cells that ship, under their headings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from simulator.gui.session import LANGUAGE
from simulator.language import cell_ids, load_cell
from simulator.lessons import lesson_ids, load_lesson
from simulator.tables import words


@dataclass(frozen=True)
class Entry:
    """A lesson or a cell: its id, what it is called, and a sentence about it ("" for lessons)."""

    id: str
    title: str
    text: str = ""


def catalogue() -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Return the headings with their entries."""
    lessons = tuple(Entry(name, words(load_lesson(name).titles, LANGUAGE)) for name in lesson_ids())
    cells = tuple(
        Entry(name, words(load_cell(name).titles, LANGUAGE), words(load_cell(name).texts, LANGUAGE))
        for name in cell_ids()
    )
    return (
        (QCoreApplication.translate("Catalogue", "Lessons"), lessons),
        (QCoreApplication.translate("Catalogue", "Cells"), cells),
    )
