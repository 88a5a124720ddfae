"""The edit of a cell's equations: what still has its name and its size stays, the rest begins anew."""

from __future__ import annotations

from dataclasses import replace

from simulator.document.edits import Edit
from simulator.document.refitting import refit
from simulator.document.state import State
from simulator.language import Cell, parse_cell

CHANGE_EQUATIONS = "Change the equations"
CHANGE_FUNCTION = "Change a function to {function}"
CHANGE_OUTPUT = "Make {signal} the output"

TEMPLATES = (CHANGE_EQUATIONS, CHANGE_FUNCTION, CHANGE_OUTPUT)
"""The names these edits have, for translators."""


def set_equations(state: State, text: str, gesture: str | None = None, function: str = "") -> Edit:
    """Put other equations in place of the cell's.

    Parameters, initial states, roles and places are kept by name where they still fit; parameters that are new come
    from the seed. The output stays if there is still a signal of its name, else it is the last signal. While something
    is typed, give the state in which the typing began: what a name loses on the way it then has again in the end.
    ``function`` names the edit by what was chosen from the list. Raises CellError.
    """
    template = CHANGE_FUNCTION if function else CHANGE_EQUATIONS
    values = {"function": function} if function else {}
    old = state.layer.cell
    if text == old.equations:
        return Edit(template, state, values, gesture)
    found = parse_cell(text)
    cell = _grown_from(old, found, old.output if old.output in found.signals else found.output)
    return Edit(template, _with_cell(state, cell), values, gesture)


def set_output(state: State, signal: str) -> Edit:
    """Make another signal the one that leaves the cell. Raises CellError if there is none of that name."""
    values = {"signal": signal}
    old = state.layer.cell
    if signal == old.output:
        return Edit(CHANGE_OUTPUT, state, values)
    cell = _grown_from(old, parse_cell(old.equations, signal), signal)
    return Edit(CHANGE_OUTPUT, _with_cell(state, cell), values)


def _grown_from(old: Cell, found: Cell, output: str) -> Cell:
    """Return the cell of new equations with all that the old one's file says and that still holds."""
    matrices = {name for name, shape in found.graph.parameters.items() if len(shape) == 2}
    gone = set(old.signals) - set(found.signals)
    return replace(
        found,
        output=output,
        id=old.id,
        titles=old.titles,
        texts={"en": ""},  # they spoke of other equations
        source="",
        given_roles={name: role for name, role in old.given_roles.items() if name in found.signals},
        init={
            name: start
            for name, start in old.init.items()
            if name in found.parameters and (start != "identity" or name in matrices)
        },
        layouts={
            layout: {node: place for node, place in places.items() if node.removesuffix("[t-1]") not in gone}
            for layout, places in old.layouts.items()
        },
    )


def _with_cell(state: State, cell: Cell) -> State:
    return replace(state.with_layer(refit(state.layer, cell)), show=_shown(state, cell))


def _shown(state: State, cell: Cell) -> tuple[str, ...]:
    """Return the rows of the timeline: those there were, and the new signals that are no sums."""
    before = state.layer.cell.signals
    new = (name for name in cell.signals if name not in before and cell.roles[name] != "sum")
    return (*(name for name in state.show if name in cell.signals), *new) or cell.signals
