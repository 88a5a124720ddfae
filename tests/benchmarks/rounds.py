"""Compares steps by turns: what slows the machine for a while slows them all."""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping

import numpy as np

from simulator.engine.memory import Array
from tests.benchmarks.workload import TrainingStep

TURN = 0.02  # seconds of a turn, or one call if that takes longer
FEWEST = 7  # rounds, however long they take


class Rounds:
    """Times of some steps, taken in turns for about ``seconds``.

    A turn is some calls of one step, and its time the fastest of them, which no other process has interrupted; a round
    is a turn of each, in the order of the last round reversed. The ratio of two steps is the median of the rounds' own
    ratios: the two turns of a round are a moment apart and meet the same machine, whereas the fastest turns of all may
    be minutes of load and of clock frequency apart. The quartiles tell how calm the machine was.

    Raises AssertionError where a step that has a loss does not make it smaller.
    """

    def __init__(self, steps: Mapping[str, TrainingStep], seconds: float) -> None:
        calls = {}
        first = {name: step() for name, step in steps.items()}
        for name, step in steps.items():
            step()
            calls[name] = max(1, min(1000, int(TURN / _fastest(step, 2))))
        turns: dict[str, list[float]] = {name: [] for name in steps}
        order = list(steps)
        end = time.perf_counter() + seconds
        gc.collect()
        gc.disable()
        try:
            while time.perf_counter() < end or len(turns[order[0]]) < FEWEST:
                for name in order:
                    turns[name].append(_fastest(steps[name], calls[name]))
                order.reverse()
        finally:
            gc.enable()
        for name, step in steps.items():
            before, after = first[name], step()
            assert before is None or after is None or float(after) < float(before), f"{name} does not learn"
        self.turns: dict[str, Array] = {name: np.array(times) for name, times in turns.items()}

    def milliseconds(self, name: str) -> float:
        """The median of a step's turns."""
        return float(1000 * np.median(self.turns[name]))

    def fastest(self, name: str) -> float:
        """The milliseconds of a step's fastest call, for comparing with other rounds at another time."""
        return float(1000 * self.turns[name].min())

    def ratio(self, name: str, to: str) -> float:
        """How many times as long ``name`` takes as ``to``."""
        return float(np.median(self.turns[name] / self.turns[to]))

    def quartiles(self, name: str, to: str) -> tuple[float, float]:
        """Between which two the middle half of the rounds' ratios lies."""
        low, high = np.percentile(self.turns[name] / self.turns[to], [25, 75])
        return float(low), float(high)


def _fastest(step: TrainingStep, calls: int) -> float:
    fastest = float("inf")
    for _ in range(calls):
        start = time.perf_counter()
        step()
        fastest = min(fastest, time.perf_counter() - start)
    return fastest
