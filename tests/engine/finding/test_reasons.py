"""Why a condition never holds: every kind of sentence, and none where it does hold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator import Model
from simulator.engine.finding import count, evaluation, never
from simulator.lessons import load_lesson
from tests.engine.finding.helpers import Arrays, arrays_of
from tests.oracles.random_conditions import random_condition, random_numbers

SOURCE = Arrays(
    {
        "f": [0.0000453978, 1, 1, 0.99995],
        "c": [3, 7, 7, 6],
        "i": [0.25, 0.25, 0.25, 0.25],
        "w": [[0.1, 0.9], [0.1, 0.9], [0.1, 0.9], [0.1, 0.9]],
        "g": [1, math.inf, math.nan, 2],
        "n": [math.nan, math.nan, math.inf, math.inf],
        "p": [1 / 3, 2, 2, 2],
        "q": [1 / 3 + 1e-9, 2.5, 2.5, 2.5],
        "r": [2.00001, 3, 3, 3],
        "s": [0.2, 0.2, 0.5, 0.5],
        "u": [0.5001, 1, 1, 1],
    },
    x=[[0, 1], [1, 2], [2, 1], [3, 2]],
    initial={"c": 0, "i": 0.25},
)

SENTENCES = [
    # a comparison with a number
    ("f > 2", "f lies between 0.000045 and 1, so it is never above 2."),
    ("f >= 1.5", "f lies between 0.000045 and 1, so it is never at or above 1.5."),
    ("2 < f", "f lies between 0.000045 and 1, so it is never above 2."),
    ("2 <= f", "f lies between 0.000045 and 1, so it is never at or above 2."),
    ("-1 > f", "f lies between 0.000045 and 1, so it is never below -1."),
    ("0 >= f", "f lies between 0.000045 and 1, so it is never at or below 0."),
    ("f > 1", "f lies between 0.000045 and 1, so it is never above 1."),
    ("f < 0.000045", "f lies between 0.0000454 and 1, so it is never below 0.000045."),
    ("f = 2", "f lies between 0.000045 and 1, so it is never exactly 2."),
    ("0.3 = f", "f lies between 0.000045 and 1, but it is never exactly 0.3."),
    ("i != 0.25", "i is 0.25 at every step, so it is never other than 0.25."),
    ("c - 2 * f > 1 + 9", "c - 2 * f lies between 3 and 5, so it is never above 1 + 9."),
    ("c[t-1] > 8", "c[t-1] lies between 0 and 7, so it is never above 8."),
    ("f[t-1] > 2", "f[t-1] lies between 0.000045 and 1, so it is never above 2."),
    ("x2 > 2", "x2 lies between 1 and 2, so it is never above 2."),
    ("t > 4", "t lies between 1 and 4, so it is never above 4."),
    ("w > 1", "every unit of w lies between 0.1 and 0.9, so none is ever above 1."),
    ("w[2] > 1", "w[2] is 0.9 at every step, so it is never above 1."),
    ("min(w) > 0.5", "min(w) is 0.1 at every step, so it is never above 0.5."),
    ("x < 0", "every input of x lies between 0 and 3, so none is ever below 0."),
    ("g < 1", "g lies between 1 and 2 where it is finite, so it is never below 1."),
    ("n < 1", "n is no finite number at any step, so it is never below 1."),
    # comparisons with more that is read
    ("c < f", "c lies between 3 and 7, f lies between 0.000045 and 1, so c is never below f."),
    ("t > x1 + 1", "t lies between 1 and 4, x1 + 1 lies between 1 and 4, but t is never above x1 + 1."),
    ("t != x1 + 1", "t lies between 1 and 4, x1 + 1 lies between 1 and 4, but t is never other than x1 + 1."),
    ("c > c", "c lies between 3 and 7, but c is never above c."),
    ("p = q", "p lies between 0.33 and 2, q lies between 0.33 and 2.5, but p is never exactly q."),
    ("p > r", "p lies between 0.33 and 2, r lies between 2.00001 and 3, so p is never above r."),
    ("p = q < r < u < s", "r lies between 2 and 3, u lies between 0.5 and 1, so r is never below u."),
    (
        "s < f < u < i - s + 1",
        "s lies between 0.2 and 0.5, f lies between 0.000045 and 1, u lies between 0.5 and 1, "
        "but “s < f < u < i - s + 1” holds at no step.",
    ),
    ("0.2 < f < 0.3", "f lies between 0.000045 and 1, but “0.2 < f < 0.3” holds at no step."),
    ("2 < f < 3", "f lies between 0.000045 and 1, so it is never above 2."),
    ("0 < f > 2", "f lies between 0.000045 and 1, so it is never above 2."),
    # words
    ("i changes", "i is 0.25 at every step, so it never changes."),
    ("i rises", "i is 0.25 at every step, so it never rises."),
    ("w changes", "every unit of w lies between 0.1 and 0.9, but none ever changes."),
    ("-t rises", "-t lies between −4 and 0, but it never rises."),
    ("t falls", "t lies between 0 and 4, but it never falls."),
    ("i opens", "i is 0.25 at every step, so it never goes up through 0.5."),
    ("f closes", "f lies between 0.000045 and 1, but it never goes down through 0.5."),
    ("c closes", "c lies between 0 and 7, but it never goes down through 0.5."),
    ("x2 opens", "x2 lies between 1 and 2, so it never goes up through 0.5."),
    ("s opens", "s lies between 0.2 and 0.5, so it never goes up through 0.5."),
    ("u closes", "u lies between 0.5001 and 1, so it never goes down through 0.5."),
    ("f overflows", "f lies between 0.000045 and 1, so it never overflows."),
    # and, or, not
    ("c > 6 and f < 0.5", "“c > 6” holds at 2 steps and “f < 0.5” at 1, but never both at the same one."),
    ("f < 0.5 and c > 6", "“f < 0.5” holds at 1 step and “c > 6” at 2, but never both at the same one."),
    (
        "c > 6 and x2 > 1 and t > 2",
        "“c > 6” holds at 2 steps, “x2 > 1” at 2 and “t > 2” at 2, but never all at the same one.",
    ),
    (
        "c > 6 and x2 > 1 and t > 2 and t < 4",
        "each of 4 parts holds at some step, but never all of them at the same one.",
    ),
    ("c > 6 and f > 2", "f lies between 0.000045 and 1, so it is never above 2."),
    (
        "c > 8 or f > 2",
        "c lies between 3 and 7, so it is never above 8; f lies between 0.000045 and 1, so it is never above 2.",
    ),
    ("f > 2 or f > 2", "f lies between 0.000045 and 1, so it is never above 2."),
    (
        "c > 8 or i > 1 or t > 4 or f > 2",
        "c lies between 3 and 7, so it is never above 8; i is 0.25 at every step, so it is never above 1; "
        "t lies between 1 and 4, so it is never above 4; the other parts hold at no step either.",
    ),
    ("not f < 2", "f lies between 0.000045 and 1, and “f < 2” holds at every step."),
    ("not c >= c", "c lies between 3 and 7, and “c >= c” holds at every step."),
    ("not t rises", "t lies between 0 and 4, and “t rises” holds at every step."),
    ("not x1 changes", "x1 lies between 0 and 3, and “x1 changes” holds at every step from 2 on."),
    ("not (t > 0 and f < 2)", "“t > 0 and f < 2” holds at every step."),
    ("not not f > 2", "f lies between 0.000045 and 1, so it is never above 2."),
]


@pytest.mark.parametrize(("text", "sentence"), SENTENCES, ids=lambda value: str(value)[:40])
def test_the_sentence(text: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    condition = SOURCE.condition(text)
    assert never(condition, SOURCE) == sentence
    monkeypatch.setattr(evaluation, "_BLOCK", 1)
    assert never(condition, SOURCE) == sentence, "block by block"


def test_the_first_step_has_none_before_it() -> None:
    source = Arrays({"f": [1, 2, 3], "c": [1, 2, 3]}, initial={"c": 1}, ready=1)
    for text in ("f changes", "not f changes", "c > 5 or f changes", "f[t-1] > 1"):
        sentence = never(source.condition(text), source)
        part = "f[t-1] > 1" if "[" in text else "f changes"
        assert sentence.endswith(f"step 1 is the only one so far, and “{part}” asks for the step before it.")
    assert never(source.condition("c changes"), source) == "c is 1 at every step, so it never changes."


def test_only_what_is_ready_counts() -> None:
    source = Arrays({"f": [1, 2, 3]}, ready=2)
    condition = source.condition("f > 2")
    assert never(condition, source) == "f lies between 1 and 2, so it is never above 2."
    source.ready = 3
    assert never(condition, source) == ""
    source.ready = 0
    assert never(condition, source) == "no step has been computed yet."


def test_what_came_before_the_sequence_is_not_said_to_be_infinite() -> None:
    source = Arrays({"f": [1, 2]})
    assert never(source.condition("f[t-1] + 1 > 5"), source) == "f[t-1] + 1 is 2 at every step, so it is never above 5."


def test_the_lectures_forget_gate() -> None:
    lesson = load_lesson("hand-set-lstm")
    model = Model(lesson.cell, lesson.inputs, lesson.units, lesson.outputs, parameters=lesson.parameters)
    trace = model.run(lesson.x, initial=lesson.initial)
    source = Arrays(trace.values, trace.x, trace.initial)
    assert never(source.condition("o > 2"), source) == "o lies between 0.000045 and 1, so it is never above 2."
    assert never(source.condition("f > 1"), source) == "f lies between 8.2e−40 and 1, so it is never above 1."


def test_there_is_a_sentence_exactly_where_nothing_is_found() -> None:
    random = np.random.default_rng(7)
    said = 0
    for _ in range(400):
        source = arrays_of(random_numbers(random, 6))
        condition = source.condition(random_condition(random))
        sentence = never(condition, source)
        assert bool(sentence) == (count(condition, source) == 0), condition.text
        if sentence:
            said += 1
            assert sentence.isprintable()
            assert sentence.endswith(".")
    assert said > 50
