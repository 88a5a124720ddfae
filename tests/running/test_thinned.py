"""Moments in bounded memory: never too many, always the first, the newest and the best, and dense of late."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from itertools import pairwise

import pytest

from simulator.running.thinned import Thinned


@dataclass(frozen=True)
class Moment:
    update: int
    note: str = ""


@pytest.mark.parametrize("seed", range(25))
def test_the_bounds_hold_and_what_must_stay_stays(seed: int) -> None:
    draw = random.Random(seed)
    most, most_bytes = draw.choice([1, 3, 8, 40]), draw.choice([math.inf, 100, 1000])
    thinned: Thinned[Moment] = Thinned(most, most_bytes)
    added: dict[int, tuple[float, int]] = {}
    update = draw.choice([0, 50])
    for _ in range(draw.randrange(1, 300)):
        rank, size = draw.choice([draw.random(), 0.5, math.nan]), draw.choice([1, 10, 60])
        thinned.add(Moment(update), (rank,), size)
        added[update] = (math.inf if math.isnan(rank) else rank, size)
        update += draw.choice([0, 1, 1, 1, 5, 100])
        kept = [moment.update for moment in thinned]
        assert kept == sorted(set(kept))
        assert len(kept) == len(thinned)
        assert len(kept) <= max(most, 3)
        first, newest, best = min(added), max(added), thinned.best
        assert {first, newest} <= set(kept)
        assert best is not None
        must = {first, newest, best.update}
        assert thinned.nbytes == sum(added[one][1] for one in kept)
        assert thinned.nbytes <= most_bytes or set(kept) == must
        assert thinned.newest == Moment(newest)


@pytest.mark.parametrize("seed", range(10))
def test_the_best_ever_is_kept_unless_a_better_one_takes_its_place(seed: int) -> None:
    draw = random.Random(seed)
    thinned: Thinned[Moment] = Thinned(5)
    ranks = [draw.random() for _ in range(200)]
    for update, rank in enumerate(ranks):
        thinned.add(Moment(update), (rank,))
        assert thinned.best == Moment(ranks.index(min(ranks[: update + 1])))


@pytest.mark.parametrize(("most", "count"), [(16, 200), (64, 5000), (256, 20_000)])
def test_moments_are_as_far_apart_as_they_are_old(most: int, count: int) -> None:
    """With so many moments for so many updates, none is further away than a share of its age."""
    thinned: Thinned[Moment] = Thinned(most)
    for update in range(count):
        thinned.add(Moment(update))
    kept = [moment.update for moment in thinned]
    assert len(kept) == most
    share = 4 * math.log(count) / most
    for before, after in pairwise(kept):
        assert after - before <= max(1, math.ceil(share * (count - before)))
    assert kept[-3:] == [count - 3, count - 2, count - 1]


def test_the_nearest() -> None:
    thinned: Thinned[Moment] = Thinned(9)
    assert thinned.at(4) is thinned.best is thinned.newest is None
    for update in (0, 10, 20):
        thinned.add(Moment(update))
    assert [thinned.at(update) for update in (-5, 4, 5, 6, 19, 99)] == [
        Moment(update) for update in (0, 0, 0, 10, 20, 20)
    ]


def test_a_moment_of_the_same_update_takes_the_place() -> None:
    thinned: Thinned[Moment] = Thinned(9)
    for update, note in ((0, "a"), (5, "b"), (3, "c"), (5, "d")):
        thinned.add(Moment(update, note))
    assert [(moment.update, moment.note) for moment in thinned] == [(0, "a"), (3, "c"), (5, "d")]


def test_what_is_not_a_number_is_never_the_best() -> None:
    thinned: Thinned[Moment] = Thinned(9)
    thinned.add(Moment(0), (math.nan,))
    thinned.add(Moment(1), (1e300,))
    assert thinned.best == Moment(1)
    assert (thinned.rank_of(1), thinned.rank_of(0), thinned.rank_of(7)) == ((1e300,), (math.inf,), None)


def test_cutting() -> None:
    thinned: Thinned[Moment] = Thinned(9)
    for update in (0, 3, 7):
        thinned.add(Moment(update), (-update,))
    thinned.cut(9)
    assert thinned.best == Moment(7)
    thinned.cut(6)
    assert list(thinned) == [Moment(0), Moment(3)]
    assert thinned.best == Moment(3)
    assert thinned.ranks == [(0,), (-3,)]
    thinned.cut(-1)
    assert list(thinned) == []
