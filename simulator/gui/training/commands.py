"""The commands that train: what the buttons of the view do, from anywhere in the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from simulator.gui.session import Session
from simulator.gui.view_stack import ViewStack

if TYPE_CHECKING:
    from simulator.gui.training.train_view import TrainView  # loads what trains, which a window need not

TRAIN = "train"
"""The id of the view that trains."""


class TrainCommands:
    """Carries out the commands of one window, and ends what trains with it. The view is made when it is needed."""

    def __init__(self, session: Session, views: ViewStack) -> None:
        self._session, self._views = session, views

    def slots(self) -> dict[str, Callable[[], object]]:
        """Return them by the ids of the table of commands."""
        return {
            "train_start": lambda: self.view.lab.toggle(),
            "train_one": lambda: self.view.forward(),
            "train_many": lambda: self.view.many(),
            "train_reset": lambda: self.view.lab.reset(),
            "train_seed": lambda: self.view.lab.new_seed(),
            "train_branch": lambda: self.view.lab.branch(),
            "train_open": lambda: self.view.open_learnt(),
            "train_data": lambda: self.view.own_data_asked.emit(),
        }

    @property
    def view(self) -> TrainView:
        """The view that trains, which is shown."""
        self._session.show_view(TRAIN)
        return cast("TrainView", self._views.view(TRAIN))

    def close(self) -> None:
        """End all that trains."""
        if self._views.is_made(TRAIN):
            cast("TrainView", self._views.view(TRAIN)).lab.close()
