"""Looking through the sequence: the condition that is looked for, where it holds, and where playing stops or loops."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from simulator.engine.finding import find, holds, never
from simulator.errors import ConditionError
from simulator.gui.session import Session
from simulator.language.condition import Condition, parse_condition

_MARKED = 200_000  # steps that are marked at most; more than there are pixels


class Search(QObject):
    """Holds the condition, or the sentence that says why there is none; ``changed`` tells of either, and of its hits.

    The trace changes under it: then the same text is looked for again, once the trace is done.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self.text = ""
        self.condition: Condition | None = None
        self.error: ConditionError | None = None
        self.hits = np.empty(0, np.int64)  # steps from 0
        self.stops = False  # whether playing stops where it holds
        self._later = QTimer(self)  # many changes in one turn are looked through once
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._look)
        session.changed.connect(self._on_changed)
        session.traced.connect(self._on_traced)
        session.clock.stop_at = self._stops_at

    @property
    def step(self) -> int | None:
        """The step that a bare number names; None where something else is written."""
        number = self.text.strip().replace(",", "")
        return int(number) if number.isascii() and number.isdigit() else None

    @property
    def reason(self) -> str:
        """Why the condition holds nowhere; "" where it does, or where there is none."""
        complete = self.session.ready == self.session.steps
        if self.condition is None or len(self.hits) or not complete:
            return ""
        return never(self.condition, self.session)

    def look_for(self, text: str) -> None:
        """Take another condition, "" for none, or the number of a step."""
        if text != self.text:
            self.text = text
            self._again()

    def go(self, way: int) -> bool:
        """Go to the next step where it holds, or the one before; to the step that a bare number names."""
        session = self.session
        if self.step is not None:
            session.clock.jump(self.step)
            return True
        if self.condition is None:
            return False
        found = find(self.condition, session, session.cursor.step, 1 if way > 0 else -1)
        if found is not None:
            session.clock.jump(found)
        return found is not None

    def set_stops(self, stops: bool) -> None:
        """Say whether playing stops where the condition holds."""
        self.stops = stops
        self.changed.emit()

    def _on_changed(self) -> None:
        if self.text:
            self._again()

    def _on_traced(self) -> None:
        if self.condition is not None:
            self._later.start()

    def _again(self) -> None:
        """Read the text for the cell as it is now."""
        session, layer = self.session, self.session.layer
        self.condition = self.error = None
        if self.text.strip() and self.step is None:
            try:
                self.condition = parse_condition(self.text, session.cell.signals, layer.inputs, session.sizes)
            except ConditionError as error:
                self.error = error
        self._look()

    def _look(self) -> None:
        session = self.session
        self.hits = np.empty(0, np.int64)
        if self.condition is not None:
            self.hits = np.flatnonzero(holds(self.condition, session, 0, session.ready))[:_MARKED]
        self.changed.emit()

    def _stops_at(self, step: int) -> bool:
        condition = self.condition
        ready = condition is not None and self.stops and step <= self.session.ready
        return ready and condition is not None and bool(holds(condition, self.session, step - 1, step)[0])
