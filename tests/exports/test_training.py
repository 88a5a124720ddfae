"""A training as the pictures take it, and as one picture."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import UserError
from simulator.engine.networks.layer import Layer
from simulator.engine.networks.network import Network
from simulator.engine.tasks import Adding, LectureGates, Parity
from simulator.exports.training import (
    Look,
    gates_of,
    hand_set,
    losses_of,
    norms_of,
    reaches_of,
    rule_found,
    steps_in_words,
    weights_of,
)
from simulator.exports.training_picture import setups_of, train, training_picture
from simulator.lessons import load_lesson
from simulator.running.presets import presets
from simulator.running.setup import Setup

TINY = Setup("lecture-gates", batch=4, length=12, evaluate_every=10)


def lecture() -> Network:
    lesson = load_lesson("hand-set-lstm")
    given = lesson.parameters or {}
    return Network([Layer(lesson.cell, 1)], 3, parameters={f"1.{name}": given[name] for name in given})


def test_steps_are_words_where_each_sets_one_input() -> None:
    x = np.eye(4)[[2, 0, 3, 3]]
    assert steps_in_words(x, ("a", " ", "c", "d"), 4) == ("c", "a", "d", "d")
    assert steps_in_words(np.eye(3)[[1]], ("a", " ", "c"), 1) == ("␣",), "a space can be seen"
    x[3] = 0
    assert steps_in_words(x, tuple("abcd"), 4) is None
    assert steps_in_words(x, tuple("abcd"), 3) == ("c", "a", "d", ""), "padding says nothing"
    for other in (0.5 * np.eye(4), -np.eye(4), np.eye(4) + np.eye(4)[::-1], np.ones((3, 1)), np.eye(2)):
        assert steps_in_words(other, tuple("abcd"), len(other)) is None


def test_what_was_set_by_hand_is_its_own_ghost() -> None:
    task = LectureGates()
    probe = task.probe(9)
    gates = gates_of(lecture(), task, probe)
    assert gates.by_hand
    assert gates.inputs is not None
    assert [row.name for row in gates.rows] == ["i", "f", "o", "c", "y"]
    for row in gates.rows:
        assert row.ghost is not None
        assert np.allclose(row.values, row.ghost)
    assert np.allclose(hand_set(probe.x[:, 0])["c"], [0, 3, 3, 7, 7, 7, 0, 6, 6], atol=2e-3)


def test_the_rule_is_found_in_the_lectures_weights_and_in_no_others() -> None:
    network, task = lecture(), LectureGates()
    assert rule_found(network, task) == ("i", "f", "o")
    network.flat[network.slices["1"]] = 0.0
    assert rule_found(network, task) == ()
    assert rule_found(Setup(Parity(), cell="lstm", units=2).trainer().network, Parity()) == ()
    assert rule_found(Setup("lecture-gates", cell="elman", units=2).trainer().network, task) == ()


def test_answers_are_asked_for_only_where_they_are_judged() -> None:
    task = Adding()
    network = Setup(task, cell="lstm", units=3).trainer().network
    probe = task.probe(10)
    gates = gates_of(network, task, probe, unit=7)  # there are three: the last
    assert (gates.unit, gates.units) == (2, 3)
    assert not gates.by_hand
    row = gates.rows[-1]
    assert (row.name, row.label) == ("y", "answer")
    assert row.ghost is not None
    assert np.isnan(row.ghost[:-1]).all()
    assert row.ghost[-1] == probe.target[-1, 0, 0]
    assert np.allclose(row.values, network.run(probe.x[:, 0]).output[:, 0])


def test_an_answer_beside_a_signal_y_has_another_name() -> None:
    task = Parity()
    network = Setup(task, cell="jordan", units=2, readout="linear").trainer().network
    names = [row.name for row in gates_of(network, task, task.probe(5)).rows]
    assert len(names) == len(set(names))
    assert names[-1] == "ŷ"


def test_curves_are_those_of_the_trainer() -> None:
    trained = train(TINY, 120)
    trainer = TINY.trainer()
    reports = list(trainer.reports(120))
    losses = losses_of([trained.history], ["one"], Look(cursor=50, planned=200))
    assert losses.trivial == trainer.trivial_loss
    assert np.array_equal(losses.curves[0].mean, [report.loss for report in reports])
    assert losses.held_out is not None
    judged = {report.update: report.held_out.loss for report in reports if report.held_out}
    assert dict(zip(*(part.tolist() for part in losses.held_out), strict=True)) == judged
    assert (losses.cursor, losses.planned, losses.log) == (50, 200, True)
    norms = norms_of([trained.history], ["one"])
    assert norms.threshold == 0.5
    assert np.array_equal(norms.before[0].mean, [report.gradient_norm for report in reports])
    assert norms.after is not None
    assert np.array_equal(norms.after.mean, [report.clipped_norm for report in reports])
    assert losses.clipped is not None
    clipped = [report.update for report in reports if report.gradient_norm > report.clipped_norm]
    assert losses.clipped.updates.tolist() == clipped
    assert np.array_equal(trained.network.flat, trainer.network.flat)


def test_nothing_is_drawn_of_nothing() -> None:
    assert losses_of([], []).curves == ()
    assert norms_of([], []).before == ()


def test_a_gradient_that_vanishes_and_one_that_stays() -> None:
    task = Adding()
    reached = {}
    for cell in ("lstm", "elman"):
        setup = Setup(task, cell=cell, units=4, length=30, forget_bias=4.0 if cell == "lstm" else None)
        (reach,) = reaches_of(setup.trainer().network, task, task.probe(30), cell)
        reached[cell] = float(reach.shares[0])
    assert reached["lstm"] > 1e-2
    assert reached["elman"] < 1e-4


def test_the_weights_are_the_networks() -> None:
    network = lecture()
    shown = weights_of(network)
    values = {
        target: value
        for row, line in zip(shown.targets, shown.values, strict=True)
        for target, value in zip(row, line, strict=True)
    }
    assert values["W_f[0,1]"] == 100.0
    assert values["W_o[0,2]"] == 100.0
    assert values["b_f[0]"] == 10.0


@pytest.mark.parametrize("what", [preset.id for preset in presets()])
def test_every_preset_becomes_a_picture(what: str) -> None:
    setups, updates = setups_of(what, None)
    assert updates >= 400
    trained = [train(setup, 12) for setup in setups]
    for projected in (False, True):
        picture = training_picture(trained, (1200, 900), projected)
        assert (picture.width, picture.height >= 900) == (1200, True)
        assert {"loss title", "gates title", "reach title", "weights title"} <= picture.items.keys()
        bottom = max(spot.y + spot.height for spot in picture.hotspots)
        assert bottom <= picture.height + 1


def test_a_training_that_stops_is_drawn_as_far_as_it_came() -> None:
    (cliff, _), updates = setups_of("explosion", None)
    told: list[int] = []
    trained = train(cliff, updates, lambda update, loss: told.append(update))
    assert 0 < len(told) < updates
    assert trained.history.last == told[-1]
    assert np.isfinite(trained.network.flat).all()
    assert training_picture([trained]).items


def test_what_there_is_not_is_said() -> None:
    with pytest.raises(UserError, match="Did you mean parity"):
        setups_of("pairity", None)
    with pytest.raises(UserError, match="There are lecture-gates, lecture-gates-elman"):
        setups_of("hand-set-lstm", None)
    assert setups_of("parity", 7)[1] == 7
    with pytest.raises(UserError, match=r"there is no unit 2\. The network has the units 1 to 1"):
        training_picture([train(TINY, 1)], unit=2)
