"""Diagrams that lay themselves out: the places of parts and wires, of cells that are not shipped and of random ones."""

from __future__ import annotations

import time
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from simulator.language import Cell, load_cell, parse_cell
from simulator.render.layered.layout import Layout, Wire, lay_out
from simulator.render.layered.placed import moved
from simulator.render.primitives import Point
from tests.oracles.random_cells import random_cell

CELLS = sorted((Path(__file__).parent.parent / "cells").glob("*.toml"))
CROSSINGS = {  # of wires of different values, at most; loops included
    "clockwork": 3,
    "coupled-lstm": 2,
    "full-gate-recurrence": 30,
    "minimal-gated-unit": 2,
    "multiplicative-rnn": 0,
    "mut1": 2,
    "mut2": 3,
    "mut3": 2,
    "nested-lstm": 7,
    "peephole-eight-units": 5,
    "scrn": 0,
    "update-gate-rnn": 1,
}
RANDOM = 60

Segment = tuple[Point, Point]


def layout_of(path: Path) -> tuple[Cell, Layout]:
    cell = load_cell(path)
    assert cell.example is not None
    sizes = {name: getattr(cell.example, name) for name in ("inputs", "units", "outputs")}
    return cell, lay_out(cell, tuple(sizes.items()))


def random_layout(seed: int) -> Layout:
    made = random_cell(seed)
    return lay_out(parse_cell(made.text), tuple(made.sizes.items()))


def room(layout: Layout, name: str) -> tuple[float, float, float, float]:
    (x, y), shape = layout.places[name], layout.shapes[name]
    return x, y - shape.up, x + shape.width, y + shape.down


def segments(wire: Wire) -> list[Segment]:
    return list(pairwise(wire.points))


def overlapping(layout: Layout) -> list[tuple[str, str]]:
    found = []
    for a, b in combinations(layout.parts, 2):
        left, top, right, bottom = room(layout, a)
        other_left, other_top, other_right, other_bottom = room(layout, b)
        if left < other_right and other_left < right and top < other_bottom and other_top < bottom:
            found.append((a, b))
    return found


def through_parts(layout: Layout) -> list[tuple[str, str]]:
    """Wires that pass through a part; one may touch the sides of those that it joins."""
    found = []
    for wire in layout.wires:
        for (x1, y1), (x2, y2) in segments(wire):
            for name in layout.parts:
                left, top, right, bottom = room(layout, name)
                if (
                    min(x1, x2) < right - 0.5
                    and left + 0.5 < max(x1, x2)
                    and min(y1, y2) < bottom - 0.5
                    and top + 0.5 < max(y1, y2)
                ):
                    found.append((wire.id, name))
    return found


def crossings(layout: Layout) -> int:
    """How often an upright piece of one value crosses a level piece of another."""
    pieces = {(wire.net, segment) for wire in layout.wires for segment in segments(wire)}
    upright = [(net, a[0], min(a[1], b[1]), max(a[1], b[1])) for net, (a, b) in pieces if a[0] == b[0]]
    level = [(net, a[1], min(a[0], b[0]), max(a[0], b[0])) for net, (a, b) in pieces if a[1] == b[1]]
    places = {
        (net, other, x, y)
        for net, x, top, bottom in upright
        for other, y, left, right in level
        if net != other and left < x < right and top < y < bottom
    }
    return len(places)


def on_each_other(layout: Layout) -> int:
    """Pieces of different values that lie on each other."""
    found = 0
    pieces = sorted({(wire.net, segment) for wire in layout.wires for segment in segments(wire)})
    for (net, (a, b)), (other, (c, d)) in combinations(pieces, 2):
        if net == other:
            continue
        for axis in (0, 1):
            if abs(a[axis] - b[axis]) < 0.01 and abs(c[axis] - d[axis]) < 0.01 and abs(a[axis] - c[axis]) < 2:
                low = max(min(a[1 - axis], b[1 - axis]), min(c[1 - axis], d[1 - axis]))
                high = min(max(a[1 - axis], b[1 - axis]), max(c[1 - axis], d[1 - axis]))
                found += high - low > 1
    return found


def check(layout: Layout) -> None:
    assert overlapping(layout) == []
    for name in layout.parts:
        left, top, right, bottom = room(layout, name)
        assert left >= 0
        assert top >= 0
        assert right <= layout.width
        assert bottom <= layout.height
    for wire in layout.wires:
        (x, y), shape = layout.places[wire.net], layout.shapes[wire.net]
        assert wire.points[0] == pytest.approx((x + shape.width, y), abs=0.02)
        (x, y), shape = layout.places[wire.end], layout.shapes[wire.end]
        assert wire.points[-1] == pytest.approx((x, y + shape.inlets[wire.inlet]), abs=0.02)
        assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in wire.points)
        for (x1, y1), (x2, y2) in segments(wire):
            assert abs(x1 - x2) < 0.11 or abs(y1 - y2) < 0.11, wire
    assert through_parts(layout) == []


def test_there_are_enough_cells() -> None:
    assert len(CELLS) >= 10
    assert set(CROSSINGS) == {path.stem for path in CELLS}


@pytest.mark.parametrize("path", CELLS, ids=lambda path: path.stem)
def test_parts_stand_apart_and_wires_keep_clear_of_them(path: Path) -> None:
    cell, layout = layout_of(path)
    check(layout)
    assert on_each_other(layout) == 0
    assert crossings(layout) <= CROSSINGS[path.stem]
    assert {f"{state}[t-1]" for state in cell.states} <= set(layout.parts)
    inlets = {(part.id, number) for part in layout.parts.values() for number in range(len(part.inlets))}
    assert inlets == {(wire.end, wire.inlet) for wire in layout.wires if not wire.loop}
    assert {wire.end for wire in layout.wires if wire.loop} == {f"{state}[t-1]" for state in cell.states}


@pytest.mark.parametrize("seed", range(RANDOM))
def test_random_cells_too(seed: int) -> None:
    layout = random_layout(seed)
    check(layout)
    pieces = sum(len(segments(wire)) for wire in layout.wires)
    assert on_each_other(layout) <= 0.02 * pieces


def test_a_layout_depends_on_the_cell_and_its_sizes_alone() -> None:
    cell, layout = layout_of(CELLS[0])
    assert cell.example is not None
    again = parse_cell(cell.equations, cell.output)
    sizes = tuple((name, getattr(cell.example, name)) for name in ("inputs", "units", "outputs"))
    twice = [lay_out.__wrapped__(other, sizes) for other in (again, again)]
    assert twice[0] == twice[1]
    assert lay_out(cell, sizes) is layout


def test_twenty_equations_are_laid_out_in_a_tenth_of_a_second() -> None:
    lines = []
    for k in range(5):
        below = f"h{k - 1}" if k else "x"
        lines += [
            f"f{k} = sigmoid(W_f{k} @ {below} + U_f{k} @ h{k}[t-1] + b_f{k})",
            f"n{k} = tanh(W_n{k} @ {below} + U_n{k} @ (f{k} * h{k}[t-1]) + b_n{k})",
            f"r{k} = sigmoid(W_r{k} @ {below} + p{k} * h{k}[t-1])",
            f"h{k} = (1 - f{k}) * h{k}[t-1] + f{k} * n{k} * r{k}",
        ]
    cell = parse_cell("\n".join(lines))
    sizes = (("inputs", 2), ("units", 1), ("outputs", 1))
    check(lay_out(cell, sizes))
    times = []
    for _ in range(5):
        start = time.process_time()
        lay_out.__wrapped__(cell, sizes)
        times.append(time.process_time() - start)
    assert min(times) < 0.1


def test_a_place_in_the_cell_file_moves_one_part_and_stretches_its_wires() -> None:
    _, layout = layout_of(CELLS[0].with_stem("minimal-gated-unit"))
    new = moved(layout, {"f": (50.0, 20.0), "nothing": (1.0, 1.0)}, 1400, 900)
    (x, y), shape = new.places["f"], new.shapes["f"]
    assert (1400 - layout.width) / 2 + x + shape.width / 2 == pytest.approx(700)
    assert (900 - layout.height) / 2 + y == pytest.approx(180)
    assert {name for name in layout.parts if new.places[name] != layout.places[name]} == {"f"}
    for wire in new.wires:
        (x, y), shape = new.places[wire.net], new.shapes[wire.net]
        assert wire.points[0] == pytest.approx((x + shape.width, y), abs=0.02)
        (x, y), shape = new.places[wire.end], new.shapes[wire.end]
        assert wire.points[-1] == pytest.approx((x, y + shape.inlets[wire.inlet]), abs=0.02)
        assert all(abs(a[0] - b[0]) < 0.11 or abs(a[1] - b[1]) < 0.11 for a, b in segments(wire))
    assert moved(layout, {}, 1400, 900) is layout
