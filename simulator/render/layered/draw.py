"""Any cell as a diagram that lays itself out: what comes in on the left, what goes out on the right, loops around."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from simulator.language import Cell
from simulator.render.diagrams.one_unit import unit_name
from simulator.render.kit import BORE
from simulator.render.layered import glyphs
from simulator.render.layered.flows import Flow
from simulator.render.layered.layout import Layout, lay_out
from simulator.render.layered.placed import middle_of, moved, straightened
from simulator.render.layered.sheet import Sheet
from simulator.render.layered.symbols import draw_part, mark_selected
from simulator.render.primitives import Circle, Line, Picture, Point, Primitive
from simulator.render.view import CellView, Moment

SMALLEST, LARGEST, IN_HALL = (
    0.7,
    1.2,
    2.0,
)  # scales between which a diagram fits itself to the pane; beyond, the pane scrolls
LAYOUT = "auto"  # the table of a cell file, [layout.auto], that gives places to single parts
BAND = 28.0  # at the top, for which unit is drawn


MOST = 120  # operations of a cell; laying out more takes too long


@lru_cache(maxsize=64)
def fits(cell: Cell) -> bool:
    """Whether a cell is small enough to be laid out in a moment, and to be read."""
    return sum(bool(node.args) for node in cell.graph.nodes) <= MOST


def draw(moment: Moment, width: float, height: float) -> Picture:
    """Return the diagram at a moment; it is larger than asked for where there are very many parts."""
    layout = lay_out(moment.cell, tuple(moment.view.now.sizes.items()))
    band, k, width, height = _fitted(layout, moment, width, height)
    places = moved(layout, places_of(moment.view), width / k, height / k - band)
    sheet = Sheet(moment, places, width, height, band, k)
    unit_name(sheet.scene, 8 * k, 18 * k)
    for part in sheet.layout.parts.values():
        mark_selected(sheet, part)
    nets = dict.fromkeys(wire.net for wire in sheet.layout.wires)
    for net in nets:
        _wires(sheet, net)
    for net in nets:
        _pipes(sheet, net)
    _dots(sheet)
    for part in sheet.layout.parts.values():
        draw_part(sheet, part)
    return sheet.picture()


def places_of(view: CellView) -> Mapping[str, Point]:
    """Return the places that single parts are given, by hand or in the cell's file."""
    return view.now.cell.layouts.get(LAYOUT, {}) if view.places is None else view.places


def dragged(view: CellView, name: str, by: Point, width: float, height: float) -> Point | None:
    """Return the place, in % of the pane, of a part that goes some px further; it settles where a wire is level.

    None if the diagram has no such part.
    """
    moment = Moment(view)
    layout = lay_out(moment.cell, tuple(view.now.sizes.items()))
    if name not in layout.parts:
        return None
    band, k, width, height = _fitted(layout, moment, width, height)
    across, down = width / k, height / k - band
    given = places_of(view)
    x, y = middle_of(moved(layout, given, across, down), name, across, down)
    x, y = x + by[0] / width * 100, y + by[1] / (down * k) * 100
    y += straightened(moved(layout, {**given, name: (x, y)}, across, down), name) / down * 100
    return round(min(100.0, max(0.0, x)), 2), round(min(100.0, max(0.0, y)), 2)


def _fitted(layout: Layout, moment: Moment, width: float, height: float) -> tuple[float, float, float, float]:
    """Return the band at the top, the scale, and the size of the picture of a layout in a pane."""
    most = IN_HALL if moment.view.projected else LARGEST
    band = BAND if moment.units > 1 else 0.0
    k = max(SMALLEST, min(width / layout.width, height / (layout.height + band), most))
    return band, k, max(width, layout.width * k), max(height, (layout.height + band) * k)


def _wires(sheet: Sheet, net: str) -> None:
    """The wires of one value, with room around them, so that it is seen which of two that cross is above."""
    k = sheet.k
    part = sheet.layout.parts[net]
    rooms: list[Primitive] = []
    wires: list[Primitive] = []
    for wire in sheet.layout.wires:
        if wire.net != net or wire.pipe:
            continue
        points = sheet.way(wire.points)
        values = sheet.values(part, part.size if wire.use == "weights" else 1)
        rooms.append(Line(points, "bg", (4.6 + 3.0 * len(values)) * k, corner=7 * k))
        if wire.use == "gate":
            wires.append(Line(points, "gate", 3.2 * k, corner=7 * k))
        else:
            wires += glyphs.bundle(sheet.kit, points, values)
    if wires:
        sheet.canvas.add(f"wires:{net}", *rooms, *wires)


def _pipes(sheet: Sheet, net: str) -> None:
    """All pipes of one value: their casings, then what runs in them."""
    kit, k = sheet.pipe, sheet.k
    wires = [wire for wire in sheet.layout.wires if wire.net == net and wire.pipe]
    flow = flow_of(sheet, net)
    if not wires:
        return
    ways = [sheet.way(wire.points) for wire in wires]
    around: list[Primitive] = [Line(way, "bg", (BORE + 12) * kit.k, corner=14 * k) for way in ways]
    casings = [kit.casing(way, 14 * k / kit.k) for way in ways]
    edges = [casing[0] for casing in casings]
    insides = [casing[1] for casing in casings]
    sheet.canvas.add(f"casing:{net}", *around, *edges, *insides)
    liquids = [part for way in ways for part in kit.liquid(way, flow.value, sheet.scale, flow.front, 14 * k / kit.k)]
    sheet.canvas.add(f"flow:{net}", *liquids)


def flow_of(sheet: Sheet, net: str) -> Flow:
    """Return what runs out of a part."""
    part = sheet.layout.parts[net]
    return sheet.flows.flow(part.node, part.tank)


def _dots(sheet: Sheet) -> None:
    """Where wires branch."""
    parts: list[Primitive] = []
    for net, place in sheet.layout.dots:
        x, y = sheet.at(place)
        if any(wire.pipe for wire in sheet.layout.wires if wire.net == net):
            parts.append(Circle(x, y, 4.2 * sheet.k, "bg", "ink", 1.6 * sheet.k))
        else:
            value = flow_of(sheet, net).value
            colour = "zero" if not abs(value) >= 0.005 else "pos" if value > 0 else "neg"
            gate = all(wire.use == "gate" for wire in sheet.layout.wires if wire.net == net)
            parts.append(Circle(x, y, 3.2 * sheet.k, "gate" if gate else colour))
    if parts:
        sheet.canvas.add("dots", *parts)
