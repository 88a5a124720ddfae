"""What can be done with rows of the timeline: the same in the menu of a row as in the window with the list of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from simulator.document import Edit, State
from simulator.document.bands import (
    INPUTS,
    Bands,
    Choice,
    Place,
    bands_of,
    choices_at,
    chosen_bands,
    next_place,
    place_of,
    sizes_of,
    title_at,
)
from simulator.document.row_edits import (
    group_signals,
    move_row,
    name_group,
    set_form,
    set_heat,
    set_shown,
    set_units,
    show_usual_rows,
    ungroup,
)
from simulator.document.unit_lists import list_units, parse_units
from simulator.gui.session import Session
from simulator.render.timeline.rows import MOST_INPUTS, MOST_UNITS

_MENU = (
    *("hide", "hide_unit", "", "up", "down", "", "heat", "units", "", "overlay_above", "group_above", "out", ""),
    *("fold", "overlay", "rename", "ungroup", "", "usual"),
)


@dataclass(frozen=True)
class Offer:
    """A command on what is chosen: its text, and what it does; None while it makes no sense."""

    text: str
    do: Callable[[], object] | None


def is_heat(choice: Choice, size: int, named: bool = False) -> bool:
    """Return whether a signal of so many units is shown as a heat-map; ``named``: words set the inputs, in one row."""
    if choice.heat is not None:
        return choice.heat and size > 1
    if named and choice.signal == INPUTS:
        return False
    return not choice.units and size > (MOST_INPUTS if choice.signal == INPUTS else MOST_UNITS)


def has_names(state: State) -> bool:
    """Return whether words set the inputs, so that one row names those that are set."""
    return state.encoding is not None and state.encoding.sets != "all"


class RowCommands:
    """Carries out commands on rows, which are named by their places; what is refused is said through the session."""

    def __init__(self, session: Session, over: QWidget) -> None:
        self.session, self._over = session, over

    def offers(self, places: Sequence[Place], unit: int | None = None, seen: bool = False) -> dict[str, Offer]:
        """Return all commands by name.

        ``unit`` is that of a row that shows one. ``seen``: moving passes by what is hidden.
        """
        bands = bands_of(self.session.state)
        one = places[0] if len(places) == 1 else None
        offers = {**self._moves(bands, one, seen), **self._groups(bands, places, one), **self._units(bands, one, unit)}
        signals = _signals(bands, places)
        names = ", ".join(title_at(bands, place) for place in places)
        tr = QCoreApplication.translate
        hide = tr("Rows", "Hide {row}").format(row=names)
        offers["hide"] = Offer(hide, self._edit(lambda state: set_shown(state, signals, False)))
        chosen = chosen_bands(self.session.state) is not None
        offers["usual"] = Offer(tr("Rows", "The usual rows"), self._edit(show_usual_rows) if chosen else None)
        return offers

    def menu(self, place: Place, unit: int | None, more: Callable[[], object]) -> QMenu:
        """Return the menu of a row in the timeline; ``more`` shows all rows."""
        tr = QCoreApplication.translate
        offers = self.offers((place,), unit, seen=True)
        menu = QMenu(self._over)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in _MENU:
            if not name:
                menu.addSeparator()
            elif (do := offers[name].do) is not None:
                action = menu.addAction(offers[name].text.replace("&", "&&"))
                action.setObjectName(name)
                action.triggered.connect(lambda _checked=False, do=do: do())
        menu.addAction(tr("Rows", "All rows…")).triggered.connect(lambda: more())
        return menu

    def _edit(self, make: Callable[[State], Edit]) -> Callable[[], object]:
        return lambda: self.session.try_apply(make)

    # -- one row

    def _moves(self, bands: Bands, one: Place | None, seen: bool) -> dict[str, Offer]:
        tr = QCoreApplication.translate
        offers = {}
        for name, text, way in (("up", tr("Rows", "Move up"), -1), ("down", tr("Rows", "Move down"), 1)):
            to = None if one is None else next_place(bands, one, way, seen)
            offers[name] = Offer(text, None if one is None or to is None else self._move(one, to))
        inside = one is not None and one[1] is not None
        out = self._move(one, (one[0] + 1, None)) if one is not None and inside else None
        offers["out"] = Offer(tr("Rows", "Out of the group"), out)
        return offers

    def _move(self, place: Place, to: Place) -> Callable[[], object]:
        return self._edit(lambda state: move_row(state, place, to))

    def _units(self, bands: Bands, one: Place | None, unit: int | None) -> dict[str, Offer]:
        """What is for signals of several units: rows or a heat-map, and which."""
        tr = QCoreApplication.translate
        choices = () if one is None else choices_at(bands, one)
        size = sizes_of(self.session.state)[choices[0].signal] if len(choices) == 1 else 1
        heat, units, hide = tr("Rows", "As a heat-map"), tr("Rows", "Choose units…"), ""
        if one is None or size == 1:
            return {"heat": Offer(heat, None), "units": Offer(units, None), "hide_unit": Offer(hide, None)}
        choice = choices[0]
        signal, kept = choice.signal, choice.units_of(size)
        flat = bands[one[0]].form == "overlay"
        named = has_names(self.session.state)
        on = is_heat(choice, size, named) and not flat
        off = None if named and signal == INPUTS else False  # back to the row of words, of which there is but one
        switch = self._edit(lambda state: set_heat(state, signal, off if on else True))
        apart = tr("Rows", "As words") if off is None else tr("Rows", "As rows")
        without = tuple(other for other in kept if other != unit)
        leave = self._edit(lambda state: set_units(state, signal, without))
        number = 1 if unit is None else unit + 1
        name = f"{signal}{number}" if signal == INPUTS else f"{signal}[{number}]"
        return {
            "heat": Offer(apart if on else heat, None if flat else switch),
            "units": Offer(units, lambda: self.ask_units(signal)),
            "hide_unit": Offer(tr("Rows", "Hide {row}").format(row=name), leave if unit in kept and without else None),
        }

    # -- groups

    def _groups(self, bands: Bands, places: Sequence[Place], one: Place | None) -> dict[str, Offer]:
        tr = QCoreApplication.translate
        signals = _signals(bands, places)
        group = one[0] if one is not None and one[1] is None and bands[one[0]].is_group else None
        several = len(signals) > 1 and group is None
        lines = several or (len(signals) == 1 and sizes_of(self.session.state)[signals[0]] > 1)
        offers = {
            "group": Offer(tr("Rows", "Group"), self._put(signals, "rows") if several else None),
            "overlay": Offer(tr("Rows", "Overlay"), self._put(signals, "overlay") if lines else None),
            "fold": Offer(tr("Rows", "Fold"), None),
            "rename": Offer(tr("Rows", "Rename the group…"), None),
            "ungroup": Offer(tr("Rows", "Ungroup"), None),
            **self._above(bands, one),
        }
        if group is None:
            return offers
        form = bands[group].form
        over = form == "overlay"
        offers["overlay"] = Offer(
            tr("Rows", "As rows") if over else tr("Rows", "Overlay"),
            self._edit(lambda state: set_form(state, group, "rows" if over else "overlay")),
        )
        fold = self._edit(lambda state: set_form(state, group, "rows" if form == "folded" else "folded"))
        folded = tr("Rows", "Unfold") if form == "folded" else tr("Rows", "Fold")
        offers["fold"] = Offer(folded, None if over else fold)
        offers["rename"] = Offer(tr("Rows", "Rename the group…"), lambda: self.ask_name(signals[0]))
        offers["ungroup"] = Offer(tr("Rows", "Ungroup"), self._edit(lambda state: ungroup(state, group)))
        return offers

    def _above(self, bands: Bands, one: Place | None) -> dict[str, Offer]:
        """What puts a row together with the one above it."""
        tr = QCoreApplication.translate
        to = None if one is None else next_place(bands, one, -1, over_hidden=True)
        if one is None or to is None or (one[1] is None) != (to[1] is None):
            return {"overlay_above": Offer("", None), "group_above": Offer("", None)}
        title, signals = title_at(bands, to), _signals(bands, (to, one))
        return {
            "overlay_above": Offer(tr("Rows", "Overlay with {row}").format(row=title), self._put(signals, "overlay")),
            "group_above": Offer(tr("Rows", "Group with {row}").format(row=title), self._put(signals, "rows")),
        }

    def _put(self, signals: Sequence[str], form: str) -> Callable[[], object]:
        return self._edit(lambda state: group_signals(state, signals, "overlay" if form == "overlay" else "rows"))

    # -- questions

    def ask_name(self, signal: str) -> None:
        """Ask for the name of the group that a signal stands in."""
        tr = QCoreApplication.translate
        bands = bands_of(self.session.state)

        def rename(text: str) -> None:
            self.session.try_apply(lambda state: name_group(state, place_of(bands_of(state), signal)[0], text))

        name = bands[place_of(bands, signal)[0]].name
        self._ask(tr("Rows", "Rename the group"), tr("Rows", "Name; without one, that of its rows"), name, rename)

    def ask_units(self, signal: str) -> None:
        """Ask which units of a signal are to be shown."""
        tr = QCoreApplication.translate
        state = self.session.state
        bands, size = bands_of(state), sizes_of(state)[signal]
        (choice,) = (choice for band in bands for choice in band.members if choice.signal == signal)

        def choose(text: str) -> None:
            self.session.try_apply(lambda state: set_units(state, signal, parse_units(text, sizes_of(state)[signal])))

        label = tr("Rows", "Units of {row}, from 1 to {size}").format(row=signal, size=f"{size:,}")
        self._ask(tr("Rows", "Choose units"), label, list_units(choice.units_of(size)), choose)

    def _ask(self, title: str, label: str, text: str, then: Callable[[str], None]) -> None:
        dialog = QInputDialog(self._over.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextValue(text)
        dialog.textValueSelected.connect(then)
        dialog.open()


def _signals(bands: Bands, places: Sequence[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(choice.signal for place in places for choice in choices_at(bands, place)))
