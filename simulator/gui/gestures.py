"""Names for gestures: what a person does in one go is one entry of the undo list."""

from __future__ import annotations

import itertools

_numbers = itertools.count(1)


def new_gesture(what: str) -> str:
    """Return a name no other gesture has had."""
    return f"{what} {next(_numbers)}"
