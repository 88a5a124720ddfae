"""Edits of what the timeline shows: which rows, in which order, how grouped. They change no number.

Places are counted from 0, as in ``bands``; signals are named, the inputs "x".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from simulator.document.bands import (
    Band,
    Bands,
    Choice,
    Form,
    Place,
    bands_of,
    choices_at,
    place_of,
    sizes_of,
    title_at,
    usual_bands,
)
from simulator.document.edits import Edit
from simulator.document.state import State
from simulator.errors import UserError, one_line

MOST_LINES = 4  # in one row: as many as there are kinds of dashes
MOST_ROWS = 64  # of one signal
LONGEST_NAME = 60  # characters

SHOW = "Show {row} in the timeline"
HIDE = "Hide {row} in the timeline"
CHOOSE_UNITS = "Choose the units of {row} in the timeline"
AS_HEAT = "Show {row} as a heat-map"
AS_ROWS = "Show {row} as rows"
MOVE = "Move {row} in the timeline"
GROUP = "Group {row}"
OVERLAY = "Overlay {row}"
UNGROUP = "Ungroup {row}"
FOLD, UNFOLD = "Fold {row}", "Unfold {row}"
NAME = "Name the group {row}"
USUAL = "Show the usual rows"

TEMPLATES = (
    SHOW,
    HIDE,
    CHOOSE_UNITS,
    AS_HEAT,
    AS_ROWS,
    MOVE,
    GROUP,
    OVERLAY,
    UNGROUP,
    FOLD,
    UNFOLD,
    NAME,
    USUAL,
)
"""The names these edits have, for translators."""


def set_shown(state: State, signals: Sequence[str], shown: bool) -> Edit:
    """Show signals, with all their units, or hide them; each stays in its place. At least one row must be left."""
    bands = bands_of(state)
    for signal in signals:
        _check(bands, signal)
        known = _choice(bands, signal)
        if known.is_shown != shown:
            bands = _with_choice(bands, replace(known, units=None if shown else ()))
    return _edit(state, SHOW if shown else HIDE, bands, ", ".join(signals))


def set_units(state: State, signal: str, units: Sequence[int]) -> Edit:
    """Show some units of a signal (from 0), a row each; with all of them it may be a heat-map, none hides it."""
    bands, size = bands_of(state), _size(state, signal)
    for unit in units:
        if not 0 <= unit < size:
            raise UserError(f"“{signal}” has no unit {unit + 1}: it has {size:,}. Choose from them.")
    chosen = tuple(sorted(set(units)))
    some = 0 < len(chosen) < size
    if some and len(chosen) > MOST_ROWS:
        raise UserError(f"“{signal}” has at most {MOST_ROWS} rows, and these are {len(chosen):,}. Choose fewer units.")
    known = _choice(bands, signal)
    new = replace(known, units=chosen, heat=False) if some else replace(known, units=None if chosen else ())
    return _edit(state, CHOOSE_UNITS, _with_choice(bands, new), signal)


def set_heat(state: State, signal: str, heat: bool | None) -> Edit:
    """Show the units of a signal as one heat-map, or as a row each; None: as is usual for so many."""
    size = _size(state, signal)
    if size == 1:
        raise UserError(f"“{signal}” has one unit, and a heat-map is for several. Leave it as a row.")
    if heat is False and size > MOST_ROWS:
        raise UserError(f"“{signal}” has {size:,} units, and at most {MOST_ROWS} rows. Choose some of its units.")
    bands = bands_of(state)
    new = Choice(signal, heat)
    return _edit(state, AS_HEAT if heat else AS_ROWS, _with_choice(bands, new), signal)


def move_row(state: State, place: Place, to: Place) -> Edit:
    """Move a signal or a group before what stands at another place now, or behind the last.

    With a member in ``to`` it joins that group. A group does not stand in a group.
    """
    bands = bands_of(state)
    title, moved = title_at(bands, place), choices_at(bands, place)
    whole = bands[place[0]] if place[1] is None else Band(moved)
    (index, member), rows = to, list(_without(bands, moved))
    if member is None:
        rows.insert(index, whole)
    elif whole.is_group:
        raise UserError("a group cannot stand in a group. Put it before or behind it.")
    else:
        members = _group(bands, index).members
        parts = members[:member], moved, members[member:]
        kept = (choice for part in parts for choice in part if part is moved or choice not in moved)
        rows[index] = replace(rows[index], members=tuple(kept))
    return _edit(state, MOVE, tuple(rows), title)


def group_signals(state: State, signals: Sequence[str], form: Literal["rows", "overlay"]) -> Edit:
    """Put signals into one group, in the order of the timeline, where the first of them stands.

    A group that is all among them gives it its name; of others, the rest stays.
    """
    bands = bands_of(state)
    for signal in signals:
        _check(bands, signal)
    if not signals:
        raise UserError("there is nothing to group. Choose some rows first.")
    members = tuple(choice for band in bands for choice in band.members if choice.signal in signals)
    names = (band.name for band in bands if band.is_group and set(band.signals) <= set(signals))
    group = Band(members, form, next(names, ""))
    index, member = place_of(bands, members[0].signal)
    rows = list(_without(bands, members))
    rows.insert(index + 1 if member else index, group)  # behind the rest of the group it comes from, or before it
    return _edit(state, OVERLAY if form == "overlay" else GROUP, tuple(rows), group.title)


def set_form(state: State, index: int, form: Form) -> Edit:
    """Show the group at a place as rows, folded to its title, or as one row of lines over one another."""
    bands = bands_of(state)
    band = _group(bands, index)
    templates = {"folded": FOLD, "overlay": OVERLAY, "rows": UNFOLD if band.form == "folded" else AS_ROWS}
    return _edit(state, templates[form], _with_band(bands, index, replace(band, form=form)), band.title)


def name_group(state: State, index: int, name: str) -> Edit:
    """Give a group a name; without one it is called by its members."""
    bands = bands_of(state)
    kept = " ".join(one_line(name).split())
    if len(kept) > LONGEST_NAME:
        raise UserError(f"a group's name has at most {LONGEST_NAME} characters, not {len(kept):,}. Shorten it.")
    new = replace(_group(bands, index), name=kept)
    return _edit(state, NAME, _with_band(bands, index, new), new.title)


def ungroup(state: State, index: int) -> Edit:
    """Have each member of a group stand by itself."""
    bands = bands_of(state)
    band = _group(bands, index)
    alone = tuple(Band((choice,)) for choice in band.members)
    return _edit(state, UNGROUP, (*bands[:index], *alone, *bands[index + 1 :]), band.title)


def show_usual_rows(state: State) -> Edit:
    """Show what was shown before anything was chosen."""
    return _edit(state, USUAL, usual_bands(state), "")


# -- inside


def _edit(state: State, template: str, bands: Bands, row: str) -> Edit:
    """Return the edit to new bands, as far as they hold anything; the usual ones are kept as such."""
    bands = tuple(band for band in bands if band.members)
    old, values = bands_of(state), {"row": row}
    if not any(band.is_shown for band in bands):
        raise UserError("The timeline needs at least one row. Show another signal first.")
    sizes = sizes_of(state)
    for band in bands:
        if band.form == "overlay" and band not in old:
            _check_lines(band, sizes)
    rows = None if bands == usual_bands(state) else bands
    new = state if bands == old else replace(state, rows=rows)
    return Edit(template, new, values, None, state.sequence.steps)


def _check_lines(band: Band, sizes: Mapping[str, int]) -> None:
    lines = sum(len(choice.units_of(sizes[choice.signal])) for choice in band.members)
    if lines > MOST_LINES:
        raise UserError(
            f"no more than {MOST_LINES} lines over one another can be told apart, and {band.title} would be {lines:,}. "
            "Show fewer units, or group them as rows."
        )


def _check(bands: Bands, signal: str) -> None:
    known = [name for band in bands for name in band.signals]
    if signal not in known:
        raise UserError(f"there is no signal “{signal}”. There are {', '.join(known)}.")


def _size(state: State, signal: str) -> int:
    _check(bands_of(state), signal)
    return sizes_of(state)[signal]


def _choice(bands: Bands, signal: str) -> Choice:
    index, member = place_of(bands, signal)
    return bands[index].members[member or 0]


def _with_choice(bands: Bands, choice: Choice) -> Bands:
    """Return the bands with another choice for its signal."""
    index, member = place_of(bands, choice.signal)
    members = list(bands[index].members)
    members[member or 0] = choice
    return _with_band(bands, index, replace(bands[index], members=tuple(members)))


def _without(bands: Bands, gone: Sequence[Choice]) -> Bands:
    """Return the bands without some members; those that have none left still count."""
    return tuple(
        replace(band, members=tuple(choice for choice in band.members if choice not in gone)) for band in bands
    )


def _with_band(bands: Bands, index: int, band: Band) -> Bands:
    return (*bands[:index], band, *bands[index + 1 :])


def _group(bands: Bands, index: int) -> Band:
    band = bands[index]
    if not band.is_group:
        raise UserError(f"“{band.title}” is no group. Group it with other rows first.")
    return band
