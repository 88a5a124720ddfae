"""A training as one picture, without a window: it is trained here, and then drawn as the view Train draws it."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from simulator.engine.networks.network import Network
from simulator.engine.tasks import TASKS, Task, as_task
from simulator.engine.tasks.lecture_gates import TABLE, LectureGates
from simulator.engine.training.diagnosis import TrainingStopped
from simulator.engine.training.report import Report
from simulator.errors import UserError
from simulator.exports.training import gates_of, losses_of, reaches_of, weights_of
from simulator.render.composing import Part, composed
from simulator.render.primitives import Line, Picture
from simulator.render.training.chart import Look
from simulator.render.training.gates_now import gates_now
from simulator.render.training.loss import loss_chart
from simulator.render.training.through_time import through_time
from simulator.render.training.weights import weight_map
from simulator.running.history import History
from simulator.running.messages import Evaluated, Progress, Ready, table_of
from simulator.running.naming import names
from simulator.running.presets import presets
from simulator.running.setup import Setup

_AT_ONCE = 50  # updates between two looks at the progress
_ASIDE = 0.28  # of the width, for what stands at the right
_GATES = 7 / 11  # of the height, as in the view
_SIZE = 1336.0, 900.0


@dataclass(frozen=True, eq=False)
class Trained:
    """A training that has been made: its history, and the network it has come to."""

    history: History
    network: Network
    task: Task


def setups_of(what: str, updates: int | None) -> tuple[tuple[Setup, ...], int]:
    """Return what a preset of the view Train, or a task, trains, and how many updates are asked for or usual.

    Raises UserError if it is neither.
    """
    found = {preset.id: preset for preset in presets()}
    if what in found:
        return found[what].setups, updates or found[what].updates
    if what in TASKS:
        return (Setup(what),), updates or TASKS[what].preset.updates
    known = list(dict.fromkeys([*found, *TASKS]))
    close = difflib.get_close_matches(what, known, 1)
    hint = f"Did you mean {close[0]}?" if close else f"There are {', '.join(known)}."
    raise UserError(f"there is no training “{what}”. {hint}")


def train(setup: Setup, updates: int, told: Callable[[int, float], object] = lambda *_: None) -> Trained:
    """Make so many updates, fewer if a number overflows; ``told`` hears of each and its loss."""
    trainer = setup.trainer()
    history = History(setup.complete())
    history.take(Ready(0, trainer.trivial_loss))
    reports: list[Report] = []

    def take_in() -> None:
        if reports:
            history.take(Progress(reports[0].update, table_of(reports)))
        for report in reports:
            if report.held_out is not None:
                history.take(Evaluated(report.update, report.held_out.loss, report.held_out.score))
        reports.clear()

    try:
        for report in trainer.reports(updates):
            reports.append(report)
            told(report.update, report.loss)
            if len(reports) == _AT_ONCE:
                take_in()
    except TrainingStopped:
        pass  # what was learnt before is drawn: the last good weights
    take_in()
    return Trained(history, trainer.network, as_task(setup.task))


def training_picture(
    trained: list[Trained], size: tuple[int, int] | None = None, projected: bool = False, unit: int = 1
) -> Picture:
    """Return the losses of some trainings, and of the first its gates, its weights and how far its gradient reaches.

    ``unit`` (from 1) is the one whose gates and weights are shown. Raises UserError if there is none of that number.
    """
    width, height = _SIZE if size is None else (float(size[0]), float(size[1]))
    first = trained[0]
    units = first.network.models["1"].sizes["units"]
    if not 1 <= unit <= units:
        raise UserError(f"there is no unit {unit}. The network has the units 1 to {units}.")
    titles = names([one.history.setup for one in trained])
    look = Look(projected=projected, scale=min(width / 1600, height / 1000) if projected else 1.0)
    aside = round(_ASIDE * width)
    main = width - aside
    gates_high = round(_GATES * height)
    below = height - gates_high
    loss = loss_chart(losses_of([one.history for one in trained], titles), main, below, look)
    probe = first.task.probe(len(TABLE) if isinstance(first.task, LectureGates) else first.history.setup.length)
    gates = gates_now(gates_of(first.network, first.task, probe, unit - 1), main, gates_high, look)
    reaches = []
    for one, title in zip(trained[:2], titles, strict=False):
        reaches += reaches_of(one.network, one.task, one.task.probe(one.history.setup.length), title)[-1:]
    far = through_time(reaches, aside, round(height * 5 / 9), look)
    upper = far.height
    weights = weight_map(weights_of(first.network, unit - 1), aside, max(1.0, height - upper), look)
    height = max(height, below + gates.height, upper + weights.height)
    rule = Picture(
        width,
        height,
        {
            "across": Line(((0, below), (main, below)), "line"),
            "aside": Line(((main, 0), (main, height)), "line"),
            "between": Line(((main, upper), (width, upper)), "line"),
        },
    )
    parts = (
        Part("loss", loss, 0.0, 0.0),
        Part("gates", gates, 0.0, below),
        Part("reach", far, main, 0.0),
        Part("weights", weights, main, upper),
        Part("rules", rule, 0.0, 0.0),
    )
    return composed(parts, width, height)
