"""The picture of all units: the map of every number of the step, and below it the strips around the chosen unit."""

from __future__ import annotations

import numpy as np

from simulator.render.format import exact, short
from simulator.render.formula import role_colour
from simulator.render.heat import ink_on, levels
from simulator.render.kit import Kit, symbol
from simulator.render.primitives import Box, Canvas, Heat, Picture, Primitive, Run, Text
from simulator.render.units.sheet import MARGIN, PRINTED, Sheet, place, shown_of
from simulator.render.units.strip import Strip
from simulator.render.view import CellView, Moment

MAP = "units"
"""The place that the map answers by; ``field_at`` says which of its fields is meant."""


def fits(moment: Moment) -> bool:
    """Whether there are several units, and something to show of each."""
    return moment.units > 1 and bool(shown_of(moment.cell).rows)


def draw(moment: Moment, width: float, height: float) -> Picture:
    """Return the picture at a moment; it is higher than asked for in a very low pane."""
    view = moment.view
    sheet = place(moment.cell, moment.units, width, height, view.projected)
    canvas = Canvas()
    kit = Kit(canvas, sheet.k)
    first = sheet.first(moment.unit)
    last = min(moment.units, first + sheet.page)
    _head(moment, sheet, kit, first, last)
    _map(moment, sheet, kit, first, last)
    wide, high = sheet.strip_size()
    for unit in range(first, last):
        Strip(moment, kit, canvas, unit, sheet.strip(unit - first)).draw(sheet.shown, wide, high, unit == moment.unit)
    return Picture(sheet.width, sheet.height, canvas.items, tuple(canvas.hotspots))


def field_at(view: CellView, x: float, y: float, width: float, height: float) -> tuple[str, int] | None:
    """Return the signal and the unit (from 0) of the map's field at a point of the picture."""
    moment = Moment(view)
    return place(moment.cell, moment.units, width, height, view.projected).field_at(x, y)


def field_tip(view: CellView, name: str, unit: int) -> str:
    """Return the words for a field of the map."""
    return f"{name}[{unit + 1}] = {exact(float(view.now[name][unit]))}"


def _head(moment: Moment, sheet: Sheet, kit: Kit, first: int, last: int) -> None:
    k, say, y = sheet.k, moment.view.say, 17 * sheet.k
    title = say("{units} units").format(units=moment.units)
    page = ""
    if last - first < moment.units:
        page = say("strips: units {first} to {last}").format(first=first + 1, last=last)
    kit.canvas.add(
        "head",
        kit.text(MARGIN * k, y, (Run(title), Run(f"    {page}", colour="ink2", weight=500)), 15, "ink", 700),
        *_scale(moment, kit, sheet.width - MARGIN * k, y),
    )


def _scale(moment: Moment, kit: Kit, right: float, y: float) -> list[Primitive]:
    """The colours of the map with their ends: gates and values from -1 to 1, a memory up to the scale of its tank."""
    k, wide, high = kit.k, 132 * kit.k, 10 * kit.k
    top = max(1.0, moment.view.scale)
    ends = "±1" if top == 1 else f"±1, c ±{short(top)}"
    ramp = levels(np.linspace(-1, 1, 33), 1.0)
    left = right - wide - 15 * k
    return [
        Heat(left, y - high / 2, wide, high, 33, ramp),
        Box(left, y - high / 2, wide, high, 0, None, "edge", 1),
        kit.text(left - 8 * k, y, "−", 13, "ink2", 600, "right"),
        kit.text(right, y, "+", 13, "ink2", 600, "right"),
        kit.text(left - 24 * k, y, ends, 12, "ink2", 500, "right"),
    ]


def _map(moment: Moment, sheet: Sheet, kit: Kit, first: int, last: int) -> None:
    k, canvas, wide = sheet.k, kit.canvas, sheet.field * sheet.units
    for row, name in enumerate(sheet.shown.rows):
        y = sheet.top + row * sheet.row
        values = moment.shown(name)
        largest = moment.view.scale if name in sheet.shown.tanks else 1.0
        size = 13 if sheet.row >= 16 * k else 11.5
        colour = role_colour(moment.cell, name) or "inp"
        label = kit.text(sheet.left - 8 * k, y + sheet.row / 2, symbol(name), size, colour, 600, "right")
        canvas.add(f"row:{name}", label)
        fields = levels(values, largest)
        canvas.add(f"map:{name}", Heat(sheet.left, y, wide, sheet.row - 1, sheet.units, fields))
        if sheet.field >= PRINTED * k:
            canvas.add(f"numbers:{name}", *_numbers(moment, sheet, kit, name, values, fields, y))
    x, bottom = sheet.left + first * sheet.field, sheet.map_bottom + 2 * k
    lens = (last - first) * sheet.field
    if last - first < sheet.units:
        canvas.add("lens", Box(x, sheet.top - 2 * k, lens, bottom - sheet.top + 2 * k, 2, None, "ink3", 1.6 * k))
    here = sheet.left + moment.unit * sheet.field
    canvas.add("here", Box(here, sheet.top - 2 * k, sheet.field, bottom - sheet.top + 2 * k, 2, None, "ink", 2 * k))
    canvas.spot(MAP, sheet.left, sheet.top, wide, sheet.map_bottom - sheet.top)


def _numbers(
    moment: Moment, sheet: Sheet, kit: Kit, name: str, values: np.ndarray, fields: bytes, y: float
) -> list[Primitive]:
    """The numbers in the fields, each in an ink that is read on its colour."""
    parts: list[Primitive] = []
    for unit, (value, level) in enumerate(zip(values, fields, strict=True)):
        x = sheet.left + (unit + 0.5) * sheet.field
        text = moment.counted(float(value), name, unit)
        parts.append(_fitted(kit, x, y + sheet.row / 2, text, sheet.field - 4 * sheet.k, ink_on(level)))
    return parts


def _fitted(kit: Kit, x: float, y: float, text: str, room: float, colour: str) -> Text:
    size = min(12.5, room / (0.62 * len(text)) / kit.k)
    return Text(x, y, (Run(text),), max(9.0, size * kit.k), colour, 600, "center")


__all__ = ["MAP", "draw", "field_at", "field_tip", "fits"]
