"""Where conditions hold, against a plain reading of the same text step by step, and the rules one by one."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest

from simulator import Model
from simulator.engine.finding import evaluation, holds
from simulator.lessons import load_lesson
from simulator.render.unrolled_lanes import TraceSource
from tests.engine.finding.helpers import Arrays, arrays_of
from tests.oracles.conditions import holds_at
from tests.oracles.random_conditions import random_condition, random_numbers

INF, NAN = math.inf, math.nan
STEPS = 21


def steps(text: str, source: Arrays) -> list[int]:
    """Return the steps, from 1, at which a condition holds."""
    where = holds(source.condition(text), source, 0, source.ready)
    assert where.dtype == bool
    assert where.shape == (source.ready,)
    return (np.flatnonzero(where) + 1).tolist()


@pytest.mark.parametrize("part", range(6))
def test_random_conditions_hold_where_the_plain_reading_says(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "_BLOCK", 20)  # the sequence crosses the borders of blocks: 20, 10, 6 or 5 steps
    random = np.random.default_rng(part)
    yes = no = 0
    for _ in range(250):
        text, numbers = random_condition(random), random_numbers(random, STEPS)
        source = arrays_of(numbers)
        wanted = [holds_at(text, numbers, step) for step in range(1, STEPS + 1)]
        condition = source.condition(text)
        assert holds(condition, source, 0, STEPS).tolist() == wanted, text
        start, stop = sorted(random.integers(0, STEPS + 1, 2).tolist())
        assert holds(condition, source, start, stop).tolist() == wanted[start:stop], text
        yes, no = yes + sum(wanted), no + STEPS - sum(wanted)
    assert min(yes, no) > 0.3 * (yes + no), "conditions that always hold, or never, would test little"


def test_comparisons_now_and_one_step_earlier() -> None:
    source = Arrays({"f": [0, 0.25, 0.5, 1, 0.5], "c": [3, 3, 7, 7, 6]}, initial={"c": 3})
    assert steps("f < 0.5", source) == [1, 2]
    assert steps("f <= 0.5", source) == [1, 2, 3, 5]
    assert steps("f = 0.5", source) == [3, 5]
    assert steps("f != 0.5", source) == [1, 2, 4]
    assert steps("0.1 < f < 0.9", source) == [2, 3, 5]
    assert steps("c > 6 and f < 1", source) == [3]
    assert steps("c > c[t-1]", source) == [3]
    assert steps("c[t-1] = 7", source) == [4, 5]
    assert steps("abs(c - c[t-1]) > 2", source) == [3]
    assert steps("t = 2 or t > 4", source) == [2, 5]
    assert steps("1 / f > 3", source) == [1, 2]
    assert steps("c / 2 - 3 * f > 1", source) == [1, 3, 5]
    assert steps("min(c, 4 + f) >= max(f, 4.5)", source) == [3, 4, 5]
    assert steps("not (f < 0.5 or c = 7)", source) == [5]


def test_words() -> None:
    source = Arrays({"f": [0.5, 0.7, 0.5, 0.3, 0.5, 0.51, 0.51]}, initial={"f": 0.4})
    assert steps("f changes", source) == [1, 2, 3, 4, 5, 6]
    assert steps("f rises", source) == [1, 2, 5, 6]
    assert steps("f falls", source) == [3, 4]
    assert steps("f opens", source) == [2, 6], "half open is not open yet"
    assert steps("f closes", source) == [3]
    assert steps("1 - f opens", source) == [4]
    assert steps("f overflows", source) == []


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("f changes", "f != f[t-1]"),
        ("f rises", "f > f[t-1]"),
        ("f falls", "f < f[t-1]"),
        ("f opens", "f[t-1] <= 0.5 < f"),
        ("f closes", "f <= 0.5 < f[t-1]"),
        ("f - c falls", "f - c < f[t-1] - c[t-1]"),
    ],
)
def test_a_word_is_short_for_a_comparison(word: str, written: str) -> None:
    random = np.random.default_rng(2)
    levels = [0, 0.4, 0.5, 0.6, 1]
    source = Arrays(
        {"f": random.choice(levels, (200, 2)), "c": random.choice(levels, 200)}, initial={"f": [0, 1], "c": 0.5}
    )
    assert steps(word, source) == steps(written, source)
    assert 20 < len(steps(word, source)) < 199


def test_a_gate_opens_and_closes_in_turn() -> None:
    random = np.random.default_rng(0)
    source = Arrays({"f": random.choice([0, 0.4, 0.5, 0.6, 1], 500)}, initial={"f": 0.5})
    opened, closed = steps("f opens", source), steps("f closes", source)
    turns = [step for pair in zip(opened, closed, strict=False) for step in pair]
    assert turns == sorted(turns)
    assert 0 <= len(opened) - len(closed) <= 1
    assert len(opened) > 50


def test_a_test_holds_where_it_does_for_any_unit() -> None:
    source = Arrays({"c": [[0, 0], [1, 0], [0, 1], [1, 1]], "g": [[1, 0], [1, 0], [1, 0], [0, 1]]})
    assert steps("c > 0.5", source) == [2, 3, 4]
    assert steps("not c > 0.5", source) == [1], "“not” denies it for all units"
    assert steps("min(c) > 0.5", source) == [4]
    assert steps("not c <= 0.5", source) == [4]
    assert steps("c[2] > 0.5", source) == [3, 4]
    assert steps("c = g", source) == [1, 2, 4], "unit by unit"
    assert steps("c != g", source) == [1, 3, 4]
    assert steps("c > 0.5 and c < 0.5", source) == [2, 3], "each of two tests may hold for a unit of its own"
    assert steps("0.5 < c < 0.5", source) == [], "a chain is one test, and holds for one and the same unit"
    assert steps("c > c[1]", source) == [3], "a single number goes with every unit"
    assert steps("c changes", source) == [2, 3, 4]
    assert steps("c rises", source) == [2, 3, 4]


def test_inputs() -> None:
    source = Arrays({"f": [0, 0, 0]}, x=[[1, 9], [2, 9], [9, 9]])
    assert steps("x1 = 2", source) == [2]
    assert steps("x[2] > x[1]", source) == [1, 2]
    assert steps("x > 8", source) == [1, 2, 3]
    assert steps("x changes", source) == [2, 3]
    assert steps("x1[t-1] < 2", source) == [2]


def test_before_the_first_step_only_states_have_a_value() -> None:
    source = Arrays({"c": [1, 1, 2], "y": [5, 5, 5]}, x=[1, 1, 1], initial={"c": 0})
    assert steps("c changes", source) == [1, 3]
    assert steps("not c changes", source) == [2]
    for text in ("y changes", "x1 changes"):
        assert steps(text, source) == []
        assert steps(f"not {text}", source) == [2, 3], "there is nothing to be the same as"
    assert steps("y[t-1] = 5", source) == steps("not y[t-1] != 5", source) == [2, 3]
    assert steps("y[t-1] > 4 or c = 1", source) == [1, 2, 3], "what else is asked at step 1 still counts"
    assert steps("not (y changes and c = 1)", source) == [2, 3]
    assert steps("not (y changes and c = 2)", source) == [1, 2, 3]
    assert steps("not not y[t-1] = 5", source) == [2, 3]
    assert steps("min(y[t-1], c) < 9", source) == [2, 3]
    assert steps("y[t-1] overflows", source) == []


def test_infinite_and_no_number() -> None:
    source = Arrays({"c": [1, INF, -INF, NAN, NAN, 2], "f": [0, 0, 0, 0, 0, 0]}, initial={"c": 1})
    assert steps("c overflows", source) == [2, 3, 4, 5]
    assert steps("c > 1", source) == [2, 6]
    assert steps("c < 1", source) == [3]
    assert steps("c = c", source) == [1, 2, 3, 6], "NaN is equal to nothing"
    assert steps("c != 1", source) == [2, 3, 4, 5, 6]
    assert steps("not c > 1", source) == [1, 3, 4, 5]
    assert steps("c changes", source) == [2, 3, 4, 6], "it becomes NaN, and then stays it"
    assert steps("c rises", source) == [2]
    assert steps("c - c overflows", source) == [2, 3, 4, 5]
    assert steps("f / f overflows", source) == steps("1 / f overflows", source) == [1, 2, 3, 4, 5, 6]
    assert steps("max(c, 5) = 5", source) == [1, 3, 6], "the larger of NaN and 5 is NaN"
    assert steps("c * 1e308 * 10 > 5", source) == [1, 2, 6]


def test_a_trace_as_it_comes_from_the_engine() -> None:
    """The lecture's table: 3 is stored at step 2, 4 added at 4, all forgotten at 7, 6 stored at 8; read at 6 and 9."""
    lesson = load_lesson("hand-set-lstm")
    model = Model(lesson.cell, lesson.inputs, lesson.units, lesson.outputs, parameters=lesson.parameters)
    trace = model.run(lesson.x, initial=lesson.initial)
    source = Arrays(trace.values, trace.x, trace.initial)
    assert steps("i opens", source) == steps("i > 0.5", source) == [2, 4, 8]
    assert steps("f closes", source) == [7]
    assert steps("f opens", source) == [8], "f is no state: what it was before step 1 is not known"
    assert steps("c > 6.5", source) == [4, 5, 6]
    assert steps("abs(c - c[t-1]) > 0.5", source) == [2, 4, 7, 8]
    assert steps("o opens", source) == [6, 9]
    assert steps("x1 > 3 and x2 = 1", source) == [4, 8]
    for text in ("c changes", "f changes", "x changes", "not y[t-1] > c"):
        condition = source.condition(text)
        wanted = holds(condition, source, 0, 9).tolist()
        assert holds(condition, TraceSource(trace), 0, 9).tolist() == wanted, "what the drawings read is a source, too"


@pytest.mark.parametrize(
    "text",
    ["+".join("c" * 490) + " > 1", f"max({','.join(['c-1'] * 240)}) > 1", " or ".join(["c>1"] * 140)],
    ids=["a sum", "many values at once", "many tests"],
)
def test_no_condition_takes_much_memory_however_long_the_sequence(text: str) -> None:
    source = Arrays({"c": np.zeros((60_000, 4))})
    condition = source.condition(text)
    tracemalloc.start()
    found = holds(condition, source, 0, source.ready)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not found.any()
    assert peak < 70_000_000


def test_a_source_is_asked_only_for_what_is_ready() -> None:
    source = Arrays({"c": [1, 2, 3]}, ready=2)
    assert holds(source.condition("c rises"), source, 1, 2).tolist() == [True]
    assert holds(source.condition("c rises"), source, 2, 2).tolist() == []
