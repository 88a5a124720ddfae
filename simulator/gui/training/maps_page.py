"""The page that maps all weights of a network: what they are, their gradients, and what the next update changes."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from simulator.engine.training.rehearsal import Rehearsal
from simulator.exports.matrices import matrices_of
from simulator.gui.controls.tabs import Tabs
from simulator.gui.session import Session
from simulator.gui.training.inside_page import BAR, BODY, HALL
from simulator.gui.training.lab import Lab
from simulator.gui.training.maps_chart import KINDS, MapsChart
from simulator.gui.training.maps_words import map_words
from simulator.gui.training.page import Page
from simulator.gui.training.resting import Resting, moment_of
from simulator.gui.training.trouble import Trouble
from simulator.gui.training.turns import Making
from simulator.gui.training.weight_boxes import WeightBoxes
from simulator.paint.fonts import font

_APART = 0.12  # seconds between two drawings while it trains
_MANY = 100_000  # numbers from which on they may have no pixel of their own
_NARROW = 860  # px: below this the words stand closer together
_WAYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class MapsPage(Page):
    """Weights are followed live; gradients and changes are those of the update that comes next, at rest.

    The number that is clicked, or walked to by keys, is the one that the page Inside one update follows.
    """

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab)
        tr = QCoreApplication.translate
        self.setAccessibleName(tr("Training", "Maps of the weights"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._key: Hashable = None  # the moment whose next update the chart knows,
        self._wanted: Hashable = None  # and the one that it is to know
        self._refusal = ""  # why it cannot know it
        self.chart = MapsChart(session, lab)
        self.resting = Resting(lab)
        self.boxes = WeightBoxes(lab.chosen)
        self.kinds = Tabs()
        self.kinds.setAccessibleName(tr("Training", "What is mapped"))
        for text in (
            tr("Training", "Weights"),
            tr("Training", "Gradients"),
            tr("Training", "Next update"),
            tr("Training", "Update / weight"),
        ):
            self.kinds.addTab(text)
        self.word = QLabel()
        self.word.setFont(font(BODY, 500))
        self.word.setWordWrap(True)
        self.word.setContentsMargins(24, 4, 24, 12)
        self.word.setMinimumHeight(56)
        self.word.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._arrange()
        self.turns.add(self._look, _APART)
        self.chart.drawn.connect(self._say_number)
        lab.looking.answered.connect(self._on_answered)
        lab.looking.refused.connect(self._on_refused)
        for signal in (lab.moved, lab.chosen.changed):
            signal.connect(self.refresh)
        self.kinds.currentChanged.connect(self.refresh)

    def _arrange(self) -> None:
        self.tools = QWidget()
        self.tools.setFixedHeight(BAR)
        bar = QHBoxLayout(self.tools)
        bar.setContentsMargins(20, 4, 12, 4)
        bar.setSpacing(8)
        bar.addWidget(self.kinds)
        bar.addStretch(1)
        bar.addWidget(self.boxes)
        maps = QWidget()
        told = QVBoxLayout(maps)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(0)
        told.addWidget(self.chart, 1)
        told.addWidget(self.word)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.resting)
        self.stack.addWidget(maps)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(Trouble(self.session, self.lab))
        column.addWidget(self.stack, 1)

    # -- what is shown

    def _look(self) -> Making | None:
        """Begin to draw what is to be seen, say why there is nothing, or ask for it."""
        trial, tr = self.lab.trial, QCoreApplication.translate
        self.chart.kind = KINDS[self.kinds.currentIndex()]
        self.tools.setVisible(not self.session.projecting)
        self.word.setFont(font(HALL if self.session.projecting else BODY, 500))
        self.kinds.set_slim(self.width() < _NARROW)
        self.boxes.setVisible(trial is not None)
        running = tr("Training", "Pause to see what the next update does.")
        moment = moment_of(self.lab, running)
        if trial is None:
            self._say(str(moment))
            return None
        self.boxes.refresh(trial.network)
        if moment is None or isinstance(moment, str):
            self._wanted = self._key = None
            if self.chart.kind == "weights":
                self.chart.told = None
                return self._begin()
            if moment is not None:
                self._say(moment)
            return None
        self._wanted = "maps", moment.snapshot
        if self._key != self._wanted:
            self.chart.told, self._refusal = None, ""
        if self.chart.kind == "weights" or self.chart.told is not None:
            return self._begin()
        if self._refusal:
            self._say(self._refusal)
        else:
            self.lab.looking.ask(self._wanted, trial, moment.snapshot, lambda trainer: trainer.rehearse())
        return None

    def _on_answered(self, key: Hashable, told: object) -> None:
        if key == self._wanted and isinstance(told, Rehearsal):
            self._key, self.chart.told = key, told
            self.turns.draw_all()

    def _on_refused(self, key: Hashable, text: str) -> None:
        if key == self._wanted:
            self._key, self._refusal = key, text
            self.refresh()

    def _say(self, words: str) -> None:
        self.resting.say(words)
        self.stack.setCurrentIndex(0)

    def _begin(self) -> Making | None:
        self.stack.setCurrentIndex(1)
        return self.chart.begin()

    def _say_number(self) -> None:
        """Say the number that is followed, beside the maps that are seen."""
        trial = self.lab.trial
        if trial is None:
            return
        network, (_, flat) = trial.network, trial.at(self.lab.past)
        words = map_words(network, flat, self.chart.told, *self.lab.chosen.of(network.parameters))
        if network.flat.size > _MANY and self.chart.pooled:
            pooled = QCoreApplication.translate(
                "Training", "Each pixel shows the largest of the numbers it stands for."
            )
            words = f"{words} {pooled}"
        self.word.setText(words)
        self.chart.setAccessibleDescription(words)

    # -- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the numbers of a parameter, and to the next one; what means nothing here is the view's."""
        trial, key = self.lab.trial, Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if trial is None or held or key not in (*_WAYS, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
            return
        weight, index = self.lab.chosen.of(trial.network.parameters)
        if key in _WAYS:
            ways = _WAYS[key]
            moved = tuple(max(0, place + way) for place, way in zip(index, ways, strict=False))
            self.lab.chosen.choose(weight, moved)
        else:
            names = [matrix.name for matrix in matrices_of(trial.network)]
            way = 1 if key == Qt.Key.Key_PageDown else -1
            self.lab.chosen.choose(names[(names.index(weight) + way) % len(names)], index)
