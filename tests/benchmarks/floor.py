"""The floor of a training step: its bare matrix products, one after the other, into memory that is there already."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.workload import TrainingStep, Workload

PRODUCTS = {"lstm": 4, "gru-reset-after": 3, "elman": 1}
"""Pairs of products W @ x + U @ h in a step of the cell."""


def floor(work: Workload) -> TrainingStep:
    """Return the products of one layer and its readout, in the plainest arrangement that is fast.

    A step forward is one product of all rows with [h; x], a step backward one of the transposed U with the gradients
    of all rows; weight gradients and readout are one product each for all steps.
    """
    rows, width = PRODUCTS[work.cell] * work.units, work.units + work.inputs
    steps, batch, places = work.steps, work.batch, work.steps * work.batch
    random = np.random.default_rng(0)

    def array(*shape: int) -> Any:
        return random.normal(size=shape).astype(work.dtype)

    weights, readout = array(rows, width), array(work.outputs, work.units)
    before, sums, carried = array(steps, width, batch), array(steps, rows, batch), array(steps, work.units, batch)
    all_before, all_sums, hidden = array(width, places), array(rows, places), array(work.units, places)
    output, hidden_gradient = array(work.outputs, places), array(work.units, places)
    recurrent = weights[:, : work.units].T
    products = [(weights, before[k], sums[k]) for k in range(steps)]
    products += [(readout, hidden, output), (output, hidden.T, array(work.outputs, work.units))]
    products += [(readout.T, output, hidden_gradient)]
    products += [(recurrent, sums[k], carried[k]) for k in range(steps)]
    products += [(all_sums, all_before.T, array(rows, width))]

    def step() -> None:
        for left, right, out in products:
            np.matmul(left, right, out)

    return step
