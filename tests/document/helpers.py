"""What several of these tests need."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.document import Document, Layer, State, edits, sequence_edits, sequence_fills, side_edits
from simulator.engine.holding import Hold


def content(state: State) -> Any:
    """Return everything a state holds, copied and comparable: bits of arrays, not identities."""
    return (
        state.holds,
        [
            (
                side.key,
                dict(side.titles),
                None if side.layer is None else _layer(side.layer),
                side.sequence,
                side.holds,
                side.shown,
            )
            for side in state.sides
        ],
        dict(state.titles),
        dict(state.texts),
        state.lesson,
        [_layer(layer) for layer in state.layers],
        [
            (sequence.name, sequence.array().shape, sequence.array().tobytes(), sequence.heads)
            for sequence in state.sequences
        ],
        state.chosen,
        dict(state.labels),
        state.show,
        state.scale,
        state.play,
        state.encoding,
        state.rows,
        state.training,
    )


def _layer(layer: Layer) -> Any:
    return (
        layer.cell.id,
        layer.inputs,
        layer.units,
        layer.outputs,
        {name: (array.shape, array.tobytes()) for name, array in layer.parameters.items()},
        {name: (array.shape, array.tobytes()) for name, array in layer.initial.items()},
        layer.layout,
        None if layer.places is None else dict(layer.places),
        layer.direction,
        (layer.cell.equations, layer.cell.output, dict(layer.cell.given_roles), dict(layer.cell.init)),
        {name: dict(places) for name, places in layer.cell.layouts.items()},
    )


def random_edit(state: State, random: np.random.Generator) -> edits.Edit:
    """Return any one edit of a state."""
    steps, inputs = state.sequence.steps, state.sequence.inputs
    row, column = int(random.integers(steps)), int(random.integers(inputs))
    value = float(random.normal())
    stop = int(random.integers(row, steps)) + 1
    match int(random.integers(12)):
        case 0 | 1:
            return edits.set_input(state, row, column, value)
        case 2:
            block = random.normal(size=(int(random.integers(1, 9)), int(random.integers(1, inputs - column + 1))))
            return edits.paste(state, row, column, block.tolist())
        case 3:
            return edits.insert_steps(state, int(random.integers(steps + 1)), int(random.integers(1, 6)))
        case 4 if steps > 12:
            return edits.delete_steps(state, row, int(random.integers(1, min(steps - row, steps - 1, 6) + 1)))
        case 5:
            return sequence_edits.shuffle_steps(state, row, stop, int(random.integers(100)))
        case 6 if steps < 100:
            return sequence_edits.repeat_steps(state, row, min(stop, row + 9))
        case 7:
            return sequence_fills.pulse_steps(state, row, stop, value, int(random.integers(1, 9)), columns=[column])
        case 8:
            name = str(random.choice(state.layer.cell.parameters))
            index = tuple(int(random.integers(size)) for size in state.layer.parameters[name].shape)
            return edits.set_parameter(state, name, index, value)
        case 9 if len(state.sides) < side_edits.MOST_SIDES:
            name = str(random.choice(state.layer.cell.signals))
            hold = Hold(name, None, row, None if random.integers(3) == 0 else stop, value)
            return side_edits.what_if(state, hold)
        case 10 if state.sides:
            return side_edits.keep(state, int(random.choice([side.key for side in state.sides])))
        case 11 if state.holds:
            return side_edits.release(state, None, int(random.integers(len(state.holds))))
        case _:
            name = str(random.choice(state.layer.cell.states))
            return edits.set_initial(state, name, int(random.integers(len(state.layer.initial[name]))), value)


def walk(document: Document, random: np.random.Generator, edits_made: int) -> None:
    """Apply some random edits."""
    for _ in range(edits_made):
        document.apply(random_edit(document.state, random))
