"""The page of the error surface: what it computes by itself, what is chosen, and that nothing blocks the window."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.gui.training.surface_page import MAIN, RANDOM, TOY, TWO, WEIGHTS, SurfacePage
from simulator.gui.training.train_view import TrainView
from tests.gui.training.helpers import step, turn_to

Opener = Callable[..., TrainView]


def page_of(view: TrainView) -> SurfacePage:
    turn_to(view, "Error surface")
    QApplication.processEvents()
    page = view.stack.currentWidget()
    assert isinstance(page, SurfacePage)
    return page


def finish(page: SurfacePage) -> None:
    """Wait until what is computed is there, or cannot be."""
    while (job := page._job) is not None:
        loop = QEventLoop()  # it lets the other thread work, which a QSignalSpy that waits does not
        job.finished.connect(loop.quit)
        job.failed.connect(loop.quit)
        loop.exec()
    page.turns.draw_all()  # now, instead of in the frames that follow


def choose(page: SurfacePage, kind: str) -> None:
    page.kind.setCurrentIndex(page.kind.findData(kind))
    page.kind.activated.emit(page.kind.currentIndex())


def test_before_anything_is_trained_there_is_the_lectures_cliff(training: Opener) -> None:
    page = page_of(training())
    finish(page)
    assert page.chosen == TOY
    surface = page.map.surface
    assert surface is not None
    assert surface.complete
    assert surface.losses.shape == (101, 101)
    assert [trail.name for trail in page.map.trails] == ["not clipped", "clipped"]
    assert "20,752" in page.words.text()
    assert not page.waiting.isVisible()
    assert page.map.picture.items
    before = dict(page.landscape.picture.items)
    viewport = page.landscape.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    QTest.mouseMove(viewport, QPoint(360, 320))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(360, 320))
    turned = page.landscape.turn
    QTest.keyClick(page, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert page.landscape.turn != turned
    assert page.landscape.picture.items != before


def test_a_training_is_seen_where_it_has_been_and_a_click_looks_back(training: Opener) -> None:
    view = training()
    step(view, 40)
    page = page_of(view)
    finish(page)
    assert page.chosen == MAIN
    (trail,) = page.map.trails
    assert trail.updates is not None
    assert trail.updates[-1] == 40
    page.map.wanted.emit("training so far update[0]")
    assert view.lab.past == 0
    page.map.wanted.emit("something else")
    assert view.lab.past == 0


@pytest.mark.parametrize("kind", [WEIGHTS, RANDOM, TWO])
def test_every_other_slice(training: Opener, kind: str) -> None:
    view = training()
    step(view, 20)
    page = page_of(view)
    choose(page, kind)
    finish(page)
    surface = page.map.surface
    assert surface is not None
    assert surface.complete
    assert np.isfinite(surface.losses).any()
    assert page.weights[0].isVisible() == (kind == WEIGHTS)
    if kind == WEIGHTS:
        assert surface.x_name == page.weights[0].currentText()
        assert surface.y_name == page.weights[1].currentText()
        page.weights[0].setCurrentIndex(5)
        page.weights[0].activated.emit(5)
        finish(page)
        assert page.map.surface is not None
        assert page.map.surface.x_name == page.weights[0].currentText()
    if kind == RANDOM:
        page.again.click()
        finish(page)
        assert page.map.surface is not None
        assert not np.array_equal(page.map.surface.losses, surface.losses)


def test_what_cannot_be_is_said_and_the_next_choice_is_computed(training: Opener) -> None:
    view = training()
    step(view, 5)
    page = page_of(view)
    finish(page)
    choose(page, WEIGHTS)
    finish(page)
    page.weights[1].setCurrentIndex(page.weights[0].currentIndex())
    page.weights[1].activated.emit(0)
    finish(page)
    assert "make no plane" in page.words.text()
    assert page.map.surface is None
    choose(page, TOY)
    finish(page)
    assert page.map.surface is not None


def test_two_trails_start_where_it_stood_while_it_goes_on(training: Opener) -> None:
    view = training()
    step(view, 20)
    trial = view.lab.trial
    assert trial is not None
    make = trial.maker_at(None)
    first = make().network.flat.copy()
    step(view, 20)
    assert np.array_equal(make().network.flat, first)
    assert not np.array_equal(trial.maker_at(None)().network.flat, first)


def test_once_there_is_a_training_the_page_opens_with_it(training: Opener) -> None:
    view = training()
    page = page_of(view)
    finish(page)
    assert page.chosen == TOY
    step(view, 30)
    view.tabs.setCurrentIndex(0)
    page_of(view)
    finish(page)
    assert page.chosen == MAIN
    assert page.map.trails[0].updates is not None


def test_it_is_cancelled_and_hidden_pages_compute_nothing(training: Opener) -> None:
    view = training()
    step(view, 30)
    page = page_of(view)
    choose(page, TWO)
    assert page.waiting.isVisible()
    page.cancel.click()
    assert page._job is None
    assert not page.waiting.isVisible()
    choose(page, TWO)
    view.tabs.setCurrentIndex(0)
    assert page._job is None
