"""The network for a task: its layers, the readout that the task's loss asks for, and how its parameters start."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simulator.engine.networks.layer import Layer
from simulator.engine.networks.losses import LOSSES
from simulator.engine.networks.network import Network
from simulator.engine.optimisation.initialisers import initialise
from simulator.engine.tasks import Task
from simulator.engine.tasks.task import whole
from simulator.errors import UserError
from simulator.language import FUNCTIONS, Cell, Graph, load_cell
from simulator.language.graph import resolve

AUTO = "auto"


def task_network(
    task: Task,
    cell: str | Path | Cell,
    units: int,
    layers: int = 1,
    bidirectional: bool = False,
    readout: str | None = AUTO,
    seed: int = 0,
    dtype: str = "float64",
    initialisation: str = "uniform",
    forget_bias: float | None = None,
) -> Network:
    """Return a network of ``layers`` equal layers with the task's inputs and outputs.

    ``readout``: linear, sigmoid, softmax, None, or "auto": as ``readout_for`` says. ``initialisation`` and
    ``forget_bias`` are as for ``initialise``. Raises UserError where something does not fit.
    """
    known = cell if isinstance(cell, Cell) else load_cell(cell)
    whole(layers, 1, "the number of layers")
    chosen = readout_for(task, known, units, bidirectional) if readout == AUTO else readout
    network = Network(
        [Layer(known, units, bidirectional)] * layers, task.inputs, task.outputs, chosen, seed=seed, dtype=dtype
    )
    random = np.random.default_rng(seed)
    for model in network.models.values():
        bias = None if model is network.readout else forget_bias
        initialise(model.parameters, model.cell, model.sizes, initialisation, random, bias)
    return network


def readout_for(task: Task, cell: Cell, units: int, bidirectional: bool = False) -> str | None:
    """Return the readout that the task's loss asks for; None if what the cell gives is an answer already.

    It is one if it has the right size, and is the result of the right function: softmax or sigmoid for the two kinds of
    cross-entropy; for squared errors none that bends or bounds, as answers may be any numbers.
    """
    wanted = LOSSES[task.loss].readout
    graph = cell.graph
    node = graph.nodes[graph.signals[cell.output]]
    sizes = {"inputs": task.inputs, "units": units, "outputs": task.outputs}
    if bidirectional or node.size is None or resolve(node.size, sizes) != task.outputs:
        return wanted
    if wanted == "linear":
        fits = (node.op not in FUNCTIONS or node.op == "linear") and not _bounded(graph, node.index)
    else:
        fits = node.op == wanted
    return None if fits else wanted


def _bounded(graph: Graph, end: int) -> bool:
    """Whether a node is made of nothing but squashed values: then it stays small, whatever the weights are.

    A state's previous value is no reason against it: a GRU's is a mean of squashed values.
    """
    bounded: list[bool] = []
    for node in graph.nodes[: end + 1]:
        squashed = node.op in FUNCTIONS and bool(np.isfinite(FUNCTIONS[node.op].range).all())
        of_squashed = bool(node.args) and all(bounded[arg] for arg in node.args)
        bounded.append(squashed or of_squashed or node.op in ("previous", "number"))
    return bounded[end]


def check_fit(network: Network, task: Task) -> None:
    """Raise UserError unless a network has the task's inputs and outputs."""
    for name in ("inputs", "outputs"):
        has, needs = getattr(network, name), getattr(task, name)
        if has != needs:
            raise UserError(f"the network has {has} {name}, and {task.id} needs {needs}. Make one with {name}={needs}.")
