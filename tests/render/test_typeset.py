"""Setting formulas: widths against the font, brackets as tall as what they hold, numbers in their places."""

from __future__ import annotations

import pytest

from simulator.paint.text import text_width as real_width
from simulator.render.primitives import Curve, Line, Run, Text
from simulator.render.typeset import Fence, Grid, Pen, height, text_width, width, write

pytestmark = pytest.mark.qt

COLUMN = Grid("", rows=(("1",), ("−2",), ("3",)), target="b", known=(3, 1))


@pytest.mark.parametrize(
    "text",
    ["0123456789", "−0.25", "σ(", "tanh(", "softmax(", "hard_σ(", " + ", " ⊙ ", "z", "W", "relu(", "exp(", "∞", "損失"],
)
def test_widths_are_those_of_the_font(text: str) -> None:
    assert text_width(text) == pytest.approx(real_width((Run(text),), 100, 700) / 100, rel=0.06)


def test_a_bracket_is_as_tall_as_what_it_holds() -> None:
    for text in ("tanh(", "|"):
        fence = Fence(text, inner=(COLUMN,), close=text[-1].replace("(", ")"))
        drawn, _ = write((fence,), 0, 100, Pen(10))
        tall = [part for part in drawn if isinstance(part, Curve) or (isinstance(part, Line) and len(part.points) == 2)]
        assert len(tall) == 2
        assert height((fence,)) == height((COLUMN,)) > height((Run("x"),))
    flat, _ = write((Fence("tanh(", inner=(Run("x"),), close=")"),), 0, 100, Pen(10))
    assert ["".join(run.text for run in part.runs) for part in flat if isinstance(part, Text)] == ["tanh(", "x", ")"]


def test_what_stands_side_by_side_does_not_overlap() -> None:
    items = (Run("a + "), COLUMN, Run(" + "), Fence("σ(", inner=(COLUMN, Run(" · "), COLUMN), close=")"))
    _, grids = write(items, 0, 0, Pen(10))
    assert len(grids) == 3
    assert [grid.x for grid in grids] == sorted(grid.x for grid in grids)
    assert width(items) * 10 > grids[-1].x + width((COLUMN,)) * 10


def test_every_number_has_its_place() -> None:
    _, [placed] = write((COLUMN,), 0, 0, Pen(10))
    cells = list(placed.cells())
    assert [place for place, _ in cells] == [(0, 0), (1, 0), (2, 0)]
    tops = [area[1] for _, area in cells]
    assert tops == sorted(tops)
    assert tops[1] < 0 < tops[2]
