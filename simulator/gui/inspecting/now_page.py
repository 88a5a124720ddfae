"""The selected signal at the present step: equation, numbers, weights, activation, and what a state starts with."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simulator.document.edits import set_initial, set_parameters
from simulator.document.entry import parse_number
from simulator.engine import Explained
from simulator.gui.controls.buttons import IconButton
from simulator.gui.controls.number_field import NumberField
from simulator.gui.controls.picture_label import PictureLabel
from simulator.gui.gestures import NumberGesture
from simulator.gui.session import Session
from simulator.gui.weights import Weights, brief
from simulator.language import FUNCTIONS
from simulator.paint.fonts import font
from simulator.paint.text import text_width
from simulator.render import card
from simulator.render import format as fmt
from simulator.render.kit import symbol
from simulator.render.plot import activation_plot, off_scale
from simulator.render.primitives import Run

_HIGHEST, _LOWEST = 184, 92  # px: height of the plot


class NowPage(QWidget):
    """Shows the numbers of one step; ``refused`` carries a sentence about a text that is no number."""

    refused = Signal(str)

    def __init__(self, session: Session, room: int) -> None:
        super().__init__()
        self.session = session
        self._room = room
        self._low = False
        self._plot_height = float(_HIGHEST)
        tr = QCoreApplication.translate
        self.equation = PictureLabel(card=True)
        self.weights_title = PictureLabel()
        self.reset = IconButton("reset", side=32)
        self.reset.setToolTip(tr("Inspector", "Give the weights back their first values"))
        self.reset.setAccessibleName(self.reset.toolTip())
        self.reset.clicked.connect(self._reset)
        self.more = IconButton("grid", side=32)
        self.more.setToolTip(tr("Inspector", "All parameters (W)"))
        self.more.setAccessibleName(tr("Inspector", "All parameters"))
        self.weights = Weights(session)
        self.plot_title = PictureLabel()
        self.plot_note = PictureLabel()
        self.plot = PictureLabel(card=True)
        self.initial_title = QLabel(tr("Inspector", "Before the first step"))
        self.initial_title.setFont(font(13, 600))
        self.initial = NumberField(parse_number, brief, fmt.exact)
        self.initial.setAccessibleName(self.initial_title.text())
        self._gesture = NumberGesture(
            session,
            "initial",
            lambda state, value, gesture: set_initial(state, session.selected, session.unit, value, gesture),
        )
        self._gesture.follow(self.initial)
        self.initial.refused.connect(self.refused)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.equation)
        self.weights_row = row_of(self.weights_title, self.more, self.reset)
        column.addWidget(self.weights_row)
        column.addWidget(self.weights)
        self.plot_row = row_of(self.plot_title, self.plot_note)
        column.addWidget(self.plot_row)
        column.addWidget(self.plot)
        self.initial_row = row_of(self.initial_title, self.initial)
        self.initial.setFixedWidth(110)
        column.addWidget(self.initial_row)
        column.addStretch(1)

    def set_low(self, low: bool) -> None:
        """Draw closer together, or as usual."""
        self._low = low
        self._column.setSpacing(4 if low else 12)

    def shrink(self, over: int) -> None:
        """Make the plot as high as it likes to be, less what is too much for the pane; too low, it goes."""
        height = _HIGHEST - max(0, over)
        self._plot_height = float(height) if height >= _LOWEST else 0.0

    def show_step(self, now: Explained, name: str, unit: int) -> None:
        """Show one unit of a signal at a step."""
        session = self.session
        number = fmt.four(float(now[name][unit]))
        self.equation.show_picture(
            card.equation_card(now, name, unit, self._room, text_width, self._low),
            session.theme,
            f"{session.cell.equation(name)}; {name} = {number}",
        )
        self._show_weights(now, name, unit)
        self._show_plot(now, name, unit)
        self.initial_row.setVisible(name in session.cell.states)
        if name in session.cell.states:
            self.initial.set_danger(QColor(*session.theme.colour("out")))
            self.initial.show_value(float(session.initial(name)[unit]))

    def keyboard(self) -> list[QWidget]:
        """Return what takes the keyboard, in order."""
        return [self.more, self.reset, *self.weights.fields, self.initial]

    def _show_weights(self, now: Explained, name: str, unit: int) -> None:
        terms = card.weights(now, name, unit)
        self.weights_row.setVisible(bool(terms))
        self.weights.setVisible(bool(terms))
        if terms:
            owner, _ = card.sum_behind(now, name)
            into = QCoreApplication.translate("Inspector", "Weights into")
            runs = (Run(f"{into} "), *symbol(owner))
            self.weights_title.show_picture(
                card.line_of_text(runs, 13, 600, text_width), self.session.theme, f"{into} {owner}"
            )
            self.weights.show_terms(terms)
            given, layer = self.session.given, self.session.layer
            names = {stretch.parameter for stretch in terms.stretches}
            own = layer.parameters
            self.reset.setEnabled(
                any(given[name] is not own[name] and (given[name] != own[name]).any() for name in names)
            )

    def _show_plot(self, now: Explained, name: str, unit: int) -> None:
        graph, theme = now.cell.graph, self.session.theme
        node = graph.nodes[graph.signals[name]]
        shown = node.op in FUNCTIONS and FUNCTIONS[node.op].kind == "elementwise" and self._plot_height > 0
        self.plot_row.setVisible(shown)
        self.plot.setVisible(shown)
        if not shown:
            return
        before = now.values[node.args[0]]
        at, value = float(before[unit if len(before) > 1 else 0]), float(now[name][unit])
        title = QCoreApplication.translate("Inspector", "{function} at this step").format(
            function={"sigmoid": "σ", "hard_sigmoid": "hard σ"}.get(node.op, node.op)
        )
        self.plot_title.show_picture(card.line_of_text((Run(title),), 13, 600, text_width), theme, title)
        inner = graph.nodes[node.args[0]].signal
        off = QCoreApplication.translate("Inspector", ", off the scale") if off_scale(node.op, at) else ""
        note = (*(symbol(inner) if inner else (Run("a", italic=True),)), Run(f" = {fmt.short(at)}{off}"))
        self.plot_note.show_picture(
            card.line_of_text(note, 13, 500, text_width, "ink2"), theme, f"{inner} = {fmt.short(at)}{off}"
        )
        hue = card.hue(now.cell.roles[name])
        picture = activation_plot(node.op, at, value, symbol(name), hue, self._room, self._plot_height)
        self.plot.show_picture(picture, theme, f"{node.op}({fmt.four(at)}) = {fmt.four(value)}")

    def _reset(self) -> None:
        session = self.session
        now = session.explained(session.cursor.step)
        if now is not None:
            terms = card.weights(now, session.selected, session.unit)
            names = {stretch.parameter for stretch in terms.stretches}
            session.try_apply(lambda state: set_parameters(state, {name: session.given[name] for name in names}))


def row_of(left: QWidget, *right: QWidget) -> QWidget:
    """Return a row with one thing at its left and the others at its right."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(left)
    layout.addStretch(1)
    for widget in right:
        layout.addWidget(widget)
    return row
