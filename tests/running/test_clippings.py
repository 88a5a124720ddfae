"""Spans of clipped updates, against every clipped update kept in a list."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from simulator.running.clippings import Clipped, Clippings


def add(clippings: Clippings, first: int, norms: list[float], limit: float = 1.0) -> None:
    before = np.array(norms)
    clippings.add(first, before, np.minimum(before, limit))


def test_spans() -> None:
    clippings = Clippings()
    add(clippings, 1, [5, 7, 2, 0.5, 1.0, 3, 0.1])
    assert list(clippings.spans) == [Clipped(1, 3, 3, 7.0, 2), Clipped(6, 6, 1, 3.0, 6)]
    add(clippings, 8, [0.1, 0.2])
    add(clippings, 10, [9.0])
    add(clippings, 11, [4.0, 11.0, 0.3])
    assert clippings.spans[2:] == (Clipped(10, 12, 3, 11.0, 12),)
    clippings.cut(9)
    assert [span.first for span in clippings.spans] == [1, 6]


@pytest.mark.parametrize("seed", range(20))
def test_no_clipped_update_is_forgotten(seed: int) -> None:
    draw = random.Random(seed)
    most, chance = draw.choice([2, 5, 20]), draw.choice([0.02, 0.5, 0.98])
    clippings, clipped, update = Clippings(most), dict[int, float](), 1
    for _ in range(draw.randrange(1, 40)):
        norms = [draw.uniform(1.1, 90) if draw.random() < chance else 0.5 for _ in range(draw.choice([1, 2, 30, 200]))]
        add(clippings, update, norms)
        clipped |= {number: norm for number, norm in enumerate(norms, update) if norm > 1}
        update += len(norms)
        spans = clippings.spans
        assert len(spans) <= most
        assert sum(span.count for span in spans) == len(clipped)
        for span in spans:
            own = {number: norm for number, norm in clipped.items() if span.first <= number <= span.last}
            assert {span.first, span.last} <= set(own)
            assert (span.count, span.peak) == (len(own), max(own.values()))
            assert own[span.peak_update] == span.peak
        assert all(one.last < other.first for one, other in pairwise(spans))


def test_a_lonely_spike_stays_by_itself() -> None:
    """A noisy beginning of hundreds of spans, then quiet, and one spike in the middle of it."""
    draw = random.Random(0)
    clippings = Clippings(16)
    add(clippings, 1, [draw.choice([0.5, 5.0]) for _ in range(3000)])
    add(clippings, 3001, [0.5] * 5000 + [70.0] + [0.5] * 5000)
    assert clippings.spans[-1] == Clipped(8001, 8001, 1, 70.0, 8001)


def test_an_update_that_comes_again_after_a_stop() -> None:
    clippings = Clippings()
    add(clippings, 1, [2.0, 3.0])
    add(clippings, 2, [9.0, 0.1])
    assert clippings.spans == (Clipped(1, 2, 3, 9.0, 2),)


def test_what_is_kept() -> None:
    clippings = Clippings()
    assert Clippings.of(clippings.arrays()).spans == ()
    add(clippings, 1, [2.0, 0.1, 3.0])
    assert Clippings.of(clippings.arrays()).spans == clippings.spans
    with pytest.raises(ValueError):
        Clippings.of({"spans": np.ones(7)})
