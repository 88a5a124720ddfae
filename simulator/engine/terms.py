"""The products that a sum consists of. A wide cell has very many of them, so each is made when it is looked at; the
numbers of all of them stand in arrays.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import overload

import numpy as np
from numpy.typing import NDArray

from simulator.engine.memory import Array


@dataclass(frozen=True)
class Term:
    """One product of a sum: weight times value.

    ``parameter`` is the weight's name and ``index`` its place in the array, from 0; empty where the value is added as
    it stands. ``source`` says what is multiplied, as a person counts: "x[2]", "h[t-1][1]", "1" for a bias, or the text
    of an expression. ``weight`` carries the sign that the term has in the sum.
    """

    parameter: str
    index: tuple[int, ...]
    source: str
    weight: float
    value: float
    product: float


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Neighbouring terms that have their parameter and their source in common: a row of a matrix times a vector.

    ``source`` is what is multiplied, without a number: "x", "h[t-1]"; ``numbered`` says that each has one. A term by
    itself is ``alone``, and is all there is.
    """

    parameter: str
    unit: int
    source: str
    numbered: bool
    weights: Array
    values: Array
    products: Array
    alone: Term | None = None

    @classmethod
    def of(cls, term: Term) -> Stretch:
        """Return a term by itself."""
        unit = term.index[0] if term.index else 0
        numbers = np.array([term.weight, term.value, term.product])
        return cls(term.parameter, unit, term.source, False, numbers[:1], numbers[1:2], numbers[2:], term)

    @property
    def signal(self) -> str:
        """The signal whose value is multiplied, or the inputs "x"; "1" for none, and the text of an expression."""
        return self.source.partition("[")[0]

    def term(self, column: int) -> Term:
        """Return one of the terms, from 0."""
        if self.alone is not None:
            return self.alone
        source = f"{self.source}[{column + 1}]" if self.numbered else self.source
        numbers = (float(part[column]) for part in (self.weights, self.values, self.products))
        return Term(self.parameter, (self.unit, column), source, *numbers)


class Terms(Sequence[Term]):
    """The terms of a sum, in the order of the equation; ``weights``, ``values`` and ``products`` are arrays of all."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self.stretches = tuple(stretches)
        self._ends = list(accumulate(len(stretch.weights) for stretch in self.stretches))
        self._count = self._ends[-1] if self._ends else 0
        self._made: dict[int, Term] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Term: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Term, ...]: ...
    def __getitem__(self, place: int | slice) -> Term | tuple[Term, ...]:
        if isinstance(place, slice):
            return tuple(self[number] for number in range(self._count)[place])
        number = range(self._count)[place]
        if number not in self._made:
            stretch = bisect_right(self._ends, number)
            first = self._ends[stretch - 1] if stretch else 0
            self._made[number] = self.stretches[stretch].term(number - first)
        return self._made[number]

    def __iter__(self) -> Iterator[Term]:
        return map(self.__getitem__, range(self._count))

    @cached_property
    def weights(self) -> Array:
        """What each value is multiplied with, (terms,)."""
        return self._all("weights")

    @cached_property
    def values(self) -> Array:
        """What is multiplied, (terms,)."""
        return self._all("values")

    @cached_property
    def products(self) -> Array:
        """What each adds to the sum, (terms,)."""
        return self._all("products")

    def _all(self, what: str) -> Array:
        parts = [getattr(stretch, what) for stretch in self.stretches]
        return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0), *parts])

    def where(self, keep: Callable[[Stretch], bool]) -> NDArray[np.bool_]:
        """Return for every term whether its stretch is to be kept, (terms,), truths."""
        kept = [np.full(len(stretch.weights), keep(stretch)) for stretch in self.stretches]
        return np.concatenate([np.empty(0, bool), *kept])

    def only(self, keep: Callable[[Stretch], bool]) -> Terms:
        """Return the terms whose stretch is to be kept."""
        return Terms(filter(keep, self.stretches))

    def place(self, parameter: str, index: tuple[int, ...]) -> int | None:
        """Return where the term of a weight stands; None if it is not there. Of two with one weight it is the first."""

        def column(stretch: Stretch) -> int | None:
            if stretch.parameter != parameter or (stretch.alone is None and stretch.unit != index[0]):
                return None
            if stretch.alone is not None:
                return 0 if stretch.alone.index == index else None
            return index[1]

        return self._first(column)

    def place_of_source(self, source: str, unit: int) -> int | None:
        """Return where a weight is multiplied with a unit (from 0) of "x", "h[t-1]" …; None if none is."""

        def column(stretch: Stretch) -> int | None:
            if not stretch.parameter:
                return None
            if stretch.alone is not None:
                return 0 if stretch.source == f"{source}[{unit + 1}]" else None
            return unit if stretch.numbered and stretch.source == source else None

        return self._first(column)

    def _first(self, column: Callable[[Stretch], int | None]) -> int | None:
        """Return the place of the first term that is meant: ``column`` says which of a stretch it would be."""
        first = 0
        for stretch in self.stretches:
            found = column(stretch)
            if found is not None and found < len(stretch.weights):
                return first + found
            first += len(stretch.weights)
        return None


def largest(numbers: Array, count: int) -> NDArray[np.intp]:
    """Return the places of the largest numbers by size, rising. What is no number is large, and of equals the first."""
    if not 0 < count < len(numbers):
        return np.arange(len(numbers) if count > 0 else 0)
    sizes = np.abs(numbers)
    sizes[np.isnan(sizes)] = np.inf
    there = np.flatnonzero(sizes)  # parting very many equal numbers is slow, and most may be 0
    if len(there) <= count:
        zeros = np.flatnonzero(sizes == 0)[: count - len(there)]
        return np.sort(np.concatenate([there, zeros]))
    sizes = sizes[there]
    least = np.partition(sizes, len(sizes) - count)[len(sizes) - count]
    chosen = sizes > least
    chosen[np.flatnonzero(sizes == least)[: count - np.count_nonzero(chosen)]] = True
    found: NDArray[np.intp] = there[chosen]
    return found
