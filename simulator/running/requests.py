"""What a training process is asked: plain data that goes through its pipe, obeyed between two updates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.engine.training.snapshot import Snapshot
from simulator.running.setup import Setup


@dataclass(frozen=True, slots=True)
class Begin:
    """Make a trainer, at its start or at a snapshot, and wait. The first request, and the first only."""

    setup: Setup
    snapshot: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class Go:
    """Make so many more updates, or updates without end."""

    updates: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Make no more updates until asked again."""


@dataclass(frozen=True, slots=True)
class Change:
    """Change settings, by the names of a Setup's fields CHANGEABLE."""

    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rewind:
    """Go back to the weights of the start and wait; the settings stay as they are now."""


@dataclass(frozen=True, slots=True)
class Restore:
    """Go back, or forth, to a snapshot and wait; settings become those of then."""

    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Judge the network of now on what is held out."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End. To close the pipe is to ask the same."""


Request = Begin | Go | Pause | Change | Rewind | Restore | Evaluate | Quit
