"""All pictures of training: as approved, within their bounds in every theme and size, and pure."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRectF

from simulator.paint.image import render_image
from simulator.paint.painter import bounds
from simulator.render.theme import load_theme, theme_ids
from simulator.render.training.chart import Look
from tests.golden import assert_golden
from tests.render.training.helpers import assert_sound
from tests.render.training.samples import PICTURES

pytestmark = pytest.mark.qt

GOLDEN = [
    ("loss", "light"),
    ("gradients", "projector-light"),
    ("gates", "dark"),
    ("through-time", "light"),
    ("weights", "dark"),
    ("contours", "light"),
    ("landscape", "dark"),
    ("backward", "light"),
    ("update", "projector"),
]


@pytest.mark.parametrize(("name", "theme"), GOLDEN)
def test_approved_pictures(name: str, theme: str, tmp_path: Path) -> None:
    draw, (width, height) = PICTURES[name]
    colours = load_theme(theme)
    picture = draw(width * colours.scale, height * colours.scale, Look(projected=colours.projected))
    assert_golden(render_image(picture, colours), f"training-{name}-{theme}", tmp_path)


@pytest.mark.parametrize("theme", theme_ids())
@pytest.mark.parametrize("name", PICTURES)
def test_nothing_reaches_beyond_the_picture(name: str, theme: str) -> None:
    draw, (width, height) = PICTURES[name]
    colours = load_theme(theme)
    for factor in (1.0, 1.6):
        size = width * colours.scale * factor, height * colours.scale * factor
        picture = draw(*size, Look(projected=colours.projected))
        assert_sound(picture)
        area = QRectF(-1, -1, picture.width + 2, picture.height + 2)
        for identity, item in picture.items.items():
            assert area.contains(bounds(item, colours)), (identity, bounds(item, colours))


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_pure(name: str) -> None:
    draw, size = PICTURES[name]
    assert draw(*size, Look()) == draw(*size, Look())


@pytest.mark.parametrize("size", [(200.0, 120.0), (60.0, 40.0), (1.0, 1.0)])
@pytest.mark.parametrize("name", PICTURES)
def test_very_small_pictures_are_drawn(name: str, size: tuple[float, float]) -> None:
    for projected in (False, True):
        picture = PICTURES[name][0](*size, Look(projected=projected))
        for part in picture.hotspots:
            assert part.width >= 0


@pytest.mark.parametrize("name", PICTURES)
def test_a_stage_that_is_shown_smaller_is_the_same_picture_smaller(name: str) -> None:
    draw, (width, height) = PICTURES[name]
    whole = draw(width * 1.22, height * 1.22, Look(projected=True))
    half = draw(width * 0.61, height * 0.61, Look(projected=True, scale=0.5))
    assert half.height == pytest.approx(whole.height / 2, rel=0.12)
