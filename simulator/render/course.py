"""One number over a whole sequence, small, with the step where we are marked.

Where many steps share a column of pixels, it shows the smallest and the largest of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.render import format as fmt
from simulator.render.primitives import Canvas, Circle, Line, Picture, Point, Primitive, Run, Text

LEFT, RIGHT = 48.0, 14.0  # px beside the plot
_TOP, _BOTTOM = 20.0, 24.0
_DOTS = 40  # steps up to which each has a dot


@dataclass(frozen=True)
class Course:
    """A number over ``steps`` steps in columns: the smallest and the largest of each, NaN where none is finite.

    ``first_bad`` is the first step (from 1) whose number is not finite.
    """

    steps: int
    low: tuple[float, ...]
    high: tuple[float, ...]
    first_bad: int | None = None


def reduced(values: np.ndarray, columns: int) -> Course:
    """Return the course of values (steps,) in at most so many columns."""
    steps = len(values)
    bad = np.flatnonzero(~np.isfinite(values))
    first_bad = int(bad[0]) + 1 if len(bad) else None
    if steps <= columns:
        shown = tuple(float(value) if math.isfinite(value) else math.nan for value in values)
        return Course(steps, shown, shown, first_bad)
    starts = np.arange(columns) * steps // columns
    known = np.isfinite(values)
    low = np.minimum.reduceat(np.where(known, values, np.inf), starts)
    high = np.maximum.reduceat(np.where(known, values, -np.inf), starts)
    low, high = (np.where(np.isfinite(part), part, np.nan) for part in (low, high))
    return Course(steps, tuple(low.tolist()), tuple(high.tolist()), first_bad)


def columns_of(width: float) -> int:
    """Return how many columns a plot of this width has."""
    return max(1, int(width - LEFT - RIGHT))


def step_at(x: float, steps: int, width: float) -> int:
    """Return the step (from 1) whose place is nearest to x."""
    share = (x - LEFT) / (width - LEFT - RIGHT)
    return min(steps, max(1, int(share * steps) + 1))


def course_plot(
    course: Course,
    step: int,
    value: float,
    colour: str,
    bounds: tuple[float, float] | None,
    width: float,
    height: float,
) -> Picture:
    """Return the plot with the current step marked, where the number is ``value``.

    ``bounds``: what the axis reaches at least (0 and 1 for a gate); None for what the values need.
    """
    plot = _Plot(course, bounds, width, height)
    canvas = Canvas()
    canvas.add("axis", *plot.axis())
    canvas.add("course", *plot.line(colour))
    if course.first_bad is not None:
        x = plot.x(course.first_bad)
        canvas.add(
            "not finite",
            Line(((x, _TOP), (x, plot.bottom)), "out", 1.5, dash=(3.0, 3.0)),
            Text(x + (5 if x < width / 2 else -5), _TOP + 8, (Run("∞"),), 14, "out", 700, plot.side(x), halo="bg"),
        )
    x = plot.x(step)
    label = (Run("t", italic=True), Run(f" = {step}"))
    marks: list[Primitive] = [Line(((x, _TOP - 4), (x, plot.bottom)), "ink", 1.5)]
    marks.append(Text(min(width - 26, max(26.0, x)), 9, label, 11.5, "ink", 600, "center"))
    if math.isfinite(value):
        marks.append(Circle(x, plot.y(value), 4, colour, "bg", 1.5))
    canvas.add("now", *marks)
    return Picture(width, height, canvas.items)


class _Plot:
    def __init__(self, course: Course, bounds: tuple[float, float] | None, width: float, height: float) -> None:
        self.course = course
        self.left, self.right, self.bottom = LEFT, width - RIGHT, height - _BOTTOM
        known = [value for value in (*course.low, *course.high) if not math.isnan(value)] + list(bounds or ())
        self.low, self.high = (min(known), max(known)) if known else (0.0, 1.0)
        if self.low == self.high:
            self.low, self.high = min(self.low, 0.0), max(self.high, 0.0)
        if self.low == self.high:
            self.high = 1.0

    def axis(self) -> list[Primitive]:
        parts: list[Primitive] = []
        for value in dict.fromkeys((self.low, 0.0 if self.low < 0 < self.high else self.low, self.high)):
            y = self.y(value)
            parts.append(Line(((self.left, y), (self.right, y)), "hair"))
            if value != 0 or min(abs(y - self.y(self.low)), abs(y - self.y(self.high))) > 12 or value == self.low:
                parts.append(Text(self.left - 6, y, (Run(_tick(value)),), 11.5, "ink2", 500, "right"))
        steps = self.course.steps
        y = self.bottom + 13
        parts.append(Text(self.left, y, (Run("1"),), 11.5, "ink2"))
        if steps > 1:
            parts.append(Text(self.right, y, (Run(f"{steps}"),), 11.5, "ink2", align="right"))
        return parts

    def line(self, colour: str) -> list[Primitive]:
        """Draw the course in pieces, broken where no number is finite."""
        course, columns = self.course, len(self.course.low)
        packed = course.steps > columns
        pieces: list[list[Point]] = [[]]
        for column, (low, high) in enumerate(zip(course.low, course.high, strict=True)):
            if math.isnan(low):
                pieces.append([])
                continue
            x = self.left + (self.right - self.left) * (column + 0.5) / columns
            pieces[-1] += [(x, self.y(low)), (x, self.y(high))] if packed and low != high else [(x, self.y(high))]
        parts: list[Primitive] = [
            Line(tuple(piece), colour, 1.2 if packed else 2.0, cap="round") for piece in pieces if len(piece) > 1
        ]
        if not packed and columns <= _DOTS:
            parts += [Circle(x, y, 2.2, colour) for piece in pieces for x, y in piece]
        elif columns > 1:
            parts += [Circle(*piece[0], 1.2, colour) for piece in pieces if len(piece) == 1]
        return parts or [Line(((self.left, self.bottom), (self.right, self.bottom)), "hair")]

    def side(self, x: float) -> Literal["left", "right"]:
        return "left" if x < (self.left + self.right) / 2 else "right"

    def x(self, step: int) -> float:
        return self.left + (self.right - self.left) * (step - 0.5) / self.course.steps

    def y(self, value: float) -> float:
        share = (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)  # halves: the span itself may overflow
        return self.bottom - (self.bottom - _TOP) * min(1.0, max(0.0, share))


def _tick(value: float) -> str:
    text = fmt.short(value)
    return text if len(text) <= 5 else fmt.small(value)
