"""Pictures put together: every primitive moves, nothing gets lost."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from simulator.paint.image import render_image
from simulator.render.composing import Part, composed, moved
from simulator.render.primitives import (
    Box,
    Circle,
    Curve,
    Envelope,
    Group,
    Heat,
    Hotspot,
    Line,
    Picture,
    Primitive,
    Run,
    Text,
)
from simulator.render.theme import load_theme

pytestmark = pytest.mark.qt

EACH: tuple[Primitive, ...] = (
    Line(((2, 3), (30, 20), (5, 40)), "ink", 2, fill="mem_t"),
    Curve((("M", 3, 3), ("L", 20, 9), ("C", 30, 9, 30, 40, 5, 30), ("Z",)), "gate", 2, "gate_t"),
    Box(4, 4, 30, 20, 5, "inp_t", "inp", 2),
    Circle(20, 20, 12, "out_t", "out", 2),
    Text(4, 20, (Run("moved"),), 14, "ink", 600, clip=(0, 0, 30, 40)),
    Heat(4, 4, 32, 30, 4, bytes(range(0, 240, 15))),
    Envelope(4, 4, 30, "mem", bytes([0, 0, 80, 0] * 20)),
    Group((Box(0, 0, 40, 40, 0, "gate_t"), Line(((0, 0), (40, 40)), "ink", 3)), (5, 5, 20, 20)),
)


@pytest.mark.parametrize("primitive", EACH, ids=lambda primitive: type(primitive).__name__)
def test_a_primitive_that_is_moved_looks_the_same_elsewhere(primitive: Primitive) -> None:
    theme = load_theme("light")
    plain = render_image(Picture(48, 48, {"one": primitive}), theme)
    there = render_image(Picture(148, 98, {"one": moved(primitive, 100, 50)}), theme)
    assert there.copy(100, 50, 48, 48) == plain
    empty = QImage(100, 98, there.format())
    empty.fill(there.pixelColor(0, 0))
    assert there.copy(0, 0, 100, 98) == empty


def test_every_kind_of_primitive_is_tried() -> None:
    assert {type(primitive) for primitive in EACH} == set(Primitive.__args__)


def test_ids_and_hotspots_of_the_parts_are_kept_apart() -> None:
    part = Picture(40, 40, {"disc": Circle(20, 20, 5, "ink")}, (Hotspot("c", 10, 10, 20, 20, "c = 1"),))
    whole = composed([Part("A", part, 0, 0), Part("B", part, 60, 5)], 100, 50)
    assert list(whole.items) == ["A disc", "B disc"]
    assert whole.items["B disc"] == Circle(80, 25, 5, "ink")
    assert [(spot.target, spot.x, spot.y, spot.tip) for spot in whole.hotspots] == [
        ("c", 10, 10, "c = 1"),
        ("c", 70, 15, "c = 1"),
    ]
    assert (whole.width, whole.height) == (100, 50)
