"""What a picture is taken apart into by the widget that shows it: parts that stay while they are as they were."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import is_not
from typing import TypeVar, cast

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion

from simulator.paint.painter import HINTS, Drawing, draw_in_steps, prepare, prepare_in_steps
from simulator.render.primitives import Box, Circle, Curve, Group, Line, Picture, Primitive
from simulator.render.theme import Theme

T = TypeVar("T")
_MANY = 64  # children of a cut group from which on it takes several steps to make it ready
_STAMP = 12_000  # px: the largest shape that is kept as a small image


@dataclass(slots=True, eq=False)
class Part:
    """One shape or text, made ready to be drawn again and again.

    A small round shape that is drawn for the second time stands still: from then on a small image of it is drawn, which
    takes a fifth of the time of a round outline.
    """

    primitive: Primitive
    drawing: Drawing
    area: QRegion  # in whole pixels of the picture
    small: bool = False
    drawn: bool = False
    stamp: QPixmap | None = None

    def draw(self, painter: QPainter, ratio: float) -> None:
        """Draw on a device of so many pixels to a logical one."""
        if not self.small or not ratio.is_integer():  # an image begins at a whole pixel
            self.drawing.draw(painter)
        elif not self.drawn:
            self.drawn = True
            self.drawing.draw(painter)
        else:
            place = self.area.boundingRect()
            if self.stamp is None or self.stamp.devicePixelRatio() != ratio:
                self.stamp = self._stamped(place, ratio)
            painter.drawPixmap(place.topLeft(), self.stamp)

    def draw_in_steps(self, painter: QPainter, ratio: float) -> Iterator[None]:
        """Draw in the same way, and yield after each shape or text."""
        if self.small:
            self.draw(painter, ratio)
            yield
        else:
            yield from draw_in_steps(self.drawing, painter)

    def _stamped(self, place: QRect, ratio: float) -> QPixmap:
        stamp = QPixmap(place.size() * ratio)
        stamp.setDevicePixelRatio(ratio)
        stamp.fill(Qt.GlobalColor.transparent)
        painter = QPainter(stamp)
        painter.setRenderHints(HINTS)
        painter.translate(-place.topLeft())
        self.drawing.draw(painter)
        painter.end()
        return stamp


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the view under one id."""

    primitive: Primitive
    parts: tuple[Part, ...]
    area: QRect  # around all parts


@dataclass(slots=True)
class Compared:
    """What is to stand in the view, by id, where that differs from what stood there, and which parts are new."""

    shown: dict[str, Shown]
    changed: QRegion
    new: set[int]  # their ids


def compare(picture: Picture, theme: Theme, before: dict[str, Shown]) -> Generator[None, None, Compared]:
    """Take a picture apart, in small steps; what is as it was ``before`` stays the same object."""
    found = Compared({}, QRegion(), set())
    for identity, primitive in picture.items.items():
        was = before.get(identity)
        if was is None or was.primitive is not primitive:
            old = was.parts if was is not None else ()
            parts = yield from _take_apart(primitive, theme, old)
            if was is not None and _same(parts, was.parts):
                was = Shown(primitive, was.parts, was.area)
            else:
                found.new.update(map(id, parts))
                found.changed += _difference(old, parts)
                was = Shown(primitive, parts, _around(parts))
        found.shown[identity] = was
        yield
    for identity in before.keys() - found.shown.keys():
        found.changed += _difference(before[identity].parts, ())
    return found


def at_once(steps: Generator[None, None, T]) -> T:
    """Go through all steps, and return what they come to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast(T, end.value)


def _take_apart(
    primitive: Primitive, theme: Theme, before: tuple[Part, ...]
) -> Generator[None, None, tuple[Part, ...]]:
    """Take a primitive apart; equal parts stay the same object too."""
    leaves = list(_leaves(primitive))
    same_number = len(leaves) == len(before)
    parts = []
    for number, leaf in enumerate(leaves):
        old = before[number] if same_number else None
        if old is not None and (old.primitive is leaf or old.primitive == leaf):
            parts.append(old)
            continue
        if isinstance(leaf, Group) and len(leaf.children) > _MANY:
            parts.append(_part_of(leaf, (yield from prepare_in_steps(leaf, theme))))
        else:
            parts.append(_part(leaf, theme))
        yield
    return tuple(parts)


def _leaves(primitive: Primitive) -> Iterator[Primitive]:
    """Yield the parts of a group, as far as it is not cut."""
    if isinstance(primitive, Group) and primitive.clip is None:
        for child in primitive.children:
            if isinstance(child, Group):
                yield from _leaves(child)
            else:
                yield child
    else:
        yield primitive


@lru_cache(maxsize=4096)  # most parts of a group that changes are as they were, or come back a step later
def _part(primitive: Primitive, theme: Theme) -> Part:
    """Make a part ready; a long line's area is that of its straight pieces."""
    return _part_of(primitive, prepare(primitive, theme))


def _part_of(primitive: Primitive, drawing: Drawing) -> Part:
    area = QRegion(drawing.bounds.toAlignedRect())
    if isinstance(primitive, Line) and len(primitive.points) > 2 and primitive.fill is None and not primitive.closed:
        reach = 2 * primitive.width + 2
        area = QRegion()
        for (x1, y1), (x2, y2) in itertools.pairwise(primitive.points):
            piece = QRectF(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
            area += piece.adjusted(-reach, -reach, reach, reach).toAlignedRect()
    return Part(primitive, drawing, area, _is_worth_a_stamp(primitive, area.boundingRect()))


def _is_worth_a_stamp(primitive: Primitive, area: QRect) -> bool:
    """Tell whether a part is small and round. Letters are none: Qt blends them otherwise on a transparent ground."""
    if not 0 < area.width() * area.height() <= _STAMP:
        return False
    if isinstance(primitive, Box):
        return primitive.radius > 0 or primitive.stroke is not None
    return isinstance(primitive, Circle | Curve)


def _same(one: tuple[Part, ...], two: tuple[Part, ...]) -> bool:
    return len(one) == len(two) and not any(map(is_not, one, two))


def _around(parts: tuple[Part, ...]) -> QRect:
    area = QRect()
    for part in parts:
        area = area.united(part.area.boundingRect())
    return area


def _difference(before: tuple[Part, ...], after: tuple[Part, ...]) -> QRegion:
    """Return where two versions of one primitive differ."""
    changed = QRegion()
    if len(before) == len(after):  # in the same order, with others in the place of some
        for one, two in zip(before, after, strict=True):
            if one is not two:
                changed += one.area
                changed += two.area
        return changed
    old, new = (dict.fromkeys(map(id, parts)) for parts in (before, after))
    kept = old.keys() & new.keys()
    everything = [name for name in old if name in kept] != [name for name in new if name in kept]
    for part in (*before, *after):
        if everything or id(part) not in kept:
            changed += part.area
    return changed


def same_order(before: list[str], after: list[str]) -> bool:
    """Tell whether the ids that stand in both lists stand in the same order."""
    if before == after:
        return True
    common = set(before) & set(after)
    return [name for name in before if name in common] == [name for name in after if name in common]
