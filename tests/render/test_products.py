"""The products of a sum on their way: which have a row, which are bundled, and what they come to."""

from __future__ import annotations

import heapq
import math

import numpy as np
import pytest

from simulator.engine import Model, Term, Terms, explain
from simulator.engine.terms import Stretch
from simulator.language import load_cell
from simulator.render.products import Products
from simulator.render.view import CellView, Moment

PRODUCTS = (3.0, -5.0, 0.0, math.nan, 5.0, 0.0, -0.5, math.inf, 1.0, 0.0)


def products(numbers: tuple[float, ...] = PRODUCTS) -> Products:
    terms = [Term("W", (0, k), f"x[{k + 1}]", number, 1.0, number) for k, number in enumerate(numbers)]
    return Products(Terms(map(Stretch.of, terms)), np.arange(len(numbers)) / 10)


@pytest.mark.parametrize("most", [1, 2, 4, 8, 9, 10, 11])
def test_the_strongest_have_rows_in_order_and_the_rest_are_one(most: int) -> None:
    every = products()
    rows, rest = every.strongest(most)
    strength = [math.inf if math.isnan(number) else abs(number) for number in PRODUCTS]
    count = len(PRODUCTS) if most >= len(PRODUCTS) else most - 1
    wanted = sorted(heapq.nlargest(count, range(len(PRODUCTS)), lambda place: strength[place]))
    assert [pair[0].index[1] for pair in rows] == wanted
    assert [pair[1] for pair in rows] == [place / 10 for place in wanted]
    others = [place for place in range(len(PRODUCTS)) if place not in wanted]
    assert [pair[0].index[1] for pair in rest] == others
    assert rest.total == pytest.approx(sum(place / 10 for place in others))


def test_one_can_be_left_out_and_found() -> None:
    every = products()
    pair = every.of("W", (0, 4))
    assert pair == (every.terms[4], 0.4)
    assert every.at("x", 4) == pair
    assert every.of("V", (0, 4)) is None
    assert every.at("h[t-1]", 0) is None
    fewer = every.without(pair)
    assert [found[0].index[1] for found in fewer] == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert every.without(None) is every
    assert fewer[4] == every[5]
    assert list(fewer[1:3]) == list(every)[1:3]
    assert fewer.total == pytest.approx(4.5 - 0.4)


def test_they_are_told_apart_by_what_they_come_from() -> None:
    cell = load_cell("lstm-peephole")
    model = Model(cell, inputs=3, units=2)
    now = explain(model, model.run(np.ones((1, 3))), 1)
    every = Moment(CellView(now)).terms("z_i")
    assert {pair[0].source.split("[")[0] for pair in every} == {"x", "h", "c", "1"}
    assert [pair[0].source for pair in every.of_signals(("c",))] == ["c[t-1][1]"]
    assert {pair[0].source for pair in every.of_others(("x", "h"))} == {"c[t-1][1]", "1"}
    assert every.of_others(()) is every
    plain = Moment(CellView(now)).terms("c")
    assert all(not pair[0].parameter for pair in plain)
    assert len(plain.with_weights()) == 0
    assert len(every.with_weights()) == len(every)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_on_its_way_a_product_lies_between_the_last_and_the_new_one(share: float) -> None:
    model = Model(load_cell("lstm"), inputs=3, units=2)
    trace = model.run(np.random.default_rng(0).normal(size=(2, 3)))
    first, second = explain(model, trace, 1), explain(model, trace, 2)
    index = second.cell.graph.signals["z_f"]
    for before in (first, None):
        found = Moment(CellView(second, before)).terms_at(index, share, 1)
        for (term, shown), old in zip(found, first.terms(index, 1), strict=True):
            start = old.product if before else 0.0
            assert shown == pytest.approx(start + (term.product - start) * share)
