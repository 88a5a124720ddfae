"""Sequences of one's own, to be learnt as they are."""

from __future__ import annotations

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.networks.losses import LOSSES
from simulator.engine.networks.padding import check_lengths, inside
from simulator.engine.optimisation.settings import pick
from simulator.engine.parameters import numbers, say_shape
from simulator.engine.tasks.task import Batch, Preset, Score, Task, most_likely_right, percent, share_right
from simulator.errors import UserError

SOLVED = 0.01  # of the trivial loss


class OwnSequences(Task):
    """A set of sequences given as arrays, all of which are judged.

    ``loss``: "squared", "binary" (targets from 0 to 1) or "categorical" (targets that add up to 1). Each sequence is as
    long as it is: there is no other length. They are drawn like cards: all of them, shuffled, before one comes again.
    Raises UserError for shapes that do not fit, for what is no finite number, and where nothing is judged.
    """

    id = "own-sequences"
    title = "Sequences of your own"
    text = "Learn the answers that were given with the sequences."
    trivial = "Always the same: the mean of all answers."

    def __init__(self, batch: Batch, loss: str = "squared") -> None:
        pick(LOSSES, loss, "loss")
        float64 = np.dtype(float)
        x, target = numbers(batch.x, "the sequences", float64), numbers(batch.target, "the targets", float64)
        weight = numbers(batch.weight, "the weights of the steps", float64)
        if x.ndim != 3 or target.ndim != 3 or x.size == 0 or target.size == 0 or x.shape[:2] != target.shape[:2]:
            raise UserError(
                "sequences and targets must be steps x batch x numbers, of as many steps and sequences, and are "
                f"{say_shape(x.shape)} and {say_shape(target.shape)}."
            )
        if weight.shape != x.shape[:2]:
            raise UserError(f"the weights must be {say_shape(x.shape[:2])}, and are {say_shape(weight.shape)}.")
        lengths = None if batch.lengths is None else check_lengths(batch.lengths, *x.shape[:2])
        if lengths is not None:
            weight = np.where(inside(lengths, len(x)), weight, 0.0)
        if weight.min() < 0 or not weight.sum(axis=0).all():
            raise UserError("each sequence needs a step with a weight above 0, and no weight may be below 0.")
        if loss != "squared" and (target.min() < 0 or target.max() > 1):
            raise UserError(f"targets of the loss “{loss}” must be from 0 to 1.")
        if loss == "categorical" and not np.allclose(target.sum(axis=-1)[weight > 0], 1):
            raise UserError("targets of the loss “categorical” must add up to 1 at each step, as one-hot ones do.")
        self.all = Batch(x, target, weight, lengths, batch.labels)
        self.loss = loss
        self.input_names = tuple(f"x{k + 1}" for k in range(x.shape[2]))
        self.output_names = tuple(f"y{k + 1}" for k in range(target.shape[2]))
        self.shortest = len(x)
        self.preset = Preset("lstm", units=8, rate=0.01, updates=1000, length=len(x), batch=x.shape[1], clip_norm=1.0)

    def held_out(self, length: int | None = None) -> Batch:
        """Return all sequences: there are no others."""
        self._steps(length)
        return self.all

    def probe(self, length: int | None = None) -> Batch:
        """Return the first sequence, without its padding."""
        self._steps(length)
        stop = len(self.all.x) if self.all.lengths is None else int(self.all.lengths[0])
        one = self.all.part(0, 1)
        return Batch(one.x[:stop], one.target[:stop], one.weight[:stop], labels=self.all.labels)

    def trivial_loss(self, length: int | None = None) -> float:
        """Return the loss of the mean of all answers."""
        self._steps(length)
        weight, target = self.all.weight, self.all.target
        mean = np.broadcast_to(np.average(target, axis=(0, 1), weights=_wide(weight, target)), target.shape)
        y, wanted = (np.ascontiguousarray(array.transpose(0, 2, 1)) for array in (mean, target))
        return LOSSES[self.loss].value(y, wanted, weight[:, np.newaxis])

    def score(self, y: Array, batch: Batch) -> Score:
        """Judge by the share of right answers, all of which are wanted; numbers by their mean squared error."""
        if self.loss == "squared":
            with np.errstate(over="ignore", invalid="ignore"):
                error = np.average((y - batch.target) ** 2, weights=_wide(batch.weight, y))
            trivial = self.trivial_loss()
            text = f"mean squared error {error:.2g}, where the mean of all answers has {trivial:.2g}"
            return Score(text, float(error), bool(error <= SOLVED * trivial))
        if self.loss == "binary":
            right = ((y > 0.5) == (batch.target > 0.5)).mean(axis=-1)
            share = share_right(right, batch.weight)
        else:
            share = most_likely_right(y, batch)
        return Score(f"{percent(share)} of answers right", share, share == 1)

    def _draw(self, random: np.random.Generator, size: int, length: int) -> Batch:  # noqa: ARG002 - there is one length
        number = self.all.x.shape[1]
        orders = [np.argsort(random.random(number), kind="stable") for _ in range(-(-size // number))]
        chosen = np.concatenate(orders)[:size]
        lengths = None if self.all.lengths is None else self.all.lengths[chosen]
        return Batch(self.all.x[:, chosen], self.all.target[:, chosen], self.all.weight[:, chosen], lengths)

    def _steps(self, length: int | None) -> int:
        if length not in (None, len(self.all.x)):
            raise UserError(f"these sequences have {len(self.all.x)} steps, and the length is {length}. Leave it out.")
        return len(self.all.x)


def _wide(weight: Array, like: Array) -> Array:
    return np.broadcast_to(weight[:, :, np.newaxis], like.shape)
