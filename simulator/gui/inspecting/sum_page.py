"""The sum behind the selected signal as a table: every weight can be edited in its row, and slid below."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from simulator.document import Edit, State
from simulator.document.edits import place, set_parameter
from simulator.engine import Explained, Term, Terms
from simulator.gui.controls.buttons import Switch
from simulator.gui.controls.picture_label import PictureLabel
from simulator.gui.controls.value_slider import ValueSlider
from simulator.gui.gestures import NumberGesture
from simulator.gui.inspecting.now_page import row_of
from simulator.gui.session import Session
from simulator.gui.weights import MOST, WeightField, tell
from simulator.paint.fonts import font
from simulator.paint.text import text_width
from simulator.render import card
from simulator.render.format import four
from simulator.render.kit import symbol
from simulator.render.primitives import Run
from simulator.render.sums import FIELD, ROW, by_size, sum_heading, sum_rows, sum_total

_AROUND, _LOW = 330, 266  # px of the pane that are not rows, and where all stands close together
_FEWEST = 3  # rows that are seen however low the pane is


class SumPage(QWidget):
    """Shows weight x value = product for one unit; ``refused`` carries a sentence about a text that is no number."""

    refused = Signal(str)

    def __init__(self, session: Session, room: int) -> None:
        super().__init__()
        self.session = session
        self._width = room
        self._rows_height = 300
        self._key: tuple[object, ...] = ()  # what tells the sum from others
        self._order: list[int] = []  # of the rows: places of terms
        self._terms = Terms(())
        self._current = -1  # the row that the slider slides
        self.fields: dict[int, WeightField] = {}  # by row
        self._made: list[WeightField] = []  # row after row, shown or not
        tr = QCoreApplication.translate
        self.title = PictureLabel()
        self.sort = Switch()
        self.sort.setFont(font(13, 500))
        self.sort.setText(tr("Inspector", "Largest first"))
        self.sort.setToolTip(tr("Inspector", "Sort the products by size, whatever their sign"))
        self.sort.toggled.connect(self._resort)
        self.heading = PictureLabel()
        self.rows = PictureLabel()
        self._step = 0  # at which the order was made
        self.scroller = QScrollArea()
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setWidget(self.rows)
        self.total = PictureLabel()
        self.more = QLabel()
        self.more.setWordWrap(True)
        self.more.setFont(font(13, 500))
        self.none = QLabel(tr("Inspector", "This signal is no sum: it has no weights of its own."))
        self.none.setWordWrap(True)
        self.slider_title = PictureLabel()
        self.slider = ValueSlider()
        self._gesture = NumberGesture(session, "weight", self._edit)
        self._gesture.follow(self.slider)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.title_row = row_of(self.title, self.sort)
        self._table = (self.title_row, self.heading, self.scroller, self.total, self.more)
        for widget in (*self._table, self.none, self.slider_title, self.slider):
            column.addWidget(widget)
        column.addStretch(1)

    def set_height(self, height: int, low: bool) -> None:
        """Say how high the pane is: long sums scroll in it; ``low`` where all stands closer together."""
        self._rows_height = height - (_LOW if low else _AROUND)
        self._fit()

    def show_step(self, now: Explained, name: str, unit: int) -> None:
        """Show the sum behind one unit of a signal at a step."""
        owner, index = card.sum_behind(now, name)
        size = len(now.values[index])
        unit = min(unit, size - 1)
        terms = now.terms(index, unit)
        is_sum = len(terms) > 1 or bool(terms and terms[0].parameter)
        self._terms = terms if is_sum else Terms(())
        self._build(now.step, (now.cell, owner, unit, len(self._terms)))
        for widget in self._table:
            widget.setVisible(is_sum)
        self.none.setVisible(not is_sum)
        tell(self.more, len(self._order), len(self._terms))
        theme = self.session.theme
        said = QCoreApplication.translate("Inspector", "The sum")
        title = (Run(f"{said} "), *symbol(owner))
        self.title.show_picture(card.line_of_text(title, 13, 600, text_width), theme, f"{said} {owner}")
        self._show_numbers(float(now.values[index][unit]), owner)

    def keyboard(self) -> list[QWidget]:
        """Return what takes the keyboard, in order."""
        return [self.sort, *self.fields.values(), self.slider]

    def _build(self, step: int, key: tuple[object, ...]) -> None:
        """Choose the rows, unless a weight is being edited; where they are sorted, the order is that of the step."""
        busy = self.slider.hasFocus() or any(field.hasFocus() for field in self.fields.values())
        stale = key != self._key
        if not stale and (busy or (self.sort.isChecked() and step == self._step)):
            return
        self._key, self._step = key, step
        order = card.most_telling(self._terms, MOST)
        if self.sort.isChecked():
            order = by_size(self._terms, order)
        if not stale and order == self._order:
            return
        self._order = order
        while len(self._made) < len(order):
            self._make_field()
        self.fields = {row: self._made[row] for row in range(len(order)) if self._terms[order[row]].parameter}
        for row, field in enumerate(self._made):
            field.setVisible(row in self.fields)
        self._current = next(iter(self.fields), -1)
        self._fit()

    def _make_field(self) -> None:
        row = len(self._made)
        field = WeightField(self.session, self.rows)
        field.setGeometry(round(FIELD[0]), round(row * ROW) + 1, round(FIELD[1]), round(ROW) - 2)
        field.refused.connect(self.refused)
        field.entered.connect(lambda: self._take(row))
        self._made.append(field)

    def _show_numbers(self, total: float, owner: str) -> None:
        session, theme = self.session, self.session.theme
        tr = QCoreApplication.translate
        words = tr("Inspector", "weight"), tr("Inspector", "value"), tr("Inspector", "product")
        self.heading.show_picture(sum_heading(words, self._width), theme, ", ".join(words))
        shown = [self._terms[number] for number in self._order]
        bias = tr("Weights", "bias")
        self.rows.show_picture(sum_rows(shown, session.sizes, bias, self._width, text_width), theme, _said(shown))
        count = tr("Inspector", "{count} products").format(count=f"{len(self._terms):,}")
        self.total.show_picture(sum_total(symbol(owner), total, count, self._width), theme, f"{owner} = {four(total)}")
        for row, field in self.fields.items():
            field.show_weight(self._terms[self._order[row]])
        self._show_slider()

    def _show_slider(self) -> None:
        there = self._current in self.fields
        self.slider.setVisible(there)
        self.slider_title.setVisible(there)
        if there:
            term = self._terms[self._order[self._current]]
            shape = self.session.layer.parameters[term.parameter].shape
            name = place(term.parameter, term.index, shape)
            runs = (*symbol(term.parameter), Run(name.removeprefix(term.parameter), colour="ink2"))
            line = card.line_of_text(runs, 13, 600, text_width)
            self.slider_title.show_picture(line, self.session.theme, name)
            self.slider.setAccessibleName(name)
            self.slider.show_value(self._stored(self._current))

    def _stored(self, row: int) -> float:
        """Return the weight as it stands in the parameter: a term carries the sign that it has in the sum."""
        term = self._terms[self._order[row]]
        return float(self.session.layer.parameters[term.parameter][term.index]) + 0.0

    def _edit(self, state: State, value: float, gesture: str) -> Edit:
        term = self._terms[self._order[self._current]]
        return set_parameter(state, term.parameter, term.index, value, gesture)

    def _take(self, row: int) -> None:
        self._current = row
        self.scroller.ensureVisible(round(FIELD[0]), round(row * ROW + ROW / 2), 0, round(ROW))
        self._show_slider()

    def _resort(self) -> None:
        self._key = ()
        now = self.session.explained(self.session.cursor.step)
        if now is not None and self.session.selected:
            self.show_step(now, self.session.selected, self.session.unit)

    def _fit(self) -> None:
        whole = round(len(self._order) * ROW)
        most = max(_FEWEST * round(ROW), self._rows_height)
        self.rows.setFixedSize(self._width, whole)
        self.scroller.setFixedHeight(min(whole, most))


def _said(terms: list[Term]) -> str:
    return "; ".join(f"{term.source}: {term.weight:g} × {term.value:g} = {term.product:g}" for term in terms[:16])
