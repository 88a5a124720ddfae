"""What a network has learnt, opened as a document."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.document.learnt import BY_HAND, learnt
from simulator.document.side_edits import keep
from simulator.engine.networks.layer import Layer
from simulator.engine.networks.network import Network
from simulator.engine.tasks import Echo, LectureGates, SlotFilling
from simulator.exports.finished import FinishedTrace
from simulator.lessons import load_lesson
from simulator.running.setup import Setup

TITLES = {"en": "Learnt"}
TEXTS = {"en": "It has learnt."}


def test_the_lectures_gates_have_their_names_and_the_cell_set_by_hand_beside() -> None:
    task, lesson = LectureGates(), load_lesson("hand-set-lstm")
    given = lesson.parameters or {}
    network = Network([Layer(lesson.cell, 1)], 3, parameters={f"1.{name}": given[name] for name in given})
    state = learnt(network, task, task.probe(9), "1", TITLES, TEXTS)
    assert np.array_equal(state.sequence.array(), lesson.sequences[0].rows(None))
    assert state.labels == lesson.labels
    assert set(lesson.show) <= set(state.show)
    assert state.scale == lesson.scale
    (side,) = state.sides
    assert side.title == BY_HAND
    ours, theirs = FinishedTrace(state.run), FinishedTrace(side.run(state))  # type: ignore[arg-type]  # it runs
    for name in state.layer.cell.signals:  # the same weights: the same numbers
        assert np.array_equal(ours.trace[name], theirs.trace[name])
    assert np.allclose(ours.trace["y"][:, 0], [0, 0, 0, 0, 0, 7, 0, 0, 6], atol=2e-3)
    assert keep(state, side.key).state.layer is side.layer


@pytest.mark.parametrize("part", ["1", "1.backward", "2", "2.backward"])
def test_a_part_of_a_network_does_alone_what_it_does_in_the_network(part: str) -> None:
    task = Echo()
    network = Setup(task, cell="gru", units=3, layers=2, bidirectional=True, seed=4).trainer().network
    probe = task.probe()
    state = learnt(network, task, probe, part, TITLES, TEXTS)
    assert state.sides == ()
    layer = state.layer
    assert (layer.inputs, layer.units) == (task.inputs if part[0] == "1" else 6, 3)
    trace = network.run(probe.x[:, 0]).parts[part]
    backward = part.endswith("backward")
    h = FinishedTrace(state.run).trace["h"][:: -1 if backward else 1]
    assert np.allclose(h, trace["h"], rtol=0, atol=1e-12)
    assert np.abs(h).max() > 0.05
    with pytest.raises(ValueError, match="read-only"):
        layer.parameters["W_z"][0, 0] = 1


def test_words_stand_over_the_steps_in_the_order_in_which_they_are_read() -> None:
    task = SlotFilling()
    network = Setup(task, cell="elman", units=2, bidirectional=True).trainer().network
    probe = task.probe()
    assert probe.labels is not None
    forward = learnt(network, task, probe, "1", TITLES, TEXTS).sequence.heads
    backward = learnt(network, task, probe, "1.backward", TITLES, TEXTS).sequence.heads
    assert forward is not None
    assert backward is not None
    assert tuple(forward) == tuple(probe.labels)
    assert tuple(backward) == tuple(probe.labels[::-1])


def test_what_trains_on_does_not_change_what_has_been_opened() -> None:
    task = LectureGates()
    network = Setup(task).trainer().network
    state = learnt(network, task, task.probe(9), "1", TITLES, TEXTS)
    before = state.layer.parameters["W_f"].copy()
    network.flat[:] = 7.0
    assert np.array_equal(state.layer.parameters["W_f"], before)
