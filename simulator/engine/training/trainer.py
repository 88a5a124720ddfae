"""The trainer: one update of a network after the other, with reports, and back to any moment of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, Literal, NoReturn

import numpy as np

from simulator.engine.networks.losses import LOSSES
from simulator.engine.networks.network import Network, NetworkTrace
from simulator.engine.networks.objective import Objective
from simulator.engine.optimisation.clipping import norm
from simulator.engine.tasks import Batch, Task, as_task
from simulator.engine.tasks.task import whole
from simulator.engine.training.diagnosis import TrainingStopped, advise, find_where
from simulator.engine.training.rehearsal import Rehearsal
from simulator.engine.training.report import Evaluation, Report, evaluate
from simulator.engine.training.snapshot import Snapshot
from simulator.engine.training.supply import Feed, Supply
from simulator.engine.training.task_network import AUTO, check_fit, task_network
from simulator.engine.training.updater import Updater
from simulator.errors import UserError
from simulator.language import Cell

_OF_A_NEW_NETWORK = None, None, 1, False, AUTO, "uniform", None  # what is not said about one


class Trainer:
    """Trains a network on a task, an update a step.

    ``task``: a task's id, a Task, or sequences of one's own: (x, target), (steps, batch, size) each, or a Batch, with
    ``loss`` "squared", "binary" or "categorical". What is not given is as the task's preset says; ``rate``, where
    another optimizer is asked for, as is usual with that. ``batch`` sequences an update, each of ``length`` steps.

    The network has ``layers`` equal layers of a cell (an id, a file or a Cell), or is a ``network`` that is there
    already and learns in place. ``readout``: linear, sigmoid, softmax, None, or "auto": what the task's loss asks for,
    and none where what the cell gives is an answer already. ``initialisation`` and ``forget_bias``: see ``initialise``.

    ``window``: truncated BPTT: an update for every so many steps, from the states that the window before ended with.
    ``clip_norm``, ``clip_value``: one of them, or None for off. ``optimizer_settings`` and ``schedule_settings`` go to
    the optimiser and the schedule. ``evaluate_every``: so often a report says how well what is held out is answered.

    The same arguments give the same numbers. To pause is to call ``step`` no more for a while; ``rate``, ``clip_norm``,
    ``clip_value``, ``batch`` and the schedule may change between steps. Raises UserError for what does not fit.
    """

    def __init__(
        self,
        task: str | Task | Batch | tuple[Any, Any] = "lecture-gates",
        cell: str | Path | Cell | None = None,
        units: int | None = None,
        optimizer: str | None = None,
        rate: float | None = None,
        clip_norm: float | Literal["preset"] | None = "preset",
        batch: int | None = None,
        length: int | None = None,
        seed: int = 0,
        dtype: str = "float64",
        *,
        layers: int = 1,
        bidirectional: bool = False,
        network: Network | None = None,
        readout: str | None = AUTO,
        initialisation: str = "uniform",
        forget_bias: float | None = None,
        loss: str | None = None,
        window: int | None = None,
        clip_value: float | None = None,
        schedule: str = "constant",
        schedule_settings: Mapping[str, Any] | None = None,
        optimizer_settings: Mapping[str, Any] | None = None,
        evaluate_every: int | None = None,
    ) -> None:
        self.task = as_task(task, loss)
        preset = self.task.preset
        self.seed = whole(seed, 0, "the seed")
        batch = _batch(preset.batch if batch is None else batch)
        self.length = preset.length if length is None else whole(length, 1, "the length of a sequence")
        self._evaluate_every = math.inf if evaluate_every is None else whole(evaluate_every, 1, "evaluate_every")
        if network is None:
            cell, units = preset.cell if cell is None else cell, preset.units if units is None else units
            shape = (layers, bidirectional, readout, self.seed, dtype)
            network = task_network(self.task, cell, units, *shape, initialisation, forget_bias)
        elif (cell, units, layers, bidirectional, readout, initialisation, forget_bias) != _OF_A_NEW_NETWORK:
            raise UserError("a network is given, and what another would be made of as well. Leave one of them out.")
        check_fit(network, self.task)
        self.network = network
        optimizer = preset.optimizer if optimizer is None else optimizer
        rate = preset.rate_with(optimizer) if rate is None else rate
        self._updater = Updater(
            network.flat, optimizer, rate, optimizer_settings or {}, schedule, schedule_settings or {}
        )
        if clip_norm == "preset":
            clip_norm = preset.clip_norm if clip_value is None else None
        if clip_norm is not None and clip_value is not None:
            raise UserError("the gradient is clipped by norm or by value, not by both. Leave one of them out.")
        self._updater.clip_norm = clip_norm
        self._updater.clip_value = clip_value
        window = None if window is None else whole(window, 1, "the window")
        self._feed = self._fed_by(Supply(self.task, batch, self.length, self.seed, window))
        self._flat, self._start = network.flat, network.flat.copy()
        self._good, self._change = network.flat.copy(), np.empty_like(network.flat)
        self._held_out: Batch | None = None
        self.updates = self._good_updates = 0

    # -- what may change between steps

    @property
    def optimizer(self) -> str:
        """The name of the optimiser."""
        return self._updater.optimizer

    @property
    def rate(self) -> float:
        """The learning rate that the schedule starts from; it may be set at any time."""
        return self._updater.rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self._updater.rate = rate

    @property
    def schedule(self) -> str:
        """The name of the schedule."""
        return self._updater.schedule

    def use_schedule(self, name: str, **settings: Any) -> None:
        """Let the rate follow another schedule, from the same base. Raises UserError for what there is not."""
        self._updater.use_schedule(name, settings)

    @property
    def clip_norm(self) -> float | None:
        """The longest gradient let through, None if any is; setting one ends clipping by value."""
        return self._updater.clip_norm

    @clip_norm.setter
    def clip_norm(self, limit: float | None) -> None:
        self._updater.clip_norm = limit

    @property
    def clip_value(self) -> float | None:
        """The largest number of a gradient let through, None if any is; setting one ends clipping by norm."""
        return self._updater.clip_value

    @clip_value.setter
    def clip_value(self, limit: float | None) -> None:
        self._updater.clip_value = limit

    @property
    def batch(self) -> int:
        """Sequences an update; setting it keeps weights and optimiser, and begins with other sequences."""
        return self._feed.supply.batch

    @batch.setter
    def batch(self, size: int) -> None:
        if _batch(size) != self.batch:
            self._feed = self._fed_by(self._feed.supply.resized(size))

    def _fed_by(self, supply: Supply) -> Feed:
        """Return a feed from a supply, into memory of its sizes."""
        loss = LOSSES[self.task.loss]
        return Feed(supply, Objective(self.network, loss, supply.window, supply.batch, masked=supply.masked))

    @property
    def _objective(self) -> Objective:
        return self._feed.objective

    # -- training

    def step(self) -> Report:
        """Make one update and return its report.

        Raises TrainingStopped if the loss or the gradient is not finite: the trainer then stands at the parameters of
        before the update that led there, with a fresh optimiser and at the next batch, and may go on, best with another
        rate or clipping.
        """
        begin, flat, objective = perf_counter(), self._flat, self._feed.objective
        with np.errstate(all="ignore"):  # an overflow is found below, and said
            self._feed.load()
            loss = objective.forward()
            objective.backward()
            length, size = norm(objective.gradient), norm(flat)
            if not (math.isfinite(loss) and math.isfinite(length) and math.isfinite(size)):
                self._stop()
            clipped = self._updater.clip(objective.gradient, length)
            np.copyto(self._good, flat)
            self._good_updates = self.updates
            rate = self._updater.step(objective.gradient, self.updates, loss)
            np.subtract(flat, self._good, self._change)
            moved = norm(self._change)
        self._feed.advance()
        self.updates += 1
        seconds = perf_counter() - begin
        held_out = self.evaluate() if self.updates % self._evaluate_every == 0 else None
        return Report(self.updates, loss, length, clipped, moved / size if size else 0.0, rate, seconds, held_out)

    def reports(self, updates: int | None = None, every: int = 1) -> Iterator[Report]:
        """Make so many updates, for ever if None; yield the report of every ``every``-th and of the last."""
        whole(every, 1, "every")
        last = math.inf if updates is None else self.updates + whole(updates, 0, "the number of updates")
        while self.updates < last:
            report = self.step()
            if report.update % every == 0 or report.update == last:
                yield report

    def rehearse(self) -> Rehearsal:
        """Make the next update, take it back, and return all that went into it: to look inside before it is made.

        ``step`` will do the same, bit for bit. Raises TrainingStopped where it would, and then as well nothing has
        changed.
        """
        start = self.snapshot()
        try:
            with np.errstate(all="ignore"):
                self._feed.load()
                self._objective.forward()
                self._objective.backward()
            batch = self._feed.loaded  # of a pool that going back draws anew, so it is nobody else's
            assert batch is not None
            initial = {name: array.T.copy() for name, array in self._objective.tape.initial.items()}
            gradient, before, had = self._objective.gradient.copy(), self._flat.copy(), self._updater.gathered()
            self.restore(start)
            report = self.step()
            clipped, after, has = self._objective.gradient.copy(), self._flat.copy(), self._updater.gathered()
        finally:
            self.restore(start)
        gathered = {symbol: (had[symbol], has[symbol]) for symbol in has}
        return Rehearsal(report, batch, initial, gradient, clipped, before, after, gathered)

    def _stop(self) -> NoReturn:
        """Find out what went wrong, go back to the last good parameters, and say so."""
        where = find_where(self.network, self._objective, self._feed.lengths)
        first, single = self.updates == self._good_updates, self._flat.itemsize == 4
        advice = advise(first, self._updater.last_rate, self._updater.clips, single)
        failed = self.updates + 1
        np.copyto(self._flat, self._good)
        self.updates = self._good_updates
        self._updater.refresh()
        self._feed.begin()
        raise TrainingStopped(failed, where, advice, self.updates)

    # -- looking

    @property
    def trivial_loss(self) -> float:
        """What a trivial answer costs: see the task's ``trivial``."""
        return self.task.trivial_loss(self.length)

    def evaluate(self) -> Evaluation:
        """Judge the network as it is now on the sequences that the task holds out."""
        if self._held_out is None:
            self._held_out = self.task.held_out(self.length)
        return evaluate(self.network, self.task, self._held_out)

    def probe(self) -> NetworkTrace:
        """Run the one sequence that is watched while a network learns, ``task.probe``, through the network of now."""
        return self.network.run(self.task.probe(self.length).x[:, 0])

    # -- going back

    def rewind(self) -> None:
        """Go back to the weights of the start, update 0 and the first batch; rate, schedule and clipping stay."""
        np.copyto(self._flat, self._start)
        np.copyto(self._good, self._start)
        self.updates = self._good_updates = 0
        self._updater.rewind()
        self._feed.supply.rewind()
        self._feed.begin()

    def snapshot(self) -> Snapshot:
        """Return all that later updates depend on, as copies."""
        of_updater, numbers = self._updater.state()
        arrays = {"parameters": self._flat, "good": self._good}
        arrays |= {f"optimizer.{name}": array for name, array in of_updater.items()}
        arrays |= {f"state.{name}": array for name, array in self._objective.tape.initial.items()}
        counts = {"update": self.updates, "good_update": self._good_updates}
        return Snapshot(
            {name: array.copy() for name, array in arrays.items()},
            {"of": self._kind(), **counts, **numbers, "data": self._feed.state()},
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot of this training, or of one made with the same arguments: what follows is the same.

        Rate, schedule, clipping and batch become those of then. Raises UserError, and changes nothing, if it does not
        fit.
        """
        self._check(snapshot)
        numbers, arrays = snapshot.numbers, snapshot.arrays
        kept = {name.removeprefix("optimizer."): a for name, a in arrays.items() if name.startswith("optimizer.")}
        feed, before = self._feed, self._feed.state()
        try:
            self.batch = numbers["of"]["batch"]
            counts = whole(numbers["update"], 0, "the update"), whole(numbers["good_update"], 0, "the good update")
            self._feed.restore(numbers["data"])
            self._updater.restore(kept, numbers)
        except (KeyError, TypeError, ValueError, AttributeError, MemoryError, UserError) as error:
            self._feed = feed
            feed.restore(before)
            raise UserError(f"this snapshot is damaged: {error}. Take another one.") from None
        self.updates, self._good_updates = counts
        np.copyto(self._flat, arrays["parameters"])
        np.copyto(self._good, arrays["good"])
        for name, initial in self._objective.tape.initial.items():
            np.copyto(initial, arrays[f"state.{name}"])

    def _check(self, snapshot: Snapshot) -> None:
        """Raise UserError unless a snapshot is of this training, with whatever size of a batch."""
        shapes = {name: array.shape for name, array in self.snapshot().arrays.items()}
        of = snapshot.numbers.get("of")
        batch = of.get("batch") if isinstance(of, Mapping) else None
        carried = {name: (size[0], batch) for name, size in shapes.items() if name.startswith("state.")}
        snapshot.check(self._kind() | {"batch": batch}, shapes | carried)

    def _kind(self) -> dict[str, Any]:
        """Return what a snapshot says that it is of."""
        return {
            "task": self.task.id,
            "batch": self.batch,
            "length": self.length,
            "window": self._objective.tape.steps,
            "optimizer": self.optimizer,
            "optimizer settings": self._updater.settings,
            "dtype": str(self._flat.dtype),
            "parameters": {name: list(array.shape) for name, array in self.network.parameters.items()},
        }


def _batch(size: Any) -> int:
    return whole(size, 1, "the size of a batch")
