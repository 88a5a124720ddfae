"""Truncated back-propagation through time as in WildML's lesson: every step's loss goes back a fixed number of steps.

SOURCE: Denny Britz, WildML, Recurrent Neural Networks Tutorial, part 3: ``bptt`` goes from each t back over the steps
max(0, t - bptt_truncate) to t, so that a truncation of 4 is five steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.engine.gradients import Gradients
from simulator.engine.model import Model
from simulator.errors import UserError


def truncated_gradients(
    model: Model, x: Any, output_gradient: Any, truncate: int, initial: Mapping[str, Any] | None = None
) -> Gradients:
    """Return what ``model.gradients`` returns, with the loss of each step going back ``truncate`` steps before it.

    What lies further back is taken as given: its states are what they are, whatever the parameters. With
    ``truncate`` of steps - 1 or more these are the whole gradients. Slow and plain: a backward pass for every step.
    Raises UserError as ``model.gradients`` does, and for a ``truncate`` below 0.
    """
    asked: Any = truncate
    if isinstance(asked, bool) or not isinstance(asked, int | np.integer) or asked < 0:
        raise UserError(f"truncate must be a whole number of at least 0, and is {truncate}.")
    x = model.sequence(x)
    states = model.initial(initial, x)
    weights = np.asarray(output_gradient)
    total = model.gradients(x, np.zeros_like(weights), states)  # zeros in the right shapes
    trace = model.run(x, states, model.cell.states)
    for last in range(len(x)):
        first = max(0, last - truncate)
        window = slice(first, last + 1)
        alone = np.zeros_like(weights[window])
        alone[-1] = weights[last]
        before = {name: trace[name][first - 1] for name in states} if first else states
        part = model.gradients(x[window], alone, before)
        for name, gradient in part.parameters.items():
            total.parameters[name][...] += gradient
        total.x[window] += part.x
        for name, gradient in part.signals.items():
            total.signals[name][window] += gradient
        if not first:
            for name, gradient in part.initial.items():
                total.initial[name][...] += gradient
    return total
