"""The cell diagram: a pure function of the explained step and the phase. One row a layout."""

from __future__ import annotations

from collections.abc import Callable

from simulator.render.diagrams import boxes, conveyor, gru, lecture, loop, network
from simulator.render.diagrams.one_unit import ALL_UNITS
from simulator.render.layered import draw as layered
from simulator.render.layered.draw import dragged
from simulator.render.primitives import Picture
from simulator.render.units import draw as units
from simulator.render.view import CellView, Moment

NEIGHBOURS = {"unit-1": -1, "unit+1": 1}
"""Places that go to another unit of the cell -> how many units on."""

LAYOUTS: dict[str, tuple[Callable[[Moment], bool], Callable[[Moment, float, float], Picture]]] = {
    "lecture": (lecture.fits, lecture.draw),
    "conveyor": (conveyor.fits, conveyor.draw),
    "gru": (gru.fits, gru.draw),
    "network": (network.fits, network.draw),
    "loop": (loop.fits, loop.draw),
}
"""Layout -> whether a cell of these sizes fits it, and how it is drawn. Cells name theirs in [layout.NAME]."""


def layouts(view: CellView) -> tuple[str, ...]:
    """Return the layouts in which a cell of these sizes can be drawn by hand, its own first."""
    moment = Moment(view)
    names = dict.fromkeys((*view.now.cell.layouts, *LAYOUTS))
    return tuple(name for name in names if name in LAYOUTS and LAYOUTS[name][0](moment))


def diagram(view: CellView, phase: float = 1.0, width: float = 1008.0, height: float = 632.0) -> Picture:
    """Return the picture of a cell at one step and phase, in a pane of the given size.

    The layout is the one the view asks for, else the first of the cell's that fits; any other cell lays
    itself out, and one of very many operations is shown as boxes.
    """
    moment = Moment(view, phase)
    if view.all_units and units.fits(moment):
        return units.draw(moment, width, height)
    for name in (view.layout, *view.now.cell.layouts):
        if name in LAYOUTS and LAYOUTS[name][0](moment):
            return LAYOUTS[name][1](moment, width, height)
    if layered.fits(moment.cell):
        return layered.draw(moment, width, height)
    return boxes.draw(moment, width, height)


__all__ = ["ALL_UNITS", "LAYOUTS", "NEIGHBOURS", "CellView", "diagram", "dragged", "layouts"]
