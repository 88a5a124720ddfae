"""The ground of every plot of training: title and legend, axes with their round values, and what is cut to the plot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.render import format as fmt
from simulator.render.kit import Kit, symbol
from simulator.render.primitives import Canvas, Circle, Group, Line, Picture, Primitive, Run
from simulator.render.training.axis import Axis, tick
from simulator.render.training.labels import Taken
from simulator.render.type_sizes import PROJECTED
from simulator.render.typeset import width as ems

EDGE = 24.0  # px at scale 1: free at the left of a title
HEAD = 33.0  # the middle of a title
TITLE, HALL_TITLE, WORD, AXIS = 19.0, 15.5, 13.0, 11.5  # sizes of type; a title grows less in projection


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture of training is shown.

    ``say`` translates its words; ``exact`` writes numbers in full where there is room; ``projected`` takes the sizes
    of a projection, whose stage (1600 x 1000) is shown ``scale`` times as large.
    """

    say: Callable[[str], str] = str
    exact: bool = False
    projected: bool = False
    scale: float = 1.0

    @property
    def k(self) -> float:
        """The scale of the parts."""
        return (PROJECTED if self.projected else 1.0) * self.scale

    def kit(self, canvas: Canvas) -> Kit:
        """Return the kit that draws at this scale."""
        return Kit(canvas, self.k, self.projected)

    def number(self, value: float) -> str:
        """Write a number: two decimals, or all of them."""
        return fmt.exact(value) if self.exact else fmt.short(value)


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: a word, and a sample of the line, mark or ring that it explains."""

    word: str
    stroke: str = "ink"
    width: float = 2.2
    dash: tuple[float, ...] = ()
    mark: Literal["line", "triangle", "ring"] = "line"


@dataclass(frozen=True, slots=True)
class Sides:
    """What is free around a plot, in px at scale 1."""

    left: float
    top: float
    right: float
    bottom: float


def element(name: str) -> tuple[Run, ...]:
    """Typeset a parameter or one of its elements: 1.U_f[1, 2] with a small f. Other words stay as they are."""
    match = re.fullmatch(r"((?:\w+\.)*)([^\W\d_]_?\w*)(\[[\d, ]+\])?", name)
    if match is None or len(match[2].partition("_")[0]) > 2:
        return (Run(name),)
    return tuple(run for run in (Run(match[1]), *symbol(match[2]), Run(match[3] or "")) if run.text)


def wide(kit: Kit, content: str | Sequence[Run], size: float) -> float:
    """Return how wide a line of text is at most, in px."""
    runs = (Run(content),) if isinstance(content, str) else content
    return ems(runs) * kit.size(size)


def head(
    kit: Kit, width: float, title: str | Sequence[Run], keys: Sequence[Key] = (), note: str | Sequence[Run] = ""
) -> tuple[float, float]:
    """Write a title with a note beside it, and a legend at the right; return what is free between them.

    Entries that have no room are left out, the last ones first.
    """
    k, y, size = kit.k, HEAD * kit.k, HALL_TITLE if kit.projected else TITLE
    parts: list[Primitive] = [kit.text(EDGE * k, y, title, size, "ink", 700)]
    end = EDGE * k + wide(kit, title, size) + 16 * k
    if note:
        parts.append(kit.text(end, y + 1 * k, note, WORD, "ink2", 500))
        end += wide(kit, note, WORD) + 16 * k
    kit.canvas.add("title", *parts)
    room, shown = width - EDGE * k - end, list[tuple[Key, float]]()
    for key in keys:
        across = (32 if key.mark == "line" else 18) * k + wide(kit, key.word, WORD)
        if across > room:
            break
        shown.append((key, across))
        room -= across + 22 * k
    x = right = width - EDGE * k
    drawn: list[Primitive] = []
    for key, across in reversed(shown):
        x = right - across
        drawn += [*_sample(key, x, y, k), kit.text(right, y, key.word, WORD, "ink2", 500, "right")]
        right = x - 22 * k
    if drawn:
        kit.canvas.add("legend", *drawn)
    return end, x


def _sample(key: Key, x: float, y: float, k: float) -> list[Primitive]:
    match key.mark:
        case "triangle":
            return [triangle(x + 6 * k, y + 4 * k, 10 * k, key.stroke)]
        case "ring":
            return [Circle(x + 6 * k, y, 3.6 * k, "bg", key.stroke, 1.6 * k)]
    return [Line(((x, y), (x + 24 * k, y)), key.stroke, key.width * k, tuple(part * k for part in key.dash))]


def triangle(x: float, y: float, wide: float, colour: str, up: bool = False) -> Line:
    """Return a triangle whose tip is at (x, y), pointing down or up."""
    rise = wide * 0.85 * (-1 if up else 1)
    corners = ((x - wide / 2, y - rise), (x + wide / 2, y - rise), (x, y))
    return Line(corners, None, closed=True, fill=colour)


class Chart:
    """A plot being drawn: two axes in the middle of a picture, and a canvas for what stands on them.

    ``taken``: where its labels are, in px; whoever writes one looks there first.
    """

    def __init__(self, width: float, height: float, look: Look, x: Axis, y: Axis, sides: Sides) -> None:
        self.width, self.height, self.look, self.k = width, height, look, look.k
        self.x_axis, self.y_axis = x, y
        self.taken = Taken()
        self.canvas = Canvas()
        self.kit = look.kit(self.canvas)
        k = self.k
        self.left, self.top = float(round(sides.left * k)), float(round(sides.top * k))  # whole pixels: no blur
        self.right = float(max(self.left + 16, round(width - sides.right * k)))
        self.bottom = float(max(self.top + 16, round(height - sides.bottom * k)))

    @property
    def pixels(self) -> int:
        """How many columns of pixels the plot has."""
        return int(self.right - self.left)

    @property
    def clip(self) -> tuple[float, float, float, float]:
        """The plot's rectangle, and a little more for lines that run along its edge."""
        reach = 2 * self.k
        wide, high = self.right - self.left, self.bottom - self.top
        return self.left - reach, self.top - reach, wide + 2 * reach, high + 2 * reach

    def x(self, value: float) -> float:
        """Return where a value stands across."""
        return self.left + (self.right - self.left) * self.x_axis.share(value)

    def y(self, value: float) -> float:
        """Return the level of a value."""
        return self.bottom - (self.bottom - self.top) * self.y_axis.share(value)

    def xs(self, values: np.ndarray) -> np.ndarray:
        """Return where values stand across."""
        return np.asarray(self.left + (self.right - self.left) * self.x_axis.shares(values))

    def ys(self, values: np.ndarray) -> np.ndarray:
        """Return the levels of values; NaN stays NaN."""
        return np.asarray(self.bottom - (self.bottom - self.top) * self.y_axis.shares(values))

    def inside(self, identity: str, parts: Iterable[Primitive]) -> None:
        """Add what is cut to the plot, as one piece: long lines are then looked at as a whole."""
        drawn = tuple(parts)
        if drawn:
            self.canvas.add(identity, Group(drawn, self.clip))

    def grid(self) -> None:
        """Draw the lines of the grid with their round values."""
        k, kit = self.k, self.kit
        parts: list[Primitive] = []
        size = kit.size(AXIS)
        apart = (2.4 if self.y_axis.log else 3.6) * size
        for value in self.y_axis.ticks(int((self.bottom - self.top) / apart) + 1):
            y = self.y(value)
            if y < self.bottom - 1:
                parts.append(Line(((self.left, y), (self.right, y)), "hair"))
            parts.append(kit.text(self.left - 11 * k, y, tick(value), AXIS, "ink2", 500, "right"))
        parts.append(Line(((self.left, self.bottom), (self.right, self.bottom)), "edge", 1.2 * k))
        self.canvas.add("grid", *parts)

    def updates(self) -> None:
        """Draw the numbers of updates below the plot; the first says what they are."""
        k, kit, say = self.k, self.kit, self.look.say
        parts: list[Primitive] = []
        y = self.bottom + 17 * k
        free = 0.0
        most = int((self.right - self.left) / (7 * kit.size(AXIS))) + 1
        for number, value in enumerate(self.x_axis.ticks(most)):
            x, text = self.x(value), fmt.grouped(value)
            parts.append(Line(((x, self.bottom), (x, self.bottom + 4 * k)), "edge", 1.2 * k))
            if number == 0:
                text = say("update {update}").format(update=text)
            half = wide(kit, text, AXIS) / 2
            x = min(max(x, half + 2 * k), self.width - half - 2 * k)
            if x - half >= free:
                parts.append(kit.text(x, y, text, AXIS, "ink2", 500, "center"))
                free = x + half + 8 * k
        self.canvas.add("updates", *parts)

    def picture(self) -> Picture:
        """Return what was drawn."""
        return Picture(self.width, self.height, self.canvas.items, tuple(self.canvas.hotspots))
