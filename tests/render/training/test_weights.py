"""Maps of weights: every weight of a unit once, its number readable in every theme, and found under the pointer."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from simulator.engine import Model
from simulator.language import cell_ids, load_cell, parse_cell
from simulator.render.heat import colour_of, contrast, levels
from simulator.render.primitives import Box, Heat, Line, Text
from simulator.render.theme import load_theme, theme_ids
from simulator.render.training.matrices import Matrix, element_at, matrix_maps, place
from simulator.render.training.scale import Scale, largest_of
from simulator.render.training.unit_weights import unit_weights
from simulator.render.training.weights import Heading, UnitWeights, weight_map
from tests.render.training.chart_look import LOOKS
from tests.render.training.helpers import assert_sound, flat, texts
from tests.render.training.samples import matrices, weights

SIZE = (344.0, 260.0)


def table(values: list[list[float]]) -> UnitWeights:
    array = np.array(values, float)
    rows = tuple(Heading(name, "gate") for name in "ifog"[: len(array)])
    columns = tuple(Heading(f"x{number}", "inp") for number in range(1, array.shape[1] + 1))
    targets = tuple(tuple(f"W_{row.name}[0,{k}]" for k in range(len(columns))) for row in rows)
    return UnitWeights("weights", rows, columns, array, targets)


# -- what is in a map


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("name", cell_ids())
def test_every_weight_of_a_unit_has_one_place(name: str, units: int) -> None:
    cell = load_cell(name)
    model = Model(cell, 3, units, 2, seed=1)
    unit = units - 1
    found = unit_weights(cell, model.parameters, unit)
    expected = set()
    for parameter, array in model.parameters.items():
        row = min(unit, len(array) - 1)
        indices = [f"{row},{k}" for k in range(array.shape[1])] if array.ndim == 2 else [str(row)]
        expected |= {f"{parameter}[{index}]" for index in indices}
    targets = [target for row in found.targets for target in row if target]
    assert sorted(targets) == sorted(expected)
    for targets_of_row, values in zip(found.targets, found.values, strict=True):
        for target, value in zip(targets_of_row, values.tolist(), strict=True):
            if not target:
                assert math.isnan(value)
                continue
            parameter, index = target[:-1].split("[")
            assert value == model.parameters[parameter][tuple(map(int, index.split(",")))]
    assert found.units == units
    assert_sound(weight_map(found, *SIZE))


def test_rows_are_named_by_what_their_sums_become_and_columns_by_what_they_read() -> None:
    cell = load_cell("lstm")
    found = unit_weights(cell, Model(cell, 2, 2, seed=0).parameters)
    assert [row.name for row in found.rows] == ["i", "f", "o", "g"]
    assert ["".join(run.text for run in column.symbol) for column in found.columns] == ["x1", "x2", "1", "h1", "h2"]
    assert [column.hue for column in found.columns] == ["inp", "inp", "ink2", "mem", "mem"]
    gru = load_cell("gru")
    last = unit_weights(gru, Model(gru, 1, 1, seed=0).parameters).columns[-1]
    assert "".join(run.text for run in last.symbol) == "r·h"
    peephole = load_cell("lstm-peephole")
    columns = unit_weights(peephole, Model(peephole, 1, 1, seed=0).parameters).columns
    assert ["".join(run.text for run in column.symbol) for column in columns[-2:]] == ["c", "ct"]


def test_gradients_and_changes_take_the_places_of_their_weights() -> None:
    cell = load_cell("elman")
    model = Model(cell, 3, 2, seed=0)
    gradients = model.gradients(np.ones((4, 3)), np.ones((4, 2))).parameters
    found = unit_weights(cell, gradients, 1, "gradients", 2.0)
    assert found.targets == unit_weights(cell, model.parameters, 1).targets
    assert found.values[0, 0] == gradients["W"][1, 0]
    assert (found.kind, found.largest) == ("gradients", 2.0)
    assert texts(weight_map(found, *SIZE))[0] == "Gradients"


def test_a_number_that_is_read_twice_has_two_columns() -> None:
    cell = parse_cell("h = tanh(W @ x + V @ x + b + d)", "h")
    found = unit_weights(cell, Model(cell, 2, 1, seed=0).parameters)
    assert found.targets == (("W[0,0]", "W[0,1]", "V[0,0]", "V[0,1]", "b[0]", "d[0]"),)
    assert [column.symbol[0].text for column in found.columns] == ["x", "x", "x′", "x′", "1", "1′"]


# -- how it is drawn


@pytest.mark.parametrize("theme", theme_ids())
def test_every_number_can_be_read_in_every_theme(theme: str) -> None:
    colours = load_theme(theme)
    values = np.linspace(-9, 9, 28).reshape(4, 7)
    parts = flat(weight_map(table(values.tolist()), 600.0, 300.0).items["fields"])
    boxes = [part for part in parts if isinstance(part, Box)]
    numbers = [part for part in parts if isinstance(part, Text)]
    assert len(boxes) == len(numbers) == 28
    for box, number in zip(boxes, numbers, strict=True):
        assert box.x < number.x < box.x + box.width
        assert contrast(colour_of(colours, box.fill or ""), colour_of(colours, number.colour)) >= 4.5


def test_a_field_is_as_deep_as_its_number_and_says_it_exactly() -> None:
    given = table([[0.1, -2.5], [7.25, 0.0]])
    picture = weight_map(given, *SIZE)
    fills = [part.fill for part in flat(picture.items["fields"]) if isinstance(part, Box)]
    assert fills == [f"heat:{level}" for level in levels(given.values, 7.25)]
    assert {spot.target: spot.tip for spot in picture.hotspots}["W_i[0,1]"] == "W_i[0,1] = −2.5"
    assert "−2.5" in texts(picture.items["fields"])


def test_small_and_large_numbers_are_written_as_multiples_of_a_power_of_ten() -> None:
    tiny = weight_map(table([[1.1e-5, -4e-6]]), *SIZE)
    assert texts(tiny.items["fields"]) == ["1.1", "−0.4"]
    assert texts(tiny.items["legend"]) == ["−1.1", "+1.1  × 10−5"]
    assert texts(weight_map(table([[123456.0, 0.0]]), *SIZE).items["fields"]) == ["1.2", "0.0"]
    assert texts(weight_map(table([[100.0, -10.0]]), *SIZE).items["fields"]) == ["100", "−10"]
    assert texts(weight_map(table([[1e-300, -1e-320]]), *SIZE).items["fields"]) == ["1.0", "0.0"]


def test_many_columns_are_a_heat_map_whose_negative_fields_are_still_marked() -> None:
    rng = np.random.default_rng(0)
    given = table(rng.normal(size=(4, 24)).tolist())
    picture = weight_map(given, *SIZE)
    parts = flat(picture.items["fields"])
    (heat,) = (part for part in parts if isinstance(part, Heat))
    assert heat.levels == levels(given.values, largest_of([given.values]))
    assert not any(isinstance(part, Text) for part in parts)
    deep = sum(level < 128 - 12 for level in heat.levels)
    assert sum(isinstance(part, Line) for part in parts) == deep > 0
    assert len(picture.hotspots) == 96


@pytest.mark.parametrize("values", [[[math.nan]], [[math.inf, -math.inf, 0.0]], [[0.0, 0.0]], [[1e308, -1e-308]], [[]]])
def test_any_numbers_can_be_drawn(values: list[list[float]]) -> None:
    picture = weight_map(table(values), *SIZE)
    assert_sound(picture)
    for value, sign in ((math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "NaN")):
        there = any(v == value or (v != v and value != value) for v in values[0])
        assert (sign in texts(picture)) == there
    assert_sound(weight_map(UnitWeights("weights", (), (), np.empty((0, 0)), ()), *SIZE))


def test_the_selected_weight_is_framed() -> None:
    picture = weight_map(replace(weights(), selected="W_f[1,1]"), *SIZE)
    (ring,) = flat(picture.items["selected"])
    (spot,) = (spot for spot in picture.hotspots if spot.target == "W_f[1,1]")
    assert isinstance(ring, Box)
    assert (ring.x, ring.y) == (spot.x, spot.y)
    assert "selected" not in weight_map(weights(), *SIZE).items


def test_two_maps_with_one_scale_have_one_depth_for_one_number() -> None:
    one, two = (replace(table([[1.0, peak]]), largest=10.0) for peak in (2.0, 8.0))
    first, second = (flat(weight_map(given, *SIZE).items["fields"])[0] for given in (one, two))
    assert isinstance(first, Box)
    assert first == second


def test_a_scale_of_nothing_is_1() -> None:
    assert largest_of([]) == largest_of([np.zeros(3)]) == largest_of([np.array([math.nan])]) == 1
    assert Scale(1.0).text(0.25) == "0.2"


# -- all parameters


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("size", [(480.0, 260.0), (900.0, 700.0), (320.0, 240.0)])
def test_all_parameters_stand_apart_and_every_field_is_found(look: int, size: tuple[float, float]) -> None:
    shown = matrices()
    picture = matrix_maps("Weights", shown, *size, LOOKS[look])
    assert_sound(picture)
    assert picture.height == size[1]
    spots = picture.hotspots
    assert [spot.target for spot in spots] == [matrix.name for matrix in shown]
    for number, one in enumerate(spots):
        for two in spots[number + 1 :]:
            apart = one.x + one.width <= two.x or two.x + two.width <= one.x
            assert apart or one.y + one.height <= two.y or two.y + two.height <= one.y
    rng = np.random.default_rng(0)
    for placed in place(shown, *size, LOOKS[look]):
        rows, columns = placed.matrix.grid.shape
        row, column = int(rng.integers(rows)), int(rng.integers(columns))
        x, y = placed.x + (column + 0.5) * placed.side, placed.y + (row + 0.5) * placed.side
        index = f"{row},{column}" if placed.matrix.values.ndim == 2 else str(row)
        value = repr(float(placed.matrix.grid[row, column])).replace("-", "−")
        found = element_at(shown, x, y, *size, LOOKS[look])
        assert found == (f"{placed.matrix.name}[{index}]", f"{placed.matrix.name}[{index}] = {value}")
    assert element_at(shown, 1.0, 1.0, *size, LOOKS[look]) is None


def test_the_parameters_of_a_gate_stay_in_one_line() -> None:
    for width in range(240, 800, 20):
        tops: dict[str, set[float]] = {}
        for placed in place(matrices(), float(width), 400.0, LOOKS[0]):
            tops.setdefault(placed.matrix.group, set()).add(placed.y)
        assert all(len(found) == 1 for found in tops.values())


def test_the_largest_number_is_seen_however_small_the_fields_are() -> None:
    values = np.full((2000, 3000), 0.01)
    values[1234, 2345], values[55, 66] = -8.0, 5.0
    picture = matrix_maps("Weights", (Matrix("U", values),), 300.0, 260.0)
    (heat,) = (part for part in flat(picture.items["map 0"]) if isinstance(part, Heat))
    assert heat.levels.count(1) == 1, "the deepest of all is negative"
    assert sum(level > 190 for level in heat.levels) == 1
    assert len(heat.levels) <= 300 * 260


def test_empty_matrices_and_no_numbers_can_be_drawn() -> None:
    odd = (Matrix("W", np.empty((0, 3))), Matrix("b", np.array([math.nan, math.inf])), Matrix("U", np.zeros((2, 2))))
    assert_sound(matrix_maps("Weights", odd, *SIZE))
    assert_sound(matrix_maps("Weights", (), *SIZE))
    assert texts(matrix_maps("Weights", (), *SIZE))[0] == "Weights"


def test_a_number_is_marked_where_it_stands_however_small_it_is() -> None:
    for size in (SIZE, (120.0, 160.0)):
        for name, index in (("U_f", (3, 14)), ("b_i", (9,))):
            picture = matrix_maps("Weights", matrices(), *size, LOOKS[0], (name, index))
            (ring,) = flat(picture.items["selected"])
            assert isinstance(ring, Box)
            assert ring.width == ring.height >= 8
            target = f"{name}[{','.join(map(str, index))}]"
            found = element_at(matrices(), ring.x + ring.width / 2, ring.y + ring.height / 2, *size, LOOKS[0])
            assert found is not None
            assert found[0] == target
    assert "selected" not in matrix_maps("Weights", matrices(), *SIZE, LOOKS[0], ("V", (0, 0))).items


def test_numbers_stand_in_the_fields_that_have_room() -> None:
    given = (Matrix("W", np.array([[1.0, -2.25], [0.5, math.nan]])), Matrix("b", np.array([3.0, -1.0])))
    picture = matrix_maps("Weights", given, 600.0, 400.0, LOOKS[0], field=44.0)
    assert texts(picture.items["map 0"]) == ["1.0", "−2.2", "0.5", "NaN"]
    assert texts(picture.items["map 1"]) == ["3.0", "−1.0"]
    (placed, _) = place(given, 600.0, 400.0, LOOKS[0], 44.0)
    assert placed.side == 44
    written = [part for part in flat(picture.items["map 0"]) if isinstance(part, Text)]
    found = [element_at(given, text.x, text.y, 600.0, 400.0, LOOKS[0], 44.0) for text in written]
    assert [one and one[0] for one in found] == ["W[0,0]", "W[0,1]", "W[1,0]", "W[1,1]"]
    assert texts(matrix_maps("Weights", given, 600.0, 400.0, LOOKS[0]).items["map 0"]) == []


def test_maps_may_have_a_scale_of_their_own() -> None:
    given = (Matrix("W", np.array([[1.0, 100.0]])),)
    (heat,) = (
        part for part in flat(matrix_maps("W", given, *SIZE, largest=1.0).items["map 0"]) if isinstance(part, Heat)
    )
    assert heat.levels == levels(np.array([1.0, 1.0]), 1.0)


def test_a_parameter_of_several_layers_has_its_layer_before_it() -> None:
    picture = matrix_maps("Weights", (Matrix("2.backward.U_f", np.eye(2)),), *SIZE)
    assert texts(picture.items["name 0"]) == ["2.backward.Uf"]
