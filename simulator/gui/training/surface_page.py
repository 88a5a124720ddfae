"""The page of the error surface: a slice of the real loss, computed beside the window, with trails upon it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from simulator.engine.parameters import say_element
from simulator.engine.surface.directions import Weight
from simulator.engine.surface.evaluation import Surface
from simulator.errors import UserError
from simulator.exports import surfaces
from simulator.exports.surfaces import Course, Plan, compute
from simulator.gui.background import Job, Progress
from simulator.gui.session import Session
from simulator.gui.training.inside_page import BAR, BODY, HALL
from simulator.gui.training.lab import Lab
from simulator.gui.training.page import Page
from simulator.gui.training.surface_charts import LandscapeChart, SurfaceChart
from simulator.gui.training.trial import Trial
from simulator.gui.training.vocabulary import training_text
from simulator.paint.fonts import font
from simulator.render.training.from_engine import surface_of

TOY, MAIN, WEIGHTS, RANDOM, TWO = "toy", "main", "weights", "random", "two"
LEAST = 3  # snapshots that make a plane
MOST = 1000  # weights to choose from
_LOOK = 120  # ms between two looks at what has been computed
_PARTS = 1000  # of the progress
_UPDATE = re.compile(r".* update\[(\d+)\]")
_TURN = 5.0  # degrees a key
Work = Callable[[surfaces.Told], Plan | None]


class SurfacePage(Page):
    """Computes a slice when it is asked to, or has none to show; what comes too late is dropped."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__(session, lab)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._job: Job | None = None
        self._plan: Plan | None = None
        self._surface: Surface | None = None
        self._found: list[tuple[Plan, Surface]] = []  # what the work has come to, put in by its thread
        self._of: tuple[int, str] | None = None  # the training and the kind of what is shown
        self._asked = False  # whether somebody has chosen a kind
        self._moments = 0  # snapshots there were when it was begun
        self._rows = 0  # of what is drawn
        self._seed = 0
        tr = QCoreApplication.translate
        self.map = SurfaceChart(session, tr("Training", "Error surface, from above"))
        self.landscape = LandscapeChart(session, tr("Training", "Error surface, in perspective"))
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setForegroundRole(QPalette.ColorRole.LinkVisited)
        self.words.setContentsMargins(24, 0, 24, 12)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._make_tools()
        self.bar = QProgressBar()
        self.bar.setRange(0, _PARTS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.cancel = QPushButton(tr("Training", "Cancel"))
        self.cancel.clicked.connect(self.stop)
        self.waiting = QWidget()
        row = QHBoxLayout(self.waiting)
        row.setContentsMargins(24, 0, 24, 10)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        kept = self.waiting.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # another size would have to be drawn at once
        self.waiting.setSizePolicy(kept)
        self.waiting.hide()
        charts = QHBoxLayout()
        charts.setSpacing(0)
        charts.addWidget(self.map, 1)
        charts.addWidget(self.landscape, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.tools)
        column.addLayout(charts, 1)
        column.addWidget(self.words)
        column.addWidget(self.waiting)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._show_finer)
        for chart in (self.map, self.landscape):
            chart.wanted.connect(self._look_back)
            self.turns.add(chart.begin, _LOOK / 1000)

    def _make_tools(self) -> None:
        tr = QCoreApplication.translate
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Training", "Slice"))
        for identity, text in (
            (TOY, tr("Training", "The lecture's toy: w, 1,000 times")),
            (MAIN, tr("Training", "Where the training has been")),
            (WEIGHTS, tr("Training", "Two weights")),
            (RANDOM, tr("Training", "Two random directions")),
            (TWO, tr("Training", "Two trails: clipped and not")),
        ):
            self.kind.addItem(text, identity)
        self.kind.activated.connect(self._ask)
        self.weights = (QComboBox(), QComboBox())
        for box, text in zip(
            self.weights, (tr("Training", "Weight across"), tr("Training", "Weight upwards")), strict=True
        ):
            box.setAccessibleName(text)
            box.setMaxVisibleItems(20)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.activated.connect(lambda: self.begin())
        self.again = QPushButton()
        self.again.clicked.connect(self._again)
        self.tools = QWidget()
        self.tools.setFixedHeight(BAR)
        bar = QHBoxLayout(self.tools)
        bar.setContentsMargins(24, 4, 24, 4)
        bar.setSpacing(8)
        for widget in (self.kind, *self.weights, self.again):
            bar.addWidget(widget)
        bar.addStretch(1)

    # -- what is to be seen

    @property
    def chosen(self) -> str:
        """The kind of slice that is chosen."""
        return str(self.kind.currentData())

    def refresh(self, *_news: object) -> None:
        """Show what there is, and begin where there is nothing of what is looked at."""
        if not self.isVisible():
            return
        trial = self.lab.trial
        self.tools.setVisible(not self.session.projecting)
        self.words.setFont(font(HALL if self.session.projecting else BODY, 500))
        self.words.setMinimumHeight(12 + 2 * self.words.fontMetrics().lineSpacing())  # so that few texts need more
        self._list_weights(trial)
        if trial is None and self.chosen != TOY:
            self.kind.setCurrentIndex(self.kind.findData(TOY))
            self._asked = False
        self._fit_tools()
        if self._of != self._wanted():
            self.begin()
        else:
            self._show()

    def _open_with(self) -> None:
        """Unless something was chosen: before there is a training the cliff, with one where it has been."""
        trial = self.lab.trial
        if not self._asked and trial is not None and len(trial.history.snapshots) >= LEAST:
            self.kind.setCurrentIndex(self.kind.findData(MAIN))

    def _ask(self, *_number: int) -> None:
        self._asked = True
        self.begin()

    def _wanted(self) -> tuple[int, str]:
        trial = self.lab.trial
        return (0 if trial is None or self.chosen == TOY else trial.key), self.chosen

    def _fit_tools(self) -> None:
        tr, kind = QCoreApplication.translate, self.chosen
        for number in range(1, self.kind.count()):
            self.kind.model().setData(
                self.kind.model().index(number, 0),
                None if self.lab.trial is not None else 0,
                Qt.ItemDataRole.UserRole - 1,  # whether it can be chosen
            )
        for box in self.weights:
            box.setVisible(kind == WEIGHTS)
        self.again.setVisible(kind != TOY)
        other = tr("Training", "Other directions")
        self.again.setText(other if kind == RANDOM else tr("Training", "From the weights of now"))

    def _list_weights(self, trial: Trial | None) -> None:
        key = -1 if trial is None else trial.key
        if self.weights[0].property("of") == key:
            return
        shapes = [] if trial is None else [(name, a.shape) for name, a in trial.network.parameters.items()]
        found = surfaces.weights_of(shapes, MOST)
        size = 0 if trial is None else trial.network.flat.size
        words = QCoreApplication.translate("Training", "The first {most} of {all} weights")
        words = words.format(most=f"{MOST:,}", all=f"{size:,}") if size > MOST else ""
        for number, box in enumerate(self.weights):
            box.setProperty("of", key)
            box.clear()
            box.setToolTip(words)
            for name, place in found:
                box.addItem(say_element(name, place), (name, place))
            box.setCurrentIndex(min(number, box.count() - 1))

    def _weight(self, number: int) -> Weight:
        name, place = self.weights[number].currentData()
        return name, tuple(place)

    # -- computing

    def begin(self) -> None:
        """Compute what is chosen."""
        self._give_up()
        self._fit_tools()
        self._of = self._wanted()
        self._plan = self._surface = None
        self._moments = 0 if self.lab.trial is None else len(self.lab.trial.history.snapshots)
        found = self._found = list[tuple[Plan, Surface]]()  # of this job alone: one given up may still be at work
        try:
            make = self._work()
        except UserError as error:
            self._say(str(error))
            self._show()
            return

        def work(progress: Progress) -> bool:
            def told(share: float) -> bool:
                return progress(round(_PARTS * share), _PARTS)

            plan = make(told)
            if plan is None or not told(0.0):
                return False
            surface = Surface(plan.plane)
            found.append((plan, surface))
            return compute(plan, surface, told)

        self._say("")
        self._job = job = Job(work, self)
        job.progressed.connect(lambda done, _total: self._progress(job, done))
        job.finished.connect(lambda _done: self._end(job))
        job.failed.connect(lambda words: self._end(job, words))
        job.crashed.connect(lambda error: self._end(job, str(error)))
        self.bar.setValue(0)
        self._show()  # nothing: what was there before is another slice
        self.waiting.show()
        self._timer.start()
        job.start()

    def _work(self) -> Work:
        """Return what makes the plan of what is chosen; it is called in a thread, and reads nothing of the window."""
        kind, trial, say, seed = self.chosen, self.lab.trial, training_text, self._seed
        if kind == TOY or trial is None:
            return lambda _told: surfaces.toy_plan(say)
        trainer = trial.maker_at(self.lab.past)
        points = surfaces.points_of(trial.network.flat.size)
        if kind == TWO:
            return lambda told: surfaces.two_trails_plan(trainer, told, say, points)
        if kind == RANDOM:
            return lambda _told: surfaces.random_plan(trainer(), seed, points)
        course = _course(trial)
        if kind == WEIGHTS:
            first, second = self._weight(0), self._weight(1)
            return lambda _told: surfaces.weights_plan(trainer(), course, first, second, say, points)
        return lambda _told: surfaces.main_plan(trainer(), course, say, points)

    def stop(self) -> None:
        """Compute no further; what is there stays."""
        self._give_up()
        self._take()
        self._say("")
        self._set()
        self.turns.ask()

    def _give_up(self) -> None:
        if self._job is not None:
            self._job.abandon()  # a row of a large network takes seconds, for which the window would stand still
            self._job = None
        self._timer.stop()
        self.waiting.hide()

    def _progress(self, job: Job, done: float) -> None:
        if job is self._job:
            self.bar.setValue(round(done))

    def _take(self) -> None:
        if self._found:
            self._plan, self._surface = self._found[0]

    def _end(self, job: Job, words: str = "") -> None:
        if job is self._job:
            self._job = None
            self._timer.stop()
            self.waiting.hide()
            self._take()
            self._say(words)
            self._set()
            self.turns.ask()

    def _again(self) -> None:
        self._seed += self.chosen == RANDOM
        self.begin()

    # -- showing

    def _show_finer(self) -> None:
        """Show what is known meanwhile, where it is finer than what is drawn."""
        self._take()
        known = None if self._surface is None else surface_of(self._surface).shown
        if known is not None and len(known.y) > self._rows:
            self._set()
            self.turns.ask()

    def _show(self) -> None:
        """Show as much as is known, now."""
        self._set()
        self.turns.draw_all()
        if not self.words.text() and self._job is None:
            self._say("")

    def _set(self) -> None:
        plan, surface = self._plan, self._surface
        shown = None if surface is None else surface_of(surface)
        known = None if shown is None else shown.shown
        self._rows = 0 if known is None else len(known.y)
        for chart in (self.map, self.landscape):
            chart.surface, chart.trails = shown, () if plan is None else plan.trails

    def _say(self, words: str) -> None:
        """Say what went wrong, or what is to be seen."""
        tr = QCoreApplication.translate
        if words:
            text = words[:1].upper() + words[1:]
        elif self.chosen == TOY:
            text = tr(
                "Training",
                "One weight w is used at every one of 1,000 steps, so the output is w⁹⁹⁹: 20,752 for w = 1.01 and "
                "0.000044 for 0.99. The surface is a plain with a cliff; a step from its foot goes far, unless the "
                "gradient is clipped.",
            )
        elif self.chosen == MAIN:
            text = tr("Training", "The two directions in which the weights have moved most. A click looks back.")
            if self._plan is not None:
                plane = self._plan.plane
                more = tr("Training", "They hold {share} % of its spread; the rest is not seen here.")
                text += " " + more.format(share=math.floor(100 * (plane.across.share + plane.up.share)))
        elif self.chosen == TWO:
            text = tr("Training", "The same start and the same sequences, once without clipping and once with it.")
        else:
            text = tr("Training", "The loss on sequences that are held out, around the weights that are seen.")
        if not words and self._plan is not None and self._plan.plane.rows < surfaces.POINTS:
            more = tr("Training", "The network is large, so that {side} × {side} points are computed.")
            text += " " + more.format(side=self._plan.plane.rows)
        self.words.setText(text)

    def _look_back(self, target: str) -> None:
        found, trial = _UPDATE.fullmatch(target), self.lab.trial
        if found is not None and trial is not None and self.chosen in (MAIN, WEIGHTS):
            self.lab.look_back(trial.history.at(int(found[1])).update)

    def on_told(self, trial: object) -> None:
        """Try again what needed more moments of training than there were."""
        shown = self.lab.trial
        if not self.isVisible() or shown is None or trial is not shown or self._job is not None:
            return
        if self.chosen != TOY and self._moments < LEAST <= len(shown.history.snapshots):
            self.begin()

    # -- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows turn the landscape with Alt held; all others are the view's."""
        ways = {
            Qt.Key.Key_Left: (-_TURN, 0.0),
            Qt.Key.Key_Right: (_TURN, 0.0),
            Qt.Key.Key_Up: (0.0, _TURN),
            Qt.Key.Key_Down: (0.0, -_TURN),
        }
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.AltModifier and event.key() in ways:
            self.landscape.turn_by(*ways[Qt.Key(event.key())])
        else:
            event.ignore()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed meanwhile."""
        self._open_with()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Compute nothing that nobody sees."""
        super().hideEvent(event)
        if self._job is not None:
            self.stop()
            self._of = None


def _course(trial: Trial) -> Course:
    """Return where a training has been, as far as there are snapshots."""
    snapshots = list(trial.history.snapshots)
    points = np.array([snapshot.arrays["parameters"] for snapshot in snapshots], float)
    updates = np.array([snapshot.update for snapshot in snapshots])
    return Course(points.reshape(len(snapshots), -1), updates)
