"""Every shipped cell in each of its layouts, for each unit, at every step and phase; and what the layouts must show."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from simulator.engine import Model, explain
from simulator.language import Cell, cell_ids, load_cell, parse_cell
from simulator.render.diagram import NEIGHBOURS, diagram, layouts
from simulator.render.diagrams.lstm import parts_of
from simulator.render.fans import MORE
from simulator.render.kit import advance
from simulator.render.primitives import Box, Group, Picture, Primitive, Text
from simulator.render.view import CellView, Moment

PHASES = (0.0, 0.1, 0.1875, 0.3, 0.4375, 0.7, 0.8125, 0.9, 1.0)
LSTMS = ("lecture-lstm", "lstm", "lstm-peephole", "lstm-coupled", "lstm-1997")
GRUS = ("gru", "gru-reset-after", "gru-chung")


def views(cell: Cell, units: int | None = None, inputs: int | None = None) -> list[CellView]:
    example = cell.example
    assert example is not None
    if units is None:
        model = Model(cell, example.inputs, example.units, example.outputs, parameters=example.parameters)
        trace = model.run(np.array(example.x), initial=example.initial or None)
    else:
        size = inputs or example.inputs
        model = Model(cell, size, units, example.outputs, seed=1)
        trace = model.run(np.random.default_rng(0).normal(size=(4, size)))
    steps = [explain(model, trace, step) for step in range(1, trace.steps + 1)]
    signed = min(float(trace[name].min()) for name in cell.states) < 0
    return [
        CellView(now, before, {}, 1.0, signed, unit=unit)
        for before, now in zip([None, *steps], steps, strict=False)
        for unit in (range(model.sizes["units"]) if units is None else (0, units - 1))
    ]


def drawings() -> list[tuple[str, str]]:
    return [(name, layout) for name in cell_ids() for layout in load_cell(name).layouts]


def texts(picture: Picture) -> Iterator[tuple[str, Text]]:
    stack: list[tuple[str, Primitive]] = list(picture.items.items())
    while stack:
        identity, primitive = stack.pop()
        if isinstance(primitive, Group):
            stack += [(identity, child) for child in primitive.children]
        elif isinstance(primitive, Text):
            yield identity, primitive


def written(picture: Picture) -> list[str]:
    return ["".join(run.text for run in text.runs) for _, text in texts(picture)]


def area(text: Text) -> tuple[float, float, float, float]:
    """Where a text stands, a little inside its letters: left, top, right, bottom."""
    wide = advance(text.runs) * text.size * 0.94
    left = {"left": text.x, "center": text.x - wide / 2, "right": text.x - wide}[text.align]
    return left, text.y - text.size * 0.34, left + wide, text.y + text.size * 0.34


def overlapping(picture: Picture) -> list[tuple[str, str]]:
    shown = [(identity, text) for identity, text in texts(picture) if text.clip is None]
    return [
        ("".join(run.text for run in one.runs), "".join(run.text for run in two.runs))
        for (_, one), (_, two) in itertools.combinations(shown, 2)
        if (a := area(one))[0] < (b := area(two))[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def test_every_cell_has_a_layout_and_an_lstm_has_both() -> None:
    for name in cell_ids():
        cell = load_cell(name)
        assert cell.layouts, name
        assert set(cell.layouts) <= set(layouts(views(cell)[0]))
    for name in LSTMS:
        assert tuple(load_cell(name).layouts) == ("lecture", "conveyor")


def check(view: CellView, phase: float, width: float, height: float) -> Picture:
    picture = diagram(view, phase, width, height)
    assert not any("nan" in text.lower() for text in written(picture))
    assert {spot.target for spot in picture.hotspots} >= set(view.now.cell.signals)
    for _, text in texts(picture):
        left, top, right, bottom = area(text)
        assert left >= -2, text
        assert right <= width + 2, text
        assert top >= -2, text
        assert bottom <= height + 2, text
    return picture


@pytest.mark.parametrize(("name", "layout"), drawings())
def test_every_layout_draws_every_unit_at_every_step_and_phase(name: str, layout: str) -> None:
    kept = set()
    for view in views(load_cell(name)):
        drawn = replace(view, layout=layout)
        for phase in PHASES:
            picture = check(drawn, phase, 1008, 632)
        kept.add(frozenset(picture.items))
    assert len(kept) == 1, "ids stay from step to step"


@pytest.mark.parametrize(("name", "layout"), drawings())
@pytest.mark.parametrize("size", [(724, 404), (1328, 680)])
def test_every_layout_fits_small_and_large_panes(name: str, layout: str, size: tuple[int, int]) -> None:
    for view in views(load_cell(name))[:4]:
        check(replace(view, layout=layout), 1.0, *size)


@pytest.mark.parametrize(("name", "layout"), drawings())
def test_no_words_stand_on_others(name: str, layout: str) -> None:
    for view in views(load_cell(name)):
        for phase in (0.7, 1.0):
            assert overlapping(diagram(replace(view, layout=layout), phase)) == []


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("lstm", "lecture"),
        ("lstm-peephole", "conveyor"),
        ("gru", "gru"),
        ("gru-reset-after", "gru"),
        ("elman", "loop"),
        ("jordan", "loop"),
    ],
)
def test_a_cell_of_many_units_is_drawn_one_at_a_time(name: str, layout: str) -> None:
    for view in views(load_cell(name), units=40):
        picture = diagram(replace(view, layout=layout), 1.0)
        assert f"unit {view.unit + 1} of 40" in written(picture)
        assert ("unit+1" in {spot.target for spot in picture.hotspots}) == (view.unit == 0)
        assert {spot.target for spot in picture.hotspots} & set(NEIGHBOURS)
        assert overlapping(picture) == []
        assert all(area(text)[0] >= -2 and area(text)[2] <= 1010 for _, text in texts(picture))


@pytest.mark.parametrize("name", ["lstm", "gru", "elman"])
def test_the_bundle_of_a_large_fan_is_what_the_rows_leave(name: str) -> None:
    for view in views(load_cell(name), units=16):
        moment = Moment(view, 0.1)
        for signal in [signal for signal in moment.cell.signals if moment.cell.roles[signal] == "sum"]:
            products = moment.terms(signal)
            shown, rest = products.strongest(8)
            assert len(shown) == 7
            assert len(rest) == len(products) - 7
            assert min(abs(term.product) for term, _ in shown) >= max(abs(term.product) for term, _ in rest)
            total = sum(value for _, value in shown) + sum(value for _, value in rest)
            assert total == pytest.approx(float(moment.shown(signal)[moment.unit]), abs=1e-12)
        bundles = [spot for spot in diagram(view, 1.0).hotspots if spot.target == MORE]
        assert bundles
        assert all(spot.tip.startswith("+ ") and " = " in spot.tip for spot in bundles)


def test_a_fan_of_few_terms_shows_them_all() -> None:
    products = Moment(views(load_cell("lstm"))[0]).terms("z_i")
    shown, rest = products.strongest(8)
    assert shown == tuple(products)
    assert len(rest) == 0


def test_an_lstm_is_known_by_its_equations_not_by_its_names() -> None:
    cell = parse_cell(
        "a = W @ x + b\nq = sigmoid(V @ x)\nnone = 2 * a\n"
        "s_in = W_1 @ x\nin_ = sigmoid(s_in)\ns_n = W_2 @ x\nnew = tanh(s_n)\ns_out = W_3 @ x\nout = sigmoid(s_out)\n"
        "m = m[t-1] + new * in_\ny = tanh(m) * out"
    )
    parts = parts_of(cell)
    assert parts is not None
    assert (parts.memory, parts.candidate, parts.take, parts.keep, parts.give) == ("m", "new", "in_", None, "out")
    assert parts_of(load_cell("gru")) is None
    coupled = parts_of(load_cell("lstm-coupled"))
    assert coupled is not None
    assert coupled.coupled
    assert coupled.gates == ("i", "o")


@pytest.mark.parametrize("layout", ["lecture", "conveyor"])
def test_peepholes_are_taps_with_their_weights(layout: str) -> None:
    view = replace(views(load_cell("lstm-peephole"))[2], layout=layout)
    picture = diagram(view)
    assert {"tap:i", "tap:f", "tap:o"} <= set(picture.items)
    targets = {spot.target: spot.tip for spot in picture.hotspots}
    before, now = view.now.previous("c")[0], view.now["c"][0]
    assert float(before) != float(now)
    for name, value in (("p_i[0]", before), ("p_f[0]", before), ("p_o[0]", now)):
        assert repr(float(value)).removeprefix("-") in targets[name], "the input and forget gate see the old memory"
    assert not {"tap:i"} & set(diagram(replace(views(load_cell("lstm"))[0], layout=layout)).items)


@pytest.mark.parametrize("layout", ["lecture", "conveyor"])
def test_the_forget_valve_is_missing_where_nothing_is_forgotten(layout: str) -> None:
    picture = diagram(replace(views(load_cell("lstm-1997"))[0], layout=layout))
    assert "no forget gate: all stays" in written(picture)
    assert sum(identity.startswith("valve:") for identity in picture.items) == 2


def test_one_plate_drives_coupled_gates() -> None:
    view = views(load_cell("lstm-coupled"))[0]
    mixing = diagram(replace(view, layout="lecture"))
    assert "valve:f" not in mixing.items
    plates = [part for part in parts_in(mixing, "valve:i") if isinstance(part, Box) and part.fill == "gate"]
    assert sum(plate.width == pytest.approx(40.0) for plate in plates) == 1
    linked = diagram(replace(view, layout="conveyor"))
    assert {"valve:f", "link", "rod:f"} <= set(linked.items)
    assert "f = 1 − i" in written(linked)


def parts_in(picture: Picture, identity: str) -> tuple[Primitive, ...]:
    group = picture.items[identity]
    assert isinstance(group, Group)
    return group.children


@pytest.mark.parametrize(("name", "new", "old"), [("gru", "1 − z", "z"), ("gru-chung", "z", "1 − z")])
def test_the_picture_of_a_gru_says_which_way_z_opens(name: str, new: str, old: str) -> None:
    view = views(load_cell(name))[0]
    share = float(view.now["z"][0])
    if name == "gru":
        share = 1 - share
    texts_ = written(diagram(view))
    assert f"{new} = {100 * share:.0f} %" in texts_
    assert f"{old} = {100 - 100 * share:.0f} %" in texts_


def test_the_reset_valve_sits_before_the_recurrent_weights_or_after_them() -> None:
    before, after = (diagram(views(load_cell(name))[0]) for name in ("gru-chung", "gru-reset-after"))
    assert "sum:recurrent" not in before.items
    assert "sum:recurrent" in after.items
    assert "fan:recurrent" in after.items, "the other units reach the sum before the valve"


def test_elman_and_jordan_differ_in_where_the_loop_begins() -> None:
    def start(name: str) -> float:
        picture = diagram(replace(views(load_cell(name))[0], layout="loop"))
        branch = picture.items["branch"]
        return float(branch.y)  # type: ignore[union-attr]  # a circle

    assert start("jordan") < 0.2 * 632 < 0.4 * 632 < start("elman-lecture")


def test_a_memory_that_overflows_is_drawn_on_the_belt() -> None:
    cell = load_cell("lecture-lstm")
    assert cell.example is not None
    model = Model(cell, 3, 1, parameters=cell.example.parameters)
    trace = model.run(np.array([[1e308, 1, 1], [1e308, 1, 1], [1e308, 1, 1]]))
    assert trace["c"][2, 0] == math.inf
    view = CellView(explain(model, trace, 3), explain(model, trace, 2), layout="conveyor")
    for phase in PHASES:
        diagram(view, phase)
    assert "y = ∞" in written(diagram(view))
