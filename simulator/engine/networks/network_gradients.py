"""The gradients of a whole network: what each of its parts has to do with a number computed from its output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.engine.gradients import Gradients
from simulator.engine.memory import Array
from simulator.engine.networks.layer import Directions
from simulator.engine.networks.network_tape import NetworkTape
from simulator.engine.networks.padding import blank, reverse
from simulator.engine.parameters import numbers, say_shape
from simulator.engine.tape import Tape
from simulator.errors import UserError

if TYPE_CHECKING:
    from simulator.engine.networks.network import Network


@dataclass(frozen=True, eq=False)
class NetworkGradients:
    """The gradients of sum(output * output_gradient), shapes as in a NetworkTrace, all in the order of time.

    ``x`` is that of the inputs, ``flat`` that of the network's ``flat``, ``parameters`` its views by name.
    ``layers[k].forward``, ``.backward`` and ``readout`` have those of each part, with all its signals.
    """

    x: Array
    flat: Array
    parameters: Mapping[str, Array]
    layers: tuple[Directions[Gradients], ...]
    readout: Gradients | None


def network_gradients(
    network: Network, x: Any, output_gradient: Any, lengths: Any, initial: Mapping[str, Any] | None
) -> NetworkGradients:
    """Return the gradients of a network: see ``Network.gradients``."""
    sequence, known = network.sequence(x, lengths)
    alone = sequence.ndim == 2
    wanted = numbers(output_gradient, "the output gradient", network.dtype)
    shape = (*sequence.shape[:-1], network.outputs)
    if wanted.shape != shape:
        raise UserError(f"the output gradient must be {say_shape(shape)}, and is {say_shape(wanted.shape)}.")
    tape = NetworkTape(
        network,
        len(sequence),
        1 if alone else sequence.shape[1],
        input_gradient=True,
        signal_gradients=True,
        masked=known is not None,
    )
    if known is not None:
        tape.mask(known)
    for part, states in network.initial(initial, sequence).items():
        for name, value in states.items():
            tape.initial[f"{part}.{name}"][...] = np.atleast_2d(value).T
    tape.x[...] = _from_person(sequence)
    tape.forward()
    tape.output_gradient[...] = _from_person(blank(wanted, known))
    tape.backward()
    of = {part: gradients_in_time(one, alone, part.endswith(".backward"), known) for part, one in tape.tapes.items()}
    start, named = 0, {}
    for name, array in network.parameters.items():
        named[name] = tape.gradient[start : start + array.size].reshape(array.shape)
        start += array.size
    return NetworkGradients(
        x=_to_person(tape.x_gradient, alone),
        flat=tape.gradient,
        parameters=named,
        layers=tuple(Directions(of[str(k)], of.get(f"{k}.backward")) for k in range(1, len(network.layers) + 1)),
        readout=of.get("readout"),
    )


def gradients_in_time(tape: Tape, alone: bool, backward: bool, lengths: Array | None) -> Gradients:
    """Return what a part's tape has gone back to, in the order of time; ``alone``: of one sequence, without a batch."""

    def in_time(array: Array) -> Array:
        found = array.transpose(0, 2, 1)
        found = reverse(found, lengths) if backward else found
        return found[:, 0] if alone else found

    return Gradients(
        parameters=tape.parameter_gradients,
        x=in_time(tape.x_gradient),
        initial={name: value[:, 0] if alone else value.T for name, value in tape.initial_gradient.items()},
        signals={name: in_time(value) for name, value in tape.signal_gradient.items()},
    )


def _from_person(array: Array) -> Array:
    """Return (steps, size, batch) of (steps, size) or (steps, batch, size)."""
    return array[:, :, np.newaxis] if array.ndim == 2 else array.transpose(0, 2, 1)


def _to_person(array: Array, alone: bool) -> Array:
    return array[:, :, 0] if alone else array.transpose(0, 2, 1)
