"""Narrow steps: one line a row, and where steps are narrower than pixels, nothing is hidden."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from simulator.engine import Model
from simulator.engine.spread import Spread
from simulator.language import parse_cell
from simulator.render.primitives import Box, Envelope, Group, Heat, Line, Picture, Primitive, Text
from simulator.render.timeline import Look, timeline
from simulator.render.timeline.draw import CURRENT
from simulator.render.timeline.ground import ticks
from simulator.render.timeline.layout import FEW, WIDE, lay_out
from simulator.render.timeline.rows import DESKTOP, Row, timeline_rows
from tests.render.timeline.helpers import Numbers

WIDTH = 1366.0
CELL = parse_cell("h = linear(W @ x)", "h")
MODEL = Model(CELL, 1, 1, parameters={"W": [[1.0]]})


def source_of(values: np.ndarray, ready: int | None = None) -> Numbers:
    return Numbers(MODEL.run(values.reshape(-1, 1)), ready)


def rows_of(source: Numbers, heat: tuple[str, ...] = ()) -> tuple[Row, ...]:
    return timeline_rows(CELL, 1, {"h": 1}, source.extent, heat=heat)


def drawn(source: Numbers, pitch: float, step: int, first: int = 0, phase: float = 1.0, future: bool = True) -> Picture:
    rows = rows_of(Numbers(source.trace))
    return timeline(source, CELL, rows, step, phase, WIDTH, 200, first, look=Look(future), pitch=pitch)


def parts(what: Primitive) -> list[Primitive]:
    return [leaf for child in what.children for leaf in parts(child)] if isinstance(what, Group) else [what]


def strokes(what: Primitive, colours: tuple[str, ...] = ("out", "out_m")) -> dict[int, tuple[float, float]]:
    """Return the stroke of every pixel, from the left of the columns: where it begins and ends."""
    found = {}
    for part in parts(what):
        if isinstance(part, Envelope) and part.colour in colours:
            spans = np.frombuffer(part.spans, np.uint16).reshape(-1, 2) / 8
            for number, (top, bottom) in enumerate(spans):
                if bottom > top:
                    found[round(part.x - DESKTOP.labels) + number] = (part.y + top, part.y + bottom)
    return found


def test_lines_step_where_the_numbers_do() -> None:
    source = source_of(np.array([0.0, 1.0, 1.0, 0.0, 1.0] * 20))
    picture = drawn(source, 20.0, 100)
    (line,) = (part for part in parts(picture.items["row h 0"]) if isinstance(part, Line) and part.stroke == "out")
    jumps = {x for (x, y1), (x2, y2) in pairwise(line.points) if y1 != y2 and x == x2 and x <= DESKTOP.labels + 1160}
    wanted = {DESKTOP.labels + 20 * k for k in range(1, 59) if k % 5 in (0, 1, 3, 4)}
    assert jumps == wanted


@pytest.mark.parametrize("pitch", [3.0, 0.5, 0.01])
@pytest.mark.parametrize("place", [0, 777, 60_000, 99_999])
def test_one_step_of_a_hundred_thousand_is_seen_wherever_it_is(pitch: float, place: int) -> None:
    values = np.zeros(100_000)
    values[place] = 1.0
    source = source_of(values)
    whole = (WIDTH - DESKTOP.labels) / pitch
    first = int(max(0, min(place - whole / 3, 100_000 - whole)))
    picture = drawn(source, pitch, 1, first)
    for row, colours in (("row h 0", ("out", "out_m")), ("row x 0", ("inp",))):
        tall = [pixel for pixel, (top, bottom) in strokes(picture.items[row], colours).items() if bottom - top > 8]
        assert tall, "the spike stands out of the line"
        layout = lay_out(rows_of(source), 100_000, WIDTH, 200, DESKTOP, first, 0, pitch)
        expected = layout.left(place) - DESKTOP.labels
        assert all(abs(pixel - expected) <= max(2.0, layout.column_width) + 1 for pixel in tall)


def test_a_stroke_reaches_from_the_least_to_the_largest_of_its_pixel_and_touches_its_neighbour() -> None:
    values = np.sin(np.arange(50_000) / 300) + 0.3 * np.random.default_rng(1).normal(size=50_000)
    source = source_of(values)
    pitch = 0.02
    picture = drawn(source, pitch, 50_000)
    layout = lay_out(rows_of(source), 50_000, WIDTH, 200, DESKTOP, 0, 0, pitch)
    found = strokes(picture.items["row h 0"])
    row = next(row for row in layout.seen if row.signal == "h")
    top = layout.tops[layout.seen.index(row)]
    height = layout.metrics.of(row)
    for pixel in range(100, 900, 37):
        start, stop = int(pixel / layout.column_width), int((pixel + 1) / layout.column_width)
        inner = values[start + 20 : stop - 20]
        low = top + height - 4.6 - (inner.max() - row.low) / (row.high - row.low) * (height - 4.6 - height * 0.2)
        assert found[pixel][0] <= low + 1.0, "at least as high as its largest"
    for one, two in pairwise(sorted(found)):
        assert two == one + 1, "no gap"
        assert found[one][0] <= found[two][1]
        assert found[two][0] <= found[one][1]


def test_the_future_is_lighter_or_left_out_and_what_is_not_ready_is_blank() -> None:
    values = np.ones(10_000)
    drawn_parts = parts(drawn(source_of(values), 0.1, 5000).items["row h 0"])
    colours = {part.colour for part in drawn_parts if isinstance(part, Envelope)}
    assert colours == {"out", "out_m", "out_t", "out_t@0.45"}
    hidden = strokes(drawn(source_of(values), 0.1, 5000, future=False).items["row h 0"])
    assert max(hidden) == pytest.approx(500 * (WIDTH - 232) / 1000, rel=0.3)
    unready = strokes(drawn(source_of(values, ready=2000), 0.1, 10_000).items["row h 0"])
    assert max(unready) < 300
    inputs = strokes(drawn(source_of(values, ready=2000), 0.1, 100, future=False).items["row x 0"], ("inp",))
    assert max(inputs) > 900, "inputs are always known"


def test_a_step_is_drawn_when_it_is_over() -> None:
    source = source_of(np.array([0.0, 1.0] * 40))
    lines = [
        part
        for phase in (0.5, 1.0)
        for part in parts(drawn(source, 20.0, 10, phase=phase, future=False).items["row h 0"])
        if isinstance(part, Line) and part.stroke == "out"
    ]
    assert lines[0].points[-1][0] == DESKTOP.labels + 180
    assert lines[1].points[-1][0] == DESKTOP.labels + 200


def test_numbers_stand_where_they_have_room_and_never_too_small() -> None:
    source = source_of(np.array([0.0, 1.0, 0.125] * 20))
    def numbers(pitch: float) -> list[str]:
        texts = [part for part in parts(drawn(source, pitch, 60).items["row h 0"]) if isinstance(part, Text)]
        assert all(part.size >= 11.5 for part in texts)
        return ["".join(run.text for run in part.runs) for part in texts]

    assert numbers(90.0)[:3] == ["0", "1", "0.13"] or numbers(90.0)[:3] == ["0", "1", "0.12"]
    assert set(numbers(26.0)) == {"0", "1"}
    assert numbers(20.0) == []


@pytest.mark.parametrize("pitch", [60.0, 12.0, 3.0, 0.2])
def test_the_current_step_is_always_findable(pitch: float) -> None:
    source = source_of(np.zeros(20_000))
    for step, first in ((1, 0), (5000, 4990), (20_000, 0), (1, 15_000)):
        picture = drawn(source, pitch, step, first)
        pill = picture.items["current step"]
        box = next(part for part in parts(pill) if isinstance(part, Box))
        assert DESKTOP.labels - 60 <= box.x
        assert box.x + box.width <= WIDTH + 2
        words = "".join(run.text for part in parts(pill) if isinstance(part, Text) for run in part.runs)
        assert f"t = {step}" in words
        spots = [spot for spot in picture.hotspots if spot.target == CURRENT]
        assert bool(spots) == ("‹" in words or "›" in words) == ("current frame" not in picture.items)


@pytest.mark.parametrize("pitch", [95.0, 40.0, 8.0, 1.0, 0.01, 0.001])
def test_ticks_are_round_and_apart(pitch: float) -> None:
    layout = lay_out(rows_of(source_of(np.zeros(5))), 1_000_000, WIDTH, 200, DESKTOP, 1234, 0, pitch)
    columns = list(ticks(layout))
    for one, two in pairwise(columns):
        assert (two - one) * layout.column_width >= 90 or two - one == 1
    steps = [column + 1 for column in columns]
    assert all(step % (steps[1] - steps[0]) == 0 for step in steps)
    assert len(columns) >= 3


def test_a_heat_map_of_many_units_keeps_the_largest_of_a_pixel_with_its_sign() -> None:
    cell = parse_cell("h = linear(W @ x)", "h")
    weights = np.diag([1.0, -1.0, 0.5])
    values = np.zeros((9000, 3))
    values[4000] = 1.0
    source = Numbers(Model(cell, 3, 3, parameters={"W": weights}).run(values))
    rows = timeline_rows(cell, 3, {"h": 3}, source.extent, heat=("h", "x"))
    assert [row.kind for row in rows] == ["heat", "heat"]
    for pitch in (100.0, 10.0, 0.1):
        picture = timeline(source, cell, rows, 9000, 1.0, WIDTH, 200, 3998 if pitch > 1 else 0, pitch=pitch)
        items = [item for name, item in picture.items.items() if "h 0" in name or "column" in name]
        heats = [part for item in items for part in parts(item) if isinstance(part, Heat)]
        if pitch >= WIDE:
            found = [heat.levels for heat in heats if len(set(heat.levels)) > 1]
        else:
            (heat,) = heats
            table = np.frombuffer(heat.levels, np.uint8).reshape(3, heat.columns)
            found = [bytes(table[:, column]) for column in range(heat.columns) if len(set(table[:, column])) > 1]
        assert {(levels[0], levels[1]) for levels in found if levels[1] < 128} == {(255, 1)}
    assert FEW < WIDE


def test_no_number_is_a_gap() -> None:
    class Broken(Numbers):
        def spread(self, name: str, unit: int | None, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            values = np.ones((10_000, 1))
            values[3000:7000] = math.nan
            return Spread(values).over(edges, unit)

    found = strokes(drawn(Broken(source_of(np.ones(10_000)).trace), 0.1, 10_000).items["row h 0"])
    gap = [pixel for pixel in range(max(found)) if pixel not in found]
    assert 300 < len(gap) < 600
