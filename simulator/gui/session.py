"""What all views share: document and numbers, cursor, selection, settings. Views send their edits here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QSignalBlocker, QTimer, Signal

from simulator.document import Change, Document, Edit, Layer, Settings, State, Tracer
from simulator.document.edits import OPEN
from simulator.document.layout_edits import set_layout
from simulator.document.parameter_edits import Which, arrays_of
from simulator.document.sequence import SetInputs
from simulator.engine import Explained
from simulator.errors import UserError
from simulator.gui.clock import SPEEDS, Clock
from simulator.gui.comparing.sides import COMPARE, Running, Sides
from simulator.gui.cursor import Cursor
from simulator.gui.vocabulary import picture_word
from simulator.language import Cell
from simulator.render.diagram import layouts
from simulator.render.theme import Theme, load_theme
from simulator.render.view import CellView, is_signed

_FIRST = 0.012  # s of tracing in the turn of an edit
_SLICE = 0.008  # s of tracing between two turns of the event loop
_TOLD = 0.05  # s between two tellings of new numbers: drawing what is new takes longer than computing it
LANGUAGE = "en"


class Session(QObject):
    """One open document with everything around it that is not part of it."""

    changed = Signal(object)  # a Change of the document
    opened = Signal()  # another lesson or cell stands there
    traced = Signal()  # numbers are new
    selected_changed = Signal()
    zoomed = Signal()  # one unit is shown in full, or all of them
    view_changed = Signal()  # another view is to be shown
    settings_changed = Signal()
    edit_requested = Signal(int)  # an input (from 0; -1: the first that can be) is to be edited at the current step
    refused = Signal(str)  # a sentence about a request that could not be met

    def __init__(self, state: State, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = Document(state)
        self.tracer = Tracer(self.document)
        self.run = Running(self.tracer)
        self.sides = Sides(self.document)
        self.cursor = Cursor(self)
        self.clock = Clock(self.cursor, self)
        self.settings = settings
        self._selected = ""
        self._unit = 0
        self._all_units = False
        self._shown_view = "cell"
        self._exact = False
        self._projecting = False
        self._given: dict[tuple[object, ...], Layer] = {}
        self._came_with = state.layer
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.timeout.connect(self._trace_on)
        self._told = 0.0
        self.document.subscribe(self._on_change)
        self._take_settings()
        self._begin()

    # -- what there is

    @property
    def state(self) -> State:
        """The document's present state."""
        return self.document.state

    @property
    def layer(self) -> Layer:
        """The layer that is shown."""
        return self.state.layer

    @property
    def cell(self) -> Cell:
        """The cell that is shown."""
        return self.layer.cell

    @property
    def sizes(self) -> dict[str, int]:
        """The length of each signal."""
        layer = self.layer
        return self.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)

    @property
    def theme(self) -> Theme:
        """The theme that is shown."""
        return load_theme(self.settings.projector if self._projecting else self.settings.theme)

    @property
    def projecting(self) -> bool:
        """Whether the window is a projection: pictures take sizes that are read at the back of a hall."""
        return self._projecting

    @property
    def selected(self) -> str:
        """The signal that the inspector shows."""
        return self._selected

    @property
    def unit(self) -> int:
        """The unit of it, from 0."""
        return min(self._unit, self.sizes[self._selected] - 1) if self._selected else 0

    @property
    def all_units(self) -> bool:
        """Whether the diagram shows all units, where the cell has several, instead of one in full."""
        return self._all_units and self.layer.units > 1

    @property
    def shown_view(self) -> str:
        """The view that is shown: an id in the table of views."""
        return self._shown_view

    @property
    def given(self) -> Mapping[str, np.ndarray]:
        """The parameters that what is open came with; those of now where its equations have others since."""
        return {which.name: array for which, array in self.given_arrays.items() if not which.initial}

    @property
    def given_arrays(self) -> dict[Which, np.ndarray]:
        """All arrays that what is open came with, the states' starts too; those of now where the cell has changed."""
        given, now = arrays_of(self._came_with), arrays_of(self.layer)
        return {
            which: given[which] if which in given and given[which].shape == array.shape else array
            for which, array in now.items()
        }

    @property
    def _origin(self) -> tuple[object, ...]:
        state, layer = self.state, self.layer
        return state.lesson, layer.cell, layer.inputs, layer.units, layer.outputs

    @property
    def exact(self) -> bool:
        """Whether numbers are shown in full."""
        return self._exact

    # -- requests of the views

    def apply(self, edit: Edit) -> None:
        """Change the document."""
        self.document.apply(edit)

    def try_apply(self, make: Callable[[State], Edit]) -> bool:
        """Make an edit of the present state and apply it; False, and a word through ``refused``, if it is refused."""
        try:
            edit = make(self.state)
        except UserError as error:
            self.refused.emit(str(error))
            return False
        self.document.apply(edit)
        return True

    def select(self, signal: str, unit: int | None = None) -> None:
        """Choose what the inspector shows; "" for nothing. The unit stays unless another is given."""
        if signal and signal not in self.cell.signals:
            return
        unit = self._unit if unit is None else unit
        if (signal, unit) != (self._selected, self._unit):
            self._selected, self._unit = signal, unit
            self.selected_changed.emit()

    def change_unit(self, way: int) -> None:
        """Show the next unit of the cell in diagram and inspector, or the one before; at the ends it stays."""
        units = self.layer.units
        self.select(self._selected, min(units - 1, max(0, min(self._unit, units - 1) + way)))

    def show_all_units(self, all_units: bool) -> None:
        """Show all units of the cell in the diagram, or one in full."""
        if all_units and self.layer.units < 2:
            words = QCoreApplication.translate("Session", "This cell has one unit, and it is in sight.")
            self.refused.emit(words)
            return
        if all_units != self._all_units:
            self._all_units = all_units
            self.zoomed.emit()

    def switch_layout(self) -> None:
        """Draw the cell in its next layout, as an edit that can be undone."""
        view = self.view()
        names = layouts(view) if view is not None else ()
        if len(names) < 2:
            words = QCoreApplication.translate("Session", "There is no other drawing of this cell.")
            self.refused.emit(words)
            return
        place = names.index(self.layer.layout) if self.layer.layout in names else 0
        self.apply(set_layout(self.state, names[(place + 1) % len(names)]))

    def show_view(self, identity: str) -> None:
        """Show another view."""
        if identity != self._shown_view:
            self._shown_view = identity
            self._trace()
            self.cursor.set_last(self.last)
            self.view_changed.emit()

    def walk(self, way: int) -> bool:
        """Select the next signal in the order of the data, or the one before; False at the ends."""
        names = list(self.cell.signals)
        place = names.index(self._selected) + way if self._selected in names else (0 if way > 0 else len(names) - 1)
        if not 0 <= place < len(names):
            return False
        self.select(names[place])
        return True

    def set_exact(self, exact: bool) -> None:
        """Show all digits, or the usual few."""
        if exact != self._exact:
            self._exact = exact
            self.settings_changed.emit()

    def set_projecting(self, projecting: bool) -> None:
        """Show all in the theme and the sizes of a projection, or as usual."""
        if projecting != self._projecting:
            self._projecting = projecting
            self.settings_changed.emit()

    def set_settings(self, **changes: Any) -> None:
        """Change settings: theme, animation, speed, show_future …"""
        settings = replace(self.settings, **changes)
        if settings != self.settings:
            self.settings = settings
            self._take_settings()
            self.settings_changed.emit()

    def change_speed(self, count: int) -> None:
        """Go so many speeds faster, or slower."""
        speeds = [abs(speed - self.clock.speed) for speed in SPEEDS]
        place = min(len(SPEEDS) - 1, max(0, speeds.index(min(speeds)) + count))
        self.set_settings(speed=SPEEDS[place])

    # -- numbers (this object is the timeline's Source)

    @property
    def steps(self) -> int:
        """Length of the sequence."""
        return self.run.steps

    @property
    def last(self) -> int:
        """The last step that can be gone to: of the longest run on show."""
        return max([self.steps, *(run.steps for run in self.sides.runs)])

    @property
    def ready(self) -> int:
        """How many steps have been computed."""
        return self.run.ready

    def inputs(self, start: int, stop: int) -> np.ndarray:
        """Return the inputs of some steps, from 0: (stop - start, inputs)."""
        return self.run.inputs(start, stop)

    def signal(self, name: str, start: int, stop: int) -> np.ndarray:
        """Return a signal at some steps, from 0: (stop - start, size)."""
        return self.run.signal(name, start, stop)

    def initial(self, name: str) -> np.ndarray:
        """Return a state before the first step: (size,)."""
        return self.run.initial(name)

    def extent(self, name: str) -> tuple[float, float]:
        """Return the smallest and largest finite value of a signal so far, the initial value included.

        Of an input where the name is such as "x[1]".
        """
        return self.run.extent(name)

    def spread(self, name: str, unit: int | None, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the smallest and largest value of a signal, or of the inputs "x", between neighbouring edges."""
        return self.run.spread(name, unit, edges)

    def set_inputs(self, start: int, stop: int) -> SetInputs:
        """Return the inputs of some steps that are not 0: rows (from ``start``), columns, numbers."""
        return self.run.set_inputs(start, stop)

    def heads(self, start: int, stop: int) -> tuple[str, ...] | None:
        """Return the words over some steps, from 0; None where steps are numbered."""
        return self.run.heads(start, stop)

    def explained(self, step: int) -> Explained | None:
        """Return every number of a step (from 1); None where it is not computed yet."""
        return self.run.explained(step)

    def view(self, run: Running | None = None) -> CellView | None:
        """Return the present step as the diagram sees it, of the document or of another run."""
        run = run or self.run
        step = self.cursor.step
        now = run.explained(step)
        if now is None:
            return None
        state, layer = self.state, run.layer
        return CellView(
            now,
            run.explained(step - 1) if self.cursor.phase < 1 or step > 1 else None,
            state.labels,
            state.scale,
            any(is_signed(one.layer.cell, one.extent) for one in (self.run, *self.sides.runs)),  # all on one scale
            layer.layout,
            self._selected if self._selected in layer.cell.signals else "",
            self._exact,
            picture_word,
            LANGUAGE,
            projected=self._projecting,
            unit=self._unit,
            all_units=self.all_units and layer.units > 1,
            places=layer.places,
        )

    # -- inside

    def _on_change(self, change: Change) -> None:
        if change.edit.template == OPEN:
            self._begin()
            self.opened.emit()
        else:
            self._trace()
            self.cursor.set_last(self.last)
            if self._selected and self._selected not in self.cell.signals:
                self._select_something()
                self.selected_changed.emit()
        self.changed.emit(change)

    def _begin(self) -> None:
        """Start at the first step of what has been opened. The signals that follow tell the views, all at once."""
        self.clock.stop()
        self._came_with = self._given.setdefault(self._origin, self.layer)
        self._trace()
        self._select_something()
        with QSignalBlocker(self.cursor):
            self.cursor.set_last(self.last)
            self.cursor.move(1)

    def _select_something(self) -> None:
        """Select the gate that says most, if what was selected is not there."""
        if self._selected not in self.cell.signals:
            gates = [name for name in self.cell.signals if self.cell.roles[name] == "gate"]
            self._selected = "f" if "f" in gates else gates[0] if gates else self.cell.output
            self._unit = 0

    def _trace(self) -> None:
        self.sides.follow(self.state, self._shown_view == COMPARE)
        if self._advance(_FIRST):
            self._later.stop()
        else:
            self._later.start()

    def _trace_on(self) -> None:
        done = self._advance(_SLICE)
        if done:
            self._later.stop()
        now = monotonic()
        if done or now - self._told >= _TOLD:
            self._told = now
            self.traced.emit()

    def _advance(self, budget: float) -> bool:
        """Go on computing the document's run, then those beside it; return whether all is done."""
        self.sides.forget()
        return all(run.advance(budget) for run in (self.run, *self.sides.runs))

    def _take_settings(self) -> None:
        self.clock.speed = self.settings.speed
        self.clock.motion = self.settings.animation

    def close(self) -> None:
        """Stop all that runs."""
        self.clock.stop()
        self._later.stop()
