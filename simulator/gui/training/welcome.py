"""What stands there before anything is trained: trainings that make a point, each to be begun with a click."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from simulator.gui.training.lab import Lab
from simulator.gui.training.vocabulary import training_text
from simulator.paint.fonts import font
from simulator.running.presets import Preset, presets

_WIDEST = 860  # px of a line of text


class Welcome(QScrollArea):
    """A line for each preset: its title, its sentence, and a button that begins it."""

    def __init__(self, lab: Lab) -> None:
        super().__init__()
        self.lab = lab
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tr = QCoreApplication.translate
        title = QLabel(tr("Training", "Would a network find the gates that the lecturer set by hand?"))
        title.setFont(font(22, 700))
        title.setWordWrap(True)
        hint = QLabel(
            tr(
                "Training",
                "Press Space and see. Or begin with one of these; each makes its point in less than a minute.",
            )
        )
        hint.setFont(font(14.5, 500))
        hint.setForegroundRole(QPalette.ColorRole.LinkVisited)
        hint.setWordWrap(True)
        page = QWidget()
        page.setMaximumWidth(_WIDEST + 80)
        column = QVBoxLayout(page)
        column.setContentsMargins(40, 28, 40, 28)
        column.setSpacing(14)
        column.addWidget(title)
        column.addWidget(hint)
        column.addSpacing(6)
        self.buttons: dict[str, QPushButton] = {}
        for preset in presets():
            column.addLayout(self._line(preset))
        column.addStretch(1)
        self.setWidget(page)

    def _line(self, preset: Preset) -> QHBoxLayout:
        button = self.buttons[preset.id] = QPushButton(QCoreApplication.translate("Training", "Train"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFixedWidth(84)
        title, text = QLabel(training_text(preset.title)), QLabel(training_text(preset.text))
        button.setAccessibleName(f"{button.text()}: {title.text()}")
        button.clicked.connect(partial(self._begin, preset))
        title.setFont(font(14.5, 700))
        text.setFont(font(13.5, 500))
        text.setForegroundRole(QPalette.ColorRole.LinkVisited)
        text.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(text)
        line = QHBoxLayout()
        line.setSpacing(18)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return line

    def _begin(self, preset: Preset, _checked: bool = False) -> None:
        self.lab.choose(preset, training_text(preset.title))
