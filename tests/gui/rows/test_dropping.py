"""Where a dragged row goes, by the height at which it is let go."""

from __future__ import annotations

import pytest

from simulator.document.bands import Band, Bands, Choice, Place
from simulator.gui.rows.dropping import Drop, Slot, drop_at

BANDS: Bands = (
    Band((Choice("x"),)),
    Band((Choice("i"), Choice("f")), "rows"),
    Band((Choice("c"), Choice("h")), "overlay"),
    Band((Choice("y"),)),
)
# x 0-20, title 20-40, i 40-60, f 60-80, overlay 80-120, y 120-140
SLOTS = (
    Slot((0, None), 0, 20),
    Slot((1, None), 20, 40),
    Slot((1, 0), 40, 60),
    Slot((1, 1), 60, 80),
    Slot((2, None), 80, 120),
    Slot((3, None), 120, 140),
)


@pytest.mark.parametrize(
    ("y", "drop"),
    [
        (-50, Drop((0, None), 0, 0)),
        (5, Drop((0, None), 0, 0)),
        (15, Drop((1, None), 20, 20)),
        (24, Drop((1, None), 20, 20)),
        (26, Drop((1, 0), 40, 40)),
        (45, Drop((1, 0), 40, 40)),
        (55, Drop((1, 1), 60, 60)),
        (75, Drop((1, 2), 80, 80)),
        (85, Drop((2, None), 80, 80)),
        (100, Drop((2, 2), 80, 120)),
        (115, Drop((3, None), 120, 120)),
        (125, Drop((3, None), 120, 120)),
        (999, Drop((4, None), 140, 140)),
    ],
)
def test_a_signal_goes_before_behind_or_into(y: float, drop: Drop) -> None:
    assert drop_at(BANDS, SLOTS, (3, None), y) == drop
    assert drop_at(BANDS, SLOTS, (1, 0), y) == drop


@pytest.mark.parametrize(
    ("moved", "y", "place", "line"),
    [
        (1, 5, (0, None), 0),
        (1, 15, (1, None), 20),
        (2, 30, (1, None), 20),
        (2, 49, (1, None), 20),
        (2, 55, (2, None), 80),
        (1, 90, (2, None), 80),
        (1, 110, (3, None), 120),
    ],
)
def test_a_group_goes_past_other_groups_as_a_whole(moved: int, y: float, place: Place, line: float) -> None:
    assert drop_at(BANDS, SLOTS, (moved, None), y) == Drop(place, line, line)


def test_without_rows_there_is_nowhere() -> None:
    assert drop_at(BANDS, (), (0, None), 10) is None
