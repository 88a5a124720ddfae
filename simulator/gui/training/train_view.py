"""The view Train: settings at the left, pages in the middle, and at the foot how the training stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from simulator.document.edits import open_state
from simulator.document.learnt import learnt
from simulator.errors import UserError
from simulator.gui.controls.rule import rule
from simulator.gui.controls.tabs import Tabs
from simulator.gui.session import Session
from simulator.gui.training.cell_page import CellPage
from simulator.gui.training.inside_page import InsidePage
from simulator.gui.training.keys import MANY
from simulator.gui.training.lab import Lab
from simulator.gui.training.maps_page import MapsPage
from simulator.gui.training.overview_page import OverviewPage
from simulator.gui.training.own_data_dialog import ask_own_data
from simulator.gui.training.page import Page
from simulator.gui.training.run_panel import RunPanel
from simulator.gui.training.setup_panel import SetupPanel
from simulator.gui.training.status_line import StatusLine
from simulator.gui.training.surface_page import SurfacePage
from simulator.gui.training.vocabulary import training_text

WIDTH = 264
_BAR = 46
_ROOMY = 1500  # px from which tabs have room around their words


class TrainView(QWidget):
    """Trains, and shows what it does. ``own_data_asked``: a table is to be chosen for what is learnt."""

    own_data_asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.lab = Lab(session, self)
        tr = QCoreApplication.translate
        self.setAccessibleName(tr("Training", "Training"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setup = SetupPanel(session, self.lab)
        self.run = RunPanel(session, self.lab)
        self.setup.own_data_asked.connect(self.own_data_asked)
        self.own_data_asked.connect(self.ask_own_data)
        self.status = StatusLine(session, self.lab)
        self.pages: dict[str, Page] = {}
        self.stack = QStackedWidget()
        self.tabs = Tabs()
        self.tabs.setAccessibleName(tr("Training", "What is shown of it"))
        self._makers: list[Callable[[], Page]] = []
        self._add(tr("Training", "Overview"), lambda: OverviewPage(session, self.lab))
        self._add(tr("Training", "Cell"), lambda: CellPage(session, self.lab))
        self._add(tr("Training", "One update"), lambda: InsidePage(session, self.lab))
        self._add(tr("Training", "Weights"), lambda: MapsPage(session, self.lab))
        self._add(tr("Training", "Error surface"), lambda: SurfacePage(session, self.lab))
        self.open = QPushButton(tr("Training", "Step through it"))
        self.open.setToolTip(tr("Training", "Open the network as it is seen here in the stepping view"))
        self.open.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.open.clicked.connect(self.open_learnt)
        self._arrange()
        self.tabs.currentChanged.connect(self._show_page)
        for signal in (self.lab.listed, self.lab.told):
            signal.connect(lambda *_news: self.open.setEnabled(self.lab.trial is not None))
        session.settings_changed.connect(self._fit)
        self.open.setEnabled(False)
        self._show_page(0)
        self._fit()

    def _add(self, title: str, make: Callable[[], Page]) -> None:
        self.tabs.addTab(title)
        self._makers.append(make)

    def _arrange(self) -> None:
        self.left = QWidget()
        self.left.setFixedWidth(WIDTH)
        self.left.setAutoFillBackground(True)
        self.left.setBackgroundRole(QPalette.ColorRole.Window)
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.setup, 1)
        column.addWidget(rule())
        column.addWidget(self.run)
        self.bar = QWidget()
        self.bar.setFixedHeight(_BAR)
        bar = self._tools = QHBoxLayout(self.bar)
        bar.setContentsMargins(16, 6, 8, 4)
        bar.setSpacing(8)
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        bar.addWidget(self.open)
        ground = QWidget()
        ground.setAutoFillBackground(True)
        ground.setBackgroundRole(QPalette.ColorRole.Base)
        middle = QVBoxLayout(ground)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.bar)
        middle.addWidget(self.stack, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.left)
        self.edge = rule(upright=True)
        row.addWidget(self.edge)
        row.addWidget(ground, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(row, 1)
        self.foot = rule()
        whole.addWidget(self.foot)
        whole.addWidget(self.status)

    def _show_page(self, number: int) -> None:
        title = self.tabs.tabText(number)
        if title not in self.pages:
            page = self.pages[title] = self._makers[number]()
            self.stack.addWidget(page)
            if page.above is not None:
                self._tools.insertWidget(2, page.above)
        self.stack.setCurrentWidget(self.pages[title])
        for page in self.pages.values():
            if page.above is not None:
                page.above.setVisible(page is self.pages[title])

    def _fit(self) -> None:
        """A projection shows the pictures alone."""
        for part in (self.left, self.edge, self.bar, self.foot, self.status):
            part.setVisible(not self.session.projecting)

    def ask_own_data(self) -> None:
        """Let a table be chosen, and begin to learn it."""
        ask_own_data(self, self.session).accepted.connect(self.lab.begin)

    def open_learnt(self) -> None:
        """Open the network as it is seen here, to be stepped through; what trains goes on where it is."""
        trial, probe = self.lab.trial, self.lab.probe(brief=True)
        if trial is None or probe is None:
            return
        if trial.running:
            trial.pause()
        update, flat = trial.at(self.lab.past)
        tr = QCoreApplication.translate
        title = tr("Training", "{name} after {updates} updates")
        title = title.format(name=training_text(trial.task.title), updates=f"{update:,}")
        text = tr("Training", "This is what the network has learnt in {updates} updates. Press 4 to go on training it.")
        try:
            with trial.lent(flat) as network:
                state = learnt(
                    network, trial.task, probe, self.lab.part, {"en": title}, {"en": text.format(updates=f"{update:,}")}
                )
        except UserError as error:
            self.session.refused.emit(str(error))
            return
        self.session.apply(open_state(replace(state, training=self.session.state.training)))
        self.session.show_view("cell")
        self.session.select(self.session.selected, self.lab.unit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the bar its room."""
        super().resizeEvent(event)
        self.tabs.set_slim(event.size().width() < _ROOMY)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys drive the training; what means nothing here is the window's."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        none = Qt.KeyboardModifier.NoModifier
        actions: dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]] = {
            (Qt.Key.Key_Space, none): self.lab.toggle,
            (Qt.Key.Key_Right, none): self.forward,
            (Qt.Key.Key_Right, shift): self.many,
            (Qt.Key.Key_Left, none): lambda: self._look_back(-1),
            (Qt.Key.Key_Home, none): lambda: self._look_at(0),
            (Qt.Key.Key_End, none): self.lab.look_at_now,
            (Qt.Key.Key_Home, control): self.lab.reset,
        }
        do = actions.get((key, held))
        page = self.stack.currentWidget()
        if isinstance(page, CellPage) and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            page.go(-1 if key == Qt.Key.Key_PageUp else 1)
        elif do is None:
            event.ignore()
        elif not (event.isAutoRepeat() and key == Qt.Key.Key_Space):
            do()

    def many(self) -> None:
        """Make a larger step."""
        self.lab.step(MANY)

    def forward(self) -> None:
        """Make an update; in the past, go to the next moment."""
        if self.lab.past is None:
            self.lab.step(1)
        else:
            self._look_back(1)

    def _look_back(self, way: int) -> None:
        trial = self.lab.trial
        if trial is None:
            return
        updates = [snapshot.update for snapshot in trial.history.snapshots]
        now = trial.update if self.lab.past is None else self.lab.past
        if way < 0:
            earlier = [update for update in updates if update < now]
            if earlier:
                self.lab.look_back(earlier[-1])
        else:
            self.lab.look_back(next((update for update in updates if update > now), None))

    def _look_at(self, number: int) -> None:
        trial = self.lab.trial
        updates = [] if trial is None else [snapshot.update for snapshot in trial.history.snapshots]
        if updates:
            self.lab.look_back(updates[number])
