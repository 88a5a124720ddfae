"""The panel at the left of the view Train: what is to be trained, and how."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from simulator.engine.networks.layer import READOUTS
from simulator.engine.optimisation.initialisers import INITIALISERS
from simulator.engine.optimisation.optimisers import OPTIMISERS
from simulator.engine.optimisation.schedules import SCHEDULES
from simulator.engine.tasks import TASKS, OwnSequences, as_task
from simulator.engine.training.task_network import AUTO
from simulator.errors import UserError
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.training.lab import Lab
from simulator.gui.training.setting_fields import MOST, ChoiceSetting, FlagSetting, NumberSetting
from simulator.gui.training.vocabulary import training_text
from simulator.gui.vocabulary import initialiser_title
from simulator.language import cell_ids, load_cell
from simulator.paint.fonts import font
from simulator.render.format import small
from simulator.running.presets import presets
from simulator.running.setup import Setup
from simulator.tables import words

_MARGIN = 20
Field = ChoiceSetting | NumberSetting | FlagSetting


class SetupPanel(QWidget):
    """Follows the document's training. ``own_data_asked``: data of one's own are to be chosen."""

    own_data_asked = Signal()

    def __init__(self, session: Session, lab: Lab) -> None:
        super().__init__()
        self.session, self.lab = session, lab
        self.fields: dict[str, Field] = {}
        tr = QCoreApplication.translate
        title = QLabel(tr("Training", "Training"))
        title.setFont(font(19, 700))
        self.ready_made = _Chooser(tr("Training", "Ready-made…"), tr("Training", "Trainings that make a point"))
        for preset in presets():
            self.ready_made.addItem(training_text(preset.title))
        self.ready_made.activated.connect(self._choose_preset)
        self.task = ChoiceSetting(lab, "task", tr("Training", "Task"), self._tasks)
        self.fields["task"] = self.task
        self.own_data = QPushButton(tr("Training", "Data of your own…"))
        self.own_data.clicked.connect(self.own_data_asked)
        self.sentence = _Quiet()
        self.page = QWidget()
        self._column = QVBoxLayout(self.page)
        self._column.setContentsMargins(_MARGIN, 16, _MARGIN - 6, 12)
        self._column.setSpacing(6)
        self._column.addWidget(title)
        self._column.addWidget(self.ready_made)
        self._label(tr("Training", "Task"))
        self._column.addWidget(self.task)
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.own_data)
        self._model()
        self._optimiser()
        self.more = QPushButton(tr("Training", "More settings"))
        self.more.setCheckable(True)
        self.more.toggled.connect(self._unfold)
        self._column.addWidget(self.more)
        self.rest = QWidget()
        self._rest()
        self._column.addWidget(self.rest)
        self._column.addStretch(1)
        self._unfold(False)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        session.changed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    # -- the parts

    def _label(self, text: str, into: QLayout | None = None) -> QLabel:
        label = _Quiet(text)
        (into or self._column).addWidget(label)
        return label

    def _pair(self, grid: QGridLayout, row: int, fields: list[tuple[str, QWidget]]) -> None:
        """Put fields side by side, each under its name."""
        for column, (text, field) in enumerate(fields):
            grid.addWidget(_Quiet(text), 2 * row, column)
            grid.addWidget(field, 2 * row + 1, column)

    def _number(self, name: str, title: str, whole: bool = True, low: int = 1, shown: float = 0.0) -> NumberSetting:
        field = NumberSetting(self.lab, name, title, (low, MOST) if whole else None, shown)
        self.fields[name] = field
        return field

    def _choice(self, name: str, title: str, choices: Any) -> ChoiceSetting:
        field = ChoiceSetting(self.lab, name, title, choices)
        self.fields[name] = field
        return field

    def _flag(self, name: str, title: str, off: Any = False, on: Any = True) -> FlagSetting:
        field = FlagSetting(self.lab, name, title, off, on)
        self.fields[name] = field
        return field

    def _grid(self, into: QVBoxLayout) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        into.addLayout(grid)
        return grid

    def _model(self) -> None:
        tr = QCoreApplication.translate
        self._label(tr("Training", "Cell"))
        self._column.addWidget(self._choice("cell", tr("Training", "Cell"), self._cells))
        grid = self._grid(self._column)
        units, layers = tr("Training", "Units"), tr("Training", "Layers")
        self._pair(grid, 0, [(units, self._number("units", units)), (layers, self._number("layers", layers))])
        self._column.addWidget(self._flag("bidirectional", tr("Training", "Both directions")))

    def _optimiser(self) -> None:
        tr = QCoreApplication.translate
        grid = self._grid(self._column)
        optimiser, rate, seed = tr("Training", "Optimiser"), tr("Training", "Learning rate"), tr("Training", "Seed")
        batch = tr("Training", "Sequences at once")
        rows = [(training_text(row.title), name) for name, row in OPTIMISERS.items()]
        chosen = self._choice("optimizer", optimiser, rows)
        self._pair(grid, 0, [(optimiser, chosen), (rate, self._number("rate", rate, whole=False))])
        self._pair(grid, 1, [(seed, self._number("seed", seed, low=0)), (batch, self._number("batch", batch))])
        clip = tr("Training", "Clip gradients")
        threshold = tr("Training", "Threshold")
        self.clip = self._flag("clip_norm", clip, None, 1.0)
        self.threshold = self._number("clip_norm", threshold, whole=False, shown=1.0)
        self.fields["clip"] = self.clip
        line = self._grid(self._column)
        line.addWidget(self.clip, 0, 0)
        line.addWidget(self.threshold, 0, 1)

    def _rest(self) -> None:
        """All that one seldom sets."""
        tr = QCoreApplication.translate
        inner = QVBoxLayout(self.rest)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        grid = self._grid(inner)
        length, window = tr("Training", "Steps of a sequence"), tr("Training", "Truncated after")
        self._pair(grid, 0, [(length, self._number("length", length)), (window, self._number("window", window))])
        start, bias = tr("Training", "Weights at the start"), tr("Training", "Forget bias")
        starts = [(initialiser_title(name), name) for name in INITIALISERS]
        chosen = self._choice("initialisation", start, starts)
        self._pair(grid, 1, [(start, chosen), (bias, self._number("forget_bias", bias, whole=False))])
        readout, schedule = tr("Training", "Readout"), tr("Training", "Schedule")
        readouts = [(tr("Training", "as it suits"), AUTO), (tr("Training", "none"), None), *((r, r) for r in READOUTS)]
        schedules = [(training_text(row.title), name) for name, row in SCHEDULES.items()]
        left = self._choice("readout", readout, readouts)
        self._pair(grid, 2, [(readout, left), (schedule, self._choice("schedule", schedule, schedules))])
        judge, kind = tr("Training", "Judged every"), tr("Training", "Numbers")
        kinds = [("float64", "float64"), ("float32", "float32")]
        self._pair(
            grid, 3, [(judge, self._number("evaluate_every", judge)), (kind, self._choice("dtype", kind, kinds))]
        )
        self.own_settings = QWidget()
        self._own = QGridLayout(self.own_settings)
        self._own.setContentsMargins(0, 0, 0, 0)
        self._own.setHorizontalSpacing(12)
        inner.addWidget(self.own_settings)
        self._own_of: tuple[str, str] = ("", "")

    def _unfold(self, unfolded: bool) -> None:
        self.rest.setVisible(unfolded)

    # -- what there is to choose from

    def _tasks(self) -> list[tuple[str, Any]]:
        own = self.lab.setup.task
        found: list[tuple[str, Any]] = [(training_text(task.title), task) for task in TASKS.values()]
        if isinstance(own, OwnSequences):
            found.append((training_text(own.title), own))
        return found

    def _cells(self) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = [(words(load_cell(name).titles, LANGUAGE), name) for name in cell_ids()]
        own = self.session.cell
        if own.id not in cell_ids() or own != load_cell(own.id):
            found.append((QCoreApplication.translate("Training", "The cell that is open"), own))
        return found

    def _choose_preset(self, index: int) -> None:
        preset = presets()[index]
        self.ready_made.rest()
        self.lab.choose(preset, training_text(preset.title))

    # -- showing

    def refresh(self, *_news: object) -> None:
        """Show the training of the document."""
        setup = self.lab.setup
        try:
            setup = setup.complete()
        except UserError as error:
            self.sentence.setText(str(error))
            return
        task = as_task(setup.task)
        loss = task.trivial_loss(setup.length)
        trivial = QCoreApplication.translate("Training", "{text} A trivial answer has a loss of {loss}.")
        self.sentence.setText(trivial.format(text=training_text(task.text), loss=small(loss)))
        for field in self.fields.values():
            field.refresh(setup)
        self.threshold.setEnabled(setup.clip_norm is not None)
        self._refresh_own(setup)

    def _refresh_own(self, setup: Setup) -> None:
        """Show the settings that only this optimiser and this schedule have."""
        optimizer, schedule = setup.optimizer or "", setup.schedule
        tables: list[tuple[str, Any]] = [
            ("optimizer_settings", OPTIMISERS[optimizer].settings if optimizer in OPTIMISERS else ()),
            ("schedule_settings", SCHEDULES[schedule].settings),
        ]
        if (optimizer, schedule) != self._own_of:
            self._own_of = optimizer, schedule
            while (item := self._own.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            number = 0
            for which, settings in tables:
                for setting in settings:
                    field = _OwnSetting(self.lab, which, setting)
                    self._own.addWidget(_Quiet(setting.name.replace("_", " ")), 2 * (number // 2), number % 2)
                    self._own.addWidget(field, 2 * (number // 2) + 1, number % 2)
                    number += 1
        for field in self.own_settings.findChildren(_OwnSetting):
            field.refresh(setup)


class _OwnSetting(NumberSetting):
    """A number that only one optimiser or schedule has."""

    def __init__(self, lab: Lab, which: str, setting: Any) -> None:
        super().__init__(lab, which, setting.name, (0, MOST) if setting.whole else None, setting.default)
        self._which, self._key = which, setting.name
        self.setToolTip(setting.text)

    def refresh(self, setup: Setup) -> None:
        """Show what is set."""
        self.show_value(float(getattr(setup, self._which).get(self._key, self._shown)))

    def _on_proposed(self, value: float) -> None:
        old = getattr(self._lab.setup, self._which)
        new = int(value) if self._is_whole else value
        self._lab.set(self._gesture, **{self._which: {**old, self._key: new}})


class _Quiet(QLabel):
    """A name above a field, or a sentence below one."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setWordWrap(True)
        self.setFont(font(13, 500))
        self.setForegroundRole(QPalette.ColorRole.LinkVisited)


class _Chooser(QComboBox):
    """A list that begins something and then says its own name again."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self._name = name
        self.setToolTip(tip)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setPlaceholderText(name)
        self.setCurrentIndex(-1)

    def rest(self) -> None:
        """Say its own name."""
        self.setCurrentIndex(-1)
