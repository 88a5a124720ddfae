"""Evaluating a slice: every point once, the coarse ones first, the same as one by one, and stopped half-way."""

from __future__ import annotations

import pickle
from collections import Counter
from typing import Any

import numpy as np
import pytest

from simulator import Trainer
from simulator.engine.surface import (
    Axis,
    Row,
    Slice,
    Surface,
    Toy,
    along_weights,
    evaluate,
    evaluation,
    landscape_of,
    random_directions,
    sweep,
)

Array = np.ndarray[Any, Any]


def plane(columns: int, rows: int) -> Slice:
    return along_weights(Toy(), Toy.point(), ("w", ()), ("u", ()), ((0.9, 1.1), (-1, 2)), columns, rows)


def test_each_loss_is_that_of_its_own_point() -> None:
    trainer = Trainer(batch=3)
    ground = landscape_of(trainer, 7)
    cut = random_directions(ground, trainer.network.flat, seed=2, columns=11, rows=6)
    found = evaluate(ground, cut)
    assert found.shape == (6, 11)
    batch = trainer.task.held_out(trainer.length).part(0, 7)
    for row, y in enumerate(cut.y):
        for column, x in enumerate(cut.x):
            trainer.network.flat[...] = cut.centre + x * cut.across.direction + y * cut.up.direction
            wanted = ((trainer.network.run(batch.x).output - batch.target) ** 2).mean()
            assert found[row, column] == pytest.approx(wanted, rel=1e-11)


@pytest.mark.parametrize(("columns", "rows"), [(2, 2), (3, 17), (8, 9), (101, 5), (33, 64)])
def test_every_point_comes_once_and_the_coarse_ones_come_first(columns: int, rows: int) -> None:
    cut = plane(columns, rows)
    found = list(sweep(Toy(), cut))
    met = Counter((row.row, column) for row in found for column in row.columns.tolist())
    assert met == Counter((row, column) for row in range(rows) for column in range(columns))
    assert [row.stride for row in found] == sorted((row.stride for row in found), reverse=True)
    assert all(row.row % row.stride == 0 and not (row.columns % row.stride).any() for row in found)
    known = np.cumsum([row.columns.size for row in found]) / (rows * columns)
    assert [row.done for row in found] == known.tolist()
    assert found[-1].done == 1
    coarse = sum(row.columns.size for row in found if row.stride == 8)
    assert coarse == -(-columns // 8) * -(-rows // 8)
    surface = Surface(cut)
    for row in found:
        assert not surface.complete
        surface.take(pickle.loads(pickle.dumps(row)))  # it may come from another process
    assert surface.complete
    wanted = Toy().losses(cut.points(cut.x, cut.y[:, np.newaxis]))
    assert np.array_equal(surface.losses, wanted)
    assert np.array_equal(surface.filled(), wanted)
    assert np.array_equal(evaluate(Toy(), cut), wanted)


@pytest.mark.parametrize(("columns", "rows"), [(101, 101), (20, 31)])
def test_after_each_pass_every_point_shows_the_nearest_that_is_known(columns: int, rows: int) -> None:
    surface, cut = Surface(plane(columns, rows)), plane(columns, rows)
    assert np.isnan(surface.filled()).all()
    passes: dict[int, list[Row]] = {}
    for row in sweep(Toy(), cut):
        passes.setdefault(row.stride, []).append(row)
    for stride, found in passes.items():
        for row in found:
            surface.take(row)
        filled = surface.filled()
        places = [nearest(number, stride) for number in (rows, columns)]
        assert np.array_equal(filled, surface.losses[np.ix_(*places)])
        assert not np.isnan(filled).any()


def nearest(number: int, stride: int) -> list[int]:
    """Return for each place the nearest that a pass has, the later of two."""
    there = range(0, number, stride)
    return [min(there, key=lambda other: (abs(other - place), -other)) for place in range(number)]


def test_stopped_half_way() -> None:
    seen: list[Row] = []

    def progress(row: Row) -> bool:
        seen.append(row)
        return row.done < 0.5

    found = evaluate(Toy(), plane(21, 21), progress)
    assert seen[-1].done >= 0.5 > seen[-2].done
    assert np.isnan(found).sum() == 21 * 21 - sum(row.columns.size for row in seen)
    surface = Surface(plane(21, 21))
    for row in seen:
        surface.take(row)
    assert np.array_equal(surface.losses, found, equal_nan=True)
    assert not np.isnan(surface.filled()).any()
    assert not surface.complete


def test_large_networks_are_evaluated_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a network of a million parameters a whole row would be too much memory."""
    asked: list[int] = []

    class Watched(Toy):
        def losses(self, points: Array) -> Array:
            asked.append(len(points))
            return super().losses(points)

    wanted = evaluate(Toy(), plane(21, 9))
    monkeypatch.setattr(evaluation, "NUMBERS", 12)  # three points of four
    assert np.array_equal(evaluate(Watched(), plane(21, 9)), wanted)
    assert max(asked) == 3
    assert sum(asked) == 21 * 9


def test_going_on_without_a_word_is_going_on() -> None:
    assert not np.isnan(evaluate(Toy(), plane(5, 5), lambda row: None)).any()


def test_a_cliff_may_be_infinite() -> None:
    cut = Slice(
        Toy.point(),
        Axis("weight", "w", np.array([1.0, 0, 0, 0]), 1.0, 0.5, 3.0),
        Axis("weight", "b", np.array([0.0, 0, 0, 1]), 0.0, -1.0, 1.0),
        16,
        4,
    )
    found = evaluate(Toy(), cut)
    assert np.isfinite(found[:, 0]).all()
    assert np.isinf(found[:, -1]).all()
