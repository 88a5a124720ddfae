"""Going through time: buttons, sub-steps, speed, and whether the future is shown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from simulator.gui.clock import SPEEDS
from simulator.gui.commands import Actions
from simulator.gui.controls.buttons import IconButton, Switch
from simulator.gui.controls.slider import ChoiceSlider
from simulator.gui.controls.stages import StageDots
from simulator.gui.sequence.chooser import SequenceChooser
from simulator.gui.session import Session
from simulator.paint.fonts import font
from simulator.render.motion import PHASES


class Transport(QWidget):
    """The strip above the timeline."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        tr = QCoreApplication.translate
        self.sequence = SequenceChooser(session, actions)
        self.count = _quiet(QLabel())
        self.buttons = {name: IconButton(icon) for name, icon in _BUTTONS.items()}
        self.buttons["play"] = IconButton("play", side=40, filled=True)
        for name, button in self.buttons.items():
            button.follow(actions[name])
        stages = (tr("Stages", "sum"), tr("Stages", "gate"), tr("Stages", "write"), tr("Stages", "read"))
        tips = (
            tr("Stages", "The weighted sums add up."),
            tr("Stages", "The gates open and close."),
            tr("Stages", "The memory takes its new value."),
            tr("Stages", "The memory is read and the output leaves."),
        )
        self.stages = StageDots(stages, tips)
        self.stages.setAccessibleName(tr("Transport", "Sub-steps"))
        self.speed = ChoiceSlider(len(SPEEDS))
        self.speed.setAccessibleName(tr("Transport", "Speed"))
        self.speed_label = _quiet(QLabel(tr("Transport", "Speed")))
        self.speed_value = QLabel()
        self.speed_value.setFont(font(13, 600))
        self.speed_value.setFixedWidth(42)
        self.future = Switch()
        self.future.setFont(font(13, 500))
        self.future.setText(tr("Transport", "Show future"))
        self.future.setAccessibleName(tr("Transport", "Show future"))
        self._arrange()
        self.stages.chosen.connect(session.clock.show_stage)
        self.stages.stepped.connect(lambda way: session.clock.sub_forward() if way > 0 else session.clock.sub_back())
        self.speed.moved.connect(lambda place: session.set_settings(speed=SPEEDS[place]))
        self.future.clicked.connect(actions["future"].trigger)
        session.cursor.moved.connect(self._follow)
        session.cursor.playing_changed.connect(self._follow)
        session.changed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    def _arrange(self) -> None:
        left, middle, right = QWidget(), QWidget(), QWidget()
        for widget in (left, middle, right):
            QHBoxLayout(widget).setContentsMargins(0, 0, 0, 0)
        _fill(left, [self.sequence, self.count], 12)
        _fill(middle, [self.buttons[name] for name in ("first", "back", "play", "forward", "last")], 8)
        _fill(right, [self.stages, self.speed_label, self.speed, self.speed_value, self.future], 8)
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 0, 20, 0)
        grid.addWidget(left, 0, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(middle, 0, 1)
        grid.addWidget(right, 0, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        grid.setSpacing(16)

    def refresh(self) -> None:
        """Show length, speed and switch."""
        settings, steps = self.session.settings, self.session.steps
        self.count.setText(
            QCoreApplication.translate("Transport", "1 step")
            if steps == 1
            else QCoreApplication.translate("Transport", "{n} steps").format(n=f"{steps:,}")
        )
        distances = [abs(speed - settings.speed) for speed in SPEEDS]
        self.speed.show_place(distances.index(min(distances)))
        self.speed_value.setText(f"{settings.speed:g}×")
        self.future.setChecked(settings.show_future)
        self._follow()

    def _follow(self) -> None:
        cursor = self.session.cursor
        reached = sum(cursor.phase >= bound for bound in PHASES[1:])
        under_way = reached < 4 and cursor.phase > PHASES[reached]
        self.stages.show_reached(reached + under_way)
        self.buttons["play"].set_icon("pause" if cursor.playing else "play")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw closer together where there is little room."""
        narrow = event.size().width() < _NARROW
        self.speed_label.setVisible(not narrow)
        self.stages.set_pitch(58 if narrow else 76)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rule above the strip."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        painter.fillRect(0, 0, self.width(), 1, self.palette().mid())


_NARROW = 1520  # px: below this the strip draws closer together
_BUTTONS = {"first": "first", "back": "back", "play": "play", "forward": "forward", "last": "last"}


def _fill(box: QWidget, widgets: list[QWidget], spacing: int = 0) -> None:
    layout = box.layout()
    assert layout is not None
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
        layout.setAlignment(widget, Qt.AlignmentFlag.AlignVCenter)


def _quiet(label: QLabel) -> QLabel:
    label.setFont(font(13, 500))
    label.setForegroundRole(QPalette.ColorRole.LinkVisited)
    return label
