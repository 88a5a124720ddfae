from __future__ import annotations

import pytest
from PySide6.QtGui import QFont

from simulator.paint.fonts import FAMILY, WEIGHTS
from simulator.paint.text import cap_height, lay_out, text_width
from simulator.render import typeset
from simulator.render.primitives import Run, Text

BUNDLED = {400: ("Regular", "Italic"), 500: ("Medium",), 600: ("SemiBold",), 700: ("Bold",), 800: ("ExtraBold",)}


def runs(text: str) -> tuple[Run, ...]:
    return (Run(text),)


@pytest.mark.parametrize(
    ("weight", "italic"), [*((weight, False) for weight in WEIGHTS), *((weight, True) for weight in WEIGHTS[:-1])]
)
def test_every_weight_is_a_bundled_face(weight: int, italic: bool) -> None:
    placed = lay_out(Text(0, 0, (Run("a", italic=italic),), weight=weight))
    raw = placed.glyphs[0].run.rawFont()
    assert raw.familyName() == FAMILY
    assert raw.weight() == weight
    assert raw.styleName().replace(" ", "").startswith(BUNDLED[weight])
    assert (raw.style() == QFont.Style.StyleItalic) is italic


@pytest.mark.parametrize("letter", [*typeset.LETTER_WIDTHS, *"∂∇Σ√×≤≥≠→←↑↓"])
def test_what_is_written_in_formulas_does_not_depend_on_the_machine(letter: str) -> None:
    for part in lay_out(Text(0, 0, (Run(letter),), 20, weight=600)).glyphs:
        assert part.run.rawFont().familyName() in (FAMILY, "Noto Sans Math")
        assert 0 not in part.run.glyphIndexes()


def test_figures_are_tabular() -> None:
    widths = [text_width(runs(figure), 14.5) for figure in "0123456789"]
    assert widths == pytest.approx([widths[0]] * 10, abs=0.02)


def test_widths_grow_in_proportion_to_the_size() -> None:
    assert text_width(runs("Forget gate"), 29) == pytest.approx(2 * text_width(runs("Forget gate"), 14.5))


def test_spaces_at_the_end_of_a_run_count() -> None:
    assert text_width(runs("z "), 14) > text_width(runs("z"), 14) + 2


@pytest.mark.parametrize(("align", "share"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_the_anchor_is_where_align_says(align: str, share: float) -> None:
    text = Text(200, 50, (Run("z", italic=True), Run("i", shift="sub"), Run(" = −10")), 14, align=align)  # type: ignore[arg-type]
    placed = lay_out(text)
    assert placed.width == pytest.approx(text_width(text.runs, 14))
    assert placed.glyphs[0].origin.x() == pytest.approx(200 - share * placed.width)


def test_the_middle_is_that_of_the_capitals() -> None:
    assert cap_height(100) == pytest.approx(72.7, abs=0.1)
    middle = lay_out(Text(0, 50, runs("H"), 20)).glyphs[0].origin.y()
    baseline = lay_out(Text(0, 50, runs("H"), 20, middle=False)).glyphs[0].origin.y()
    assert baseline == 50
    assert middle == pytest.approx(50 + 0.727 * 20 / 2, abs=0.02)


def test_subscripts_are_smaller_and_lower_and_superscripts_higher() -> None:
    placed = lay_out(Text(0, 50, (Run("x"), Run("1", shift="sub"), Run("2", shift="sup"), Run("x")), 20, middle=False))
    assert [part.run.rawFont().pixelSize() for part in placed.glyphs] == [20, 14, 14, 20]
    assert [part.origin.y() for part in placed.glyphs] == pytest.approx([50, 54, 42.8, 50])


def test_runs_follow_one_another() -> None:
    placed = lay_out(Text(0, 0, (Run("ab"), Run("1", shift="sub"), Run("c")), 20))
    ends = [text_width(runs("ab"), 20), text_width((Run("ab"), Run("1", shift="sub")), 20)]
    assert [part.origin.x() for part in placed.glyphs] == pytest.approx([0, *ends])


def test_a_run_may_have_its_own_colour_and_weight() -> None:
    placed = lay_out(Text(0, 0, (Run("a", colour="gate", weight=700), Run("b")), colour="mem", weight=400))
    assert [part.colour for part in placed.glyphs] == ["gate", "mem"]
    assert [part.run.rawFont().weight() for part in placed.glyphs] == [700, 400]


def test_no_text_has_no_glyphs_and_no_extent() -> None:
    placed = lay_out(Text(5, 5, runs("")))
    assert placed.glyphs == ()
    assert placed.width == 0
    assert placed.ink.isEmpty()


def test_a_font_is_made_once_a_size() -> None:
    first, second = (lay_out(Text(0, 0, runs(text), 13.1)).glyphs[0].run.rawFont() for text in ("first", "second"))
    assert first == second
    assert first.pixelSize() == 13.0  # to a quarter of a pixel
