"""The flow of the gradient through time: how large it is at every step, and what made it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.engine.flow.backward import StepsBackward
from simulator.engine.flow.links import Link, expression
from simulator.engine.flow.paths import LOSS, Path, lengths, paths, ratio
from simulator.engine.flow.story import Story, tell
from simulator.engine.gradients import Gradients
from simulator.engine.memory import Array
from simulator.engine.model import Model
from simulator.engine.trace import Trace
from simulator.errors import UserError
from simulator.language import Cell


@dataclass(frozen=True, eq=False)
class Carried:
    """What one path brings to a state at one step: ``gradient`` (size,), its length ``norm``.

    ``factors``: the text of each factor along the path with its ratio at this step (see ``Factor``).
    """

    path: Path
    gradient: Array
    norm: float
    factors: tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False)
class Edge:
    """One link of one step with its numbers.

    ``reader`` and ``operand`` as a person writes them. ``before`` (size,): the whole gradient of the reader; ``after``:
    what of it goes to the operand, (size,), or (rows, columns) to a matrix. ``factor``: what is in between, (size,),
    (1,) or the matrix; of a softmax its result y, for diag(y) - y yᵀ.
    """

    link: Link
    reader: str
    operand: str
    before: Array
    after: Array
    factor: Array


@dataclass(frozen=True, eq=False)
class Flow:
    """The gradients of the states of one sequence, step by step; row t is step t, row 0 the initial state.

    ``gradient``: state -> (steps + 1, size), d sum(output * output_gradient) / d state. ``norms``: state ->
    (steps + 1,), Euclidean over the units. ``ratios``: state -> (steps,), row t is norm at t / norm at t + 1, what one
    step back has made of it (NaN where there was nothing). ``paths``: state -> the ways it came, which add up to
    ``gradient``. Where a gradient is no finite number any more, paths may add up to NaN.

    ``bound``: what a step back multiplies the states' gradients by at most, in the long run, whatever the inputs; below
    1 they must vanish where no loss comes in. Infinite where the cell gives no bound. For h = tanh(W @ x + U @ h[t-1])
    it is the largest singular value of U, for sigmoid a quarter of it.

    SOURCE of the bound: Pascanu, Mikolov & Bengio 2013: largest singular value < 1/γ, γ the steepest slope; for several
    states the spectral radius of the matrix of the bounds from state to state.
    """

    trace: Trace
    gradients: Gradients
    output_gradient: Array
    gradient: Mapping[str, Array]
    norms: Mapping[str, Array]
    ratios: Mapping[str, Array]
    paths: Mapping[str, tuple[Path, ...]]
    bound: float

    @property
    def cell(self) -> Cell:
        """The cell."""
        return self.trace.cell

    @property
    def steps(self) -> int:
        """How many steps the sequence has."""
        return self.trace.steps

    def at(self, state: str, step: int) -> tuple[Carried, ...]:
        """Return what the gradient of a state at a step (0: the initial state) is the sum of, the largest first.

        Paths that bring nothing are left out. Raises UserError for a state or a step that is not there.
        """
        self._check(state)
        if not 0 <= step <= self.steps:
            raise UserError(f"there is no step {step}: the steps are 0 (the initial state) to {self.steps}.")
        found = [
            Carried(
                path,
                path.gradient[step],
                float(path.norm[step]),
                tuple((factor.text, float(factor.ratio[step])) for factor in path.factors),
            )
            for path in self.paths[state]
            if path.norm[step] != 0
        ]
        return tuple(sorted(found, key=lambda carried: -np.nan_to_num(carried.norm, nan=np.inf)))

    def edges(self, step: int) -> tuple[Edge, ...]:
        """Return the backward pass through the equations of one step, from 1, in the order in which it is done.

        Raises UserError for a step that is not there.
        """
        if not 1 <= step <= self.steps:
            raise UserError(f"there is no step {step}: the steps are 1 to {self.steps}.")
        row = slice(step - 1, step)
        back = StepsBackward(self.trace, row)
        arriving = {name: gradient[row] for name, gradient in self.gradients.signals.items()}
        graph = self.cell.graph
        found = []
        for link, before in back.edges(arriving):
            factor = back.factor(link)
            found.append(
                Edge(
                    link,
                    expression(graph, link.reader),
                    expression(graph, link.operand),
                    before[0],
                    back.pull(link, before)[0],
                    factor if link.kind == "matrix" else factor[0],
                )
            )
        return tuple(found)

    def story(self, state: str) -> Story:
        """Return in a sentence where the gradient of a state vanished or exploded. Raises UserError for no state."""
        self._check(state)
        losses = int(np.count_nonzero(np.any(self.output_gradient, axis=1)))
        return tell(state, self.norms[state], self.paths[state], losses, self.bound)

    def _check(self, state: str) -> None:
        if state not in self.norms:
            known = ", ".join(self.norms) or "none"
            raise UserError(f"“{state}” is no state of {self.cell.id}. Its states: {known}.")


def flow(model: Model, x: Any, output_gradient: Any, initial: Mapping[str, Any] | None = None) -> Flow:
    """Return the flow of the gradient of sum(output * output_gradient) through one sequence (steps, inputs).

    ``output_gradient`` (steps, size of the output): all zero but for the last row, it shows what one loss becomes on
    its way; else each step adds to what comes from later ones. Raises UserError as ``model.gradients`` does, and for a
    batch.
    """
    gradients, trace = gone_back(model, x, output_gradient, initial)
    given = np.asarray(output_gradient, model.dtype)
    back = StepsBackward(trace)
    states = model.cell.states
    sources = {**{name: gradients.signals[name] for name in states}, LOSS: given}
    ways = {name: paths(back, model.cell, name, sources) for name in states}
    gradient = {name: np.concatenate([gradients.initial[name][np.newaxis], gradients.signals[name]]) for name in states}
    norms = {name: lengths(value) for name, value in gradient.items()}
    ratios = {name: ratio(norm[:-1], norm[1:]) for name, norm in norms.items()}
    return Flow(trace, gradients, given, gradient, norms, ratios, ways, _bound(states, ways))


def gone_back(model: Model, x: Any, output_gradient: Any, initial: Mapping[str, Any] | None) -> tuple[Gradients, Trace]:
    """Return the gradients and the trace of one sequence. Raises UserError for a batch."""
    array = model.sequence(x)
    if array.ndim == 3:
        raise UserError("the gradient of a batch cannot be followed. Give one sequence: steps x inputs.")
    return model.gradients(array, output_gradient, initial), model.run(array, initial)


def _bound(states: tuple[str, ...], ways: Mapping[str, tuple[Path, ...]]) -> float:
    """Return the spectral radius of the bounds from state to state, one step back."""
    place = {name: row for row, name in enumerate(states)}
    same, earlier = np.zeros((2, len(states), len(states)))
    for path in (path for found in ways.values() for path in found if path.source != LOSS):
        always = [factor.always for factor in path.factors]
        most = 0.0 if 0 in always else float(np.prod(always))
        (earlier if path.earlier else same)[place[path.state], place[path.source]] += most
    if not (np.isfinite(same).all() and np.isfinite(earlier).all()):
        return float("inf")
    # what arrives at a step, g = same g + earlier g', solved for g; no state reads itself at the same step
    step = np.linalg.solve(np.eye(len(states)) - same, earlier)
    return float(np.abs(np.linalg.eigvals(step)).max(initial=0.0))
