"""How much of a gradient reaches each step, for every state of a network: what a view draws as a row of bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.engine.flow.flow import Flow, flow
from simulator.engine.flow.paths import ratio
from simulator.engine.flow.story import Story, strongest
from simulator.engine.memory import Array
from simulator.engine.networks.losses import LOSSES
from simulator.engine.networks.network import Network
from simulator.errors import UserError


@dataclass(frozen=True, eq=False)
class Reach:
    """The gradient of one state at each step, (steps,): row k is step k + 1.

    ``norms``: |dL/d state|, its Euclidean length over the units. ``shares``: that of each step over that of the step at
    which the gradient set out, the last that has any, where it is 1; all 0 if no gradient comes at all. ``ratios``:
    what the step back to here has made of it. ``path``: the way by which most comes from step to step, such as
    "c → c[t-1]", empty if there is none; ``factors``: each factor on that way, as text, and by what it multiplied the
    length of what came along it to this step; NaN where nothing did, as at the last step. ``story``: what became of it.

    Of a direction that reads from the end the arrays stand in the order of time as well, and the gradient sets out at
    step 1; its story counts the steps as they are read.
    """

    state: str
    norms: Array
    shares: Array
    ratios: Array
    path: str
    factors: tuple[tuple[str, Array], ...]
    story: Story


def reach(
    network: Network, x: Any, output_gradient: Any, initial: Mapping[str, Any] | None = None
) -> dict[str, Reach]:
    """Return how far the gradient of sum(output * output_gradient) reaches, by state of the network ("1.h", "2.c").

    ``x``: one sequence (steps, inputs); ``output_gradient`` (steps, outputs); ``initial`` as for ``network.run``. Two
    networks are compared by their ``shares`` of the same sequence. Raises UserError as ``network.gradients`` does, and
    for a batch.
    """
    ran = network.run(x, initial=initial)
    if ran.x.ndim == 3:
        raise UserError("the gradient of a batch cannot be followed. Give one sequence: steps x inputs.")
    gradients = network.gradients(ran.x, output_gradient, initial=initial)
    arriving = np.asarray(output_gradient, network.dtype) if gradients.readout is None else gradients.readout.x
    found: dict[str, Reach] = {}
    for number in range(len(network.layers), 0, -1):
        layer: dict[str, Reach] = {}
        last = 0
        for model, trace in zip(network.layers[number - 1], ran.layers[number - 1], strict=True):
            order = slice(None, None, -1 if trace.backward else 1)
            first, last = last, last + model.signal_sizes[model.cell.output]
            flown = flow(model, trace.x[order], arriving[order, first:last], trace.initial)
            part = f"{number}.backward" if trace.backward else str(number)
            layer |= {f"{part}.{state}": _reach(flown, part, state, order) for state in model.cell.states}
        found = layer | found
        arriving = np.sum([one.x for one in gradients.layers[number - 1]], axis=0)
    return found


def slope_of_last_answer(network: Network, x: Any, target: Any, judged: Any, loss: str) -> Array:
    """Return d loss / d output, (steps, outputs), of the last answer that is judged alone: what vanishes on its way.

    ``x``, ``target`` (steps, size) and ``judged`` (steps,), above 0 where answers are judged, are of one sequence, as a
    task's probe is; ``loss`` is a name of the table of losses. Raises UserError where no answer is judged.
    """
    there = np.flatnonzero(np.asarray(judged) > 0)
    if not there.size:
        raise UserError("no step has a target, so there is no loss. Mark at least one step.")
    y = network.run(x).output[..., np.newaxis]
    weight = np.zeros((len(y), 1, 1), y.dtype)
    weight[there[-1]] = 1
    slope = np.empty_like(y)
    LOSSES[loss].gradient(y, np.asarray(target)[..., np.newaxis], weight, slope)
    return slope[..., 0]


def _reach(flown: Flow, part: str, state: str, order: slice) -> Reach:
    """Return the reach of a state, in the order of time."""
    norms = flown.norms[state][1:]
    there = np.flatnonzero(norms != 0)
    start = norms[there[-1]] if there.size else 1.0
    path = strongest(flown.paths[state])
    factors = () if path is None else tuple((factor.text, factor.ratio[1:][order]) for factor in path.factors)
    with np.errstate(all="ignore"):
        shares = norms / start
    ratios = np.append(ratio(norms[:-1], norms[1:]), np.nan)
    text = "" if path is None else path.text
    return Reach(f"{part}.{state}", norms[order], shares[order], ratios[order], text, factors, flown.story(state))
