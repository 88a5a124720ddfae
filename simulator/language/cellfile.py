"""Cell files: TOML around the equations. The cells that ship are such files, a user's own are the same."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from simulator.errors import CellError, UserError
from simulator.language.cell import Cell, Example, Rows
from simulator.language.parser import parse_cell
from simulator.language.roles import ROLES
from simulator.resources import assets
from simulator.tables import Table, Words, shape_of

# The order in which they are listed: the lecture's first, then by kinship.
_ORDER = (
    *("lecture-lstm", "lstm", "lstm-peephole", "lstm-coupled", "lstm-1997"),
    *("gru", "gru-reset-after", "gru-chung"),
    *("elman", "elman-lecture", "jordan", "wildml", "irnn"),
)


def cell_ids() -> tuple[str, ...]:
    """Return the ids of the cells that ship."""
    found = {path.stem for path in assets("cells").glob("*.toml")}
    return tuple(sorted(found, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)))


def cell_words(name: str) -> tuple[Words, Words]:
    """Return what a cell that ships is called and what it is, by language, without reading its equations."""
    table = Table.read(assets("cells", f"{name}.toml")).table("cell")
    return table.words("name"), table.words("text", "")


def load_cell(what: str | Path) -> Cell:
    """Return a cell by id, or from a cell file.

    Raises UserError for an unknown id or a file that is wrong, CellError where an equation is.
    """
    if isinstance(what, str) and what in cell_ids():
        return _shipped(what)
    path = Path(what)
    if path.suffix != ".toml" and not os.path.exists(path):
        raise UserError(
            f"there is no cell “{what}”. The cells are {', '.join(cell_ids())}; or give a cell file (.toml)."
        )
    return read_cell(Table.read(path))


@cache
def _shipped(name: str) -> Cell:
    return read_cell(Table.read(assets("cells", f"{name}.toml")))


def read_cell(file: Table) -> Cell:
    """Read a cell from a file's tables."""
    table = file.table("cell")
    if not table.values:
        raise UserError(f"{file.where}: the table [cell] is missing, so this is no cell file.")
    meta: dict[str, Any] = {
        "id": table.text("id"),
        "titles": table.words("name"),
        "texts": table.words("text", ""),
        "source": table.text("source", ""),
    }
    output = table.text("output")
    cell = read_equations(file, table, output, meta)
    table.finish()
    example = read_example(file.table("example"), cell)
    file.finish()
    return replace(cell, example=example)


def read_equations(file: Table, table: Table, output: str, meta: dict[str, Any]) -> Cell:
    """Read ``equations`` and the tables that speak of them: [roles], [init], [layout.…]."""
    text = table.text("equations")
    line, column = table.place_of("equations", text)
    roles = file.table("roles")
    init = file.table("init")
    layouts = file.table("layout")
    try:
        cell = parse_cell(text, output, **meta)
    except CellError as error:
        right = error.column + (column - 1 if error.line == 1 else 0)
        raise CellError(error.problem, error.line + line - 1, right, error.hint, file.where) from None
    given = {name: roles.text(name) for name in cell.signals if name in roles.values}
    for name, role in given.items():
        if role not in ROLES:
            raise roles.wrong(name, f"is “{role}”, which is no role. The roles are {', '.join(ROLES)}.")
    start = {name: _initialiser(init, name, cell) for name in cell.parameters if name in init.values}
    roles.finish(cell.signals)
    init.finish(cell.parameters)
    places = {name: layouts.table(name) for name in list(layouts.values)}
    drawn = {name: {node: place.pair(node) for node in list(place.values)} for name, place in places.items()}
    return replace(cell, given_roles=given, init=start, layouts=drawn)


def _initialiser(table: Table, name: str, cell: Cell) -> str | float:
    if isinstance(table.values[name], str):
        value = table.text(name)
        if value != "identity":
            raise table.wrong(name, f"is “{value}”. Write identity or a number.")
        if len(cell.graph.parameters[name]) == 1:
            raise table.wrong(name, "is no matrix, so it cannot be identity. Write a number.")
        return value
    return table.number(name)


def read_example(table: Table, cell: Cell) -> Example | None:
    """Read sizes, sequence, parameters and initial state; None if the table is empty."""
    if not table.values:
        return None
    sizes = {name: table.whole(name, 1 if name == "outputs" else None) for name in ("inputs", "units", "outputs")}
    x = table.numbers("x")
    parameters = table.table("parameters")
    initial = table.table("initial")
    table.finish()
    rows = read_rows(x, table, sizes["inputs"])
    given, start = read_arrays(cell, sizes, parameters, initial)
    return Example(**sizes, x=rows, parameters=given, initial=start)


def read_rows(x: Any, table: Table, inputs: int) -> Rows:
    """Check the sequence that a table has as its ``x``, and return it."""
    if x is None:
        raise table.wrong("x", "is missing. Write one row of inputs for each step.")
    shape = shape_of(x, table, "x")
    if len(shape) != 2 or shape[0] == 0 or shape[1] != inputs:
        raise table.wrong("x", f"must be rows of {inputs} numbers, at least one row.")
    return tuple(tuple(float(value) for value in row) for row in x)


def read_arrays(
    cell: Cell, sizes: dict[str, int], parameters: Table, initial: Table
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Check parameters (None: there are none) and an initial state against a cell's shapes, and return both."""
    shapes = cell.parameter_shapes(**sizes)
    given = {name: parameters.numbers(name) for name in shapes if name in parameters.values}
    parameters.finish(shapes)
    missing = [name for name in shapes if name not in given]
    if given and missing:
        raise parameters.wrong(missing[0], "is missing. Give all parameters, or none (they then come from the seed).")
    for name, value in given.items():
        found = shape_of(value, parameters, name)
        if found != shapes[name]:
            wanted = " x ".join(map(str, shapes[name]))
            have = " x ".join(map(str, found)) or "a single number"
            raise parameters.wrong(name, f"must be {wanted}, and is {have}.")
    lengths = cell.signal_sizes(**sizes)
    start = {name: initial.numbers(name) for name in cell.states if name in initial.values}
    initial.finish(cell.states)
    for name, value in start.items():
        if shape_of(value, initial, name) != (lengths[name],):
            raise initial.wrong(name, f"must be a list of {lengths[name]} numbers.")
    return given or None, start
