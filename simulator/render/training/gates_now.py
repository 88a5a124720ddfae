"""What the gates do now: the signals of a unit over a probe sequence, with what was set by hand as ghosts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.render import format as fmt
from simulator.render.kit import Kit, symbol
from simulator.render.primitives import Canvas, Group, Line, Picture, Point, Primitive, Run
from simulator.render.training.axis import Axis, linear, tick
from simulator.render.training.chart import AXIS, EDGE, HEAD, WORD, Key, Look, head, wide
from simulator.render.training.labels import written
from simulator.render.training.units_row import choose_unit

_LEFT, _RIGHT = 115.0, 24.0  # px at scale 1: for the names, and what is free at the right
_TOP = 56.0  # where the heads of the columns begin
_HEADS = 32.0  # their height
_LOWEST = 40.0  # of a row
_MORE = 1.6  # times a gate's height for a row that is no gate
_NUMBER = 13.5  # size of type
_ZERO = 0.005  # smaller values read as zero
_GHOST = (5.0, 3.0)


@dataclass(frozen=True, eq=False)
class Shown:
    """A signal of the unit that is shown: what is learnt, ``values`` (steps,), and what was set by hand, ``ghost``.

    ``label`` says what the signal is, ``hue`` is its colour token. ``ends``: those of its axis; without them a gate's
    are 0 and 1, others are round numbers that hold all values.
    """

    name: str
    label: str
    hue: str
    values: np.ndarray
    ghost: np.ndarray | None = None
    ends: tuple[float, float] | None = None

    @property
    def axis(self) -> Axis:
        """The axis of the row."""
        if self.ends is not None:
            return Axis(*self.ends)
        if self.hue == "gate":
            return Axis(0.0, 1.0)
        whole = self.values if self.ghost is None else np.concatenate([self.values, self.ghost])
        known = whole[np.isfinite(whole)]
        return linear(min(0.0, float(known.min())), max(0.0, float(known.max())), 5) if known.size else Axis(0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Gates:
    """Signals of unit ``unit`` (from 0) of ``units`` on a probe sequence.

    Over each step stands a word of ``words``, or the numbers of ``inputs`` (steps, inputs), or the step's number.
    ``by_hand``: the ghosts are gates that were set by hand; else they are the answers that are asked for.
    """

    rows: tuple[Shown, ...]
    inputs: np.ndarray | None = None
    words: tuple[str, ...] | None = None
    unit: int = 0
    units: int = 1
    by_hand: bool = True


def gates_now(gates: Gates, width: float, height: float, look: Look | None = None) -> Picture:
    """Return the picture; it is higher than asked for where the rows need more room.

    Places that answer: a row's name, ``i``; one of its steps, ``i t[4]``; a step's head, ``t[4]``; ``unit[1]``, from 0.
    """
    return _Gates(gates, width, height, look or Look()).picture()


class _Gates:
    def __init__(self, gates: Gates, width: float, height: float, look: Look) -> None:
        self.gates, self.width, self.look, self.k = gates, width, look, look.k
        self.canvas = Canvas()
        self.kit: Kit = look.kit(self.canvas)
        k = self.k
        self.steps = max((len(row.values) for row in gates.rows), default=0)
        self.left = float(round(max(_LEFT * k, self._names() + (EDGE + 10) * k)))
        self.pitch = max(1.0, (width - _RIGHT * k - self.left) / max(1, self.steps))
        self.right = self.left + self.pitch * self.steps
        more = 1.2 if look.projected else _MORE
        shares = [1.0 if row.hue == "gate" else more for row in gates.rows]
        room = (height - (_TOP + _HEADS + 14) * k) / max(1.0, sum(shares))
        each = max(_LOWEST * k, 14 * k + 2.6 * self.kit.size(_NUMBER), room)
        self.tops = [(_TOP + _HEADS) * k + each * sum(shares[:number]) for number in range(len(shares) + 1)]
        self.height = max(height, self.tops[-1] + 14 * k)

    def _names(self) -> float:
        """The room that the names and the numbers of the axes need."""
        names = max((wide(self.kit, row.label, WORD) for row in self.gates.rows), default=0.0)
        return names + wide(self.kit, "−0.5", AXIS)

    def picture(self) -> Picture:
        look, kit, k = self.look, self.kit, self.k
        keys = [Key(look.say("learned"), "ink", 2.6)]
        if any(row.ghost is not None for row in self.gates.rows):
            words = "set by hand" if self.gates.by_hand else "to be answered"
            keys.append(Key(look.say(words), "ink", 1.8, _GHOST))
        start, end = head(kit, self.width, look.say("What the gates do now"), keys)
        choose_unit(kit, look, self.gates.unit, self.gates.units, start, HEAD * k, end - 16 * k)
        self._heads()
        for number, row in enumerate(self.gates.rows):
            self._row(row, self.tops[number], self.tops[number + 1])
        bottom = self.tops[-1]
        self.canvas.add("end", Line(((EDGE * k, bottom), (self.right, bottom)), "line"))
        return Picture(self.width, self.height, self.canvas.items, tuple(self.canvas.hotspots))

    def x(self, step: float) -> float:
        """Return where a step (from 0) begins."""
        return self.left + step * self.pitch

    # -- what stands over the columns

    def _heads(self) -> None:
        k, y = self.k, (_TOP + _HEADS / 2 - 1) * self.k
        parts = self._words(y) or self._inputs(y) or self._numbers(y)
        if parts:
            self.canvas.add("heads", *parts)
        for step in range(self.steps):
            tip = f"t = {step + 1}"
            if self.gates.words is not None and step < len(self.gates.words):
                tip += f": {self.gates.words[step]}"
            elif self.gates.inputs is not None:
                values = self.gates.inputs[step].tolist()
                tip += ": " + ", ".join(f"x{n} = {fmt.exact(value)}" for n, value in enumerate(values[:8], 1))
            self.canvas.spot(f"t[{step + 1}]", self.x(step), _TOP * k, self.pitch, _HEADS * k, tip)

    def _words(self, y: float) -> list[Primitive]:
        """The words, as long as most of them fit."""
        words = self.gates.words or ()
        fits = [word for word in words if wide(self.kit, word, WORD) <= self.pitch - 4]
        if len(fits) * 2 < len(words) or not words:
            return []
        return [
            self.kit.text(self.x(step + 0.5), y, word, WORD, "inp", 600, "center")
            for step, word in enumerate(words)
            if wide(self.kit, word, WORD) <= self.pitch - 4
        ]

    def _inputs(self, y: float) -> list[Primitive]:
        """All inputs of every step, if they fit; those that are not zero stand out."""
        values = self.gates.inputs
        if values is None or not values.size:
            return []
        texts = [[self.look.number(value) for value in row] for row in values.tolist()]
        count = values.shape[1]
        names: list[Run] = []
        for number in range(1, count + 1):
            names += [*symbol(f"x{number}"), Run("  ")]
        cell = max(wide(self.kit, text, _NUMBER) for row in texts for text in row)
        if (cell + 5 * self.k) * count > self.pitch or wide(self.kit, names, _NUMBER) > self.left - EDGE * self.k:
            return []
        parts: list[Primitive] = [self.kit.text(EDGE * self.k, y, names, _NUMBER, "inp", 600)]
        apart = min(self.pitch / count, max(cell + 7 * self.k, 22 * self.k))
        for step, row in enumerate(texts):
            for number, text in enumerate(row):
                x = self.x(step + 0.5) + (number - (count - 1) / 2) * apart
                zero = abs(float(values[step, number])) < _ZERO
                pen = ("ink3", 500) if zero else ("inp", 700)
                parts.append(self.kit.text(x, y, text, _NUMBER, pen[0], pen[1], "center"))
        return parts

    def _numbers(self, y: float) -> list[Primitive]:
        """The numbers of the steps that have room for them."""
        parts: list[Primitive] = [self.kit.text(EDGE * self.k, y, (Run("t", italic=True),), _NUMBER, "ink2", 600)]
        for step in self._ticks():
            text = str(step + 1)
            x = min(self.x(step + 0.5), self.width - wide(self.kit, text, WORD) / 2 - 2)
            parts.append(self.kit.text(x, y, text, WORD, "ink2", 500, "center"))
        return parts

    def _ticks(self) -> Sequence[int]:
        """Steps (from 0) with round numbers, far enough apart to be written."""
        return written(self.steps, self.pitch, wide(self.kit, str(self.steps), WORD) + 10 * self.k)

    # -- rows

    def _row(self, row: Shown, top: float, bottom: float) -> None:
        k, kit, canvas = self.k, self.kit, self.canvas
        axis = row.axis
        low, high = bottom - 9 * k, top + 12 * k
        levels = low - (low - high) * axis.shares(row.values)
        zero = low - (low - high) * axis.share(0.0)
        middle, line = (high + low) / 2, kit.size(WORD)
        lines: list[Primitive] = [Line(((EDGE * k, top), (self.right, top)), "line")]
        ticks: list[Primitive] = []
        for value in axis.ticks(max(2, int((low - high) / (2.4 * kit.size(AXIS))))):
            y = low - (low - high) * axis.share(value)
            lines.append(Line(((self.left, y), (self.right, y)), "hair"))
            ticks.append(kit.text(self.left - 8 * k, y, tick(value), AXIS, "ink3", 500, "right"))
        columns = range(self.steps + 1) if self.pitch > 8 * k else [*self._ticks(), self.steps]
        lines += [Line(((self.x(n), top), (self.x(n), bottom)), "hair") for n in columns]
        canvas.add(f"ground {row.name}", *lines)
        name: list[Primitive] = [
            kit.text(EDGE * k, middle - 0.62 * line, symbol(row.name), 14.5 if kit.projected else 17, row.hue, 700),
            kit.text(EDGE * k, middle + 0.78 * line, row.label, WORD - 1, "ink2", 500),
        ]
        canvas.add(f"name {row.name}", *name, *ticks)
        canvas.spot(row.name, EDGE * k - 6, top, self.left - EDGE * k, bottom - top, row.label)
        clip = (self.left - 2 * k, top, self.right - self.left + 4 * k, bottom - top)
        canvas.add(f"row {row.name}", Group(tuple(self._course(levels, zero, row.hue)), clip))
        ghosts = np.full(len(row.values), math.nan)
        if row.ghost is not None:
            ghosts = low - (low - high) * axis.shares(row.ghost)
            dash = tuple(part * k for part in _GHOST)
            drawn = [Line(points, "ink", 1.6 * k, dash) for points in self._pieces(ghosts)]
            canvas.add(f"ghost {row.name}", Group(tuple(drawn), clip))
        self._values(row, levels, ghosts, top, bottom)

    def _pieces(self, levels: np.ndarray) -> list[tuple[Point, ...]]:
        """Return the step line of levels, in pieces where they are no number."""
        known = ~np.isnan(levels)
        edges = np.flatnonzero(np.diff(known, prepend=False, append=False)).reshape(-1, 2)
        pieces = []
        for start, stop in edges.tolist():
            points: list[Point] = []
            for step, y in enumerate(levels[start:stop].tolist(), start):
                if points and points[-1][1] == y:
                    points[-1] = (self.x(step + 1), y)
                else:
                    points += [(self.x(step), y), (self.x(step + 1), y)]
            pieces.append(tuple(points))
        return pieces

    def _course(self, levels: np.ndarray, zero: float, hue: str) -> list[Primitive]:
        parts: list[Primitive] = []
        pieces = self._pieces(levels)
        for points in pieces:
            ground = ((points[0][0], zero), *points, (points[-1][0], zero))
            parts.append(Line(ground, None, closed=True, fill=f"{hue}_t"))
        return parts + [Line(points, hue, 2.6 * self.k, cap="square") for points in pieces]

    def _values(self, row: Shown, levels: np.ndarray, ghosts: np.ndarray, top: float, bottom: float) -> None:
        """The numbers that have room, clear of both lines; and the places that answer."""
        k, kit, parts = self.k, self.kit, list[Primitive]()
        for step, value in enumerate(row.values.tolist()):
            y, ghost = float(levels[step]), float(ghosts[step])
            tip = self._tip(row, step)
            self.canvas.spot(f"{row.name} t[{step + 1}]", self.x(step), top, self.pitch, bottom - top, tip)
            text = fmt.exact(value) if self.look.exact else fmt.fixed(value) if abs(value) < 100 else fmt.short(value)
            if wide(kit, text, _NUMBER) > self.pitch - 6 * k:
                continue
            at = self._clear(y, ghost, top, bottom)
            inside = at > y or row.hue != "gate"
            colour, weight = ("out", 700) if math.isnan(y) else (row.hue, 700) if inside else ("ink2", 600)
            parts.append(kit.text(self.x(step + 0.5), at, text, _NUMBER, colour, weight, "center"))
        if parts:
            self.canvas.add(f"numbers {row.name}", *parts)

    def _clear(self, level: float, ghost: float, top: float, bottom: float) -> float:
        """Return the middle of a number: below its level or above it, beyond the ghost where that is in the way."""
        half = 0.62 * self.kit.size(_NUMBER)
        if math.isnan(level):
            return (top + bottom) / 2
        lines = [level] if math.isnan(ghost) else [level, ghost]
        places = [line + way * 1.7 * half for line in lines for way in (1, -1)]
        low, high = top + 0.9 * half, bottom - 0.9 * half - 6 * self.k
        fitting = [y for y in places if low <= y <= high]
        clear = (y for y in fitting if all(abs(y - line) > 1.3 * half for line in lines))
        return next(clear, fitting[0] if fitting else (top + bottom) / 2)

    def _tip(self, row: Shown, step: int) -> str:
        tip = f"{row.name}, t = {step + 1}: {fmt.exact(float(row.values[step]))}"
        if row.ghost is None:
            return tip
        return tip + ", " + self.look.say("set by hand {value}").format(value=fmt.exact(float(row.ghost[step])))
