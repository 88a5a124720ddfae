"""A window on the view Train, whose processes are waited for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from simulator.document.training_edits import set_training
from simulator.gui.training.train_view import TrainView
from simulator.gui.window import Window
from simulator.running.setup import Setup
from tests.gui.training.helpers import SMALL
from tests.running.helpers import hide_main


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch, open_window: Callable[..., Window]) -> Callable[..., TrainView]:
    """Open windows on the view Train, with a small training to be begun."""
    hide_main(monkeypatch)

    def opened(setup: Setup | None = SMALL, **settings: object) -> TrainView:
        window = open_window(**{"animation": False, **settings})
        window.show_view("train")
        if setup is not None:
            window.session.apply(set_training(window.session.state, setup, "small"))
        view = window.views.shown
        assert isinstance(view, TrainView)
        QApplication.processEvents()
        return view

    return opened
