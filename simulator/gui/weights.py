"""The weights behind a signal as a grid of number fields, each under the symbol of what it is multiplied with."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from simulator.document import Edit, State
from simulator.document.edits import set_parameter
from simulator.document.entry import parse_number
from simulator.engine import Term, Terms
from simulator.gui.controls.number_field import NumberField
from simulator.gui.controls.picture_label import PictureLabel
from simulator.gui.gestures import NumberGesture
from simulator.gui.session import Session
from simulator.paint.fonts import font
from simulator.paint.text import text_width
from simulator.render.card import line_of_text, most_telling, source_symbol
from simulator.render.format import exact
from simulator.render.primitives import Run

MOST = 64  # weights of a sum that are shown at most: so many fields are made in a blink
FEWEST = 12  # of very many that are shown at least, though nothing comes in through them
_ROWS = 3  # before the grid scrolls
_ROW_HEIGHT = 64
_MOST_SIGNS = 6  # of a number at rest: three fields stand in a row


class WeightField(NumberField):
    """Edits the weight of a term; it may be given another one, which costs far less than another field."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parse_number, brief, exact, parent)
        self.session = session
        self._which: tuple[str, tuple[int, ...]] = "", ()
        self._gesture = NumberGesture(session, "weight", self._edit)
        self._gesture.follow(self)

    def show_weight(self, term: Term) -> None:
        """Show the weight of a term as it stands in the parameter: the term carries the sign it has in the sum."""
        which = term.parameter, term.index
        value = abs_zero(float(self.session.layer.parameters[term.parameter][term.index]))
        if which != self._which:
            self._which = which
            self.setAccessibleName(f"{term.parameter}{[k + 1 for k in term.index]}")
            self.start_over(value)
        self.set_danger(QColor(*self.session.theme.colour("out")))
        self.show_value(value)
        self.setToolTip(f"{self.accessibleName()} = {exact(value)}")

    def _edit(self, state: State, value: float, gesture: str) -> Edit:
        return set_parameter(state, *self._which, value, gesture)


class Weights(QWidget):
    """Edits the weights of one unit; a valid number takes effect while it is typed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.fields: list[WeightField] = []  # that are shown
        self._places: list[int] = []  # of the terms that they are for
        self._sum: tuple[object, ...] = ()
        self._cells: list[tuple[PictureLabel, WeightField]] = []  # that are made
        self._columns = 0
        self._page = QWidget()
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(2)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._page)
        self.more = QLabel()
        self.more.setWordWrap(True)
        self.more.setFont(font(13, 500))
        self.more.hide()
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setFont(font(13, 500))
        self.message.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._scroll)
        layout.addWidget(self.more)
        layout.addWidget(self.message)

    def show_terms(self, terms: Terms) -> None:
        """Show weights; while one of them is edited, the same ones stay."""
        busy = any(field.hasFocus() for field in self.fields)
        own = (*((stretch.parameter, stretch.unit, stretch.source) for stretch in terms.stretches), len(terms))
        if not busy or own != self._sum:
            self._places = most_telling(terms, MOST, FEWEST)
            self.message.setVisible(self.message.isVisible() and own == self._sum)
        self._sum = own
        shown = [terms[place] for place in self._places]
        tell(self.more, len(shown), len(terms))
        wide = any(len(brief(term.weight)) > 4 for term in shown)
        columns = self._columns if busy and self._columns else 3 if wide else 4
        self._arrange(len(shown), columns)
        for (head, field), term in zip(self._cells, shown, strict=False):
            runs = source_symbol(term.source, self.session.sizes) or (
                Run(QCoreApplication.translate("Weights", "bias"), colour="ink2"),
            )
            field.show_weight(term)
            head.show_picture(line_of_text(runs, 13, 600, text_width), self.session.theme, field.accessibleName())

    def _arrange(self, count: int, columns: int) -> None:
        """Have so many fields in so many columns."""
        if (count, columns) == (len(self.fields), self._columns):
            return
        rows = -(-count // columns)
        while len(self._cells) < count:
            head, field = PictureLabel(), WeightField(self.session)
            field.refused.connect(self._say)
            self._cells.append((head, field))
        for number, (head, field) in enumerate(self._cells):
            head.setMaximumWidth(60 if columns == 4 else 82)  # a long name must not push the fields out of sight
            row, column = 2 * (number // columns), number % columns
            self._grid.addWidget(head, row, column, Qt.AlignmentFlag.AlignHCenter)
            self._grid.addWidget(field, row + 1, column)
            head.setVisible(number < count)
            field.setVisible(number < count)
        for column in range(4):
            self._grid.setColumnStretch(column, int(column < columns))
        for row in range(2 * -(-MOST // 3) + 1):
            self._grid.setRowStretch(row, int(row == 2 * rows))
        self._grid.setContentsMargins(0, 0, 10 if rows > _ROWS else 0, 0)
        self._scroll.setFixedHeight(min(rows, _ROWS) * _ROW_HEIGHT + (16 if rows > _ROWS else 0))
        self.fields, self._columns = [field for _, field in self._cells[:count]], columns

    def _say(self, sentence: str) -> None:
        palette = self.message.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(*self.session.theme.colour("out")))
        self.message.setPalette(palette)
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))


def tell(label: QLabel, shown: int, count: int) -> None:
    """Say how many weights of a sum are shown, where there are more."""
    tr = QCoreApplication.translate
    label.setText(tr("Weights", "{shown} of {count} are shown; W shows all.").format(shown=shown, count=f"{count:,}"))
    label.setToolTip(tr("Weights", "Those whose products are the largest at this step"))
    label.setVisible(shown < count)


def brief(value: float) -> str:
    """Write a weight with four significant digits, or with as many as a field has room for."""
    texts = [f"{value:.0f}" if 1000 <= abs(value) < 1e6 else f"{value:.{digits}g}" for digits in (4, 3, 2, 1)]
    text = next((text for text in texts if len(text) <= _MOST_SIGNS), texts[-1])
    whole = exact(value)
    return whole if len(whole) <= _MOST_SIGNS else text.replace("-", "−")


def abs_zero(value: float) -> float:
    """Nothing is ever −0."""
    return value + 0.0
