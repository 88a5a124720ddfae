"""The contributions of several sequences at once, and of a cell that reads from the end: those of each alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Layer, Model, Network, load_cell, parse_cell
from simulator.engine.flow import contributions
from simulator.engine.flow.contributions import split
from simulator.language import cell_ids
from tests.oracles.random_cells import random_cell

Array = np.ndarray[Any, Any]


def same_as_alone(model: Model, seed: int) -> None:
    """Check every parameter, whole and one number of it."""
    random = np.random.default_rng(seed)
    model.parameters.flat[...] = random.uniform(-1, 1, model.parameters.flat.size)
    x = random.normal(size=(4, 3, model.sizes["inputs"]))
    direct = random.normal(size=(4, 3, model.signal_sizes[model.cell.output]))
    initial = {name: random.normal(size=(3, model.signal_sizes[name])) for name in model.cell.states}
    trace, gradients = model.run(x, initial), model.gradients(x, direct, initial)
    for name, parameter in model.parameters.items():
        place = tuple(int(random.integers(size)) for size in parameter.shape)
        for index in (None, place):
            found = split(trace, gradients.signals, name, index)
            assert found.batch == 3
            alone = [
                contributions(model, x[:, k], direct[:, k], name, index, {s: v[k] for s, v in initial.items()})
                for k in range(3)
            ]
            size = max(float(np.abs(one.by_step).max()) for one in alone)
            for k, one in enumerate(alone):
                np.testing.assert_allclose(found.by_step[:, k], one.by_step, 1e-9, 1e-10 * size)
                for own, place_of_all in zip(one.places, found.places, strict=True):
                    assert (own.signal, own.factor) == (place_of_all.signal, place_of_all.factor)
                    np.testing.assert_allclose(place_of_all.by_step[:, k], own.by_step, 1e-9, 1e-10 * size)
            added = np.sum([one.added for one in alone], axis=0)
            np.testing.assert_allclose(found.added, added, 1e-9, 1e-9 * size)
            wanted = gradients.parameters[name] if index is None else gradients.parameters[name][index]
            np.testing.assert_allclose(found.total, wanted, 1e-8, 1e-9 * size)


@pytest.mark.parametrize("cell", cell_ids())
def test_all_cells(cell: str) -> None:
    same_as_alone(Model(load_cell(cell), 3, 4, 2), 0)


def test_random_cells() -> None:
    for seed in range(30):
        made = random_cell(seed)
        signals = parse_cell(made.text).signals
        cell = parse_cell(made.text, output=signals[seed % len(signals)])
        same_as_alone(Model(cell, made.sizes["inputs"], made.sizes["units"], made.sizes["outputs"]), seed)


def test_a_cell_that_reads_from_the_end() -> None:
    """Turned round, it is the cell that reads forward; its sum grows from step 1."""
    network = Network([Layer("lstm", 2, True)], 2, seed=1)
    random = np.random.default_rng(2)
    x, direct = random.normal(size=(5, 2)), random.normal(size=(5, 4))
    initial = {f"1.backward.{state}": random.normal(size=2) for state in "ch"}
    trace = network.run(x, initial=initial).layers[0].backward
    gradients = network.gradients(x, direct, initial=initial).layers[0].backward
    model = network.layers[0].backward
    assert trace is not None
    assert gradients is not None
    assert model is not None
    found = split(trace, gradients.signals, "U_f", (1, 0))
    states = {name.rpartition(".")[2]: value for name, value in initial.items()}
    turned = contributions(model, x[::-1], direct[::-1, 2:], "U_f", (1, 0), states)
    np.testing.assert_allclose(found.by_step, turned.by_step[::-1], 1e-10)
    np.testing.assert_allclose(found.added, turned.added, 1e-10)
    assert found.backward
    assert found.added[0] == found.by_step[0]
    assert found.total == pytest.approx(gradients.parameters["U_f"][1, 0])
