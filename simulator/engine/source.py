"""Where the numbers of a sequence come from, for whoever draws them or looks through them."""

from __future__ import annotations

from typing import Protocol

from simulator.engine.memory import Array


class Source(Protocol):
    """Where the numbers come from: a trace, or what of it is there so far."""

    @property
    def steps(self) -> int:
        """Length of the sequence."""

    @property
    def ready(self) -> int:
        """How many steps from the first have been computed."""

    def inputs(self, start: int, stop: int) -> Array:
        """Return the inputs of some steps, counted from 0: (stop - start, inputs)."""

    def signal(self, name: str, start: int, stop: int) -> Array:
        """Return a signal at some steps, counted from 0 and all ready: (stop - start, size)."""

    def initial(self, name: str) -> Array:
        """Return a state before the first step: (size,). Raises KeyError for a signal that is no state."""
