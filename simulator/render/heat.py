"""The heat map: a number's size as depth of colour, its sign as hue, and the ink that can be read on it."""

from __future__ import annotations

from simulator.render.theme import Colour, Theme

_BEND = 0.8  # of the way from size to depth, so that small numbers differ from zero
_READABLE = 4.5  # contrast of a number on its colour


def heat(value: float, largest: float, theme: Theme) -> tuple[Colour, Colour]:
    """Return the colour of a number among numbers up to ``largest`` in size, and that of its text.

    Zero is the ground, positive goes towards ``pos``, negative towards ``neg``; a number that is none is the ground.
    """
    share = min(1.0, abs(value) / largest) ** _BEND if largest > 0 and value == value else 0.0
    ground, end = theme.colour("bg"), theme.colour("pos" if value > 0 else "neg")
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(ground[:3], end[:3], strict=True))
    colour = red, green, blue, 255
    ink = theme.colour("ink")
    if contrast(ink, colour) >= _READABLE:
        return colour, ink
    others = ground, (0, 0, 0, 255), (255, 255, 255, 255)
    return colour, next((other for other in others if contrast(other, colour) >= _READABLE), ink)


def contrast(one: Colour, two: Colour) -> float:
    """Return the contrast of two colours as WCAG defines it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = (part / 255 for part in colour[:3])
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
