"""From what a network has learnt to a document: the cell of one of its layers, to be stepped through like any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simulator.document.opening import new_state_from_lesson, scale_of
from simulator.document.sequence import Sequence
from simulator.document.state import Layer, Side, State, frozen
from simulator.engine.networks.network import Network
from simulator.engine.tasks import Batch, Task
from simulator.engine.tasks.lecture_gates import LectureGates
from simulator.lessons import load_lesson
from simulator.tables import Words

HAND_SET = "hand-set-lstm"
"""The lesson whose gates the task lecture-gates asks for."""
BY_HAND = "Set by hand"


def learnt(network: Network, task: Task, probe: Batch, part: str, titles: Words, texts: Words) -> State:
    """Return a document of one part of a network ("1", "2.backward") over the sequence on which it is looked at.

    A layer that is not the first reads what the one below gives it there; a layer that reads from the end has the
    sequence from its end. The lecture's gates are called what the lecture calls them, and the cell that was set by hand
    runs beside. ``probe`` holds one sequence. Raises UserError where the network does not fit it.
    """
    trace = network.run(probe.x[:, 0]).parts[part]
    model = network.models[part]
    x = np.asarray(trace.x, float)[:: -1 if trace.backward else 1]
    heads = probe.labels[:: -1 if trace.backward else 1] if probe.labels is not None else None
    sizes = model.sizes
    layer = Layer(
        cell=model.cell,
        inputs=x.shape[1],
        units=sizes["units"],
        outputs=sizes["outputs"],
        parameters={name: frozen(model.parameters[name]) for name in model.cell.parameters},
        initial={name: frozen(np.zeros(model.signal_sizes[name])) for name in model.cell.states},
        layout=next(iter(model.cell.layouts), None),
    )
    sequence = Sequence.of(task.title, x, heads)
    cell = model.cell
    state = State(
        titles=titles,
        texts=texts,
        lesson=None,
        layers=(layer,),
        sequences=(sequence,),
        labels=_labels(task) if part == "1" else {},
        show=tuple(name for name in cell.signals if cell.roles[name] != "sum") or cell.signals,
        scale=scale_of(layer, sequence),
    )
    return _beside_the_lecture(state) if isinstance(task, LectureGates) and part == "1" else state


def _labels(task: Task) -> Mapping[str, Words]:
    return {f"x{k}": {"en": name} for k, name in enumerate(task.input_names, 1) if name != f"x{k}"}


def _beside_the_lecture(state: State) -> State:
    """Return a document that is labelled as the lecture's, with the lecture's cell beside it."""
    lecture = new_state_from_lesson(load_lesson(HAND_SET))
    signals = {*state.layer.cell.signals, "x1", "x2", "x3"}
    return replace(
        state,
        labels={name: label for name, label in lecture.labels.items() if name in signals},
        scale=max(state.scale, lecture.scale),
        sides=(Side(1, {"en": BY_HAND}, lecture.layer, holds=()),),
    )
