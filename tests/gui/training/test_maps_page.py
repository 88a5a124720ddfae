"""The maps of all weights, in a window: every number is the engine's, and what is clicked is followed elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.engine.training.rehearsal import Rehearsal
from simulator.engine.training.trainer import Trainer
from simulator.errors import UserError
from simulator.gui.training import maps_page
from simulator.gui.training.inside_page import InsidePage
from simulator.gui.training.maps_chart import FIELD, KINDS, change_of, largest_ratio
from simulator.gui.training.maps_page import MapsPage
from simulator.gui.training.maps_words import map_words
from simulator.gui.training.train_view import TrainView
from simulator.render.format import small
from simulator.render.training.matrices import Matrix, place
from simulator.running.setup import Setup
from tests.gui.training.helpers import SMALL, engine_says, parameters, shown, step, turn_to, until
from tests.render.training.helpers import texts

Key = Qt.Key
Opener = Callable[..., TrainView]
LSTM = Setup("lecture-gates", cell="lstm", units=3, batch=4, length=6)


def maps(view: TrainView, kind: str = "weights") -> MapsPage:
    """Turn to the page, and to one of its maps."""
    turn_to(view, "Weights")
    page = view.stack.currentWidget()
    assert isinstance(page, MapsPage)
    page.kinds.setCurrentIndex(KINDS.index(kind))
    QApplication.processEvents()
    return page


def told(view: TrainView, page: MapsPage, update: int) -> Rehearsal:
    """Wait for the rehearsal of an update."""
    until(view, lambda: page.chart.told is not None and page.chart.told.report.update == update)
    assert page.chart.told is not None
    return page.chart.told


def matrix(page: MapsPage, name: str) -> Matrix:
    return next(one for one in page.chart.matrices if one.name == name)


def middle(page: MapsPage, name: str, index: tuple[int, ...]) -> QPointF:
    """Return where a number stands in the viewport."""
    size = page.chart.picture
    placed = next(
        one
        for one in place(page.chart.matrices, size.width, size.height, page.chart.look(), FIELD)
        if one.matrix.name == name
    )
    row, column = (*index, 0)[:2]
    return QPointF(placed.x + (column + 0.5) * placed.side, placed.y + (row + 0.5) * placed.side)


def follows(page: InsidePage, element: str) -> bool:
    return page.story is not None and page.story.element == element


def test_before_anything_is_trained_there_is_one_quiet_sentence(training: Opener) -> None:
    page = maps(training(), "gradients")
    assert page.resting.isVisible()
    assert page.resting.words.text() == "Nothing is trained yet. Press Space."
    assert not page.boxes.isVisible()
    QTest.keyClick(page, Key.Key_PageDown)
    assert page.resting.isVisible()


def test_every_map_has_the_engine_s_numbers(training: Opener) -> None:
    view = training(LSTM)
    page = maps(view)
    step(view, 5)
    trainer = LSTM.trainer()
    for _ in trainer.reports(5):
        pass
    wanted = trainer.rehearse()
    network = trainer.network
    expected = {
        "weights": network.flat,
        "gradients": wanted.gradient,
        "update": wanted.after - wanted.before,
        "ratio": 100 * (wanted.after / wanted.before - 1),
    }
    titles = {
        "weights": "Weights after 5 updates",
        "gradients": "Gradients in update 6",
        "update": "Changes by update 6",
        "ratio": "Changes by update 6 in percent of the weights",
    }
    for kind, flat in expected.items():
        maps(view, kind)
        if kind != "weights":
            told(view, page, 6)
        page.refresh()
        assert texts(page.chart.picture.items["title"]) == [titles[kind]]
        network.flat[...] = flat
        for name, array in network.parameters.items():
            assert np.allclose(matrix(page, name.removeprefix("1.")).values, array, rtol=1e-9, atol=1e-9), (kind, name)


def test_weights_are_followed_while_they_learn_and_the_rest_asks_for_a_pause(training: Opener) -> None:
    view = training(LSTM)
    page = maps(view)
    view.lab.toggle()
    until(view, lambda: shown(view).update > 20 and page.chart.isVisible())
    first = matrix(page, "U_f").values.copy()
    until(view, lambda: not np.array_equal(matrix(page, "U_f").values, first))
    maps(view, "update")
    assert page.resting.words.text() == "Pause to see what the next update does."
    page.resting.pause.click()
    until(view, lambda: page.chart.told is not None)
    assert page.chart.isVisible()
    told(view, page, shown(view).update + 1)
    step(view, 1)
    told(view, page, shown(view).update + 1)


def test_a_click_chooses_what_the_page_inside_follows(training: Opener) -> None:
    view = training(LSTM)
    page = maps(view)
    step(view, 2)
    for name, index, element in (("U_o", (2, 1), "1.U_o[3, 2]"), ("b_g", (1,), "1.b_g[2]"), ("readout.V", (0, 2), "")):
        position = middle(page, name, index)
        QTest.mouseClick(page.chart.viewport(), Qt.MouseButton.LeftButton, pos=position.toPoint())
        weight = name if name.startswith("readout") else f"1.{name}"
        assert view.lab.chosen.of(shown(view).network.parameters) == (weight, index)
        spot = page.chart.hotspot_at(position)
        assert spot is not None
        value = float(parameters(view)[weight][index])
        said = f"{name}[{', '.join(str(k + 1) for k in index)}]"
        assert page.chart.tip_of(spot, position) == f"{said} = {value!r}".replace("-", "−")
        assert page.word.text() == f"{said} is {small(value)}."
        assert "selected" in page.chart.picture.items
        if element:
            turn_to(view, "One update")
            inside = view.stack.currentWidget()
            assert isinstance(inside, InsidePage)
            until(view, partial(follows, inside, element))
            maps(view)


def test_keys_walk_over_the_numbers_and_from_map_to_map(training: Opener) -> None:
    view = training(LSTM)
    page = maps(view)
    step(view, 2)
    page.setFocus()

    def at() -> tuple[str, tuple[int, ...]]:
        return view.lab.chosen.of(shown(view).network.parameters)

    assert at() == ("1.U_f", (0, 0))
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Left):
        QTest.keyClick(page, key)
    assert at() == ("1.U_f", (1, 1))
    assert page.boxes.row.currentText() == "row 2"
    QTest.keyClick(page, Key.Key_PageDown)
    assert at() == ("1.b_f", (1,))
    QTest.keyClick(page, Key.Key_Down)
    assert at() == ("1.b_f", (2,))
    QTest.keyClick(page, Key.Key_PageUp)
    assert at() == ("1.U_f", (2, 0))
    assert shown(view).update == 2, "arrows make no updates here"
    QTest.keyClick(page, Key.Key_Space)
    until(view, lambda: shown(view).update > 5)


def test_the_past_is_mapped(training: Opener) -> None:
    view = training()
    page = maps(view, "gradients")
    step(view, 8)
    told(view, page, 9)
    view.lab.look_back(3)
    told(view, page, 4)
    maps(view, "weights")
    assert np.array_equal(matrix(page, "W_f").values, parameters(view, 3)["1.W_f"])


@pytest.mark.parametrize(
    "setup",
    [
        Setup("echo", cell="gru", units=3, layers=2, bidirectional=True, batch=3, length=5),
        Setup("slot-filling", cell="elman", units=3, batch=3, dtype="float32"),
        Setup("parity", cell="jordan", units=2, batch=3, length=6, readout=None),
    ],
    ids=lambda setup: f"{setup.task}-{setup.cell}",
)
def test_all_layers_and_the_readout_are_there(training: Opener, setup: Setup) -> None:
    view = training(setup)
    page = maps(view, "ratio")
    step(view, 2)
    told(view, page, 3)
    parameters = shown(view).network.parameters
    assert len(page.chart.matrices) == len(parameters)
    assert len([name for name in page.chart.picture.items if name.startswith("map ")]) == len(parameters)
    alone = setup.layers == 1 and not setup.bidirectional
    assert any(one.name.startswith("1.") for one in page.chart.matrices) != alone


def test_many_weights_share_pixels_and_it_is_said(training: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps_page, "_MANY", 10)
    view = training(Setup("adding", cell="elman", units=900, batch=2, length=3))
    page = maps(view)
    step(view, 1)
    page.refresh()
    assert page.word.text().endswith("Each pixel shows the largest of the numbers it stands for.")


def test_an_update_that_cannot_be_made_says_why(training: Opener) -> None:
    setup = Setup("adding", cell="elman", units=4, length=60, rate=9e5, optimizer="sgd", clip_norm=None)
    view = training(setup)
    page = maps(view, "gradients")
    view.lab.toggle()
    until(view, lambda: shown(view).stop is not None)
    until(view, lambda: page.chart.told is not None or not page.resting.words.text().startswith("Pause"))
    wanted = engine_says(shown(view).trainer_at().rehearse)  # of the last good weights
    if isinstance(wanted, str):
        assert page.resting.words.text().lower() == wanted.lower()
    else:
        assert page.chart.told is not None
        assert np.array_equal(page.chart.told.gradient, wanted.gradient)


def test_what_is_refused_is_said_on_every_map_that_needs_it(training: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[int]()

    def refuse(trainer: Trainer) -> Rehearsal:
        asked.append(trainer.updates)
        raise UserError("this update cannot be made.")

    view = training()
    page = maps(view)
    step(view, 2)
    monkeypatch.setattr(Trainer, "rehearse", refuse)
    for kind in ("gradients", "update", "ratio"):
        maps(view, kind)
        until(view, lambda: page.resting.isVisible())
        assert page.resting.words.text() == "This update cannot be made."
        maps(view, "weights")
        assert page.chart.isVisible()
    assert asked == [2]


def test_it_rests_while_it_is_not_seen(training: Opener) -> None:
    view = training()
    page = maps(view, "gradients")
    step(view, 2)
    before = told(view, page, 3)
    view.tabs.setCurrentIndex(0)
    step(view, 2)
    assert page.chart.told is before
    maps(view, "gradients")
    told(view, page, 5)


# -- the numbers and the words


def test_a_weight_of_zero_has_no_ratio_and_few_large_ones_no_say() -> None:
    trainer = Trainer("echo", "elman", 3, batch=2, length=6)
    trainer.network.parameters["1.b"][0] = 0.0
    ratios = change_of(trainer.rehearse(), "ratio")
    assert np.isnan(ratios).sum() == 1
    many = np.append(np.full(99, 0.5), 1e9)
    assert largest_ratio(many) == pytest.approx(0.5)
    assert largest_ratio(np.array([np.nan])) is None
    assert largest_ratio(np.zeros(3)) is None


def test_a_sentence_has_the_numbers_of_the_weight_and_of_its_parameter() -> None:
    trainer = Trainer("echo", "elman", 3, batch=2, length=6, optimizer="sgd", rate=0.5, clip_norm=None)
    network = trainer.network
    told = trainer.rehearse()
    value = float(network.parameters["1.U"][1, 2])
    assert map_words(network, network.flat, None, "1.U", (1, 2)) == f"U[2, 3] is {small(value)}."
    words = map_words(network, network.flat, told, "1.U", (1, 2))
    before = network.parameters["1.U"].copy()
    trainer.step()
    change = network.parameters["1.U"] - before
    assert f"U[2, 3] is {small(value)}, its gradient {small(-2 * float(change[1, 2]))}." in words
    assert f"moves it by {small(float(change[1, 2]))}, {small(100 * abs(float(change[1, 2]) / value))}\u00a0%" in words
    whole = 100 * float(np.linalg.norm(change) / np.linalg.norm(before))
    assert f"U as a whole is changed by {small(whole)}\u00a0% of its length" in words


def test_of_nothing_there_is_no_share() -> None:
    trainer = Trainer("echo", "elman", 3, batch=2, length=6)
    trainer.network.parameters["1.b"][:] = 0.0
    words = map_words(trainer.network, trainer.network.flat, trainer.rehearse(), "1.b", (1,))
    assert words.startswith("b[2] is 0, its gradient ")
    assert "%" not in words


def test_a_projection_has_the_picture_alone(training: Opener) -> None:
    view = training(replace(SMALL, length=4))
    page = maps(view)
    step(view, 2)
    QTest.keyClick(page, Key.Key_F5)
    assert not page.tools.isVisible()
    assert page.chart.isVisible()
    QTest.keyClick(page, Key.Key_F5)
    assert page.tools.isVisible()
