"""A cell written to a file is read back equal: the cells that ship, random ones, and texts full of traps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.language import Cell, Example, cell_ids, load_cell, parse_cell
from simulator.language.cellwriter import cell_text
from tests.oracles.random_cells import random_cell


def through_a_file(cell: Cell, folder: Path) -> Cell:
    path = folder / "cell.toml"
    path.write_text(cell_text(cell), encoding="utf-8", newline="")
    return load_cell(path)


@pytest.mark.parametrize("name", cell_ids())
def test_every_cell_that_ships_is_read_back_equal(name: str, tmp_path: Path) -> None:
    cell = load_cell(name)
    assert through_a_file(cell, tmp_path) == cell


@pytest.mark.parametrize("seed", range(60))
def test_random_cells_are_read_back_equal_to_the_bit(seed: int, tmp_path: Path) -> None:
    made = random_cell(seed)
    random = np.random.default_rng(seed)
    cell = parse_cell(made.text)
    sizes = dict(made.sizes)
    parameters = {
        name: (random.standard_normal(shape) * 10.0 ** random.integers(-300, 300)).tolist()
        for name, shape in cell.parameter_shapes(**sizes).items()
    }
    lengths = cell.signal_sizes(**sizes)
    initial = {name: [-0.0, *random.standard_normal(lengths[name])][: lengths[name]] for name in cell.states}
    x = tuple(tuple(map(float, row)) for row in random.standard_normal((3, sizes["inputs"])))
    example = Example(sizes["inputs"], sizes["units"], sizes["outputs"], x, parameters or None, initial)
    roles = {name: str(random.choice(["gate", "memory", "sum"])) for name in cell.signals[::2]}
    cell = replace(cell, example=example, given_roles=roles, layouts={"a b": {"x": (1.5, -2.0)}, "empty": {}})
    found = through_a_file(cell, tmp_path)
    assert found == cell
    assert found.example is not None
    for one, other in ((parameters, found.example.parameters or {}), (initial, found.example.initial)):
        assert [np.array(value, float).tobytes() for value in one.values()] == [
            np.array(value, float).tobytes() for value in other.values()
        ]


@pytest.mark.parametrize(
    "text",
    [
        'h = tanh(W @ x)  # """ three quotes, and a \\ backslash',
        'h = tanh(W @ x)  # ends with "',
        'h = tanh(W @ x)  # ends with two ""',
        'h = tanh(W @ x)  # ends with \\"',
        "\n\n  h = tanh(W @ x)  \n\n# no equation\n",
        "σ1 = σ(W @ x + b)\nß = σ1 ⊙ ß[t-1]\n数 = ß * 1",
        "h = W @ x\t# tab, bell \a, carriage return \r, delete \x7f, emoji 😀",
    ],
)
def test_texts_full_of_traps(text: str, tmp_path: Path) -> None:
    cell = replace(parse_cell(text), id='a "b" \\ c', titles={"en": "Ä\n😀", "zh_TW": "記憶"}, source="1 = 2 # no")
    cell = replace(cell, given_roles={cell.output: "memory"})
    assert through_a_file(cell, tmp_path) == cell


def test_half_a_character_is_replaced(tmp_path: Path) -> None:
    found = through_a_file(parse_cell("h = W @ x  # \ud800"), tmp_path)
    assert found.equations == "h = W @ x  # \N{REPLACEMENT CHARACTER}"


def test_it_looks_as_one_writes_it_by_hand() -> None:
    lines = cell_text(load_cell("lecture-lstm")).split("\n")
    assert lines[:2] == ["[cell]", 'id = "lecture-lstm"']
    assert "c = g * i + c[t-1] * f" in lines
    assert "W_f = [[0, 100, 0]]" in lines
