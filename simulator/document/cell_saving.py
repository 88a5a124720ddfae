"""A cell of one's own as a file: the equations with sizes, sequence, parameters and initial state as they are now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from simulator.document.layout_edits import AUTO, places_of
from simulator.document.state import State
from simulator.errors import UserError
from simulator.files import LIMIT, write_whole
from simulator.language import Cell, Example
from simulator.language.cellwriter import cell_text

SUFFIX = ".toml"
_DIGITS = 3  # characters that a number takes at least, with its comma


def cell_of(state: State, name: str) -> Cell:
    """Return the cell as it stands there, called by a name, with all that it runs as its example."""
    layer = state.layer
    example = Example(
        inputs=layer.inputs,
        units=layer.units,
        outputs=layer.outputs,
        x=tuple(tuple(map(float, row)) for row in state.sequence.array()),
        parameters={key: array.tolist() for key, array in layer.parameters.items()},
        initial={key: array.tolist() for key, array in layer.initial.items() if _any_bit(array)},
    )
    title = name.replace("-", " ").replace("_", " ").strip() or name
    places = {AUTO: places_of(layer)} if places_of(layer) else {}
    known = {key: given for key, given in layer.cell.layouts.items() if key != AUTO}
    shown = {layer.layout: known[layer.layout]} if layer.layout in known else {}  # the first is drawn
    layouts = shown | known | places
    titles = {"en": title[:1].upper() + title[1:]}
    return replace(layer.cell, id=name, titles=titles, layouts=layouts, example=example)


def save_cell(state: State, path: str | Path) -> None:
    """Write the cell to a file that is complete in itself, whole or not at all.

    Raises UserError if the name is not that of a cell file, the file would be too large to be opened again, or the
    system refuses.
    """
    path = Path(path)
    if path.suffix.lower() != SUFFIX:
        raise UserError(f"{path}: a cell file's name must end in {SUFFIX}. Choose another name.")
    layer, sequence = state.layer, state.sequence
    count = sum(array.size for array in layer.parameters.values()) + sequence.steps * sequence.inputs
    text = cell_text(cell_of(state, path.stem)) if count * _DIGITS <= LIMIT else ""
    if not text or len(text.encode()) > LIMIT:
        raise UserError(
            f"{path} is not written: with {count:,} numbers it would be larger than {LIMIT:,} bytes and could not be"
            " opened again. Use fewer units or a shorter sequence."
        )
    with write_whole(path) as file:
        file.write(text)


def _any_bit(array: np.ndarray) -> bool:
    return bool(array.tobytes().strip(b"\0"))
