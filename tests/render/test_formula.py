"""Equations as text, with names and with numbers."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine import Explained, Model, explain
from simulator.language import Cell, cell_ids, load_cell, parse_cell
from simulator.render.formula import left, right, substituted
from simulator.render.primitives import Run


def plain(runs: tuple[Run, ...]) -> str:
    return "".join(f"_{run.text}" if run.shift == "sub" else run.text for run in runs)


def first_step(cell: Cell) -> Explained:
    example = cell.example
    assert example is not None
    model = Model(cell, example.inputs, example.units, example.outputs, parameters=example.parameters)
    return explain(model, model.run(np.array(example.x), initial=example.initial or None), 1)


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("z_f", "W_f\u2009x + b_f"),
        ("f", "σ(z_f)"),
        ("g", "z"),
        ("c", "g ⊙ i + c_t−1 ⊙ f"),
        ("y", "c ⊙ o"),
    ],
)
def test_the_lecture_cell_reads_as_in_a_book(signal: str, text: str) -> None:
    assert plain(right(load_cell("lecture-lstm"), signal)) == text


def test_brackets_stand_where_they_are_needed_and_only_there() -> None:
    cell = parse_cell("a = (W @ x) * b\nh = (1 - a) * (a + h[t-1]) - (a - 2) - -a\ny = W_2 @ (a * h)")
    assert plain(right(cell, "a")) == "W\u2009x ⊙ b"
    assert plain(right(cell, "h")) == "(1 − a) ⊙ (a + h_t−1) − (a − 2) − −a"
    assert plain(right(cell, "y")) == "W_2\u2009(a ⊙ h)"


def test_numbers_take_the_place_of_names() -> None:
    now = first_step(load_cell("lecture-lstm"))  # x = 3, 1, 0
    assert plain(substituted(now, "z_f")) == "100·1 + 10"
    assert plain(substituted(now, "f")) == "σ(110)"
    assert plain(substituted(now, "z_i")) == "100·1 + (−10)"
    assert plain(substituted(now, "c")) == "3 · 1 + 0 · 1"


@pytest.mark.parametrize("cell_id", cell_ids())
def test_every_equation_that_ships_can_be_written_both_ways(cell_id: str) -> None:
    cell = load_cell(cell_id)
    now = first_step(cell)
    for name in cell.signals:
        assert plain(left(cell, name)).replace("_", "") == name.replace("_", "")
        assert all(run.text for run in right(cell, name))
        assert any(character.isdigit() for character in plain(substituted(now, name)))


def test_an_equation_of_hundreds_of_factors_can_be_written() -> None:
    cell = parse_cell("h = " + "*".join(["b"] * 490))
    model = Model(cell, 1, 1)
    assert plain(right(cell, "h")) == " ⊙ ".join(["b"] * 490)
    assert plain(substituted(explain(model, model.run([[1]]), 1), "h")).count(" · ") == 489


def test_signs_are_written_as_a_person_writes_them() -> None:
    cell = parse_cell("h = tanh(W @ x + U @ h[t-1] + b)\ny = h - V @ x - 0.5 * h", "y")
    model = Model(cell, 2, 1, 1)
    for name, value in (("W", [[-0.5, 0.25]]), ("U", [[-0.3]]), ("b", [-1.0]), ("V", [[-1.0, 2.0]])):
        model.parameters[name][:] = value
    now = explain(model, model.run([[1, -2], [3, 4]]), 2)
    assert plain(substituted(now, "h")) == "tanh(−0.5·3 + 0.25·4 − 0.3·(−0.96) + (−1))"
    assert plain(substituted(now, "y")) == "(−0.84) − (−1·3 + 2·4) − 0.5 · (−0.84)"
