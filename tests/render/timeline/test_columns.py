"""The timeline as a picture: what stands in which column, at which phase."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.engine import Model, Trace
from simulator.language import load_cell
from simulator.language.roles import default_signals
from simulator.lessons import load_lesson
from simulator.render.primitives import Box, Group, Line, Picture, Primitive, Run, Text
from simulator.render.timeline import Look, timeline
from simulator.render.timeline.layout import lay_out
from simulator.render.timeline.rows import COMPACT, DESKTOP, Row, timeline_rows
from simulator.tables import Words
from tests.render.timeline.helpers import Numbers

LESSON = load_lesson("hand-set-lstm")
TRACE = Model(LESSON.cell, 3, 1, 1, parameters=LESSON.parameters).run(LESSON.x)


def rows_of(source: Numbers) -> tuple[Row, ...]:
    sizes = LESSON.cell.signal_sizes(3, 1, 1)
    return timeline_rows(LESSON.cell, 3, sizes, source.extent, LESSON.labels, LESSON.show, LESSON.scale)


def shown(
    step: int = 4, phase: float = 1.0, look: Look | None = None, ready: int | None = None, width: float = 1600
) -> Picture:
    source = Numbers(TRACE, ready)
    rows = rows_of(Numbers(TRACE))
    return timeline(source, LESSON.cell, rows, step, phase, width, 272, look=look)


def texts(what: Picture | Primitive | None) -> list[str]:
    """All texts in a picture or primitive, in painting order."""
    if isinstance(what, Picture):
        return [text for item in what.items.values() for text in texts(item)]
    if isinstance(what, Group):
        return [text for child in what.children for text in texts(child)]
    return ["".join(run.text for run in what.runs)] if isinstance(what, Text) else []


def lines(what: Primitive) -> list[Line]:
    if isinstance(what, Group):
        return [line for child in what.children for line in lines(child)]
    return [what] if isinstance(what, Line) else []


def test_units_have_labels_of_their_own_where_there_are_some() -> None:
    cell = load_lesson("elman-ones").cell
    labels: dict[str, Words] = {"y": {"en": "slot"}, "y[2]": {"en": "time", "zh_TW": "時間"}, "h[1]": {"en": "verb"}}
    for language, time in (("en", "time"), ("zh_TW", "時間")):
        rows = timeline_rows(cell, 1, {"h": 2, "y": 2}, lambda name: (0, 1), labels, ("h", "y"), language=language)
        assert [row.label for row in rows] == ["", "verb", "", "slot", time]


def test_the_rows_are_the_lessons_signals_in_its_order() -> None:
    assert [(row.signal, row.unit) for row in rows_of(Numbers(TRACE))] == [
        ("x", 0),
        ("x", 1),
        ("x", 2),
        *((name, 0) for name in LESSON.show),
    ]


def test_a_cell_without_lesson_shows_gates_memories_and_output() -> None:
    assert default_signals(load_cell("lecture-lstm")) == ("i", "f", "o", "c", "y")
    assert default_signals(load_cell("gru"))[:2] == ("z", "r")
    assert "h" in default_signals(load_cell("elman"))
    assert default_signals(load_cell("lstm"), 2) == ("c", "h", "i", "f", "o")


def test_a_vector_signal_has_a_row_a_unit_and_very_many_units_are_one_heat_map() -> None:
    cell = load_cell("lstm")

    def rows_of_c(units: int, heat: tuple[str, ...] = ()) -> list[Row]:
        sizes = cell.signal_sizes(2, units, 1)
        found = timeline_rows(cell, 2, sizes, lambda name: (-1.0, 1.0), heat=heat)
        return [row for row in found if row.signal == "c"]

    assert [row.unit for row in rows_of_c(8)] == list(range(8))
    (many,) = rows_of_c(20)
    assert (many.kind, many.units, many.label) == ("heat", 20, "memory  1 … 20")
    assert [row.kind for row in rows_of_c(3, heat=("c",))] == ["heat"]
    assert [row.kind for row in rows_of_c(1, heat=("c",))] == ["memory"]


def test_signed_signals_have_their_zero_in_the_middle() -> None:
    cell = load_cell("lstm")
    (row,) = (
        row for row in timeline_rows(cell, 1, cell.signal_sizes(1, 1, 1), lambda name: (-0.3, 0.2)) if row.signal == "c"
    )
    assert (row.low, row.high) == (-0.3, 0.3)


def test_every_column_shows_the_numbers_of_its_step() -> None:
    picture = shown()
    assert texts(picture.items["column 1"]) == ["2", "3", "1", "0", "1", "1", "0", "0", "3", "0"]
    now = [text for name, item in picture.items.items() if name.startswith("now ") for text in texts(item)]
    assert now == ["4", "1", "0", "1", "1", "0", "3", "7", "0"]
    assert texts(picture.items["current step"]) == ["t = 4"]


def test_the_memory_steps_in_mid_column() -> None:
    picture = shown()
    (wave,) = lines(picture.items["now c 0"])
    left = DESKTOP.labels + 3 * 152
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = wave.points
    assert (x0, x1, x2, x3) == (left, left + 76, left + 76, left + 152)
    assert y0 == y1 > y2 == y3  # up from 3 to 7


def test_the_current_column_appears_with_its_sub_steps() -> None:
    def now(phase: float) -> str:
        return " ".join(
            text for name, item in shown(phase=phase).items.items() if name.startswith("now ") for text in texts(item)
        )

    assert now(0.0) == "4 1 0 3"
    assert now(0.4375) == "4 1 0 1 1 0 3"
    assert now(0.8125) == "4 1 0 1 1 0 3 7"
    assert now(1.0) == "4 1 0 1 1 0 3 7 0"


def test_without_the_future_only_its_inputs_are_seen() -> None:
    picture = shown(look=Look(future=False))
    assert texts(picture.items["column 5"]) == ["6", "1", "0", "1"]
    assert len(texts(picture.items["column 2"])) == 10


def test_what_is_not_computed_yet_is_blank() -> None:
    picture = shown(step=2, ready=3)
    assert len(texts(picture.items["column 2"])) == 10
    assert texts(picture.items["column 3"]) == ["4", "4", "1", "0"]


def test_exact_numbers_are_shown_in_full() -> None:
    picture = shown(look=Look(exact=True))
    assert "4.5397868702434395e−05" in texts(picture.items["column 0"])


def test_only_the_columns_in_sight_are_made() -> None:
    x = np.zeros((10_000, 3))
    source = Numbers(Model(LESSON.cell, 3, 1, 1, parameters=LESSON.parameters).run(x))
    picture = timeline(source, LESSON.cell, rows_of(Numbers(TRACE)), 5000, 1.0, 1600, 272, first_column=4995)
    assert [name for name in picture.items if name.startswith("column")] == [
        f"column {k}" for k in range(4995, 5005) if k != 4999
    ]


def test_a_step_changes_only_the_columns_it_touches() -> None:
    before, after = shown(step=4), shown(step=5)
    same = [name for name in before.items if before.items[name] is after.items.get(name)]
    assert {f"column {k}" for k in (0, 1, 2, 5, 6, 7, 8)} <= set(same)


@pytest.mark.parametrize(
    ("width", "steps", "expected"), [(1600, 9, 152), (1366, 9, 126), (1920, 9, 187), (1600, 3, 192), (1600, 40, 152)]
)
def test_columns_share_the_width_or_scroll(width: float, steps: int, expected: float) -> None:
    assert lay_out((), steps, width, 272).column_width == expected


def test_places_can_be_found_again() -> None:
    place = lay_out(rows_of(Numbers(TRACE)), 9, 1600, 272)
    assert place.column_at(DESKTOP.labels - 1) is None
    assert place.column_at(DESKTOP.labels + 152 * 3 + 5) == 3
    assert place.row_at(10) is None
    field = place.place(1, 3)
    assert field == (DESKTOP.labels + 456, 51, 152, 23)
    assert place.row_at(51 + 2) == 1
    assert place.place(1, 30) is None


@pytest.mark.parametrize(("metrics", "height"), [(DESKTOP, 272), (COMPACT, 200)])
def test_the_lecture_fits_without_scrolling(metrics: object, height: float) -> None:
    metrics = DESKTOP if metrics is DESKTOP else COMPACT
    place = lay_out(rows_of(Numbers(TRACE)), 9, 1366, height, metrics)
    assert len(place.seen) == 8
    assert place.bottom <= height - 2


def test_infinities_and_nan_stay_inside_the_row() -> None:
    row = Row("c", 0, "memory", (), "", "mem", 0.0, 8.0)
    place = lay_out((row,), 3, 800, 200)

    class Wild(Numbers):
        def signal(self, name: str, start: int, stop: int) -> np.ndarray:
            return np.array([[np.nan], [np.inf], [-np.inf]])[start:stop]

    small = Trace(TRACE.cell, TRACE.sizes, TRACE.parameters, TRACE.x[:3], TRACE.values, TRACE.initial, TRACE.final)
    picture = timeline(Wild(small), LESSON.cell, (row,), 3, 1.0, 800, 200)
    for item in picture.items.values():
        for part in item.children if isinstance(item, Group) else (item,):
            if isinstance(part, Box):
                assert part.y >= 0
                assert part.y + part.height <= place.bottom + 2
    assert "NaN" in texts(picture)


@pytest.mark.parametrize(("ready", "width"), [(0, 1600), (2, 100)])
def test_rows_of_several_units_before_anything_is_known_or_where_no_column_fits(ready: int, width: float) -> None:
    cell = load_cell("lstm")
    trace = Model(cell, 2, 3).run(np.ones((2, 2)))
    rows = timeline_rows(cell, 2, cell.signal_sizes(2, 3), Numbers(trace).extent, {}, cell.signals, 1.0)
    picture = timeline(Numbers(trace, ready), cell, rows, 1, 1.0, width, 2000)
    assert (picture.width, picture.height) == (width, 2000)


def test_a_long_name_pushes_its_label_aside_and_stays_in_its_column() -> None:
    source = Numbers(TRACE)
    rows = tuple(replace(row, symbol=(Run("the_long_name"),)) if row.signal == "i" else row for row in rows_of(source))
    names = timeline(source, LESSON.cell, rows, 4, 1.0, 1600, 272).items["names"]
    assert isinstance(names, Group)
    found = {"".join(run.text for run in item.runs): item for item in names.children if isinstance(item, Text)}
    name, label, usual = found["the_long_name"], found["input gate"], found["forget gate"]
    assert usual.x == 54
    assert label.x > name.x + 13 * 7
    for item in (name, label):
        assert item.clip is not None
        assert item.clip[0] + item.clip[2] == DESKTOP.labels - 26


@pytest.mark.parametrize("step", [1, 4])
def test_an_exact_memory_stands_on_a_ground_of_its_own(step: int) -> None:
    items = shown(step, look=Look(exact=True), width=1400).items
    group = items["now c 0"]
    parts = group.children if isinstance(group, Group) else (group,)
    (number,) = (part for part in parts if isinstance(part, Text))
    ground = parts[parts.index(number) - 1]
    assert isinstance(ground, Box)
    assert ground.x < number.x < ground.x + ground.width
    assert ground.width <= 1400 / 9
