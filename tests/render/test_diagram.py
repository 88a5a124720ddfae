"""The cell diagram: every shipped cell and lesson, every step and phase; and what it must show."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from simulator.engine import Model, explain
from simulator.language import Cell, cell_ids, load_cell, parse_cell
from simulator.lessons import Lesson, lesson_ids, load_lesson
from simulator.render.diagram import LAYOUTS, diagram, layouts
from simulator.render.primitives import Box, Circle, Curve, Group, Line, Picture, Primitive, Text
from simulator.render.view import CellView, Moment

PHASES = (0.0, 0.05, 0.1875, 0.3, 0.4375, 0.5, 0.7, 0.8125, 0.9, 1.0)


def views(what: Cell | Lesson) -> list[CellView]:
    cell = what.cell if isinstance(what, Lesson) else what
    given = what if isinstance(what, Lesson) else what.example
    assert given is not None
    model = Model(cell, given.inputs, given.units, given.outputs, parameters=given.parameters)
    trace = model.run(np.array(given.x), initial=given.initial or None)
    steps = [explain(model, trace, step) for step in range(1, trace.steps + 1)]
    scale = what.scale if isinstance(what, Lesson) else 1.0
    labels = what.labels if isinstance(what, Lesson) else {}
    signed = min(float(trace[name].min()) for name in cell.states) < 0
    return [CellView(now, before, labels, scale, signed) for before, now in zip([None, *steps], steps, strict=False)]


def flat(items: dict[str, Primitive]) -> Iterator[Primitive]:
    stack = list(items.values())
    while stack:
        primitive = stack.pop()
        if isinstance(primitive, Group):
            stack += primitive.children
        else:
            yield primitive


def numbers(primitive: Primitive) -> list[float]:
    match primitive:
        case Line():
            return [value for point in primitive.points for value in point] + [primitive.width]
        case Curve():
            return [value for command in primitive.commands for value in command if not isinstance(value, str)]
        case Box():
            return [primitive.x, primitive.y, primitive.width, primitive.height]
        case Circle():
            return [primitive.x, primitive.y, primitive.radius]
        case Text():
            return [primitive.x, primitive.y, primitive.size]
    raise TypeError(primitive)


def written(picture: Picture) -> list[str]:
    return ["".join(run.text for run in text.runs) for text in flat(picture.items) if isinstance(text, Text)]


def everything() -> list[Cell | Lesson]:
    return [*(load_cell(name) for name in cell_ids()), *(load_lesson(name) for name in lesson_ids())]


@pytest.mark.parametrize("what", everything(), ids=lambda what: what.id)
def test_every_step_and_phase_of_what_ships_can_be_drawn(what: Cell | Lesson) -> None:
    for view in views(what):
        by_hand = bool(layouts(view))  # what lays itself out may need more room, and scrolls
        for phase in PHASES:
            picture = diagram(view, phase, 1008, 632)
            assert (picture.width == 1008 and picture.height == 632) or (not by_hand and picture.width < 1200)
            for primitive in flat(picture.items):
                assert all(map(math.isfinite, numbers(primitive)))
                if isinstance(primitive, Text):
                    assert primitive.size >= 11.4
                    assert -60 <= primitive.x <= picture.width + 60, primitive
                    assert 0 <= primitive.y <= picture.height, primitive
            assert {spot.target for spot in picture.hotspots} >= set(view.now.cell.signals)


def test_a_picture_is_a_pure_function() -> None:
    view = views(load_lesson("hand-set-lstm"))[3]
    assert diagram(view, 0.6, 1008, 632) == diagram(view, 0.6, 1008, 632)


@pytest.mark.parametrize(
    ("what", "layout"),
    [
        ("lecture-lstm", "lecture"),
        ("gru", "gru"),
        ("elman-lecture", "network"),
        ("jordan", "network"),
        ("elman", "loop"),
        ("lstm", "lecture"),
        ("lstm-1997", "lecture"),
    ],
)
def test_each_cell_is_drawn_in_its_own_layout(what: str, layout: str | None) -> None:
    view = views(load_cell(what))[0]
    assert next(iter(view.now.cell.layouts), None) == layout
    picture = diagram(view)
    assert ("legend" in picture.items) == (layout is not None)
    if layout:
        assert picture == LAYOUTS[layout][1](Moment(view, 1.0), 1008, 632)


def test_the_fourth_step_of_the_lecture_shows_its_numbers() -> None:
    texts = written(diagram(views(load_lesson("hand-set-lstm"))[3], 1.0))
    for text in (
        "c:  3 → 7",
        "4 + 3 = 7",
        "y = 0",
        "zi = 90",
        "zf = 110",
        "zo = −10",
        "100 %",
        "0 %",
        "i = 1.00",
        "o = 0.00",
    ):
        assert text in texts, text


def test_a_valve_opens_by_its_gate() -> None:
    steps = views(load_lesson("hand-set-lstm"))

    def plate(view: CellView) -> float:
        valve = diagram(view).items["valve:i"]
        assert isinstance(valve, Group)
        boxes = [
            box
            for box in valve.children
            if isinstance(box, Box) and box.fill == "gate" and box.width > 40 and box.height > 9
        ]
        return boxes[0].x + boxes[0].width  # its tip: at the far wall when closed, at the near one when open

    closed, opened = plate(steps[2]), plate(steps[3])
    assert closed - opened == pytest.approx(28.0, abs=0.1)


def test_the_tank_fills_while_the_step_is_written() -> None:
    view = views(load_lesson("hand-set-lstm"))[3]  # from 3 to 7, of 8

    def level(phase: float) -> float:
        tank = diagram(view, phase).items["tank"]
        assert isinstance(tank, Group)
        wet = next(part for part in tank.children if isinstance(part, Group))
        assert wet.clip is not None
        return wet.clip[3]

    levels = [level(phase) for phase in (0.0, 0.4375, 0.6, 0.7, 0.75, 0.8125, 1.0)]
    assert levels == sorted(levels)
    assert levels[0] == levels[1] == pytest.approx(levels[-1] * 3 / 7)


def test_alt_shows_every_digit() -> None:
    view = replace(views(load_lesson("hand-set-lstm"))[3], exact=True)
    assert any("4.5397868702434395e−05" in text for text in written(diagram(view)))


def test_a_cell_too_large_for_one_layout_is_drawn_in_its_next() -> None:
    cell = load_cell("elman-lecture")
    model = Model(cell, 3, 5, seed=1)
    now = explain(model, model.run(np.ones((2, 3))), 1)
    assert "unit 1 of 5" in written(diagram(CellView(now, layout="network")))


@pytest.mark.parametrize("count", [40, 160])
def test_a_cell_of_any_length_gets_the_room_it_needs(count: int) -> None:
    lines = ["s0 = W @ x"] + [f"s{k} = tanh(s{k - 1})" for k in range(1, count)] + [f"h = s{count - 1} + h[t-1]"]
    cell = parse_cell("\n".join(lines))
    model = Model(cell, 1, 70, seed=0)
    picture = diagram(CellView(explain(model, model.run(np.ones((1, 1))), 1)), 1.0, 800, 500)
    assert picture.width > 800 or picture.height > 500
    assert {spot.target for spot in picture.hotspots} >= set(cell.signals)
    assert all(spot.y >= 0 and spot.y + spot.height <= picture.height for spot in picture.hotspots)
    assert ("box:s1" in picture.items) == (count == 160)  # very many operations are boxes


def test_numbers_that_overflow_are_drawn() -> None:
    cell = load_cell("lecture-lstm")
    example = cell.example
    assert example is not None
    assert example.parameters is not None
    model = Model(cell, 3, 1, parameters=example.parameters)
    trace = model.run(np.array([[1e308, 1, 1], [1e308, 1, 1], [1e308, 1, 1]]))
    assert trace["c"][2, 0] == math.inf
    view = CellView(explain(model, trace, 3), explain(model, trace, 2), scale=8.0)
    for phase in PHASES:
        picture = diagram(view, phase)
        assert all(math.isfinite(value) for primitive in flat(picture.items) for value in numbers(primitive))
    assert "y = ∞" in written(diagram(view))


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_every_layout_is_used_by_a_cell_that_ships(name: str) -> None:
    assert any(name in load_cell(cell_id).layouts for cell_id in cell_ids())


def test_inputs_light_up_as_they_come() -> None:
    view = views(load_lesson("hand-set-lstm"))[3]

    def fills(phase: float) -> set[str | None]:
        cells = diagram(view, phase).items["cells:z_i"]
        assert isinstance(cells, Group)
        return {part.fill for part in cells.children if isinstance(part, Box)}

    assert fills(0.03) == {"inp_t"}
    assert fills(0.0) == fills(0.2) == fills(1.0) == {"bg"}
