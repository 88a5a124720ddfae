"""The heat map: a number's size as depth of colour, its sign as hue, and the ink that can be read on it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simulator.render.theme import Colour, Theme

NOTHING, ZERO = 0, 128
"""Levels of what is no number, and of zero."""
_BEND = 0.8  # of the way from size to depth, so that small numbers differ from zero
_READABLE = 4.5  # contrast of a number on its colour


def heat(value: float, largest: float, theme: Theme) -> tuple[Colour, Colour]:
    """Return the colour of a number among numbers up to ``largest`` in size, and that of its text.

    Zero is the ground, positive goes towards ``pos``, negative towards ``neg``; a number that is none is the ground.
    """
    share = min(1.0, abs(value) / largest) ** _BEND if largest > 0 and value == value else 0.0
    colour = _mixed(theme, share, value > 0)
    return colour, _ink(colour, theme)


def field(level: int) -> str:
    """Return the token of a level's colour, for what is no Heat: ``heat:200``."""
    return f"heat:{level}"


def ink_on(level: int) -> str:
    """Return the token of a colour that is read on a level, in every theme: ``ink:200``."""
    return f"ink:{level}"


@lru_cache(maxsize=2048)
def colour_of(theme: Theme, token: str) -> Colour:
    """Return the colour of any token that a picture may hold. Raises KeyError for one that is none."""
    name, _, opacity = token.partition("@")
    kind, _, level = name.partition(":")
    if kind not in ("heat", "ink") or not level:
        return theme.colour(token)
    colour = palette(theme)[int(level)]
    red, green, blue, alpha = _ink(colour, theme) if kind == "ink" else colour
    return red, green, blue, round(float(opacity) * 255) if opacity else alpha


def levels(values: np.ndarray, largest: float) -> bytes:
    """Return the levels of numbers for a Heat, row by row: what ``heat`` shows of each, as a byte."""
    with np.errstate(all="ignore"):
        share = np.minimum(1.0, np.abs(values) / largest) ** _BEND if largest > 0 else np.zeros(values.shape)
        depth = np.where(np.isnan(share), 0.0, share)
    steps = np.rint(depth * (ZERO - 1)).astype(np.int64)
    found = np.where(values > 0, ZERO + steps, ZERO - steps)
    return bytes(np.where(np.isnan(values), NOTHING, found).astype(np.uint8).tobytes())


def binned(values: np.ndarray, most: int) -> np.ndarray:
    """Return no more than ``most`` columns of numbers: of neighbours that share one, the number of the largest size."""
    count = values.shape[1]
    if count <= most:
        return values
    starts = -(-np.arange(most) * count // most)
    low, high = (part.reduceat(values, starts, axis=1) for part in (np.fmin, np.fmax))
    found: np.ndarray = np.where(-low > high, low, high)
    return found


@lru_cache(maxsize=8)
def palette(theme: Theme) -> tuple[Colour, ...]:
    """Return the colour of each level; what is no number has that of a track."""
    steps = ((level - ZERO) / (ZERO - 1) for level in range(1, 256))
    return (theme.colour("sunk"), *(_mixed(theme, abs(step), step > 0) for step in steps))


def _ink(colour: Colour, theme: Theme) -> Colour:
    """Return the theme's ink, or else its ground, black or white, whichever is read on a colour."""
    inks = theme.colour("ink"), theme.colour("bg"), (0, 0, 0, 255), (255, 255, 255, 255)
    return next((ink for ink in inks if contrast(ink, colour) >= _READABLE), inks[0])


def _mixed(theme: Theme, share: float, positive: bool) -> Colour:
    ground, end = theme.colour("bg"), theme.colour("pos" if positive else "neg")
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(ground[:3], end[:3], strict=True))
    return red, green, blue, 255


def contrast(one: Colour, two: Colour) -> float:
    """Return the contrast of two colours as WCAG defines it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = (part / 255 for part in colour[:3])
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
