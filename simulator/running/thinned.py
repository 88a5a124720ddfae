"""Moments of a training in bounded memory: close together of late, ever further apart the longer ago they are."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Moment(Protocol):
    """What is of one update."""

    @property
    def update(self) -> int:
        """Its number."""
        ...


T = TypeVar("T", bound=Moment)

Rank = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    update: int
    rank: Rank
    nbytes: int
    moment: T


class Thinned(Generic[T]):
    """Moments in the order of their updates: at most ``most`` of them, of ``most_bytes`` together.

    Beyond that the one goes that leaves the smallest gap for its age. The first stays, and so do the newest and the
    best, which has the lowest rank; those three alone may be larger than the bounds.
    """

    def __init__(self, most: int, most_bytes: float = math.inf) -> None:
        self.most, self.most_bytes = most, most_bytes
        self._entries: list[_Entry[T]] = []

    def __iter__(self) -> Iterator[T]:
        return (entry.moment for entry in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def nbytes(self) -> int:
        """How many bytes they have together."""
        return sum(entry.nbytes for entry in self._entries)

    @property
    def ranks(self) -> list[Rank]:
        """The rank of each."""
        return [entry.rank for entry in self._entries]

    def rank_of(self, update: int) -> Rank | None:
        """Return the rank of what there is of an update; None if there is nothing."""
        return next((entry.rank for entry in self._entries if entry.update == update), None)

    @property
    def best(self) -> T | None:
        """The one with the lowest rank, the first of several; None if there are none."""
        return self._entries[self._best].moment if self._entries else None

    @property
    def newest(self) -> T | None:
        """The one of the latest update; None if there are none."""
        return self._entries[-1].moment if self._entries else None

    def at(self, update: int) -> T | None:
        """Return the one that is nearest to an update, the earlier of two; None if there are none."""
        near = min(self._entries, key=lambda entry: abs(entry.update - update), default=None)
        return None if near is None else near.moment

    def add(self, moment: T, rank: Rank = (), nbytes: int = 0) -> None:
        """Take a moment, in the place of what there is of the same update. Not a number ranks behind all numbers."""
        rank = tuple(math.inf if math.isnan(number) else number for number in rank)
        place = bisect.bisect_left(self._entries, moment.update, key=_update)
        again = place < len(self._entries) and self._entries[place].update == moment.update
        self._entries[place : place + again] = [_Entry(moment.update, rank, nbytes, moment)]
        while len(self._entries) > self.most or self.nbytes > self.most_bytes:
            if not self._drop():
                break

    def cut(self, update: int) -> None:
        """Forget what came after an update."""
        del self._entries[bisect.bisect_right(self._entries, update, key=_update) :]

    @property
    def _best(self) -> int:
        return min(range(len(self._entries)), key=lambda place: self._entries[place].rank)

    def _drop(self) -> bool:
        """Let one go; return False if all there are have to stay."""
        best, newest = self._best, self._entries[-1].update

        def gap(place: int) -> float:
            before, own, after = (entry.update for entry in self._entries[place - 1 : place + 2])
            return (after - before) / (1 + newest - own)

        droppable = [place for place in range(1, len(self._entries) - 1) if place != best]
        if droppable:
            del self._entries[min(droppable, key=gap)]
        return bool(droppable)


def _update(entry: _Entry[T]) -> int:
    return entry.update
