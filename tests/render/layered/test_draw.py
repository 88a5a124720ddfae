"""Diagrams that lay themselves out, drawn: every number is there, within the pane, and moves with the phase."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.engine import Model, explain
from simulator.language import load_cell, parse_cell
from simulator.render.diagram import diagram
from simulator.render.kit import advance
from simulator.render.layered.draw import LARGEST, dragged, draw, fits
from simulator.render.layered.placed import NEARLY
from simulator.render.primitives import Box, Circle, Group, Line, Picture, Primitive, Text
from simulator.render.view import CellView, Moment, is_signed
from tests.oracles.random_cells import random_cell

CELLS = sorted((Path(__file__).parent.parent / "cells").glob("*.toml"))
PHASES = (0.0, 0.05, 0.1875, 0.3, 0.4375, 0.5, 0.7, 0.8125, 0.9, 1.0)
SIZES = ((1008.0, 632.0), (756.0, 474.0), (1330.0, 640.0))


def views(path: Path) -> list[CellView]:
    cell = load_cell(path)
    example = cell.example
    assert example is not None
    model = Model(cell, example.inputs, example.units, example.outputs, seed=3)
    trace = model.run(np.array(example.x), initial=example.initial or None)
    steps = [explain(model, trace, step) for step in range(1, trace.steps + 1)]
    signed = is_signed(cell, lambda name: (float(trace[name].min()), float(trace[name].max())))
    return [CellView(now, before, {}, 1.0, signed) for before, now in zip([None, *steps], steps, strict=False)]


def view_of(name: str, step: int = 3) -> CellView:
    return views(CELLS[0].with_stem(name))[step - 1]


def flat(primitives: Iterator[Primitive] | list[Primitive]) -> Iterator[Primitive]:
    for primitive in primitives:
        if isinstance(primitive, Group):
            yield from flat(list(primitive.children))
        else:
            yield primitive


def texts(picture: Picture) -> list[str]:
    return ["".join(run.text for run in text.runs) for text in flat(list(picture.items.values())) if type(text) is Text]


@pytest.mark.parametrize("path", CELLS, ids=lambda path: path.stem)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]:g}")
def test_all_is_inside_and_every_named_signal_has_its_value(path: Path, size: tuple[float, float]) -> None:
    for view in views(path)[:3]:
        cell = view.now.cell
        for phase in PHASES:
            picture = draw(Moment(view, phase), *size)
            assert picture.width >= size[0]
            assert picture.height >= size[1]
            for part in flat(list(picture.items.values())):
                match part:
                    case Text():
                        wide = advance(part.runs) * part.size
                        left = part.x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[part.align]
                        assert left > -4, part
                        assert left + wide < picture.width + 4, part
                        assert 4 < part.y < picture.height - 4
                        assert part.size >= 11.4
                    case Box():
                        assert part.x >= 0
                        assert part.x + part.width <= picture.width + 0.1, part
                        assert part.y >= 0
                        assert part.y + part.height <= picture.height
                    case Line():
                        assert all(-1 <= x <= picture.width + 1 for x, _ in part.points)
                        assert all(-1 <= y <= picture.height + 1 for _, y in part.points)
            assert {f"reading:{name}" for name in cell.signals} <= set(picture.items)
            assert f"chip:{cell.output}" in picture.items
            assert {f"delay:{state}" for state in cell.states} <= set(picture.items)
            spots = {spot.target for spot in picture.hotspots}
            assert set(cell.signals) <= spots
            assert "x[1]" in spots


@pytest.mark.parametrize("path", CELLS, ids=lambda path: path.stem)
def test_it_is_drawn_where_a_cell_has_no_layout(path: Path) -> None:
    view = views(path)[2]
    assert diagram(view, 0.6) == draw(Moment(view, 0.6), 1008, 632)


def test_ids_are_the_same_from_step_to_step() -> None:
    for path in CELLS:
        first, *rest = (set(draw(Moment(view, 1.0), 1008, 632).items) for view in views(path))
        assert all(other == first for other in rest)


def test_weights_can_be_pointed_at() -> None:
    picture = draw(Moment(view_of("minimal-gated-unit"), 1.0), 1008, 632)
    spots = {spot.target for spot in picture.hotspots}
    assert {"W_f[0,0]", "W_f[0,1]", "U_f[0,0]", "b_f[0]", "W_n[0,0]", "U_n[0,0]"} <= spots


def test_of_many_weights_the_strongest_are_named() -> None:
    view = replace(view_of("peephole-eight-units"), unit=4)
    picture = draw(Moment(view, 1.0), 1008, 632)
    weights = [spot.target for spot in picture.hotspots if spot.target.startswith("U_i[")]
    assert len(weights) == 3
    row = np.abs(view.now.parameters["U_i"][4])
    assert {int(name[:-1].split(",")[1]) for name in weights} == set(np.argsort(row)[-3:].tolist())
    assert all(name.startswith("U_i[4,") for name in weights)
    assert "+ 5 …" in texts(picture)
    assert "unit 5 of 8" in texts(picture)
    assert f"i5 = {float(view.now['i'][4]):.2f}" in texts(picture)


def test_every_product_with_a_gate_is_a_valve_that_says_how_far_it_is_open() -> None:
    view = view_of("coupled-lstm")
    picture = draw(Moment(view, 1.0), 1008, 632)
    assert len([name for name in picture.items if name.startswith("valve:")]) == 3
    f, o = (round(100 * float(view.now[name][0])) for name in "fo")
    assert {text for text in texts(picture) if text.endswith(" %")} == {f"{f} %", f"{100 - f} %", f"{o} %"}


def test_the_picture_stands_still_before_its_part_of_the_step() -> None:
    view = view_of("coupled-lstm")
    early, late = (draw(Moment(view, phase), 1008, 632).items for phase in (0.1, 0.18))
    assert early["tank:c"] == late["tank:c"]
    assert early["weights:f"] == late["weights:f"]
    assert early["lead:f"] != late["lead:f"]  # its products come


def test_a_cell_file_gives_places_to_single_parts() -> None:
    view = view_of("minimal-gated-unit")
    placed = replace(view.now.cell, layouts={"auto": {"f": (20.0, 80.0)}})
    other = replace(view, now=replace(view.now, cell=placed))
    assert diagram(other) == diagram(replace(view, places={"f": (20.0, 80.0)}))
    assert diagram(view) == diagram(replace(other, places={})), "no places have been given in place of the file's"

    def middle(view: CellView) -> tuple[float, float]:
        spot = next(spot for spot in diagram(view).hotspots if spot.target == "f")
        return spot.x + spot.width / 2, spot.y + spot.height / 2

    assert abs(middle(other)[1] - 0.8 * 632) < 1
    assert abs(middle(other)[0] - 0.2 * 1008) < 90  # the part is its weights, its sum and its function
    assert middle(view) != middle(other)
    shown = diagram(view).items, diagram(other).items
    assert shown[0]["chip:h"] == shown[1]["chip:h"]


def test_a_part_goes_where_it_is_dragged_and_its_wires_follow() -> None:
    view = view_of("minimal-gated-unit")
    place = dragged(view, "f", (-40.0, 90.0), 1008, 632)
    assert place is not None
    before, after = (
        next(spot for spot in diagram(v).hotspots if spot.handle == "f")
        for v in (view, replace(view, places={"f": place}))
    )
    assert after.x - before.x == pytest.approx(-40, abs=0.2)
    assert after.y - before.y == pytest.approx(90, abs=NEARLY * LARGEST)
    back = dragged(replace(view, places={"f": place}), "f", (40.0, before.y - after.y), 1008, 632)
    assert back is not None
    again = next(spot for spot in diagram(replace(view, places={"f": back})).hotspots if spot.handle == "f")
    assert again.x == pytest.approx(before.x, abs=0.2)
    assert again.y == pytest.approx(before.y, abs=0.2)


def test_a_part_that_is_nearly_level_settles() -> None:
    view = view_of("minimal-gated-unit")
    away = dragged(view, "n", (0.0, 60.0), 1008, 632)
    near = dragged(view, "n", (0.0, 5.0), 1008, 632)
    none = dragged(view, "n", (0.0, 0.0), 1008, 632)
    assert near == none != away


@pytest.mark.parametrize("by", [(1e9, 1e9), (-1e9, -1e9)])
def test_no_part_leaves_the_pane(by: tuple[float, float]) -> None:
    assert dragged(view_of("mut1"), "z", by, 1008, 632) in ((100.0, 100.0), (0.0, 0.0))


def test_what_is_no_part_cannot_be_dragged() -> None:
    assert dragged(view_of("mut1"), "nothing", (1.0, 1.0), 1008, 632) is None


@pytest.mark.parametrize("path", CELLS, ids=lambda path: path.stem)
def test_every_place_of_a_cell_file_draws(path: Path) -> None:
    view = views(path)[0]
    parts = {spot.handle for spot in diagram(view).hotspots} - {""}
    assert len(parts) > 3
    random = np.random.default_rng(1)
    places = {part: (float(random.uniform(0, 100)), float(random.uniform(0, 100))) for part in parts}
    picture = diagram(replace(view, places=places))
    assert {spot.handle for spot in picture.hotspots} - {""} == parts


def test_the_selected_signal_is_marked() -> None:
    picture = draw(Moment(replace(view_of("nested-lstm"), selected="f_in"), 1.0), 1008, 632)
    assert "selected:f_in" in picture.items


def test_exact_numbers_stand_beside_what_has_a_name() -> None:
    view = replace(view_of("mut1"), exact=True)
    assert any(repr(float(view.now["n"][0])) in text for text in texts(draw(Moment(view, 1.0), 1008, 632)))


@pytest.mark.parametrize("seed", range(40))
def test_random_cells_can_be_drawn_at_every_phase(seed: int) -> None:
    made = random_cell(seed)
    cell = parse_cell(made.text)
    model = Model(cell, made.sizes["inputs"], made.sizes["units"], made.sizes["outputs"], seed=1)
    trace = model.run(np.random.default_rng(seed).normal(size=(2, made.sizes["inputs"])))
    view = CellView(explain(model, trace, 2), explain(model, trace, 1), signed=True, unit=made.sizes["units"] - 1)
    assert fits(cell)
    for phase in PHASES:
        picture = draw(Moment(view, phase), 1008, 632)
        assert set(cell.signals) <= {spot.target for spot in picture.hotspots}
        for part in flat(list(picture.items.values())):
            if isinstance(part, Circle | Box | Text):
                assert math.isfinite(part.x)
                assert math.isfinite(part.y)


def test_numbers_that_overflow_are_drawn() -> None:
    cell = parse_cell("i = sigmoid(W @ x)\nc = i * c[t-1] + exp(V @ x)\nh = i * tanh(c)")
    model = Model(cell, 1, 1, parameters={"W": [[1]], "V": [[1]]})
    trace = model.run(np.array([[800.0], [-800.0], [800.0]]))
    for step in (1, 2, 3):
        view = CellView(explain(model, trace, step), explain(model, trace, step - 1) if step > 1 else None)
        for phase in PHASES:
            picture = draw(Moment(view, phase), 1008, 632)
            for part in flat(list(picture.items.values())):
                if isinstance(part, Line):
                    assert all(math.isfinite(value) for point in part.points for value in point)
    assert any("∞" in text for text in texts(draw(Moment(view, 1.0), 1008, 632)))
