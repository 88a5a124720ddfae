"""What differs between runs at a step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator import Model, explain, load_cell
from simulator.engine import Explained
from simulator.render.comparing.differences import Difference, differences


def step(cell: str = "lstm", x: float = 1.0, units: int = 2, seed: int = 0) -> Explained:
    model = Model(load_cell(cell), 2, units, seed=seed)
    return explain(model, model.run([[x, 0.0], [x, 1.0]]), 2)


def named(found: tuple[Difference, ...]) -> list[str]:
    return [one.signal for one in found]


def test_nothing_differs_in_one_run_or_between_equal_ones() -> None:
    assert differences([step()]) == differences([step(), step()]) == ()
    assert differences([None, step()]) == differences([step(), None]) == ()


def test_all_that_follows_from_another_input_differs() -> None:
    one, two = step(), step(x=3.0)
    found = differences([one, two])
    assert named(found)[0] == "x"
    assert set(named(found)) <= {"x", *one.cell.signals}
    for difference in found:
        gap = np.abs(one[difference.signal] - two[difference.signal])
        assert gap[difference.unit] == gap.max() > 0.005
        assert difference.values == (one[difference.signal][difference.unit], two[difference.signal][difference.unit])
    small = [name for name in one.cell.signals if name not in named(found)]
    assert all(np.abs(one[name] - two[name]).max() <= 0.005 for name in small)


def test_only_what_both_have_in_one_size_is_compared() -> None:
    found = differences([step("lstm"), step("elman", seed=4), step("lstm", units=3, seed=5)])
    assert named(found) == ["h"]
    assert found[0].values[1] is not None
    assert found[0].values[2] is None


def test_no_number_differs_most() -> None:
    one = step()
    values = list(one.values)
    index = one.cell.graph.signals["h"]
    values[index] = np.array([one["h"][0] + 1, np.nan])
    (found,) = differences([one, replace(one, values=tuple(values))])
    assert (found.signal, found.unit) == ("h", 1)
    assert found.values[0] == pytest.approx(one["h"][1])
    assert found.values[1] is not None
    assert np.isnan(found.values[1])
