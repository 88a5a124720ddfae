"""An update that was made and taken back: all that went into it, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.engine.memory import Array
from simulator.engine.tasks import Batch
from simulator.engine.training.report import Report


@dataclass(frozen=True, slots=True, eq=False)
class Rehearsal:
    """The next update of a training. None of it is shared with the trainer.

    ``report``: what ``step`` would return. ``batch``: what is learnt from, one window of it in truncated BPTT;
    ``initial``: the states that it starts from, by name, (batch, size). ``gradient`` and ``clipped`` (size,): that of
    all parameters, before and after clipping; ``before`` and ``after`` (size,): the parameters. ``gathered``: what the
    optimiser keeps of gradients, by the symbols of its formula, before and after: (size,) each.
    """

    report: Report
    batch: Batch
    initial: Mapping[str, Array]
    gradient: Array
    clipped: Array
    before: Array
    after: Array
    gathered: Mapping[str, tuple[Array, Array]]
