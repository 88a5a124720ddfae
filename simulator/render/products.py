"""The products of a sum as a picture shows them at a moment: each on its way from the last step's to the new one.

A wide cell has very many of them; only those that are drawn are taken out one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import overload

import numpy as np

from simulator.engine.terms import Stretch, Term, Terms, largest

Pair = tuple[Term, float]
"""A term, and its product as it is shown now."""


class Products(Sequence[Pair]):
    """Terms, each with the product ``shown`` now, (terms,); ``kept`` are the places of those that are meant, rising."""

    def __init__(self, terms: Terms, shown: np.ndarray, kept: np.ndarray | None = None) -> None:
        self.terms, self.shown = terms, shown
        self.kept = np.arange(len(terms)) if kept is None else kept

    def __len__(self) -> int:
        return len(self.kept)

    @overload
    def __getitem__(self, place: int) -> Pair: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Pair]: ...
    def __getitem__(self, place: int | slice) -> Pair | Sequence[Pair]:
        if isinstance(place, slice):
            return Products(self.terms, self.shown, self.kept[place])
        number = int(self.kept[place])
        return self.terms[number], float(self.shown[number])

    def __iter__(self) -> Iterator[Pair]:
        return zip(map(self.terms.__getitem__, self.kept.tolist()), self.shown[self.kept].tolist(), strict=True)

    @property
    def total(self) -> float:
        """What they come to, as shown now."""
        with np.errstate(all="ignore"):
            return float(self.shown[self.kept].sum())

    def of(self, parameter: str, index: tuple[int, ...]) -> Pair | None:
        """Return the product of a weight; None if it is not there."""
        number = self.terms.place(parameter, index)
        return None if number is None else (self.terms[number], float(self.shown[number]))

    def at(self, source: str, unit: int) -> Pair | None:
        """Return the product of a weight with a unit (from 0) of "x", "h[t-1]" …; None if it is not there."""
        number = self.terms.place_of_source(source, unit)
        return None if number is None else (self.terms[number], float(self.shown[number]))

    def without(self, pair: Pair | None) -> Products:
        """Return all but that of one weight."""
        gone = None if pair is None else self.terms.place(pair[0].parameter, pair[0].index)
        return self if gone is None else Products(self.terms, self.shown, self.kept[self.kept != gone])

    def where(self, keep: Callable[[Stretch], bool]) -> Products:
        """Return those whose stretch is to be kept."""
        return Products(self.terms, self.shown, self.kept[self.terms.where(keep)[self.kept]])

    def of_signals(self, names: Collection[str]) -> Products:
        """Return those of the values of some signals, now or one step earlier."""
        return self.where(lambda stretch: stretch.signal in names)

    def of_others(self, names: Collection[str]) -> Products:
        """Return those of the values of other signals."""
        return self.where(lambda stretch: stretch.signal not in names) if names else self

    def with_weights(self) -> Products:
        """Return those that have a weight of their own."""
        return self.where(lambda stretch: bool(stretch.parameter))

    def strongest(self, most: int) -> tuple[tuple[Pair, ...], Products]:
        """Part them into no more than ``most`` - 1 that have a row of their own, in order, and the weaker rest.

        The products of the whole step decide, not those on the way, so that no row changes while a step runs. What is
        no number is strong, and of equals the first. Where there are no more than ``most``, all have a row.
        """
        if len(self) <= most:
            return tuple(self), Products(self.terms, self.shown, self.kept[:0])
        chosen = largest(self.terms.products[self.kept], most - 1)
        weaker = np.delete(self.kept, chosen)
        return tuple(self[int(place)] for place in chosen), Products(self.terms, self.shown, weaker)
