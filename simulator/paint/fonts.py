"""The bundled typefaces, Inter before all, set up so that text looks the same on every machine.

Hinting and sub-pixel colours depend on the machine, so both are off; figures are tabular, so that numbers do not jump.
"""

from __future__ import annotations

import functools

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from simulator.resources import assets

FAMILY = "Inter"
WEIGHTS = (400, 500, 600, 700, 800)  # each a file: what Qt makes bold by itself differs from machine to machine
# Asked in turn for what Inter lacks: the signs of mathematics are bundled too, Chinese is the machine's.
_FALLBACKS = ("Noto Sans Math", "Noto Sans CJK TC", "Noto Sans CJK SC", "sans-serif")


@functools.cache
def register_fonts() -> None:
    """Make the bundled fonts known to Qt, once. Needs a QGuiApplication."""
    if QGuiApplication.instance() is None:
        raise RuntimeError("fonts need a QGuiApplication")
    for path in sorted(assets("fonts").rglob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))


@functools.lru_cache(maxsize=256)
def font(size: int, weight: int = 400, italic: bool = False) -> QFont:
    """Return Inter in whole pixels, of one of the WEIGHTS. Treat it as read-only: it is shared.

    Text primitives may have fractional sizes; see ``text.py``, which scales outlines instead of fonts.
    """
    register_fonts()
    result = QFont([FAMILY, *_FALLBACKS])
    result.setPixelSize(size)
    result.setWeight(QFont.Weight(weight))
    result.setItalic(italic)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    result.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result
