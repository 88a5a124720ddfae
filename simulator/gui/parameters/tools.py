"""What can be done with whole arrays: fill, draw at random, zero, identity, back to what was given."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from simulator.document import Edit, State
from simulator.document.entry import parse_number
from simulator.document.parameter_edits import Which, arrays_of, draw, fill, identity, restore
from simulator.document.presets import Preset, presets, take_preset
from simulator.engine.optimisation.initialisers import INITIALISERS
from simulator.errors import UserError
from simulator.gui.controls.number_field import NumberField
from simulator.gui.gestures import NumberGesture
from simulator.gui.parameters.grouping import groups
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.vocabulary import initialiser_title
from simulator.gui.weights import brief
from simulator.paint.fonts import font
from simulator.render.format import exact
from simulator.tables import words

THIS, GROUP, ALL = range(3)
_LARGEST_SEED = 2**32 - 1


class Tools(QWidget):
    """A row of commands on one array, on those of its gate, or on all; ``refused`` says why one cannot be done."""

    refused = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._which: Which | None = None
        tr = QCoreApplication.translate
        self.scope = QComboBox()
        self.scope.setAccessibleName(tr("Parameters", "What the commands change"))
        self.value = NumberField(parse_number, brief, exact)
        self.value.setFixedWidth(84)
        self.value.setAccessibleName(tr("Parameters", "Set all to"))
        NumberGesture(session, "fill", lambda state, value, name: fill(state, self._whiches(), value, name)).follow(
            self.value
        )
        self.value.refused.connect(self.refused)
        self.zero = self._button(tr("Parameters", "Zero"), lambda state: fill(state, self._whiches(), 0.0))
        self.identity = self._button(tr("Parameters", "Identity"), lambda state: identity(state, self._here()))
        self.given = self._button(tr("Parameters", "As given"), self._restored)
        self.given.setToolTip(tr("Parameters", "Back to the numbers of the lesson or the cell"))
        self.presets = QComboBox()
        self.presets.setAccessibleName(tr("Parameters", "Parameters set by hand"))
        self.presets.setToolTip(tr("Parameters", "Take all parameters of a lesson with the same cell"))
        self.presets.activated.connect(self._take)
        self._offered: tuple[Preset, ...] = ()
        self.how = QComboBox()
        self.how.setAccessibleName(tr("Parameters", "How numbers are drawn"))
        for name in INITIALISERS:
            self.how.addItem(initialiser_title(name), name)
        self.seed = NumberField(_seed, _whole, _whole, whole=(0, _LARGEST_SEED))
        self.seed.setFixedWidth(96)
        self.seed.refused.connect(self.refused)
        self.seed.show_value(0)
        self.seed.setAccessibleName(tr("Parameters", "Seed"))
        self.draw = self._button(tr("Parameters", "Draw at random"), self._drawn)
        self.draw.setToolTip(tr("Parameters", "The same seed gives the same numbers"))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(8)
        set_all, seed = _label(tr("Parameters", "Set all to")), _label(tr("Parameters", "Seed"))
        for row, widgets in enumerate(
            (
                (self.scope, set_all, self.value, self.zero, self.identity, self.given),
                (self.how, seed, self.seed, self.draw, self.presets),
            )
        ):
            line = QHBoxLayout()
            line.setSpacing(8)
            for widget in widgets:
                line.addWidget(widget)
            line.addStretch(1)
            layout.addLayout(line, row, 0)

    def show_array(self, which: Which, gate: str) -> None:
        """Say which array is chosen, and which gate it belongs to ("" for a start)."""
        if which != self._which:
            self._which = which
            tr = QCoreApplication.translate
            place = max(0, self.scope.currentIndex())
            self.scope.clear()
            of_gate = tr("Parameters", "All of {gate}").format(gate=gate) if gate else tr("Parameters", "All starts")
            self.scope.addItems([tr("Parameters", "Only {name}").format(name=which.label), of_gate])
            self.scope.addItem(tr("Parameters", "All parameters and starts"))
            self.scope.setCurrentIndex(place)
        self._offer()
        array = arrays_of(self.session.layer)[which]
        self.identity.setEnabled(array.ndim == 2)
        self.draw.setEnabled(not which.initial or self.scope.currentIndex() == ALL)
        if not self.value.hasFocus():
            same = array.size and (array == array.flat[0]).all()
            self.value.show_value(float(array.flat[0]) if same else 0.0)

    def _offer(self) -> None:
        """List what fits the cell."""
        offered = presets(self.session.state)
        titles = [words(preset.titles, LANGUAGE) for preset in offered]
        if titles != [words(preset.titles, LANGUAGE) for preset in self._offered] or not self.presets.count():
            self.presets.clear()
            self.presets.setPlaceholderText(QCoreApplication.translate("Parameters", "Set by hand…"))
            self.presets.addItems(titles)
            self.presets.setCurrentIndex(-1)
        self._offered = offered
        self.presets.setVisible(bool(offered))

    def _take(self, index: int) -> None:
        self._do(lambda state: take_preset(state, self._offered[index]))
        self.presets.setCurrentIndex(-1)

    def _here(self) -> Which:
        assert self._which is not None
        return self._which

    def _whiches(self) -> list[Which]:
        """Return the arrays that the commands are to change."""
        here, scope = self._here(), self.scope.currentIndex()
        if scope == THIS:
            return [here]
        parts = groups(self.session.cell)
        if scope == GROUP:
            return next(group for group in parts.values() if here in group)
        return [which for group in parts.values() for which in group]

    def _drawn(self, state: State) -> Edit:
        names = [which.name for which in self._whiches() if not which.initial]
        return draw(state, names, self.how.currentData(), int(self.seed.value))

    def _restored(self, state: State) -> Edit:
        given = self.session.given_arrays
        return restore(state, {which: given[which] for which in self._whiches()})

    def _button(self, text: str, make: Callable[[State], Edit]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._do(make))
        return button

    def _do(self, make: Callable[[State], Edit]) -> None:
        try:
            self.session.apply(make(self.session.state))
        except UserError as error:
            self.refused.emit(str(error))
        else:
            self.refused.emit("")


def _seed(text: str) -> float:
    value = parse_number(text)
    if value != int(value) or not 0 <= value <= _LARGEST_SEED:
        raise UserError(f"the seed must be a whole number from 0 to {_LARGEST_SEED}, and is {text.strip()}.")
    return value


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(font(13, 500))
    return label
