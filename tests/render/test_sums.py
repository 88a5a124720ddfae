"""The table of a weighted sum, and what a signal is connected with."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.engine import Model, Term, explain
from simulator.engine.terms import Stretch, Terms
from simulator.language import cell_ids, load_cell
from simulator.lessons import load_lesson
from simulator.render.card import most_telling, sum_behind
from simulator.render.primitives import Group, Run, Text
from simulator.render.relations import Relation, sources, targets
from simulator.render.sums import by_size, number_text, sum_rows, sum_total

LESSON = load_lesson("hand-set-lstm")
MODEL = Model(LESSON.cell, 3, 1, 1, parameters=LESSON.parameters)
TRACE = MODEL.run(LESSON.x)


def measure(runs: tuple[Run, ...], size: float, weight: int) -> float:
    return size * 0.6 * sum(len(run.text) for run in runs)


def written(item: object) -> list[str]:
    children = item.children if isinstance(item, Group) else (item,)
    return ["".join(run.text for run in text.runs) for text in children if isinstance(text, Text)]


def test_the_rows_say_what_is_multiplied_with_what() -> None:
    now = explain(MODEL, TRACE, 4)
    _, index = sum_behind(now, "f")
    terms = now.terms(index)
    rows = sum_rows(terms, MODEL.signal_sizes, "bias", 272, measure)
    assert [written(row) for row in rows.items.values()] == [
        ["x1", "×", "4", "=", "0"],
        ["x2", "×", "1", "=", "100"],
        ["x3", "×", "0", "=", "0"],
        ["bias", "×", "1", "=", "10"],
    ]
    assert "z = 110.0000" in written(sum_total((Run("z"),), 110, "4", 272).items["total"])


def test_products_of_two_signals_are_rows_without_a_field() -> None:
    now = explain(MODEL, TRACE, 4)
    _, index = sum_behind(now, "c")
    rows = sum_rows(now.terms(index), MODEL.signal_sizes, "bias", 272, measure)
    assert [written(row)[1:] for row in rows.items.values()] == [
        ["1", "×", "4", "=", "4"],
        ["1", "×", "3.0000", "=", "3.0000"],
    ]


def term(product: float) -> Term:
    return Term("W", (0, 0), "x[1]", product, 1.0, product)


def test_of_very_many_those_are_told_that_make_a_difference() -> None:
    random = np.random.default_rng(0)
    for _ in range(100):
        count, most, fewest = (int(number) for number in random.integers(1, [60, 20, 6]))
        values = np.where(random.random(count) < 0.3, random.normal(size=count), 0.0)
        weights = random.normal(size=count)
        terms = Terms([Stretch("W", 0, "x", True, weights, values, weights * values)])
        found = most_telling(terms, most, fewest)
        assert found == sorted(set(found))
        if count <= most:
            assert found == list(range(count))
            continue
        telling = [place for place in range(count) if values[place] != 0]
        strongest = sorted(telling, key=lambda place: -abs(weights[place] * values[place]))[:most]
        others = [place for place in range(count) if values[place] == 0]
        assert found == sorted(strongest + others[: max(0, fewest - len(strongest))])


def test_the_largest_product_comes_first_whatever_its_sign() -> None:
    terms = Terms(map(Stretch.of, map(term, (1, -5, 0, 3, math.nan, math.inf, 5))))
    assert by_size(terms, range(4)) == [1, 3, 0, 2]
    assert by_size(terms, [0, 4, 5])[-1] == 0
    assert by_size(terms, [6, 2, 1]) == [6, 1, 2], "of equals the first"


@pytest.mark.parametrize(
    ("value", "text"),
    [(100.0, "100"), (1 / 3, "0.3333"), (-1 / 3, "−0.3333"), (123456.789, "1.2e5"), (1.7e-48, "1.7e−48"), (-0.0, "0")],
)
def test_a_number_fits_its_column(value: float, text: str) -> None:
    assert number_text(value) == text


def test_where_the_forget_gate_and_the_memory_come_from_and_go_to() -> None:
    cell = LESSON.cell
    assert sources(cell, "z_f") == (Relation("x"),)
    assert sources(cell, "f") == (Relation("z_f"),)
    assert targets(cell, "f") == (Relation("c"),)
    assert set(sources(cell, "c")) == {Relation("g"), Relation("i"), Relation("c", "t-1"), Relation("f")}
    assert targets(cell, "c") == (Relation("y"), Relation("c", "t+1"))
    assert targets(cell, "y") == ()


@pytest.mark.parametrize("identity", cell_ids())
def test_what_one_signal_reads_the_other_gives(identity: str) -> None:
    cell = load_cell(identity)
    for name in cell.signals:
        for source in sources(cell, name):
            if source.name != "x":
                later = Relation(name, "t+1") if source.time else Relation(name)
                assert later in targets(cell, source.name)
        for target in targets(cell, name):
            time = "t-1" if target.time else ""
            assert Relation(name, time) in sources(cell, target.name)  # type: ignore[arg-type]  # one of three words
