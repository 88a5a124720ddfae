"""What there is to open: the lessons and cells that ship, under their headings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from simulator.gui.session import LANGUAGE
from simulator.language import cell_ids, cell_words
from simulator.lessons import lesson_ids, lesson_titles
from simulator.tables import words


@dataclass(frozen=True)
class Entry:
    """A lesson or a cell: its id, what it is called, and a sentence about it ("" for lessons)."""

    id: str
    title: str
    text: str = ""


def catalogue() -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Return the headings with their entries."""
    lessons = tuple(Entry(name, words(lesson_titles(name), LANGUAGE)) for name in lesson_ids())
    cells = tuple(Entry(name, *(words(texts, LANGUAGE) for texts in cell_words(name))) for name in cell_ids())
    return (
        (QCoreApplication.translate("Catalogue", "Lessons"), lessons),
        (QCoreApplication.translate("Catalogue", "Cells"), cells),
    )
