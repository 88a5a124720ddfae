"""Layers of cells, one upon the other, in one direction or in both, and a readout: what can be run and trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.model import Model
from simulator.engine.networks.layer import READOUTS, Directions, Layer
from simulator.engine.networks.network_gradients import NetworkGradients, network_gradients
from simulator.engine.networks.padding import blank, last, reverse, without_padding
from simulator.engine.parameters import Parameters, check_names
from simulator.engine.trace import Trace
from simulator.errors import UserError
from simulator.language import FUNCTIONS, Cell, load_cell, parse_cell


@dataclass(frozen=True, eq=False)
class NetworkTrace:
    """What a network computed: ``output`` (steps[, batch], outputs), and the trace of every part, in the order of time.

    ``final``: the states at the end of each direction, by name ("1.c", "1.backward.c"), as ``initial`` takes them.
    """

    x: Array
    output: Array
    layers: tuple[Directions[Trace], ...]
    readout: Trace | None
    final: Mapping[str, Array]

    @property
    def parts(self) -> dict[str, Trace]:
        """The traces by the names of the parts, as ``Network.models`` has them: "1", "1.backward", "readout"."""
        found = {}
        for number, directions in enumerate(self.layers, 1):
            for suffix, trace in zip(("", ".backward"), directions, strict=False):
                found[f"{number}{suffix}"] = trace
        return found if self.readout is None else {**found, "readout": self.readout}


class Network:
    """Layers, each of which reads what the one below gives, and a readout: linear, sigmoid, softmax or None.

    A layer in two directions gives [forward, backward] side by side, both in the order of time. Without a readout the
    network gives what its last layer gives. A cell with a size of its own for its output (Jordan's) has ``outputs``
    of them in the last layer and as many as units below it.

    ``parameters`` holds all of them by name ("1.W_i", "1.backward.W_i", "readout.V"), as views of one vector,
    ``flat``, of which those of every model are views too. They are given all, or drawn from one generator: layer by
    layer, forward before backward, the readout last; each ±1/sqrt(units), the readout's ±1/sqrt(its inputs).

    ``layers[k].forward`` and ``.backward`` and ``readout`` are Models; ``models`` has all by name ("1", "1.backward",
    "readout") in that order. Raises UserError where sizes, cells or parameters do not fit.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        inputs: int,
        outputs: int | None = None,
        readout: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        seed: int = 0,
        dtype: str = "float64",
    ) -> None:
        _check(layers, outputs, readout)
        width, made = inputs, []
        for number, layer in enumerate(layers, 1):
            cell = layer.cell if isinstance(layer.cell, Cell) else load_cell(layer.cell)
            own = outputs if number == len(layers) and cell.uses_outputs else layer.units
            if own is None:
                raise UserError(f"{cell.id} gives as many numbers as the network has outputs. Say how many: outputs=…")
            models = [
                _model(f"layer {number}", cell, width, layer.units, own, seed, dtype)
                for _ in range(1 + layer.bidirectional)
            ]
            made.append(Directions(*models))
            width = sum(model.signal_sizes[cell.output] for model in models)
        self.layers: tuple[Directions[Model], ...] = tuple(made)
        self.readout: Model | None = None
        if readout is not None and outputs is not None:
            cell = parse_cell(READOUTS[readout], id="readout")
            self.readout = _model("the readout", cell, width, width, outputs, seed, dtype)
        elif outputs not in (None, width):
            raise UserError(f"the last layer gives {width}, and outputs is {outputs}. Add a readout, such as “linear”.")
        self.inputs, self.outputs = inputs, width if outputs is None else outputs
        self.models: dict[str, Model] = {}
        for number, directions in enumerate(self.layers, 1):
            for suffix, model in zip(("", ".backward"), directions, strict=False):
                self.models[f"{number}{suffix}"] = model
        if self.readout is not None:
            self.models["readout"] = self.readout
        self.dtype = self.layers[0].forward.dtype
        self.parameters = Parameters(
            {f"{part}.{name}": a.shape for part, model in self.models.items() for name, a in model.parameters.items()},
            self.dtype,
            of="network",
        )
        random = np.random.default_rng(seed)
        for model in self.models.values():
            model.parameters.draw(model.cell, model.sizes["units"], random)
        self._join()
        if parameters is not None:
            self.parameters.fill(parameters)

    @property
    def flat(self) -> Array:
        """All parameters in one vector, in the order of ``parameters``."""
        return self.parameters.flat

    def _join(self) -> None:
        """Let the parameters of every model stand in the network's vector."""
        self.slices: dict[str, slice] = {}
        start = 0
        for part, model in self.models.items():
            self.slices[part] = slice(start, start + model.parameters.flat.size)
            start = self.slices[part].stop
            model.parameters.move(self.flat[self.slices[part]])

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._join()  # a copy's models share its own vector

    def run(self, x: Any, lengths: Any = None, initial: Mapping[str, Any] | None = None) -> NetworkTrace:
        """Run a sequence (steps, inputs), or several (steps, batch, inputs).

        ``lengths`` (batch,): sequences of unequal length, padded at their ends. What stands in the padding is not read,
        and all that comes out there is 0; each sequence gives what it gives alone (but for rounding: a product of
        other shape may add up in another order), the backward direction starts at its own end, and its final states
        are those at its own end. ``initial``: states before the first step ("1.c"; of "1.backward.c" after the last),
        zero where not given. Raises UserError for an empty sequence, a wrong width, or what is no finite number.
        """
        first, known = self.sequence(x, lengths)
        states = self.initial(initial, first)
        inner, layers, final = first, [], {}

        def trace(part: str, backward: bool = False) -> Trace:
            found = _trace(self.models[part], inner, known, states[part], backward)
            final.update({f"{part}.{name}": found.final[name] for name in found.cell.states})
            return found

        for number, directions in enumerate(self.layers, 1):
            forward = trace(str(number))
            backward = None if directions.backward is None else trace(f"{number}.backward", True)
            layers.append(Directions(forward, backward))
            inner = _side_by_side(layers[-1])
        readout = None if self.readout is None else trace("readout")
        output = inner if readout is None else _side_by_side(Directions(readout))
        return NetworkTrace(first, output, tuple(layers), readout, final)

    def gradients(
        self, x: Any, output_gradient: Any, lengths: Any = None, initial: Mapping[str, Any] | None = None
    ) -> NetworkGradients:
        """Return the gradients of sum(output * output_gradient); ``output_gradient`` has the shape of the output.

        ``x``, ``lengths`` and ``initial`` are as for ``run``; padding has no part in it.
        """
        return network_gradients(self, x, output_gradient, lengths, initial)

    @property
    def top(self) -> Model | None:
        """The one model that gives the output; None where two directions give it side by side."""
        if self.readout is not None:
            return self.readout
        return None if self.layers[-1].backward else self.layers[-1].forward

    @property
    def output_function(self) -> str | None:
        """The function that the output is the result of, such as softmax; None where there is not one."""
        if self.top is None:
            return None
        graph = self.top.cell.graph
        operation = graph.nodes[graph.signals[self.top.cell.output]].op
        return operation if operation in FUNCTIONS else None

    @property
    def states(self) -> tuple[str, ...]:
        """The names of all states: "1.c", "1.backward.c", …"""
        return tuple(f"{part}.{name}" for part, model in self.models.items() for name in model.cell.states)

    def sequence(self, x: Any, lengths: Any) -> tuple[Array, Array | None]:
        """Check a sequence and its lengths; return it with zeros for its padding."""
        known: Array | None = None
        if lengths is not None:
            x, known = without_padding(x, lengths)
        return self.layers[0].forward.sequence(x), known

    def initial(self, given: Mapping[str, Any] | None, x: Array) -> dict[str, dict[str, Array]]:
        """Check initial states given by their names in the network; return all of them by part and state."""
        given = given or {}
        check_names(given, self.states, "state", "network")
        return {
            part: model.initial({s: given[f"{part}.{s}"] for s in model.cell.states if f"{part}.{s}" in given}, x)
            for part, model in self.models.items()
        }

    def __repr__(self) -> str:
        parts = ", ".join(f"{part}: {model!r}" for part, model in self.models.items())
        return f"<Network of {parts}>"


def _check(layers: Sequence[Layer], outputs: int | None, readout: str | None) -> None:
    if not layers:
        raise UserError("a network needs at least one layer.")
    for layer in layers:
        if not isinstance(layer, Layer):
            raise UserError(f"“{layer}” is no layer. Write Layer(cell, units=…).")
    if readout is not None and readout not in READOUTS:
        raise UserError(f"“{readout}” is no readout. The readouts are {', '.join(READOUTS)}, or None.")
    if readout is not None and outputs is None:
        raise UserError(f"a {readout} readout needs to know its width. Say how many: outputs=…")


def _model(where: str, cell: Cell, inputs: int, units: int, outputs: int, seed: int, dtype: str) -> Model:
    try:
        return Model(cell, inputs, units, outputs, seed=seed, dtype=dtype)
    except UserError as error:
        raise UserError(f"{where}: {error}") from None


def _trace(model: Model, x: Array, lengths: Array | None, initial: Mapping[str, Array], backward: bool) -> Trace:
    source = reverse(x, lengths) if backward else x
    trace = model.compute(source, initial, model.cell.signals)
    if not backward and lengths is None:
        return trace
    final = trace.final
    if lengths is not None:
        final = {name: _fixed(last(trace[name], lengths)) for name in final}
    in_time = {name: reverse(value, lengths) if backward else value for name, value in trace.values.items()}
    values = {name: _fixed(blank(value, lengths)) for name, value in in_time.items()}
    return replace(trace, x=x, values=values, final=final, backward=backward)


def _side_by_side(traces: Directions[Trace]) -> Array:
    outputs = [trace[trace.cell.output] for trace in traces]
    return outputs[0] if len(outputs) == 1 else _fixed(np.concatenate(outputs, axis=-1))


def _fixed(array: Array) -> Array:
    array.flags.writeable = False
    return array
