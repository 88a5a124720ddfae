"""The loss of a network on a batch, as a function of its parameters: what a step of training evaluates."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.networks.losses import Loss
from simulator.engine.networks.network import Network
from simulator.engine.networks.network_tape import NetworkTape
from simulator.engine.networks.padding import check_lengths, inside


class Objective:
    """Value and gradient of a loss for batches of (steps, batch), on memory allocated once.

    ``load`` a batch, then ``forward`` returns the loss and ``backward`` fills ``gradient``, laid out as
    ``network.flat``, whose parameters are read anew each time. ``output`` (steps, outputs, batch) is what the network
    gave. ``tape`` has the states: ``tape.carry()`` takes them over into the next window of a long sequence.
    ``masked``: for batches with lengths. Raises UserError where sizes do not fit.
    """

    def __init__(self, network: Network, loss: Loss, steps: int, batch: int, *, masked: bool = False) -> None:
        at_argument = loss.readout == network.output_function
        self.tape = NetworkTape(network, steps, batch, at_argument=at_argument, masked=masked)
        self.output, self.gradient = self.tape.output, self.tape.gradient
        self.measure = loss.measure((steps, network.outputs, batch), network.dtype, at_argument)
        self.masked = masked

    def load(self, x: Array, target: Array, weight: Array, lengths: Any = None) -> None:
        """Copy a batch in: ``x``, ``target`` (steps, batch, size); ``weight`` (steps, batch): 1 where judged, else 0.

        ``lengths`` (batch,): what stands behind them is not read, whatever it is. In a window of a longer sequence they
        may be 0. Raises UserError where they do not fit, and where nothing is judged.
        """
        x, target, weight = x.transpose(0, 2, 1), target.transpose(0, 2, 1), weight[:, np.newaxis]
        if self.masked:
            steps, batch = self.tape.steps, self.tape.batch
            lengths = np.full(batch, steps) if lengths is None else check_lengths(lengths, steps, batch, 0)
            self.tape.mask(lengths)
            active = inside(lengths, steps)[:, np.newaxis]
            x, target, weight = (np.where(active, array, 0) for array in (x, target, weight))
        np.copyto(self.tape.x, x)
        self.measure.aim(target, weight)

    def forward(self) -> float:
        """Run the network and return the loss."""
        self.tape.forward()
        return self.measure(self.output, self.tape.output_gradient)

    def backward(self) -> None:
        """Fill ``gradient`` with that of the loss which ``forward`` returned."""
        self.tape.backward()

    def retrace(self, network: Network, lengths: Array | None) -> NetworkTape:
        """Go forward and back once more, with the gradients of inputs and signals kept: a tape on which both are done.

        ``network`` is the one that this was made for, and ``lengths`` are the batch's, if this is masked. The loss is
        that of the last ``forward``. Slow, for looking into one step.
        """
        tape = NetworkTape(
            network,
            self.tape.steps,
            self.tape.batch,
            input_gradient=True,
            signal_gradients=True,
            at_argument=self.measure.at_argument,
            masked=self.masked,
        )
        if self.masked:
            tape.mask(np.full(tape.batch, tape.steps) if lengths is None else lengths)
        np.copyto(tape.x, self.tape.x)
        for name, initial in self.tape.initial.items():
            np.copyto(tape.initial[name], initial)
        tape.forward()
        np.copyto(tape.output_gradient, self.tape.output_gradient)
        tape.backward()
        return tape
