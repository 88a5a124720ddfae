from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from simulator.paint.image import render_image
from simulator.paint.painter import bounds, paint
from simulator.render.heat import colour_of, field, ink_on, palette
from simulator.render.primitives import Box, Circle, Curve, Envelope, Group, Heat, Line, Picture, Primitive, Run, Text
from simulator.render.theme import load_theme
from tests.golden import assert_golden
from tests.paint.sheet import parts_sheet

LIGHT = load_theme("light")
WHITE = QColor("white").rgb()


def draw(*primitives: Primitive, size: int = 120, scale: float = 1.0) -> QImage:
    items = {str(k): primitive for k, primitive in enumerate(primitives)}
    return render_image(Picture(size, size, items), LIGHT, scale)


def ink(image: QImage) -> QRect:
    """The smallest rectangle that holds all that is not white."""
    marked = [(x, y) for y in range(image.height()) for x in range(image.width()) if image.pixel(x, y) != WHITE]
    if not marked:
        return QRect()
    xs, ys = [x for x, _ in marked], [y for _, y in marked]
    return QRect(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


def is_ink(image: QImage, x: int, y: int) -> bool:
    return image.pixel(x, y) != WHITE


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_sheet_of_parts_is_the_approved_one(name: str, tmp_path: Path) -> None:
    assert_golden(render_image(parts_sheet(), load_theme(name)), f"parts-{name}", tmp_path)


def test_the_sheet_at_twice_the_scale_is_the_approved_one(tmp_path: Path) -> None:
    assert_golden(render_image(parts_sheet(), LIGHT, 2.0), "parts-light-2x", tmp_path)


LETTERS = Text(
    60, 60, (Run("Q", italic=True), Run("gj", shift="sub"), Run("f", shift="sup")), 20, halo="out", halo_width=6
)
EVERY_KIND: dict[str, Primitive] = {
    "line": Line(((20, 30), (90, 30), (40, 90)), "ink", 7),
    "acute mitre": Line(((20, 60), (90, 50), (20, 44)), "ink", 6),
    "square cap": Line(((40, 60), (80, 61)), "ink", 9, cap="square"),
    "round corners": Line(((20, 30), (90, 30), (90, 90)), "ink", 5, cap="round", corner=20),
    "closed": Line(((20, 30), (90, 30), (60, 90)), "ink", 5, closed=True, fill="mem"),
    "curve": Curve((("M", 20, 60), ("C", 40, 0, 80, 120, 100, 60)), "ink", 5),
    "box": Box(20.5, 30.5, 60, 40, 12, "mem", "ink", 4),
    "circle": Circle(60, 60, 31.5, "mem", "ink", 5),
    "letters": LETTERS,
    "large letters": Text(60, 60, (Run("Qg"),), 70, align="center"),
    "group": Group((Circle(40, 40, 10, "mem"), Box(70, 70, 20, 20, 0, "inp"))),
    "heat": Heat(20, 30, 60, 40, 3, bytes([255, 1, 200, 0, 60, 250])),
    "envelope": Envelope(20, 30, 40, "mem", np.array([[0, 320], [80, 160], [0, 0], [300, 320]], np.uint16).tobytes()),
    "clipped": Group((Circle(60, 60, 50, "mem"),), (30, 30, 40, 20)),
}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_bounds_hold_every_pixel_and_are_close(kind: str) -> None:
    image = draw(EVERY_KIND[kind], size=120)
    seen, area = ink(image), bounds(EVERY_KIND[kind], LIGHT)
    assert not seen.isEmpty()
    assert area.toAlignedRect().contains(seen)
    assert area.width() <= seen.width() + 32
    assert area.height() <= seen.height() + 42  # letters reserve their line's height


def test_a_halo_hides_the_wire_beside_the_letters_and_widens_the_bounds() -> None:
    wire = Box(0, 50, 120, 20, 0, "mem")
    plain = Text(60, 60, (Run("−"),), 14, align="center")
    haloed = dataclasses.replace(plain, halo="bg", halo_width=4.0)
    without, with_halo = draw(wire, plain), draw(wire, haloed)
    middle = next(y for y in range(50, 70) if without.pixelColor(60, y).lightness() < 60)
    for y in (middle - 2, middle + 2):  # above and below the minus, no slit between
        assert without.pixelColor(60, y) == QColor(*LIGHT.colour("mem"))
        assert with_halo.pixelColor(60, y).lightness() > 245
    grown = bounds(haloed, LIGHT)
    assert grown == bounds(plain, LIGHT).adjusted(-2, -2, 2, 2)


def test_dashes_are_given_in_pixels_whatever_the_width() -> None:
    for width in (1, 4):
        image = draw(Line(((10, 60.5), (110, 60.5)), "ink", width, dash=(6, 4)))
        assert [is_ink(image, x, 60) for x in range(10, 40)] == ([True] * 6 + [False] * 4) * 3


def test_a_dash_of_no_length_with_round_ends_is_a_dot() -> None:
    image = draw(Line(((20, 60), (100, 60)), "ink", 4, dash=(0, 10), cap="round"))
    assert [x for x in range(20, 60) if image.pixelColor(x, 60).lightness() < 60 and is_ink(image, x, 58)]
    assert not is_ink(image, 25, 60)


def test_a_rounded_corner_is_an_arc_of_its_radius() -> None:
    image = draw(Line(((20, 20), (100, 20), (100, 100)), "ink", 2, corner=40))
    on_arc = 60 + 40 / math.sqrt(2), 60 - 40 / math.sqrt(2)  # the arc's centre is (60, 60)
    assert is_ink(image, int(on_arc[0]), int(on_arc[1]))
    assert not is_ink(image, 99, 21)
    assert is_ink(image, 40, 20)
    assert is_ink(image, 100, 80)


def test_two_corners_share_a_short_side() -> None:
    image = draw(Line(((10, 50), (60, 50), (60, 70), (110, 70)), "ink", 2, corner=40))
    assert is_ink(image, 60, 60)
    assert ink(image).top() >= 48
    assert ink(image).bottom() <= 71


def test_lines_without_length_or_points_are_no_error() -> None:
    same = Line(((50, 50), (50, 50), (50, 50)), "ink", 2, corner=8, closed=True)
    assert ink(draw(Line((), "ink", 2), same)).width() <= 4


def test_a_group_is_clipped_and_so_are_groups_in_it() -> None:
    inner = Group((Box(0, 0, 120, 120, 0, "mem"),), (20, 20, 60, 60))
    image = draw(Group((inner,), (40, 10, 60, 40)))
    assert ink(image) == QRect(40, 20, 40, 30)


def test_what_follows_a_clip_is_not_clipped() -> None:
    image = draw(Group((Box(0, 0, 120, 120, 0, "mem"),), (20, 20, 10, 10)), Box(90, 90, 10, 10, 0, "mem"))
    assert is_ink(image, 95, 95)


def test_two_clipped_copies_of_a_number_are_the_number() -> None:
    whole = Text(60, 60, (Run("8"),), 56, "mem", 700, "center")
    upper = dataclasses.replace(whole, clip=(0, 0, 120, 57.3))
    lower = dataclasses.replace(whole, clip=(0, 57.3, 120, 62.7))
    assert draw(upper, lower) == draw(whole)
    assert draw(upper) != draw(whole)


def test_opacity_mixes_with_the_ground() -> None:
    half = draw(Box(0, 0, 120, 120, 0, "ink@0.5")).pixelColor(60, 60)
    red, green, blue, _ = LIGHT.colour("ink")
    got = (half.red(), half.green(), half.blue())
    assert got == pytest.approx(((255 + red) / 2, (255 + green) / 2, (255 + blue) / 2), abs=1)


def test_letters_that_outgrow_qts_kept_glyphs_are_still_drawn() -> None:
    small = ink(draw(Text(20, 60, (Run("8"),), 30), size=120, scale=2))  # 60 device pixels: kept glyphs
    large = ink(draw(Text(20, 60, (Run("8"),), 30), size=120, scale=3))  # 90: outlines
    assert large.height() == pytest.approx(small.height() * 1.5, abs=2)
    assert large.width() == pytest.approx(small.width() * 1.5, abs=2)


def test_the_device_pixel_ratio_counts_too() -> None:
    image = QImage(240, 240, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    image.setDevicePixelRatio(2)
    painter = QPainter(image)
    paint(painter, Text(60, 60, (Run("8"),), 56, align="center"), LIGHT)
    painter.end()
    assert ink(image).height() == pytest.approx(2 * 56 * 0.727, abs=4)


def test_no_stroke_and_no_fill_draw_nothing() -> None:
    assert ink(draw(Box(20, 20, 40, 40), Line(((0, 0), (99, 99)), None), Line(((0, 0), (99, 99)), "ink", 0))).isEmpty()


def test_an_unknown_token_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        bounds(Circle(0, 0, 5, "blue"), LIGHT)


def test_an_unknown_command_of_a_curve_is_named() -> None:
    with pytest.raises(ValueError, match="'Q'"):
        bounds(Curve((("Q", 1, 2, 3, 4),)), LIGHT)


def test_a_picture_that_does_not_fit_is_made_smaller_and_centred() -> None:
    picture = Picture(200, 100, {"all": Box(0, 0, 200, 100, 0, "mem")})
    image = render_image(picture, LIGHT, size=(100, 100))
    assert (image.width(), image.height()) == (100, 100)
    assert ink(image) == QRect(0, 25, 100, 50)


def test_bounds_of_a_group_are_those_of_its_children() -> None:
    children = (Circle(40, 40, 10, "mem"), Box(70, 70, 20, 20, 0, "inp"))
    assert bounds(Group(children), LIGHT) == bounds(children[0], LIGHT).united(bounds(children[1], LIGHT))
    assert bounds(Group(children, (0, 0, 30, 30)), LIGHT) == QRectF(29, 29, 2, 2)


def test_fields_of_heat_have_sharp_edges_in_the_colours_of_the_theme() -> None:
    image = draw(Heat(20, 30, 60, 40, 3, bytes([255, 1, 128, 0, 60, 250])), size=120)
    for place, level in enumerate([255, 1, 128, 0, 60, 250]):
        row, column = divmod(place, 3)
        for x, y in ((0, 0), (19, 0), (0, 19), (19, 19)):
            seen = QColor(image.pixel(20 + 20 * column + x, 30 + 20 * row + y)).getRgb()
            assert seen == palette(LIGHT)[level]
    assert ink(draw(Heat(0, 0, 10, 10, 0, b""))).isNull()


def test_shapes_and_letters_take_the_colours_of_levels() -> None:
    image = draw(Box(10, 10, 40, 40, 0, field(200)), Box(60, 10, 40, 40, 0, ink_on(200)))
    assert QColor(image.pixel(30, 30)).getRgb() == palette(LIGHT)[200]
    assert QColor(image.pixel(80, 30)).getRgb() == colour_of(LIGHT, ink_on(200))


def test_heat_in_a_drawing_of_shapes_is_drawn_as_shapes(tmp_path: Path) -> None:
    generator = QSvgGenerator()
    generator.setFileName(str(tmp_path / "heat.svg"))
    painter = QPainter(generator)
    paint(painter, Heat(0, 0, 60, 40, 3, bytes([255, 1, 128, 0, 60, 250])), LIGHT)
    painter.end()
    text = (tmp_path / "heat.svg").read_text()
    assert "<image" not in text
    assert text.count("<rect") + text.count("<path") >= 6


@pytest.mark.parametrize("scale", [1.0, 2.0, 1.5])
def test_strokes_of_an_envelope_stand_where_they_say(scale: float) -> None:
    spans = np.array([[0, 320], [80, 160], [0, 0], [304, 320]], np.uint16).tobytes()
    image = draw(Envelope(20, 30, 40, "mem", spans), size=120, scale=scale)

    def inked(x: float, y: float) -> bool:
        return is_ink(image, int(x * scale), int(y * scale))

    assert [inked(20.5, y) for y in (29.2, 30.7, 50, 69.2, 70.8)] == [False, True, True, True, False]
    assert [inked(21.5, y) for y in (39.2, 40.7, 49.2, 50.8)] == [False, True, True, False]
    assert not any(inked(22.5, y) for y in range(25, 80))
    assert [inked(23.5, y) for y in (67.2, 68.8, 69.2)] == [False, True, True]


def test_an_envelope_in_a_drawing_of_shapes_is_drawn_as_shapes(tmp_path: Path) -> None:
    generator = QSvgGenerator()
    generator.setFileName(str(tmp_path / "envelope.svg"))
    painter = QPainter(generator)
    paint(painter, Envelope(0, 0, 40, "mem", np.array([[0, 320], [0, 0]], np.uint16).tobytes()), LIGHT)
    painter.end()
    text = (tmp_path / "envelope.svg").read_text()
    assert "<image" not in text
    assert "<path" in text
