"""The page that goes through one update: forward, loss, back through time, what adds up, the clip, and the move."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from simulator.engine.inside import UpdateStory, update_story
from simulator.engine.networks.network import Network
from simulator.engine.parameters import say_element
from simulator.engine.training.trainer import Trainer
from simulator.errors import UserError
from simulator.exports.training import steps_in_words
from simulator.gui.controls.rule import rule
from simulator.gui.session import Session
from simulator.gui.training.chosen import short
from simulator.gui.training.inside_charts import ChoosingMap, InsideChart
from simulator.gui.training.lab import Lab
from simulator.gui.training.moment_words import moment_words, rule_words
from simulator.gui.training.page import Page
from simulator.gui.training.resting import Resting, moment_of
from simulator.gui.training.trouble import Trouble
from simulator.gui.training.walker import Walker
from simulator.gui.training.weight_boxes import Choice, WeightBoxes
from simulator.paint.fonts import font
from simulator.render.training.from_engine import inside_of
from simulator.running.setup import settings_of

BAR = 48
BODY, HALL = 14.5, 24.0  # px of the sentence, on a desk and in a hall
MOST = 30_000_000  # numbers that an update may compute to be looked into: a quarter of a gigabyte
_ASIDE, _NARROW = 296, 1000  # px of the map at the right, and of the page from which on it is there


class InsidePage(Page):
    """Looks into the update that comes next, at now or at a moment of the past, while the training rests.

    Its numbers are found beside the window; what has been seen stays until they are there.
    """

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab)
        self.setAccessibleName(QCoreApplication.translate("Training", "Inside one update"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.story: UpdateStory | None = None
        self._key: Hashable = None  # what the story tells, or what is refused,
        self._wanted: Hashable = None  # and what it is to tell
        self._sequence = 0
        self._signal = ""  # the state that is shown, where the part has it
        self._begin = True  # the next story is told from its first moment on
        self._arrange()
        self.turns.add(self._look, 0.1)
        self.turns.add(self.map.begin, 0.15)
        lab.looking.answered.connect(self._on_answered)
        lab.looking.refused.connect(self._on_refused)
        for signal in (lab.moved, lab.chosen.changed):
            signal.connect(self.refresh)
        self.walker.moved.connect(self._draw)
        self.chart.clicked.connect(self._on_clicked)

    def _arrange(self) -> None:
        tr = QCoreApplication.translate
        self.boxes = WeightBoxes(self.lab.chosen)
        self.state = Choice(tr("Training", "State that is shown"))
        self.unit = Choice(tr("Training", "Unit that is shown"))
        self.sequence = Choice(tr("Training", "Sequence of the batch that is shown"))
        self.state.picked.connect(self._choose_state)
        self.unit.picked.connect(self.lab.choose_unit)
        self.sequence.picked.connect(self._choose_sequence)
        self.make = QPushButton(tr("Training", "Make this update"))
        self.make.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.make.clicked.connect(self.make_update)
        bar = QWidget()
        bar.setFixedHeight(BAR)
        row = QHBoxLayout(bar)
        row.setContentsMargins(24, 4, 12, 4)
        row.setSpacing(8)
        for widget in (self.boxes, self.state, self.unit, self.sequence):
            row.addWidget(widget)
        row.addStretch(1)
        self.chart = InsideChart(self.session, self.lab)
        self.map = ChoosingMap(self.session, self.lab)
        self.resting = Resting(self.lab)
        self.word = QLabel()
        self.word.setFont(font(BODY, 500))
        self.word.setWordWrap(True)
        self.word.setContentsMargins(24, 4, 24, 8)
        self.word.setMinimumHeight(64)
        self.word.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.walker = Walker(self.session)
        self.walker.add(self.make)
        told = QWidget()
        left = QVBoxLayout(told)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.chart, 1)
        left.addWidget(self.word)
        left.addWidget(self.walker)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.resting)
        self.stack.addWidget(told)
        self.aside = QWidget()
        self.aside.setFixedWidth(_ASIDE)
        side = QHBoxLayout(self.aside)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(rule(upright=True))
        side.addWidget(self.map)
        self.tools = bar
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.stack, 1)
        middle.addWidget(self.aside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(Trouble(self.session, self.lab))
        column.addLayout(middle, 1)

    # -- what is shown

    def refresh(self, *_news: object) -> None:
        """Show what is looked at now."""
        if not self.isVisible():
            return
        self.turns.draw_all()
        self._draw()

    def _look(self) -> None:
        """Ask for the story of the moment that is looked at, unless it is there or cannot be."""
        tr, lab = QCoreApplication.translate, self.lab
        self._fit()
        moment = moment_of(lab, tr("Training", "Pause to look inside the next update."))
        if moment is None:
            self.make.setEnabled(False)
            return
        if isinstance(moment, str):
            self._say(moment)
            return
        trial, snapshot = moment.trial, moment.snapshot
        weight, index = lab.chosen.of(trial.network.parameters)
        sequence = min(self._sequence, settings_of(snapshot)["batch"] - 1)
        key = self._wanted = "inside", snapshot, weight, index, sequence
        if key == self._key:
            self._offer()
            return
        steps = trial.setup.window or trial.setup.length or 1

        def tell(trainer: Trainer) -> UpdateStory:
            check_size(trainer.network, trainer.batch, steps)
            return update_story(trainer, weight, index, sequence)

        self.make.setEnabled(False)  # what is still seen may be another update
        lab.looking.ask(key, trial, snapshot, tell)

    def _on_answered(self, key: Hashable, story: object) -> None:
        if key == self._wanted and isinstance(story, UpdateStory):
            self._key, self.story = key, story
            if self._begin:
                self.walker.number, self._begin = 0, False
            self._fit()
            self._offer()
            self._draw()

    def _on_refused(self, key: Hashable, text: str) -> None:
        if key == self._wanted:
            self._say(text)
            self._key = key  # it is not asked again

    def _say(self, words: str) -> None:
        """Say why there is nothing to be seen."""
        self._key, self.story = None, None
        self.resting.say(words)
        self.stack.setCurrentIndex(0)
        self.walker.pause()
        self._fit()
        self.make.setEnabled(False)

    def _fit(self) -> None:
        """Let the controls offer what there is."""
        trial, tr = self.lab.trial, QCoreApplication.translate
        self.tools.setVisible(not self.session.projecting)
        self.word.setFont(font(HALL if self.session.projecting else BODY, 500))
        self.boxes.setVisible(trial is not None)
        self.aside.setVisible(trial is not None and self.width() >= _NARROW)
        choices = (self.state, self.unit, self.sequence)
        if trial is None or self.story is None:
            for choice in choices:
                choice.hide()
        if trial is None:
            return
        self.boxes.refresh(trial.network)
        if self.story is not None:
            states = states_of(trial.network)
            named = [(short(state, trial.network), state) for state in states]
            self.state.show_choices(named, self.shown_state(states))
            number = tr("Training", "unit {number}")
            units = trial.network.models[self.lab.part].sizes["units"]
            self.unit.show_choices([(number.format(number=k + 1), k) for k in range(units)], self.lab.unit)
            text = tr("Training", "sequence {number}")
            shown = [(text.format(number=k + 1), k) for k in range(self.story.sequences)]
            self.sequence.show_choices(shown, self.story.sequence)

    def shown_state(self, states: list[str]) -> str:
        """Return the state that is shown, of the part that is looked at: the one that was chosen, else its memory."""
        part, trial = self.lab.part, self.lab.trial
        own = [state for state in states if state.rpartition(".")[0] == part]
        roles = {} if trial is None else trial.network.models[part].cell.roles
        memory = [state for state in own if roles.get(state.rpartition(".")[2]) == "memory"]
        chosen = f"{part}.{self._signal}"
        return chosen if chosen in own else (memory or own)[0]

    def _offer(self) -> None:
        """Let the update be made if it is the very one that comes next."""
        trial, tr = self.lab.trial, QCoreApplication.translate
        now = self.lab.past is None and trial is not None and not self.lab.is_other(trial)
        self.make.setEnabled(now and self.story is not None)
        words = tr("Training", "Make the update that is shown, and look into the next one")
        if not now:
            words = tr("Training", "Only the update that comes next can be made: look at now, and let the settings be.")
        self.make.setToolTip(words)

    def _draw(self) -> None:
        story, trial = self.story, self.lab.trial
        if story is None or trial is None or not self.isVisible():
            return
        state = self.shown_state(states_of(trial.network))
        if state not in story.values:
            return  # another training is looked at, and its story is on its way
        unit = min(self.lab.unit, story.values[state].shape[1] - 1)
        element = say_element(short(story.weight, trial.network), story.index)
        said = steps_in_words(story.x, trial.task.input_names, story.length)
        inside = replace(inside_of(story, state, unit, rule_words(story), said), weight=element)
        words = QCoreApplication.translate("Training", "Update {number}").format(number=f"{story.update:,}")
        self.walker.show_moments(len(story.moments), words)
        moment = story.moments[self.walker.number]
        self.chart.inside, self.chart.moment = inside, moment
        text = moment_words(story, inside, moment)
        self.word.setText(text)
        self.chart.setAccessibleDescription(text)
        self.stack.setCurrentIndex(1)
        self.chart.draw()
        if moment.kind in ("sum", "clip", "update"):  # they stand at the foot, where the picture may be too high
            self.chart.verticalScrollBar().setValue(self.chart.verticalScrollBar().maximum())

    # -- what a person asks for

    def make_update(self) -> None:
        """Make the very update that is shown, and look into the one after it."""
        if self.story is not None and self.make.isEnabled():
            self._begin = True
            self.make.setEnabled(False)
            self.lab.step(1)

    def _choose_state(self, state: object) -> None:
        part, _, self._signal = str(state).rpartition(".")
        if part != self.lab.part:
            self.lab.choose_part(part)
        else:
            self.refresh()

    def _choose_sequence(self, number: object) -> None:
        self._sequence = int(str(number))
        self.refresh()

    def _on_clicked(self, target: str) -> None:
        moments = [] if self.story is None else [str(moment) for moment in self.story.moments]
        if target in moments:
            self.walker.go(moments.index(target))

    # -- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the moments; what means nothing here is the view's."""
        if self.story is None or not self.walker.key(event):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the keys are ours."""
        super().focusInEvent(event)
        self.walker.show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say it no more."""
        super().focusOutEvent(event)
        self.walker.show_focus(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the map where there is room for it."""
        super().resizeEvent(event)
        self.aside.setVisible(self.lab.trial is not None and self.width() >= _NARROW)

    def hideEvent(self, event: QHideEvent) -> None:
        """Play nothing that nobody sees."""
        super().hideEvent(event)
        self.walker.pause()


def states_of(network: Network) -> list[str]:
    """Return the states of all layers, and their outputs, by their names in the network."""
    return [
        f"{part}.{name}"
        for part, model in network.models.items()
        if part != "readout"
        for name in dict.fromkeys((*model.cell.states, model.cell.output))
    ]


def check_size(network: Network, batch: int, steps: int) -> None:
    """Raise UserError if an update computes more numbers than there is room for: each signal of each unit and step."""
    size = sum(model.sizes["units"] * len(model.cell.signals) for model in network.models.values())
    count = size * batch * steps
    if count > MOST:
        raise UserError(
            f"an update of this network computes {count:,} numbers, too many to look at each of them. Train fewer "
            "units, steps or sequences at once to look inside."
        )
