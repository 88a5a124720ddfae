"""A row of chips that lead somewhere, broken into lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from simulator.gui.controls.buttons import Chip
from simulator.render.primitives import Run
from simulator.render.theme import Theme

_GAP = 6


@dataclass(frozen=True)
class Link:
    """One chip: what stands on it, what it says to a screen reader, and where it leads ("": nowhere)."""

    runs: tuple[Run, ...]
    words: str
    target: str


class Links(QWidget):
    """Shows chips; ``chosen`` tells the target of one that was pressed."""

    chosen = Signal(str)

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[Chip] = []
        self._width = width
        self._shown: tuple[object, ...] = ()
        self.setFixedWidth(width)

    def show_links(self, links: Sequence[Link], theme: Theme) -> None:
        """Show some links; chips are kept as long as there are as many."""
        if (shown := (theme.name, *links)) == self._shown:
            return
        self._shown = shown
        while len(self.chips) > len(links):
            chip = self.chips.pop()
            chip.hide()
            chip.deleteLater()
        while len(self.chips) < len(links):
            self.chips.append(Chip(self))
            self.chips[-1].clicked.connect(self._on_clicked)
        x = y = 0
        for chip, link in zip(self.chips, links, strict=True):
            chip.show_runs(link.runs, theme, link.words)
            chip.setProperty("target", link.target)
            chip.setEnabled(bool(link.target))
            if x and x + chip.width() > self._width:
                x, y = 0, y + chip.height() + _GAP
            chip.move(x, y)
            chip.show()
            x += chip.width() + _GAP
        self.setFixedHeight(y + (self.chips[-1].height() if self.chips else 0))

    def _on_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            self.chosen.emit(chip.property("target"))
