"""The view Train in a window: its keys and buttons, what it shows, and that no process outlives it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document.training_edits import change_training
from simulator.gui.training.cell_page import CellPage
from simulator.gui.training.overview_page import OverviewPage
from simulator.gui.training.train_view import TrainView
from simulator.gui.window import Window
from simulator.running.presets import presets
from simulator.running.setup import Setup
from tests.gui.training.helpers import SMALL, shown, step, until

Key = Qt.Key
Opener = Callable[..., TrainView]


def press(view: TrainView, key: Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(view, key, held)
    QApplication.processEvents()


def overview(view: TrainView) -> OverviewPage:
    page = view.stack.currentWidget()
    assert isinstance(page, OverviewPage)
    return page


def texts(page: OverviewPage) -> set[str]:
    """Return the ids of all that the charts of the page show."""
    return {name for chart in (page.loss, page.gates, page.reach, page.weights) for name in chart.picture.items}


def test_space_begins_pauses_and_goes_on(training: Opener) -> None:
    view = training()
    page = overview(view)
    assert page.welcome.isVisible()
    assert not page.charts.isVisible()
    assert not view.open.isEnabled()
    press(view, Key.Key_Space)
    until(view, lambda: shown(view).update > 20)
    assert page.charts.isVisible()
    assert not page.welcome.isVisible()
    assert view.run.start.text() == "Pause"
    assert view.status.left.text().startswith("●  Running")
    press(view, Key.Key_Space)
    until(view, lambda: not shown(view).running)
    update = shown(view).update
    assert view.run.start.text() == "Go on"
    assert f"update {update:,}" in view.status.left.text()
    press(view, Key.Key_Space)
    until(view, lambda: shown(view).update > update)
    assert texts(page) >= {"band 0", "bars 0"}


def test_it_trains_what_the_engine_trains(training: Opener) -> None:
    view = training()
    step(view, 1)
    press(view, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    until(view, lambda: shown(view).update == 101 and not shown(view).running)
    trainer = SMALL.trainer()
    wanted = [report.loss for report in trainer.reports(101)]
    line = shown(view).history.line("loss")
    assert np.array_equal(line.mean, wanted)
    assert np.array_equal(shown(view).at()[1], trainer.network.flat)
    assert "loss" in view.status.left.text()


def test_one_looks_back_and_goes_on_from_there_as_a_branch(training: Opener) -> None:
    view = training()
    step(view, 200)
    first = shown(view)
    flat = first.at()[1].copy()
    press(view, Key.Key_Home)
    assert view.lab.past == 0
    assert not np.array_equal(first.at(view.lab.past)[1], flat)
    assert view.run.buttons["branch"].isVisible()
    assert "update 0" in view.status.left.text()
    press(view, Key.Key_Right)  # in the past: to the next snapshot
    assert view.lab.past != 0
    press(view, Key.Key_End)
    assert view.lab.past is None
    press(view, Key.Key_Left)
    past = view.lab.past
    assert past is not None
    assert past < 200
    view.run.buttons["branch"].click()
    until(view, lambda: shown(view).update > past + 10)
    assert len(view.lab.trials) == 2
    assert shown(view) is not first
    assert shown(view).history.begin == past
    assert not first.running
    names = set(view.lab.titles().values())
    assert len(names) == 2
    view.lab.drop(shown(view).key)
    assert view.lab.trial is first


def test_a_setting_changes_on_the_way_and_is_marked(training: Opener) -> None:
    view = training()
    step(view, 20)
    view.session.apply(change_training(view.session.state, rate=0.5))
    step(view, 20)
    history = shown(view).history
    assert history.setup.rate == 0.5
    assert [mark.update for mark in history.marks] == [20]
    assert not view.lab.is_other(shown(view))
    view.session.apply(change_training(view.session.state, units=2))
    assert view.lab.is_other(shown(view))
    assert view.run.start.text() == "Start"
    step(view, 3)
    assert len(view.lab.trials) == 2
    assert shown(view).setup.units == 2
    view.session.document.undo()
    assert view.lab.setup.units != 2


def test_reset_goes_back_to_the_same_weights_and_a_new_seed_to_others(training: Opener) -> None:
    view = training()
    step(view, 5)
    press(view, Key.Key_Home)
    first = shown(view).at(view.lab.past)[1].copy()
    press(view, Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    until(view, lambda: shown(view).update == 0)
    assert np.array_equal(shown(view).at()[1], first)
    view.lab.new_seed()
    until(view, lambda: shown(view).update > 0)
    assert view.session.state.training is not None
    assert view.session.state.training.seed == 1
    assert not np.array_equal(shown(view).at(0)[1], first)


def test_an_explosion_stops_with_a_word_and_a_remedy(training: Opener) -> None:
    view = training(Setup("adding", cell="elman", units=4, length=60, rate=9e5, optimizer="sgd", clip_norm=None))
    view.lab.toggle()
    until(view, lambda: shown(view).stop is not None)
    trouble = overview(view).trouble
    assert trouble.isVisible()
    assert trouble.clip.isVisible()
    assert len(trouble.words.text()) > 20
    trouble.clip.click()
    assert view.lab.setup.clip_norm == 1.0
    until(view, lambda: shown(view).history.setup.clip_norm == 1.0)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="There is no such signal here.")
def test_a_process_that_is_killed_is_said_and_goes_on_from_its_last_snapshot(training: Opener) -> None:
    view = training()
    step(view, 50)
    trial = shown(view)
    assert trial.run is not None
    assert trial.run._process.pid is not None
    os.kill(trial.run._process.pid, signal.SIGKILL)
    until(view, lambda: trial.status == "ended")
    trouble = overview(view).trouble
    assert "SIGKILL" in trouble.words.text()
    assert trouble.again.isVisible()
    trouble.again.click()
    until(view, lambda: trial.update > 50)
    assert trial.word == ""


def test_nothing_trains_on_when_the_window_is_closed(training: Opener) -> None:
    view = training()
    view.lab.toggle()
    until(view, lambda: shown(view).update > 5)
    assert len(multiprocessing.active_children()) == 1
    view.window().close()
    assert multiprocessing.active_children() == []


def test_a_preset_begins_all_that_it_compares(training: Opener) -> None:
    view = training(None)
    preset = next(preset for preset in presets() if len(preset.setups) > 1)
    overview(view).welcome.buttons[preset.id].click()
    until(view, lambda: all(trial.update > 2 for trial in view.lab.trials))
    assert len(view.lab.trials) == len(preset.setups)
    assert view.session.state.training == preset.setups[0]
    view.session.document.undo()
    assert view.session.state.training is None


def test_what_has_been_learnt_is_stepped_through_and_trained_on(training: Opener) -> None:
    view = training()
    window = view.window()
    assert isinstance(window, Window)
    step(view, 30)
    trial, before = shown(view), view.session.state
    flat = trial.at()[1].copy()
    view.open.click()
    session = view.session
    assert session.shown_view == "cell"
    assert session.state.title == "The lecture's gates after 30 updates"
    assert session.steps == 9
    learnt = np.concatenate([array.ravel() for array in session.layer.parameters.values()])
    assert np.array_equal(learnt, flat)
    assert [side.title for side in session.state.sides] == ["Set by hand"]
    assert session.state.labels["x2"] == {"en": "1 store, −1 clear"}
    assert session.state.training == SMALL
    window.show_view("train")
    assert view.lab.trial is trial
    step(view, 5)
    assert trial.update == 35
    session.document.undo()
    assert session.state is before
    assert window.open("gru")
    assert session.state.training == SMALL
    assert session.shown_view == "cell"


def test_the_learnt_cell_stands_beside_the_one_set_by_hand(training: Opener) -> None:
    view = training()
    view.tabs.setCurrentIndex(1)
    page = view.stack.currentWidget()
    assert isinstance(page, CellPage)
    assert page.empty.isVisible()
    step(view, 5)
    assert page.word.text() == "Step 4 of 9"
    items = page.chart.picture.items
    assert {name.split()[0] for name in items} >= {"A", "B"}
    before = dict(items)
    step(view, 50)
    page.turns.draw_all()
    now = page.chart.picture.items
    changed = {name for name in now if now[name] != before.get(name)}
    weights = {name for name in now if "fan" in name}
    assert {name for name in weights & changed if name.startswith("A ")}
    assert not {name for name in weights & changed if name.startswith("B ")}
    press(view, Key.Key_PageDown)
    assert page.word.text() == "Step 5 of 9"
    for _ in range(9):
        press(view, Key.Key_PageUp)
    assert page.word.text() == "Step 1 of 9"
    assert not page.back.isEnabled()


@pytest.mark.parametrize(
    "setup",
    [
        Setup("echo", cell="gru", units=3, layers=2, bidirectional=True, batch=3, length=9),
        Setup("parity", cell="jordan", units=2, batch=3, length=6),
        Setup("slot-filling", cell="elman", units=3, batch=3, dtype="float32"),
        Setup("next-character", cell="lstm-peephole", units=3, batch=3, length=12),
        Setup("adding", cell="irnn", units=3, batch=3, length=15),
    ],
    ids=lambda setup: f"{setup.task}-{setup.cell}",
)
def test_every_task_is_seen_and_every_part_of_a_network_opened(training: Opener, setup: Setup) -> None:
    view = training(setup)
    step(view, 3)
    trial = shown(view)
    parts = [part for part in trial.network.models if part != "readout"]
    for part in parts:
        view.lab.choose_part(part)
        view.lab.choose_unit(1)
        view.lab.choose_probe(2)
        assert texts(overview(view))
    assert trial.parts == parts
    view.lab.choose_part("readout")
    assert view.lab.part == "1", "a readout has no units to be looked at"
    for part in parts:
        view.session.show_view("train")
        view.lab.choose_part(part)
        view.open_learnt()
        assert view.session.layer.units == setup.units
        with trial.lent(trial.at()[1]) as network:
            trace = network.run(trial.probe(view.lab.probe_number).x[:, 0]).parts[part]
        ours = view.session.signal(trace.cell.output, 0, view.session.steps)
        theirs = trace[trace.cell.output][:: -1 if trace.backward else 1]
        assert np.allclose(ours, theirs, atol=1e-5)
        view.session.document.undo()


def test_a_projection_shows_the_pictures_alone(training: Opener) -> None:
    view = training()
    window = view.window()
    assert isinstance(window, Window)
    step(view, 5)
    QTest.keyClick(view, Key.Key_F5)
    assert window.modes.projection.on
    assert view.session.shown_view == "train"
    assert not any(part.isVisible() for part in (view.left, view.bar, view.status, window.timeline, window.top))
    assert "start or pause" in [text for _, text in window.modes.projection.hints()]
    QTest.keyClick(view, Key.Key_F5)
    assert all(part.isVisible() for part in (view.left, view.bar, view.status, window.top))
    assert not any(part.isVisible() for part in (window.timeline, window.transport, window.left, window.right))
    window.show_view("cell")
    assert all(part.isVisible() for part in (window.timeline, window.transport, window.left, window.right))


def test_the_menu_trains_from_any_view(training: Opener) -> None:
    view = training()
    window = view.window()
    assert isinstance(window, Window)
    window.show_view("cell")
    window.actions_["train_one"].trigger()
    assert view.session.shown_view == "train"
    until(view, lambda: shown(view).update == 1 and not shown(view).running)
    window.actions_["train_many"].trigger()
    until(view, lambda: shown(view).update == 101 and not shown(view).running)
    window.actions_["train_start"].trigger()
    until(view, lambda: shown(view).update > 101)
    window.actions_["train_open"].trigger()
    assert view.session.shown_view == "cell"
    window.actions_["train_branch"].trigger()
    until(view, lambda: len(view.lab.trials) == 2 and shown(view).update > 102)
    window.actions_["train_reset"].trigger()
    window.actions_["train_seed"].trigger()
    until(view, lambda: len(view.lab.trials) == 3 and shown(view).update > 1)


@pytest.mark.parametrize("size", [(1008, 632), (1366, 728)])
def test_the_bar_of_every_page_is_whole_in_a_small_window(training: Opener, size: tuple[int, int]) -> None:
    view = training(Setup("echo", cell="gru", units=2, layers=2, batch=2, length=8), size=size)
    step(view, 2)
    for number in range(view.tabs.count()):
        view.tabs.setCurrentIndex(number)
        QApplication.processEvents()
        assert view.tabs.width() >= view.tabs.sizeHint().width()
        for widget in (view.tabs, view.open):
            assert view.bar.rect().contains(widget.geometry())
        assert view.window().rect().right() >= view.mapTo(view.window(), view.rect().topRight()).x()
