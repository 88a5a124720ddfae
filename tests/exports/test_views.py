"""Views as pictures without a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.document import open_what
from simulator.errors import UserError
from simulator.exports.views import VIEWS, picture_of
from simulator.paint.image import render_image
from simulator.render.theme import load_theme
from tests.golden import assert_golden

pytestmark = pytest.mark.qt

PICTURES = [
    ("hand-set-lstm", "cell", 4, 1.0, "light"),
    ("hand-set-lstm", "cell", 4, 1.0, "dark"),
    ("hand-set-lstm", "cell", 7, 0.6, "light"),
    ("gru-gates", "cell", 4, 1.0, "light"),
    ("elman-ones", "cell", 2, 1.0, "dark"),
    ("jordan", "cell", 3, 0.3, "light"),
    ("lstm", "cell", 3, 1.0, "light"),
    ("hand-set-lstm", "equations", 4, 1.0, "light"),
    ("lstm", "equations", 2, 0.6, "dark"),
    ("gru-reset-after", "equations", 3, 0.3, "light"),
    ("wildml", "equations", 2, 1.0, "dark"),
    ("hand-set-lstm", "timeline", 4, 1.0, "light"),
    ("gru-gates", "timeline", 3, 1.0, "dark"),
]


@pytest.mark.parametrize(("what", "view", "step", "phase", "theme"), PICTURES)
def test_approved_pictures(what: str, view: str, step: int, phase: float, theme: str, tmp_path: Path) -> None:
    image = render_image(picture_of(open_what(what), view, step, phase), load_theme(theme))
    assert_golden(image, f"{what}-{view}-{step}-{phase:g}-{theme}", tmp_path)


def test_a_picture_has_the_size_that_was_asked_for() -> None:
    for view in VIEWS:
        picture = picture_of(open_what("hand-set-lstm"), view, size=(1300, 500))
        assert (picture.width, picture.height) == (1300, 500)


@pytest.mark.parametrize(
    ("view", "step", "phase", "says"),
    [
        ("cellar", 1, 1.0, "cell, equations, timeline"),
        ("cell", 10, 1.0, "1 to 9"),
        ("cell", 0, 1.0, "1 to 9"),
        ("cell", 1, 1.5, "1.5"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(view: str, step: int, phase: float, says: str) -> None:
    with pytest.raises(UserError, match=says):
        picture_of(open_what("hand-set-lstm"), view, step, phase)
