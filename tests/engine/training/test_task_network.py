"""The network for a task: its readout, its layers, and how it starts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Layer, Network, Trainer, UserError, load_cell, parse_cell
from simulator.engine.tasks import find_task
from simulator.engine.training.task_network import readout_for


def losses(trainer: Trainer, updates: int) -> list[float]:
    return [report.loss for report in trainer.reports(updates)]


CASES: list[tuple[str, str, int, str | None]] = [
    ("lecture-gates", "lecture-lstm", 1, None),
    ("lecture-gates", "lecture-lstm", 2, "linear"),
    ("lecture-gates", "lstm", 1, "linear"),
    ("lecture-gates", "gru", 1, "linear"),
    ("lecture-gates", "elman", 1, "linear"),
    ("lecture-gates", "irnn", 1, "linear"),
    ("lecture-gates", "jordan", 3, None),
    ("lecture-gates", "elman-lecture", 3, None),
    ("lecture-gates", "wildml", 3, "linear"),
    ("next-character", "wildml", 3, None),
    ("next-character", "jordan", 3, "softmax"),
    ("next-character", "lstm", 16, "softmax"),
    ("parity", "jordan", 3, "sigmoid"),
    ("parity", "wildml", 3, "sigmoid"),
    ("parity", "h = sigmoid(W @ x + U @ h[t-1])", 1, None),
    ("parity", "h = sigmoid(W @ x + U @ h[t-1])", 2, "sigmoid"),
    ("parity", "h = sigmoid(W @ x + U @ h[t-1]) * 2", 1, "sigmoid"),
    ("lecture-gates", "h = W @ x + U @ h[t-1]", 1, None),
    ("lecture-gates", "h = tanh(W @ x) + h[t-1]", 1, "linear"),
]


@pytest.mark.parametrize(("task", "cell", "units", "wanted"), CASES)
def test_the_readout_is_what_the_loss_asks_for_or_none_where_the_cell_answers(
    task: str, cell: str, units: int, wanted: str | None
) -> None:
    known = parse_cell(cell) if "=" in cell else load_cell(cell)
    assert readout_for(find_task(task), known, units) == wanted
    network = Trainer(task, known, units, batch=2).network
    assert (network.readout.cell.equations if network.readout else None) == (
        None if wanted is None else Network([Layer("elman", 1)], 1, 1, wanted).models["readout"].cell.equations
    )
    assert readout_for(find_task(task), known, units, bidirectional=True) is not None


def test_what_is_asked_for_overrules() -> None:
    assert Trainer("lecture-gates", readout="linear").network.readout is not None
    assert Trainer("parity", "elman", 1, readout=None).network.readout is None
    with pytest.raises(UserError, match="the last layer gives 4, and outputs is 1"):
        Trainer("parity", "elman", 4, readout=None)
    with pytest.raises(UserError, match="“cubic” is no readout"):
        Trainer("parity", readout="cubic")


def test_layers_directions_and_how_parameters_start() -> None:
    trainer = Trainer("echo", "lstm", 3, layers=2, bidirectional=True, initialisation="keras", forget_bias=2.5)
    assert list(trainer.network.models) == ["1", "1.backward", "2", "2.backward", "readout"]
    for name, array in trainer.network.parameters.items():
        if name.endswith((".b_f", ".b_i", ".b_y")):
            assert np.array_equal(array, np.full_like(array, 2.5 if name.endswith("b_f") else 0))
    assert np.isfinite(losses(trainer, 2)).all()
    with pytest.raises(UserError, match="the number of layers must be a whole number of at least 1"):
        Trainer("echo", layers=0)


def test_the_usual_start_is_the_networks_own() -> None:
    ours = Trainer("parity", "gru", 3, layers=2, seed=8).network
    alone = Network([Layer("gru", 3), Layer("gru", 3)], 1, 1, "sigmoid", seed=8)
    assert np.array_equal(ours.flat, alone.flat)


def test_a_network_that_is_there_learns_in_place() -> None:
    network = Network([Layer("gru", 3), Layer("lstm", 2)], 1, 1, "sigmoid", seed=4)
    before = network.flat.copy()
    trainer = Trainer("parity", network=network)
    trainer.step()
    assert trainer.network is network
    assert not np.array_equal(network.flat, before)
    trainer.rewind()
    assert np.array_equal(network.flat, before)
    others: list[dict[str, Any]] = [{"units": 3}, {"cell": "gru"}, {"layers": 2}, {"readout": None}]
    for other in others:
        with pytest.raises(UserError, match="a network is given, and what another would be made of as well"):
            Trainer("parity", network=network, **other)
    with pytest.raises(UserError, match="the network has 1 inputs, and echo needs 4"):
        Trainer("echo", network=network)
    with pytest.raises(UserError, match="the network has 1 outputs, and own-sequences needs 2"):
        Trainer((np.ones((3, 2, 1)), np.ones((3, 2, 2))), network=network)
