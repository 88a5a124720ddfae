"""The edit of how the cell is drawn: it changes no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.document.edits import Edit
from simulator.document.state import Layer, State

LIKE_LECTURE = "Draw the cell as in the lecture"
CONVEYOR = "Draw the cell as a conveyor belt"
OTHERWISE = "Draw the cell in another way"
MOVE, TIDY = "Move {part} in the diagram", "Lay the diagram out by itself"
_NAMES = {"lecture": LIKE_LECTURE, "conveyor": CONVEYOR}

TEMPLATES = (LIKE_LECTURE, CONVEYOR, OTHERWISE, MOVE, TIDY)
AUTO = "auto"  # the table of a cell file, [layout.auto], with the places of single parts
"""The names these edits have, for translators."""


def set_layout(state: State, layout: str) -> Edit:
    """Draw the cell in another layout; ``layout`` is the name of one that its diagram has."""
    new = state if layout == state.layer.layout else state.with_layer(replace(state.layer, layout=layout))
    return Edit(_NAMES.get(layout, OTHERWISE), new, {}, None, state.sequence.steps)


def places_of(layer: Layer) -> Mapping[str, tuple[float, float]]:
    """Return the places that parts of the diagram have been given, in % of the pane."""
    return layer.cell.layouts.get(AUTO, {}) if layer.places is None else layer.places


def move_part(state: State, part: str, place: tuple[float, float], gesture: str | None = None) -> Edit:
    """Give a part of a diagram that lays itself out a place, in % of the pane; its id begins with its signal."""
    places = {**places_of(state.layer), part: place}
    new = state if places == places_of(state.layer) else state.with_layer(replace(state.layer, places=places))
    return Edit(MOVE, new, {"part": part.partition(":")[0].removesuffix(" out")}, gesture, state.sequence.steps)


def tidy(state: State) -> Edit:
    """Take all places back that parts have been given."""
    new = state.with_layer(replace(state.layer, places={})) if places_of(state.layer) else state
    return Edit(TIDY, new, {}, None, state.sequence.steps)
