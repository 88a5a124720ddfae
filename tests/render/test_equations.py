"""The picture of the equations: what stands in it at a step and a phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from simulator.document import State, new_state_from_cell, open_what
from simulator.document.sequence import Sequence
from simulator.engine import explain
from simulator.exports.finished import FinishedTrace
from simulator.language import Example, cell_ids, parse_cell
from simulator.lessons import lesson_ids
from simulator.render.equations import equations, stage_of
from simulator.render.primitives import Group, Picture, Primitive, Text
from simulator.render.view import CellView
from tests.oracles.random_cells import random_cell


def view_of(state: State, step: int, projected: bool = False) -> CellView:
    source = FinishedTrace(state.run)
    before = explain(source.model, source.trace, step - 1) if step > 1 else None
    return CellView(explain(source.model, source.trace, step), before, projected=projected)


def drawn(what: str, step: int, phase: float = 1.0) -> Picture:
    return equations(view_of(open_what(what), step), phase)


def texts(primitive: Primitive) -> Iterator[str]:
    if isinstance(primitive, Group):
        for child in primitive.children:
            yield from texts(child)
    elif isinstance(primitive, Text):
        yield "".join(run.text for run in primitive.runs)


def words(picture: Picture, identity: str) -> str:
    return " ".join(texts(picture.items[identity]))


@pytest.mark.parametrize("what", [*cell_ids(), *lesson_ids()])
def test_every_equation_stands_in_it_at_every_step_and_phase(what: str) -> None:
    state = open_what(what)
    for step in (1, 2, state.sequence.steps):
        view = view_of(state, step)
        for phase in (0.0, 0.1, 0.3, 0.6, 0.9, 1.0):
            picture = equations(view, phase)
            for name in state.layer.cell.signals:
                assert {f"equation:{name}", f"numbers:{name}", f"result:{name}"} <= picture.items.keys()
                value = words(picture, f"result:{name}")
                assert "…" not in value if phase == 1.0 else value


def test_the_lecture_at_its_fourth_step() -> None:
    picture = drawn("hand-set-lstm", 4)
    assert words(picture, "equation:z_f").split() == ["zf", "=", "Wf", "x", "+", "bf"]
    assert words(picture, "numbers:z_f").split() == ["=", "0", "100", "0", "4", "1", "0", "+", "10"]
    assert words(picture, "numbers:z_o").split()[-3:] == ["(", "−10", ")"]
    assert words(picture, "numbers:o").split() == ["=", "σ(", "−10", ")"]
    assert words(picture, "numbers:c").split() == ["=", "4", "·", "1", "+", "3", "·", "1"]
    assert words(picture, "result:c") == "= 7"


def test_matrices_up_to_eight_by_eight_are_whole_and_larger_ones_begin() -> None:
    cell = parse_cell("h = tanh(W @ x + U @ h[t-1] + b)")
    for units, rows in ((8, 8), (9, 5), (64, 5)):
        picture = equations(view_of(new_state_from_cell(replace(cell, example=_example(units))), 2))
        value = words(picture, "result:h").split()
        assert len(value) == rows + 1
        assert ("⋮" in value) == (units > 8)
        assert sum(spot.target.startswith("U[") for spot in picture.hotspots) == min(rows, units - (units > 8)) ** 2 - (
            9 if units > 8 else 0
        )


def _example(units: int) -> Example:
    return Example(inputs=2, units=units, outputs=1, x=((1.0, 0.5), (0.5, -1.0)))


def test_values_appear_as_the_phase_reaches_them() -> None:
    early = drawn("lstm", 2, 0.1)
    assert "…" not in words(early, "result:z_i")
    assert "…" in words(early, "result:i")
    assert "…" in words(early, "numbers:c")
    late = drawn("lstm", 2, 0.43)
    assert "…" not in words(late, "result:i")
    assert "…" in words(late, "result:c")


@pytest.mark.parametrize(("phase", "active"), [(0.1, {"z", "z_i", "z_f", "z_o"}), (0.6, {"c"}), (1.0, {"y"})])
def test_the_active_sub_step_has_a_bar(phase: float, active: set[str]) -> None:
    picture = drawn("hand-set-lstm", 4, phase)
    assert {name.partition(":")[2] for name in picture.items if name.startswith("active:")} == active


def test_the_end_of_a_sub_step_belongs_to_it() -> None:
    assert [stage_of(phase) for phase in (0.0, 0.1875, 0.2, 0.4375, 0.8125, 0.9, 1.0)] == [0, 0, 1, 1, 2, 3, 3]


def test_exact_numbers_and_the_selection() -> None:
    view = view_of(open_what("lstm"), 2)
    exact = equations(replace(view, exact=True, selected="f"))
    assert max(map(len, words(exact, "result:f").split())) > 12
    assert "selected:f" in exact.items


def test_numbers_multiply_with_a_dot_and_vectors_with_a_circled_one() -> None:
    cell = parse_cell("h = 0.5 * h[t-1] + tanh(W @ x) * p")
    picture = equations(view_of(new_state_from_cell(replace(cell, example=_example(2))), 1))
    assert words(picture, "equation:h") == "h = 0.5 · ht−1 + tanh(W\u2009x) ⊙ p"


def test_a_number_answers_the_pointer_with_its_place_and_all_its_digits() -> None:
    tips = {spot.target: spot.tip for spot in drawn("lstm", 1).hotspots}
    assert tips["W_i[1,0]"] == "W_i[2, 1] = 0.7"
    assert tips["b_i[1]"] == "b_i[2] = 0.2"
    assert tips["i"].startswith("i = 0.")


def test_the_type_of_a_projection_is_larger() -> None:
    state = open_what("hand-set-lstm")
    desk, hall = (equations(view_of(state, 4, projected), 1.0, 1600, 1000) for projected in (False, True))

    def size(picture: Picture) -> float:
        group = picture.items["equation:c"]
        assert isinstance(group, Group)
        return min(child.size for child in group.children if isinstance(child, Text))

    assert size(hall) > 1.2 * size(desk)


def test_what_is_infinite_is_written_as_such() -> None:
    cell = parse_cell("h = exp(W @ x + h[t-1])\ny = h - h")
    example = Example(1, 1, 1, ((800.0,), (1.0,)), {"W": [[1.0]]})
    picture = equations(view_of(new_state_from_cell(replace(cell, example=example)), 2))
    assert words(picture, "result:h") == "= ∞"
    assert words(picture, "result:y") == "= NaN"


@pytest.mark.parametrize("seed", range(40))
def test_random_cells(seed: int) -> None:
    random = random_cell(seed)
    cell = parse_cell(random.text)
    inputs, units, outputs = (random.sizes[name] for name in ("inputs", "units", "outputs"))
    example = Example(inputs, units, outputs, x=((0.5,) * inputs,) * 2)
    view = view_of(new_state_from_cell(replace(cell, example=example)), 2)
    for width in (300.0, 1008.0, 2000.0):
        picture = equations(view, 0.5, width)
        assert picture.width >= width
        for spot in picture.hotspots:
            assert spot.x >= 0
            assert spot.y >= 0
            assert spot.x + spot.width <= picture.width + 4
            assert spot.y + spot.height <= picture.height


def test_numbers_of_large_sizes_keep_the_picture_within_reason() -> None:
    state = new_state_from_cell(parse_cell("h = tanh(W @ x + U @ h[t-1] + b)"))
    view = view_of(state.with_sequence(Sequence.of("s", [[1e9, -1e9]] * 3)), 2)
    assert equations(view).width < 1500
