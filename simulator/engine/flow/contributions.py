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
from simulator.engine.trace import Trace


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
    """The gradient of a parameter split by step: ``by_step`` (steps[, batch], *shape), row k is step k + 1.

    ``index`` is the place of the one element that was asked for, and then the shape is (); None for the whole array.
    ``places``: the same split by where the parameter stands in the equations, in their order. ``batch``: of how many
    sequences, None for one alone. ``backward``: the cell read them from the end, so that step 1 was its last.
    """

    name: str
    index: tuple[int, ...] | None
    by_step: Array
    places: tuple[Place, ...]
    batch: int | None = None
    backward: bool = False

    @property
    def total(self) -> Array:
        """The gradient: the sum over all steps, and all sequences."""
        return np.asarray(self.added[-1])

    @property
    def added(self) -> Array:
        """The sum as it grows, (steps, *shape): row 0 has the last step alone, the last row all steps down to 1.

        Where the cell read backward, row 0 has step 1.
        """
        with np.errstate(all="ignore"):
            together = self.by_step if self.batch is None else self.by_step.sum(axis=1)
            return np.asarray(np.cumsum(together if self.backward else together[::-1], axis=0))


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
    return split(trace, gradients.signals, name, place)


def split(
    trace: Trace,
    gradients: Mapping[str, Array],
    name: str,
    index: tuple[int, ...] | None,
    inside: Mapping[int, Array] | None = None,
) -> Contributions:
    """Split the gradient of a parameter that is there by step; ``index`` as for ``contributions``, checked.

    ``trace``: of one sequence or several; ``gradients``: of all its signals, of the same shapes. ``inside``: gradients
    that come from outside to nodes without a name, by node.
    """
    back = StepsBackward(trace)
    arriving = {signal: _in_rows(gradient) for signal, gradient in gradients.items()}
    into = {node: _in_rows(gradient) for node, gradient in (inside or {}).items()}
    graph, whole = trace.cell.graph, trace.parameters[name]
    lead, shape = trace.x.shape[:-1], () if index is not None else whole.shape
    owners = {node: signal for signal in reversed(graph.signals) for node in graph.inside(signal)}
    found = []
    for link, before in back.edges(arriving, into):
        operand = graph.nodes[link.operand]
        if operand.op == "parameter" and operand.name == name:
            part = _part(back, link, before, index).reshape(*lead, *shape)
            found.append(Place(owners[link.reader], _beside(link), part))
    with np.errstate(all="ignore"):
        by_step = sum((part.by_step for part in found), np.zeros((*lead, *shape), whole.dtype))
    return Contributions(name, index, by_step, tuple(reversed(found)), trace.batch, trace.backward)


def _in_rows(array: Array) -> Array:
    """Return (steps[, batch], size) with all sequences below one another, as ``StepsBackward`` has them."""
    return array.reshape(-1, array.shape[-1])


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
