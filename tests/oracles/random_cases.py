"""Random cells at points where their gradients can be checked: tame, and clear of kinks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator import Model, parse_cell
from simulator.engine.kinks import kink_distance
from tests.oracles.random_cells import random_cell

CELLS = 520  # a few have no point that will do
MARGIN = 1e-4  # from a kink of relu, abs or hard_sigmoid
TRIES = 60

Array = np.ndarray[Any, Any]


@dataclass
class Case:
    """A random cell at a point where its gradients can be checked; ``weight`` is the loss's for each output."""

    seed: int
    text: str
    model: Model
    x: Array
    initial: dict[str, Array]
    weight: Array
    random: np.random.Generator

    def loss(self) -> Array:
        """Return the weighted outputs, whose sum is the loss."""
        output = self.model.cell.output
        return np.asarray(self.weight * self.model.run(self.x, self.initial, [output])[output])

    def __str__(self) -> str:
        steps, batch = self.x.shape[:2]
        sizes = ", ".join(f"{name}={size}" for name, size in self.model.sizes.items())
        return f"seed {self.seed}: {sizes}, steps={steps}, batch={batch}, output={self.model.cell.output}\n{self.text}"


def case(seed: int) -> Case | None:
    """Return the case of a seed; None if no point was found that is tame and clear of kinks."""
    made = random_cell(seed)
    random = np.random.default_rng(seed + 20_000)
    output = random.choice(parse_cell(made.text).signals)
    cell = parse_cell(made.text, output=str(output))
    model = Model(cell, made.sizes["inputs"], made.sizes["units"], made.sizes["outputs"])
    steps, batch = 1 + seed % 6, (1, 3)[seed // 6 % 2]
    for attempt in range(TRIES):
        flat = model.parameters.flat
        flat[...] = random.uniform(-0.8, 0.8, flat.shape) * 0.95**attempt  # what runs away is drawn smaller
        x = random.normal(size=(steps, batch, made.sizes["inputs"]))
        initial = {name: random.normal(size=(batch, model.signal_sizes[name])) for name in cell.states}
        trace = model.run(x, initial)
        if not all(np.abs(value).max() < 30 for value in trace.values.values()):
            continue
        own = flat.copy()
        flat += 1e-7 * random.normal(size=flat.shape)
        near = {name: value + 1e-7 * random.normal(size=value.shape) for name, value in initial.items()}
        moved = model.run(x + 1e-7 * random.normal(size=x.shape), near)
        flat[...] = own
        if kink_distance(trace, moved) >= MARGIN:
            weight = random.normal(size=(steps, batch, model.signal_sizes[cell.output]))
            return Case(seed, made.text, model, x, initial, weight, random)
    return None


def cases(first: int, stride: int) -> Iterator[Case]:
    """Yield every so many of the cases."""
    for seed in range(first, CELLS, stride):
        found = case(seed)
        if found is not None:
            yield found
