"""Error surfaces of 101 x 101 points, the first picture of each, and the story of one update."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import numpy as np
import pytest

from simulator import Trainer
from simulator.engine.inside import update_story
from simulator.engine.surface import Landscape, Slice, Toy, along_weights, descend, evaluate, landscape_of, sweep
from tests.benchmarks.conftest import Measure


def cases() -> dict[str, tuple[Landscape, Slice]]:
    """Return by name what surfaces are measured of."""
    toy, trainer = Toy(), Trainer()
    weights = ("1.W_i", (0, 1)), ("1.b_i", 0)
    flat = trainer.network.flat
    by_units = Trainer("lecture-gates", "lstm", units=4)
    four = ("1.U_f", (0, 1)), ("1.b_f", 0)
    return {
        "the toy, w and u": (toy, along_weights(toy, toy.point(), ("w", ()), ("u", ()), ((0.98, 1.02), (0, 2)))),
        "the toy, w and b": (toy, along_weights(toy, toy.point(), ("w", ()), ("b", ()), ((0.98, 1.02), (-1, 1)))),
        "lecture-gates, lecture-lstm": (landscape_of(trainer), along_weights(landscape_of(trainer), flat, *weights)),
        "the same, 32 sequences": (landscape_of(trainer, 32), along_weights(landscape_of(trainer), flat, *weights)),
        "lecture-gates, lstm of 4": (
            landscape_of(by_units),
            along_weights(landscape_of(by_units), by_units.network.flat, *four),
        ),
    }


@pytest.mark.parametrize("name", cases())
def bench_surfaces(measure: Measure, name: str) -> None:
    landscape, plane = cases()[name]
    first = measure.times(lambda: list(takewhile(lambda row: row.stride == 8, sweep(landscape, plane))), 5)
    measure.milliseconds(f"{name}: the first picture, 13 x 13", first)
    measure.milliseconds(f"{name}: 101 x 101", measure.times(lambda: evaluate(landscape, plane), 3))


def bench_trails(measure: Measure) -> None:
    toy = Toy()
    seconds = measure.times(lambda: descend(toy, toy.point(0.997), 300, 1e-5, clip_norm=10.0), 5)
    measure.milliseconds("300 updates on the toy", seconds)


@pytest.mark.parametrize(
    ("task", "settings"),
    [("lecture-gates", {}), ("lecture-gates", {"cell": "lstm", "units": 4}), ("echo", {}), ("adding", {})],
)
def bench_stories(measure: Measure, task: str, settings: dict[str, Any]) -> None:
    trainer = Trainer(task, **settings)
    name = next(name for name, array in trainer.network.parameters.items() if array.shape[1:])
    seconds = measure.times(lambda: update_story(trainer, name, (0, 0)), 10)
    sizes = f"{np.size(trainer.network.flat):,} parameters, {trainer.batch} sequences of {trainer.length} steps"
    measure.milliseconds(f"the story of an update of {task}: {sizes}", seconds)
