"""Truncated back-propagation through time: which steps a step's loss reaches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Model, UserError, load_cell
from simulator.engine.truncation import truncated_gradients
from simulator.language import cell_ids

STEPS = 7
Array = np.ndarray[Any, Any]


def start(cell: str, batch: int | None = 2) -> tuple[Model, Array, Array, dict[str, Array]]:
    """Return a model, inputs, the gradient of the output, and initial states."""
    random = np.random.default_rng(3)
    model = Model(load_cell(cell), 3, 4, 2, seed=5)
    shape = (batch,) if batch else ()
    x = random.normal(size=(STEPS, *shape, 3))
    direct = random.normal(size=(STEPS, *shape, model.signal_sizes[model.cell.output]))
    return model, x, direct, {n: random.normal(size=(*shape, model.signal_sizes[n])) for n in model.cell.states}


@pytest.mark.parametrize("batch", [None, 2])
@pytest.mark.parametrize("cell", cell_ids())
def test_far_enough_back_it_is_the_whole(cell: str, batch: int | None) -> None:
    model, x, direct, initial = start(cell, batch)
    whole = model.gradients(x, direct, initial)
    for truncate in (STEPS - 1, 100):
        found = truncated_gradients(model, x, direct, truncate, initial)
        for wanted, of in ((whole.parameters, found.parameters), (whole.initial, found.initial)):
            assert list(wanted) == list(of)
            for name in wanted:
                np.testing.assert_allclose(of[name], wanted[name], 1e-10, 1e-12)
        np.testing.assert_allclose(found.x, whole.x, 1e-10, 1e-12)
        for name in whole.signals:
            np.testing.assert_allclose(found.signals[name], whole.signals[name], 1e-10, 1e-12)


@pytest.mark.parametrize("truncate", range(STEPS))
def test_a_loss_goes_back_that_many_steps_before_its_own(truncate: int) -> None:
    """A truncation of 4 is five steps: the loss's own and four before it."""
    model, x, direct, initial = start("lstm")
    direct[:-1] = 0  # only the last step has a loss
    whole = model.gradients(x, direct, initial)
    found = truncated_gradients(model, x, direct, truncate, initial)
    reached = [bool(gradient.any()) for gradient in found.x]
    assert reached == [False] * (STEPS - truncate - 1) + [True] * (truncate + 1)
    np.testing.assert_allclose(found.x[STEPS - truncate - 1 :], whole.x[STEPS - truncate - 1 :], 1e-10, 1e-14)
    np.testing.assert_allclose(
        found.signals["c"][STEPS - truncate - 1 :], whole.signals["c"][STEPS - truncate - 1 :], 1e-10, 1e-14
    )
    assert any(value.any() for value in found.initial.values()) == (truncate == STEPS - 1)


def test_without_truncation_into_the_past_each_step_stands_alone() -> None:
    """truncate = 0 is a feed-forward gradient: what comes from the state before counts as an input."""
    model, x, direct, initial = start("gru")
    found = truncated_gradients(model, x, direct, 0, initial)
    states = [initial, *({"h": row} for row in model.run(x, initial)["h"])]
    alone = [model.gradients(x[t : t + 1], direct[t : t + 1], states[t]) for t in range(STEPS)]
    for name in model.parameters:
        np.testing.assert_allclose(found.parameters[name], np.sum([one.parameters[name] for one in alone], 0), 1e-10)
    np.testing.assert_allclose(found.initial["h"], alone[0].initial["h"], 1e-10)


@pytest.mark.parametrize("truncate", [-1, 1.5, True, "4"])
def test_what_is_no_number_of_steps_is_refused(truncate: Any) -> None:
    model, x, direct, _ = start("elman")
    with pytest.raises(UserError, match="truncate must be a whole number of at least 0"):
        truncated_gradients(model, x, direct, truncate)


def test_shapes_are_checked() -> None:
    model, x, direct, _ = start("elman")
    with pytest.raises(UserError, match="the output gradient must be"):
        truncated_gradients(model, x, direct[1:], 2)
