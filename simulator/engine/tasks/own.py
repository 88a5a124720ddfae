"""Sequences of one's own, to be learnt as they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.networks.losses import LOSSES
from simulator.engine.networks.padding import check_lengths, inside
from simulator.engine.optimisation.settings import pick
from simulator.engine.parameters import numbers, say_shape
from simulator.engine.tasks.task import Batch, Preset, Score, Task, most_likely_right, percent, share_right
from simulator.errors import UserError

SOLVED = 0.01  # of the trivial loss
MOST_AT_ONCE = 32  # sequences of a batch, unless asked otherwise


class OwnSequences(Task):
    """A set of sequences given as arrays, all of which are judged unless others are given to be held out.

    ``loss``: "squared", "binary" (targets from 0 to 1) or "categorical" (targets that add up to 1). Each sequence is as
    long as it is: there is no other length. They are drawn like cards: all of them, shuffled, before one comes again.
    ``input_names`` and ``output_names``: what the columns are called; ``title``: what it all is. Raises UserError for
    shapes that do not fit, for what is no finite number, and where nothing is judged.
    """

    id = "own-sequences"
    title = "Sequences of your own"
    text = "Learn the answers that were given with the sequences."
    trivial = "Always the same: the mean of all answers."

    def __init__(
        self,
        batch: Batch,
        loss: str = "squared",
        held_out: Batch | None = None,
        input_names: Sequence[str] | None = None,
        output_names: Sequence[str] | None = None,
        title: str | None = None,
    ) -> None:
        pick(LOSSES, loss, "loss")
        self.all = _checked(batch, loss)
        self._held_out = self.all if held_out is None else _checked(held_out, loss)
        steps, number, inputs = self.all.x.shape
        outputs = self.all.target.shape[2]
        for ours, theirs in ((self.all.x, self._held_out.x), (self.all.target, self._held_out.target)):
            if (len(ours), ours.shape[2]) != (len(theirs), theirs.shape[2]):
                raise UserError("what is held out must have as many steps, inputs and targets as the rest.")
        self.loss = loss
        self.title = title or type(self).title
        self.input_names = _named(input_names, inputs, "x")
        self.output_names = _named(output_names, outputs, "y")
        self.shortest = steps
        size = min(number, MOST_AT_ONCE)
        self.preset = Preset("lstm", units=8, rate=0.01, updates=1000, length=steps, batch=size, clip_norm=1.0)

    def held_out(self, length: int | None = None) -> Batch:
        """Return the sequences that were given to be held out, or all: there are no others."""
        self._steps(length)
        return self._held_out

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


def _checked(batch: Batch, loss: str) -> Batch:
    """Return sequences as float64, in which nothing behind their ends is judged."""
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
    return Batch(x, target, weight, lengths, batch.labels)


def _named(names: Sequence[str] | None, count: int, letter: str) -> tuple[str, ...]:
    found = tuple(f"{letter}{k + 1}" for k in range(count)) if names is None else tuple(names)
    if len(found) != count:
        raise UserError(f"there are {len(found)} names for {count} columns. Give one for each.")
    return found
