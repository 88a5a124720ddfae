"""A training as the pictures of it take it: curves of its history, and its network looked at on a probe sequence."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.document.learnt import HAND_SET
from simulator.engine import Model
from simulator.engine.flow.reach import reach, slope_of_last_answer
from simulator.engine.networks.network import Network
from simulator.engine.tasks import Batch, Task
from simulator.engine.tasks.lecture_gates import LectureGates
from simulator.language.roles import default_signals
from simulator.lessons import load_lesson
from simulator.render.training.curve import Curve
from simulator.render.training.from_engine import reach_of
from simulator.render.training.gates_now import Gates, Shown
from simulator.render.training.gradients import GradientNorms
from simulator.render.training.happened import Change, Clippings
from simulator.render.training.loss import Losses
from simulator.render.training.through_time import Reach
from simulator.render.training.unit_weights import unit_weights
from simulator.render.training.weights import UnitWeights
from simulator.running.history import History

_HUES = {"gate": "gate", "memory": "mem", "output": "out"}
_CUSTOMARY = {"i": "input", "f": "forget", "o": "output", "z": "update", "r": "reset", "c": "memory", "h": "hidden"}
WORDS = (*_CUSTOMARY.values(), "answer")
"""What rows are called, for translators."""
_MOST_ROWS = 6
_FEWEST_WORDS = 3  # inputs
_LOUD = 3.0  # times the others: who is so much louder is listened to


@dataclass(frozen=True)
class Look:
    """What of the curves is shown: an update that is looked at instead of the last, how many are planned, the axis."""

    cursor: int | None = None
    planned: int = 0
    log: bool = True
    selected: int | None = None


# -- curves


def losses_of(
    histories: Sequence[History], names: Sequence[str], look: Look | None = None, say: Callable[[str], str] = str
) -> Losses:
    """Return the losses of some trainings, the first being the one that is looked at; ``say`` translates its marks."""
    look = look or Look()
    first = histories[0] if histories else None
    return Losses(
        curves=tuple(_curve(history, "loss", name) for history, name in zip(histories, names, strict=True)),
        trivial=None if first is None else first.trivial_loss,
        held_out=None if first is None else _held_out(first),
        clipped=None if first is None else _clippings(first),
        changes=() if first is None else _changes(first, say),
        planned=look.planned,
        cursor=look.cursor,
        selected=look.selected,
        log=look.log,
    )


def norms_of(
    histories: Sequence[History], names: Sequence[str], look: Look | None = None, say: Callable[[str], str] = str
) -> GradientNorms:
    """Return the lengths of the gradients of some trainings, as ``losses_of`` returns the losses."""
    look = look or Look()
    first = histories[0] if histories else None
    threshold = None if first is None else first.setup.clip_norm
    return GradientNorms(
        before=tuple(_curve(history, "gradient_norm", name) for history, name in zip(histories, names, strict=True)),
        after=None if first is None or threshold is None else _curve(first, "clipped_norm", names[0]),
        threshold=threshold if isinstance(threshold, float | int) else None,
        planned=look.planned,
        changes=() if first is None else _changes(first, say),
        cursor=look.cursor,
    )


def _curve(history: History, column: str, name: str) -> Curve:
    line = history.line(column)
    return Curve(line.updates, line.low, line.mean, line.high, line.smoothed(), name)


def _held_out(history: History) -> tuple[np.ndarray, np.ndarray] | None:
    judged = [(one.update, one.loss) for one in history.evaluations]
    return tuple(np.array(judged, float).T) if judged else None


def _clippings(history: History) -> Clippings | None:
    """Return the updates that were clipped: where a point stands for several, its last one for all of them."""
    before, after = history.line("gradient_norm"), history.line("clipped_norm")
    with np.errstate(invalid="ignore"):
        clipped = before.high > after.high * (1 + 1e-9)
    return Clippings(before.updates[clipped], before.high[clipped], after.high[clipped]) if clipped.any() else None


def _changes(history: History, say: Callable[[str], str]) -> tuple[Change, ...]:
    return tuple(Change(mark.update, "; ".join(phrase.said(say) for phrase in mark.phrases)) for mark in history.marks)


# -- the network


@functools.cache
def _lecture() -> Model:
    lesson = load_lesson(HAND_SET)
    return Model(lesson.cell, 3, 1, parameters=lesson.parameters)


def hand_set(x: np.ndarray) -> dict[str, np.ndarray]:
    """Return the signals of the lecture's cell, set by hand, over a sequence of its three inputs: (steps,) each."""
    trace = _lecture().run(x)
    return {name: trace[name][:, 0] for name in trace.signals}


def gates_of(
    network: Network, task: Task, probe: Batch, unit: int = 0, part: str = "1", say: Callable[[str], str] = str
) -> Gates:
    """Return what a unit (from 0) of a part of the network does on a probe sequence, and what the network answers.

    Where the lecture's gates are learnt, those that were set by hand stand behind them.
    """
    x = probe.x[:, 0]
    ran = network.run(x)
    trace = ran.parts[part]
    cell, units = trace.cell, network.models[part].sizes["units"]
    unit = min(unit, units - 1)
    ghosts = hand_set(x) if isinstance(task, LectureGates) else {}
    rows = []
    for name in (name for name in default_signals(cell) if name in trace.signals):
        hue = _HUES.get(cell.roles[name], "mem" if name in cell.states else "inp")
        values = trace[name][:, min(unit, trace[name].shape[1] - 1)]
        rows.append(Shown(name, say(_CUSTOMARY.get(name, "")), hue, values, ghosts.get(name)))
    rows = rows[: _MOST_ROWS - 1]
    answers = network.readout is not None or len(network.layers) > 1
    if answers:
        name = "ŷ" if any(row.name == "y" for row in rows) else "y"
        wanted = np.where(probe.weight[:, 0] > 0, probe.target[:, 0, 0], np.nan)
        rows.append(Shown(name, say("answer"), "out", ran.output[:, 0], ghosts.get("y", wanted)))
    words = None if probe.labels is None else tuple(probe.labels)
    few = x if x.shape[1] <= 4 else None
    return Gates(tuple(rows), few if words is None else None, words, unit, units, bool(ghosts))


def reaches_of(network: Network, task: Task, probe: Batch, name: str) -> list[Reach]:
    """Return how far the gradient of the last answer reaches, of each layer's memory, the lowest layer first."""
    x, target, judged = probe.x[:, 0], probe.target[:, 0], probe.weight[:, 0]
    slope = slope_of_last_answer(network, x, target, judged, task.loss)
    found = reach(network, x, slope)
    chosen = []
    for part, model in network.models.items():
        states = [state for state in model.cell.states if f"{part}.{state}" in found]
        if states:
            memory = next((state for state in states if model.cell.roles[state] == "memory"), states[-1])
            gated = any(role == "gate" for role in model.cell.roles.values())
            chosen.append(reach_of(found[f"{part}.{memory}"], name, "mem" if gated else "zero"))
    return chosen


def weights_of(network: Network, unit: int = 0, part: str = "1", largest: float | None = None) -> UnitWeights:
    """Return the weights of a unit (from 0) of a part of the network."""
    model = network.models[part]
    unit = min(unit, model.sizes["units"] - 1)
    parameters = {name: np.asarray(array, float) for name, array in model.parameters.items()}
    return unit_weights(model.cell, parameters, unit, largest=largest)


def steps_in_words(x: np.ndarray, names: Sequence[str], length: int) -> tuple[str, ...] | None:
    """Return a word for each step (steps, inputs): the name of the one input that it sets; None where not all set one.

    Behind ``length`` there is padding, which says nothing. Two inputs are numbers rather than words.
    """
    own = x[:length]
    if x.shape[1] < _FEWEST_WORDS or not ((own != 0).sum(axis=1) == 1).all() or not (own.max(axis=1) == 1).all():
        return None
    words = [names[place] if names[place].strip() else "␣" for place in own.argmax(axis=1).tolist()]
    return (*words, *[""] * (len(x) - length))


def rule_found(network: Network, task: Task, unit: int = 0, part: str = "1") -> tuple[str, ...]:
    """Return the gates of a unit that listen to what the lecturer's gates listen to; all three, and the rule is found.

    A gate listens to an input whose weight is several times as large as its others; i and f are to be opened by x2, and
    o by x3.
    """
    model = network.models[part]
    if not isinstance(task, LectureGates) or part != "1":
        return ()
    found = []
    for gate, wanted in (("i", 1), ("f", 1), ("o", 2)):
        name = f"W_{gate}"
        if name not in model.parameters:
            return ()
        row = np.asarray(model.parameters[name])[min(unit, model.sizes["units"] - 1)]
        others = np.abs(np.delete(row, wanted)).max()
        if row[wanted] > 1 and row[wanted] > _LOUD * others:
            found.append(gate)
    return tuple(found)

