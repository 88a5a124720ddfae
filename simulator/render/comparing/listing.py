"""The line that lists what differs at a step, and leads to the steps before and after it at which something does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulator.language import Cell
from simulator.render import format as fmt
from simulator.render.comparing import LETTERS
from simulator.render.comparing.differences import Difference
from simulator.render.formula import role_colour
from simulator.render.kit import symbol
from simulator.render.primitives import Box, Canvas, Line, Picture, Run, Text
from simulator.render.timeline.rows import rough_width

HEIGHT = 36.0
BEFORE, NEXT = "difference before", "next difference"
"""The places of its two buttons."""
SAME, DIFFER = "the same at this step", "different:"
WORDS = (SAME, DIFFER)
"""What it says, for translators."""

_BUTTON = 26.0
_TYPE = 13.5


def listing(
    cell: Cell,
    found: Sequence[Difference],
    width: float,
    before: int | None,
    following: int | None,
    exact: bool = False,
    say: Callable[[str], str] = str,
) -> Picture:
    """Return the line. ``before`` and ``following`` are the nearest other steps that differ, from 1; None: none."""
    canvas, y = Canvas(), HEIGHT / 2
    canvas.add("rule", Line(((0, 0.5), (width, 0.5)), "hair"))
    x = 16.0
    for target, step, way in ((BEFORE, before, -1), (NEXT, following, 1)):
        _button(canvas, target, x, step, way)
        x += _BUTTON + 6
    words = say(DIFFER if found else SAME)
    canvas.add("words", Text(x + 8, y, (Run(words),), _TYPE, "ink2", 600))
    x += 22 + rough_width(words, _TYPE)
    for number, one in enumerate(found):
        runs = _runs(cell, one, exact)
        wide = sum(rough_width(run.text, _TYPE * (0.7 if run.shift else 1.0)) for run in runs) + 18
        rest = len(found) - number
        if x + wide > width - (48 if rest > 1 else 12):
            canvas.add("rest", Text(x, y, (Run(f"+ {rest}"),), _TYPE, "ink2", 600))
            break
        canvas.add(f"chip {one.signal}", Box(x, y - 12, wide, 24, 6, "sunk"), Text(x + 9, y, runs, _TYPE, "ink", 500))
        tip = "\n".join(
            f"{letter}  {one.signal} = {fmt.exact(value)}"
            for letter, value in zip(LETTERS, one.values, strict=False)
            if value is not None
        )
        canvas.spot(one.signal, x, y - 12, wide, 24, tip)
        x += wide + 8
    return Picture(width, HEIGHT, canvas.items, tuple(canvas.hotspots))


def _runs(cell: Cell, one: Difference, exact: bool) -> tuple[Run, ...]:
    """A signal's name, and after each run's letter what it has there."""
    hue = "inp" if one.signal == "x" else role_colour(cell, one.signal) or "ink"
    name = f"x{one.unit + 1}" if one.signal == "x" else one.signal
    runs = [*symbol(name, colour=hue, weight=700)]
    for letter, value in zip(LETTERS, one.values, strict=False):
        text = "–" if value is None else fmt.exact(value) if exact else fmt.short(value)
        runs += [Run(f"   {letter} ", colour="ink3", weight=600), Run(text, weight=700)]
    return tuple(runs)


def _button(canvas: Canvas, target: str, x: float, step: int | None, way: int) -> None:
    y, middle = HEIGHT / 2, x + _BUTTON / 2
    colour = "ink" if step is not None else "ink3@0.5"
    tip = middle + way * 3.5
    canvas.add(
        target,
        Box(x, y - _BUTTON / 2, _BUTTON, _BUTTON, 6, "bg", "edge" if step is not None else "line", 1.2),
        Line(((tip - way * 6, y - 6), (tip, y), (tip - way * 6, y + 6)), colour, 2.0),
    )
    if step is not None:
        canvas.spot(target, x, y - _BUTTON / 2, _BUTTON, _BUTTON, f"t = {step}")
