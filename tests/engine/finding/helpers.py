"""Sources of numbers for the tests of finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.language.condition import Condition, parse_condition
from tests.oracles.conditions import Numbers

Array = np.ndarray[Any, Any]


class Arrays:
    """A source of arrays; only the first ``ready`` steps may be asked for."""

    def __init__(
        self,
        signals: Mapping[str, Any],
        x: Any = None,
        initial: Mapping[str, Any] | None = None,
        ready: int | None = None,
    ) -> None:
        self._signals = {name: _rows(rows) for name, rows in signals.items()}
        self.steps = len(next(iter(self._signals.values())))
        self._x = np.zeros((self.steps, 1)) if x is None else _rows(x)
        self._initial = {name: np.atleast_1d(np.asarray(value, float)) for name, value in (initial or {}).items()}
        self.ready = self.steps if ready is None else ready
        self.looks = 0  # how often a signal was asked for,
        self.asked = 0  # and at how many steps in all

    def inputs(self, start: int, stop: int) -> Array:
        assert 0 <= start <= stop <= self.steps
        return self._x[start:stop]

    def signal(self, name: str, start: int, stop: int) -> Array:
        assert 0 <= start <= stop <= self.ready
        self.looks += 1
        self.asked += stop - start
        return self._signals[name][start:stop]

    def initial(self, name: str) -> Array:
        return self._initial[name]

    def condition(self, text: str) -> Condition:
        """Read a condition on these signals."""
        sizes = {name: rows.shape[1] for name, rows in self._signals.items()}
        return parse_condition(text, tuple(sizes), self._x.shape[1], sizes)


def _rows(values: Any) -> Array:
    array = np.asarray(values, float)
    array = array[:, np.newaxis] if array.ndim == 1 else array
    array.flags.writeable = False
    return array


def arrays_of(numbers: Numbers, ready: int | None = None) -> Arrays:
    """Return the numbers of the oracle as a source."""
    return Arrays(numbers.signals, numbers.x, numbers.initial, ready)
