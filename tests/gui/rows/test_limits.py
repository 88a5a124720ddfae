"""What the document allows is what the timeline shows: rooms that do not know each other agree."""

from __future__ import annotations

from functools import partial

import pytest

from simulator.document.bands import Band, Choice
from simulator.document.row_edits import MOST_LINES, MOST_ROWS
from simulator.gui.rows.commands import is_heat
from simulator.language import load_cell
from simulator.render.timeline import rows
from simulator.render.timeline.bands import chosen_rows


def test_as_many_lines_as_dashes_and_as_many_rows() -> None:
    assert len(rows.DASHES) == MOST_LINES
    assert rows.MOST_ROWS == MOST_ROWS


@pytest.mark.parametrize("heat", [None, True, False])
@pytest.mark.parametrize("units", [None, (0,)])
@pytest.mark.parametrize("size", [1, 2, rows.MOST_UNITS, rows.MOST_UNITS + 1, rows.MOST_INPUTS, rows.MOST_INPUTS + 1])
def test_a_heat_map_is_called_so(size: int, units: tuple[int, ...] | None, heat: bool | None) -> None:
    cell = load_cell("elman")
    for signal in ("x", "h"):
        choice = Choice(signal, heat and units is None, units)
        make = partial(rows.timeline_rows, cell, size, cell.signal_sizes(size, size, 1), lambda name: (0.0, 1.0))
        (first, *_) = chosen_rows([Band((choice,))], make)
        assert (first.kind == "heat") == is_heat(choice, size)
