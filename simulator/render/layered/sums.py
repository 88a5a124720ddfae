"""Sums, drawn: a cell for each weighted addend, the circle where they meet, the function or the tank behind it."""

from __future__ import annotations

import math

from simulator.render.fans import weight_target, weight_tip
from simulator.render.format import exact, short
from simulator.render.kit import advance, symbol
from simulator.render.layered import glyphs
from simulator.render.layered.parts import Part, Row
from simulator.render.layered.pieces import colour_of, outlet, piece, spot
from simulator.render.layered.shapes import LINE, RADIUS, SIDE, TANK, Shape, row_lines, row_width
from simulator.render.layered.sheet import Sheet
from simulator.render.primitives import Primitive, Run
from simulator.render.tank import tank


def draw_sum(sheet: Sheet, part: Part) -> None:
    """Draw a sum: its cells of weights, its circle, and the function or the tank behind it."""
    x, y, shape = sheet.place(part)
    k, kit, canvas = sheet.k, sheet.kit, sheet.canvas
    colour = "mem" if part.tank else colour_of(sheet, part)
    hub = x + shape.hub * k
    wires = iter([wire for wire in sheet.layout.wires if wire.end == part.id])
    pieces: list[Primitive] = []
    cells: list[Primitive] = []
    for row, level in zip(part.rows, shape.rows, strict=True):
        line = y + level * k
        pipe = row.source != "" and next(wires).pipe
        if shape.hub:
            pieces += _addend(sheet, shape, row, (x, line, hub, y), pipe)
        _row(sheet, row, (x, line, shape), pipe, cells)
    if not shape.hub:
        edge = x + shape.cells * k
        pieces += outlet(sheet, part, edge, x + (shape.square or shape.width) * k, y)
    elif part.function:
        pieces += kit.strand(((hub, y), (x + shape.square * k, y)), sheet.flows.of(part.total))
    elif part.tank:
        flow = sheet.flows.flow(part.node)
        way = ((hub, y), (x + (shape.tank - TANK[0] / 2) * k, y))
        pieces += [*sheet.pipe.casing(way), *sheet.pipe.liquid(way, flow.value, sheet.scale, flow.front)]
    else:
        pieces += outlet(sheet, part, hub, x + shape.width * k, y)
    if part.function:
        pieces += outlet(sheet, part, x + shape.square * k, x + shape.width * k, y)
    canvas.add(f"lead:{part.id}", *pieces)
    if cells:
        canvas.add(f"weights:{part.id}", *cells)
    if shape.hub:
        weighted = any(row.kind in ("weights", "scale", "bias") for row in part.rows)
        glyph = sheet.small.sum(hub, y, colour) if weighted else sheet.small.merge(hub, y)
        canvas.add(f"sum:{part.id}", *glyph)
    if part.tank:
        _tank(sheet, part, x + shape.tank * k, y)
        return
    named = sheet.name_of(part.total)
    if shape.hub:
        ink = "ink" if part.function else colour
        sheet.caption(part.total, hub - 12 * k, y + (RADIUS + 13) * k, ink, "left")
        if named:
            sheet.spot(named, hub, y, 36 * k, 36 * k, handle=part.id)
        elif not part.function:
            spot(sheet, part, hub, y, 36, 36)
    elif named:
        sheet.caption(part.total, x + shape.cells / 2 * k, y + 24 * k, colour)
        sheet.spot(named, x + shape.cells / 2 * k, y, shape.cells * k, 24 * k, handle=part.id)
    if part.function:
        at = x + shape.square * k
        square = kit.activation(at, y, part.function, colour, sheet.flows.of(part.total), SIDE)
        canvas.add(f"function:{part.id}", *square)
        sheet.caption(part.node, at, y - (SIDE / 2 + 12) * k, colour)
        spot(sheet, part, at, y, SIDE + 4, SIDE + 4)


def _addend(
    sheet: Sheet, shape: Shape, row: Row, ends: tuple[float, float, float, float], pipe: bool
) -> list[Primitive]:
    """The wire of an addend into the sum."""
    x, line, hub, y = ends
    k = sheet.k
    value = sheet.flows.addend(row)
    lean = max(-9.0 * k, min(9.0 * k, (line - y) * 0.25))
    way: tuple[tuple[float, float], ...]
    if row.kind == "plain":
        start = x + (shape.cells if row.sign < 0 else 0) * k
        way = ((start, line), (x + shape.cells * k + 8 * k, line), (hub - 4 * k, y + lean))
        if pipe:
            knee = max(start + 1, hub - 26 * k)
            return piece(sheet, ((start, line), (knee, line), (hub, y)), row.source, True, arrived=True)
        return sheet.kit.strand(way, value, 7 * k)
    way = ((x + shape.cells * k, line), (hub - 11 * k, y + lean))
    return sheet.kit.wire(way[0], way[1], value, None if sheet.flows.terms(row).weights.any() else 0.0)


def _row(sheet: Sheet, row: Row, place: tuple[float, float, Shape], pipe: bool, cells: list[Primitive]) -> None:
    """The cell of an addend: what it is multiplied with, or the number that is added."""
    x, y, shape = place
    k, graph = sheet.k, sheet.moment.cell.graph
    node = graph.nodes[row.node]
    width = row_width(row, node.name) * k
    height = (LINE * row_lines(row) + 5) * k
    right = x + shape.cells * k
    left = right - width
    if row.kind == "plain" and row.sign > 0:
        return
    if row.source and left > x:
        source = sheet.layout.parts[row.source]
        values = sheet.values(source, source.size if row.kind == "weights" else 1)
        way = ((x, y), (left, y))
        cells += piece(sheet, way, source.id, True, arrived=True) if pipe else glyphs.bundle(sheet.kit, way, values)
    if row.kind == "plain":
        cells += glyphs.cell(sheet.kit, left, y, width, 20 * k, [(Run("−"),)], "edge")
        return
    terms = sheet.flows.terms(row)
    if row.kind == "number":
        cells += glyphs.cell(sheet.kit, left, y, width, height, [(Run(short(row.sign * node.value)),)], "edge")
        return
    if row.kind == "bias":
        runs = (*symbol(node.name), Run(f" {short(row.sign * terms[0].weight)}", weight=700))
        cells += glyphs.cell(sheet.kit, left, y, width, height, [runs], "inp")
        sheet.spot(weight_target(terms[0]), left + width / 2, y, width, height, weight_tip(terms[0]))
        return
    lines = glyphs.weight_lines(terms, row.sign)
    cells += glyphs.cell(sheet.kit, left, y, width, height, [runs for runs, _ in lines], "edge")
    pitch = (height - 4 * k) / len(lines)
    for at, (_, term) in enumerate(lines):
        if term is not None and term.parameter:
            line = y + (at - (len(lines) - 1) / 2) * pitch
            sheet.spot(weight_target(term), left + width / 2, line, width, pitch, weight_tip(term))


def _tank(sheet: Sheet, part: Part, x: float, y: float) -> None:
    k, moment = sheet.k, sheet.moment
    value, old = sheet.flows.of(part.node), sheet.flows.pick(moment.view.now.previous(part.owner))
    scale, signed = moment.view.scale, moment.view.signed
    marks = [-scale, scale] if signed else [0.0, scale]
    label = short(value) if moment.view.exact else sheet.number(part.node, value)
    glass = tank(sheet.kit, x, y, value, old, scale, signed, label if signed else " ", *TANK, marks)
    if not signed:  # the number stands clear of the surface, which would strike it through
        share = min(1.0, max(0.0, value / scale)) if not math.isnan(value) else 0.0
        wet, inner = share >= 0.5, (TANK[1] - 13) * k
        level = y + inner / 2 - inner * (share / 2 if wet else (1 + share) / 2)
        size = min(22.0, (TANK[0] - 16) / advance((Run(label),)))
        glass.append(sheet.kit.text(x, level, label, size, "on_liquid" if wet else "mem", 700, "center"))
    sheet.canvas.add(f"tank:{part.owner}", *glass)
    name = sheet.label(part.owner, part.size)
    before = f"{moment.number(old)} → " if sheet.flows.share(part.node) > 0 else ""
    change = (Run(f":  {before}"), Run(sheet.number(part.node, value), weight=700))
    runs = (*name, *change) if not moment.view.exact else (*name, Run(f" = {exact(value)}"))
    sheet.canvas.add(
        f"reading:{part.owner}", sheet.kit.text(x, y + (TANK[1] / 2 + 13) * k, runs, 13.5, "mem", 600, "center", "bg")
    )
    sheet.spot(part.owner, x, y, TANK[0] * k, TANK[1] * k, handle=part.id)
