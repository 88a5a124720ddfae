"""The rows of several runs in one timeline."""

from __future__ import annotations

from dataclasses import replace

from simulator.render.comparing.rows import together
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
