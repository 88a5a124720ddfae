"""What the inspector shows of a signal, as primitives: heading, equation, and the same with a step's numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np

from simulator.engine import Explained, Terms
from simulator.engine.terms import largest
from simulator.language import FUNCTIONS
from simulator.render import format as fmt
from simulator.render.formula import left, right, role_colour, substituted
from simulator.render.kit import symbol
from simulator.render.primitives import Box, Canvas, Circle, Line, Picture, Primitive, Run, Text

Runs = tuple[Run, ...]
Measure = Callable[[Runs, float, int], float]
"""Width of a line of text in pixels, for a size and a weight."""

_SIZES = (18.0, 16.5, 15.0, 13.5)
_LOW_SIZES = _SIZES[2:]
_LARGEST = 40  # px: side of the tile with the role's drawing
_BREAKS = re.compile(r"^\s[+−⊙·]\s")


def sum_behind(now: Explained, name: str) -> tuple[str, int]:
    """Return where a signal's weights stand: the signal (itself, or the sum it is a function of), and their node."""
    graph = now.cell.graph
    node = graph.nodes[graph.signals[name]]
    if node.op in FUNCTIONS:
        inner = graph.nodes[node.args[0]]
        return (inner.signal or name), inner.index
    return name, node.index


def weights(now: Explained, name: str, unit: int) -> Terms:
    """Return the weighted terms behind one unit of a signal."""
    _, index = sum_behind(now, name)
    size = len(now.values[index])
    return now.terms(index, min(unit, size - 1)).only(lambda stretch: bool(stretch.parameter))


def most_telling(terms: Terms, most: int, fewest: int = 0) -> list[int]:
    """Return the places of terms that are told of very many, rising: those whose value is not 0, and of them the ones
    with the largest products.

    Where there are no more than ``most``, all are told; others fill up to ``fewest``.
    """
    if len(terms) <= most:
        return list(range(len(terms)))
    told = np.flatnonzero(terms.values)
    if len(told) > most:
        told = told[largest(terms.products[told], most)]
    others = np.flatnonzero(terms.values == 0)[: max(0, fewest - len(told))]
    found: list[int] = np.sort(np.concatenate([told, others])).tolist()
    return found


def source_symbol(source: str, sizes: Mapping[str, int]) -> Runs:
    """Typeset what a weight is multiplied with, as the engine names it: "x[2]", "h[t-1][1]"; nothing for a bias.

    ``sizes``: the length of each signal; the only unit of one needs no number.
    """
    match = re.fullmatch(r"(\w+?)(\[t-1\])?\[(\d+)\]", source)
    if match is None:
        return () if source == "1" else (Run(source.replace("*", "·").replace("[t-1]", "′")),)
    name, before, number = match.groups()
    if name == "x":
        return symbol(f"x{number}", colour="inp")
    unit = number if sizes.get(name, 2) > 1 else ""
    below = ",".join(part for part in (unit, "t−1" if before else "") if part)
    return (Run(name, italic=True), Run(below, shift="sub")) if below else (Run(name, italic=True),)


def hue(role: str) -> str:
    """Return the colour token of a role, where something has to have one."""
    return {"gate": "gate", "memory": "mem", "output": "out"}.get(role, "inp")


def heading(name: str, role: str, title: str, place: str, width: float, measure: Measure) -> Picture:
    """Return the inspector's heading: a tile with the role's drawing, the title, and the symbol with its place."""
    canvas = Canvas()
    colour = hue(role)
    canvas.add("tile", Box(0, 0, _LARGEST, _LARGEST, 8, f"{colour}_t"), *_tile(role, colour))
    room = width - _LARGEST - 12
    size = next((size for size in (19.0, 17.0, 15.0) if measure((Run(title),), size, 700) <= room), 13.5)
    canvas.add("title", Text(52, 11, (Run(title),), size, "ink", 700))
    canvas.add("place", Text(52, 32, (*symbol(name, colour=None), Run(f"   {place}")), 13, "ink2", 500))
    return Picture(width, _LARGEST, canvas.items, background="pane")


def _tile(role: str, hue: str) -> list[Primitive]:
    if role == "gate":
        return [
            Box(14, 8, 7, 24, 0, "pos"),
            Line(((8, 7.5), (27, 7.5)), hue, 3.4),
            Line(((8, 32.5), (27, 32.5)), hue, 3.4),
            Line(((22, 20), (35, 20)), hue, 2.2),
            Box(20, 17, 9, 6, 1, hue),
        ]
    if role == "memory":
        return [
            Box(8, 10, 24, 20, 4, "glass", hue, 2.2),
            Box(10, 19, 20, 9.5, 2, "pos"),
        ]
    if role == "sum":
        return [Circle(20, 20, 11, "bg", hue, 2.2), Text(20, 20, (Run("Σ"),), 13, hue, 700, "center")]
    if role == "output":
        return [Box(8, 13, 24, 14, 4, "bg", hue, 2.2), Text(20, 20, (Run("y", italic=True),), 12, hue, 700, "center")]
    return [
        Box(10, 10, 20, 20, 5, "bg", hue, 2.2),
        Line(((14, 26), (18, 25), (22, 15), (26, 14)), hue, 2.2, cap="round", corner=4),
    ]


def line_of_text(runs: Runs, size: float, weight: int, measure: Measure, colour: str = "ink") -> Picture:
    """Return one line of typeset text on a pane."""
    width = measure(runs, size, weight) + 2
    return Picture(width, 22, {"text": Text(0, 11, runs, size, colour, weight)}, background="pane")


def equation_card(now: Explained, name: str, unit: int, width: float, measure: Measure, low: bool = False) -> Picture:
    """Return a signal's equation, that of the sum behind it, and both with the numbers of the step.

    ``low`` makes it smaller, for a small screen.
    """
    cell = now.cell
    owner, _ = sum_behind(now, name)
    lines: list[tuple[Runs, Runs]] = [(left(cell, name), right(cell, name))]
    if owner != name:
        lines.append((left(cell, owner), right(cell, owner)))
        size = len(now[owner])
        lines.append(((), _with_result(now, owner, min(unit, size - 1), None)))
        lines.append((_of_unit(now, name, unit), _with_result(now, name, unit, role_colour(cell, name))))
    else:
        lines.append((_of_unit(now, name, unit), _with_result(now, name, unit, role_colour(cell, name))))
    return _card(lines, width, measure, _LOW_SIZES if low else _SIZES)


def _of_unit(now: Explained, name: str, unit: int) -> Runs:
    runs = left(now.cell, name)
    if len(now[name]) == 1:
        return runs
    below = "".join(run.text for run in runs[1:])
    return (runs[0], Run(f"{below},{unit + 1}" if below else str(unit + 1), shift="sub", colour=runs[0].colour))


def _with_result(now: Explained, name: str, unit: int, colour: str | None) -> Runs:
    return (*substituted(now, name, unit), Run(" = "), Run(fmt.four(float(now[name][unit])), colour=colour))


def _card(lines: list[tuple[Runs, Runs]], width: float, measure: Measure, sizes: tuple[float, ...]) -> Picture:
    inner = width - 2 * 14
    for size in sizes:
        names = max(measure(name, size, 600) for name, _ in lines if name)
        gap = measure((Run(" = "),), size, 600) + 6
        room = inner - names - gap
        rows = [(name, _wrapped(runs, room, size, measure)) for name, runs in lines]
        if size == sizes[-1] or all(len(pieces) == 1 for _, pieces in rows):
            break
    pitch = round(size * 1.72)
    margin = 12 if sizes is _SIZES else 6
    canvas = Canvas()
    y = margin + pitch / 2
    equals = 14 + names + gap / 2
    for number, (name, pieces) in enumerate(rows):
        parts: list[Primitive] = [Text(14 + names, y, name, size, "ink", 600, "right")] if name else []
        parts.append(Text(equals, y, (Run("="),), size, "ink", 500, "center"))
        for piece in pieces:
            parts.append(Text(14 + names + gap, y, piece, size, "ink", 500))
            y += pitch
        canvas.add(f"line {number}", *parts)
    return Picture(width, round(y - pitch / 2 + margin), canvas.items)


def _wrapped(runs: Runs, room: float, size: float, measure: Measure) -> list[Runs]:
    """Break a line where it gets too long, before a sign."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        breaks = _BREAKS.match(run.text) or run.text == " = "
        if breaks and lines[-1] and measure((*lines[-1], *_until_sign(runs, run)), size, 600) > room:
            lines.append([])
        lines[-1].append(run)
    return [tuple(line) for line in lines]


def _until_sign(runs: Runs, start: Run) -> list[Run]:
    """Return a sign and what follows it, up to the next one."""
    place = next(number for number, run in enumerate(runs) if run is start)
    found = [start]
    for run in runs[place + 1 :]:
        if _BREAKS.match(run.text) or run.text == " = ":
            break
        found.append(run)
    return found
