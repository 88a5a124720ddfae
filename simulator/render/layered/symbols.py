"""The parts of a diagram that lays itself out, drawn at their places with the numbers of the moment."""

from __future__ import annotations

import math
from collections.abc import Callable

from simulator.render.format import exact, percent, short
from simulator.render.formula import role_colour
from simulator.render.kit import symbol
from simulator.render.layered import glyphs
from simulator.render.layered.parts import Part
from simulator.render.layered.pieces import colour_of, lead, outlet, piece, spot
from simulator.render.layered.shapes import SIDE, VALVE
from simulator.render.layered.sheet import Sheet
from simulator.render.layered.sums import draw_sum
from simulator.render.motion import arriving
from simulator.render.primitives import Box, Circle, Line, Primitive, Run


def draw_part(sheet: Sheet, part: Part) -> None:
    """Draw one part."""
    _DRAWN[part.kind](sheet, part)


def mark_selected(sheet: Sheet, part: Part) -> None:
    """Draw a ring behind a part that shows the selected signal."""
    if part.kind in ("input", "delay", "chip") or not sheet.moment.view.selected:
        return
    names = {sheet.name_of(part.node), sheet.name_of(part.total) if part.total >= 0 else ""}
    if sheet.moment.view.selected in names:
        x, y, shape = sheet.place(part)
        k = sheet.k
        around = (x - 4 * k, y - (shape.up + 4) * k, (shape.width + 8) * k, (shape.up + shape.down + 6) * k)
        sheet.scene.ring(sheet.moment.view.selected, *around)


def _input(sheet: Sheet, part: Part) -> None:
    x, y, shape = sheet.place(part)
    k, kit, values = sheet.k, sheet.kit, sheet.moment.inputs
    lit = arriving(sheet.moment.phase)
    width = shape.width
    if len(values) <= 4:
        for number, value in enumerate(values):
            line = y + (number - (len(values) - 1) / 2) * 26 * k
            name = symbol(f"x{number + 1}" if len(values) > 1 else "x")
            middle, target = x + width / 2 * k, f"x[{number + 1}]"
            box = kit.input_cell(middle, line, name, short(float(value)), False, "inp", width, lit)
            sheet.canvas.add(f"x:{number + 1}", *box)
            sheet.spot(target, middle, line, width * k, 24 * k, f"{target} = {exact(float(value))}", part.id)
        return
    height = 52 * k
    fill = "inp_t" if lit else "bg"
    parts: list[Primitive] = [Box(x, y - height / 2, width * k, height, 5 * k, fill, "inp", 1.8 * k)]
    name = (*symbol("x"), Run(f"1…{len(values)}", shift="sub"))
    parts.append(kit.text(x + width / 2 * k, y - 15 * k, name, 14, "inp", 600, "center"))
    parts += _bars(sheet, [float(value) for value in values[:24]], x + 7 * k, y + 9 * k, (width - 14) * k)
    sheet.canvas.add("x:1", *parts)
    tip = "x = " + ", ".join(short(float(value)) for value in values[:16]) + (", …" if len(values) > 16 else "")
    sheet.spot("x[1]", x + width / 2 * k, y, width * k, height, tip, part.id)


def _bars(sheet: Sheet, values: list[float], left: float, y: float, width: float) -> list[Primitive]:
    """Small bars around a line: up for positive, hollow and down for negative."""
    most = max([1e-9, *(abs(value) for value in values if math.isfinite(value))])
    pitch, half = width / len(values), 13 * sheet.k
    parts: list[Primitive] = [Line(((left, y), (left + width, y)), "zero", 1)]
    for number, value in enumerate(values):
        height = min(1.0, abs(value) / most) * half if not math.isnan(value) else 0.0
        x = left + (number + 0.15) * pitch
        if value >= 0:
            parts.append(Box(x, y - height, pitch * 0.7, height, 0, "pos"))
        elif height:
            parts.append(Box(x, y, pitch * 0.7, height, 0, "neg_t", "neg", 1))
    return parts


def _delay(sheet: Sheet, part: Part) -> None:
    x, y, shape = sheet.place(part)
    k, kit = sheet.k, sheet.kit
    colour = "out" if sheet.moment.cell.roles[part.owner] == "output" else "mem"
    value = sheet.flows.of(part.node)
    middle = x + shape.width / 2 * k
    runs = (*sheet.label(part.owner, part.size, "t-1"), Run(f"  {short(value)}", colour="ink", weight=700))
    sheet.canvas.add(
        f"delay:{part.owner}",
        Box(x, y - 15 * k, shape.width * k, 30 * k, 4 * k, "bg", colour, 1.8 * k, dash=(4 * k, 3 * k)),
        kit.text(middle, y, runs, 14, colour, 600, "center"),
    )
    sheet.spot(part.owner, middle, y, shape.width * k, 30 * k, f"{part.owner}[t-1] = {exact(value)}", part.id)


def _constant(sheet: Sheet, part: Part) -> None:
    x, y, shape = sheet.place(part)
    k, value = sheet.k, sheet.flows.of(part.node)
    node = sheet.moment.cell.graph.nodes[part.node]
    name = node.name if node.op == "parameter" else ""
    left = x + (shape.width - 70) / 2 * k
    runs = (*symbol(name), Run(f" {short(value)}")) if name else (Run(short(value)),)
    sheet.canvas.add(f"constant:{part.node}", *glyphs.cell(sheet.kit, left, y, 70 * k, 24 * k, [runs], "edge"))
    rest = left + 70 * k
    if shape.width > 70:
        sheet.canvas.add(f"link:{part.id}", Line(((rest, y), (x + shape.width * k, y)), "zero", 2 * k))
    if node.op == "parameter":
        number = min(sheet.unit, part.size - 1)
        sheet.spot(f"{name}[{number}]", left + 35 * k, y, 70 * k, 24 * k, f"{name} = {exact(value)}", part.id)


def _function(sheet: Sheet, part: Part) -> None:
    x, y, shape = sheet.place(part)
    k, colour = sheet.k, colour_of(sheet, part)
    argument = sheet.moment.cell.graph.nodes[part.node].args[0]
    middle = x + shape.hub * k
    lead(sheet, part, shape)
    square = sheet.kit.activation(middle, y, part.function, colour, sheet.flows.of(argument), SIDE)
    sheet.canvas.add(f"function:{part.id}", *square)
    sheet.caption(part.node, middle, y + (SIDE / 2 + 12) * k, colour)
    spot(sheet, part, middle, y, SIDE, SIDE)


def _rest(sheet: Sheet, part: Part) -> None:
    x, y, shape = sheet.place(part)
    k, middle = sheet.k, x + shape.hub * sheet.k
    lead(sheet, part, shape)
    box = Box(middle - 17 * k, y - 12 * k, 34 * k, 24 * k, 12 * k, "bg", "gate", 2 * k)
    text = sheet.kit.text(middle, y, "1 −", 13.5, "gate", 700, "center")
    sheet.canvas.add(f"rest:{part.id}", box, text)
    sheet.caption(part.node, middle, y + (SIDE / 2 + 12) * k, "gate")
    spot(sheet, part, middle, y, 34, 24)


def _valve(sheet: Sheet, part: Part) -> None:
    x, y, shape = sheet.place(part)
    k = sheet.k
    middle, way = x + shape.hub * k, 1 if part.below else -1
    stream, gate = (sheet.layout.parts[inlet.source] for inlet in part.inlets)
    inflow = sheet.flows.flow(stream.node, stream.tank)
    outflow = sheet.flows.flow(part.node)
    opening = sheet.flows.of(gate.node)
    half = 28 * VALVE * k
    pieces = piece(sheet, ((x, y), (middle - half, y)), stream.id, True, arrived=True)
    pieces += outlet(sheet, part, middle + half, x + shape.width * k, y)
    front = outflow.value if outflow.front > 0 else 0.0
    port = y + shape.inlets[1] * k
    gland = y + way * 80 * VALVE * k
    rod: list[Primitive] = [Line(((x, port), (middle, port), (middle, gland)), "gate", 3.2 * k, corner=7 * k)]
    width = sheet.pipe.signed_width
    valve = glyphs.level_valve(
        VALVE * k,
        (middle, y),
        part.below,
        opening,
        width(inflow.value if inflow.front >= 1 else 0.0, sheet.scale),
        width(front, sheet.scale),
    )
    sheet.canvas.add(f"through:{part.id}", *pieces)
    sheet.canvas.add(f"valve:{part.id}", *rod, *valve)
    words = sheet.kit.text(middle + 13 * k, y + way * 44 * k, percent(opening), 14, "gate", 700)
    sheet.canvas.add(f"percent:{part.id}", words)
    sheet.caption(part.node, middle, y - way * (37 * VALVE + 13) * k, colour_of(sheet, part))
    spot(sheet, part, middle, y, 60 * VALVE, 70 * VALVE)


def _times(sheet: Sheet, part: Part) -> None:
    x, y, shape = sheet.place(part)
    k, middle = sheet.k, x + shape.hub * sheet.k
    pieces: list[Primitive] = []
    for wire in sheet.layout.wires:
        if wire.end == part.id:
            level = y + shape.inlets[wire.inlet] * k
            pieces += piece(
                sheet, ((x, level), (middle - 16 * k, level), (middle, y)), wire.net, wire.pipe, arrived=True
            )
    after = [wire for wire in sheet.layout.wires if wire.net == part.id]
    if after:
        pipe = any(wire.pipe for wire in after)
        pieces += piece(sheet, ((middle, y), (x + shape.width * k, y)), part.id, pipe)
    sheet.canvas.add(f"lead:{part.id}", *pieces)
    colour, a = role_colour(sheet.moment.cell, part.owner) or "ink2", 5 * k
    sheet.canvas.add(
        f"times:{part.id}",
        Circle(middle, y, 13 * k, "bg", colour, 2.2 * k),
        Line(((middle - a, y - a), (middle + a, y + a)), colour, 2.2 * k, cap="round"),
        Line(((middle - a, y + a), (middle + a, y - a)), colour, 2.2 * k, cap="round"),
    )
    sheet.caption(part.node, middle, y + 25 * k, colour)
    spot(sheet, part, middle, y, 30, 30)


def _chip(sheet: Sheet, part: Part) -> None:
    x, y, shape = sheet.place(part)
    k = sheet.k
    shown = sheet.flows.of(part.node)  # all its digits stand where it is made
    value = short(shown) if sheet.moment.view.exact else sheet.number(part.node, shown)
    runs = (*sheet.label(part.owner, part.size), Run(f" = {value}"))
    box = Box(x, y - 18 * k, shape.width * k, 36 * k, 7 * k, "out_t", "out", 2 * k)
    text = sheet.kit.text(x + shape.width / 2 * k, y, runs, 17, "out", 700, "center")
    sheet.canvas.add(f"chip:{part.owner}", box, text)
    sheet.spot(part.owner, x + shape.width / 2 * k, y, shape.width * k, 36 * k, handle=part.id)


_DRAWN: dict[str, Callable[[Sheet, Part], None]] = {
    "input": _input,
    "delay": _delay,
    "constant": _constant,
    "sum": draw_sum,
    "function": _function,
    "valve": _valve,
    "times": _times,
    "rest": _rest,
    "chip": _chip,
}
