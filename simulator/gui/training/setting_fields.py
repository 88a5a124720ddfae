"""Fields for the settings of a training: each shows one field of the Setup and changes it by an edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy

from simulator.document.entry import parse_number
from simulator.gui.controls.number_field import NumberField
from simulator.gui.gestures import new_gesture
from simulator.gui.training.lab import Lab
from simulator.gui.weights import brief
from simulator.render.format import exact
from simulator.running.setup import Setup

MOST = 100_000

Choices = Sequence[tuple[str, Any]]


class ChoiceSetting(QComboBox):
    """A setting that is one of several: each with its words, and the value it stands for."""

    def __init__(self, lab: Lab, name: str, title: str, choices: Choices | Callable[[], Choices]) -> None:
        super().__init__()
        self._lab, self._name, self._choices = lab, name, choices
        self._values: list[Any] = []
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # long words do not widen the panel
        self.setMinimumContentsLength(6)
        self.activated.connect(self._on_chosen)

    def refresh(self, setup: Setup) -> None:
        """Show what is set."""
        choices = list(self._choices() if callable(self._choices) else self._choices)
        value = getattr(setup, self._name)
        if value not in [other for _, other in choices]:
            choices.append((str(getattr(value, "id", value)), value))
        if [words for words, _ in choices] != [self.itemText(k) for k in range(self.count())]:
            self.clear()
            self.addItems([words for words, _ in choices])
        self._values = [other for _, other in choices]
        self.setCurrentIndex(self._values.index(value))
        self.setToolTip(self.currentText())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel, and does not change what it passes over."""
        event.ignore()

    def _on_chosen(self, index: int) -> None:
        self._lab.set(**{self._name: self._values[index]})


class NumberSetting(NumberField):
    """A setting that is a number; typing, stepping and turning it are one step of undo."""

    def __init__(
        self, lab: Lab, name: str, title: str, whole: tuple[int, int] | None = None, shown: float = 0.0
    ) -> None:
        """``whole``: the ends between which it is whole; ``shown``: what stands there while it is not set."""
        super().__init__(parse_number, brief, exact, whole=whole)
        self._lab, self._name, self._gesture = lab, name, new_gesture(name)
        self._is_whole, self._shown = whole is not None, shown
        self.setAccessibleName(title)
        self.proposed.connect(self._on_proposed)
        self.finished.connect(self._rest_now)
        self.cancelled.connect(self._take_back)
        self.refused.connect(self._on_refused)

    def refresh(self, setup: Setup) -> None:
        """Show what is set."""
        value = getattr(setup, self._name)
        self.set_danger(QColor(*self._lab.session.theme.colour("out")))
        self.show_value(float(value) if isinstance(value, int | float) else self._shown)

    def _on_proposed(self, value: float) -> None:
        self._lab.set(self._gesture, **{self._name: int(value) if self._is_whole else value})

    def _rest_now(self) -> None:
        self._gesture = new_gesture(self._name)

    def _take_back(self) -> None:
        document = self._lab.session.document
        if document.undo_edit is not None and document.undo_edit.gesture == self._gesture:
            document.undo()
        self._rest_now()

    def _on_refused(self, sentence: str) -> None:
        if sentence:
            self._lab.session.refused.emit(sentence)


class FlagSetting(QCheckBox):
    """A setting that is on or off: each stands for a value."""

    def __init__(self, lab: Lab, name: str, title: str, off: Any = False, on: Any = True) -> None:
        super().__init__(title)
        self._lab, self._name, self._off, self._on = lab, name, off, on
        self.clicked.connect(lambda checked: lab.set(**{name: self._on if checked else self._off}))

    def refresh(self, setup: Setup) -> None:
        """Show what is set."""
        self.setChecked(getattr(setup, self._name) != self._off)
