"""What the gates do now: every step of every row is where its number says, and numbers vanish before they touch."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from simulator.paint.text import lay_out
from simulator.render.primitives import Line, Picture, Text
from simulator.render.training.chart import Look
from simulator.render.training.gates_now import Gates, Shown, gates_now
from tests.render.training.helpers import assert_sound, flat, text_of, texts
from tests.render.training.samples import gates

pytestmark = pytest.mark.qt

SIZE = (966.0, 400.0)


def course(picture: Picture, name: str) -> list[Line]:
    return [part for part in flat(picture.items[name]) if isinstance(part, Line) and part.fill is None]


def level(lines: list[Line], x: float) -> float | None:
    """The height of a step line at x."""
    for line in lines:
        for (x1, y1), (x2, y2) in zip(line.points, line.points[1:], strict=False):
            if y1 == y2 and x1 <= x <= x2:
                return y1
    return None


def many(steps: int, ghosts: bool = True) -> Gates:
    rng = np.random.default_rng(steps)
    rows = []
    for name in ("i", "f", "o"):
        values, ghost = rng.random((2, steps))
        rows.append(Shown(name, "gate", "gate", values, ghost if ghosts else None))
    memory = Shown("c", "memory", "mem", np.cumsum(rng.normal(size=steps)))
    return Gates((*rows, memory), rng.integers(-1, 9, (steps, 3)).astype(float))


@pytest.mark.parametrize("steps", [1, 9, 40, 200])
def test_every_step_stands_as_high_as_its_number(steps: int) -> None:
    given = many(steps)
    picture = gates_now(given, *SIZE)
    assert_sound(picture)
    for row in given.rows:
        spots = [spot for spot in picture.hotspots if spot.target.startswith(f"{row.name} t[")]
        assert [spot.target for spot in spots] == [f"{row.name} t[{step}]" for step in range(1, steps + 1)]
        lines = course(picture, f"row {row.name}")
        levels = [level(lines, spot.x + spot.width / 2) for spot in spots]
        heights = np.array([value if value is not None else np.nan for value in levels])
        assert not np.isnan(heights).any()
        if steps > 1:  # a straight line from numbers to heights
            slope, at = np.polyfit(row.values, heights, 1)
            assert slope < 0
            assert np.abs(slope * row.values + at - heights).max() < 1e-6
        if row.ghost is not None:
            ghosts = [level(course(picture, f"ghost {row.name}"), spot.x + spot.width / 2) for spot in spots]
            for ghost, drawn in zip(row.ghost.tolist(), ghosts, strict=True):
                assert drawn == pytest.approx(slope * ghost + at if steps > 1 else drawn)
        for spot, value in zip(spots, row.values.tolist(), strict=True):
            assert repr(value).replace("-", "−") in spot.tip


def test_ghosts_are_dashed_and_named_where_there_are_any() -> None:
    picture = gates_now(gates(), *SIZE)
    assert all(line.dash for line in course(picture, "ghost i"))
    assert not any(line.dash for line in course(picture, "row i"))
    assert "set by hand" in texts(picture)
    assert any(spot.tip.endswith("set by hand 1") for spot in picture.hotspots if spot.target == "i t[2]")
    bare = gates_now(many(9, ghosts=False), *SIZE)
    assert "set by hand" not in texts(bare)
    assert "ghost i" not in bare.items


def test_a_gate_reaches_from_0_to_1_and_a_memory_to_round_numbers() -> None:
    rows = {row.name: row for row in gates().rows}
    assert (rows["i"].axis.low, rows["i"].axis.high) == (0, 1)
    assert (rows["c"].axis.low, rows["c"].axis.high) == (0, 8)
    signed = Shown("c", "memory", "mem", np.array([-3.2, 4.0]))
    assert signed.axis.low <= -3.2
    assert signed.axis.high >= 4
    fixed = replace(signed, ends=(-10.0, 10.0))
    assert (fixed.axis.low, fixed.axis.high) == (-10, 10)


@pytest.mark.parametrize("projected", [False, True])
@pytest.mark.parametrize("steps", [9, 16, 30, 60, 200])
def test_numbers_vanish_before_they_touch(steps: int, projected: bool) -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        given = many(steps)
        given = replace(given, rows=tuple(replace(row, values=rng.permutation(row.values)) for row in given.rows))
        for exact in (False, True):
            picture = gates_now(given, *SIZE, Look(exact=exact, projected=projected))
            written = [part for part in flat(picture) if isinstance(part, Text)]
            boxes = [(text_of(part), lay_out(part).ink.adjusted(1, 1, -1, -1)) for part in written]
            for (one, first), (two, second) in combinations(boxes, 2):
                assert first.intersected(second).isEmpty(), (one, two)


def test_numbers_keep_off_both_lines_where_there_is_room() -> None:
    rng = np.random.default_rng(0)
    ghost = rng.uniform(2, 8, 9)
    close = Shown("c", "memory", "mem", ghost + rng.uniform(0.2, 3.0, 9), ghost, (0.0, 12.0))
    given = replace(gates(), rows=(*gates().rows[:3], close))
    picture = gates_now(given, 966.0, 640.0)
    for row in given.rows:
        for part in flat(picture.items[f"numbers {row.name}"]):
            assert isinstance(part, Text)
            ink = lay_out(part).ink.adjusted(2, 2, -2, -2)
            for name in (f"row {row.name}", f"ghost {row.name}"):
                y = level(course(picture, name), part.x)
                assert y is None or not ink.top() < y < ink.bottom(), (row.name, text_of(part))


def test_over_the_steps_stand_words_or_inputs_or_numbers() -> None:
    given = gates()
    assert texts(gates_now(given, *SIZE).items["heads"])[1:4] == ["1", "0", "0"]
    words = ("arrive", "Taipei", "on", "November", "2nd", "leave", "at", "noon", ".")
    assert texts(gates_now(replace(given, words=words), *SIZE).items["heads"]) == list(words)
    narrow = gates_now(given, 380.0, 400.0)
    assert texts(narrow.items["heads"]) == ["t", *map(str, range(1, 10))]
    assert texts(gates_now(replace(given, inputs=None), *SIZE).items["heads"])[0] == "t"
    wide = replace(given, inputs=np.ones((9, 40)))
    assert texts(gates_now(wide, *SIZE).items["heads"])[0] == "t"
    (spot,) = (spot for spot in gates_now(given, *SIZE).hotspots if spot.target == "t[7]")
    assert spot.tip == "t = 7: x1 = 3, x2 = −1, x3 = 0"
    (spot,) = (spot for spot in gates_now(replace(given, words=words), *SIZE).hotspots if spot.target == "t[4]")
    assert spot.tip == "t = 4: November"


@pytest.mark.parametrize(("unit", "units", "answers"), [(1, 4, [0, 1, 2, 3]), (40, 64, [39, 40, 41]), (0, 64, [0, 1])])
def test_units_are_chosen_from_a_row_or_by_arrows(unit: int, units: int, answers: list[int]) -> None:
    picture = gates_now(replace(gates(), unit=unit, units=units), *SIZE)
    found = [spot.target for spot in picture.hotspots if spot.target.startswith("unit[")]
    assert found == [f"unit[{number}]" for number in answers]
    assert str(unit + 1) in texts(picture.items["units"])


def test_one_unit_is_no_choice_and_a_narrow_pane_has_no_room_for_one() -> None:
    assert "units" not in gates_now(replace(gates(), units=1), *SIZE).items
    assert "units" not in gates_now(gates(), 300.0, 400.0).items


def test_what_is_no_number_is_a_gap_and_what_is_infinite_stands_at_the_end() -> None:
    values = np.array([0.5, math.nan, math.inf, -math.inf, 0.2])
    picture = gates_now(Gates((Shown("i", "input gate", "gate", values, values),)), *SIZE)
    assert_sound(picture)
    lines = course(picture, "row i")
    spots = [spot for spot in picture.hotspots if spot.target.startswith("i t[")]
    levels = [level(lines, spot.x + spot.width / 2) for spot in spots]
    assert levels[1] is None
    assert levels[2] is not None
    assert levels[3] is not None
    assert levels[2] < levels[3]
    assert {"NaN", "∞", "−∞"} <= set(texts(picture))
    for row in (Shown("i", "", "gate", np.empty(0)), Shown("c", "", "mem", np.full(5, math.nan))):
        assert_sound(gates_now(Gates((row,)), *SIZE))
    assert_sound(gates_now(Gates(()), *SIZE))


def test_rows_that_have_no_room_make_the_picture_higher() -> None:
    assert gates_now(gates(), 966.0, 100.0).height > 100
    assert gates_now(gates(), 966.0, 700.0).height == 700
