"""What several parts are drawn with: pieces of wire and pipe inside a part, its hue, the place that it answers."""

from __future__ import annotations

from simulator.render.format import exact
from simulator.render.formula import role_colour
from simulator.render.layered.parts import Part
from simulator.render.layered.shapes import Shape
from simulator.render.layered.sheet import Sheet
from simulator.render.primitives import Line, Primitive


def colour_of(sheet: Sheet, part: Part) -> str:
    """Return the hue of a part: that of the signal that it works for."""
    return role_colour(sheet.moment.cell, part.owner) or "inp"


def piece(
    sheet: Sheet,
    points: tuple[tuple[float, float], ...],
    net: str,
    pipe: bool,
    gate: bool = False,
    arrived: bool = False,
) -> list[Primitive]:
    """A piece of wire or pipe inside a part, with what runs out of another, or only what has ``arrived`` from it."""
    source = sheet.layout.parts[net]
    if gate:
        return [Line(points, "gate", 3.2 * sheet.k, corner=7 * sheet.k)]
    if not pipe:
        return sheet.kit.strand(points, sheet.flows.of(source.node), 7 * sheet.k)
    flow = sheet.flows.flow(source.node, source.tank)
    front = 1.0 if flow.front >= (1 if arrived else 1e-9) else 0.0
    (x1, y1), (x2, y2) = points[0], points[-1]
    wet = ((x1 - 1, y1), *points[1:-1], (x2 + 1, y2))  # no seams between pieces
    return [*sheet.pipe.casing(points, 10), *sheet.pipe.liquid(wet, flow.value, sheet.scale, front, 10)]


def outlet(sheet: Sheet, part: Part, start: float, end: float, y: float) -> list[Primitive]:
    """The wire or pipe out of a part to its right end."""
    after = [wire for wire in sheet.layout.wires if wire.net == part.id]
    if not after or end <= start:
        return []
    gate = all(wire.use == "gate" for wire in after)
    return piece(sheet, ((start, y), (end, y)), part.id, any(wire.pipe for wire in after), gate)


def lead(sheet: Sheet, part: Part, shape: Shape) -> None:
    """The wire or pipe through a part that is narrower than its words."""
    x, y = sheet.at(sheet.layout.places[part.id])
    k = sheet.k
    middle, end = x + shape.hub * k, x + shape.width * k
    before = next((wire for wire in sheet.layout.wires if wire.end == part.id and wire.inlet == 0), None)
    after = [wire for wire in sheet.layout.wires if wire.net == part.id]
    parts: list[Primitive] = []
    if before is not None:
        parts += piece(sheet, ((x, y), (middle, y)), before.net, before.pipe, before.use == "gate", True)
    if after:
        gate = all(wire.use == "gate" for wire in after)
        parts += piece(sheet, ((middle, y), (end, y)), part.id, any(wire.pipe for wire in after), gate)
    if parts:
        sheet.canvas.add(f"lead:{part.id}", *parts)


def spot(sheet: Sheet, part: Part, x: float, y: float, width: float, height: float) -> None:
    """Let a part answer the pointer for its signal; one without a name answers for the equation that it stands in."""
    name = sheet.name_of(part.node)
    tip = "" if name else f"{part.owner}: {exact(sheet.flows.of(part.node))}"
    sheet.spot(name or part.owner, x, y, width * sheet.k, height * sheet.k, tip, part.id)
