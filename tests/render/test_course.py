"""The small plot of a number over the sequence: every peak is seen, gaps stay gaps, a place means a step."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.render.course import Course, columns_of, course_plot, reduced, step_at
from simulator.render.primitives import Circle, Group, Line, Picture

WIDTH = 272.0


def parts(picture: Picture, identity: str) -> list[object]:
    item = picture.items[identity]
    return list(item.children) if isinstance(item, Group) else [item]


def lines(picture: Picture, identity: str = "course") -> list[Line]:
    return [part for part in parts(picture, identity) if isinstance(part, Line)]


def test_few_steps_are_kept_as_they_are() -> None:
    assert reduced(np.array([0.0, 2.0, -1.0]), 100) == Course(3, (0, 2, -1), (0, 2, -1))


def test_many_steps_keep_every_peak() -> None:
    values = np.zeros(100_000)
    values[12_345], values[98_765] = 7, -3
    course = reduced(values, 224)
    assert (course.steps, len(course.low), max(course.high), min(course.low)) == (100_000, 224, 7, -3)
    assert sum(high > 0 for high in course.high) == 1
    (line,) = lines(course_plot(course, 1, 0.0, "mem", None, WIDTH, 120))
    assert len(line.points) == 224 + 2


def test_a_column_holds_the_steps_whose_place_it_is() -> None:
    steps, columns = 1000, columns_of(WIDTH)
    for step in (1, 37, 500, 1000):
        values = np.zeros(steps)
        values[step - 1] = 1
        column = reduced(values, columns).high.index(1)
        assert abs(column - (step - 0.5) / steps * columns) <= 1


def test_what_is_not_finite_is_a_gap_and_is_named() -> None:
    course = reduced(np.array([1.0, 2.0, math.inf, math.nan, 5.0, 6.0]), 100)
    assert course.first_bad == 3
    picture = course_plot(course, 3, math.inf, "mem", None, WIDTH, 120)
    assert [len(line.points) for line in lines(picture)] == [2, 2]
    assert "not finite" in picture.items
    assert not any(isinstance(part, Circle) for part in parts(picture, "now"))


@pytest.mark.parametrize(
    "values", [[math.nan] * 4, [0.0], [5.0, 5.0], [1e308, -1e308], [math.inf], [1e-310, 0.0], [-2.0, -2.0, -2.0]]
)
@pytest.mark.parametrize("columns", [2, 100])
def test_any_numbers_can_be_drawn(values: list[float], columns: int) -> None:
    picture = course_plot(reduced(np.array(values), columns), 1, values[0], "mem", None, WIDTH, 120)
    for line in lines(picture):
        assert all(math.isfinite(x) and 0 <= y <= 120 for x, y in line.points)


def test_a_gate_has_its_whole_range() -> None:
    picture = course_plot(reduced(np.array([0.4, 0.6]), 100), 2, 0.6, "gate", (0.0, 1.0), WIDTH, 120)
    (line,) = lines(picture)
    heights = [y for _, y in line.points]
    assert 20 < min(heights) < max(heights) < 96


@pytest.mark.parametrize("steps", [1, 9, 1000])
def test_a_place_means_the_step_that_is_drawn_there(steps: int) -> None:
    picture = course_plot(reduced(np.zeros(steps), 224), max(1, steps // 2), 0.0, "mem", None, WIDTH, 120)
    (line,) = lines(picture, "now")
    assert step_at(line.points[0][0], steps, WIDTH) == max(1, steps // 2)
    assert (step_at(-50, steps, WIDTH), step_at(1e4, steps, WIDTH)) == (1, steps)
