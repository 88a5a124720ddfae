"""Where a loss or a gradient first was not finite: every kind of place, and that training goes on from good weights."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from simulator import Layer, Network, Trainer, TrainingStopped, parse_cell
from simulator.engine.tasks import Batch
from simulator.engine.training.diagnosis import Where
from simulator.engine.training.supply import Supply


def stopped(trainer: Trainer, updates: int = 500) -> TrainingStopped:
    with pytest.raises(TrainingStopped) as found:
        for _ in trainer.reports(updates):
            pass
    return found.value


def plain(x: Any, target: Any, lengths: Any = None, **settings: Any) -> Trainer:
    """Return a trainer of the cell h = W x + U h[t-1], with W = 1 and U = 2 at first."""
    network = Network([Layer(parse_cell("h = W @ x + U @ h[t-1]"), 1)], 1, seed=0)
    network.parameters.fill({"1.W": [[1]], "1.U": [[2]]})
    x, target = (np.asarray(values, float)[..., np.newaxis] for values in (x, target))
    batch = Batch(x, target, np.ones(x.shape[:2]), None if lengths is None else np.asarray(lengths))
    return Trainer(batch, network=network, clip_norm=None, **settings)


# -- the places


def test_a_signal_is_found_at_its_first_step() -> None:
    x = np.zeros((5, 3))
    x[0] = [1, 1e308, 1]  # doubled at step 2
    found = stopped(plain(x, x))
    column = Supply(plain(x, x).task, 3, 5, 0).next().x[0, :, 0].argmax()  # sequences are shuffled
    assert found.where == Where("forward", "1", "h", 2, int(column) + 1, np.inf)
    assert str(found.where) == f"h of layer 1 is inf at step 2 of sequence {column + 1} of the batch"


@pytest.mark.parametrize(("backward", "step"), [(False, 3), (True, 3)])
def test_of_several_signals_the_first_and_in_the_order_of_computing(backward: bool, step: int) -> None:
    cell = parse_cell("a = W @ x\nb = a * a\nh = b - a[t-1]\n", output="h")
    trainer = Trainer("lecture-gates", cell, 2, bidirectional=backward, length=6, batch=1, clip_norm=None)
    network = trainer.network
    network.parameters["1.W"] = [[1e200, 0, 0], [0, 0, 0]]
    if backward:
        network.parameters["1.W"] = np.zeros((2, 3))
        network.parameters["1.backward.W"] = [[1e200, 0, 0], [0, 0, 0]]
    batch = Supply(trainer.task, 1, 6, 0).next()
    batch.x[...] = 0
    trainer._feed.supply._drawn = batch  # a batch that is known
    trainer._feed.supply.pool = 1
    batch.x[2, 0, 0] = batch.x[4, 0, 0] = 1
    found = stopped(trainer, 1).where
    part = "1.backward" if backward else "1"
    assert (found.kind, found.part, found.name, found.value) == ("forward", part, "b", np.inf)
    assert found.step == (5 if backward else step), "the backward direction begins at the end"
    assert str(found).startswith("b of layer 1" + ", its backward direction" * backward)


def test_an_upper_layer_is_named() -> None:
    cell = parse_cell("h = W @ x")
    network = Network([Layer(cell, 1), Layer(cell, 1)], 3, 1, "linear", parameters={
        "1.W": [[1, 1, 1]], "2.W": [[1]], "readout.V": [[1e308]], "readout.b_y": [0]
    })  # fmt: skip
    where = stopped(Trainer("lecture-gates", network=network), 1).where
    assert (where.kind, where.part, where.name) == ("forward", "readout", "y")
    assert "y of the readout is " in str(where)
    network.parameters["2.W"] = [[1e308]]
    where = stopped(Trainer("lecture-gates", network=network), 1).where
    assert (where.part, where.name) == ("2", "h")


def test_an_answer_that_is_finite_but_too_far_off() -> None:
    found = stopped(plain([[1e200], [0]], [[0], [0]]), 1)
    assert (found.where.kind, found.where.step, found.where.value) == ("loss", 2, 2e200)
    assert "the answer is 2e+200 at step 2 of sequence 1" in str(found)


def test_a_gradient_is_found_where_it_overflows_going_backward() -> None:
    """An answer at the last step alone; going back, its gradient is multiplied by U = 1e100 a step."""
    x = np.zeros((6, 1))
    trainer = plain(x, np.full((6, 1), 1.0))
    trainer.network.parameters["1.U"] = [[1e100]]
    found = stopped(trainer, 1).where
    assert (found.kind, found.part, found.name, found.step) == ("backward", "1", "h", 2)
    assert np.isinf(found.value)
    assert "going backward, the gradient of h of layer 1 is -inf at step 2 of sequence 1" in str(found)


def test_a_gradient_in_a_backward_direction_overflows_towards_the_end() -> None:
    network = Network([Layer(parse_cell("h = W @ x + U @ h[t-1]"), 1, True)], 1, 1, "linear", seed=0)
    network.parameters["1.U"] = [[0.0]]
    network.parameters["1.backward.U"] = [[1e100]]
    x = np.zeros((6, 2, 1))
    data = Batch(x, x + 1, np.ones((6, 2)), np.array([6, 4]))
    found = stopped(Trainer(data, network=network), 1).where
    assert (found.kind, found.part, found.step) == ("backward", "1.backward", 5)


def test_only_the_sum_of_a_parameters_gradient_overflows() -> None:
    network = Network([Layer(parse_cell("h = W @ x"), 1)], 1, 1)
    network.parameters["1.W"] = [[0.0]]
    x = np.full((2, 1, 1), 1e200)
    trainer = Trainer((x, np.full((2, 1, 1), 1e130)), network=network)
    found = stopped(trainer, 1).where
    assert (found.kind, found.part, found.name) == ("gradient", "1", "W")
    assert str(found) == "the gradient of the parameter W of layer 1 is -inf"


def test_a_state_that_was_carried_over() -> None:
    """A memory that overflows at the end of a window: tanh makes 1 of it. In the next one it is inf - inf."""
    cell = parse_cell("c = c[t-1] * 1e200 + W @ x\nh = tanh(c - c[t-1])", output="h")
    network = Network([Layer(cell, 1)], 1, 1, "linear", seed=0)
    network.parameters["1.W"] = [[1.0]]
    x = np.ones((6, 1, 1))
    trainer = Trainer((x, x), network=network, window=3)
    trainer.step()
    found = stopped(trainer, 1)
    assert found.where == Where("state", "1", "c", value=np.inf)
    assert "c of layer 1 was inf when the window began" in str(found)


def test_not_a_number_in_a_parameter() -> None:
    trainer = Trainer("echo", "lstm", 3, batch=2)
    trainer.step()
    kept = trainer.network.flat.copy()
    trainer.step()
    trainer.network.parameters["1.W_f"][1, 2] = np.nan
    found = stopped(trainer, 1)
    assert found.where == Where("parameter", "1", "W_f", value=found.where.value)
    assert np.isnan(found.where.value)
    assert "the parameter W_f of layer 1 is nan" in str(found)
    assert np.array_equal(trainer.network.flat, kept)
    assert np.isfinite(trainer.step().loss)


# -- going on


@pytest.mark.parametrize(("cell", "limit"), [("elman", None), ("irnn", None), ("irnn", 1e300)])
def test_a_rate_that_is_too_high_stops_and_the_last_good_weights_are_kept(cell: str, limit: float | None) -> None:
    trainer = Trainer("adding", cell, 8, optimizer="sgd", rate=2e4, clip_norm=limit, length=40, seed=1)
    past: list[tuple[int, np.ndarray[Any, Any]]] = [(0, trainer.network.flat.copy())]

    def train() -> None:
        for report in trainer.reports(500):
            past.append((report.update, trainer.network.flat.copy()))
            assert np.isfinite([report.loss, report.gradient_norm]).all()

    with pytest.raises(TrainingStopped) as caught:
        train()
    found = caught.value
    last, before = past[-1], past[-2]
    assert found.update == last[0] + 1
    assert found.kept_update == before[0] == trainer.updates
    assert np.array_equal(trainer.network.flat, before[1]), "the weights before the update that led there"
    assert "Lower the rate, which was 20000" in str(found)
    assert ("clip the gradient" in found.advice) == (limit is None)
    trainer.rate, trainer.clip_norm = 1e-4, 1.0
    report = trainer.step()
    assert np.isfinite(report.loss)
    assert report.update == found.kept_update + 1


def test_the_first_update_may_fail() -> None:
    found = stopped(plain([[1e308], [0]], [[0], [0]]))
    assert (found.update, found.kept_update) == (1, 0)
    assert str(found) == (
        "training stopped at update 1: h of layer 1 is inf at step 2 of sequence 1 of the batch. "
        "Start with smaller weights, or make the inputs smaller. The weights of the start are kept."
    )


def test_single_precision_is_named() -> None:
    trainer = Trainer("adding", "irnn", 8, optimizer="sgd", rate=1e3, clip_norm=None, dtype="float32")
    assert "or compute in float64" in stopped(trainer).advice


def test_what_stopped_may_be_sent_to_another_process() -> None:
    found = stopped(plain([[1e308], [0]], [[0], [0]]))
    again = pickle.loads(pickle.dumps(found))
    assert (str(again), again.where, again.update) == (str(found), found.where, found.update)


def test_a_stop_after_a_snapshot_goes_back_as_far_as_without() -> None:
    """A snapshot also has the good weights: the ones it is of may be those that fail."""
    arguments: dict[str, Any] = {"task": "adding", "cell": "irnn", "units": 8, "optimizer": "sgd", "rate": 1e3}
    trainer = Trainer(**arguments, clip_norm=None)
    trainer.step()
    snapshot = trainer.snapshot()
    wanted = str(stopped(trainer, 1))
    kept = trainer.network.flat.copy()
    trainer.restore(snapshot)
    assert str(stopped(trainer, 1)) == wanted
    assert np.array_equal(trainer.network.flat, kept)


def test_a_stop_within_windows_begins_with_the_next_sequence() -> None:
    x = np.zeros((4, 1))
    x[2] = 1e308
    trainer = plain(x, x, window=2, optimizer="sgd")
    trainer.step()
    stopped(trainer, 1)
    assert trainer.step().loss == 0, "the first window again"
