"""The gradient through time: how much of it reaches each step of a sequence, and the factors that made it so.

Networks stand under one another on one axis, so that a gradient that vanishes, one that stays and one that explodes are
told apart at a glance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.render import format as fmt
from simulator.render.heat import ink_on, levels
from simulator.render.kit import Kit, symbol
from simulator.render.primitives import Box, Canvas, Heat, Line, Picture, Primitive, Run
from simulator.render.training.axis import Axis, logarithmic, reading, tick
from simulator.render.training.chart import AXIS, EDGE, WORD, Look, head, triangle, wide
from simulator.render.training.labels import written

_LEFT, _RIGHT, _TOP, _BOTTOM = 68.0, 24.0, 56.0, 14.0  # px at scale 1
_NAME, _STEPS = 36.0, 24.0  # above the bars, and for the steps below them
_STRIP, _LEGEND = 18.0, 34.0  # height of a row of factors, and of what explains them
_LOWEST = 60.0  # px at scale 1 of the bars
_FLOOR, _CEILING = 1e-12, 1e12  # the axis never reaches further
_LITTLE = 3.0
_FACTOR = 10.0  # a factor of a tenth, or of ten, has the deepest colour
_SIZE = 14.5


@dataclass(frozen=True, eq=False)
class Reach:
    """One state of one network: the length of the gradient, ``norms`` (steps,), at steps 1 to the last.

    ``factors``: what the way to each step multiplied it by, each a name as it is written ("× f") and (steps,) numbers;
    NaN where there is none. Lengths are shown as shares of that at the last step that has any, where it sets out; in a
    ``backward`` direction, which reads the sequence from its end, at the first.
    """

    name: str
    state: str
    norms: np.ndarray
    factors: tuple[tuple[str, np.ndarray], ...] = ()
    hue: str = "mem"
    backward: bool = False

    @property
    def shares(self) -> np.ndarray:
        """The lengths as shares of the one where the gradient sets out."""
        there = np.flatnonzero(self.norms != 0)
        if not there.size:
            return np.zeros(len(self.norms))
        with np.errstate(all="ignore"):
            return np.asarray(self.norms / self.norms[there[0 if self.backward else -1]])


def through_time(reaches: Sequence[Reach], width: float, height: float, look: Look | None = None) -> Picture:
    """Return the bars of all networks on one axis; the picture is higher than asked for where they need more room.

    A step's place answers as ``NAME t[4]``.
    """
    return _ThroughTime(reaches, width, height, look or Look()).picture()


class _ThroughTime:
    def __init__(self, reaches: Sequence[Reach], width: float, height: float, look: Look) -> None:
        self.reaches, self.width, self.look, self.k = reaches, width, look, look.k
        self.canvas = Canvas()
        self.kit: Kit = look.kit(self.canvas)
        k, kit = self.k, self.kit
        self.steps = max((len(reach.norms) for reach in reaches), default=0)
        factors = [name for reach in reaches for name, _ in reach.factors]
        names = max((wide(kit, name, AXIS) for name in factors), default=0.0)
        self.left = float(round(max(_LEFT * k, names + (EDGE + 10) * k)))
        self.pitch = max(0.1, (width - _RIGHT * k - self.left) / max(1, self.steps))
        self.strip = max(_STRIP * k, 1.5 * kit.size(AXIS))
        self.top = _TOP * k + 1.5 * kit.size(WORD)
        self.line = max(_NAME / 2 * k, 1.4 * kit.size(_SIZE))
        self.stacked = any(
            wide(kit, reach.name, _SIZE) + wide(kit, self._words(reach), WORD) > width - (EDGE + _RIGHT + 36) * k
            for reach in reaches
        )
        self.name = (2.9 if self.stacked else 2) * self.line
        self.below = max(_STEPS * k, 2 * kit.size(AXIS))
        self.legend = max(_LEGEND * k, 2.4 * kit.size(AXIS)) if factors else 0.0
        fixed = self.top + self.legend + _BOTTOM * k
        fixed += sum(self.name + self.below + self.strip * len(reach.factors) + 6 * k for reach in reaches)
        self.bars = max(_LOWEST * k, (height - fixed) / max(1, len(reaches)))
        self.height = max(height, fixed + self.bars * len(reaches))
        self.axis = _axis([reach.shares for reach in reaches])

    def picture(self) -> Picture:
        """Draw everything, from the top down."""
        k, say = self.k, self.look.say
        head(self.kit, self.width, say("Gradient through time"))
        states = list(dict.fromkeys(reach.state for reach in self.reaches))
        if states:
            runs: list[Run] = []
            for state in states:
                runs += [Run("|∂"), Run("L", italic=True), Run("/∂"), *symbol(state, "t"), Run("|  ")]
            words = Run(say("at each step, 1 where it sets out"))
            if wide(self.kit, (*runs, words), WORD) < self.width - (EDGE + 4) * k:
                runs.append(words)
            y = _TOP * k + 0.2 * self.kit.size(WORD)
            self.canvas.add("note", self.kit.text(EDGE * k, y, runs, WORD, "ink2", 500))
        y = self.top
        for number, reach in enumerate(self.reaches):
            y = self._network(number, reach, y) + 6 * k
        if self.legend:
            self._legend(y + self.legend / 2)
        return Picture(self.width, self.height, self.canvas.items, tuple(self.canvas.hotspots))

    def x(self, step: float) -> float:
        """Return where a step (from 0) begins."""
        return self.left + step * self.pitch

    def _network(self, number: int, reach: Reach, top: float) -> float:
        """Draw one network; return where it ends."""
        k, kit, canvas = self.k, self.kit, self.canvas
        shares = reach.shares
        y = top + 0.8 * self.line
        words = self._words(reach)
        names: tuple[Run, ...] = (Run(reach.name, colour=reach.hue, weight=700),)
        several = len({other.state for other in self.reaches}) > 1
        names += (Run("  "), *symbol(reach.state, colour=reach.hue)) if several else ()
        canvas.add(
            f"name {number}",
            kit.text(EDGE * k, y, names, _SIZE, reach.hue, 600),
            kit.text(EDGE * k, y + self.line, words, WORD, "ink", 500)
            if self.stacked
            else kit.text(self.width - _RIGHT * k, y, words, WORD, "ink", 500, "right"),
        )
        high, low = top + self.name, top + self.name + self.bars
        self._grid(number, high, low)
        canvas.add(f"bars {number}", *self._bars(shares, reach.hue, high, low))
        end = low + self.below
        for place, (name, values) in enumerate(reach.factors):
            self._factor(f"{number} {place}", name, values, end + place * self.strip)
        end += self.strip * len(reach.factors)
        for step, share in enumerate(shares.tolist()):
            tip = f"{reach.name}, t = {step + 1}: {fmt.exact(float(reach.norms[step]))} ({reading(share)})"
            for name, values in reach.factors:
                tip += f", {name} {reading(float(values[step]))}" if math.isfinite(values[step]) else ""
            canvas.spot(f"{reach.name} t[{step + 1}]", self.x(step), high, self.pitch, end - high, tip)
        return end

    def _words(self, reach: Reach) -> str:
        """Say how much of the gradient reaches the end of its way, step 1 as a rule."""
        shares, say = reach.shares, self.look.say
        if not shares.size:
            return ""
        wild, end = np.flatnonzero(~np.isfinite(shares)), -1 if reach.backward else 0
        if wild.size:
            return say("overflows at step {step}").format(step=int(wild[0 if reach.backward else -1]) + 1)
        template = say("{share} reaches step {step}") if shares[end] else say("nothing reaches step {step}")
        return template.format(share=reading(float(shares[end])), step=len(shares) if reach.backward else 1)

    def level(self, share: float, high: float, low: float) -> float:
        """Return the level of a share between the lower and the upper end of the bars."""
        return low - (low - high) * self.axis.share(share)

    def _grid(self, number: int, high: float, low: float) -> None:
        k, kit, parts = self.k, self.kit, list[Primitive]()
        right = self.x(self.steps)
        ticks = self.axis.ticks(max(2, int((low - high) / (2.6 * kit.size(AXIS)))))
        for value in ticks if 1.0 in ticks else (*ticks, 1.0):
            y = self.level(value, high, low)
            near = value != 1.0 and abs(y - self.level(1.0, high, low)) < 1.2 * kit.size(AXIS)
            parts.append(Line(((self.left, y), (right, y)), "edge" if value == 1.0 else "hair"))
            if not near:
                parts.append(kit.text(self.left - 7 * k, y, tick(value), AXIS, "ink2", 500, "right"))
        parts.append(Line(((self.left, low), (right, low)), "edge", 1.2 * k))
        needed = wide(kit, str(self.steps), AXIS) + 12 * k
        shown = written(self.steps, self.pitch, needed)
        for step in {0, *shown} if shown and shown[0] * self.pitch >= needed else shown:  # the first one matters here
            y = low + 0.55 * self.below
            x = min(self.x(step + 0.5), self.width - 0.5 * wide(kit, str(step + 1), AXIS) - 2)
            parts.append(kit.text(x, y, str(step + 1), AXIS, "ink2", 500, "center"))
        self.canvas.add(f"grid {number}", *parts)

    def _bars(self, shares: np.ndarray, hue: str, high: float, low: float) -> list[Primitive]:
        """The bars: apart where there is room, else one outline; where there is no number they are hollow."""
        k, parts = self.k, list[Primitive]()
        gap = 0.16 * self.pitch if self.pitch >= 4 else 0.0
        tops = low - (low - high) * self.axis.shares(shares)
        known = np.isfinite(shares)
        if not gap:
            edges = np.flatnonzero(np.diff(known, prepend=False, append=False)).reshape(-1, 2)
            for start, stop in edges.tolist():
                points = [(self.x(start), low)]
                for step in range(start, stop):
                    points += [(self.x(step), float(tops[step])), (self.x(step + 1), float(tops[step]))]
                parts.append(Line((*points, (self.x(stop), low)), None, closed=True, fill=hue))
        for step in np.flatnonzero(~known).tolist() if not gap else range(len(shares)):
            x, across = self.x(step) + gap / 2, self.pitch - gap
            if not known[step]:
                parts.append(Box(x, high, across, low - high, 0, None, "out", 1.4 * k, (2 * k, 2 * k)))
            elif low - tops[step] > 0.3:
                parts.append(Box(x, float(tops[step]), across, low - float(tops[step]), 1.5 * k, hue))
        with np.errstate(invalid="ignore"):
            beyond = np.flatnonzero(known & (shares > self.axis.high))
        if beyond.size:  # the bars go on beyond the axis
            parts.append(triangle(self.x(float(beyond.mean()) + 0.5), high - 7 * k, 8 * k, hue, up=True))
        return parts

    def _factor(self, identity: str, name: str, values: np.ndarray, top: float) -> None:
        """One factor as a strip of fields: blue where it makes the gradient grow, orange where it shrinks it."""
        kit, k = self.kit, self.k
        with np.errstate(all="ignore"):
            found = levels(np.log10(np.abs(values)) / math.log10(_FACTOR), 1.0)
        high = self.strip - 3 * k
        parts: list[Primitive] = [
            kit.text(self.left - 7 * k, top + high / 2, name, AXIS, "ink2", 600, "right"),
            Heat(self.left, top, self.pitch * len(values), high, len(values), found),
        ]
        for step, value in enumerate(values.tolist()):
            text = reading(value) if math.isfinite(value) else ""
            if text and wide(kit, text, AXIS) < self.pitch - 3:
                ink = ink_on(found[step])
                parts.append(kit.text(self.x(step + 0.5), top + high / 2, text, AXIS, ink, 600, "center"))
        self.canvas.add(f"factor {identity}", *parts)

    def _legend(self, y: float) -> None:
        """What the colours of the factors mean."""
        kit, k, say = self.kit, self.k, self.look.say
        shrinks, grows = f"÷{_FACTOR:g} " + say("shrinks"), say("grows") + f" ×{_FACTOR:g}"
        ramp = levels(np.linspace(-1, 1, 33), 1.0)
        start = self.left + wide(kit, shrinks, AXIS) + 8 * k
        across = min(110 * k, self.x(self.steps) - start - wide(kit, grows, AXIS) - 8 * k)
        if across < 20 * k:
            return
        high = 9 * k
        self.canvas.add(
            "legend",
            kit.text(start - 8 * k, y, shrinks, AXIS, "ink2", 500, "right"),
            Heat(start, y - high / 2, across, high, 33, ramp),
            Box(start, y - high / 2, across, high, 0, None, "edge"),
            kit.text(start + across + 8 * k, y, grows, AXIS, "ink2", 500),
        )


def _axis(shares: list[np.ndarray]) -> Axis:
    """Return the axis that all networks share: 1 is always on it."""
    whole = np.concatenate([*shares, np.ones(1)])
    known = whole[np.isfinite(whole) & (whole > 0)]
    low, high = max(_FLOOR, float(known.min())), min(_CEILING, float(known.max()))
    axis = logarithmic(min(low, 0.1), high)
    return Axis(axis.low, high, True) if high < _LITTLE else axis  # what hardly grows needs no room to grow in
