"""Forward and back through the batch of an update once more, with every signal and its gradient kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.engine.flow.contributions import Contributions, split
from simulator.engine.memory import Array
from simulator.engine.networks.losses import LOSSES
from simulator.engine.networks.network import Network
from simulator.engine.networks.network_gradients import gradients_in_time
from simulator.engine.networks.objective import Objective
from simulator.engine.trace import Trace
from simulator.engine.training.rehearsal import Rehearsal


class Passes:
    """What a network computes in an update, forward and back.

    ``there``: the sequences of the batch that have not ended before this window. ``traces`` and ``gradients``: by part,
    of those sequences alone, in the order of time; the gradients by signal, (steps, sequences, size). ``losses``
    (steps, batch): what each answer adds to the loss.
    """

    def __init__(self, network: Network, loss: str, told: Rehearsal) -> None:
        batch, lengths = told.batch, told.batch.lengths
        steps, size = batch.x.shape[:2]
        objective = Objective(network, LOSSES[loss], steps, size, masked=lengths is not None)
        objective.load(batch.x, batch.target, batch.weight, lengths)
        for name, initial in objective.tape.initial.items():
            initial[...] = told.initial[name].T
        objective.forward()
        self.losses = objective.measure.terms(objective.output)
        self.there = np.arange(size) if lengths is None else np.flatnonzero(lengths > 0)
        self._size = size
        ran = network.run(
            batch.x[:, self.there],
            None if lengths is None else lengths[self.there],
            {name: initial[self.there] for name, initial in told.initial.items()},
        )
        self.traces: dict[str, Trace] = ran.parts
        tape = objective.retrace(network, lengths)
        self.gradients = {
            part: {
                name: array[:, self.there]
                for name, array in gradients_in_time(one, False, part.endswith(".backward"), lengths).signals.items()
            }
            for part, one in tape.tapes.items()
        }
        self._arriving = {part: dict(signals) for part, signals in self.gradients.items()}
        self._inside: dict[str, dict[int, Array]] = {}
        if objective.measure.at_argument:
            self._enter_at_argument(network, objective, loss, told)

    def _enter_at_argument(self, network: Network, objective: Objective, loss: str, told: Rehearsal) -> None:
        """Let the gradient of the loss enter at the argument of the output's function, as it does in training.

        It is exact there also where the function is flat. What is shown of the output is its own gradient.
        """
        part, model = next((part, model) for part, model in network.models.items() if model is network.top)
        graph, output = model.cell.graph, model.cell.output
        at_output = np.empty_like(objective.output)
        weight = told.batch.weight[:, np.newaxis].astype(at_output.dtype)
        LOSSES[loss].gradient(objective.output, objective.measure.target, weight, at_output)
        own = self.gradients[part][output]
        self.gradients[part][output] = own + self._in_time(at_output)
        argument = graph.nodes[graph.nodes[graph.signals[output]].args[0]]
        if argument.op == "parameter":  # nothing leads back from it, so what it gets has to come along the function
            self._arriving[part] = self.gradients[part]
        elif not argument.signal:  # a signal's gradient has it already
            entering = np.empty_like(objective.output)
            objective.measure(objective.output, entering)
            self._inside[part] = {argument.index: self._in_time(entering)}

    def _in_time(self, array: Array) -> Array:
        """Return (steps, size, batch) as the traces are: (steps, sequences, size)."""
        return array.transpose(0, 2, 1)[:, self.there]

    def split(self, part: str, name: str, index: tuple[int, ...]) -> Contributions:
        """Return what each step of each sequence of the batch adds to the gradient of one number of a parameter."""
        found = split(self.traces[part], self._arriving[part], name, index, self._inside.get(part))
        places = tuple(replace(place, by_step=self._among_all(place.by_step)) for place in found.places)
        return replace(found, by_step=self._among_all(found.by_step), places=places, batch=self._size)

    def _among_all(self, by_step: Array) -> Array:
        """Return (steps, batch) with zeros for the sequences that have ended before."""
        found = np.zeros((len(by_step), self._size), by_step.dtype)
        found[:, self.there] = by_step
        return found
