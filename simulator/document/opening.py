"""From what a person names (a lesson, a cell, a file) to the first state of a document."""

from __future__ import annotations

import difflib
import math
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simulator.document.hardness import gate_parameters
from simulator.document.refitting import refit
from simulator.document.sequence import Sequence
from simulator.document.state import Layer, Side, State, frozen
from simulator.engine import Model
from simulator.engine.holding import Hold
from simulator.errors import UserError
from simulator.language import Cell, Example, cell_ids, load_cell
from simulator.language.cellfile import read_cell
from simulator.lessons import SEQUENCE_NAME, Lesson, LessonSide, lesson_ids, load_lesson, read_lesson
from simulator.tables import Table

# What a cell runs whose file has no example: a pulse on each of two inputs, and time to see what is left of it.
_PULSES = Example(inputs=2, units=2, outputs=1, x=((1.0, 0.0), (0.0, 1.0), *((0.0, 0.0),) * 6))


def open_what(what: str) -> State:
    """Return the state for a lesson's id, a cell's id, or a lesson or cell file. Raises UserError."""
    found = find(what)
    return new_state_from_lesson(found) if isinstance(found, Lesson) else new_state_from_cell(found)


def find(what: str) -> Lesson | Cell:
    """Return the lesson or the cell that an id or a file name means. Raises UserError."""
    if what in lesson_ids():
        return load_lesson(what)
    if what in cell_ids():
        return load_cell(what)
    path = Path(what)
    if path.suffix == ".gatesim":
        raise UserError(f"{what} is a session file, and this version cannot open sessions. Open a lesson or a cell.")
    if path.suffix != ".toml" and not (what and os.path.exists(path)):
        known = (*lesson_ids(), *cell_ids())
        close = difflib.get_close_matches(what, known, 1)
        hint = f"Did you mean {close[0]}?" if close else "See “gatesim lessons” and “gatesim cells”."
        raise UserError(f"there is no lesson, cell or file “{what}”. {hint}")
    table = Table.read(path)
    if "lesson" in table.values:
        return read_lesson(table)
    if "cell" in table.values:
        return read_cell(table)
    raise UserError(f"{what} has neither a table [lesson] nor a table [cell]. Open a lesson or a cell file.")


def new_state_from_lesson(lesson: Lesson) -> State:
    """Return what a lesson starts with."""
    layer = _layer(lesson.cell, lesson, lesson.parameters, lesson.initial)
    state = State(
        titles=lesson.titles,
        texts=lesson.texts,
        lesson=lesson.id,
        layers=(layer,),
        sequences=tuple(
            Sequence.of(sequence.name, sequence.rows(lesson.encoding), sequence.words) for sequence in lesson.sequences
        ),
        labels=lesson.labels,
        show=lesson.show,
        scale=lesson.scale,
        play=lesson.play,
        encoding=lesson.encoding,
    )
    return replace(state, sides=tuple(_side(state, key, side) for key, side in enumerate(lesson.sides, 1)))


def _side(state: State, key: int, given: LessonSide) -> Side:
    """Return what a lesson puts beside itself; what it does not say is the lesson's own, by name and shape."""
    holds = tuple(Hold(hold.signal, hold.unit, hold.start, hold.stop, hold.value) for hold in given.holds)
    layer = state.layer
    if given.cell is not None:
        layer = replace(refit(layer, given.cell), layout=next(iter(given.cell.layouts), None))
    if given.hardness is not None:
        softer = {name: layer.parameters[name] * given.hardness for name in gate_parameters(layer.cell)}
        layer = replace(layer, parameters={**layer.parameters, **{name: frozen(softer[name]) for name in softer}})
    if given.parameters or given.initial:
        own = {name: frozen(value) for name, value in given.parameters.items()}
        start = {name: frozen(value) for name, value in given.initial.items()}
        layer = replace(layer, parameters={**layer.parameters, **own}, initial={**layer.initial, **start})
    return Side(key, given.titles, None if layer is state.layer else layer, given.sequence, holds)


def new_state_from_cell(cell: Cell) -> State:
    """Return the example of a cell; two pulses and parameters from the seed where its file has none."""
    example = cell.example or _PULSES
    layer = _layer(cell, example, example.parameters, example.initial)
    sequence = Sequence.of(SEQUENCE_NAME, example.x)
    show = tuple(name for name in cell.signals if cell.roles[name] != "sum") or cell.signals
    return State(
        titles=cell.titles,
        texts=cell.texts,
        lesson=None,
        layers=(layer,),
        sequences=(sequence,),
        show=show,
        scale=scale_of(layer, sequence),
    )


def _layer(
    cell: Cell, sizes: Lesson | Example, parameters: Mapping[str, Any] | None, initial: Mapping[str, Any]
) -> Layer:
    inputs, units, outputs = sizes.inputs, sizes.units, sizes.outputs
    given = parameters if parameters is not None else Model(cell, inputs, units, outputs, seed=0).parameters
    lengths = cell.signal_sizes(inputs, units, outputs)
    return Layer(
        cell=cell,
        inputs=inputs,
        units=units,
        outputs=outputs,
        parameters={name: frozen(given[name]) for name in cell.parameters},
        initial={name: frozen(initial.get(name, np.zeros(lengths[name]))) for name in cell.states},
        layout=next(iter(cell.layouts), None),
    )


def scale_of(layer: Layer, sequence: Sequence) -> float:
    """Return what a full tank holds: the power of two, at least 1, that the memories of the example stay within."""
    cell = layer.cell
    names = [name for name in cell.signals if cell.roles[name] in ("memory", "output")]
    model = Model(cell, layer.inputs, layer.units, layer.outputs, parameters=layer.parameters)
    trace = model.run(sequence.array(), initial=layer.initial, signals=names)
    largest = max((float(np.abs(trace[name]).max()) for name in names), default=1.0)
    if not 1.0 < largest < math.inf:
        return 1.0
    return 2.0 ** math.ceil(math.log2(largest))
