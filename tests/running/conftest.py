"""What the tests of this room share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from simulator.engine.training.snapshot import Snapshot
from simulator.running import worker
from simulator.running.setup import Setup
from tests.running.helpers import Desk


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    """Make workers."""
    monkeypatch.setattr(worker, "LOOK", 0.0)
    made: list[Desk] = []

    def make(setup: Setup, snapshot: Snapshot | None = None) -> Desk:
        made.append(Desk(setup, snapshot))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def bare_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a process that is spawned not import pytest, which takes it longer than all else."""
    main = sys.modules["__main__"]
    monkeypatch.setattr(main, "__spec__", None)
    monkeypatch.delattr(main, "__file__", raising=False)
