"""Gestures: what a person does in one go is one entry of the undo list."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from simulator.document import Edit, State
from simulator.gui.controls.number_field import NumberField
from simulator.gui.controls.value_slider import ValueSlider
from simulator.gui.session import Session

_numbers = itertools.count(1)

MakeEdit = Callable[[State, float, str], Edit]
"""The edit that gives one number of a state a value, as part of a gesture."""


def new_gesture(what: str) -> str:
    """Return a name no other gesture has had."""
    return f"{what} {next(_numbers)}"


class NumberGesture:
    """Edits one number for a control that proposes values: all until ``finish`` are undone together."""

    def __init__(self, session: Session, what: str, make: MakeEdit) -> None:
        self._session = session
        self._what = what
        self._make = make
        self._name = new_gesture(what)

    def follow(self, control: NumberField | ValueSlider) -> None:
        """Do what a control asks for, as long as it is there."""
        # Closures, for a bound method would not keep this object alive.
        control.proposed.connect(lambda value: self.propose(value))
        control.finished.connect(lambda: self.finish())
        control.cancelled.connect(lambda: self.cancel())

    def propose(self, value: float) -> None:
        """Give the number a value."""
        self._session.try_apply(lambda state: self._make(state, value, self._name))

    def finish(self) -> None:
        """What comes next is another gesture."""
        self._name = new_gesture(self._what)

    def cancel(self) -> None:
        """Take back what this gesture has changed."""
        edit = self._session.document.undo_edit
        if edit is not None and edit.gesture == self._name:
            self._session.document.undo()
        self.finish()
