"""The colours of equations in their editor: names in the colour of their role, comments grey."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from simulator.gui.session import Session
from simulator.render.formula import role_colour

_WORD = re.compile(r"[^\W\d]\w*")


class EquationColours(QSyntaxHighlighter):
    """Colours what the cell knows; what is only being typed stays ink."""

    def __init__(self, document: QTextDocument, session: Session) -> None:
        super().__init__(document)
        self.session = session
        self._looks: dict[str, QTextCharFormat] = {}
        session.changed.connect(self.refresh)
        session.opened.connect(self.refresh)

    def refresh(self) -> None:
        """Take names and theme anew."""
        cell, theme = self.session.cell, self.session.theme
        tokens = {name: role_colour(cell, name) for name in cell.signals}
        looks = {name: _look(QColor(*theme.colour(token)), 600) for name, token in tokens.items() if token}
        looks["x"] = _look(QColor(*theme.colour("inp")), 600)
        looks["#"] = _look(QColor(*theme.colour("ink3")), 400)
        if looks != self._looks:
            self._looks = looks
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        code, mark, comment = text.partition("#")
        for found in _WORD.finditer(code):
            look = self._looks.get(found[0])
            if look is not None:
                self._paint(text, found.start(), found.end(), look)
        if mark and "#" in self._looks:
            self._paint(text, len(code), len(code) + 1 + len(comment), self._looks["#"])

    def _paint(self, text: str, start: int, stop: int, look: QTextCharFormat) -> None:
        units = [len(text[:place].encode("utf-16-le", "surrogatepass")) // 2 for place in (start, stop)]
        self.setFormat(units[0], units[1] - units[0], look)


def _look(colour: QColor, weight: int) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(colour)
    look.setFontWeight(QFont.Weight(weight))
    return look
