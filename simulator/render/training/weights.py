"""The weights of one unit as a heat-map with numbers: a row for each of its sums, a column for each number they read.

The same map shows their gradients, and by how much the last update changed them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.render import format as fmt
from simulator.render.heat import NOTHING, ZERO, field, ink_on, levels
from simulator.render.kit import symbol
from simulator.render.primitives import Box, Canvas, Heat, Line, Picture, Primitive, Run, Text
from simulator.render.training.chart import EDGE, WORD, Look, head, wide
from simulator.render.training.scale import Scale, largest_of
from simulator.render.typeset import text_width

Kind = Literal["weights", "gradients", "updates"]

_TOP, _HEADS, _LEGEND, _RIGHT = 58.0, 26.0, 44.0, 24.0  # px at scale 1
_SIDE, _NARROW = 44.0, 14.0  # px: the largest field, and from which on fields stand apart
_NUMBER, _SMALLEST = 15.0, 9.5  # px of a number in a field
_TITLES: dict[Kind, str] = {"weights": "Weights", "gradients": "Gradients", "updates": "Last update"}
_MINUS_FROM = 9.0  # px of a field without a number from which a stroke says that it is negative


@dataclass(frozen=True, slots=True)
class Heading:
    """What a row or a column stands for, with its colour token: a gate's letter, an input, 1, a state.

    ``below`` is a subscript, such as the number of the unit; names of their own accord have theirs: "x1", "z_i".
    """

    name: str
    hue: str = "ink2"
    below: str = ""

    @property
    def symbol(self) -> tuple[Run, ...]:
        """The name as it is written."""
        if self.below:
            return (Run(self.name, italic=True), Run(self.below, shift="sub"))
        return (Run(self.name),) if self.name[:1].isdigit() else symbol(self.name)


@dataclass(frozen=True, eq=False)
class UnitWeights:
    """Numbers of unit ``unit`` (from 0) of ``units``: ``values`` (rows, columns), NaN where there is no weight.

    ``targets``: what each is called ("W_f[0,1]"), in the same places; it is what answers. ``largest``: the size that
    has the deepest colour, if it is not that of the largest number. ``selected``: the target that is marked.
    """

    kind: Kind
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    values: np.ndarray
    targets: tuple[tuple[str, ...], ...]
    unit: int = 0
    units: int = 1
    largest: float | None = None
    selected: str = ""


def weight_map(weights: UnitWeights, width: float, height: float, look: Look | None = None) -> Picture:
    """Return the map with its legend."""
    look = look or Look()
    canvas = Canvas()
    kit, k, say = look.kit(canvas), look.k, look.say
    unit = say("unit {number} of {units}").format(number=weights.unit + 1, units=weights.units)
    head(kit, width, say(_TITLES[weights.kind]), note=unit if weights.units > 1 else "")
    names = max((wide(kit, row.symbol, WORD) for row in weights.rows), default=0.0)
    left, top = round((EDGE + 12) * k + names), round((_TOP + _HEADS) * k)
    count = max(1, len(weights.columns))
    lines = max(1, len(weights.rows))
    across = min(_SIDE * k, max(1.0, (width - _RIGHT * k - left) / count))
    down = min(max(across, 0.62 * _SIDE * k), max(8.0, (height - top - _LEGEND * k) / lines))
    scale = Scale(weights.largest or largest_of([weights.values]))
    names_across = [column.symbol for column in weights.columns]
    widest = max((wide(kit, runs, WORD) for runs in names_across), default=0.0)
    every = max(1, math.ceil((widest + 1 * k) / across))
    for number in range(0, len(weights.columns), every):
        x, runs = left + (number + 0.5) * across, names_across[number]
        heading = kit.text(x, top - 13 * k, runs, WORD, weights.columns[number].hue, 600, "center")
        canvas.add(f"column {number}", heading)
    for number, row in enumerate(weights.rows):
        y = top + (number + 0.5) * down
        if down >= 0.9 * kit.size(WORD):
            text = kit.text(left - 10 * k, y, row.symbol, WORD, row.hue, 700, "right")
            canvas.add(f"row {number}", text)
    _fields(canvas, weights, scale, k, (left, top, across, down))
    legend = scale.bar(kit, EDGE * k, top + lines * down + 24 * k, width - 2 * EDGE * k)
    if legend:
        canvas.add("legend", *legend)
    return Picture(width, max(height, top + lines * down + _LEGEND * k), canvas.items, tuple(canvas.hotspots))


def _fields(
    canvas: Canvas, weights: UnitWeights, scale: Scale, k: float, place: tuple[float, float, float, float]
) -> None:
    left, top, across, down = place
    found = levels(weights.values, scale.largest)
    count = len(weights.columns)
    texts = [scale.text(value) for value in weights.values.ravel().tolist()]
    longest = max((text_width(text) for text, level in zip(texts, found, strict=True) if level != NOTHING), default=1.0)
    size = min(_NUMBER * k, (across - 5 * min(k, 1.0)) / longest, 0.5 * down)
    apart = 1.5 if across >= _NARROW else 0.0
    parts: list[Primitive] = []
    marked: list[Primitive] = []
    if not apart and count:
        parts.append(Heat(left, top, across * count, down * len(weights.rows), count, found))
    for number, (text, level) in enumerate(zip(texts, found, strict=True)):
        row, column = divmod(number, count)
        x, y = left + column * across, top + row * down
        target = weights.targets[row][column]
        if level == NOTHING and text == "NaN" and not target:
            continue  # there is no such weight
        value = float(weights.values[row, column])
        canvas.spot(target, x, y, across, down, f"{target} = {fmt.exact(value)}")
        if apart:
            box = (x + apart / 2, y + apart / 2, across - apart, down - apart)
            parts.append(Box(*box, 3 * k, field(level), "hair", 1.0))
        if size >= _SMALLEST:
            middle = (x + across / 2, y + down / 2)
            parts.append(Text(*middle, (Run(text),), size, ink_on(level), 600, "center"))
        elif level < ZERO - 12 and min(across, down) >= _MINUS_FROM:
            half, y = 0.2 * across, y + down / 2
            parts.append(Line(((x + across / 2 - half, y), (x + across / 2 + half, y)), ink_on(level), 1.4))
        if target == weights.selected and target:
            marked.append(Box(x, y, across, down, 4 * k, None, "ink", 2.2 * k))
    for name, drawn in (("fields", parts), ("selected", marked)):
        if drawn:
            canvas.add(name, *drawn)
