"""The story of one update: every number of it, for one sequence of the batch and one weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from simulator.engine.flow.contributions import Contributions, Place
from simulator.engine.inside.moments import Moment, moments
from simulator.engine.inside.passes import Passes
from simulator.engine.memory import Array
from simulator.engine.parameters import check_element, check_names, place_in_flat, say_element
from simulator.engine.tasks.task import whole
from simulator.engine.training.rehearsal import Rehearsal
from simulator.engine.training.trainer import Trainer
from simulator.errors import UserError


@dataclass(frozen=True, slots=True)
class Clip:
    """What clipping does: of which kind, and with which limit; None and infinite where there is no clipping.

    ``norm_before`` and ``norm_after``: the lengths of the gradient of all parameters. ``before`` and ``after``: the
    gradient of the one weight.
    """

    kind: Literal["norm", "value"] | None
    limit: float
    norm_before: float
    norm_after: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Move:
    """How the optimiser moves the one weight: from ``old`` to ``new``, at this ``rate``.

    ``gathered``: what it keeps of the gradients of this weight, by the symbols of its formula, before and after: m, v
    and the corrected m̂, v̂ of Adam; nothing for plain gradient descent.
    """

    optimizer: str
    rate: float
    old: float
    new: float
    gathered: Mapping[str, tuple[float, float]]

    @property
    def step(self) -> float:
        """How far it moves."""
        return self.new - self.old


@dataclass(frozen=True, eq=False)
class UpdateStory:
    """One update from the inside. Row k of what has steps is step k + 1; places count from 0.

    ``update``: its number, from 1. ``weight``: the name of the parameter in the network, ``index`` the place of the one
    number of it that is followed, and ``element`` both as a person writes them. ``sequence``: which of the
    ``sequences`` of the batch is shown; ``length``: its steps without padding.

    Of that sequence: ``x`` and ``target`` (steps, size), ``judged`` (steps,) the weight of each answer in the loss;
    ``values`` and ``gradients``, of every signal of every part by its name in the network ("1.c", "readout.y"), (steps,
    size): what it is, and d loss / d signal; ``initial``: the states before the first step.

    Of the whole batch: ``losses`` (steps, sequences), what each answer adds to ``loss``; ``contributions`` (steps,
    sequences), what each step of each sequence adds to ``gradient``, that of the weight, and ``places``, the same by
    where the weight stands in the equations. ``added`` (steps,) is the sum as it grows, going back from the last step.

    Loss, gradient, clip and move are those of the next ``trainer.step()`` bit for bit. Values, gradients of signals and
    contributions are computed apart: sums of other order, equal but for rounding (1e-12 of the sum of their sizes, 1e-5
    in float32).
    """

    update: int
    weight: str
    index: tuple[int, ...]
    sequence: int
    length: int
    x: Array
    target: Array
    judged: Array
    values: Mapping[str, Array]
    gradients: Mapping[str, Array]
    initial: Mapping[str, Array]
    losses: Array
    loss: float
    split: Contributions
    gradient: float
    clip: Clip
    move: Move

    @property
    def element(self) -> str:
        """The weight as a person writes it: 1.U_f[1, 2]."""
        return say_element(self.weight, self.index)

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self.x)

    @property
    def sequences(self) -> int:
        """How many sequences the batch has."""
        return int(self.losses.shape[1])

    @property
    def contributions(self) -> Array:
        """What each step of each sequence adds to the gradient of the weight, (steps, sequences)."""
        return self.split.by_step

    @property
    def places(self) -> tuple[Place, ...]:
        """The same by where the weight stands in the equations, in their order."""
        return self.split.places

    @property
    def added(self) -> Array:
        """The gradient as it grows, (steps,): row k has what k + 1 steps gone back have brought."""
        return self.split.added

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The moments in which it is told."""
        return moments(self.steps, self.split.backward)


def update_story(trainer: Trainer, weight: str, index: int | tuple[int, ...], sequence: int = 0) -> UpdateStory:
    """Tell the next update of a trainer, which stays as it is.

    ``weight`` and ``index``: one number of a parameter of the network, its place counted from 0. ``sequence``: the one
    of the batch to be shown, from 0. Raises UserError for what there is not, and TrainingStopped where the update
    cannot be made.
    """
    network = trainer.network
    check_names([weight], network.parameters, "parameter", "network")
    place = check_element(weight, index, network.parameters[weight].shape)
    told = trainer.rehearse()
    both = Passes(network, trainer.task.loss, told)
    shown = _shown(both, sequence)
    part, _, name = weight.rpartition(".")
    number = place_in_flat({name: array.shape for name, array in network.parameters.items()}, weight, place)
    batch = told.batch
    return UpdateStory(
        update=told.report.update,
        weight=weight,
        index=place,
        sequence=int(sequence),
        length=len(batch.x) if batch.lengths is None else int(batch.lengths[sequence]),
        x=both.traces["1"].x[:, shown],
        target=batch.target[:, sequence],
        judged=batch.weight[:, sequence],
        values={f"{p}.{s}": array[:, shown] for p, trace in both.traces.items() for s, array in trace.values.items()},
        gradients={f"{p}.{s}": a[:, shown] for p, signals in both.gradients.items() for s, a in signals.items()},
        initial={state: array[sequence] for state, array in told.initial.items()},
        losses=both.losses,
        loss=told.report.loss,
        split=both.split(part, name, place),
        gradient=float(told.gradient[number]),
        clip=_clip(trainer, told, number),
        move=_move(trainer, told, number),
    )


def _shown(both: Passes, sequence: int) -> int:
    """Return where a sequence of the batch stands among those that are there."""
    last = both.losses.shape[1] - 1
    if whole(sequence, 0, "the sequence to be shown") > last:
        raise UserError(f"the batch has no sequence {sequence}: they are 0 to {last}.")
    found = np.flatnonzero(both.there == sequence)
    if not found.size:
        raise UserError(f"sequence {sequence} has ended before this window of the batch. Choose another one.")
    return int(found[0])


def _clip(trainer: Trainer, told: Rehearsal, number: int) -> Clip:
    kind: Literal["norm", "value"] | None = None
    limit = np.inf
    if trainer.clip_norm is not None:
        kind, limit = "norm", trainer.clip_norm
    elif trainer.clip_value is not None:
        kind, limit = "value", trainer.clip_value
    of_all = told.report.gradient_norm, told.report.clipped_norm
    return Clip(kind, limit, *of_all, float(told.gradient[number]), float(told.clipped[number]))


def _move(trainer: Trainer, told: Rehearsal, number: int) -> Move:
    gathered = {symbol: (float(had[number]), float(has[number])) for symbol, (had, has) in told.gathered.items()}
    ends = float(told.before[number]), float(told.after[number])
    return Move(trainer.optimizer, told.report.rate, *ends, gathered)
