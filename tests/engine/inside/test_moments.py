"""The moments of an update: their order both ways, and what is known at each."""

from __future__ import annotations

import pytest

from simulator.engine.inside import moments


def test_in_order() -> None:
    told = moments(3)
    there, back = ["forward 1", "forward 2", "forward 3"], ["backward 3", "backward 2", "backward 1"]
    assert list(map(str, told)) == [*there, "loss", *back, "sum", "clip", "update"]
    assert [moment.number for moment in told] == list(range(1, 11))
    assert [moment.forward for moment in told] == [1, 2, 3, 3, 3, 3, 3, 3, 3, 3]
    assert [moment.backward for moment in told] == [0, 0, 0, 0, 1, 2, 3, 3, 3, 3]
    assert [moment.step for moment in told] == [1, 2, 3, None, 3, 2, 1, None, None, None]


def test_of_a_cell_that_reads_from_the_end() -> None:
    told = moments(2, from_the_end=True)
    assert list(map(str, told))[:5] == ["forward 2", "forward 1", "loss", "backward 1", "backward 2"]
    assert [moment.backward for moment in told] == [0, 0, 0, 1, 2, 2, 2, 2]


@pytest.mark.parametrize("steps", [1, 100])
def test_two_for_each_step_and_four(steps: int) -> None:
    told = moments(steps)
    assert len(told) == 2 * steps + 4
    assert len(set(map(str, told))) == len(told)
