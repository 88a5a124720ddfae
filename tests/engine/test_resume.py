"""Going on from a state that a run has reached: the same numbers as if the run had gone on itself."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import Model, load_cell
from simulator.errors import UserError


def test_it_goes_on_as_the_run_itself() -> None:
    model = Model(load_cell("lstm"), inputs=2, units=3)
    x = np.random.default_rng(0).normal(size=(50, 2))
    whole = model.run(x)
    for start in (1, 17, 49):
        before = {name: whole[name][start - 1] for name in model.cell.states}
        rest = model.resume(x[start:], before, first=start + 1)
        assert rest.first == start + 1
        for name in model.cell.signals:
            assert rest[name].tobytes() == whole[name][start:].tobytes()


def test_a_state_may_be_infinite_but_an_input_may_not() -> None:
    model = Model(load_cell("irnn"), inputs=1, units=1)
    assert model.resume([[1.0]], {"h": np.array([np.inf])})["h"].tolist() == [[np.inf]]
    with pytest.raises(UserError, match=r"^step 7, x1 is nan"):
        model.resume([[np.nan]], {"h": np.zeros(1)}, first=7)
