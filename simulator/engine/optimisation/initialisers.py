"""How parameters start, a row each of INITIALISERS; what a parameter is for follows from the cell's graph."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.optimisation.parameter_kinds import Kind, forget_gates, parameter_kinds
from simulator.engine.optimisation.settings import is_number, pick
from simulator.engine.parameters import Parameters
from simulator.errors import UserError
from simulator.language import Cell


@dataclass(frozen=True)
class Start:
    """What is to be drawn, and from what: parameters, their kinds, the cell with its sizes, and the random numbers."""

    parameters: Parameters
    kinds: Mapping[str, Kind]
    cell: Cell
    sizes: Mapping[str, int]
    random: np.random.Generator

    def uniform(self, name: str, bound: float) -> None:
        """Draw one parameter between ± ``bound``."""
        array = self.parameters[name]
        array[...] = self.random.uniform(-bound, bound, array.shape)


@dataclass(frozen=True)
class Initialiser:
    """One way to start. ``forget_bias``: what the bias of a forget gate gets that does nothing but forget."""

    name: str
    title: str
    text: str
    source: str
    draw: Callable[[Start], None]
    forget_bias: float | None = None


def initialise(
    parameters: Parameters,
    cell: Cell,
    sizes: Mapping[str, int],
    how: str = "uniform",
    random: int | np.random.Generator = 0,
    forget_bias: float | None = None,
) -> None:
    """Fill in the parameters of a model of these ``sizes`` (inputs, units): the same seed gives the same numbers.

    ``random`` is a seed, or a generator that goes on where it stands. ``forget_bias`` sets the bias of every forget
    gate, so that b = 1 keeps sigmoid(1) = 73 % of the memory at first: it gets +b where the open gate keeps and -b
    where it forgets (z in (1 - z) * h[t-1], i in 1 - i). Of several biases in one sum the first gets it, the others
    0. SOURCE: Gers, Schmidhuber and Cummins 2000; Jozefowicz, Zaremba and Sutskever 2015.
    Raises UserError, and changes nothing, for an unknown way, or a forget bias in a cell that has none to set.
    """
    row = pick(INITIALISERS, how, "initialiser")
    biases = _wanted_biases(cell, row.forget_bias, forget_bias)
    row.draw(Start(parameters, parameter_kinds(cell.graph), cell, sizes, np.random.default_rng(random)))
    for name, value in biases.items():
        parameters[name][...] = value


def _wanted_biases(cell: Cell, usual: float | None, given: float | None) -> dict[str, float]:
    """Return the value of each forget gate's bias that gets one."""
    if given is None:
        if usual is None:
            return {}
        gates = [gate for gate in forget_gates(cell) if gate.alone and gate.sign == 1]
        return {name: usual * sign for gate in gates for name, sign in list(gate.biases.items())[:1]}
    if not is_number(given):
        raise UserError(f"the forget bias must be a finite number, and is {given}.")
    gates = list(forget_gates(cell))
    if not gates:
        raise UserError(f"{cell.id} has no forget gate: no gate multiplies the last value of a memory.")
    found: dict[str, float] = {}
    for gate in gates:
        if not gate.biases:
            raise UserError(f"the forget gate {gate.name} of {cell.id} has no bias of its own to set.")
        for place, (name, sign) in enumerate(gate.biases.items()):
            found[name] = 0.0 if place else float(given * gate.sign * sign)
    return found


# -- the ways


def _uniform(start: Start) -> None:
    start.parameters.draw(start.cell, start.sizes["units"], start.random)


def _pytorch(start: Start) -> None:
    fan = start.sizes["units" if start.cell.states else "inputs"]
    for name in start.parameters:
        start.uniform(name, 1 / math.sqrt(fan))


def _wildml(start: Start) -> None:
    for name, kind in start.kinds.items():
        start.uniform(name, 0 if kind == "bias" else 1 / math.sqrt(start.parameters[name].shape[-1]))


def _keras(start: Start) -> None:
    """Keras keeps the matrices of all gates in one, and draws that: so its bound and its orthogonality are joint."""
    groups: dict[tuple[Kind, str | int], list[Array]] = {}
    for name, kind in start.kinds.items():
        array = start.parameters[name]
        joint = kind in ("input", "recurrent")
        groups.setdefault((kind, array.shape[1] if joint else name), []).append(array)
    for (kind, _), arrays in groups.items():
        rows, columns = sum(map(len, arrays)), arrays[0].shape[-1]
        if kind == "recurrent":
            whole = _orthogonal_matrix(rows, columns, start.random)
        else:
            bound = 0 if kind == "bias" else math.sqrt(6 / (rows + columns))
            whole = start.random.uniform(-bound, bound, (rows, *arrays[0].shape[1:]))
        ends = np.cumsum([len(array) for array in arrays])
        for array, end in zip(arrays, ends, strict=True):
            array[...] = whole[end - len(array) : end]


def _orthogonal(start: Start) -> None:
    for name, kind in start.kinds.items():
        array = start.parameters[name]
        if array.ndim == 2:
            array[...] = _orthogonal_matrix(len(array), array.shape[1], start.random)
        else:
            start.uniform(name, 0 if kind == "bias" else 1 / math.sqrt(len(array)))


def _identity(start: Start) -> None:
    for name, kind in start.kinds.items():
        array = start.parameters[name]
        if kind == "recurrent" and len(array) == array.shape[1]:
            array[...] = np.eye(len(array))
        else:
            array[...] = 0 if kind == "bias" else start.random.normal(0, 0.001, array.shape)


def _orthogonal_matrix(rows: int, columns: int, random: np.random.Generator) -> Array:
    """Return a matrix of orthonormal columns, or rows where there are fewer of them, each as likely as any other.

    SOURCE: Saxe, McClelland and Ganguli 2014; Mezzadri 2007 for the signs, without which QR favours some.
    """
    q, r = np.linalg.qr(random.normal(size=(max(rows, columns), min(rows, columns))))
    q *= np.where(np.diagonal(r) < 0, -1.0, 1.0)
    return np.asarray(q if rows >= columns else q.T)


INITIALISERS: dict[str, Initialiser] = {
    row.name: row
    for row in (
        Initialiser(
            "uniform",
            "Uniform",
            "All numbers uniform between ±1/√units, but for those that the cell’s file starts otherwise.",
            "as PyTorch’s nn.LSTM",
            _uniform,
        ),
        Initialiser(
            "pytorch",
            "PyTorch’s",
            "All numbers, biases too, uniform between ±1/√units; in a readout ±1/√inputs.",
            "torch.nn.LSTM, GRU, RNN and Linear",
            _pytorch,
        ),
        Initialiser(
            "keras",
            "Keras’",
            "Over all gates: input matrices Glorot uniform, recurrent ones orthogonal; biases 0, forget bias 1.",
            "keras.layers.LSTM, GRU, SimpleRNN and Dense; Glorot and Bengio 2010, equation 16",
            _keras,
            forget_bias=1.0,
        ),
        Initialiser(
            "wildml",
            "WildML’s",
            "Each matrix uniform between ±1/√n, n the connections that come in; biases 0.",
            "Britz 2015, WildML, RNN tutorial parts 2 and 4",
            _wildml,
        ),
        Initialiser(
            "orthogonal",
            "Orthogonal",
            "Each matrix with orthonormal rows or columns, so that it neither stretches nor shrinks; biases 0.",
            "Saxe, McClelland and Ganguli 2014",
            _orthogonal,
        ),
        Initialiser(
            "identity",
            "Identity",
            "Recurrent matrices the identity, the others tiny (Gaussian, 0.001), biases 0: the state starts as a copy.",
            "Le, Jaitly and Hinton 2015",
            _identity,
        ),
    )
}
