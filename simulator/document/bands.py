"""What the timeline shows: signals from the top to the bottom, alone or in groups. Every signal stands in it once."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from simulator.language.roles import default_signals

if TYPE_CHECKING:
    from simulator.document.state import Layer, State

INPUTS = "x"

Form = Literal["single", "rows", "folded", "overlay"]

Place = tuple[int, int | None]
"""A band and one of its members, from 0; None for the band as a whole."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How a signal is shown, or the inputs "x".

    ``heat`` says whether its units are one heat-map or a row each; None: as is usual for so many. ``units`` are those
    that are shown, from 0; None: all of them, (): it is hidden. A heat-map has all.
    """

    signal: str
    heat: bool | None = None
    units: tuple[int, ...] | None = None

    @property
    def is_shown(self) -> bool:
        """Whether anything of it is to be seen."""
        return self.units != ()

    def units_of(self, size: int) -> tuple[int, ...]:
        """Return the units that are shown of so many; all, if those that were chosen are no longer there."""
        kept = tuple(unit for unit in range(size) if self.units is None or unit in self.units)
        return kept if kept or not self.is_shown else tuple(range(size))


@dataclass(frozen=True, slots=True)
class Band:
    """One signal, or a group: rows below its title, the title alone (folded), or all lines in one row (overlay)."""

    members: tuple[Choice, ...]
    form: Form = "single"
    name: str = ""

    @property
    def is_group(self) -> bool:
        """Whether it is a group, even of one."""
        return self.form != "single"

    @property
    def is_shown(self) -> bool:
        """Whether anything of it is to be seen."""
        return any(member.is_shown for member in self.members)

    @property
    def signals(self) -> tuple[str, ...]:
        """The names of its members."""
        return tuple(member.signal for member in self.members)

    @property
    def title(self) -> str:
        """Its name, or else those of its members that are shown."""
        shown = [member.signal for member in self.members if member.is_shown]
        return self.name or ", ".join(shown or self.signals)


Bands = tuple[Band, ...]


def bands_of(state: State) -> Bands:
    """Return what the timeline of a state shows: what a person has chosen, or else what is usual."""
    return chosen_bands(state) or usual_bands(state)


def chosen_bands(state: State) -> Bands | None:
    """Return what a person has chosen, as the cell is now; None where that is nothing, or nothing of it is left.

    Signals that an edit of the equations took away have left it; new ones come last, hidden if they are sums.
    """
    if state.rows is None:
        return None
    cell = state.layer.cell
    kept = []
    for band in state.rows:
        members = tuple(choice for choice in band.members if choice.signal in (INPUTS, *cell.signals))
        if members:
            kept.append(Band(members, band.form, band.name))
    known = {name for band in kept for name in band.signals}
    new = (name for name in cell.signals if name not in known)
    kept += [Band((Choice(name, units=() if cell.roles[name] == "sum" else None),)) for name in new]
    return tuple(kept) if any(band.is_shown for band in kept) else None


def bands_beside(state: State, layer: Layer) -> Bands | None:
    """Return what a person has chosen, for a layer that runs beside the document, in the same places.

    What its cell does not have is hidden; what only it has comes last, as far as that is usually shown.
    """
    chosen = chosen_bands(state)
    if chosen is None:
        return None
    own = (INPUTS, *layer.cell.signals)
    known = {name for band in chosen for name in band.signals}
    more = (Band((Choice(name),)) for name in usual_signals(state, layer) if name not in known)
    return (*(replace(band, members=tuple(_if_in(choice, own) for choice in band.members)) for band in chosen), *more)


def _if_in(choice: Choice, names: Container[str]) -> Choice:
    return choice if choice.signal in names else replace(choice, units=())


def usual_bands(state: State) -> Bands:
    """Return what is shown until a person chooses: the inputs and the lesson's signals, or what a cell has most of.

    All other signals are hidden, behind them.
    """
    shown = usual_signals(state, state.layer)
    hidden = (name for name in state.layer.cell.signals if name not in shown)
    choices = (Choice(INPUTS), *map(Choice, shown), *(Choice(name, units=()) for name in hidden))
    return tuple(Band((choice,)) for choice in choices)


def usual_signals(state: State, layer: Layer) -> tuple[str, ...]:
    """Return the signals that are usually shown of a layer, the document's or one beside it."""
    cell = layer.cell
    named = tuple(name for name in state.show if state.lesson and name in cell.signals)
    sizes = cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
    return named or default_signals(cell, max(sizes.values()))


def sizes_of(state: State) -> dict[str, int]:
    """Return how many units each signal has, and how many inputs there are."""
    layer = state.layer
    return {INPUTS: layer.inputs, **layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)}


# -- places


def place_of(bands: Bands, signal: str) -> Place:
    """Return where a signal stands: as a band of its own, or as a member of a group. Raises KeyError."""
    for index, band in enumerate(bands):
        if signal in band.signals:
            return index, band.signals.index(signal) if band.is_group else None
    raise KeyError(signal)


def choices_at(bands: Bands, place: Place) -> tuple[Choice, ...]:
    """Return the member at a place, or all members of a band."""
    index, member = place
    members = bands[index].members
    return members if member is None else members[member : member + 1]


def title_at(bands: Bands, place: Place) -> str:
    """Return what stands at a place, by name."""
    index, member = place
    return bands[index].title if member is None else bands[index].members[member].signal


def next_place(bands: Bands, place: Place, way: int, over_hidden: bool = False) -> Place | None:
    """Return before what a row is to be put to move it up (``way`` -1) or down (1) by one; None at the end.

    What goes beyond the end of its group leaves it. ``over_hidden`` passes what is not to be seen at once.
    """
    index, member = place
    row: Sequence[Choice | Band] = bands if member is None else bands[index].members
    at = (index if member is None else member) + way
    while over_hidden and 0 <= at < len(row) and not row[at].is_shown:
        at += way
    if 0 <= at < len(row):
        to = at if way < 0 else at + 1
        return (to, None) if member is None else (index, to)
    return None if member is None else (index if way < 0 else index + 1, None)
