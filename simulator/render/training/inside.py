"""The picture of the inside of one update: a row of copies through which it goes forward and back, and what adds up."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from simulator.render import format as fmt
from simulator.render.fitting import cut
from simulator.render.kit import Kit, symbol
from simulator.render.primitives import Box, Canvas, Circle, Line, Picture, Primitive, Run
from simulator.render.training.adding_up import add_up, cards
from simulator.render.training.axis import reading
from simulator.render.training.chart import AXIS, EDGE, HEAD, WORD, Look, element, head, wide
from simulator.render.training.inside_place import VALUE, Place, lay_out
from simulator.render.training.labels import written
from simulator.render.training.update_story import KINDS, Inside

if TYPE_CHECKING:
    from simulator.engine.inside import Moment


def inside_update(story: Inside, moment: Moment, width: float, height: float, look: Look | None = None) -> Picture:
    """Return the picture at a moment; it is higher than asked for where it needs more room.

    ``moment`` is one of ``simulator.engine.inside.moments``. A step answers as its own, ``backward 3`` going back, else
    ``forward 3``; so do ``loss``, ``sum``, …
    """
    look = look or Look()
    canvas = Canvas()
    drawn = _Inside(story, moment, look, canvas, lay_out(story, width, height, look))
    drawn.draw()
    return Picture(width, drawn.place.height, canvas.items, tuple(canvas.hotspots))


class _Inside:
    def __init__(self, story: Inside, moment: Moment, look: Look, canvas: Canvas, place: Place) -> None:
        self.story, self.moment, self.look, self.canvas, self.place = story, moment, look, canvas, place
        self.k = look.k
        self.kit: Kit = look.kit(canvas)
        self.loss_word = look.say("loss")
        longest = max(map(reading, story.gradients.tolist()), key=len, default="")  # all have one size, or none is seen
        sizes = (size for size in (VALUE, AXIS) if wide(self.kit, longest, size) <= place.pitch - 2 * self.k)
        self.gradient_size = next(sizes, None)

    def draw(self) -> None:
        """Draw everything, from the back to the front."""
        story, place, say = self.story, self.place, self.look.say
        self._stages(*head(self.kit, place.width, say("Inside one update")))
        self._now()
        self._labels()
        self._rod()
        self._forward()
        self._backward()
        for step in sorted(range(story.steps), key=lambda one: self.moment.step == one + 1):  # the present one above
            self._copy(step)
        add_up(story, self.moment, self.look, self.kit, place)
        cards(story, self.moment, self.look, self.kit, place)

    # -- what stands around the copies

    def _stages(self, left: float, right: float) -> None:
        """The stages of an update, the present one marked; each answers as its first moment."""
        k, kit, say, y = self.k, self.kit, self.look.say, HEAD * self.k
        names = [say(kind) for kind in KINDS]
        x = right
        parts: list[Primitive] = []
        back = self.story.back
        first = {"forward": f"forward {back[-1] + 1}", "backward": f"backward {back[0] + 1}"} if back else {}
        for number in range(len(KINDS) - 1, -1, -1):
            kind, across = KINDS[number], wide(kit, names[number], WORD)
            if x - across < left:
                break
            now = kind == self.moment.kind
            pen = ("ink", 700) if now else ("ink2" if self.story.over(self.moment, kind) else "ink3", 500)
            parts.append(kit.text(x, y, names[number], WORD, pen[0], pen[1], "right"))
            if now:
                line = ((x - across, y + 0.95 * kit.size(WORD)), (x, y + 0.95 * kit.size(WORD)))
                parts.append(Line(line, "ink", 2.2 * k))
            self.canvas.spot(first.get(kind, kind), x - across - 6 * k, y - 16 * k, across + 12 * k, 32 * k)
            x -= across + 26 * k
            if number:
                arrow = ((x + 10 * k, y - 4 * k), (x + 15 * k, y), (x + 10 * k, y + 4 * k))
                parts.append(Line(arrow, "ink3", 1.5 * k))
        self.canvas.add("stages", *parts)

    def _now(self) -> None:
        """The ground of the present step, and the heads of all."""
        k, kit, place, story = self.k, self.kit, self.place, self.story
        if self.moment.step:
            x = place.middle(self.moment.step - 1)
            across = max(place.pitch - 4 * k, 6 * k)
            narrow = across < wide(kit, str(self.moment.step), WORD) + 6 * k
            top, bottom = place.heads + (0.9 if narrow else -1.1) * kit.size(WORD), place.sums_end
            self.canvas.add("now", Box(x - across / 2, top, across, bottom - top, 8 * k, "colnow", "ink", 2 * k))
        elif self.moment.kind == "loss" and story.steps:
            left, right = place.left, place.middle(story.steps - 1) + place.pitch / 2
            high = 2.2 * kit.size(VALUE)
            band = Box(left, place.losses - high / 2, right - left, high, 8 * k, "colnow", "ink", 2 * k)
            self.canvas.add("now", band)
        parts: list[Primitive] = []
        shown = set(written(story.steps, place.pitch, wide(kit, str(story.steps), WORD) + 8 * k))
        for step in range(story.steps):
            here = self.moment.step == step + 1
            word = story.words[step] if story.words else ""
            word = cut(word, place.pitch - 6 * k, kit.size(WORD)) if word else ""
            text = word or str(step + 1)
            x, half = place.middle(step), wide(kit, text, WORD) / 2
            if not here and (step not in shown or self._beside_now(x, half)):
                continue
            pen = ("ink", 700) if here else ("inp", 600) if text == word else ("ink2", 500)
            parts.append(kit.text(min(x, place.width - half), place.heads, text, WORD, pen[0], pen[1], "center"))
        if parts:
            self.canvas.add("heads", *parts)

    def _beside_now(self, x: float, half: float) -> bool:
        """Return whether a head would touch that of the present step, which always stands."""
        if not self.moment.step:
            return False
        other = wide(self.kit, str(self.moment.step), WORD) / 2
        return abs(x - self.place.middle(self.moment.step - 1)) < half + other + 6 * self.k

    def _labels(self) -> None:
        kit, place = self.kit, self.place
        state = symbol(self.story.state, "t")
        gradient = (Run("∂"), Run("L", italic=True), Run("/∂"), *state)
        loss: str | tuple[Run, ...] = self.loss_word
        if self.story.over(self.moment, "loss"):
            loss = (Run("L", italic=True), Run(f" = {reading(self.story.loss)}"))
        rows: tuple[tuple[float, str | tuple[Run, ...], str], ...] = (
            (place.losses, loss, "out"),
            (place.boxes + 0.3 * place.box, state, "mem"),
            (place.gradients, gradient, "ink"),
            (place.rod, element(self.story.weight), "ink"),
        )
        parts = [kit.text(EDGE * self.k, y, text, WORD, colour, 600) for y, text, colour in rows]
        self.canvas.add("labels", *parts)

    def _rod(self) -> None:
        """The rod that all copies hang on: it is one weight."""
        place, story, k = self.place, self.story, self.k
        if not story.steps:
            return
        start, end = place.labels + 14 * k, place.middle(story.steps - 1)
        parts: list[Primitive] = [Line(((start, place.rod), (end, place.rod)), "ink2", 2 * k)]
        for step in range(story.steps):
            x = place.middle(step)
            parts.append(Circle(x, place.rod, min(4 * k, 0.3 * place.pitch), "ink2"))
        self.canvas.add("rod", *parts)

    # -- forward and back

    def _forward(self) -> None:
        place, k, parts = self.place, self.k, list[Primitive]()
        y = place.boxes + 0.3 * place.box
        for step, before in pairwise(self.story.back):
            way = 1 if step > before else -1
            start, end = place.middle(before) + way * place.block / 2, place.middle(step) - way * place.block / 2
            pen = ("mem", 3.0) if self.story.forward_done(self.moment, step) else ("line", 2.0)
            parts += _arrow(start, end, y, pen[0], pen[1] * k, k)
        if parts:
            self.canvas.add("forward", *parts)

    def _backward(self) -> None:
        """The gradient on its way back: as wide as it is large, hollow where it is negative."""
        place, story, k, parts = self.place, self.story, self.k, list[Primitive]()
        y = place.boxes + 0.74 * place.box
        known = np.abs(story.gradients[np.isfinite(story.gradients)])
        largest = float(known.max()) if known.size and known.max() > 0 else 1.0
        for following, step in pairwise(story.back):
            if not story.back_done(self.moment, step):
                continue
            value = float(story.gradients[step])
            share = min(1.0, abs(value) / largest) if math.isfinite(value) else 1.0
            way = 1 if following > step else -1
            start, end = place.middle(following) - way * place.block / 2, place.middle(step) + way * place.block / 2
            width = (1.6 + 6.4 * share) * k
            colour = "zero" if value == 0 else "pos" if value > 0 else "neg" if value < 0 else "out"
            parts += _arrow(start, end, y, colour, max(width, 4.5 * k) if value < 0 else width, k)
            if value < 0 and abs(start - end) > 10 * k:
                body = (start - way, end + way * 7 * k)
                parts.append(Line(((body[0], y), (body[1], y)), "bg", max(width, 4.5 * k) - 3.2 * k))
        if parts:
            self.canvas.add("backward", *parts)

    def _copy(self, step: int) -> None:
        """One copy of the network: its loss above, its state inside, the gradient that has come to it below."""
        kit, place, story, k = self.kit, self.place, self.story, self.k
        x, block = place.middle(step), place.block
        below = place.gradients + 0.7 * kit.size(VALUE)
        parts: list[Primitive] = [Line(((x, min(below, place.rod)), (x, place.rod)), "line", 1.2 * k)]
        done = story.forward_done(self.moment, step)
        hue, tint = ("mem", "mem_t") if done else ("line", "bg")
        parts.append(Box(x - block / 2, place.boxes, block, place.box, min(8 * k, block / 3), tint, hue, 1.8 * k))
        loss = float(story.losses[step])
        high = 1.7 * kit.size(VALUE)
        lit = done and loss != 0
        if lit:
            top = place.losses + high / 2
            parts += [Line(((x, place.boxes), (x, top + 6 * k)), "out", 1.8 * k), _head(x, top + 2 * k, k)]
        if block >= 10 * k:
            edge = "out" if lit else "line"
            parts.append(Box(x - block / 2, place.losses - high / 2, block, high, 5 * k, "bg", edge, 1.6 * k))
        elif lit:
            parts.append(Circle(x, place.losses, min(3 * k, 0.4 * place.pitch), "out"))
        if done:
            parts += self._written(step, place.losses, reading(loss), "out" if loss != 0 else "ink3", block)
            value = self.look.number(float(story.states[step]))
            parts += self._written(step, place.boxes + 0.3 * place.box, value, "mem", block)
        if story.back_done(self.moment, step):
            gradient = float(story.gradients[step])
            colour = "neg" if gradient < 0 else "ink"
            room = place.pitch if self.gradient_size else 0.0
            parts += self._written(step, place.gradients, reading(gradient), colour, room, self.gradient_size)
        self.canvas.add(f"copy {step}", *parts)
        going_back = KINDS.index(self.moment.kind) >= KINDS.index("loss")
        target = f"{'backward' if going_back else 'forward'} {step + 1}"
        tip = f"t = {step + 1}: {story.state} {fmt.exact(float(story.states[step]))}"
        tip += f", {self.loss_word} {fmt.exact(loss)}"
        tip += f", ∂L/∂{story.state} {fmt.exact(float(story.gradients[step]))}"
        tip += f", {story.weight} {fmt.exact(float(story.given[step]))}"
        top = place.heads - kit.size(WORD)
        self.canvas.spot(target, x - place.pitch / 2, top, place.pitch, place.sums_end - top, tip)

    def _written(
        self, step: int, y: float, text: str, colour: str, room: float, only: float | None = None
    ) -> list[Primitive]:
        """A number in its column, smaller or not at all where it has no room; that of the present step always has."""
        kit, place = self.kit, self.place
        here = self.moment.step == step + 1
        for size in (only,) if only else (VALUE, AXIS):
            if wide(kit, text, size) <= room - 2 * self.k:
                return [kit.text(place.middle(step), y, text, size, colour, 700 if here else 600, "center")]
        if not here:
            return []
        half, high = wide(kit, text, AXIS) / 2 + 5 * self.k, 1.9 * kit.size(VALUE)
        x = min(max(place.middle(step), place.left + half), place.width - half - 4)
        plate = Box(x - half, y - high / 2, 2 * half, high, 4 * self.k, "bg", colour, 1.4 * self.k)
        return [plate, kit.text(x, y, text, AXIS, colour, 700, "center")]


def _arrow(start: float, end: float, y: float, colour: str, width: float, k: float) -> list[Primitive]:
    """A level arrow; where there is no room for a head, only its line."""
    way = 1 if end > start else -1
    if abs(end - start) < 10 * k:
        return [Line(((start, y), (end, y)), colour, width)]
    half = max(4.5 * k, 0.8 * width)
    tip = ((end - way * 7 * k, y - half), (end, y), (end - way * 7 * k, y + half))
    return [
        Line(((start, y), (end - way * 6 * k, y)), colour, width),
        Line(tip, None, closed=True, fill=colour),
    ]


def _head(x: float, y: float, k: float) -> Line:
    return Line(((x - 4 * k, y + 5 * k), (x, y - 1 * k), (x + 4 * k, y + 5 * k)), None, closed=True, fill="out")
