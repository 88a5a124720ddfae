"""Below the settings: start, pause, single updates, back to the start, and the trainings that are compared."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from simulator.gui.controls.buttons import IconButton
from simulator.gui.controls.picture_label import PictureLabel
from simulator.gui.session import Session
from simulator.gui.training.keys import MANY
from simulator.gui.training.lab import Lab
from simulator.gui.training.soon import Soon
from simulator.gui.training.trial import Trial
from simulator.paint.fonts import font
from simulator.render.format import small
from simulator.render.primitives import Line, Picture
from simulator.render.training.curve import DASHES

_MARGIN = 20


class RunPanel(QWidget):
    """Buttons for the training that is looked at, and a line for each that there is."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__()
        self.session, self.lab = session, lab
        self.start = QPushButton()
        self.start.setMinimumHeight(40)
        self.start.setDefault(True)
        self.start.setFont(font(14, 600))
        self.start.clicked.connect(lab.toggle)
        tr = QCoreApplication.translate
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        rows: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            ("step", tr("Training", "One update"), "→", lambda: lab.step(1)),
            ("many", tr("Training", "{count} updates").format(count=MANY), "Shift+→", lambda: lab.step(MANY)),
            ("reset", tr("Training", "Reset"), "Ctrl+Home", lab.reset),
            ("seed", tr("Training", "New seed"), "", lab.new_seed),
            ("branch", tr("Training", "Go on from here"), "", lab.branch),
            ("now", tr("Training", "To now"), "End", lab.look_at_now),
        )
        for number, (identity, text, key, do) in enumerate(rows):
            button = self.buttons[identity] = QPushButton(text)
            button.setToolTip(f"{text}  ({key})" if key else text)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(_call, do))
            grid.addWidget(button, number // 2, number % 2)
        self.list = QWidget()
        self._lines = QVBoxLayout(self.list)
        self._lines.setContentsMargins(0, 4, 0, 0)
        self._lines.setSpacing(2)
        self._keys: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 10, _MARGIN - 6, 12)
        column.setSpacing(8)
        column.addWidget(self.start)
        column.addLayout(grid)
        column.addWidget(self.list)
        lab.listed.connect(self.refresh)
        lab.moved.connect(self.refresh)
        self._soon = Soon(self.refresh, self)
        lab.told.connect(self._soon.on_told)
        self.refresh()

    def refresh(self, *_news: object) -> None:
        """Say what the buttons do now, and list the trainings."""
        tr, trial = QCoreApplication.translate, self.lab.trial
        running = trial is not None and trial.running
        other = trial is None or self.lab.is_other(trial)
        begun = trial is not None and trial.update > trial.history.begin
        words = tr("Training", "Pause") if running and not other else tr("Training", "Go on")
        if other or (not begun and not running):
            words = tr("Training", "Start")
        self.start.setText(words)
        self.start.setToolTip(f"{words}  ({tr('Training', 'Space')})")
        past = self.lab.past is not None
        self.buttons["reset"].setEnabled(begun and not other)
        self.buttons["branch"].setVisible(past)
        self.buttons["now"].setVisible(past)
        self._list()

    def _list(self) -> None:
        """Show a line for each training, where there are several; it is made anew only when they are others."""
        lab = self.lab
        titles = lab.titles()
        ordered = [trial for trial in lab.trials if trial is lab.trial] + [t for t in lab.trials if t is not lab.trial]
        keys = tuple((trial.key, titles[trial.key]) for trial in ordered), self.session.theme.name
        if keys != self._keys:
            self._keys = keys
            while (item := self._lines.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            for number, trial in enumerate(ordered if len(ordered) > 1 else []):
                self._lines.addWidget(_Entry(self.session, lab, trial, titles[trial.key], number))
        for entry in self.list.findChildren(_Entry):
            entry.refresh()
        self.list.setVisible(len(ordered) > 1)


class _Entry(QWidget):
    """A training: the dash of its line, its name, its loss; a click looks at it."""

    def __init__(self, session: Session, lab: Lab, trial: Trial, title: str, number: int) -> None:
        super().__init__()
        self._trial, self._title = trial, title
        tr = QCoreApplication.translate
        colour, wide = ("ink", 2.4) if number == 0 else ("zero", 1.8)
        sample = PictureLabel()
        line = Line(((0, 14), (26, 14)), colour, wide, DASHES[number % len(DASHES)])
        sample.show_picture(Picture(26, 28, {"line": line}), session.theme)
        self.button = QPushButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setFont(font(13, 700 if number == 0 else 500))
        self.button.setStyleSheet("text-align: left; border: none; min-height: 26px; padding: 0 4px;")
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(lambda: lab.show(trial.key))
        drop = IconButton("close", side=26)
        drop.setToolTip(tr("Training", "Drop it"))
        drop.setAccessibleName(tr("Training", "Drop it"))
        drop.clicked.connect(lambda: lab.drop(trial.key))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(sample)
        row.addWidget(self.button, 1)
        row.addWidget(drop)
        self.refresh()

    def refresh(self) -> None:
        """Say its loss of late."""
        smoothed = self._trial.history.line("loss").smoothed()
        loss = f"   {small(float(smoothed[-1]))}" if len(smoothed) else ""
        room = max(40, self.button.width() - 12 - 8 * len(loss))
        name = QFontMetrics(self.button.font()).elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        self.button.setText(name + loss)
        self.button.setToolTip(self._title)


def _call(do: Callable[[], object], _checked: bool = False) -> None:
    do()
