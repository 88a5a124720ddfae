"""Places for labels: apart, within bounds, moved no more than they must be."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from simulator.render.training.labels import Taken, beside, spread, written


@pytest.mark.parametrize("seed", range(100))
def test_spread_places_stand_apart_in_their_order_and_within_their_ends(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 8))
    places = rng.uniform(-20, 220, count).tolist()
    found = spread(places, 20.0, 0.0, 200.0)
    order = sorted(range(count), key=lambda number: places[number])
    assert all(-1e-9 <= place <= 200 + 1e-9 for place in found)
    assert all(found[b] - found[a] >= 20 - 1e-9 for a, b in pairwise(order))


def test_places_that_are_apart_stay_where_they_are() -> None:
    assert spread([150.0, 10.0, 60.0], 20.0, 0.0, 200.0) == [150, 10, 60]
    assert spread([], 20.0, 0.0, 200.0) == []


def test_too_many_places_share_what_room_there_is() -> None:
    assert spread([50.0] * 5, 40.0, 0.0, 80.0) == pytest.approx([0, 20, 40, 60, 80])


def test_a_rectangle_is_taken_once() -> None:
    taken = Taken()
    assert taken.claim(0, 0, 10, 10)
    assert not taken.claim(9, 9, 20, 20)
    assert not taken.free(-5, 2, 1, 3)
    assert taken.claim(10, 0, 20, 10), "edges may touch"


def test_a_label_beside_a_point_keeps_off_what_is_drawn() -> None:
    area, point = (0.0, 0.0, 200.0, 100.0), (100.0, 50.0)
    nothing = np.empty((0, 2))
    assert beside(point, 40, 10, area, Taken(), nothing) == (107.5, 50.0)
    right = np.array([[120.0, 50.0]])
    left, _ = beside(point, 40, 10, area, Taken(), right) or (0.0, 0.0)
    assert left + 40 <= 100
    taken = Taken()
    places = [beside(point, 40, 10, area, taken, nothing) for _ in range(20)]
    found = [place for place in places if place is not None]
    assert len(found) == 4, "then all sides are taken"
    boxes = [(x, y - 5, x + 40, y + 5) for x, y in found]
    for number, (x1, y1, x2, y2) in enumerate(boxes):
        assert all(x2 <= a or c <= x1 or y2 <= b or d <= y1 for a, b, c, d in boxes[number + 1 :])
    assert beside(point, 500, 10, area, Taken(), nothing) is None


def test_round_columns_are_numbered_as_far_as_they_have_room() -> None:
    assert written(9, 50.0, 20.0) == list(range(9))
    assert written(9, 12.0, 20.0) == [0, 1, 3, 5, 7]
    assert written(30, 3.0, 20.0) == [9, 19, 29]
    assert written(5, 1e-6, 20.0) == []
    assert written(0, 10.0, 20.0) == []
