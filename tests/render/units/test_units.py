"""All units at once: every number of every unit is somewhere, and a unit is found where it is looked for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from simulator.engine import Model, explain
from simulator.language import cell_ids, load_cell
from simulator.render.diagram import diagram
from simulator.render.primitives import Box, Group, Heat, Picture, Primitive, Text
from simulator.render.units.draw import MAP, field_at, field_tip
from simulator.render.units.sheet import PRINTED, place, shown_of
from simulator.render.view import CellView

PANE = (1008.0, 632.0)


@cache
def view_of(name: str, units: int, unit: int = 0) -> CellView:
    cell = load_cell(name)
    model = Model(cell, 3, units, 2, seed=1)
    trace = model.run(3 * np.random.default_rng(0).normal(size=(4, 3)))
    now, before = explain(model, trace, 4), explain(model, trace, 3)
    return CellView(now, before, {}, 1.0, True, next(iter(cell.layouts), None), unit=unit, all_units=True)


def flat(picture: Picture) -> list[Primitive]:
    found: list[Primitive] = []
    stack = list(reversed(picture.items.values()))
    while stack:
        part = stack.pop()
        if isinstance(part, Group):
            stack += reversed(part.children)
        else:
            found.append(part)
    return found


def texts(picture: Picture) -> list[str]:
    return ["".join(run.text for run in part.runs) for part in flat(picture) if isinstance(part, Text)]


@pytest.mark.parametrize("name", cell_ids())
def test_every_signal_of_every_unit_has_a_field_of_its_own(name: str) -> None:
    view = view_of(name, 256, 40)
    picture = diagram(view, 1.0, *PANE)
    rows = shown_of(view.now.cell).rows
    assert rows, "no cell that ships is without"
    assert all(len(view.now[row]) == 256 for row in rows)
    drawn = {key.removeprefix("map:"): part for key, part in picture.items.items() if key.startswith("map:")}
    assert tuple(drawn) == rows
    for row, heat in drawn.items():
        assert isinstance(heat, Heat)
        assert heat.columns == len(heat.levels) == 256
        for level, value in zip(heat.levels, view.now[row], strict=True):
            assert np.sign(level - 128) == np.sign(value) or abs(value) < 0.01
    spot = next(spot for spot in picture.hotspots if spot.target == MAP)
    for unit in (0, 100, 255):
        for number, row in enumerate(rows):
            x = spot.x + (unit + 0.5) * spot.width / 256
            y = spot.y + (number + 0.5) * spot.height / len(rows)
            assert field_at(view, x, y, *PANE) == (row, unit)
            assert repr(float(view.now[row][unit])).replace("-", "−") in field_tip(view, row, unit)
    assert field_at(view, spot.x - 1, spot.y + 1, *PANE) is None
    assert field_at(view, spot.x + 1, spot.y + spot.height + 1, *PANE) is None


@pytest.mark.parametrize("units", [2, 3, 8, 20, 64, 256, 1000])
@pytest.mark.parametrize("size", [PANE, (772.0, 461.0), (1330.0, 740.0), (400.0, 200.0)])
def test_strips_stand_apart_and_within_the_pane(units: int, size: tuple[float, float]) -> None:
    for unit in {0, units // 2, units - 1}:
        picture = diagram(replace(view_of("lstm", units), unit=unit), 1.0, *size)
        strips = [spot for spot in picture.hotspots if spot.target.startswith("unit[")]
        shown = [int(spot.target[5:-1]) for spot in strips]
        assert unit in shown
        assert shown == list(range(shown[0], shown[-1] + 1))
        for spot in strips:
            assert 0 <= spot.x < spot.x + spot.width <= picture.width
            assert 0 <= spot.y < spot.y + spot.height <= picture.height
        for one, two in pairwise(strips):
            assert two.y >= one.y + one.height or two.x >= one.x + one.width
        inside = [spot for spot in picture.hotspots if spot.target.startswith(("i[", "f[", "o[", "c["))]
        assert len(inside) == 4 * len(strips), "a tank and three valves each"
        marked = [part for part in flat(picture) if isinstance(part, Box) and part.fill == "colnow"]
        assert len(marked) == 1


def test_few_units_fill_the_pane_and_have_their_numbers_in_the_map() -> None:
    view = view_of("lstm", 8)
    sheet = place(view.now.cell, 8, *PANE, False)
    assert sheet.page >= 8
    assert sheet.k > 1
    assert sheet.field >= PRINTED * sheet.k
    found = texts(diagram(view, 1.0, *PANE))
    for unit in range(8):
        assert f"{100 * float(view.now['f'][unit]):.0f} %" in found


def test_the_picture_moves_with_the_phase_and_stands_still_outside_its_part() -> None:
    view = view_of("lstm", 64)
    start, early, late, end = (diagram(view, phase, *PANE).items for phase in (0.0, 0.1, 0.6, 1.0))
    assert start["map:f"] == early["map:f"] != end["map:f"]
    assert start["map:c"] == early["map:c"] != late["map:c"] != end["map:c"]
    assert start["strip:3"] != end["strip:3"]


def test_numbers_that_overflow_do_not_break_it() -> None:
    view = view_of("lstm", 8)
    values = tuple(np.where(np.arange(len(v)) % 3 == 0, np.nan, np.inf) if len(v) == 8 else v for v in view.now.values)
    picture = diagram(replace(view, now=replace(view.now, values=values)), 1.0, *PANE)
    assert "∞" in texts(picture)
    assert "NaN" in texts(picture)


def test_a_cell_of_one_unit_is_shown_in_full() -> None:
    view = view_of("lstm", 1)
    assert diagram(view, 1.0, *PANE) == diagram(replace(view, all_units=False), 1.0, *PANE)
