"""What the tests of this room share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest

from simulator.engine.training.snapshot import Snapshot
from simulator.running import worker
from simulator.running.setup import Setup
from tests.running.helpers import Desk, hide_main


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    """Make workers whose snapshots do not depend on the clock either."""
    monkeypatch.setattr(worker, "LOOK", 0.0)
    monkeypatch.setattr(worker, "QUICK", math.inf)
    made: list[Desk] = []

    def make(setup: Setup, snapshot: Snapshot | None = None) -> Desk:
        made.append(Desk(setup, snapshot))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def bare_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes start as from the program itself."""
    hide_main(monkeypatch)
