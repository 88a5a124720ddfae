"""Rows that were chosen: which, in which order, in which groups."""

from __future__ import annotations

from functools import partial

from simulator.engine import Model
from simulator.language import load_cell
from simulator.lessons import load_lesson
from simulator.render.timeline.bands import chosen_rows
from simulator.render.timeline.rows import MOST_ROWS, Row, timeline_rows
from tests.render.timeline.helpers import Band, Choice, Numbers, alone, group

LESSON = load_lesson("hand-set-lstm")
TRACE = Model(LESSON.cell, 3, 1, 1, parameters=LESSON.parameters).run(LESSON.x)
LSTM = load_cell("lstm")


def lesson_rows(*bands: Band) -> tuple[Row, ...]:
    sizes = LESSON.cell.signal_sizes(3, 1, 1)
    make = partial(timeline_rows, LESSON.cell, 3, sizes, Numbers(TRACE).extent, LESSON.labels, scale=LESSON.scale)
    return chosen_rows(bands, make)


def lstm_rows(units: int, inputs: int, *bands: Band) -> tuple[Row, ...]:
    sizes = LSTM.signal_sizes(inputs, units, 1)
    return chosen_rows(bands, partial(timeline_rows, LSTM, inputs, sizes, lambda name: (-1.0, 1.0)))


def ids(rows: tuple[Row, ...]) -> list[str]:
    return [row.id for row in rows]


def test_chosen_as_usual_the_rows_are_the_usual_ones() -> None:
    sizes = LESSON.cell.signal_sizes(3, 1, 1)
    usual = timeline_rows(LESSON.cell, 3, sizes, Numbers(TRACE).extent, LESSON.labels, LESSON.show, LESSON.scale)
    assert lesson_rows(*alone("x", *LESSON.show)) == usual
    assert lesson_rows(*alone("y", "x", "c")) == tuple(
        row for name in ("y", "x", "c") for row in usual if row.signal == name
    )


def test_what_is_hidden_has_no_row() -> None:
    hidden = Choice("f", units=())
    assert ids(lesson_rows(Band((hidden,)), *alone("c"))) == ["c 0"]
    assert ids(lesson_rows(Band((Choice("i"), hidden), "rows"))) == ["title i", "i 0"]
    assert ids(lesson_rows(Band((hidden,), "rows"), *alone("x"))) == ["x 0", "x 1", "x 2"]
    assert ids(lesson_rows(Band((Choice("x", units=()),)), *alone("y"))) == ["y 0"]


def test_a_group_stands_below_its_title_or_is_folded_to_it() -> None:
    rows = lesson_rows(group("rows", "i", "f", name="Gates"), *alone("c"))
    assert ids(rows) == ["title i", "i 0", "f 0", "c 0"]
    assert [row.group for row in rows] == ["", "Gates", "Gates", ""]
    assert rows[0].label == "Gates"
    (title,) = lesson_rows(group("folded", "i", "f", name="Gates"))
    assert (title.kind, title.folded, title.label) == ("title", True, "Gates")
    assert "".join(run.text for run in title.symbol) == "i, f"
    (unnamed,) = lesson_rows(group("folded", "i", "f"))
    assert (unnamed.label, unnamed.symbol) == ("i, f", ())


def test_the_lines_of_an_overlay_are_on_one_axis() -> None:
    (row,) = lesson_rows(Band((Choice("f"), Choice("c"), Choice("x", units=(1, 2))), "overlay", "Mixed"))
    assert (row.kind, row.label, row.low, row.high) == ("overlay", "Mixed", -1.0, 8.0)
    assert ids(row.members) == ["f 0", "c 0", "x 1", "x 2"]
    assert {(line.low, line.high) for line in row.members} == {(-1.0, 8.0)}
    (unnamed,) = lesson_rows(group("overlay", "f", "c"))
    assert unnamed.label == "", "its legend names it"


def test_units_are_chosen_in_any_number() -> None:
    assert ids(lstm_rows(3, 2, Band((Choice("c", units=(0, 2)),)))) == ["c 0", "c 2"]
    (gone,) = lstm_rows(1, 2, Band((Choice("c", units=(2,)),)))
    assert gone.id == "c 0", "all, where those are no longer there"
    rows = lstm_rows(100, 200, Band((Choice("c", units=(3, 99)),)), Band((Choice("x", units=(7, 150)),)))
    assert ids(rows) == ["c 3", "c 99", "x 7", "x 150"]
    assert [row.label for row in rows[:2]] == ["memory", ""], "the first of them has the name"


def test_rows_or_a_heat_map() -> None:
    def kinds(units: int, heat: bool | None) -> set[str]:
        return {row.kind for row in lstm_rows(units, 2, Band((Choice("c", heat),)))}

    assert [kinds(units, None) for units in (1, 8, 9)] == [{"memory"}, {"memory"}, {"heat"}]
    assert [kinds(units, True) for units in (1, 2)] == [{"memory"}, {"heat"}]
    assert [kinds(units, False) for units in (9, MOST_ROWS, MOST_ROWS + 1)] == [{"memory"}, {"memory"}, {"heat"}]
    inputs = [{row.kind for row in lstm_rows(1, 13, Band((Choice("x", heat),)))} for heat in (None, True, False)]
    assert inputs == [{"heat"}, {"heat"}, {"input"}]


def test_what_cannot_be_told_apart_is_not_laid_over_one_another() -> None:
    assert ids(lstm_rows(2, 2, group("overlay", "c", "h"))) == ["overlay c"]
    six = lstm_rows(2, 2, group("overlay", "c", "h", "i"))
    assert ids(six) == ["title c", "c 0", "c 1", "h 0", "h 1", "i 0", "i 1"]
    assert not six[0].folded
    assert [row.kind for row in lstm_rows(100, 2, group("overlay", "c"))] == ["title", "heat"]
    heat = Band((Choice("c", heat=True),), "overlay")
    assert ids(lstm_rows(2, 2, heat)) == ["overlay c"], "lines, though it would be a heat-map alone"
