"""Which row of a table is which step of which sequence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """For each row its sequence and its step (rows,), both from 0; ``lengths`` (sequences,) their steps.

    ``origin`` (sequences,): which sequence it was before they were cut into pieces. ``scattered``: rows of one sequence
    stand apart in the table.
    """

    sequence: Array
    step: Array
    lengths: Array
    origin: Array
    scattered: bool

    @property
    def steps(self) -> int:
        """Those of the longest."""
        return int(self.lengths.max())

    @property
    def sequences(self) -> int:
        """How many there are."""
        return len(self.lengths)


def arrange(codes: Array, cut: int | None = None) -> Rows:
    """Return where rows stand that have these codes 0, 1, …: (rows,); sequences longer than ``cut`` are cut up."""
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(codes)
    begins = np.cumsum(counts) - counts
    step = np.empty(len(codes), np.intp)
    step[order] = np.arange(len(codes)) - np.repeat(begins, counts)
    changes = int(np.count_nonzero(np.diff(codes)))
    scattered = changes >= len(counts)
    if cut is None or cut >= counts.max():
        return Rows(codes, step, counts, np.arange(len(counts)), scattered)
    pieces = -(-counts // cut)
    first = np.cumsum(pieces) - pieces
    sequence = first[codes] + step // cut
    origin = np.repeat(np.arange(len(counts)), pieces)
    return Rows(sequence, step % cut, np.bincount(sequence), origin, scattered)


def hold_out(rows: Rows, share: float, fewest: int) -> Array:
    """Return which sequences are held out (sequences,), truths: about that share where there are at least ``fewest``.

    Whole ones are chosen at random, always alike, so that no piece of what is trained with is among them; of fewer that
    were cut into pieces, the last pieces are.
    """
    chosen = np.zeros(rows.sequences, bool)
    whole = int(rows.origin.max()) + 1
    if whole >= fewest:
        picked = np.random.default_rng(0).permutation(whole)[: round(share * whole)]
        return np.isin(rows.origin, picked)
    if rows.sequences >= fewest:
        chosen[-round(share * rows.sequences) :] = True
    return chosen
