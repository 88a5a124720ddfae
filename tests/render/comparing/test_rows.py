"""The rows of several runs in one timeline."""

from __future__ import annotations

from dataclasses import replace

from simulator.render.comparing.rows import in_order, together
from simulator.render.primitives import Run
from simulator.render.timeline.rows import Kind, Row


def row(signal: str, kind: Kind = "wave", low: float = 0.0, high: float = 1.0, unit: int = 0) -> Row:
    return Row(signal, unit, kind, (Run(signal),), "", "gate", low, high)


X = [row("x", "input"), row("x", "input", unit=1)]


def names(rows: tuple[Row, ...]) -> list[str]:
    return [f"{one.letter}{one.signal}{one.unit or ''}" for one in rows]


def test_what_all_have_stands_together_and_the_rest_where_it_belongs() -> None:
    first = [*X, row("i"), row("f"), row("c", "memory"), row("y", "bar")]
    second = [*X, row("z"), row("f"), row("n"), row("y", "bar")]
    rows = together([first, second], [True])
    assert names(rows) == ["x", "x1", "Ai", "Af", "Bf", "Bn", "Ac", "Ay", "By", "Bz"]
    assert [one.side for one in rows if one.signal == "f"] == [0, 1]
    assert len({one.id for one in rows}) == len(rows)


def test_each_is_drawn_against_the_first_on_one_axis() -> None:
    rows = together([[row("c", "memory", 0, 2)], [row("c", "bar", -1, 1)], [row("c", "memory", 0, 8)]], [True, True])
    assert [(one.low, one.high, one.kind) for one in rows] == [(-8, 8, "memory")] * 3
    assert rows[0].against is None
    assert all(one.against == rows[0] for one in rows[1:])


def test_what_the_first_has_not_is_drawn_against_nothing() -> None:
    rows = together([[row("h")], [row("c")], [row("c")]], [True, True])
    assert names(rows) == ["Ah", "Bc", "Cc"]
    assert [one.against for one in rows] == [None, None, None]


def test_inputs_that_differ_stand_apart_all_of_one_run_after_another() -> None:
    rows = together([X, X], [False])
    assert names(rows) == ["Ax", "Ax1", "Bx", "Bx1"]
    assert [one.against for one in rows] == [None, None, rows[0], rows[1]]
    rows = together([X, X, X], [True, False])
    assert names(rows) == ["Ax", "Ax1", "Cx", "Cx1"]


def test_what_is_alike_in_all_runs_stands_once_below_the_rest() -> None:
    rows = together([[*X, row("i"), row("f"), row("c")]] * 2, [True], {"i", "c"})
    assert names(rows) == ["x", "x1", "Af", "Bf", "i", "c"]


def test_units_and_heat_maps() -> None:
    heat = replace(row("h", "heat"), units=20)
    rows = together([[heat, row("c"), row("c", unit=1)]] * 2, [True])
    assert names(rows) == ["Ah", "Bh", "Ac", "Bc", "Ac1", "Bc1"]
    assert rows[1].against is None, "a field of colours has no line to be drawn against"


# -- in an order that was chosen


def group(form: Kind, *lines: Row, label: str = "") -> Row:
    """Return a title, or an overlay, of some rows."""
    low, high = min(line.low for line in lines), max(line.high for line in lines)
    return Row(lines[0].signal, 0, form, (), label, "ink2", low, high, members=tuple(lines))


def test_a_chosen_order_is_kept_also_of_inputs_and_of_what_is_alike() -> None:
    rows = in_order([[row("c", "memory"), *X, row("i"), row("f")]] * 2, [True], {"i"})
    assert names(rows) == ["Ac", "Bc", "x", "x1", "i", "Af", "Bf"]
    rows = in_order([[row("c"), *X]] * 3, [True, False])
    assert names(rows) == ["Ac", "Bc", "Cc", "Ax", "Cx", "Ax1", "Cx1"]
    assert [one.against for one in rows[1:3]] == [rows[0], rows[0]]
    assert rows[4].against == rows[3]


def test_a_title_stands_once_and_an_overlay_for_each_run_on_one_axis() -> None:
    def side(high: float) -> list[Row]:
        kept = row("c", "memory", 0, high), row("h", "memory", 0, 1)
        return [group("title", row("i"), label="Gates"), replace(row("i"), group="Gates"), group("overlay", *kept)]

    rows = in_order([side(2), side(8)], [True])
    assert [one.id for one in rows] == ["title i", "A i 0", "B i 0", "A overlay c", "B overlay c"]
    assert [(one.low, one.high) for one in rows[3:]] == [(0, 8)] * 2
    for side_number, one in enumerate(rows[3:]):
        assert [(line.side, line.low, line.high) for line in one.members] == [(side_number, 0, 8)] * 2
    once = in_order([side(2), side(8)], [True], {"c", "h"})
    assert [one.id for one in once] == ["title i", "A i 0", "B i 0", "overlay c"]
    part = in_order([side(2), side(8)], [True], {"c"})
    assert len(part) == 5, "an overlay is alike only if all its lines are"
    inputs = in_order([[group("overlay", *X)]] * 2, [True])
    assert [one.id for one in inputs] == ["overlay x"]


def test_what_only_another_cell_has_follows_where_it_stands_there() -> None:
    title = group("title", row("i"), label="i, f")
    first = [title, replace(row("i"), group="i, f"), row("c")]
    second = [replace(title, label="f"), replace(row("f"), group="f"), row("c"), row("z")]
    rows = in_order([first, second], [True])
    assert names(rows) == ["i", "Bf", "Ai", "Ac", "Bc", "Bz"]
    assert rows[0].kind == "title"
