"""Where a number first became infinite, or none at all, and what may help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.networks.network import Network
from simulator.engine.networks.objective import Objective
from simulator.engine.networks.padding import reverse
from simulator.errors import UserError


@dataclass(frozen=True)
class Where:
    """A place in a step of training. ``step`` and ``sequence`` count from 1; None where they have no meaning.

    ``kind``: "parameter", "state" (carried from the window before), "forward" (a signal), "loss" (an answer that is
    finite, but too far off), "backward" (the gradient of a signal) or "gradient" (that of a parameter). ``part`` is
    "1", "1.backward", "readout"; ``name`` the signal's, state's or parameter's; ``value`` what stands there.
    """

    kind: str
    part: str = ""
    name: str = ""
    step: int | None = None
    sequence: int | None = None
    value: float = np.nan

    def __str__(self) -> str:
        number, _, backward = self.part.partition(".")
        part = "the readout" if number == "readout" else f"layer {number}" + ", its backward direction" * bool(backward)
        place = "" if self.step is None else f" at step {self.step} of sequence {self.sequence} of the batch"
        what = {
            "parameter": f"the parameter {self.name} of {part} is {self.value}",
            "state": f"{self.name} of {part} was {self.value} when the window began",
            "forward": f"{self.name} of {part} is {self.value}{place}",
            "loss": f"the answer is {self.value:.3g}{place}, so that the loss is larger than any number",
            "backward": f"going backward, the gradient of {self.name} of {part} is {self.value}{place}",
            "gradient": f"the gradient of the parameter {self.name} of {part} is {self.value}",
        }
        return what[self.kind]


class TrainingStopped(UserError):  # noqa: N818 - it says what happened, as StopIteration does
    """A loss or a gradient was not finite, so that update ``update`` could not be made.

    ``where`` says what first was not, ``advice`` what may help, as sentences. The trainer stands at the last good
    parameters, ``kept_update`` updates after the start, and may go on.
    """

    def __init__(self, update: int, where: Where, advice: str, kept_update: int) -> None:
        self.update, self.where, self.advice, self.kept_update = update, where, advice, kept_update
        super().__init__(update, where, advice, kept_update)

    def __str__(self) -> str:
        kept = "of the start" if self.kept_update == 0 else f"after update {self.kept_update}"
        return f"training stopped at update {self.update}: {self.where}. {self.advice} The weights {kept} are kept."


def find_where(network: Network, objective: Objective, lengths: Array | None) -> Where:
    """Return the first place, in the order of computing, at which a number of a step is not finite.

    ``objective`` has done the step, or as much of it as its loss allowed; ``lengths`` are the batch's. All is computed
    once more, with every signal kept: slow, and done once.
    """
    for name, array in network.parameters.items():
        if not np.isfinite(array).all():
            part, _, own = name.rpartition(".")
            return Where("parameter", part, own, value=_odd(array))
    for name, array in objective.tape.initial.items():
        if not np.isfinite(array).all():
            part, _, own = name.rpartition(".")
            return Where("state", part, own, value=_odd(array))
    return _forward(network, objective, lengths) or _loss(objective) or _backward(network, objective, lengths)


def _odd(array: Array) -> float:
    return float(array[~np.isfinite(array)][0])


def _forward(network: Network, objective: Objective, lengths: Array | None) -> Where | None:
    tape, steps = objective.tape, objective.tape.steps
    x = tape.x.transpose(0, 2, 1)
    known = np.full(x.shape[1], steps) if lengths is None else lengths
    there = np.flatnonzero(known > 0)  # not those that ended in an earlier window
    initial = {name: array.T[there] for name, array in tape.initial.items()}
    ran = network.run(x[:, there], None if lengths is None else known[there], initial)
    for part, trace in ran.parts.items():
        found = _first(trace.values, -1 if trace.backward else 1)
        if found is not None:
            name, step, sequence, value = found
            return Where("forward", part, name, step, int(there[sequence - 1]) + 1, value)
    return None


def _first(signals: Mapping[str, Array], order: int) -> tuple[str, int, int, float] | None:
    """Return name, step, sequence and value of what is not finite first, among signals (steps, batch, size).

    ``order``: 1 if steps were computed from the first to the last, -1 if from the last to the first.
    """
    found: tuple[int, str] | None = None
    for name, array in signals.items():
        steps = np.flatnonzero(~np.isfinite(array).all(axis=(1, 2)))
        if len(steps):
            step = int(steps[0] if order == 1 else steps[-1])
            if found is None or (step - found[0]) * order < 0:
                found = step, name
    if found is None:
        return None
    step, name = found
    values = signals[name][step]
    sequence = int(np.flatnonzero(~np.isfinite(values).all(axis=1))[0])
    return name, step + 1, sequence + 1, _odd(values[sequence])


def _loss(objective: Objective) -> Where | None:
    """Return the answer that is furthest off, if the loss is not finite though all answers are."""
    with np.errstate(all="ignore"):
        if np.isfinite(objective.forward()):
            return None
        off = np.abs(objective.output - objective.measure.target) * (objective.measure.share > 0)
    step, unit, sequence = np.unravel_index(int(off.argmax()), off.shape)
    value = float(objective.output[step, unit, sequence])
    return Where("loss", step=int(step) + 1, sequence=int(sequence) + 1, value=value)


def _backward(network: Network, objective: Objective, lengths: Array | None) -> Where:
    tape, used = objective.retrace(network, lengths), objective.tape
    for part in reversed(tape.tapes):
        backward = part.endswith(".backward")
        model, gradients = network.models[part], tape.tapes[part].signal_gradient
        in_time = {name: gradients[name].transpose(0, 2, 1) for name in reversed(model.cell.signals)}
        if backward:
            in_time = {name: reverse(array, lengths) for name, array in in_time.items()}
        found = _first(in_time, 1 if backward else -1)
        if found is not None:
            return Where("backward", part, *found)
    rows = [(part, name, array) for part, one in used.tapes.items() for name, array in one.parameter_gradients.items()]
    for part, name, gradient in rows:
        if not np.isfinite(gradient).all():
            return Where("gradient", part, name, value=_odd(gradient))
    part, name, gradient = max(rows, key=lambda row: float(np.abs(row[2]).max()))  # too long, though finite
    return Where("gradient", part, name, value=float(np.abs(gradient).max()))


def advise(first: bool, rate: float, clipped: bool, single: bool) -> str:
    """Return what may help, in a sentence.

    ``first``: there was no update yet; ``clipped``: gradients are; ``single``: all is computed in float32.
    """
    if first:
        return "Start with smaller weights, or make the inputs smaller."
    wider = ", or compute in float64, which has room for larger numbers" if single else ""
    clip = "" if clipped else ", or clip the gradient (to a norm of 1, say)"
    return f"Lower the rate, which was {rate:g}{clip}{wider}."
