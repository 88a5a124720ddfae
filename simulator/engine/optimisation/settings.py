"""What can be set of an optimiser or a schedule: data, of which a check is made here and a form in a window."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from simulator.errors import UserError

Row = TypeVar("Row")


@dataclass(frozen=True)
class Setting:
    """A number that can be set: ``low`` <= value < ``high``. ``text`` says in one sentence what it does."""

    name: str
    default: float
    low: float
    high: float
    text: str
    whole: bool = False

    def check(self, value: Any, of: str) -> float:
        """Return a value that is allowed. Raises UserError that names ``of``, what the setting belongs to."""
        allowed = (int, np.integer) if self.whole else (int, float, np.integer, np.floating)
        if isinstance(value, bool) or not isinstance(value, allowed) or not self.low <= value < self.high:
            kind = "whole number" if self.whole else "number"
            low, high = (f"{end:,}" if self.whole else f"{end:g}" for end in (self.low, self.high))
            raise UserError(f"{self.name} of {of} must be a {kind} from {low} to below {high}, and is {value}.")
        return int(value) if self.whole else float(value)


def check_settings(settings: Iterable[Setting], given: Mapping[str, Any], of: str) -> dict[str, float]:
    """Return all settings by name, those not given at their defaults. Raises UserError for one that is not known."""
    rows = {setting.name: setting for setting in settings}
    for name in given:
        if name not in rows:
            raise UserError(f"{of} has no setting “{name}”. {_nearest(name, rows)}")
    return {name: row.check(given.get(name, row.default), of) for name, row in rows.items()}


def pick(table: Mapping[str, Row], name: str, kind: str) -> Row:
    """Return the row of a name. Raises UserError, offering the nearest, if there is none."""
    if name not in table:
        raise UserError(f"“{name}” is no {kind}. {_nearest(name, table)}")
    return table[name]


def is_number(value: Any) -> bool:
    """Whether a value is a finite number."""
    is_real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return is_real and math.isfinite(value)


def _nearest(name: str, known: Iterable[str]) -> str:
    known = list(known)
    close = difflib.get_close_matches(str(name).lower(), known, 1)
    return f"Did you mean {close[0]}?" if close else f"There are: {', '.join(known) or 'none'}."
