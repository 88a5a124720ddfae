"""What the engine makes goes as soon as nobody holds it: a window that draws it collects only at rest."""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np
import pytest

from simulator.engine import Model
from simulator.engine.flow.reach import reach
from simulator.engine.networks.layer import Layer
from simulator.engine.networks.network import Network
from simulator.language import cell_ids, load_cell

X = np.ones((4, 3))


def run(cell: str) -> object:
    return Model(load_cell(cell), 3, 2, 2, seed=0).run(X)


def gradients(cell: str) -> object:
    network = Network([Layer(cell, 2), Layer(cell, 2, bidirectional=True)], 3, 2, "linear")
    return network.gradients(X, np.ones((4, 2)))


def reached(cell: str) -> object:
    return reach(Network([Layer(cell, 2)], 3, 2, "linear"), X, np.ones((4, 2)))


@pytest.mark.parametrize("make", [run, gradients, reached])
@pytest.mark.parametrize("cell", cell_ids())
def test_nothing_waits_to_be_collected(cell: str, make: Callable[[str], object]) -> None:
    make(cell)  # what is kept for good
    gc.collect()
    gc.disable()
    try:
        make(cell)
        assert gc.collect() == 0
    finally:
        gc.enable()
