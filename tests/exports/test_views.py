"""Views as pictures without a window."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.document import open_what
from simulator.document.bands import usual_bands
from simulator.document.row_edits import group_signals, move_row, name_group, set_form, set_shown
from simulator.errors import UserError
from simulator.exports.views import VIEWS, in_layout, picture_of
from simulator.language import cell_ids
from simulator.lessons import lesson_ids
from simulator.paint.image import render_image
from simulator.render.primitives import Text
from simulator.render.theme import load_theme
from tests.golden import assert_golden
from tests.render.timeline.helpers import leaves

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
    ("order-matters", "compare", 2, 1.0, "light"),
    ("gru-conventions", "compare", 3, 1.0, "dark"),
]


@pytest.mark.parametrize(("what", "view", "step", "phase", "theme"), PICTURES)
def test_approved_pictures(what: str, view: str, step: int, phase: float, theme: str, tmp_path: Path) -> None:
    image = render_image(picture_of(open_what(what), view, step, phase), load_theme(theme))
    assert_golden(image, f"{what}-{view}-{step}-{phase:g}-{theme}", tmp_path)


@pytest.mark.parametrize(("projector", "theme"), [(False, "light"), (True, "projector")])
def test_approved_rows_that_were_chosen(projector: bool, theme: str, tmp_path: Path) -> None:
    state = group_signals(open_what("hand-set-lstm"), ["i", "f", "o"], "overlay").state
    state = group_signals(state, ["c", "y"], "rows").state
    state = group_signals(state, ["z", "g"], "rows").state
    state = name_group(set_form(set_shown(state, ["z", "g"], True).state, 3, "folded").state, 3, "Sum").state
    state = name_group(move_row(state, (0, None), (2, None)).state, 0, "Gates").state
    picture = picture_of(state, "timeline", 4, 1.0, projected=projector)
    assert_golden(render_image(picture, load_theme(theme)), f"hand-set-lstm-rows-4-{theme}", tmp_path)


@pytest.mark.parametrize("what", [*cell_ids(), *lesson_ids()])
def test_the_usual_rows_are_the_same_chosen_or_not(what: str) -> None:
    state = open_what(what)
    usual, chosen = (picture_of(one, "timeline", 2) for one in (state, replace(state, rows=usual_bands(state))))
    assert usual.items == chosen.items


def test_rows_that_were_chosen_stay_in_a_projection_a_little_smaller() -> None:
    def size(*more: str) -> float:
        state = set_shown(open_what("hand-set-lstm"), more, True).state
        parts = leaves(picture_of(state, "timeline", 4, projected=True).items["now y 0"])
        (number,) = (part for part in parts if isinstance(part, Text))
        return number.size

    assert size() == 25
    assert 20 < size("z") < 25
    assert 17 < size("z", "z_i", "z_f", "z_o", "g") < 18


DRAWINGS = [
    ("hand-set-lstm", "conveyor", 4, 1.0, "light"),
    ("lstm", "conveyor", 2, 0.7, "dark"),
    ("lstm-peephole", "lecture", 2, 1.0, "light"),
    ("lstm-peephole", "conveyor", 2, 1.0, "light"),
    ("lstm-coupled", "lecture", 2, 1.0, "dark"),
    ("lstm-coupled", "conveyor", 2, 1.0, "light"),
    ("lstm-1997", "lecture", 2, 1.0, "light"),
    ("lstm-1997", "conveyor", 2, 1.0, "light"),
    ("gru-reset-after", "gru", 2, 1.0, "light"),
    ("gru-chung", "gru", 2, 1.0, "dark"),
    ("elman", "loop", 2, 1.0, "light"),
    ("jordan", "loop", 2, 1.0, "dark"),
    ("wildml", "loop", 2, 1.0, "light"),
    ("jordan", "network", 2, 1.0, "light"),
]


@pytest.mark.parametrize(("what", "layout", "step", "phase", "theme"), DRAWINGS)
def test_approved_drawings(what: str, layout: str, step: int, phase: float, theme: str, tmp_path: Path) -> None:
    state = in_layout(open_what(what), layout)
    image = render_image(picture_of(state, "cell", step, phase), load_theme(theme))
    assert_golden(image, f"{what}-{layout}-{step}-{phase:g}-{theme}", tmp_path)


def test_a_layout_that_a_cell_has_not_is_refused_in_a_sentence() -> None:
    with pytest.raises(UserError, match="Its layouts are lecture, conveyor"):
        in_layout(open_what("lstm"), "gru")
    with pytest.raises(UserError, match="Its layouts are loop, network"):
        in_layout(open_what("elman"), "conveyor")


@pytest.mark.parametrize(
    ("what", "view", "step", "theme"),
    [
        ("hand-set-lstm", "cell", 4, "projector"),
        ("hand-set-lstm", "timeline", 4, "projector"),
        ("hand-set-lstm-walk", "timeline", 5, "projector-light"),
    ],
)
def test_approved_pictures_of_a_projection(what: str, view: str, step: int, theme: str, tmp_path: Path) -> None:
    look = load_theme(theme)
    image = render_image(picture_of(open_what(what), view, step, projected=look.projected), look)
    assert_golden(image, f"{what}-{view}-{step}-{theme}", tmp_path)


def test_a_picture_has_the_size_that_was_asked_for() -> None:
    for view in VIEWS:
        picture = picture_of(open_what("order-matters"), view, size=(1400, 500))
        assert (picture.width, picture.height) == (1400, 500)


@pytest.mark.parametrize(
    ("view", "step", "phase", "says"),
    [
        ("cellar", 1, 1.0, "cell, unrolled, equations, timeline"),
        ("cell", 10, 1.0, "1 to 9"),
        ("cell", 0, 1.0, "1 to 9"),
        ("cell", 1, 1.5, "1.5"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(view: str, step: int, phase: float, says: str) -> None:
    with pytest.raises(UserError, match=says):
        picture_of(open_what("hand-set-lstm"), view, step, phase)


@pytest.mark.parametrize(("what", "theme"), [("lstm", "light"), ("gru-reset-after", "dark"), ("wildml", "projector")])
def test_approved_pictures_of_all_units(what: str, theme: str, tmp_path: Path) -> None:
    colours = load_theme(theme)
    picture = picture_of(open_what(what), "cell", 3, 0.7, projected=colours.projected, unit=None)
    assert_golden(render_image(picture, colours), f"{what}-units-3-0.7-{theme}", tmp_path)


def test_another_unit_is_drawn() -> None:
    one, two = (picture_of(open_what("lstm"), "cell", 3, unit=unit) for unit in (1, 2))
    assert one != two
    with pytest.raises(UserError, match="there is no unit 3"):
        picture_of(open_what("lstm"), "cell", 3, unit=3)


def test_pictures_do_not_depend_on_the_fonts_of_the_machine(tmp_path: Path) -> None:
    without_fonts = tmp_path / "fonts.conf"
    without_fonts.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    pictures = []
    for number, environment in enumerate((os.environ, os.environ | {"FONTCONFIG_FILE": str(without_fonts)})):
        picture = tmp_path / f"{number}.png"
        command = [sys.executable, "-m", "simulator", "render", "lstm", "--view", "equations", "-o", str(picture)]
        subprocess.run(command, env=environment, check=True)
        pictures.append(picture.read_bytes())
    assert pictures[0] == pictures[1]
