"""What becomes of one weight in an update: what the steps give adds up, is clipped, and moves the weight."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from simulator.render.kit import Kit
from simulator.render.primitives import Box, Line, Primitive, Run
from simulator.render.training.axis import Axis, reading, tick
from simulator.render.training.chart import AXIS, EDGE, WORD, Look, element, wide
from simulator.render.training.inside_place import Place
from simulator.render.training.update_story import Inside

if TYPE_CHECKING:
    from simulator.engine.inside import Kind, Moment

_GIVEN = 15.0  # size of the sum's number


def add_up(story: Inside, moment: Moment, look: Look, kit: Kit, place: Place) -> None:
    """Draw what each step gives as a bar upon the sum of all later ones, and at the left what they make together."""
    k, canvas = kit.k, kit.canvas
    top, bottom = place.sums + 10 * k, place.sums_end - 8 * k
    known = np.append(story.added[np.isfinite(story.added)], 0.0)
    low, high = float(known.min()), float(known.max())
    over = 0.06 * (high - low) or 1.0
    axis = Axis(low - over, high + over)

    def level(value: float) -> float:
        return bottom - (bottom - top) * axis.share(value) if not math.isnan(value) else top

    zero = level(0.0)
    right = place.middle(story.steps - 1) + place.pitch / 2 if story.steps else place.left
    parts: list[Primitive] = [Line(((place.left - 64 * k, zero), (right, zero)), "edge", 1.2 * k)]
    name, middle, size = look.say("adds up to"), (top + bottom) / 2, kit.size(WORD)
    for value in axis.ticks(3) if math.isfinite(axis.high - axis.low) else ():
        if value != 0.0 and story.steps:
            y, written = level(value), tick(value)
            parts.append(Line(((place.left - 64 * k, y), (right, y)), "hair"))
            beside = place.left - 70 * k - wide(kit, written, AXIS) > EDGE * k + wide(kit, name, WORD) + 6 * k
            if beside or abs(y - middle) > 1.3 * size:
                parts.append(kit.text(place.left - 70 * k, y, written, AXIS, "ink3", 500, "right"))
    parts.append(kit.text(EDGE * k, middle, name, WORD, "ink", 600))
    canvas.add("sum axis", *parts)
    bars: list[Primitive] = []
    before = 0.0
    for number, step in enumerate(story.back):
        if not story.back_done(moment, step):
            break
        after = float(story.added[step])
        x, wide_ = place.middle(step), place.block
        bars += _bar(x, wide_, level(before), level(after), float(story.given[step]), k)
        y = level(after)
        if number + 1 < story.steps:
            way = story.back[number + 1] - step
            following = place.middle(story.back[number + 1]) - way * wide_ / 2
            bars.append(Line(((x + way * wide_ / 2, y), (following, y)), "ink3", 1.0, (2.0, 2.0)))
        elif not story.from_the_end:
            bars.append(Line(((x - wide_ / 2, y), (place.middle(-1) + 20 * k, y)), "ink3", 1.0, (2.0, 2.0)))
        if moment.kind == "backward" and moment.step == step + 1:
            text = reading(after)
            above = min(level(before), y) - 9 * k
            y = above if above > place.sums else max(level(before), y) + 10 * k
            half = wide(kit, text, WORD) / 2
            bars.append(kit.text(min(x, place.width - half - 4), y, text, WORD, "ink", 700, "center", "colnow"))
        before = after
    if bars:
        canvas.add("sum bars", *bars)
    if story.over(moment, "sum"):
        _total(story, moment, kit, place, zero, level(story.total))
        y = level(story.total) + (11 * k if story.total < 0 else -11 * k)
        y = min(max(y, top + 6 * k), bottom + 2 * k)
        canvas.add("total sign", kit.text(place.middle(-1), y, "Σ", WORD, "ink", 700, "center"))


def _bar(x: float, width: float, before: float, after: float, given: float, k: float) -> list[Primitive]:
    """One bar: solid for what is added, hollow for what is taken away."""
    high, top = abs(after - before), min(before, after)
    if high < 0.5:
        return [Line(((x - width / 2, top), (x + width / 2, top)), "zero", 2 * k)]
    if given < 0:
        return [Box(x - width / 2, top, width, high, 1.5 * k, "neg_t", "neg", 1.8 * k)]
    return [Box(x - width / 2, top, width, high, 1.5 * k, "pos" if given > 0 else "out_t")]


def _total(story: Inside, moment: Moment, kit: Kit, place: Place, zero: float, end: float) -> None:
    """The sum as a bar of its own; once it is clipped, what is left of it inside."""
    k, x, total = kit.k, place.middle(-1), story.total
    parts = _bar(x, 40 * k, zero, end, total, k)
    if story.over(moment, "clip") and story.kept < 1:
        faded = Box(x - 21 * k, min(zero, end), 42 * k, abs(end - zero), 2 * k, "bg@0.6", "ink3", 1.4 * k, (3.0, 3.0))
        left = zero + (end - zero) * max(0.0, story.kept)
        parts += [faded, *_bar(x, 40 * k, zero, left, total, k)]
    kit.canvas.add("total", *parts)


def cards(story: Inside, moment: Moment, look: Look, kit: Kit, place: Place) -> None:
    """Three cards: the sum, what clipping leaves of it, and the weight before and after."""
    k, canvas, say = kit.k, kit.canvas, look.say
    across = max(28 * k, (place.width - 2 * EDGE * k - 2 * 28 * k) / 3)
    line = 1.9 * kit.size(WORD)
    total, clipped = story.total, story.total * story.kept
    if story.threshold is None:
        length = say("nothing is clipped")
    elif story.kept < 1:
        words = say("length {length}, clipped to {threshold}: × {kept}")
        length = words.format(
            length=reading(story.length), threshold=reading(story.threshold), kept=reading(story.kept)
        )
    else:
        words = say("length {length} ≤ {threshold}: stays")
        length = words.format(length=reading(story.length), threshold=reading(story.threshold))
    old, new = told_apart(story.old, story.new)
    contents: tuple[tuple[Kind, str, str, str], ...] = (
        ("sum", say("Sum of {steps} steps").format(steps=story.steps), "", reading(total)),
        ("clip", say("Clip"), length, reading(clipped)),
        ("update", say("Update"), story.rule, f"{old} → {new}"),
    )
    for number, (kind, title, words, result) in enumerate(contents):
        x, y = EDGE * k + number * (across + 28 * k), place.cards
        done, now = story.over(moment, kind), moment.kind == kind
        edge, fill = ("ink", "colnow") if now else ("edge" if done else "line", "bg")
        parts: list[Primitive] = [
            Box(x, y, across, place.cards_end - y, 9 * k, fill, edge, (2.0 if now else 1.2) * k),
            kit.text(x + 14 * k, y + 0.75 * line, title, WORD, "ink" if done else "ink3", 700),
        ]
        if number:
            middle = (y + place.cards_end) / 2
            arrow = ((x - 18 * k, middle - 5 * k), (x - 11 * k, middle), (x - 18 * k, middle + 5 * k))
            parts.append(Line(arrow, "ink2" if done else "line", 2 * k))
        if done:
            name = element(story.weight)
            if kind == "update":
                runs: tuple[Run, ...] = (*name, Run("  "), Run(result, weight=700))
            else:
                runs = (Run("∂"), Run("L", italic=True), Run("/∂"), *name, Run(" = "), Run(result, weight=700))
            size = next((size for size in (_GIVEN, WORD, AXIS) if wide(kit, runs, size) <= across - 24 * k), AXIS)
            runs = runs if wide(kit, runs, size) <= across - 24 * k else runs[-1:]
            parts.append(kit.text(x + 14 * k, place.cards_end - 0.75 * line, runs, size, "ink", 500))
            if words and wide(kit, words, AXIS) < across - 30 * k - wide(kit, title, WORD):
                parts.append(kit.text(x + across - 14 * k, y + 0.75 * line, words, AXIS, "ink2", 500, "right"))
        canvas.add(f"card {kind}", *parts)
        canvas.spot(kind, x, y, across, place.cards_end - y, words)


def told_apart(old: float, new: float) -> tuple[str, str]:
    """Write two numbers with as many decimals as tell them apart, four at least."""
    for decimals in range(4, 13):
        one, two = (f"{value:.{decimals}f}".replace("-", "−") for value in (old, new))
        if one != two or old == new:
            return one, two
    return reading(old), reading(new)
