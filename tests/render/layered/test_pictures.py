"""Four cells that are not shipped, laid out by themselves, as a person has approved them."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.document import open_what
from simulator.exports.views import picture_of
from simulator.paint.image import render_image
from simulator.render.theme import load_theme
from tests.golden import assert_golden

pytestmark = pytest.mark.qt

CELLS = Path(__file__).parent.parent / "cells"
PICTURES = [
    ("minimal-gated-unit", 3, 0.65, "light"),
    ("coupled-lstm", 2, 1.0, "dark"),
    ("nested-lstm", 3, 1.0, "light"),
    ("peephole-eight-units", 3, 1.0, "light"),
]


@pytest.mark.parametrize(("what", "step", "phase", "theme"), PICTURES)
def test_approved_pictures(what: str, step: int, phase: float, theme: str, tmp_path: Path) -> None:
    picture = picture_of(open_what(str(CELLS / f"{what}.toml")), "cell", step, phase)
    assert_golden(render_image(picture, load_theme(theme)), f"auto-{what}-{step}-{phase:g}-{theme}", tmp_path)
