"""Inside one update: what each step gives to the gradient of one shared parameter.

Back propagation through time is back propagation on the unrolled network, in which the same parameter stands at every
step; its gradient is the sum of what it would be at each, added up from the last step to the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.engine.flow.backward import StepsBackward
from simulator.engine.flow.flow import gone_back
from simulator.engine.flow.links import Link
from simulator.engine.memory import Array
from simulator.engine.model import Model
from simulator.engine.parameters import check_element, check_names


@dataclass(frozen=True, eq=False)
class Place:
    """One place in the equations where the parameter stands: in the equation of ``signal``, beside ``factor``.

    ``factor`` is what its gradient is multiplied by there, such as "h[t-1]" ("1" of a bias). ``by_step`` as in
    ``Contributions``.
    """

    signal: str
    factor: str
    by_step: Array


@dataclass(frozen=True, eq=False)
class Contributions:
    """The gradient of a parameter split by step: ``by_step`` (steps, *shape), row k is step k + 1.

    ``index`` is the place of the one element that was asked for, and then the shape is (); None for the whole array.
    ``places``: the same split by where the parameter stands in the equations, in their order.
    """

    name: str
    index: tuple[int, ...] | None
    by_step: Array
    places: tuple[Place, ...]

    @property
    def total(self) -> Array:
        """The gradient: the sum over all steps."""
        return np.asarray(self.added[-1])

    @property
    def added(self) -> Array:
        """The sum as it grows, (steps, *shape): row 0 has the last step alone, the last row all steps down to 1."""
        with np.errstate(all="ignore"):
            return np.asarray(np.cumsum(self.by_step[::-1], axis=0))


def contributions(
    model: Model,
    x: Any,
    output_gradient: Any,
    name: str,
    index: int | tuple[int, ...] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> Contributions:
    """Split the gradient of a parameter of sum(output * output_gradient), over one sequence (steps, inputs), by step.

    ``index``: one element, counted from 0: (row, column) of a matrix, the unit of a vector. Raises UserError as
    ``model.gradients`` does, for a batch, and for a parameter or an element that is not there.
    """
    check_names([name], model.cell.parameters, "parameter")
    place = None if index is None else check_element(name, index, model.parameters[name].shape)
    gradients, trace = gone_back(model, x, output_gradient, initial)
    back = StepsBackward(trace)
    graph = model.cell.graph
    owners = {node: signal for signal in reversed(graph.signals) for node in graph.inside(signal)}
    found = []
    for link, before in back.edges(gradients.signals):
        operand = graph.nodes[link.operand]
        if operand.op == "parameter" and operand.name == name:
            found.append(Place(owners[link.reader], _beside(link), _part(back, link, before, place)))
    shape = () if place is not None else model.parameters[name].shape
    with np.errstate(all="ignore"):
        by_step = sum((part.by_step for part in found), np.zeros((len(trace.x), *shape), model.dtype))
    return Contributions(name, place, by_step, tuple(reversed(found)))


def _beside(link: Link) -> str:
    return (
        "1" if link.kind == "same" else link.text.removeprefix("× ") if link.kind in ("slope", "vector") else link.name
    )


def _part(back: StepsBackward, link: Link, before: Array, place: tuple[int, ...] | None) -> Array:
    """Return the gradient at one place of the equations, (steps, *shape), or (steps,) of one element."""
    if place is None:
        return back.pull(link, before)
    if link.kind != "outer":
        return back.pull(link, before)[:, place[0]]
    row, column = place
    with np.errstate(all="ignore"):
        return np.asarray(before[:, row] * back.factor(link)[:, column])
