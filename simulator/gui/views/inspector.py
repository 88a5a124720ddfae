"""The pane at the right: everything about the selected signal at the present step."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from simulator.document.edits import set_initial, set_parameters
from simulator.document.entry import parse_number
from simulator.engine import Explained
from simulator.gui.controls.buttons import IconButton
from simulator.gui.controls.number_field import NumberField
from simulator.gui.controls.picture_label import PictureLabel
from simulator.gui.gestures import new_gesture
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.weights import Weights, brief
from simulator.gui.words import signal_words
from simulator.language import FUNCTIONS
from simulator.paint.fonts import font
from simulator.paint.text import text_width
from simulator.render import card
from simulator.render import format as fmt
from simulator.render.kit import symbol
from simulator.render.plot import activation_plot, off_scale
from simulator.render.primitives import Run

WIDTH = 320
_PADDING = 24
_ROOM = WIDTH - 2 * _PADDING
_LOW = 600  # px of height below which all is smaller


class Inspector(QWidget):
    """Shows role, equation, numbers, weights and activation of the selected signal; weights are edited here."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setFixedWidth(WIDTH)
        self._shown: tuple[object, ...] = ()
        self._gesture = new_gesture("initial")
        self._low = False
        tr = QCoreApplication.translate
        self.hint = QLabel(tr("Inspector", "Click a part of the cell to see its equation, numbers and weights here."))
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hint.setMargin(_PADDING)
        self.hint.setFont(font(13, 500))
        self.hint.setForegroundRole(QPalette.ColorRole.LinkVisited)
        self.heading = PictureLabel()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.units = QComboBox()
        self.units.setAccessibleName(tr("Inspector", "Unit"))
        self.units.activated.connect(lambda unit: session.select(session.selected, unit))
        self.equation = PictureLabel(card=True)
        self.weights_title = PictureLabel()
        self.reset = IconButton("reset", side=32)
        self.reset.setToolTip(tr("Inspector", "Give the weights back their first values"))
        self.reset.setAccessibleName(self.reset.toolTip())
        self.reset.clicked.connect(self._reset)
        self.weights = Weights(session)
        self.plot_title = PictureLabel()
        self.plot_note = PictureLabel()
        self.plot = PictureLabel(card=True)
        self.initial_title = QLabel(tr("Inspector", "Before the first step"))
        self.initial_title.setFont(font(13, 600))
        self.initial = NumberField(parse_number, brief, fmt.exact)
        self.initial.setAccessibleName(self.initial_title.text())
        self.initial.proposed.connect(self._set_initial)
        self.initial.finished.connect(self._end_gesture)
        self.initial.cancelled.connect(self._cancel_initial)
        self.initial.refused.connect(self._say)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setFont(font(13, 500))
        self._arrange()
        session.cursor.moved.connect(self._on_moved)
        session.changed.connect(self.refresh)
        session.traced.connect(self.refresh)
        session.selected_changed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    def _arrange(self) -> None:
        page = QWidget()
        self.page = page
        self._column = column = QVBoxLayout(page)
        column.setContentsMargins(_PADDING, 24, _PADDING, 16)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addWidget(self.sentence)
        column.addWidget(self.units)
        column.addWidget(self.equation)
        self.weights_row = _row(self.weights_title, self.reset)
        column.addWidget(self.weights_row)
        column.addWidget(self.weights)
        self.plot_row = _row(self.plot_title, self.plot_note)
        column.addWidget(self.plot_row)
        column.addWidget(self.plot)
        self.initial_row = _row(self.initial_title, self.initial)
        self.initial.setFixedWidth(110)
        column.addWidget(self.initial_row)
        column.addWidget(self.message)
        column.addStretch(1)
        self.message.hide()
        self.scroll_area = QScrollArea()
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidget(page)
        self.setAccessibleName(QCoreApplication.translate("Inspector", "Inspector"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.hint, 1)
        layout.addWidget(self.scroll_area, 1)

    def refresh(self) -> None:
        """Show the selected signal at the present step."""
        session = self.session
        now = session.explained(session.cursor.step)
        name = session.selected
        self.page.setVisible(bool(name) and now is not None)
        self.hint.setVisible(not name)
        self.scroll_area.setVisible(bool(name))
        if not name or now is None:
            self._shown = ()
            return
        self._shown = (session.cursor.step,)
        unit, theme = session.unit, session.theme
        told = signal_words(session.cell, name, dict(session.state.labels), LANGUAGE)
        role = session.cell.roles[name]
        words = f"{told.title}, {name}, {told.place}"
        self.heading.show_picture(card.heading(name, role, told.title, told.place, _ROOM, text_width), theme, words)
        self.sentence.setText(told.sentence)
        self._show_units(name, unit)
        number = fmt.four(float(now[name][unit]))
        self.equation.show_picture(
            card.equation_card(now, name, unit, _ROOM, text_width, self._low),
            theme,
            f"{session.cell.equation(name)}; {name} = {number}",
        )
        self._show_weights(now, name, unit)
        self._show_plot(now, name, unit)
        self.initial_row.setVisible(name in session.cell.states)
        if name in session.cell.states:
            self.initial.set_danger(QColor(*theme.colour("out")))
            self.initial.show_value(float(session.initial(name)[unit]))

    def _show_units(self, name: str, unit: int) -> None:
        size = self.session.sizes[name]
        self.units.setVisible(size > 1)
        if self.units.count() != size:
            self.units.clear()
            text = QCoreApplication.translate("Inspector", "Unit {n} of {count}")
            self.units.addItems([text.format(n=k + 1, count=size) for k in range(size)])
        self.units.setCurrentIndex(unit)

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
            names = {term.parameter for term in terms}
            self.reset.setEnabled(any((given[name] != layer.parameters[name]).any() for name in names))

    def _show_plot(self, now: Explained, name: str, unit: int) -> None:
        graph, theme = now.cell.graph, self.session.theme
        node = graph.nodes[graph.signals[name]]
        shown = node.op in FUNCTIONS and FUNCTIONS[node.op].kind == "elementwise"
        self.plot_row.setVisible(shown)
        self.plot.setVisible(shown)
        if not shown:
            return
        before = now.values[node.args[0]]
        at, value = float(before[unit if len(before) > 1 else 0]), float(now[name][unit])
        hue = {"gate": "gate", "memory": "mem", "output": "out"}.get(now.cell.roles[name], "inp")
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
        picture = activation_plot(node.op, at, value, symbol(name), hue, _ROOM, 128.0 if self._low else 184.0)
        self.plot.show_picture(picture, theme, f"{node.op}({fmt.four(at)}) = {fmt.four(value)}")

    def _on_moved(self) -> None:
        if self._shown != (self.session.cursor.step,):
            self.refresh()

    # -- edits

    def _reset(self) -> None:
        session = self.session
        now = session.explained(session.cursor.step)
        if now is not None:
            names = {term.parameter for term in card.weights(now, session.selected, session.unit)}
            session.try_apply(lambda state: set_parameters(state, {name: session.given[name] for name in names}))

    def _set_initial(self, value: float) -> None:
        session = self.session
        session.try_apply(lambda state: set_initial(state, session.selected, session.unit, value, self._gesture))

    def _end_gesture(self) -> None:
        self._gesture = new_gesture("initial")

    def _cancel_initial(self) -> None:
        edit = self.session.document.undo_edit
        if edit is not None and edit.gesture == self._gesture:
            self.session.document.undo()
        self._end_gesture()

    def _say(self, sentence: str) -> None:
        palette = self.message.palette()
        palette.setColor(self.message.foregroundRole(), QColor(*self.session.theme.colour("out")))
        self.message.setPalette(palette)
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as the pane, and draw closer together where it is low."""
        super().resizeEvent(event)
        self.page.setFixedWidth(event.size().width())
        low = event.size().height() < _LOW
        if low != self._low:
            self._low = low
            self._column.setSpacing(4 if low else 12)
            self._column.setContentsMargins(_PADDING, 14 if low else 24, _PADDING, 8 if low else 16)
            self.refresh()


def _row(left: QWidget, right: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(left)
    layout.addStretch(1)
    layout.addWidget(right)
    return row
