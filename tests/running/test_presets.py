"""Every training that ships as a preset is run, and what can be seen in a second or two is seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Trainer, TrainingStopped
from simulator.engine.tasks import TASKS
from simulator.running.naming import names
from simulator.running.presets import Preset, presets

PRESETS = {preset.id: preset for preset in presets()}


def trained(preset: Preset, updates: int | None = None) -> list[Trainer]:
    trainers = [setup.trainer() for setup in preset.setups]
    for trainer in trainers:
        for _ in trainer.reports(updates or preset.updates):
            pass
    return trainers


def test_there_are_eight_of_them_and_every_task_is_among_them() -> None:
    assert len(presets()) == len(PRESETS) == 8
    assert {setup.task for preset in presets() for setup in preset.setups} == set(TASKS)


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_each_can_be_run(preset: Preset) -> None:
    for trainer in trained(preset, 2):
        assert np.isfinite(trainer.step().loss)
    assert preset.title
    assert preset.text.endswith(".")
    assert len(set(names(preset.setups))) == len(preset.setups)
    every = [setup.evaluate_every for setup in preset.setups if setup.evaluate_every is not None]
    assert all(preset.updates % number == 0 for number in every), "the last update is judged"


def test_the_gates_are_found_and_a_network_without_gates_leaves_a_quarter() -> None:
    assert PRESETS["lecture-gates"].setups[0] == PRESETS["lecture-gates-elman"].setups[0]
    (found,) = trained(PRESETS["lecture-gates"])
    assert [model.cell.id for model in found.network.models.values()] == ["lecture-lstm"], "no readout"
    assert found.network.layers[0].forward.sizes["units"] == 1
    assert found.evaluate().loss < 0.002 * found.trivial_loss
    weights: dict[str, Any] = {name: array.ravel().tolist() for name, array in found.network.parameters.items()}
    assert weights["1.W_o"][2] > 4
    assert weights["1.b_o"][0] < -4
    _, plain = trained(PRESETS["lecture-gates-elman"])
    assert plain.network.flat.size == 15
    assert found.network.flat.size == 16
    assert 0.15 < plain.evaluate().loss / plain.trivial_loss < 0.35


def test_words_need_a_memory() -> None:
    lstm, alone = trained(PRESETS["slot-filling"])
    assert lstm.evaluate().score.solved
    assert alone.evaluate().loss == pytest.approx(alone.trivial_loss, rel=0.1)
    assert not alone.network.states


def test_one_goes_over_the_cliff_and_the_clipped_one_does_not() -> None:
    preset = PRESETS["explosion"]
    assert [one.id for one in presets() if one.stops] == ["explosion"]
    cliff, clipped = (setup.trainer() for setup in preset.setups)
    with pytest.raises(TrainingStopped) as caught:
        list(cliff.reports(preset.updates))
    assert 20 < caught.value.update < preset.updates
    assert "clip the gradient" in str(caught.value)
    again = preset.setups[0].trainer()
    losses = [(report.loss, report.gradient_norm) for report in again.reports(caught.value.update - 1)]
    assert min(loss for loss, _ in losses[:-2]) < again.trivial_loss, "it had learnt"
    assert max(norm for _, norm in losses[-2:]) > 1000 * max(norm for _, norm in losses[20:-2])
    for report in clipped.reports(preset.updates):
        assert report.clipped_norm <= 1
    assert np.isfinite(clipped.evaluate().loss)
