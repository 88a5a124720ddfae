"""The rows of a timeline that somebody has chosen: signals in any order, in groups, or over one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from simulator.render.kit import symbol
from simulator.render.primitives import Run
from simulator.render.timeline.rows import DASHES, Row


class Choice(Protocol):
    """How a signal is shown, or the inputs "x"."""

    @property
    def signal(self) -> str:
        """Its name."""

    @property
    def heat(self) -> bool | None:
        """Whether its units are one heat-map; None: as is usual."""

    @property
    def units(self) -> tuple[int, ...] | None:
        """Those that are shown, from 0; None: all, (): none."""


class Band(Protocol):
    """One signal ("single"), or a group: "rows" below a title, "folded" to the title, or one row ("overlay")."""

    @property
    def members(self) -> Sequence[Choice]:
        """What it shows."""

    @property
    def form(self) -> str:
        """How it shows it."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def name(self) -> str:
        """The name it was given, or ""."""


def chosen_rows(bands: Iterable[Band], make: Callable[..., tuple[Row, ...]]) -> tuple[Row, ...]:
    """Return the rows of bands, from the top; what is hidden has none, nor what the cell does not have.

    ``make`` is ``timeline_rows`` for the cell: it is called with ``show``, ``heat`` and ``apart``. Lines over one
    another that could not be told apart, as there are too many or a heat-map is among them, stand below a title.
    """
    seen = [(band, [choice for choice in band.members if choice.units != ()]) for band in bands]
    choices = [(choice, band.form == "overlay") for band, members in seen for choice in members]
    made = make(
        show=[choice.signal for choice, _ in choices if choice.signal != "x"],
        heat={choice.signal for choice, over in choices if choice.heat and not over},
        apart={choice.signal: choice.units for choice, over in choices if over or choice.units or choice.heat is False},
    )
    by_signal: dict[str, list[Row]] = {}
    for row in made:
        by_signal.setdefault(row.signal, []).append(row)
    rows: list[Row] = []
    for band, members in seen:
        rows += _of_band(band, [row for choice in members for row in by_signal.get(choice.signal, ())])
    return tuple(rows)


def _of_band(band: Band, rows: list[Row]) -> list[Row]:
    if band.form == "single" or not rows:
        return rows
    first, folded = band.members[0], band.form == "folded"
    if band.form == "overlay" and len(rows) <= len(DASHES) and all(row.kind != "heat" for row in rows):
        low, high = min(row.low for row in rows), max(row.high for row in rows)  # one axis: what is higher is larger
        lines = tuple(replace(row, low=low, high=high) for row in rows)
        return [Row(first.signal, 0, "overlay", (), band.name, "ink2", low, high, 1, lines)]
    signals = tuple(dict.fromkeys(row.signal for row in rows))
    names = tuple(run for name in signals for run in (Run(", "), *symbol(name)))[1:] if band.name else ()
    title = Row(first.signal, 0, "title", names, band.title, "ink2", members=tuple(rows), folded=folded)
    return [title] if folded else [title, *(replace(row, group=band.title) for row in rows)]
