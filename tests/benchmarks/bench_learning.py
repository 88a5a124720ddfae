"""What is learnt, from how many seeds, and in how many updates and seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from simulator import Trainer, parse_cell
from simulator.engine.training.report import Evaluation
from tests.benchmarks.conftest import Measure

TABLE = "Learnt: the task's preset where nothing else is said; looked at every so many updates on what is held out"
FEED_FORWARD = parse_cell("y: outputs = softmax(V @ x + b)", id="feed-forward")


@dataclass(frozen=True)
class Case:
    """A training. ``aim``: what ought to come out; ``whole``: it goes on to the end also when the task is solved."""

    task: str
    updates: int
    aim: str
    settings: dict[str, Any] = field(default_factory=dict)
    seeds: int = 8
    look: int = 25
    whole: bool = False


CASES = [
    Case("lecture-gates", 2000, "about 0.1 %", look=100, whole=True),
    Case("lecture-gates", 2000, "", {"clip_norm": None}, look=100, whole=True),
    Case("lecture-gates", 5000, "under 1 %", {"cell": "lstm", "units": 4, "rate": 0.02, "clip_norm": None}, look=250),
    Case("echo", 800, "solved"),
    Case("parity", 800, "solved"),
    Case("next-character", 600, "solved"),
    Case("slot-filling", 500, "100 %"),
    Case("slot-filling", 1000, "not solved", {"cell": FEED_FORWARD, "rate": 0.05}, seeds=3, look=100),
    Case("adding", 9000, "under 0.01", {"cell": "lstm", "length": 100}, seeds=3, look=250),
    Case("adding", 9000, "under 0.01", {"cell": "gru", "length": 100}, seeds=3, look=250),
    Case("adding", 9000, "above 0.15", {"cell": "elman", "length": 100}, seeds=3, look=250),
]


def name_of(case: Case) -> str:
    cell = case.settings.get("cell", "preset")
    return f"{case.task}-{getattr(cell, 'id', cell)}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def bench_learning(measure: Measure, case: Case) -> None:
    needed: list[int] = []
    seconds: list[float] = []
    values: list[Evaluation] = []
    trainer: Trainer | None = None
    for seed in range(case.seeds):
        trainer = Trainer(case.task, seed=seed, **case.settings)
        took, solved = 0.0, False
        while trainer.updates < case.updates and (case.whole or not solved):
            begin = time.perf_counter()
            for _ in trainer.reports(case.look, case.look):
                pass
            took += time.perf_counter() - begin
            now = trainer.evaluate().score.solved
            if now and not solved:
                needed.append(trainer.updates)
                seconds.append(took)
            solved = solved or now
        values.append(trainer.evaluate())
    assert trainer is not None
    first = trainer.network.layers[0].forward
    own = {name: value for name, value in case.settings.items() if name not in ("cell", "units")}
    losses = [found.loss / trainer.trivial_loss for found in values]
    measure.row(
        TABLE,
        {
            "task": case.task,
            "cell": first.cell.id,
            "units": str(first.sizes["units"]) if first.cell.states else "",
            "otherwise": ", ".join(f"{name} {value}" for name, value in own.items()),
            "solved": f"{len(needed)} of {case.seeds}",
            "updates to that": _range(needed, ",.0f"),
            "seconds to that": _range(seconds, ".2g"),
            "updates": f"{trainer.updates:,}" if case.whole or not needed else "until solved",
            "loss in the end": _range([found.loss for found in values], ".2g"),
            "of the trivial one": _range([100 * share for share in losses], ".3g") + " %",
            "aim": case.aim,
        },
    )


def _range(values: list[Any], form: str) -> str:
    if not values:
        return ""
    low, high = format(min(values), form), format(max(values), form)
    return low if low == high else f"{low} to {high}"
