"""Groups and overlays as they are drawn: their names, their lines, and these at every zoom."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from simulator.engine import Model
from simulator.language import load_cell, parse_cell
from simulator.render.primitives import Box, Envelope, Group, Heat, Line, Picture, Primitive, Text
from simulator.render.timeline import Look, timeline
from simulator.render.timeline.bands import chosen_rows
from simulator.render.timeline.layout import lay_out
from simulator.render.timeline.names import entries
from simulator.render.timeline.rows import COMPACT, DASHES, DESKTOP, Metrics, Row, projected, timeline_rows
from tests.render.timeline.helpers import Band, Choice, Numbers, alone, group, leaves
from tests.render.timeline.helpers import texts_of as texts
from tests.render.timeline.test_bands import LESSON, TRACE, lesson_rows

WIDTH = 1366.0


def drawn(rows: tuple[Row, ...], step: int = 9, phase: float = 1.0, look: Look | None = None) -> Picture:
    return timeline(Numbers(TRACE), LESSON.cell, rows, step, phase, WIDTH, 600, look=look)


OVERLAY = lesson_rows(group("overlay", "i", "f", "o", name="Gates"), *alone("c"))


def test_a_legend_names_every_line_with_its_dashes() -> None:
    names = drawn(OVERLAY).items["names"]
    assert texts(names)[:4] == ["Gates", "i", "f", "o"]
    samples = [part for part in leaves(names) if isinstance(part, Line) and part.stroke == "gate"]
    assert [sample.dash for sample in samples] == list(DASHES[:3])
    assert {"0", "1"} <= set(texts(names)), "and the ends of the axis"
    unnamed = drawn(lesson_rows(group("overlay", "i", "f"))).items["names"]
    assert texts(unnamed)[:2] == ["i", "f"]


@pytest.mark.parametrize("metrics", [DESKTOP, COMPACT, "projected"])
@pytest.mark.parametrize("name", ["", "A long name of a group of gates"])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_legend_stays_in_its_row_and_in_its_column(metrics: Metrics | str, name: str, count: int) -> None:
    (row,) = lesson_rows(group("overlay", *("z_i", "z_f", "z_o", "c")[:count], name=name))
    sizes = projected((row,)) if isinstance(metrics, str) else metrics
    place = lay_out((row,), 9, WIDTH, 400, sizes)
    found = entries(place, row, place.tops[0])
    assert len(found) == count
    for entry in found:
        assert place.tops[0] + 4 <= entry.y <= place.bottom - 4
        assert entry.x < entry.sample < entry.end <= sizes.labels
    for one, two in pairwise(found):
        assert two.y > one.y or two.x > one.end, "none stands on another"
    picture = timeline(Numbers(TRACE), LESSON.cell, (row,), 9, 1.0, WIDTH, 400, metrics=sizes)
    for part in leaves(picture.items["names"]):
        if isinstance(part, Text):
            assert part.size >= 11.5
            assert place.tops[0] <= part.y <= place.bottom


def lines(what: Primitive, strokes: tuple[str, ...] = ("gate", "gate_m")) -> list[Line]:
    return [part for part in leaves(what) if isinstance(part, Line) and part.stroke in strokes]


def test_over_wide_columns_each_line_has_its_level_its_dashes_and_a_place_of_its_own() -> None:
    picture = drawn(OVERLAY, step=9)
    place = lay_out(OVERLAY, 9, WIDTH, 600)
    low, high = place.bottom - DESKTOP.memory - 9, place.tops[0] + 9
    for column in range(8):
        parts = lines(picture.items[f"column {column}"])
        assert [part.dash for part in parts] == list(DASHES[:3])
        for part, name, shift in zip(parts, ("i", "f", "o"), (-2.6, 0.0, 2.6), strict=True):
            value = float(TRACE[name][column, 0])
            assert part.points[-1][1] == pytest.approx(low + (high - low) * value + shift, abs=0.01)
        assert len({part.points[-1][1] for part in parts}) == 3, "no line hides another"


def test_what_is_not_over_yet_or_not_to_be_seen_is_left_out() -> None:
    rows = lesson_rows(Band((Choice("x", units=(0,)), Choice("c")), "overlay"))
    hidden = drawn(rows, step=4, look=Look(future=False))
    both = ("inp", "inp_m", "mem", "mem_m")
    assert len(lines(hidden.items["column 2"], both)) == 2
    assert [part.stroke for part in lines(hidden.items["column 5"], both)] == ["inp"], "its inputs are known"
    early = timeline(Numbers(TRACE, ready=3), LESSON.cell, rows, 2, 1.0, WIDTH, 400)
    assert len(lines(early.items["column 2"], both)) == 2
    assert lines(early.items["column 5"], both) == []
    at_once = drawn(OVERLAY, step=4, phase=0.1).items["now overlay i"]
    assert lines(at_once) == [], "gates come after the sums"


def test_a_line_of_inputs_steps_from_the_value_before() -> None:
    rows = lesson_rows(Band((Choice("x", units=(0,)),), "overlay"))
    place = lay_out(rows, 9, WIDTH, 400)
    picture = timeline(Numbers(TRACE), LESSON.cell, rows, 9, 1.0, WIDTH, 400)
    for column in range(1, 8):
        (before,), (line,) = (lines(picture.items[f"column {k}"], ("inp",)) for k in (column - 1, column))
        assert line.points[0] == (place.left(column), before.points[-1][1])
    scrolled = timeline(Numbers(TRACE), LESSON.cell, rows, 9, 1.0, WIDTH, 400, first_column=4, pitch=152.0)
    assert len(lines(scrolled.items["column 4"], ("inp",))[0].points) == 3, "also where that is out of sight"


def test_titles_have_a_triangle_and_members_a_line_along_them() -> None:
    rows = lesson_rows(group("rows", "i", "f", name="Gates"), group("folded", "c", "y", name="Kept"))
    picture = drawn(rows)
    names = picture.items["names"]
    open_one, folded = [part for part in leaves(names) if isinstance(part, Line) and part.closed]
    assert len({y for _, y in open_one.points}) == 2, "points down"
    assert len({y for _, y in folded.points}) == 3, "points to the right"
    assert texts(names)[-2:] == ["Kept", "c, y"]
    place = lay_out(rows, 9, WIDTH, 600)
    along = [part for part in leaves(names) if isinstance(part, Line) and part.stroke == "line"]
    assert [part.points[0][1] for part in along] == list(place.tops[1:3])
    letters = {"".join(run.text for run in part.runs): part.x for part in leaves(names) if isinstance(part, Text)}
    assert letters["i"] == letters["f"] == 32, "further to the right than those that stand alone"
    assert all(not texts(picture.items[f"column {k}"])[3:] for k in range(8)), "a title has no numbers"


def test_the_gap_around_the_inputs_goes_with_them() -> None:
    def gaps(*bands: Band) -> list[int]:
        rows = lesson_rows(*bands)
        place = lay_out(rows, 9, WIDTH, 900)
        steps = zip(rows, pairwise(place.tops), strict=True)
        return [k for k, (row, (top, end)) in enumerate(steps) if end - top > DESKTOP.of(row) + 1]

    assert gaps(*alone("x", "i", "c")) == [2]
    assert gaps(*alone("i", "x", "c")) == [0, 3]
    assert gaps(group("rows", "x", "i"), *alone("c")) == [3]


def test_the_selected_row_has_a_mark() -> None:
    picture = drawn(OVERLAY, look=Look(chosen=1))
    mark = picture.items["chosen"]
    place = lay_out(OVERLAY, 9, WIDTH, 600)
    assert isinstance(mark, Box)
    assert place.tops[1] < mark.y < mark.y + mark.height < place.tops[2]
    assert "chosen" not in drawn(OVERLAY, look=Look(chosen=7)).items
    assert "chosen" not in drawn(OVERLAY).items


# -- narrow steps

CELL = parse_cell("a = linear(W_a @ x)\nh = linear(W_h @ x)", "h")


def source_of(first: np.ndarray, second: np.ndarray) -> Numbers:
    model = Model(CELL, 2, 1, parameters={"W_a": [[1.0, 0.0]], "W_h": [[0.0, 1.0]]})
    return Numbers(model.run(np.stack([first, second], axis=1)))


def narrow(source: Numbers, *bands: Band, pitch: float, first: int = 0, future: bool = True, step: int = 1) -> Picture:
    rows = chosen_rows(bands, partial(timeline_rows, CELL, 2, {"a": 1, "h": 1}, source.extent))
    return timeline(source, CELL, rows, step, 1.0, WIDTH, 400, first, look=Look(future), pitch=pitch)


def test_over_narrow_columns_each_line_has_its_dashes_and_nothing_is_filled() -> None:
    values = np.tile([0.0, 1.0], 200)
    picture = narrow(source_of(values, values), group("overlay", "a", "h"), pitch=20.0, step=400)
    over = leaves(picture.items["row overlay a"])
    assert [part.dash for part in over if isinstance(part, Line)] == list(DASHES[:2])
    assert all(part.fill is None for part in over if isinstance(part, Line))
    assert not [part for part in over if isinstance(part, Text)]
    first, second = (part.points for part in over if isinstance(part, Line))
    assert len({y for _, y in first} & {y for _, y in second}) == 0, "side by side even where they are equal"
    by_itself = narrow(source_of(values, values), *alone("h"), pitch=20.0, step=400)
    assert any(part.fill for part in leaves(by_itself.items["row h 0"]) if isinstance(part, Line))


def pixels(what: Primitive, colour: str) -> set[int]:
    """Return the pixels, from the left of the columns, in which a colour has a stroke."""
    found: set[int] = set()
    for part in leaves(what):
        if isinstance(part, Envelope) and part.colour == colour:
            spans = np.frombuffer(part.spans, np.uint16).reshape(-1, 2)
            start = round(part.x - DESKTOP.labels)
            found |= {start + int(k) for k in np.flatnonzero(spans[:, 1] > spans[:, 0])}
    return found


@pytest.mark.parametrize(("pitch", "place"), [(4.0, 2), (1.0, 8), (0.1, 85)])
def test_pixel_by_pixel_a_flat_line_has_its_dashes_and_a_spike_none(pitch: float, place: int) -> None:
    values = np.zeros(12_000)
    values[place] = 1.0
    source = source_of(values, np.zeros(12_000))
    row = narrow(source, group("overlay", "a", "h"), pitch=pitch, step=12_000).items["row overlay a"]
    count = len(pixels(row, "inp"))
    assert pixels(row, "inp") == set(range(count)), "the first line has no gaps"
    assert pixels(row, "out") == {k for k in range(count) if k % 10 < 7}
    swapped = narrow(source, group("overlay", "h", "a"), pitch=pitch, step=12_000).items["row overlay h"]
    shown = {k for k in pixels(swapped, "inp") if k % 10 >= 7}
    assert 8 in shown, "what stands out of the line is in no gap"
    assert all(abs(pixel - place * pitch) <= pitch + 1 for pixel in shown)


def test_dashes_stay_with_their_steps_while_they_are_scrolled() -> None:
    source = source_of(np.zeros(5000), np.zeros(5000))
    pictures = [narrow(source, group("overlay", "a", "h"), pitch=1.0, first=first, step=5000) for first in (0, 3)]
    one, two = (pixels(picture.items["row overlay a"], "out") for picture in pictures)
    assert {pixel - 3 for pixel in one if 3 <= pixel < 1000} == {pixel for pixel in two if pixel < 997}


@pytest.mark.parametrize("pitch", [152.0, 20.0, 3.0, 0.1])
def test_every_kind_of_row_is_drawn_at_every_zoom(pitch: float) -> None:
    cell = load_cell("lstm")
    trace = Model(cell, 3, 4).run(np.random.default_rng(0).normal(size=(3000, 3)))
    source = Numbers(trace)
    bands = (
        Band((Choice("x", heat=True),)),
        group("rows", "i", "f", name="Gates"),
        Band((Choice("o", units=(0, 2)), Choice("c", units=(1,))), "overlay"),
        group("folded", "g", "h"),
    )
    rows = chosen_rows(bands, partial(timeline_rows, cell, 3, cell.signal_sizes(3, 4, 1), source.extent))
    first = 1498 if pitch > 1 else 0
    assert {row.kind for row in rows} == {"heat", "title", "wave", "overlay"}
    for future in (True, False):
        picture = timeline(source, cell, rows, 1500, 1.0, WIDTH, 900, first, look=Look(future), pitch=pitch)
        parts = [part for item in picture.items.values() for part in leaves(item)]
        assert any(isinstance(part, Heat) for part in parts)
        assert not leaves(picture.items.get("row title g", Group(())))
        for part in parts:
            if isinstance(part, Line) and part.stroke in ("gate", "mem"):
                assert all(0 <= y <= 900 for _, y in part.points)
