"""Edits of what runs beside the document: branches in which signals are held, other cells, weights and sequences.

The document and its sides are compared step by step. A side that convinces is kept: it becomes the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from simulator.document.edits import Edit
from simulator.document.entry import check_finite
from simulator.document.refitting import refit
from simulator.document.sequence_list_edits import LONGEST_NAME
from simulator.document.state import Layer, Side, State
from simulator.engine.holding import Hold, Holds
from simulator.errors import UserError, one_line
from simulator.language import Cell
from simulator.tables import Words

MOST_SIDES = 8
MOST_SHOWN = 2  # beside the document

WHAT_IF = "What if {hold}"
HOLD_ALSO = "Hold {hold} as well"
RELEASE = "Let {hold} go"
COMPARE = "Compare with {title}"
KEEP = "Keep {title}"
DROP = "Drop {title}"
RENAME = "Rename {title} to {new}"
SHOW, HIDE = "Show {title} beside", "Hide {title}"

TEMPLATES = (WHAT_IF, HOLD_ALSO, RELEASE, COMPARE, KEEP, DROP, RENAME, SHOW, HIDE)
"""The names these edits have, for translators."""


def side_of(state: State, key: int) -> Side:
    """Return the side of a key. Raises UserError if it is gone."""
    for side in state.sides:
        if side.key == key:
            return side
    raise UserError("that side is not there any more. Choose one that is.")


def hold_title(layer: Layer, hold: Hold) -> str:
    """Say what is held, in signs alone: “f = 0, t = 4”, “c[2] = 1, t = 3 … 5”, “o = 1, t ≥ 2”."""
    sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
    unit = "" if hold.unit is None or sizes.get(hold.signal, 1) == 1 else f"[{hold.unit + 1}]"
    first, last = hold.start + 1, hold.stop
    when = f"t ≥ {first}" if last is None else f"t = {first}" if last == first else f"t = {first} … {last}"
    return f"{hold.signal}{unit} = {hold.value:g}, {when}".replace("= -", "= −")


# -- what if


def what_if(state: State, hold: Hold) -> Edit:
    """Begin a branch in which a signal is held. Raises UserError for a signal, a unit or a step that is not there."""
    _check(state, state.layer, hold)
    holds = (*state.holds, hold)
    side = Side(_free_key(state), {"en": _title(state.layer, (hold,))}, holds=holds)
    return _added(state, side, WHAT_IF, {"hold": side.title})


def hold_also(state: State, key: int, hold: Hold, gesture: str | None = None) -> Edit:
    """Hold a signal in a side as well; a hold of the same units at the same steps is replaced."""
    side, layer = side_of(state, key), side_of(state, key).layer or state.layer
    _check(state, layer, hold)
    holds = _holds(state, side)
    place = (hold.signal, hold.unit, hold.start, hold.stop)
    new = (*(one for one in holds if (one.signal, one.unit, one.start, one.stop) != place), hold)
    values = {"hold": _title(layer, (hold,))}
    return _changed(state, _with_holds(state, side, new), HOLD_ALSO, values, gesture)


def release(state: State, key: int | None, number: int) -> Edit:
    """Let go what is held, by its place in the list: in a side, or in the document itself if ``key`` is None."""
    side = None if key is None else side_of(state, key)
    holds = state.holds if side is None else _holds(state, side)
    if not 0 <= number < len(holds):
        raise UserError("that is not held any more. Choose what is.")
    rest = (*holds[:number], *holds[number + 1 :])
    layer = state.layer if side is None else side.layer or state.layer
    values = {"hold": _title(layer, (holds[number],))}
    if side is None:
        return Edit(RELEASE, replace(state, holds=rest), values, None, holds[number].start)
    return _changed(state, _with_holds(state, side, rest), RELEASE, values)


# -- compare


def compare_layer(state: State, layer: Layer, titles: Words) -> Edit:
    """Run a layer beside the document: other weights, or another cell; nothing that is done to the document changes it.

    A snapshot of the document's own layer shows what an edit of its weights does.
    """
    side = Side(_free_key(state), dict(titles), layer, holds=())
    return _added(state, side, COMPARE, {"title": side.title})


def compare_cell(state: State, cell: Cell) -> Edit:
    """Run another cell beside the document: of the same sizes, with the same weights where name and shape agree."""
    layer = replace(refit(state.layer, cell), layout=next(iter(cell.layouts), None), places=None)
    return compare_layer(state, layer, cell.titles)


def compare_sequence(state: State, name: str) -> Edit:
    """Run another sequence of the document beside the one on show. Raises UserError if there is none of that name."""
    if name not in [sequence.name for sequence in state.sequences]:
        raise UserError(f"there is no sequence “{name}”. Choose one of the list.")
    return _added(state, Side(_free_key(state), {"en": name}, sequence=name), COMPARE, {"title": name})


# -- what becomes of a side


def keep(state: State, key: int) -> Edit:
    """Let a side become the document; the other sides stay. Raises UserError where it does not run."""
    side = side_of(state, key)
    run = side.run(state)
    if run is None:
        raise UserError(f"“{side.title}” does not run, so it cannot be kept: {why_not(state, side)}")
    before = state.layer.cell
    new = replace(
        state.with_layer(run.layer),
        holds=_holds(state, side),
        sides=tuple(one for one in state.sides if one is not side),
    )
    if run.sequence is not state.sequence:
        new = replace(new, chosen=[one.name for one in state.sequences].index(run.sequence.name))
    if run.layer.cell is not before:
        signals = run.layer.cell.signals
        new = replace(new, show=tuple(name for name in state.show if name in signals) or signals, play=None)
    first = min((hold.start for hold in {*new.holds} ^ {*state.holds}), default=0) if side.is_branch else None
    return Edit(KEEP, new, {"title": side.title}, None, first)


def drop(state: State, key: int) -> Edit:
    """Take a side away."""
    side = side_of(state, key)
    rest = tuple(one for one in state.sides if one is not side)
    return Edit(DROP, replace(state, sides=rest), {"title": side.title}, None, state.sequence.steps)


def rename(state: State, key: int, name: str) -> Edit:
    """Give a side another name. Raises UserError if it is empty."""
    side, new = side_of(state, key), " ".join(one_line(name).split())
    if not new:
        raise UserError("the name is empty. Type one.")
    if len(new) > LONGEST_NAME:
        raise UserError(f"the name has {len(new)} characters, and the most are {LONGEST_NAME}. Shorten it.")
    values = {"title": side.title, "new": new}
    return _changed(state, side if new == side.title else replace(side, titles={"en": new}), RENAME, values)


def show(state: State, key: int, shown: bool) -> Edit:
    """Show a side beside the document, or hide it; where too many would be shown, the first of them is hidden."""
    side = side_of(state, key)
    new = side if side.shown == shown else replace(side, shown=shown)
    edit = _changed(state, new, SHOW if shown else HIDE, {"title": side.title})
    return replace(edit, state=_few_shown(edit.state, key)) if shown else edit


def why_not(state: State, side: Side) -> str:
    """Say why a side does not run."""
    if side.sequence is not None and side.sequence not in [one.name for one in state.sequences]:
        return f"the sequence “{side.sequence}” is gone."
    inputs = (side.layer or state.layer).inputs
    return f"its cell has {inputs:,} inputs, and the sequence {state.sequence.inputs:,}."


# -- inside


def _check(state: State, layer: Layer, hold: Hold) -> None:
    """Raise UserError if something cannot be held."""
    sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
    if hold.signal not in sizes:
        raise UserError(f"{hold.signal} is no signal of the cell. Its signals are {', '.join(sizes)}.")
    size, steps = sizes[hold.signal], state.sequence.steps
    if hold.unit is not None and not 0 <= hold.unit < size:
        raise UserError(f"{hold.signal} has no unit {hold.unit + 1}: it has {size}. Choose one of them.")
    if not 0 <= hold.start < steps or (hold.stop is not None and hold.stop > steps):
        raise UserError(f"the sequence has the steps 1 to {steps}. Hold something at some of them.")
    if hold.stop is not None and hold.stop <= hold.start:
        raise UserError("the last step comes before the first one. Give them in the order of time.")
    check_finite(hold.value, hold.signal)


def _title(layer: Layer, holds: Holds) -> str:
    return "; ".join(hold_title(layer, hold) for hold in holds)[:LONGEST_NAME]


def _holds(state: State, side: Side) -> Holds:
    return state.holds if side.holds is None else side.holds


def _with_holds(state: State, side: Side, holds: Holds) -> Side:
    """Return a side in which other signals are held; a name that only says what is held goes with it."""
    layer, own = side.layer or state.layer, len(state.holds) if side.is_branch else 0
    named = {_title(layer, _holds(state, side)), _title(layer, _holds(state, side)[own:])}
    titles = {"en": _title(layer, holds[own:]) or side.title} if side.title in named else side.titles
    return replace(side, holds=holds, titles=titles)


def _free_key(state: State) -> int:
    if len(state.sides) >= MOST_SIDES:
        raise UserError(f"there are {MOST_SIDES} sides already, which is the most. Drop one of them first.")
    return 1 + max((side.key for side in state.sides), default=0)


def _added(state: State, side: Side, template: str, values: Mapping[str, Any]) -> Edit:
    new = _few_shown(replace(state, sides=(*state.sides, side)), side.key)
    return Edit(template, new, values, None, state.sequence.steps)


def _changed(state: State, side: Side, template: str, values: Mapping[str, Any], gesture: str | None = None) -> Edit:
    """Return the edit that puts a side in the place of the one with its key; none if it is the same."""
    if any(one is side for one in state.sides):
        return Edit(template, state, values, gesture, state.sequence.steps)
    sides = tuple(side if one.key == side.key else one for one in state.sides)
    return Edit(template, replace(state, sides=sides), values, gesture, state.sequence.steps)


def _few_shown(state: State, key: int) -> State:
    """Return the state with no more sides shown than have room; that of the key is."""
    others = [side.key for side in state.sides if side.shown and side.key != key]
    hidden = others[: max(0, len(others) - (MOST_SHOWN - 1))]
    sides = tuple(replace(side, shown=False) if side.key in hidden else side for side in state.sides)
    return replace(state, sides=sides)
