"""The line at the foot of the view Train: what the training does, how fast, how far it is, and how well."""

from __future__ import annotations

from collections import deque
from time import monotonic

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from simulator.engine.tasks import as_task
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.training.lab import Lab, status_words
from simulator.gui.training.soon import Soon
from simulator.gui.training.trial import Trial
from simulator.language import Cell, load_cell
from simulator.paint.fonts import font
from simulator.render.format import small
from simulator.tables import words

HEIGHT = 32
_OVER = 1.0  # seconds over which the speed is taken


class StatusLine(QWidget):
    """Follows the training that is looked at."""

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__()
        self.session, self.lab = session, lab
        self.setFixedHeight(HEIGHT)
        self._seen: deque[tuple[float, int]] = deque()
        self._of = 0
        self.left, self.right = QLabel(), QLabel()
        for label in (self.left, self.right):
            label.setFont(font(13, 500))
        self.right.setForegroundRole(QPalette.ColorRole.LinkVisited)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.addWidget(self.left)
        row.addStretch(1)
        row.addWidget(self.right)
        self._soon = Soon(self.refresh, self)
        lab.told.connect(self._soon.on_told)
        for signal in (lab.listed, lab.moved):
            signal.connect(self.refresh)
        self.refresh()

    @property
    def speed(self) -> float:
        """Updates a second, over the last second."""
        if len(self._seen) < 2:
            return 0.0
        (first, begin), (last, end) = self._seen[0], self._seen[-1]
        return (end - begin) / (last - first) if last > first else 0.0

    def refresh(self, *_news: object) -> None:
        """Say how it stands."""
        trial, tr = self.lab.trial, QCoreApplication.translate
        parts = [f"●  {status_words(trial)}" if trial is not None and trial.running else status_words(trial)]
        if trial is not None:
            self._measure(trial)
            if trial.running and self.speed:
                parts.append(tr("Training", "{count} updates/s").format(count=f"{self.speed:,.0f}"))
            update = trial.update if self.lab.past is None else self.lab.past
            parts.append(tr("Training", "update {number}").format(number=f"{update:,}"))
            smoothed = trial.history.line("loss").smoothed()
            if len(smoothed):
                parts.append(tr("Training", "loss {value}").format(value=small(float(smoothed[-1]))))
            judged = list(trial.history.evaluations)[-1:]
            if judged:
                parts.append(tr("Training", "held out: {score}").format(score=judged[0].score.text))
            if trial.history.solved is not None:
                parts.append(tr("Training", "solved at {number}").format(number=f"{trial.history.solved:,}"))
        self.left.setText("     ".join(parts))
        self.right.setText("" if trial is None else _model_words(trial))

    def _measure(self, trial: Trial) -> None:
        now = monotonic()
        if trial.key != self._of or not trial.running or (self._seen and self._seen[-1][1] > trial.update):
            self._seen.clear()
        self._of = trial.key
        self._seen.append((now, trial.update))
        while len(self._seen) > 2 and now - self._seen[0][0] > _OVER:
            self._seen.popleft()


def _model_words(trial: Trial) -> str:
    """Say what learns: cell, sizes, how many parameters."""
    tr, setup = QCoreApplication.translate, trial.setup
    cell = setup.cell if isinstance(setup.cell, Cell) else load_cell(setup.cell or as_task(setup.task).preset.cell)
    parts = [words(cell.titles, LANGUAGE)]
    if setup.layers > 1:
        parts.append(tr("Training", "{count} layers").format(count=setup.layers))
    units = setup.units or 1
    parts.append(tr("Training", "one unit") if units == 1 else tr("Training", "{count} units").format(count=units))
    if setup.bidirectional:
        parts.append(tr("Training", "both directions"))
    parts.append(tr("Training", "{count} parameters").format(count=f"{trial.network.flat.size:,}"))
    return ", ".join(parts)
