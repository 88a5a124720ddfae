"""Parameters set by hand: those of the lessons, offered for every cell with the same equations and sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from simulator.document.edits import Edit
from simulator.document.opening import new_state_from_lesson
from simulator.document.parameter_edits import Which, arrays_of
from simulator.document.sequence import Array
from simulator.document.state import State
from simulator.lessons import lesson_ids, load_lesson
from simulator.tables import Words, words

TAKE = "Take the parameters of {title}"
TEMPLATES = (TAKE,)
"""The names these edits have, for translators."""


@dataclass(frozen=True, eq=False)
class Preset:
    """All arrays of a lesson: its parameters, and what its states hold before the first step."""

    titles: Words
    arrays: Mapping[Which, Array]


def presets(state: State) -> tuple[Preset, ...]:
    """Return those that fit the cell as it is, in the order of the lessons; none twice."""
    own = {which: array.shape for which, array in arrays_of(state.layer).items()}
    found: dict[bytes, Preset] = {}
    for name in lesson_ids():
        lesson = load_lesson(name)
        if lesson.cell.graph != state.layer.cell.graph or lesson.parameters is None:
            continue
        arrays = arrays_of(new_state_from_lesson(lesson).layer)
        if {which: array.shape for which, array in arrays.items()} == own:
            found.setdefault(b"".join(array.tobytes() for array in arrays.values()), Preset(lesson.titles, arrays))
    return tuple(found.values())


def take_preset(state: State, preset: Preset) -> Edit:
    """Put all arrays of a preset in place; the same state if they are there."""
    layer, values = state.layer, {"title": words(preset.titles)}
    now = arrays_of(layer)
    if all(array.tobytes() == now[which].tobytes() for which, array in preset.arrays.items()):
        return Edit(TAKE, state, values)
    parameters = {which.name: array for which, array in preset.arrays.items() if not which.initial}
    initial = {which.name: array for which, array in preset.arrays.items() if which.initial}
    return Edit(TAKE, state.with_layer(replace(layer, parameters=parameters, initial=initial)), values)
