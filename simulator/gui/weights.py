"""The weights behind a signal as a grid of number fields, each under the symbol of what it is multiplied with."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from simulator.document.edits import set_parameter
from simulator.document.entry import parse_number
from simulator.engine import Term
from simulator.gui.controls.number_field import NumberField
from simulator.gui.controls.picture_label import PictureLabel
from simulator.gui.gestures import NumberGesture
from simulator.gui.session import Session
from simulator.paint.fonts import font
from simulator.paint.text import text_width
from simulator.render.card import line_of_text, source_symbol
from simulator.render.format import exact
from simulator.render.primitives import Run

MOST = 256  # fields
_ROWS = 3  # before the grid scrolls
_ROW_HEIGHT = 64
_MOST_SIGNS = 6  # of a number at rest: three fields stand in a row


class Weights(QWidget):
    """Edits the weights of one unit; a valid number takes effect while it is typed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.fields: list[NumberField] = []
        self._key: tuple[object, ...] = ()
        self._page = QWidget()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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

    def show_terms(self, terms: list[Term]) -> None:
        """Show weights; the fields stay the same as long as they are those of the same weights."""
        shown = terms[:MOST]
        text = QCoreApplication.translate("Weights", "Only the first {shown} of {count} weights are shown.")
        self.more.setText(text.format(shown=MOST, count=len(terms)))
        self.more.setVisible(len(terms) > MOST)
        wide = any(len(brief(term.weight)) > 4 for term in shown)
        key = (self.session.theme.name, wide, *((term.parameter, term.index, term.source) for term in shown))
        same = key == self._key or (
            any(field.hasFocus() for field in self.fields) and key[2:] == self._key[2:] and key[0] == self._key[0]
        )
        if not same:
            self._build(shown, 3 if wide else 4)
            self._key = key
        for field, term in zip(self.fields, shown, strict=True):
            value = abs_zero(self._stored(term))
            field.show_value(value)
            field.setToolTip(f"{field.accessibleName()} = {exact(value)}")

    def _stored(self, term: Term) -> float:
        """Return the weight as it stands in the parameter: a term carries the sign it has in the sum."""
        return float(self.session.layer.parameters[term.parameter][term.index])

    def _build(self, terms: list[Term], columns: int) -> None:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        theme = self.session.theme
        self.fields = []
        for number, term in enumerate(terms):
            runs = source_symbol(term.source, self.session.sizes) or (
                Run(QCoreApplication.translate("Weights", "bias"), colour="ink2"),
            )
            head = PictureLabel()
            words = f"{term.parameter}{[k + 1 for k in term.index]}"
            head.show_picture(line_of_text(runs, 13, 600, text_width), theme, words)
            head.setMaximumWidth(60 if columns == 4 else 82)  # a long name must not push the fields out of sight
            field = NumberField(parse_number, brief, exact)
            field.setAccessibleName(words)
            field.set_danger(QColor(*theme.colour("out")))
            self._connect(field, term)
            row, column = 2 * (number // columns), number % columns
            grid.addWidget(head, row, column, Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(field, row + 1, column)
            self.fields.append(field)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        rows = -(-len(terms) // columns)
        grid.setRowStretch(2 * rows, 1)
        self._scroll.setWidget(page)
        self._page = page
        self._scroll.setFixedHeight(min(rows, _ROWS) * _ROW_HEIGHT + (16 if rows > _ROWS else 0))
        grid.setContentsMargins(0, 0, 10 if rows > _ROWS else 0, 0)
        self.message.hide()

    def _connect(self, field: NumberField, term: Term) -> None:
        gesture = NumberGesture(
            self.session,
            "weight",
            lambda state, value, name: set_parameter(state, term.parameter, term.index, value, name),
        )
        gesture.follow(field)
        field.refused.connect(self._say)

    def _say(self, sentence: str) -> None:
        palette = self.message.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(*self.session.theme.colour("out")))
        self.message.setPalette(palette)
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))


def brief(value: float) -> str:
    """Write a weight with four significant digits, or with as many as a field has room for."""
    texts = [f"{value:.0f}" if 1000 <= abs(value) < 1e6 else f"{value:.{digits}g}" for digits in (4, 3, 2, 1)]
    text = next((text for text in texts if len(text) <= _MOST_SIGNS), texts[-1])
    whole = exact(value)
    return whole if len(whole) <= _MOST_SIGNS else text.replace("-", "−")


def abs_zero(value: float) -> float:
    """Nothing is ever −0."""
    return value + 0.0
