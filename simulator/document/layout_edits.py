"""The edit of how the cell is drawn: it changes no number."""

from __future__ import annotations

from dataclasses import replace

from simulator.document.edits import Edit
from simulator.document.state import State

LIKE_LECTURE = "Draw the cell as in the lecture"
CONVEYOR = "Draw the cell as a conveyor belt"
OTHERWISE = "Draw the cell in another way"
_NAMES = {"lecture": LIKE_LECTURE, "conveyor": CONVEYOR}

TEMPLATES = (LIKE_LECTURE, CONVEYOR, OTHERWISE)
"""The names these edits have, for translators."""


def set_layout(state: State, layout: str) -> Edit:
    """Draw the cell in another layout; ``layout`` is the name of one that its diagram has."""
    new = state if layout == state.layer.layout else state.with_layer(replace(state.layer, layout=layout))
    return Edit(_NAMES.get(layout, OTHERWISE), new, {}, None, state.sequence.steps)
