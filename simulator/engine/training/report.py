"""What a step of training says of itself, and how well a network does on what was held out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.engine.networks.losses import LOSSES
from simulator.engine.networks.network import Network
from simulator.engine.tasks import Batch, Score, Task

PIECE = 64  # sequences that are judged at once, so that long ones need little memory


class Evaluation(NamedTuple):
    """How well the sequences that were held out are answered: the loss, and the score in the task's own words."""

    loss: float
    score: Score


class Report(NamedTuple):
    """One update: a tuple with names, which is made in a third of a microsecond, where a dataclass takes three.

    ``update`` counts from 1; ``loss`` is that of the batch, before the update. ``gradient_norm`` is the length of
    the gradient and ``clipped_norm`` what clipping left of it. ``update_to_weight``: the length of the change of all
    weights, as a share of the length of the weights (a thousandth is usual; 0 for weights that are all 0). ``rate``:
    that of this update, schedule included. ``seconds`` it took. ``held_out``: where it was time for that.
    """

    update: int
    loss: float
    gradient_norm: float
    clipped_norm: float
    update_to_weight: float
    rate: float
    seconds: float
    held_out: Evaluation | None = None


def evaluate(network: Network, task: Task, batch: Batch) -> Evaluation:
    """Judge a network by the answers it gives to a batch."""
    y = np.empty_like(batch.target)
    for start in range(0, y.shape[1], PIECE):
        part = batch.part(start, start + PIECE)
        y[:, start : start + PIECE] = network.run(part.x, part.lengths).output
    ours, wanted = (np.ascontiguousarray(array.transpose(0, 2, 1)) for array in (y, batch.target))
    loss = LOSSES[task.loss].value(ours, wanted, batch.weight[:, np.newaxis])
    return Evaluation(loss, task.score(y, batch))
