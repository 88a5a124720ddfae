"""The heat map: zero is the ground, the sign is a hue, and every number can be read."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.render.heat import binned, colour_of, contrast, field, heat, ink_on, levels, palette
from simulator.render.theme import load_theme, theme_ids


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0, 255), (255, 255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119, 255), (255, 255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", theme_ids())
def test_every_number_can_be_read(name: str) -> None:
    theme = load_theme(name)
    for k in range(-100, 101):
        colour, ink = heat(k / 100, 1.0, theme)
        assert contrast(colour, ink) >= 4.5


def test_the_ends_and_the_middle() -> None:
    theme = load_theme("light")
    assert heat(0.0, 5.0, theme)[0] == theme.colour("bg")
    assert heat(5.0, 5.0, theme)[0] == theme.colour("pos")
    assert heat(-5.0, 5.0, theme)[0] == theme.colour("neg")
    assert heat(9.0, 5.0, theme)[0] == theme.colour("pos")
    assert heat(0.0, 0.0, theme)[0] == theme.colour("bg")
    assert heat(math.nan, 5.0, theme)[0] == theme.colour("bg")
    assert heat(math.inf, 5.0, theme)[0] == theme.colour("pos")


@pytest.mark.parametrize("name", theme_ids())
def test_levels_have_the_colours_of_their_numbers(name: str) -> None:
    theme, values = load_theme(name), np.linspace(-7, 7, 141)
    found = [palette(theme)[level] for level in levels(values, 5.0)]
    for value, colour in zip(values, found, strict=True):
        wanted = heat(float(value), 5.0, theme)[0]
        assert max(abs(one - two) for one, two in zip(wanted, colour, strict=True)) <= 2


def test_levels_of_what_is_no_number_and_of_nothing() -> None:
    assert list(levels(np.array([math.nan, math.inf, -math.inf, 0.0, -0.0]), 1.0)) == [0, 255, 1, 128, 128]
    assert list(levels(np.array([3.0, -3.0]), 0.0)) == [128, 128]


@pytest.mark.parametrize("name", theme_ids())
def test_a_level_is_a_colour_and_its_ink_is_read_on_it(name: str) -> None:
    theme = load_theme(name)
    for level in range(256):
        assert colour_of(theme, field(level)) == palette(theme)[level]
        assert contrast(colour_of(theme, field(level)), colour_of(theme, ink_on(level))) >= 4.5


def test_tokens_of_themes_and_levels_take_an_opacity() -> None:
    theme = load_theme("light")
    assert colour_of(theme, "mem@0.5") == theme.colour("mem@0.5")
    assert colour_of(theme, f"{field(200)}@0.5") == (*palette(theme)[200][:3], 128)
    assert colour_of(theme, "ink") == theme.colour("ink"), "the ink without a level is the theme's"
    for token in ("nothing", "mem:3", "heat"):
        with pytest.raises(KeyError):
            colour_of(theme, token)


def test_neighbours_that_share_a_field_show_the_largest_of_them_with_its_sign() -> None:
    random = np.random.default_rng(1)
    for count, most in ((1, 4), (4, 4), (5, 4), (17_576, 36), (100, 99), (7, 1)):
        values = random.normal(size=(3, count)).round(1)
        values[0, 0] = np.nan
        found = binned(values, most)
        assert found.shape == (3, min(count, most))
        for row in range(3):
            for place in range(found.shape[1]):
                shared = [values[row, k] for k in range(count) if k * min(count, most) // count == place]
                known = [value for value in shared if value == value]
                if known:
                    assert abs(found[row, place]) == max(map(abs, known))
                    assert found[row, place] in known
                else:
                    assert np.isnan(found[row, place])
